"""Groups of users who see each other's records."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import TRUE, Base, Identified, Timestamped, described


class Team(Identified, Timestamped, Base):
    """A team; scope `team` reaches the records its members own."""

    __tablename__ = "teams"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
