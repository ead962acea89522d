"""Requests for an electronic signature."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    Base,
    Identified,
    Owned,
    Timestamped,
    Versioned,
    WithMetadata,
    described,
    search_indexes,
    searched,
)


class Document(Identified, Timestamped, WithMetadata, Versioned, Owned, Base):
    """A document sent to a lead for signing; it goes with its lead. Files are in `file_document.py`."""

    __tablename__ = "documents"
    __table_args__ = (*search_indexes("documents"),)

    lead_id: Mapped[int] = mapped_column(ForeignKey("leads.id", ondelete="CASCADE"), index=True, info=described("Lead"))
    title: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(32), server_default=text("'pending'"))
    provider: Mapped[str] = mapped_column(String(64), server_default=text("'internal'"))
    provider_request_id: Mapped[str | None] = mapped_column(String(255))
    signing_url: Mapped[str | None] = mapped_column(String(512), info=described("Signing address"))
    signed_at: Mapped[datetime | None] = mapped_column(info=described("Signed"))
    search: Mapped[Any] = searched("title")
