"""The people who sign in."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    TRUE,
    ZERO,
    Base,
    Identified,
    Timestamped,
    Versioned,
    described,
    one_of,
    quoted,
    search_indexes,
    searched,
)


class Role(StrEnum):
    """What a user may do; how far it reaches is decided in `auth/permissions.py`."""

    ADMIN = "admin"
    MANAGER = "manager"
    AGENT = "agent"
    VIEWER = "viewer"


class User(Identified, Timestamped, Versioned, Base):
    """A user with what sign-in needs to know."""

    __tablename__ = "users"
    __table_args__ = (
        one_of("role", Role),
        *search_indexes("users"),
    )

    username: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(255), unique=True, info=described("E-mail"))
    password_hash: Mapped[str] = mapped_column(String(255), info=described(hidden=True))
    role: Mapped[str] = mapped_column(String(32), server_default=quoted(Role.AGENT), info=described(choices=Role))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    permissions: Mapped[object | None] = mapped_column(JSONB(none_as_null=True))
    failed_login_attempts: Mapped[int] = mapped_column(server_default=ZERO, info=described(readonly=True))
    locked_until: Mapped[datetime | None] = mapped_column(info=described(readonly=True))
    last_login: Mapped[datetime | None] = mapped_column(info=described(readonly=True))
    mfa_enabled: Mapped[bool] = mapped_column(server_default=FALSE, info=described("Second factor", readonly=True))
    mfa_secret: Mapped[str | None] = mapped_column(String(255), info=described(hidden=True))
    full_name: Mapped[str | None] = mapped_column(String(255))
    phone: Mapped[str | None] = mapped_column(String(50))
    timezone: Mapped[str] = mapped_column(String(64), server_default=text("'America/New_York'"))
    team_id: Mapped[int | None] = mapped_column(
        ForeignKey("teams.id", ondelete="SET NULL"), index=True, info=described("Team")
    )
    mfa_last_step: Mapped[int | None] = mapped_column(BigInteger, info=described(hidden=True))
    password_changed_at: Mapped[datetime | None] = mapped_column(info=described(readonly=True))
    search: Mapped[Any] = searched("username", "full_name", "translate(split_part(email, '@', 1), '0123456789', '')")
