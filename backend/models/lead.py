"""The people who may become customers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Computed, Double, ForeignKey, Index, String, func, text
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
    QUALIFIED = "qualified"
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
        # Wider than the order needs: the source report and those of the catalogue are counted from these alone.
        Index(
            "ix_leads_received_at_id",
            "received_at",
            "id",
            postgresql_include=[
                "source",
                "channel",
                "owner_id",
                "status",
                "cost_cents",
                "value_cents",
                "first_attempt_at",
                "first_contact_at",
                "policy_id",
                "is_test",
                "merged_into_id",
                "product_interest",
            ],
        ),
        sort_index("leads", "score"),
        Index("ix_leads_unscored", "id", postgresql_where=text("scored_at is null")),
        # The board: counted and added up from the index alone, and each column's first cards found in it.
        Index(
            "ix_leads_board",
            "status",
            text("stage_since desc"),
            text("id desc"),
            postgresql_include=["owner_id", "value_cents"],
            postgresql_where=text("merged_into_id is null and not is_test"),
        ),
        Index(
            "ix_leads_board_of_owner",
            "owner_id",
            "status",
            text("stage_since desc"),
            text("id desc"),
            postgresql_include=["value_cents"],
            postgresql_where=text("merged_into_id is null and not is_test"),
        ),
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
    stage_since: Mapped[datetime] = mapped_column(
        server_default=NOW, info=described("In this stage since", readonly=True)
    )
    value_cents: Mapped[int | None] = mapped_column(
        BigInteger, info=described("Quoted for a year, in cents", readonly=True)
    )
    first_attempt_at: Mapped[datetime | None] = mapped_column(info=described("First attempt", readonly=True))
    first_contact_at: Mapped[datetime | None] = mapped_column(info=described("First conversation", readonly=True))
    answer_by: Mapped[datetime | None] = mapped_column(info=described("To be answered by", readonly=True))
    policy_id: Mapped[int | None] = mapped_column(
        ForeignKey("policies.id", ondelete="SET NULL"), index=True, info=described("Policy", readonly=True)
    )
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("leads.id", ondelete="SET NULL"), index=True, info=described("Merged into", readonly=True)
    )
    score: Mapped[float | None] = mapped_column(Double, info=described("Chance to buy", readonly=True))
    score_band: Mapped[str | None] = mapped_column(String(32), info=described("Band", readonly=True))
    scored_at: Mapped[datetime | None] = mapped_column(info=described("Scored", readonly=True))
    search: Mapped[Any] = searched(
        "contact_info ->> 'name'",
        "contact_info ->> 'first_name'",
        "contact_info ->> 'last_name'",
        "translate(split_part(contact_info ->> 'email', '@', 1), '0123456789', '')",
        "product_interest",
    )
    codes: Mapped[Any] = coded("contact_info ->> 'phone'", "external_id")


# Finds the same person by name and ZIP, however the name is written. Not partial: its figures would not be used.
Index("ix_leads_person_key", func.person_key(Lead.name, Lead.postal_code), Lead.id)
