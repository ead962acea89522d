"""The insurance policies the agency keeps for its customers."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Numeric, String, text
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


class PolicyType(StrEnum):
    """The line of insurance."""

    AUTO = "Auto"
    HOME = "Home"
    LIFE = "Life"
    HEALTH = "Health"


class PolicyStatus(StrEnum):
    """Whether the policy covers anything today."""

    ACTIVE = "active"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Policy(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """A policy; it outlives its customer's row."""

    __tablename__ = "policies"
    __table_args__ = (
        one_of("policy_type", PolicyType),
        one_of("status", PolicyStatus),
        *search_indexes("policies", codes=True),
        # Wider than the order needs: the figures of the dashboard are added up from these three alone.
        Index("ix_policies_created_at_id", "created_at", "id", postgresql_include=["owner_id", "annual_premium_cents"]),
        Index(
            "ix_policies_in_force",
            "renewal_date",
            "end_date",
            postgresql_include=["policy_type", "owner_id", "created_at", "start_date", "annual_premium_cents"],
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "ix_policies_ended",
            "end_date",
            postgresql_include=["owner_id", "created_at", "start_date", "annual_premium_cents"],
            postgresql_where=text("status <> 'active'"),
        ),
        # Finds a customer's policies, and holds whatever reports count: a quarter of the table, and in the order in
        # which a policy is compared with the others of its customer and line.
        Index(
            "ix_policies_counted",
            "customer_id",
            "policy_type",
            "start_date",
            postgresql_include=["end_date", "status", "owner_id", "carrier", "annual_premium_cents", "renewal_date"],
        ),
        sort_index("policies", "renewal_date"),
        sort_index("policies", "end_date"),
        sort_index("policies", "annual_premium_cents"),
        Index(
            "ix_policies_without_renewal",
            "end_date",
            "id",
            postgresql_where=text("status = 'active' and renewal_date is null"),
        ),
    )

    policy_number: Mapped[str] = mapped_column(String(50), index=True, unique=True)
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL"), info=described("Customer")
    )
    customer_name: Mapped[str] = mapped_column(String(255))
    policy_type: Mapped[str | None] = mapped_column(String(50), index=True, info=described("Type", choices=PolicyType))
    status: Mapped[str] = mapped_column(
        String(32), server_default=quoted(PolicyStatus.ACTIVE), index=True, info=described(choices=PolicyStatus)
    )
    premium: Mapped[str] = mapped_column(String(50))
    coverage_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2), info=described("Coverage"))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    renewal_date: Mapped[date | None]
    carrier: Mapped[str | None] = mapped_column(String(100))
    external_id: Mapped[str | None] = mapped_column(String(100), index=True, info=described("Number elsewhere"))
    premium_cents: Mapped[int | None] = mapped_column(BigInteger, info=described("Premium in cents", readonly=True))
    premium_currency: Mapped[str | None] = mapped_column(String(3), info=described("Currency", readonly=True))
    premium_period: Mapped[str | None] = mapped_column(String(16), info=described("Paid per", readonly=True))
    annual_premium_cents: Mapped[int | None] = mapped_column(
        BigInteger, info=described("Annual premium in cents", readonly=True)
    )
    search: Mapped[Any] = searched("customer_name", "carrier", "policy_type")
    codes: Mapped[Any] = coded("policy_number", "external_id")
