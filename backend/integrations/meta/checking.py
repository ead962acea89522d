"""Whether a notification is from Meta: the handshake, and the signature over the raw bytes."""

import hmac
from hashlib import sha256

from backend.errors import NotAllowed

PREFIX = "sha256="


class WrongSignature(NotAllowed):
    """The signature does not belong to this body."""

    code = "wrong_signature"


class WrongToken(NotAllowed):
    """The verify token is not the one that was agreed on."""

    code = "wrong_token"


def signature(body: bytes, app_secret: str) -> str:
    """What belongs into `X-Hub-Signature-256`."""
    return PREFIX + hmac.new(app_secret.encode(), body, sha256).hexdigest()


def check_signature(body: bytes, header: str | None, app_secret: str) -> None:
    """Raises WrongSignature. Over the raw bytes: JSON written again would not verify, Meta escapes differently."""
    if not app_secret or not hmac.compare_digest(signature(body, app_secret).encode(), (header or "").encode()):
        raise WrongSignature


def challenge(parameters: dict[str, str], verify_token: str) -> str:
    """What the handshake is answered with. Raises WrongToken."""
    told = parameters.get("hub.verify_token", "")
    right = bool(verify_token) and hmac.compare_digest(told.encode(), verify_token.encode())
    answer = parameters.get("hub.challenge", "")
    if parameters.get("hub.mode") != "subscribe" or not right or not answer.isalnum():
        raise WrongToken
    return answer
