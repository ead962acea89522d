"""The second factor: six digits from an app (RFC 6238), and recovery codes for the day the phone is lost."""

import base64
import hmac
import secrets
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from backend.auth.passwords import readable_secret
from backend.errors import Unavailable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

STEP_S: Final = 30
DRIFT: Final = (0, -1, 1)  # steps that a phone's clock may be off, the likeliest first
RECOVERY_CODES: Final = 10
_VERSION: Final = "v1:"


class SeedUnreadable(Unavailable):
    """The second factor cannot be checked: LEADGEN_SECRET_KEY is not the one it was set up with."""

    code = "seed_unreadable"


class Seals:
    """Keeps second-factor seeds unreadable to whoever only has the database.

    AES-256-GCM, bound to the user: a seed copied to another user's row does not open.
    """

    def __init__(self, secret: bytes) -> None:
        self._seeds = _derived(secret, b"leadgen second-factor seeds")
        self._codes = _derived(secret, b"leadgen recovery codes")

    @cached_property
    def _cipher(self) -> "AESGCM":
        # Here, because it takes 7 MiB in every process, most of which never see a second factor.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._seeds)

    def sealed(self, seed: str, user_id: int) -> str:
        """What to keep in `users.mfa_secret`."""
        nonce = secrets.token_bytes(12)
        closed = self._cipher.encrypt(nonce, seed.encode(), _owner(user_id))
        return _VERSION + base64.b64encode(nonce + closed).decode()

    def opened(self, sealed: str, user_id: int) -> str:
        """The seed. Raises SeedUnreadable if the key changed or somebody touched the value."""
        from cryptography.exceptions import InvalidTag

        try:
            raw = base64.b64decode(sealed.removeprefix(_VERSION), validate=True)
            return self._cipher.decrypt(raw[:12], raw[12:], _owner(user_id)).decode()
        except (InvalidTag, ValueError):
            raise SeedUnreadable from None

    def code_hash(self, code: str, user_id: int) -> str:
        """What to keep of a recovery code; dashes, spaces and capitals do not matter."""
        plain = "".join(code.split()).replace("-", "").lower()
        return hmac.new(self._codes, _owner(user_id) + plain.encode(), sha256).hexdigest()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    """Another 32 bytes for each purpose: HKDF with SHA-256 and no salt, of which one block is enough (RFC 5869)."""
    return hmac.digest(hmac.digest(bytes(32), secret, sha256), purpose + b"\x01", sha256)


def _owner(user_id: int) -> bytes:
    return f"user:{user_id}:".encode()


def new_seed() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def provisioning_uri(seed: str, username: str, agency: str = "LeadGen") -> str:
    """The otpauth:// address that goes into the QR code."""
    import pyotp  # here, because it takes 55 ms, which a starting server would spend before its first answer

    return pyotp.TOTP(seed).provisioning_uri(name=username, issuer_name=agency)


def matching_step(seed: str, code: str, at: datetime, last_step: int | None) -> int | None:
    """The 30-second step the code belongs to, one step of drift allowed; None if it is wrong or was used before."""
    import pyotp

    present = int(at.timestamp()) // STEP_S
    totp = pyotp.TOTP(seed)
    digits = "".join(code.split()).encode()
    for drift in DRIFT:
        step = present + drift
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits) and (last_step is None or step > last_step):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes such as `k7m2p-9xqrt`, 49 bits each."""
    return [readable_secret(2) for _ in range(RECOVERY_CODES)]
