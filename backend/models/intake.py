"""Where leads come in: the doors, the hosted forms, what was received word for word, and pings that wait for a post."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Computed, ForeignKey, Identity, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    NOW,
    TRUE,
    Base,
    Identified,
    JsonObject,
    Timestamped,
    Versioned,
    described,
    one_of,
    quoted,
)

RANDOM_KEY = sql("replace((gen_random_uuid())::text, '-'::text, ''::text)")
NO_OBJECT = sql("'{}'::jsonb")


class SourceKind(StrEnum):
    """What speaks at a door."""

    META = "meta"
    GOOGLE = "google"
    ADF = "adf"
    ADF_MAILBOX = "adf_mailbox"
    PING_POST = "ping_post"


class PayloadStatus(StrEnum):
    """How far something received has come."""

    RECEIVED = "received"
    PROCESSED = "processed"
    IGNORED = "ignored"
    FAILED = "failed"


class LeadSource(Identified, Timestamped, Versioned, Base):
    """A door through which somebody else's system brings leads; its secrets are sealed."""

    __tablename__ = "lead_sources"
    __table_args__ = (one_of("kind", SourceKind),)

    key: Mapped[str] = mapped_column(String(64), unique=True, server_default=RANDOM_KEY, info=described(readonly=True))
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(32), info=described(choices=SourceKind))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    source: Mapped[str | None] = mapped_column(String(64), info=described("Name on its leads"))
    product_interest: Mapped[str | None] = mapped_column(String(64), info=described("Interested in"))
    cost_cents: Mapped[int | None] = mapped_column(BigInteger, info=described("Cost of a lead in cents"))
    config: Mapped[JsonObject] = mapped_column(JSONB, server_default=NO_OBJECT, info=described("How it speaks"))
    secrets_sealed: Mapped[str | None] = mapped_column(Text, info=described(hidden=True))
    has_secrets: Mapped[bool | None] = mapped_column(
        Computed("secrets_sealed is not null", persisted=True), info=described("Secrets are set", readonly=True)
    )
    checked_at: Mapped[datetime | None] = mapped_column(info=described("Last looked at", readonly=True))
    trouble: Mapped[str | None] = mapped_column(Text, info=described("What went wrong last", readonly=True))


class WebForm(Identified, Timestamped, Versioned, Base):
    """A form on the agency's pages. Whenever its consent text changes, the database keeps the text as a new version."""

    __tablename__ = "web_forms"

    key: Mapped[str] = mapped_column(String(64), unique=True, server_default=RANDOM_KEY, info=described(readonly=True))
    name: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))
    source: Mapped[str | None] = mapped_column(String(64), info=described("Name on its leads"))
    product_interest: Mapped[str | None] = mapped_column(String(64), info=described("Interested in"))
    fields: Mapped[JsonObject] = mapped_column(JSONB, server_default=NO_OBJECT, info=described("What it asks"))
    consent_text: Mapped[str | None] = mapped_column(Text, info=described("Text of the consent"))
    consent_version: Mapped[int] = mapped_column(server_default=sql("0"), info=described(readonly=True))
    consent_sha256: Mapped[str | None] = mapped_column(String(64), info=described(readonly=True))


class ConsentText(Base):
    """A text that people agreed to, exactly as a form showed it; only grows."""

    __tablename__ = "consent_texts"
    __table_args__ = (UniqueConstraint("form_key", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    form_key: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class LeadPayload(Base):
    """One thing received at a door, kept sealed for a time. account: the key of the door or form."""

    __tablename__ = "lead_payloads"
    __table_args__ = (
        one_of("status", PayloadStatus),
        UniqueConstraint("account", "external_id"),
        Index("ix_lead_payloads_expires_at", "expires_at", postgresql_where=sql("sealed is not null")),
        Index("ix_lead_payloads_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16), server_default=quoted(PayloadStatus.RECEIVED))
    is_test: Mapped[bool] = mapped_column(server_default=FALSE)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id", ondelete="SET NULL"), index=True)
    error: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(server_default=NOW)
    processed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class LeadPing(Base):
    """What a vendor offered without saying who it is about, and what we answered."""

    __tablename__ = "lead_pings"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    bid_id: Mapped[str] = mapped_column(String(64), unique=True, server_default=RANDOM_KEY)
    source_id: Mapped[int] = mapped_column(ForeignKey("lead_sources.id", ondelete="CASCADE"), index=True)
    facts: Mapped[JsonObject] = mapped_column(JSONB)
    price_cents: Mapped[int] = mapped_column(BigInteger)
    is_test: Mapped[bool] = mapped_column(server_default=FALSE)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    posted_at: Mapped[datetime | None]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("leads.id", ondelete="SET NULL"), index=True)
    answer: Mapped[JsonObject | None]
