"""What a person agreed to and took back, whether they may be contacted, and the agency's own rules about it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StringConstraints

from backend import clock
from backend.api.deps import Caller, PoolDep, RequestId, permit, sight_of
from backend.api.inputs import Input, Moment, RecordId
from backend.auth.principal import Principal
from backend.communications import consent
from backend.communications.consent import ContactRules, Person, Said
from backend.database import reads
from backend.database.engine import Pool
from backend.database.writes import transaction
from backend.errors import NotFound
from backend.leads.intake import certificate, leadid
from backend.models.consent import Basis, Channel, ConsentAction, PersonKind, Purpose, SignatureMethod
from backend.registry import NOUNS
from backend.values import StateCode

router = APIRouter(prefix="/v1/consent", tags=["consent"])

MAY_READ: Final = [permit("consent:read")]
MAY_WRITE: Final = [permit("consent:write")]
ASKED: Final = tuple(
    (channel, purpose)
    for channel in Channel
    for purpose in (Purpose.MARKETING, Purpose.SERVICE)
    if channel is not Channel.ALL
)
Text = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(max_length=512, pattern=r"^[^\x00]*$")]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Hours = tuple[Hour, Hour] | None


class OneChannel(StrEnum):
    """A way of reaching somebody."""

    EMAIL = "email"
    SMS = "sms"
    CALL_MANUAL = "call_manual"
    CALL_AUTO = "call_auto"
    PRERECORDED = "prerecorded_or_ai_voice"
    POSTAL = "postal"


class OnePurpose(StrEnum):
    """What somebody is contacted about."""

    MARKETING = "marketing"
    SERVICE = "service"
    TRANSACTIONAL = "transactional"
    CLAIMS = "claims"


class Entry(BaseModel):
    """One line of the ledger. disclosure_sha256: the hash of the text as it was shown."""

    id: int
    address: str | None
    address_as_entered: str | None
    channel: Channel
    purpose: Purpose
    action: ConsentAction
    basis: Basis | None
    seller: str | None
    captured_at: datetime
    captured_via: str | None
    disclosure_text: str | None
    disclosure_sha256: str | None
    page_url: str | None
    ip: str | None
    user_agent: str | None
    signature_method: SignatureMethod | None
    not_condition_of_purchase: bool | None
    trustedform_url: str | None
    leadid_token: str | None
    words: str | None
    recorded_by: int | None
    recorded_at: datetime


class Verdict(BaseModel):
    """Whether the person may be contacted this way now. not_before: when to ask again; null if that would not help."""

    channel: Channel
    purpose: Purpose
    allowed: bool
    reason: str
    evidence_id: int | None
    not_before: datetime | None


class Consent(BaseModel):
    """What one person said, the newest first, and what follows from it."""

    entries: list[Entry]
    decisions: list[Verdict]


class Grant(Input):
    """Something the person agreed to. text: word for word as it was shown or read to them."""

    channels: Annotated[list[OneChannel], Field(min_length=1, max_length=6)]
    purpose: OnePurpose = OnePurpose.MARKETING
    basis: Basis = Basis.EXPRESS
    text: Text | None = None
    captured_at: Moment | None = None
    captured_via: Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")] = "agent"
    page_url: Short | None = None
    ip: Annotated[str, StringConstraints(max_length=45, pattern=r"^[0-9A-Fa-f.:]*$")] | None = None
    user_agent: Short | None = None
    signature_method: SignatureMethod | None = None
    not_condition_of_purchase: bool | None = None
    trustedform_url: Short | None = None
    leadid_token: Annotated[str, StringConstraints(max_length=64)] | None = None


class Revocation(Input):
    """Something the person took back. words: what they said or wrote."""

    channel: Channel = Channel.ALL
    purpose: Purpose = Purpose.ALL
    words: Text | None = None
    via: Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00]*$")] = "agent"
    revoked_at: Moment | None = None


class WeekHours(Input):
    """The agency's own hours by the person's clock, such as ["09:00", "20:00"]; null is not at all."""

    weekday: Hours
    saturday: Hours
    sunday: Hours
    holiday: Hours


class RulesInput(Input):
    """What the agency decides within the law. consent_floor: per state, the weakest basis for automated contact."""

    hours: WeekHours
    attempts_per_day: Annotated[int, Field(ge=1, le=50)]
    attempts_per_week: Annotated[int, Field(ge=1, le=200)]
    revoke_all: bool
    consent_floor: dict[str, Literal["pewc", "express"]]


class WeekHoursText(BaseModel):
    """Hours by the person's clock; null is not at all."""

    weekday: tuple[str, str] | None
    saturday: tuple[str, str] | None
    sunday: tuple[str, str] | None
    holiday: tuple[str, str] | None


class Rules(BaseModel):
    """The rules in force."""

    hours: WeekHoursText
    attempts_per_day: int
    attempts_per_week: int
    revoke_all: bool
    consent_floor: dict[str, str]


STORED: Final = "select settings -> 'contact_rules' from agency_settings where id = 1"
STORE: Final = """
    insert into agency_settings (id, settings) values (1, jsonb_build_object('contact_rules', $1::jsonb))
    on conflict (id) do update set
        settings = coalesce(agency_settings.settings, '{}') || jsonb_build_object('contact_rules', $1::jsonb)
"""


@router.get(
    "/rules",
    operation_id="consent_rules_get",
    dependencies=[permit("settings:read")],
    summary="The agency's own rules of contact",
)
async def get_rules(pool: PoolDep) -> Rules:
    stored = await pool.fetchval(STORED)
    return _told(ContactRules.read(orjson.loads(stored) if stored else None))


@router.put(
    "/rules",
    operation_id="consent_rules_set",
    dependencies=[permit("settings:write")],
    summary="Replace the agency's own rules of contact",
)
async def set_rules(body: RulesInput, request_id: RequestId, caller: Caller, pool: PoolDep) -> Rules:
    """Federal and state rules hold beside them: the strictest counts."""
    for state in body.consent_floor:
        StateCode.parse(state)
    async with transaction(pool, caller.actor(request_id)) as connection:
        await connection.execute(STORE, orjson.dumps(body.model_dump(mode="json")).decode())
    return await get_rules(pool)


def _told(rules: ContactRules) -> Rules:
    def text(hours: tuple[int, int] | None) -> tuple[str, str] | None:
        return (_clock(hours[0]), _clock(hours[1])) if hours else None

    week = rules.hours
    return Rules(
        hours=WeekHoursText(
            weekday=text(week.weekday),
            saturday=text(week.saturday),
            sunday=text(week.sunday),
            holiday=text(week.holiday),
        ),
        attempts_per_day=rules.attempts_per_day,
        attempts_per_week=rules.attempts_per_week,
        revoke_all=rules.revoke_all,
        consent_floor=rules.consent_floor,
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@router.get(
    "/{noun}/{record_id}",
    operation_id="consent_get",
    response_model=Consent,
    dependencies=MAY_READ,
    summary="What somebody agreed to, and whether they may be contacted now",
)
async def get_consent(noun: PersonKind, record_id: RecordId, caller: Caller, pool: PoolDep) -> Response:
    await _seen(pool, caller, noun, record_id, "read")
    return await _answer(pool, Person(noun, record_id))


@router.post(
    "/{noun}/{record_id}",
    operation_id="consent_grant",
    status_code=201,
    response_model=Consent,
    dependencies=MAY_WRITE,
    summary="Record what somebody agreed to",
)
async def grant(
    noun: PersonKind, record_id: RecordId, body: Grant, request_id: RequestId, caller: Caller, pool: PoolDep
) -> Response:
    await _seen(pool, caller, noun, record_id, "write")
    person = Person(noun, record_id)
    now = clock.now()
    at = min(body.captured_at or now, now)
    known = await consent.circumstances(pool, person, now)
    said = [
        Said(
            channel=Channel(channel),
            purpose=Purpose(body.purpose),
            action=ConsentAction.GRANTED,
            basis=body.basis,
            captured_at=at,
            address=known.address(Channel(channel)),
            address_as_entered=known.address(Channel(channel)),
            seller=known.seller,
            captured_via=body.captured_via,
            disclosure_text=body.text,
            page_url=body.page_url,
            ip=body.ip,
            user_agent=body.user_agent,
            signature_method=body.signature_method,
            not_condition_of_purchase=body.not_condition_of_purchase,
            trustedform_url=certificate(body.trustedform_url),
            leadid_token=leadid(body.leadid_token),
            recorded_by=caller.user_id,
        )
        for channel in dict.fromkeys(body.channels)
    ]
    async with transaction(pool, caller.actor(request_id)) as connection:
        await consent.record(connection, person, said)
    return await _answer(pool, person, status=201)


@router.post(
    "/{noun}/{record_id}/revocations",
    operation_id="consent_revoke",
    status_code=201,
    response_model=Consent,
    dependencies=MAY_WRITE,
    summary="Record that somebody does not want to be contacted any more",
)
async def revoke(
    noun: PersonKind, record_id: RecordId, body: Revocation, request_id: RequestId, caller: Caller, pool: PoolDep
) -> Response:
    """It holds at once, for everybody with the same number or address."""
    await _seen(pool, caller, noun, record_id, "write")
    person = Person(noun, record_id)
    async with transaction(pool, caller.actor(request_id)) as connection:
        now = clock.now()
        await consent.revoke(
            connection,
            person,
            body.channel,
            body.purpose,
            via=body.via,
            at=min(body.revoked_at or now, now),
            words=body.words,
            recorded_by=caller.user_id,
        )
    return await _answer(pool, person, status=201)


async def _seen(pool: Pool, caller: Principal, noun: PersonKind, record_id: int, action: str) -> None:
    """Raises NotFound unless the record is within the caller's reach for this action."""
    found = NOUNS[noun]
    if await reads.one(pool, found, record_id, sight_of(caller, f"{found.key}:{action}")) is None:
        raise NotFound


async def _answer(pool: Pool, person: Person, *, status: int = 200) -> Response:
    now = clock.now()
    known = await consent.circumstances(pool, person, now)
    decisions: list[dict[str, Any]] = []
    for channel, purpose in ASKED:
        decision = consent.judge(known, channel, purpose, now)
        decisions.append({"channel": channel, "purpose": purpose} | _fields(decision))
    entries = await consent.ledger(pool, person)
    text = b'{"entries":' + entries.encode() + b',"decisions":' + orjson.dumps(decisions) + b"}"
    return Response(text, status_code=status, media_type="application/json")


def _fields(decision: consent.Decision) -> dict[str, Any]:
    return {
        "allowed": decision.allowed,
        "reason": decision.reason,
        "evidence_id": decision.evidence_id,
        "not_before": decision.not_before,
    }
