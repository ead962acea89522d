"""The insurance policies the agency keeps for its customers."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Identified, Timestamped, WithMetadata, described, one_of, quoted


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


class Policy(Identified, Timestamped, WithMetadata, Base):
    """A policy; it outlives its customer's row."""

    __tablename__ = "policies"
    __table_args__ = (one_of("policy_type", PolicyType), one_of("status", PolicyStatus))

    policy_number: Mapped[str] = mapped_column(String(50), index=True, unique=True)
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL"), index=True, info=described("Customer")
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
