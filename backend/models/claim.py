"""The claims customers make on their policies."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    Base,
    Identified,
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


class ClaimType(StrEnum):
    """The line of insurance claimed on."""

    AUTO = "Auto"
    HOME = "Home"
    LIFE = "Life"
    HEALTH = "Health"


class ClaimStatus(StrEnum):
    """How the carrier decided, if it did."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Claim(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """A claim; it outlives its policy's row."""

    __tablename__ = "claims"
    __table_args__ = (
        one_of("claim_type", ClaimType),
        one_of("status", ClaimStatus),
        *search_indexes("claims", codes=True),
        sort_index("claims", "created_at"),
        sort_index("claims", "claim_date"),
        sort_index("claims", "due_date"),
        sort_index("claims", "amount_cents"),
        Index("ix_claims_amounts", "status", postgresql_include=["owner_id", "amount_cents"]),
        Index("ix_claims_pending", "due_date", "id", postgresql_where=text("status = 'pending'")),
    )

    claim_number: Mapped[str] = mapped_column(String(50), index=True, unique=True)
    policy_id: Mapped[int | None] = mapped_column(
        ForeignKey("policies.id", ondelete="SET NULL"), index=True, info=described("Policy")
    )
    policy_number: Mapped[str] = mapped_column(String(50))
    customer_name: Mapped[str] = mapped_column(String(255))
    claim_type: Mapped[str | None] = mapped_column(String(50), index=True, info=described("Type", choices=ClaimType))
    amount: Mapped[str] = mapped_column(String(50))
    status: Mapped[str] = mapped_column(
        String(32), server_default=quoted(ClaimStatus.PENDING), index=True, info=described(choices=ClaimStatus)
    )
    claim_date: Mapped[date | None] = mapped_column(info=described("Filed"))
    due_date: Mapped[date | None] = mapped_column(info=described("Due"))
    processed_date: Mapped[date | None] = mapped_column(info=described("Processed"))
    description: Mapped[str | None] = mapped_column(String(1000))
    date_of_loss: Mapped[date | None] = mapped_column(info=described("Date of loss"))
    sent_date: Mapped[date | None] = mapped_column(info=described("Passed on to the insurer"))
    acknowledged_date: Mapped[date | None] = mapped_column(info=described("Acknowledged by the insurer"))
    proof_date: Mapped[date | None] = mapped_column(info=described("Proof of loss"))
    paid_date: Mapped[date | None] = mapped_column(info=described("Paid"))
    closed_date: Mapped[date | None] = mapped_column(info=described("Closed"))
    external_id: Mapped[str | None] = mapped_column(String(100), index=True, info=described("Number elsewhere"))
    amount_cents: Mapped[int | None] = mapped_column(BigInteger, info=described("Amount in cents", readonly=True))
    amount_currency: Mapped[str | None] = mapped_column(String(3), info=described("Currency", readonly=True))
    search: Mapped[Any] = searched("customer_name", "claim_type")
    codes: Mapped[Any] = coded("claim_number", "policy_number", "external_id")
