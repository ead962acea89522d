"""May we contact this person: the gate, rule by rule, and the ledger behind it, which only grows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from backend.api.gateway import Gateway
from backend.communications import calling_hours
from backend.communications.calling_hours import STATES, Week, between
from backend.communications.consent import Circumstances, ContactRules, Decision, Entry, judge
from backend.communications.time_zones import (
    STATE_OF_AREA_CODE,
    ZONES_OF_STATE,
    ZONES_OF_ZIP,
    places,
    zones_of_address,
    zones_of_number,
)
from backend.models.consent import Channel, Purpose
from backend.values import _STATES
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=NEW_YORK)  # a Tuesday
NUMBER = "+12125550142"
TEXT = "Acme Insurance may call or text me with automated technology. Consent is not a condition of purchase."


def entry(**values: Any) -> Entry:
    usual: dict[str, Any] = {
        "id": 1,
        "action": "granted",
        "channel": "sms",
        "purpose": "marketing",
        "basis": "pewc",
        "address": NUMBER,
        "seller": "Acme Insurance",
        "captured_at": NOON - timedelta(days=10),
        "captured_via": "web_form",
        "disclosure_text": TEXT,
        "signature_method": "checkbox",
        "not_condition_of_purchase": True,
        "is_own": True,
    }
    return Entry(**usual | values)


def person(*entries: Entry, **values: Any) -> Circumstances:
    usual: dict[str, Any] = {
        "email": "ada@example.com",
        "phone": NUMBER,
        "state": "NY",
        "postal_code": "10001",
        "inquired_at": None,
        "last_business": None,
        "is_test": False,
        "seller": "Acme Insurance",
        "rules": ContactRules(),
        "entries": entries,
    }
    return Circumstances(**usual | values)


def asked(known: Circumstances, channel: str = "sms", purpose: str = "marketing", at: datetime = NOON) -> Decision:
    return judge(known, Channel(channel), Purpose(purpose), at)


# --- permission -------------------------------------------------------------------------------------------------------


def test_signed_consent_allows_a_text_and_names_its_proof() -> None:
    assert asked(person(entry(id=7))) == Decision(True, "consent", 7)


LACKING: Mapping[str, tuple[dict[str, Any], str]] = {
    "another number": ({"address": "+12125550199"}, "other_number"),
    "no number": ({"address": None}, "other_number"),
    "only an inquiry": ({"basis": "inferred"}, "not_express"),
    "only spoken": ({"basis": "express"}, "not_in_writing"),
    "no signature": ({"signature_method": None}, "not_signed"),
    "no text": ({"disclosure_text": "  "}, "no_disclosure"),
    "no seller": ({"disclosure_text": TEXT.replace("Acme Insurance", "Our marketing partners")}, "seller_not_named"),
    "no automation": ({"disclosure_text": "Acme Insurance may text me."}, "automation_not_mentioned"),
    "a condition": ({"not_condition_of_purchase": None}, "condition_of_purchase"),
    "passed on": ({"captured_via": "ping_post"}, "consent_was_passed_on"),
    "another channel": ({"channel": "email"}, "no_consent"),
    "another purpose": ({"purpose": "claims"}, "no_consent"),
    "not yet given": ({"captured_at": NOON + timedelta(minutes=1)}, "no_consent"),
    "somebody else": ({"is_own": False}, "no_consent"),
}


@pytest.mark.parametrize("missing", LACKING)
def test_each_missing_element_blocks_with_its_own_reason(missing: str) -> None:
    changes, reason = LACKING[missing]

    assert (asked(person(entry(**changes))).allowed, asked(person(entry(**changes))).reason) == (False, reason)


@pytest.mark.parametrize("channel", ["call_auto", "prerecorded_or_ai_voice"])
def test_machines_that_call_need_what_texts_need(channel: str) -> None:
    assert asked(person(entry(channel=channel)), channel).allowed
    assert asked(person(entry(channel=channel, basis="express")), channel).reason == "not_in_writing"


def test_marketing_partners_may_not_text_but_a_person_may_call() -> None:
    text = "Marketing partners may contact me."
    known = person(entry(disclosure_text=text), entry(id=2, channel="call_manual", disclosure_text=text))

    assert asked(known).reason == "seller_not_named"
    assert asked(known, "call_manual") == Decision(True, "consent", 2)


def test_spoken_consent_is_enough_only_where_the_agency_says_so() -> None:
    spoken = entry(basis="express", address="+15125550142", signature_method="verbal", disclosure_text=None)
    texan = person(spoken, phone="+15125550142", state="TX", postal_code="78701")
    relaxed = replace(texan, rules=ContactRules(consent_floor={"TX": "express"}))

    assert asked(texan).reason == "not_in_writing"
    assert asked(relaxed).allowed


def test_a_number_in_the_registry_is_called_after_an_inquiry_for_three_months_only() -> None:
    assert asked(person(), "call_manual").reason == "do_not_call"
    assert asked(person(inquired_at=NOON - timedelta(days=89)), "call_manual") == Decision(True, "inquiry")
    assert asked(person(inquired_at=NOON - timedelta(days=91)), "call_manual").reason == "do_not_call"


def test_a_customer_is_called_for_eighteen_months() -> None:
    seventeen, nineteen = date(2024, 10, 3), date(2024, 8, 3)

    assert asked(person(last_business=seventeen), "call_manual") == Decision(True, "existing_customer")
    assert asked(person(last_business=nineteen), "call_manual").reason == "do_not_call"


def test_connecticut_wants_every_sales_call_in_writing() -> None:
    known = person(state="CT", postal_code="06103", phone="+18605550142", inquired_at=NOON - timedelta(days=1))
    signed = replace(known, entries=[entry(channel="call_manual", address="+18605550142")])

    assert asked(known, "call_manual").reason == "written_consent_for_calls"
    assert asked(signed, "call_manual").allowed


def test_marketing_mail_needs_consent_or_a_customer() -> None:
    assert asked(person(), "email").reason == "no_consent"
    assert asked(person(last_business=date(2026, 1, 1)), "email").allowed
    assert asked(person(entry(channel="email", basis="soft_opt_in", address="ada@example.com")), "email").allowed
    assert asked(person(), "email", "claims") == Decision(True, "answers_the_person")


def test_nobody_is_reached_without_an_address_and_tests_are_nobody() -> None:
    assert asked(person(phone=None)).reason == "no_phone_number"
    assert asked(person(email=None), "email", "service").reason == "no_email_address"
    assert asked(person(entry(), is_test=True)).reason == "test_lead"


# --- revocation -------------------------------------------------------------------------------------------------------

STOP = entry(id=9, action="revoked", basis=None, captured_at=NOON - timedelta(days=1), is_own=False)


def test_a_revocation_of_the_same_number_counts_whoever_gave_it() -> None:
    assert asked(person(entry(), STOP)) == Decision(False, "revoked", 9)


def test_stop_ends_automated_contact_on_all_matters_unless_the_agency_keeps_them_apart() -> None:
    known = person(entry(id=1, channel="call_auto", purpose="service"), STOP)
    apart = replace(known, rules=ContactRules(revoke_all=False))

    assert asked(known, "call_auto", "service").reason == "revoked"
    assert asked(apart, "call_auto", "service").allowed


def test_from_february_2027_keeping_them_apart_is_over() -> None:
    at = datetime(2027, 2, 2, 12, 0, tzinfo=NEW_YORK)
    known = person(entry(channel="call_auto", purpose="service"), STOP, rules=ContactRules(revoke_all=False))

    assert asked(known, "call_auto", "service", at).reason == "revoked"


def test_a_stop_by_text_leaves_mail_and_claims_alone() -> None:
    known = person(entry(id=3, channel="email", address="ada@example.com"), STOP)

    assert asked(known, "email").allowed
    assert asked(known, "email", "claims").allowed


def test_no_contact_at_all_means_none() -> None:
    known = person(entry(), replace(STOP, channel="all", purpose="all"), last_business=date(2026, 3, 1))

    for channel in ("email", "sms", "call_manual", "call_auto", "postal"):
        for purpose in ("marketing", "service", "transactional", "claims"):
            assert asked(known, channel, purpose).reason == "revoked"


def test_consent_given_again_after_a_stop_counts_and_an_older_one_found_later_does_not() -> None:
    again = entry(id=10, captured_at=NOON - timedelta(hours=1))
    found_later = entry(id=11, captured_at=NOON - timedelta(days=20))

    assert asked(person(entry(), STOP, again)) == Decision(True, "consent", 10)
    assert asked(person(entry(), STOP, found_later)).reason == "revoked"


def test_a_stop_holds_after_eleven_years() -> None:
    later = NOON.replace(year=2037)

    assert asked(person(entry(), STOP), at=later).reason == "revoked"


# --- hours ------------------------------------------------------------------------------------------------------------

FEDERAL = calling_hours.FEDERAL


@pytest.mark.parametrize(
    ("hour", "minute", "open_then"), [(7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False)]
)
@pytest.mark.parametrize("zone", ["America/New_York", "America/Chicago", "America/Los_Angeles"])
@pytest.mark.parametrize(
    "day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 6, 3)]
)  # clocks change on the first two
def test_federal_hours_by_the_persons_own_clock(hour: int, minute: int, open_then: bool, zone: str, day: date) -> None:
    at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))

    assert calling_hours.is_open(at, [(None, ZoneInfo(zone))]) is open_then


def test_a_new_york_number_in_california_leaves_the_overlap_of_both_clocks() -> None:
    where = places("CA", "90001", NUMBER)
    hours = [calling_hours.is_open(NOON.replace(hour=hour), where, FEDERAL) for hour in range(24)]

    assert [hour for hour, is_open in enumerate(hours) if is_open] == list(range(11, 21))


def test_somebody_who_may_be_anywhere_is_called_when_it_is_day_everywhere() -> None:
    where = places(None, None, "+18005550142")
    winter = datetime(2026, 1, 13, tzinfo=NEW_YORK)
    hours = [calling_hours.is_open(winter.replace(hour=hour), where, FEDERAL) for hour in range(24)]

    assert [hour for hour, is_open in enumerate(hours) if is_open] == list(range(13, 21))


DAYS = {
    "weekday": date(2026, 3, 3),
    "saturday": date(2026, 3, 7),
    "sunday": date(2026, 3, 8),
    "holiday": date(2026, 7, 3),
}


@pytest.mark.parametrize("kind", DAYS)
@pytest.mark.parametrize("state", STATES)
def test_every_states_hours_hold_and_are_never_wider_than_federal_ones(state: str, kind: str) -> None:
    hours = calling_hours.hours_on(DAYS[kind], state, FEDERAL)
    own = getattr(STATES[state], kind)

    assert hours == (None if own is None else (max(own[0], 8 * 60), min(own[1], 21 * 60)))
    assert STATES[state].source


def test_the_agencys_own_hours_only_narrow() -> None:
    always = Week(between(0, 24), between(0, 24), between(0, 24), between(0, 24), "own")

    assert calling_hours.hours_on(DAYS["sunday"], "TX", always) == between(12, 21)
    assert calling_hours.hours_on(DAYS["sunday"], None, calling_hours.CAUTIOUS) is None


def test_too_early_says_when_to_come_back() -> None:
    early = asked(person(entry()), at=NOON.replace(hour=6))

    assert (early.allowed, early.reason, early.evidence_id) == (False, "quiet_hours", 1)
    assert early.not_before == NOON.replace(hour=9)


def test_after_saturday_evening_comes_monday_morning() -> None:
    late = asked(person(entry()), at=datetime(2026, 3, 7, 20, 30, tzinfo=NEW_YORK))

    assert late.not_before == datetime(2026, 3, 9, 9, 0, tzinfo=NEW_YORK)


def test_claims_may_be_talked_about_at_night() -> None:
    assert asked(person(), "call_manual", "claims", NOON.replace(hour=23)).allowed


def test_three_attempts_a_day_and_seven_a_week() -> None:
    assert asked(person(entry(), attempts=(3, 3))).reason == "too_many_attempts_today"
    assert asked(person(entry(), attempts=(0, 7))).reason == "too_many_attempts_this_week"
    many = ContactRules(attempts_per_day=10)
    floridian = person(
        entry(address="+13055550142"),
        phone="+13055550142",
        state="FL",
        postal_code="33101",
        rules=many,
        attempts=(3, 3),
    )
    assert asked(floridian).reason == "too_many_attempts_today", "Florida allows three whatever the agency says"


# --- time zones -------------------------------------------------------------------------------------------------------


def test_every_state_has_a_clock_and_an_area_code() -> None:
    civil = _STATES.keys() - {"AA", "AE", "AP"}

    assert civil <= ZONES_OF_STATE.keys()
    assert set(STATE_OF_AREA_CODE.values()) == civil
    assert all(len(code) == 3 and code.isdigit() for code in STATE_OF_AREA_CODE)
    assert all(len(digits) == 3 for digits in ZONES_OF_ZIP)


@pytest.mark.parametrize(
    ("state", "postal_code", "zones"),
    [
        ("TX", "79901", ("America/Denver",)),
        ("TX", "75201", ("America/Chicago",)),
        ("TX", None, ("America/Chicago", "America/Denver")),
        ("TX", "90001", ("America/Chicago", "America/Denver")),
        ("FL", "32501", ("America/Chicago",)),
        ("AZ", "85001", ("America/Phoenix",)),
        (None, None, ()),
    ],
)
def test_a_divided_states_zip_tells_its_clock(
    state: str | None, postal_code: str | None, zones: tuple[str, ...]
) -> None:
    assert zones_of_address(state, postal_code) == zones


@pytest.mark.parametrize(
    ("phone", "zones"),
    [
        (NUMBER, ("America/New_York",)),
        ("+19155550142", ("America/Denver",)),
        ("+18005550142", ()),
        ("+442071838750", ()),
    ],
)
def test_an_area_code_tells_a_clock(phone: str, zones: tuple[str, ...]) -> None:
    assert zones_of_number(phone) == zones


# --- the ledger -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["update consent_entries set words = 'x'", "delete from consent_entries"])
async def test_the_ledger_only_grows(statement: str, app: Gateway) -> None:
    with pytest.raises(asyncpg.PostgresError, match="only grows"):
        await app.runtime.pool.execute(statement)


async def test_the_hash_is_always_that_of_the_text(app: Gateway) -> None:
    pool = app.runtime.pool
    forged = await pool.fetchval(
        "insert into consent_entries (person_type, person_id, channel, purpose, action, disclosure_text,"
        " disclosure_sha256) values ('leads', 1999999999, 'sms', 'marketing', 'granted', 'hello', 'forged')"
        " returning disclosure_sha256"
    )

    assert forged == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


async def named(ada: Client) -> None:
    (await ada.patch("/v1/settings", {"name": "Acme Insurance"})).ok()


def decided(told: Any, channel: str, purpose: str = "marketing") -> Any:
    return next(each for each in told["decisions"] if (each["channel"], each["purpose"]) == (channel, purpose))


async def test_consent_is_recorded_read_and_taken_back(ada: Client, app: Gateway) -> None:
    await named(ada)
    lead = (await ada.post("/v1/leads", {"phone": "212-555-0142", "state": "NY", "email": "a@example.com"})).ok()
    path = f"/v1/consent/leads/{lead['id']}"
    grant = {
        "channels": ["sms", "email"],
        "basis": "pewc",
        "text": TEXT,
        "signature_method": "checkbox",
        "not_condition_of_purchase": True,
    }

    before = (await ada.get(path)).ok()
    granted = (await ada.post(path, grant)).ok()
    revoked = (await ada.post(f"{path}/revocations", {"words": "Leave me alone"})).ok()

    assert decided(before, "sms")["reason"] == "no_consent"
    proof = next(each for each in granted["entries"] if each["channel"] == "sms")
    assert decided(granted, "sms")["evidence_id"] == proof["id"]
    assert (proof["address"], proof["seller"], proof["recorded_by"]) == ("+12125550142", "Acme Insurance", 101)
    assert {each["reason"] for each in revoked["decisions"]} == {"revoked"}
    assert {each["words"] for each in revoked["entries"] if each["action"] == "revoked"} == {"Leave me alone"}


async def test_a_stop_reaches_the_customer_with_the_same_number(ada: Client) -> None:
    lead = (await ada.post("/v1/leads", {"phone": "212-555-0188"})).ok()
    customer = (
        await ada.post("/v1/customers", {"name": "Same", "email": "same@example.com", "phone": "(212) 555-0188"})
    ).ok()

    (await ada.post(f"/v1/consent/leads/{lead['id']}/revocations", {"channel": "sms", "purpose": "marketing"})).ok()

    told = (await ada.get(f"/v1/consent/customers/{customer['id']}")).ok()
    assert decided(told, "sms")["reason"] == "revoked"
    assert decided(told, "email")["reason"] != "revoked"


async def test_what_a_lead_agreed_to_holds_for_the_customer_it_became(ada: Client) -> None:
    await named(ada)
    customer = (
        await ada.post("/v1/customers", {"name": "Won", "email": "won@example.com", "phone": "212-555-0177"})
    ).ok()
    said = {"channels": ["email"], "text": TEXT, "signature_method": "checkbox"}
    lead = (await ada.post("/v1/leads", {"email": "won@example.com", "consent": said})).ok()
    (await ada.patch(f"/v1/leads/{lead['id']}", {"customer_id": customer["id"]})).ok()

    told = (await ada.get(f"/v1/consent/customers/{customer['id']}")).ok()

    assert decided(told, "email")["reason"] == "consent"


async def test_a_deleted_leads_consent_stays_proven(ada: Client, app: Gateway) -> None:
    lead = (await ada.post("/v1/leads", {"email": "gone@example.com", "consent": {"email": True}})).ok()
    (await ada.delete(f"/v1/leads/{lead['id']}")).ok()

    kept = "select count(*) from consent_entries where person_type = 'leads' and person_id = $1"
    assert await app.runtime.pool.fetchval(kept, lead["id"]) == 1


async def test_agents_see_and_record_the_consent_of_their_own_people_only(
    ada: Client, cleo: Client, vic: Client, records: Records
) -> None:
    mine = await records.make("leads", CLEO)
    dans = await records.make("leads", DAN)
    grant = {"channels": ["email"]}

    assert (await cleo.post(f"/v1/consent/leads/{mine['id']}", grant)).status == 201
    assert (await cleo.get(f"/v1/consent/leads/{dans['id']}")).status == 404
    assert (await cleo.post(f"/v1/consent/leads/{dans['id']}", grant)).status == 404
    assert (await cleo.post(f"/v1/consent/leads/{dans['id']}/revocations", {})).status == 404
    assert (await vic.post(f"/v1/consent/leads/{mine['id']}", grant)).status == 403
    assert (await vic.get(f"/v1/consent/leads/{mine['id']}")).status == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"channels": []}, {"channels": ["all"]}, {"channels": ["email"], "purpose": "all"}, {"channels": ["fax"]}],
)
async def test_a_vague_grant_is_refused(body: dict[str, object], ada: Client, records: Records) -> None:
    lead = await records.make("leads")

    assert (await ada.post(f"/v1/consent/leads/{lead['id']}", body)).status == 422


async def test_the_agency_sets_its_own_rules(ada: Client, ben: Client) -> None:
    (await ada.patch("/v1/settings", {"name": "Acme Insurance"})).ok()
    usual = (await ben.get("/v1/consent/rules")).ok()
    rules = usual | {"attempts_per_day": 2, "consent_floor": {"TX": "express"}}

    changed = (await ada.put("/v1/consent/rules", rules)).ok()

    assert usual["hours"]["weekday"] == ["09:00", "20:00"]
    assert usual["hours"]["sunday"] is None
    assert changed == rules
    assert (await ben.put("/v1/consent/rules", rules)).status == 403
    assert (await ada.put("/v1/consent/rules", rules | {"consent_floor": {"XX": "express"}})).status == 422
    assert (await ada.get("/v1/settings")).ok()["name"] == "Acme Insurance"
    (await ada.put("/v1/consent/rules", usual)).ok()


async def test_calls_that_were_made_count(ada: Client) -> None:
    lead = (await ada.post("/v1/leads", {"phone": "212-555-0166", "state": "NY"})).ok()
    call = {
        "customer_name": "x",
        "comm_type": "call",
        "channel": "Phone",
        "direction": "outbound",
        "lead_id": lead["id"],
    }
    week = {name: ["00:00", "24:00"] for name in ("weekday", "saturday", "sunday", "holiday")}
    rules = (await ada.get("/v1/consent/rules")).ok()
    (await ada.put("/v1/consent/rules", rules | {"hours": week})).ok()

    for _ in range(3):
        (await ada.post("/v1/communications", call)).ok()

    told = decided((await ada.get(f"/v1/consent/leads/{lead['id']}")).ok(), "call_manual")
    (await ada.put("/v1/consent/rules", rules)).ok()
    assert told["reason"] in ("too_many_attempts_today", "quiet_hours"), (
        "the hour of the test decides which comes first"
    )
    assert told["allowed"] is False
    assert datetime.fromisoformat(told["not_before"]) > datetime.now(UTC)
