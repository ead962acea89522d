"""Outgoing mail: by the agency's mail server, or into a folder while none is set."""

from backend.integrations.mail.message import Mail, is_address
from backend.integrations.mail.sending import (
    MailRefused,
    MailUnavailable,
    Post,
    SetupRefused,
    how_mail_goes,
    opened,
    try_out,
)

__all__ = [
    "Mail",
    "MailRefused",
    "MailUnavailable",
    "Post",
    "SetupRefused",
    "how_mail_goes",
    "is_address",
    "opened",
    "try_out",
]
