"""Sends mail: a session with the server for several mails, and what its refusals mean.

A server that cannot be reached, or asks to wait, is tried again by whoever sends; what it refuses for good is told.
After the text went out an answer may be lost: then nobody knows whether the mail was taken (`unsure`).
"""

import asyncio
import os
import re
import secrets
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backend import clock
from backend.errors import LeadGenError, Unavailable
from backend.integrations.mail.message import Mail, compose, domain_of, on_the_wire, sender_address
from backend.settings import MailSecurity, Settings, is_local

if TYPE_CHECKING:
    from aiosmtplib import SMTP

TIMEOUT_S: Final = 20.0
LONGEST_S: Final = 50.0
LONGEST_REASON: Final = 300
UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]+")


class MailUnavailable(Unavailable):
    """The mail server cannot be reached, or asks us to come back later."""

    code = "mail_unavailable"
    unsure: bool = False


class MailRefused(LeadGenError):
    """The mail server refuses this mail, and will refuse it again."""

    code = "mail_refused"


class SetupRefused(MailRefused):
    """The mail server refuses us, not this mail: the settings of the mail server have to be mended."""

    code = "mail_setup_refused"


@dataclass(frozen=True, slots=True)
class HowMailGoes:
    """server: null while none is set; outbox: the folder that takes the mails then."""

    server: str | None
    outbox: str | None
    sender: str


def how_mail_goes(settings: Settings) -> HowMailGoes:
    """Where a mail ends up that is sent now."""
    server = f"{settings.smtp_host}:{settings.mail_port}" if settings.smtp_host else None
    return HowMailGoes(server, None if server else str(settings.outbox_dir), sender_address(settings))


@dataclass(eq=False)
class Post:
    """A way for several mails. Connects with the first one, and anew after a failure."""

    settings: Settings
    timeout_s: float = TIMEOUT_S
    longest_s: float = LONGEST_S
    _server: "SMTP | None" = field(default=None, init=False)

    async def send(self, mail: Mail) -> None:
        """Returns once the server has taken the mail. Raises MailUnavailable, MailRefused, AddressUnusable."""
        message = compose(mail, self.settings, clock.now())
        if self.settings.smtp_host is None:
            await asyncio.to_thread(_put, self.settings.outbox_dir, mail, message)
            return
        text, utf8 = on_the_wire(message)
        handed_over = False
        try:
            async with asyncio.timeout(self.longest_s):
                server = await self._connected()
                await self._envelope(server, message, utf8=utf8)
                handed_over = True
                await server.data(text)
        except BaseException as problem:
            await self._give_up_session(problem)
            known = _known(problem, self.settings)
            if known is None:
                raise
            # An answer, even a refusal, leaves no doubt.
            if isinstance(known, MailUnavailable) and handed_over and _code(problem) is None:
                known.unsure = True
            raise known from problem

    async def close(self) -> None:
        """Take leave of the server."""
        server, self._server = self._server, None
        if server is not None and server.is_connected:
            with suppress(Exception):
                await server.quit(timeout=2)
            server.close()

    async def _connected(self) -> "SMTP":
        if self._server is not None and self._server.is_connected:
            return self._server
        self._server = await _session(self.settings, self.timeout_s)
        return self._server

    async def _envelope(self, server: "SMTP", message: EmailMessage, *, utf8: bool) -> None:
        if utf8 and server.is_ehlo_or_helo_needed:
            await server.ehlo()
        if utf8 and not server.supports_extension("smtputf8"):
            raise MailRefused("The mail server cannot write to addresses in other letters than ASCII.")
        encoding, options = ("utf-8", ["SMTPUTF8"]) if utf8 else ("ascii", [])
        await server.mail(sender_address(self.settings), options=options, encoding=encoding)
        await server.rcpt(message["To"].addresses[0].addr_spec, encoding=encoding)

    async def _give_up_session(self, problem: BaseException) -> None:
        """After a refusal the session goes on with the next mail; after anything else it is no use."""
        server = self._server
        if server is None:
            return
        if _code(problem) is not None and server.is_connected:
            with suppress(Exception):
                await server.rset(timeout=self.timeout_s)
                return
        self._server = None
        server.close()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Post]:
    """A way for the mails of the block."""
    post = Post(settings)
    try:
        yield post
    finally:
        await post.close()


async def try_out(settings: Settings, timeout_s: float = 10.0) -> None:
    """Greets the mail server and signs in, as if to send. Raises MailUnavailable, SetupRefused."""
    try:
        async with asyncio.timeout(timeout_s):
            server = await _session(settings, timeout_s)
            with suppress(Exception):
                await server.quit(timeout=2)
            server.close()
    except Exception as problem:
        known = _known(problem, settings)
        if known is None:
            raise
        raise known from problem


async def _session(settings: Settings, timeout_s: float) -> "SMTP":
    from aiosmtplib import SMTP  # 60 ms that only a mail needs

    password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
    security = settings.smtp_security
    if password and security is MailSecurity.none and not is_local(settings.smtp_host or ""):
        raise SetupRefused("The password would cross the network in plain text: set LEADGEN_SMTP_SECURITY=starttls.")
    server = SMTP(
        hostname=settings.smtp_host,
        port=settings.mail_port,
        local_hostname=domain_of(settings),
        timeout=timeout_s,
        use_tls=security is MailSecurity.tls,
        start_tls=security is MailSecurity.starttls,
        tls_context=await asyncio.to_thread(_trust, settings.smtp_root_cert),
    )
    try:
        await server.connect()
        if settings.smtp_user:
            await server.login(settings.smtp_user, password or "")
    except BaseException:
        server.close()
        raise
    return server


def _trust(authority: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authority)
    except OSError as problem:
        raise SetupRefused(f"LEADGEN_SMTP_ROOT_CERT cannot be read: {problem}.") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _code(problem: BaseException) -> int | None:
    """What the server answered; None when it did not."""
    from aiosmtplib import SMTPResponseException

    return problem.code if isinstance(problem, SMTPResponseException) and problem.code > 0 else None


def _known(problem: BaseException, settings: Settings) -> LeadGenError | None:
    """The failure in our words; None for what is none of the server's."""
    from aiosmtplib import (
        SMTPAuthenticationError,
        SMTPDataError,
        SMTPException,
        SMTPRecipientRefused,
        SMTPResponseException,
    )

    where = f"The mail server {settings.smtp_host}"
    match problem:
        case LeadGenError():
            return problem
        case SMTPResponseException(code=code) if code > 0:
            said = f"{where} answered {code}: {_reason(problem.message)}"
            if code < 500:
                return MailUnavailable(said)
            if isinstance(problem, SMTPAuthenticationError):
                return SetupRefused(f"{where} does not let us in with this user and password ({code}).")
            of_this_mail = isinstance(problem, (SMTPRecipientRefused, SMTPDataError))
            return MailRefused(said) if of_this_mail else SetupRefused(said)
        case _ if (untrusted := _untrusted(problem)) is not None:
            return SetupRefused(f"{where} could not prove who it is: {_reason(untrusted.verify_message)}.")
        case TimeoutError():
            return MailUnavailable(f"{where} did not answer in time.")
        case OSError():
            return MailUnavailable(f"{where} cannot be reached: {_reason(str(problem)) or type(problem).__name__}.")
        case SMTPException():
            return SetupRefused(f"{where}: {_reason(str(problem)) or type(problem).__name__}.")
    return None


def _untrusted(problem: BaseException | None) -> ssl.SSLCertVerificationError | None:
    while problem is not None:
        if isinstance(problem, ssl.SSLCertVerificationError):
            return problem
        problem = problem.__cause__ or problem.__context__
    return None


def _reason(text: str) -> str:
    return " ".join(text.split())[:LONGEST_REASON].rstrip(".")


def _put(folder: Path, mail: Mail, message: EmailMessage) -> None:
    """The mail as a file that mail programs open. Whole or not at all; sent twice, it is still one file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = UNSAFE.sub("-", mail.message_id)[:150]
    draft = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(message.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / f"{name}.eml")
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise MailUnavailable(f"The mail could not be written to {folder}: {problem.strerror}.") from None
