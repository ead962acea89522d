"""The agency's files: where they are kept, who may see them, and what happened to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import (
    FALSE,
    TRUE,
    ZERO,
    Base,
    Identified,
    JsonList,
    JsonObject,
    Owned,
    Timestamped,
    WithMetadata,
    described,
    search_indexes,
    searched,
)


class DocumentCategory(Identified, Timestamped, WithMetadata, Base):
    """A drawer for files; eight come with the schema."""

    __tablename__ = "document_categories"

    name: Mapped[str] = mapped_column(String(100), unique=True)
    display_name: Mapped[str | None] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(Text)
    icon: Mapped[str | None] = mapped_column(String(50))
    color: Mapped[str | None] = mapped_column(String(20))
    parent_category_id: Mapped[int | None] = mapped_column(
        ForeignKey("document_categories.id", ondelete="SET NULL"), info=described("Within")
    )
    sort_order: Mapped[int] = mapped_column(server_default=ZERO)
    is_active: Mapped[bool] = mapped_column(server_default=TRUE, info=described("Active"))


class FileDocument(Identified, Timestamped, WithMetadata, Owned, Base):
    """A file; `category` is the name of a category, `file_path` its key in the file store."""

    __tablename__ = "file_documents"
    __table_args__ = (*search_indexes("file_documents"),)

    filename: Mapped[str] = mapped_column(String(255), info=described("File name"))
    original_filename: Mapped[str] = mapped_column(String(255), info=described("Original file name"))
    file_type: Mapped[str | None] = mapped_column(String(50))
    mime_type: Mapped[str | None] = mapped_column(String(100), info=described("MIME type"))
    file_size: Mapped[int | None] = mapped_column(BigInteger, info=described("Size in bytes"))
    file_path: Mapped[str] = mapped_column(String(512))
    title: Mapped[str | None] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(100))
    tags: Mapped[JsonList | None]
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("leads.id", ondelete="SET NULL"), index=True, info=described("Lead")
    )
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(32), server_default=text("'active'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    parent_document_id: Mapped[int | None] = mapped_column(
        ForeignKey("file_documents.id", ondelete="SET NULL"), info=described("Made from")
    )
    is_public: Mapped[bool] = mapped_column(server_default=FALSE, info=described("Public"))
    access_level: Mapped[str] = mapped_column(String(32), server_default=text("'private'"))
    last_accessed_at: Mapped[datetime | None] = mapped_column(info=described("Last opened", readonly=True))
    archived_at: Mapped[datetime | None] = mapped_column(info=described("Archived"))
    deleted_at: Mapped[datetime | None] = mapped_column(info=described("Deleted"))
    row_version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=99, info=described(readonly=True))
    search: Mapped[Any] = searched("title", "filename", "original_filename", "description")


class DocumentShare(Identified, Timestamped, Base):
    """What one user, or whoever holds the token, may do with one file."""

    __tablename__ = "document_shares"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("file_documents.id", ondelete="CASCADE"), info=described("File")
    )
    shared_with_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), info=described("Shared with")
    )
    shared_by_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), info=described("Shared by")
    )
    can_view: Mapped[bool] = mapped_column(server_default=TRUE)
    can_download: Mapped[bool] = mapped_column(server_default=TRUE)
    can_edit: Mapped[bool] = mapped_column(server_default=FALSE)
    can_delete: Mapped[bool] = mapped_column(server_default=FALSE)
    can_share: Mapped[bool] = mapped_column(server_default=FALSE)
    share_token: Mapped[str | None] = mapped_column(String(255), unique=True, info=described(hidden=True))
    expires_at: Mapped[datetime | None] = mapped_column(info=described("Expires"))
    access_count: Mapped[int] = mapped_column(server_default=ZERO, info=described("Times opened", readonly=True))
    last_accessed_at: Mapped[datetime | None] = mapped_column(info=described("Last opened", readonly=True))


class DocumentVersion(Identified, Timestamped, Base):
    """One content a file once had."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("document_id", "version"),)

    document_id: Mapped[int] = mapped_column(
        ForeignKey("file_documents.id", ondelete="CASCADE"), info=described("File")
    )
    version: Mapped[int]
    file_path: Mapped[str | None] = mapped_column(String(512))
    file_size: Mapped[int | None] = mapped_column(BigInteger, info=described("Size in bytes"))
    mime_type: Mapped[str | None] = mapped_column(String(100), info=described("MIME type"))
    sha256: Mapped[str | None] = mapped_column(String(64), info=described("SHA-256"))
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str | None] = mapped_column(Text)


class DocumentActivity(Identified, Timestamped, Base):
    """One thing somebody did with a file."""

    __tablename__ = "document_activities"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("file_documents.id", ondelete="CASCADE"), info=described("File")
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), info=described("User"))
    activity_type: Mapped[str] = mapped_column(String(50), info=described("Type"))
    activity_details: Mapped[JsonObject | None] = mapped_column(info=described("Details"))
    ip_address: Mapped[str | None] = mapped_column(String(45), info=described("IP address"))
    user_agent: Mapped[str | None] = mapped_column(String(512), info=described("Browser"))
