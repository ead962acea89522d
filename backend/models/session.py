"""Who is signed in, from where, until when."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import FALSE, NOW, TRUE, Base, Identified, Timestamped, described


class Session(Identified, Timestamped, Base):
    """A signed-in browser; `session_id` is the hash of what its cookie carries."""

    __tablename__ = "sessions"

    session_id: Mapped[str] = mapped_column(String(128), unique=True, info=described(hidden=True))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), info=described("User"))
    expires_at: Mapped[datetime] = mapped_column(info=described("Expires"))
    ip_address: Mapped[str | None] = mapped_column(String(64), info=described("IP address"))
    user_agent: Mapped[str | None] = mapped_column(String(256), info=described("Browser"))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    csrf_token: Mapped[str | None] = mapped_column(String(64), info=described(hidden=True))
    last_seen_at: Mapped[datetime] = mapped_column(server_default=NOW, info=described("Last seen", readonly=True))
    mfa_pending: Mapped[bool] = mapped_column(server_default=FALSE, info=described(readonly=True))
