"""Reads ADF out of a mailbox by IMAP. A message counts as read only after what it carries is stored."""

import email
import email.policy
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

import structlog

from backend.errors import Unavailable

log: Final = structlog.stdlib.get_logger("leadgen.intake")
TIMEOUT_S: Final = 30
MOST_MESSAGES: Final = 100
MOST_BYTES: Final = 2 * 1024 * 1024
# Begin and end apart, and nothing without a bound: a mail of two megabytes is read once, whatever is in it.
BEGIN: Final = re.compile(r"<adf\b", re.IGNORECASE)
END: Final = re.compile(r"</adf\s{0,100}>", re.IGNORECASE)


class MailboxUnreachable(Unavailable):
    """The mailbox cannot be read."""

    code = "mailbox_unreachable"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where the mail is. security: `tls` (port 993), `starttls`, or `none` for a server on the same machine."""

    host: str
    username: str
    password: str
    port: int = 993
    security: str = "tls"
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Mail:
    """One unread message: its number in the mailbox, and the ADF documents in it."""

    uid: str
    documents: tuple[bytes, ...]


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    """A session in the folder. Raises MailboxUnreachable. Blocks."""
    try:
        server = _connected(mailbox)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(f"{mailbox.host}: {_reason(error)}") from None
    try:
        server.login(mailbox.username, mailbox.password)
        status, _ = server.select(f'"{mailbox.folder}"')
        if status != "OK":
            raise MailboxUnreachable(f"{mailbox.host} has no folder {mailbox.folder}.")
        yield server
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxUnreachable(f"{mailbox.host}: {_reason(error)}") from None
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()
        with suppress(OSError):
            server.shutdown()


def _connected(mailbox: Mailbox) -> imaplib.IMAP4:
    if mailbox.security == "tls":
        return imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S
        )
    server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT_S)
    if mailbox.security == "starttls":
        server.starttls(ssl.create_default_context())
    elif mailbox.host not in ("localhost", "127.0.0.1", "::1"):
        raise MailboxUnreachable("Without encryption a mailbox is only read on this machine.")
    return server


def unread(server: imaplib.IMAP4) -> Iterator[Mail]:
    """The messages nobody has read, oldest first, without marking them."""
    _, found = server.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split()[:MOST_MESSAGES]:
        _, answer = server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
        yield Mail(uid.decode(), _documents(raw))


def _documents(raw: bytes) -> tuple[bytes, ...]:
    """None for a message that is broken: it is flagged like one without a lead, and keeps no other from being read."""
    try:
        return tuple(documents(raw))
    except Exception:  # for headers that nobody should have written the library raises anything
        log.warning("mail_unreadable", exc_info=True)
        return ()


def mark_read(server: imaplib.IMAP4, mail: Mail) -> None:
    """The message is done with. One without a lead in it is flagged, for somebody to look at."""
    server.uid("STORE", mail.uid, "+FLAGS", r"(\Seen)" if mail.documents else r"(\Seen \Flagged)")


def documents(raw: bytes) -> Iterator[bytes]:
    """The ADF documents in a message: in its text, or attached."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    seen: set[str] = set()
    for part in message.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        text = _decoded(content, part.get_content_charset()) if isinstance(content, bytes) else ""
        for document in _within(text):
            if document not in seen:
                seen.add(document)
                yield document.encode()


def _within(text: str) -> Iterator[str]:
    """The documents in a text, one behind the other."""
    place = 0
    while (begin := BEGIN.search(text, place)) and (end := END.search(text, begin.end())):
        yield text[begin.start() : end.end()]
        place = end.end()


def _decoded(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _reason(error: Exception) -> str:
    """What the server said; imaplib hands it on as bytes."""
    said = error.args[0] if error.args else ""
    return said.decode(errors="replace") if isinstance(said, bytes) else str(error)
