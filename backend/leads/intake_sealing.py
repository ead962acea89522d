"""What must not be read in the database: raw payloads and the secrets of doors, sealed with AES-256-GCM."""

import base64
import hmac
import secrets
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from backend.errors import Unavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SealUnreadable(Unavailable):
    """What was sealed cannot be opened: LEADGEN_SECRET_KEY is not the one it was sealed with."""

    code = "seal_unreadable"


@lru_cache(maxsize=4)
def _cipher(secret: bytes) -> "AESGCM":
    # Here, because it takes 7 MiB in every process, many of which never take a lead in.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    # HKDF with SHA-256 and no salt, of which one block is enough (RFC 5869).
    return AESGCM(hmac.digest(hmac.digest(bytes(32), secret, sha256), b"leadgen intake\x01", sha256))


def sealed(content: bytes, secret: bytes, place: str) -> bytes:
    """The content, readable only with the secret and only in its place: moved to another row it does not open."""
    nonce = secrets.token_bytes(12)
    return nonce + _cipher(secret).encrypt(nonce, content, place.encode())


def opened(content: bytes, secret: bytes, place: str) -> bytes:
    """The content again. Raises SealUnreadable."""
    from cryptography.exceptions import InvalidTag

    try:
        return _cipher(secret).decrypt(content[:12], content[12:], place.encode())
    except (InvalidTag, ValueError):
        raise SealUnreadable from None


def sealed_words(words: Mapping[str, str], secret: bytes, place: str) -> str:
    """Names and secrets as one text for a column."""
    return base64.b64encode(sealed(orjson.dumps(dict(words)), secret, place)).decode()


def opened_words(text: str | None, secret: bytes, place: str) -> dict[str, str]:
    """The names and secrets; empty if there are none."""
    if not text:
        return {}
    found: dict[str, str] = orjson.loads(opened(base64.b64decode(text), secret, place))
    return found
