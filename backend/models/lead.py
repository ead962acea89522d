"""The people who may become customers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Computed, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    NOW,
    Base,
    Identified,
    JsonObject,
    Owned,
    Timestamped,
    Versioned,
    WithMetadata,
    coded,
    described,
    one_of,
    quoted,
    search_indexes,
    searched,
    sort_index,
)


class LeadStatus(StrEnum):
    """Where a lead stands between capture and customer."""

    NEW = "new"
    SCORED = "scored"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    QUOTED = "quoted"
    WON = "won"
    LOST = "lost"


def _told(expression: str) -> Computed:
    """A column that repeats what contact_info says, so that it can be searched, sorted and matched."""
    return Computed(expression, persisted=True)


class Lead(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """A lead as it came in; the same `idempotency_key` never comes in twice."""

    __tablename__ = "leads"
    __table_args__ = (
        one_of("status", LeadStatus),
        *search_indexes("leads", codes=True),
        sort_index("leads", "created_at"),
        sort_index("leads", "received_at"),
    )

    idempotency_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    channel: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[str | None] = mapped_column(String(64))
    product_interest: Mapped[str | None] = mapped_column(String(64), info=described("Interested in"))
    contact_info: Mapped[JsonObject | None] = mapped_column(info=described("Contact"))
    consent: Mapped[JsonObject | None]
    external_id: Mapped[str | None] = mapped_column(String(128), index=True, info=described("Number elsewhere"))
    status: Mapped[str] = mapped_column(
        String(32), server_default=quoted(LeadStatus.NEW), index=True, info=described(choices=LeadStatus)
    )
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL"), index=True, info=described("Customer")
    )
    cost_cents: Mapped[int | None] = mapped_column(BigInteger, info=described("Cost in cents"))
    received_at: Mapped[datetime] = mapped_column(server_default=NOW, info=described("Received"))
    is_test: Mapped[bool] = mapped_column(server_default=FALSE, info=described("Test"))
    lost_reason: Mapped[str | None] = mapped_column(String(255), info=described("Why lost"))
    name: Mapped[str | None] = mapped_column(
        String(255),
        _told(
            "left(coalesce(nullif(btrim(contact_info ->> 'name'), ''), nullif(btrim(coalesce("
            "contact_info ->> 'first_name', '') || ' ' || coalesce(contact_info ->> 'last_name', '')), '')), 255)"
        ),
        info=described(readonly=True),
    )
    email: Mapped[str | None] = mapped_column(
        String(255),
        _told("left(lower(nullif(btrim(contact_info ->> 'email'), '')), 255)"),
        index=True,
        info=described("E-mail", readonly=True),
    )
    phone: Mapped[str | None] = mapped_column(
        String(50),
        _told("left(nullif(btrim(contact_info ->> 'phone'), ''), 50)"),
        index=True,
        info=described(readonly=True),
    )
    state: Mapped[str | None] = mapped_column(
        String(2), _told("left(upper(nullif(btrim(contact_info ->> 'state'), '')), 2)"), info=described(readonly=True)
    )
    postal_code: Mapped[str | None] = mapped_column(
        String(10),
        _told("left(nullif(btrim(contact_info ->> 'postal_code'), ''), 10)"),
        info=described("ZIP", readonly=True),
    )
    search: Mapped[Any] = searched(
        "contact_info ->> 'name'",
        "contact_info ->> 'first_name'",
        "contact_info ->> 'last_name'",
        "translate(split_part(contact_info ->> 'email', '@', 1), '0123456789', '')",
        "product_interest",
    )
    codes: Mapped[Any] = coded("contact_info ->> 'phone'", "external_id")
