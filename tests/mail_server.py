"""A mail server on this machine that speaks SMTP for real, and misbehaves when it is told to."""

import asyncio
import email
import email.policy
import ssl
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from enum import Enum, auto
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST: Final = "127.0.0.1"
USER: Final = "agency"
PASSWORD: Final = "a password of the mail server"


class AfterData(Enum):
    """What the server does once it has the whole mail."""

    TAKE = auto()
    TAKE_AND_DROP = auto()  # keeps it, and closes the connection without a word
    HANG = auto()
    REFUSE = auto()
    LATER = auto()


@dataclass
class MailServer:
    """What came in, and how the next mails are treated. answers: what a recipient is answered, by address."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    after_data: AfterData = AfterData.TAKE
    sessions: int = 0
    greeted_as: list[str] = field(default_factory=list)
    went: asyncio.Event = field(default_factory=asyncio.Event)
    on_data: Callable[[], None] = lambda: None

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one person."""
        pairs = zip(self.mails, self.envelopes, strict=True)
        return [mail for mail, envelope in pairs if address in envelope.rcpt_tos]

    @property
    def recipients(self) -> list[str]:
        """Who was written to, in order."""
        return [envelope.rcpt_tos[0] for envelope in self.envelopes]

    async def handle_EHLO(  # noqa: N802 - the names are the server's
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.greeted_as.append(hostname)
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.on_data()
        if self.after_data is AfterData.HANG:
            await self.went.wait()
        if self.after_data is AfterData.REFUSE:
            return "554 5.7.1 This looks like spam"
        if self.after_data is AfterData.LATER:
            return "451 4.3.0 Come back later"
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.envelopes.append(envelope)
        if self.after_data is AfterData.TAKE_AND_DROP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return "250 2.0.0 Taken"


def _lets_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == known, handled=False)


@asynccontextmanager
async def mail_server(
    *,
    security: str = "none",
    certificate: ssl.SSLContext | None = None,
    sign_in: bool = False,
    utf8: bool = False,
) -> AsyncIterator[MailServer]:
    """A server for the block, on a port of its own."""
    inbox = MailServer()
    loop = asyncio.get_running_loop()
    starttls, tls = (certificate if security == way else None for way in ("starttls", "tls"))

    def protocol() -> SMTP:
        inbox.sessions += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # asking for a password without TLS is what some tests are about
            return SMTP(
                inbox,
                hostname="mail.test",
                enable_SMTPUTF8=utf8,
                tls_context=starttls,
                require_starttls=starttls is not None,
                auth_required=sign_in,
                auth_require_tls=False,
                authenticator=_lets_in,
                loop=loop,
            )

    server = await loop.create_server(protocol, HOST, 0, ssl=tls)
    inbox.port = server.sockets[0].getsockname()[1]
    try:
        yield inbox
    finally:
        inbox.went.set()
        server.close()
        await server.wait_closed()


@dataclass(frozen=True)
class Papers:
    """An authority's certificate, and a server's that it signed."""

    authority: Path
    server: ssl.SSLContext


def papers(folder: Path, name: str = "localhost") -> Papers:
    """Certificates for this machine under a name, and for its address if the name is `localhost`."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
    begins, ends = datetime.now(UTC) - timedelta(hours=1), datetime.now(UTC) + timedelta(days=1)

    def certificate(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(root_name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        )

    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    root = (
        certificate(root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(root_key, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ip_address(HOST)))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    own = (
        certificate(subject, key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    authority, both = folder / "authority.pem", folder / "server.pem"
    authority.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + own.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return Papers(authority, context)
