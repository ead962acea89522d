"""A mail as it is put together, and as it stands on the wire."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Final

from backend.errors import Invalid
from backend.settings import MAIL_ADDRESS, Settings

LONGEST_LINE: Final = 255
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
NOBODYS: Final = "leadgen@localhost"


class AddressUnusable(Invalid):
    """This is not an address that mail can be sent to."""

    code = "address_unusable"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person. sender: the name beside our address; reply_to: who answers, if it is not us.

    message_id: without angle brackets; the same one for the same mail, so that whoever gets it twice sees it once.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    sender: str
    reply_to: str | None = None


def is_address(text: str) -> bool:
    """Whether mail can be sent there, as far as the text tells."""
    try:
        _checked(text)
    except AddressUnusable:
        return False
    return True


def _checked(text: str) -> str:
    """The address as mail servers read it: a domain of other letters than ours in its ASCII form."""
    from email_validator import EmailNotValidError, validate_email  # 40 ms that only mail needs

    try:
        known = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as problem:
        raise AddressUnusable(str(problem)) from None
    return known.ascii_email or f"{known.local_part}@{known.ascii_domain}"


def sender_address(settings: Settings) -> str:
    """Where our mails come from, without the name."""
    found = MAIL_ADDRESS.fullmatch(settings.mail_from or NOBODYS)
    assert found is not None  # noqa: S101 - the settings have checked it
    return found["address"]


def sender_name(settings: Settings) -> str:
    """The name beside it, empty when the settings give none."""
    found = MAIL_ADDRESS.fullmatch(settings.mail_from or "")
    return (found["name"] or "").strip(' "') if found else ""


def domain_of(settings: Settings) -> str:
    """The domain that we send from, which is what we call ourselves to mail servers."""
    return sender_address(settings).rpartition("@")[2]


def compose(mail: Mail, settings: Settings, at: datetime) -> EmailMessage:
    """The mail with its headers. Names and subjects stay on their line, whatever was typed into them.

    Raises AddressUnusable for a recipient whom no mail can reach.
    """
    message = EmailMessage()
    message["From"] = _named(sender_address(settings), sender_name(settings) or mail.sender)
    message["To"] = _named(_checked(mail.to))
    message["Subject"] = _line(mail.subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{mail.message_id}>"
    if mail.reply_to and is_address(mail.reply_to):
        message["Reply-To"] = _named(_checked(mail.reply_to))
    # RFC 3834: nobody's holiday note answers this.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def on_the_wire(message: EmailMessage) -> tuple[bytes, bool]:
    """The mail as bytes, and whether the server has to understand addresses in other letters than ours."""
    utf8 = not str(message["To"]).isascii() and not message["To"].addresses[0].addr_spec.isascii()
    return message.as_bytes(policy=SMTPUTF8 if utf8 else SMTP), utf8


def _named(address: str, name: str = "") -> Address:
    user, _, domain = address.rpartition("@")
    return Address(_line(name), user, domain)


def _line(text: str) -> str:
    return UNPRINTABLE.sub(" ", text).strip()[:LONGEST_LINE]
