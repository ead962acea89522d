"""What was said between the agency and its customers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    Base,
    Identified,
    Owned,
    Timestamped,
    Versioned,
    WithMetadata,
    described,
    one_of,
    quoted,
    search_indexes,
    searched,
    sort_index,
)


class CommunicationType(StrEnum):
    """How it was said."""

    EMAIL = "email"
    SMS = "sms"
    CALL = "call"


class CommunicationChannel(StrEnum):
    """The channel under the name people read."""

    EMAIL = "Email"
    SMS = "SMS"
    PHONE = "Phone"


class Direction(StrEnum):
    """Who spoke first."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class CommunicationStatus(StrEnum):
    """How far it came."""

    SENT = "sent"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    PENDING = "pending"


class Communication(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """One message or call; it outlives its customer's row."""

    __tablename__ = "communications"
    __table_args__ = (
        one_of("comm_type", CommunicationType),
        one_of("channel", CommunicationChannel),
        one_of("status", CommunicationStatus),
        one_of("direction", Direction),
        *search_indexes("communications"),
        sort_index("communications", "created_at"),
        sort_index("communications", "comm_date"),
    )

    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", ondelete="SET NULL"), index=True, info=described("Customer")
    )
    customer_name: Mapped[str] = mapped_column(String(255))
    comm_type: Mapped[str | None] = mapped_column(
        String(32), index=True, info=described("Type", choices=CommunicationType)
    )
    channel: Mapped[str] = mapped_column(String(50), info=described(choices=CommunicationChannel))
    subject: Mapped[str | None] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(
        String(32),
        server_default=quoted(CommunicationStatus.SENT),
        index=True,
        info=described(choices=CommunicationStatus),
    )
    comm_date: Mapped[datetime | None] = mapped_column(info=described("When"))
    content: Mapped[str | None] = mapped_column(Text)
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("leads.id", ondelete="SET NULL"), index=True, info=described("Lead")
    )
    direction: Mapped[str] = mapped_column(
        String(16), server_default=quoted(Direction.OUTBOUND), info=described(choices=Direction)
    )
    search: Mapped[Any] = searched("customer_name", "subject")


# Finds what came in and may wait for an answer.
Index(
    "ix_communications_inbound",
    func.coalesce(Communication.comm_date, Communication.created_at),
    Communication.id,
    postgresql_where=text("direction = 'inbound' and status <> 'completed'"),
)
