"""How other people's servers sign what they send us, over the bytes as they came. Meta's own is in meta/checking.py."""

import base64
import hmac
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from hashlib import sha1, sha256
from typing import Final

from backend.errors import NotAllowed

TOLERANCE_S: Final = 300
TIMED: Final = re.compile(r"(\d{1,12})\.([0-9a-f]{64})")


class WrongSignature(NotAllowed):
    """The signature does not belong to this message, or the message is old."""

    code = "wrong_signature"


def of_twilio(url: str, fields: Iterable[tuple[str, str]], auth_token: str) -> str:
    """What belongs into `X-Twilio-Signature`. url: the public one, as Twilio called it; fields: all that were posted.

    Source: twilio.com/docs/usage/security#validating-requests.
    """
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(auth_token.encode(), text.encode(), sha1)).decode()


def check_twilio(header: str | None, url: str, fields: Iterable[tuple[str, str]], auth_token: str) -> None:
    """Raises WrongSignature."""
    _check(of_twilio(url, fields, auth_token), header, auth_token)


def of_docuseal(body: bytes, secret: str, at: int) -> str:
    """What belongs into `X-Docuseal-Signature`. at: Unix time; secret: with its prefix."""
    return f"{at}.{hmac.digest(secret.encode(), f'{at}.'.encode() + body, sha256).hex()}"


def check_docuseal(header: str | None, body: bytes, secret: str, now: datetime) -> None:
    """Raises WrongSignature, also for what was signed more than five minutes away from now."""
    found = TIMED.fullmatch(header or "")
    if found is None or abs(now.timestamp() - int(found[1])) > TOLERANCE_S:
        raise WrongSignature
    _check(of_docuseal(body, secret, int(found[1])), header, secret)


def key_of(secret: str) -> bytes:
    """The key in a secret of Standard Webhooks: what follows `whsec_` in base64, or the secret as it is."""
    if secret.startswith("whsec_"):
        with suppress(ValueError):
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    return secret.encode()


def of_standard_webhook(body: bytes, secret: bytes, message_id: str, at: int) -> str:
    """What belongs into `Webhook-Signature`, beside `Webhook-Id` and `Webhook-Timestamp`.

    Source: standardwebhooks.com.
    """
    signed = hmac.digest(secret, f"{message_id}.{at}.".encode() + body, sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


def check_standard_webhook(
    header: str | None, body: bytes, secret: bytes, message_id: str, timestamp: str, now: datetime
) -> None:
    """Raises WrongSignature. The header may hold several signatures, while a secret is being replaced."""
    if not secret or not re.fullmatch(r"\d{1,12}", timestamp) or abs(now.timestamp() - int(timestamp)) > TOLERANCE_S:
        raise WrongSignature
    right = of_standard_webhook(body, secret, message_id, int(timestamp)).encode()
    if not any(hmac.compare_digest(right, each.encode()) for each in (header or "").split(" ")):
        raise WrongSignature


def _check(right: str, header: str | None, secret: str) -> None:
    if not secret or not hmac.compare_digest(right.encode(), (header or "").encode()):
        raise WrongSignature
