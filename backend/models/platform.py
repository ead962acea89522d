"""Tables of the platform itself: answers kept for retries, the agency's own settings, the dictionary of the search."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import NOW, Base, JsonObject, Timestamped, described


class IdempotencyKey(Base):
    """The answer to a request that carried an Idempotency-Key, so that a retry does nothing twice."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("principal", "key"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    principal: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(255))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    headers: Mapped[JsonObject | None]
    body: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)


class AgencySettings(Timestamped, Base):
    """The agency's own name, address and clock: one row."""

    __tablename__ = "agency_settings"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, server_default=text("1"))
    name: Mapped[str | None] = mapped_column(String(255))
    address: Mapped[JsonObject | None]
    license_number: Mapped[str | None] = mapped_column(String(64))
    timezone: Mapped[str] = mapped_column(String(64), server_default=text("'America/New_York'"))
    currency: Mapped[str] = mapped_column(String(3), server_default=text("'USD'"))
    settings: Mapped[JsonObject | None] = mapped_column(info=described("More settings"))


class ChangeListener(Base):
    """A process that wants to hear of changes; while none has said so lately, nothing is announced."""

    __tablename__ = "change_listeners"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class SearchWord(Base):
    """A word that occurs in some record's searched text; what people type is looked up here first."""

    __tablename__ = "search_words"
    __table_args__ = (
        Index("ix_search_words_trigrams", "word", postgresql_using="gin", postgresql_ops={"word": "gin_trgm_ops"}),
    )

    word: Mapped[str] = mapped_column(String(64), primary_key=True)
