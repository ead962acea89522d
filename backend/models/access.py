"""What lets people and programs in besides a password: API keys, recovery codes, and what slows guessing down."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Identified, JsonList, Timestamped, described


class ApiKey(Identified, Timestamped, Base):
    """A key of an integration; only its SHA-256 is kept. `scopes` null means all that its user may do."""

    __tablename__ = "api_keys"

    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(16), info=described(readonly=True))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True, info=described(hidden=True))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True, info=described("User"))
    scopes: Mapped[JsonList | None]
    expires_at: Mapped[datetime | None] = mapped_column(info=described("Expires"))
    last_used_at: Mapped[datetime | None] = mapped_column(info=described("Last used", readonly=True))
    revoked_at: Mapped[datetime | None] = mapped_column(info=described("Revoked", readonly=True))
    requests_per_minute: Mapped[int | None]


class RecoveryCode(Identified, Timestamped, Base):
    """A single-use code for the day the second factor is lost."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(255), info=described(hidden=True))
    used_at: Mapped[datetime | None]


class LoginThrottle(Base):
    """Failed sign-ins of one address or name, over all processes."""

    __tablename__ = "login_throttle"

    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    first_failed_at: Mapped[datetime | None]
    blocked_until: Mapped[datetime | None]
