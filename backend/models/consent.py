"""The consent ledger: who allowed what, and who took it back, with the proof. It only grows."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Identity, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import NOW, Base, one_of


class PersonKind(StrEnum):
    """Whom an entry is about: the name of a noun in the API."""

    LEADS = "leads"
    CUSTOMERS = "customers"


class Channel(StrEnum):
    """A way of reaching somebody, as the law tells them apart; `all` only in a revocation."""

    EMAIL = "email"
    SMS = "sms"
    CALL_MANUAL = "call_manual"
    CALL_AUTO = "call_auto"
    PRERECORDED = "prerecorded_or_ai_voice"
    POSTAL = "postal"
    ALL = "all"


class Purpose(StrEnum):
    """What somebody is contacted about; `all` only in a revocation."""

    MARKETING = "marketing"
    SERVICE = "service"
    TRANSACTIONAL = "transactional"
    CLAIMS = "claims"
    ALL = "all"


class ConsentAction(StrEnum):
    """What the entry says."""

    GRANTED = "granted"
    REVOKED = "revoked"


class Basis(StrEnum):
    """On what ground the contact is allowed. pewc: prior express written consent, 47 CFR 64.1200(f)(9)."""

    PEWC = "pewc"
    EXPRESS = "express"
    INFERRED = "inferred"
    SOFT_OPT_IN = "soft_opt_in"
    CONTRACT = "contract"
    LEGITIMATE_INTEREST = "legitimate_interest"


class SignatureMethod(StrEnum):
    """How somebody agreed."""

    CHECKBOX = "checkbox"
    TYPED = "typed"
    REPLY = "reply"
    VERBAL = "verbal"


class ConsentEntry(Base):
    """One grant or revocation, never changed. It names its person without a foreign key, because it outlives them.

    address: the e-mail address in lower case or the number in E.164 that it is about; null means all the person has.
    """

    __tablename__ = "consent_entries"
    __table_args__ = (
        one_of("person_type", PersonKind),
        one_of("channel", Channel),
        one_of("purpose", Purpose),
        one_of("action", ConsentAction),
        one_of("basis", Basis),
        one_of("signature_method", SignatureMethod),
        Index(None, "person_type", "person_id", "id"),
        Index(None, "address", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    person_type: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[int]
    address: Mapped[str | None] = mapped_column(String(255))
    address_as_entered: Mapped[str | None] = mapped_column(String(255))
    channel: Mapped[str] = mapped_column(String(32))
    purpose: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str | None] = mapped_column(String(32))
    seller: Mapped[str | None] = mapped_column(String(255))
    captured_at: Mapped[datetime] = mapped_column(server_default=NOW)
    captured_via: Mapped[str | None] = mapped_column(String(64))
    disclosure_text: Mapped[str | None] = mapped_column(Text)
    disclosure_sha256: Mapped[str | None] = mapped_column(String(64))
    page_url: Mapped[str | None] = mapped_column(String(2048))
    ip: Mapped[str | None] = mapped_column(String(45))
    user_agent: Mapped[str | None] = mapped_column(String(512))
    signature_method: Mapped[str | None] = mapped_column(String(16))
    not_condition_of_purchase: Mapped[bool | None]
    trustedform_url: Mapped[str | None] = mapped_column(String(512))
    leadid_token: Mapped[str | None] = mapped_column(String(64))
    words: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(server_default=NOW)
