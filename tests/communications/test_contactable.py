"""Who may be contacted: what is asked about everybody at once agrees with the gate that is asked about one person."""

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import orjson
import pytest

from backend import clock
from backend.api.gateway import Gateway
from backend.communications import consent
from backend.communications.calling_hours import STATES
from backend.communications.consent import Person, circumstances, judge
from backend.communications.contactable import WAYS
from backend.communications.time_zones import STATE_OF_AREA_CODE
from backend.models.consent import Channel, PersonKind, Purpose
from tests.client import Client

pytestmark = pytest.mark.anyio

PEOPLE: Final = 120
# Each kind of number as its own many times, so that words about one seldom concern everybody.
NUMBERS: Final = ("mine", "mine", "mine", "mine", "theirs", "+18605550142", "(860) 555-0143", "none", None)
WRITTEN: Final = "Acme Insurance may call or text me with automated technology. Consent is not a condition of purchase."
OFTEN: Final = "quiet_hours", "too_many_attempts_today", "too_many_attempts_this_week"
ENTRY: Final = """
    insert into consent_entries (person_type, person_id, address, channel, purpose, action, basis, captured_at,
        captured_via, disclosure_text, signature_method, not_condition_of_purchase)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def _agency(pool: Any, rules: dict[str, object]) -> None:
    await pool.execute(
        "insert into agency_settings (id, name, settings) values (1, 'Acme Insurance', $1::jsonb)"
        " on conflict (id) do update set name = excluded.name, settings = excluded.settings",
        orjson.dumps({"contact_rules": rules}).decode(),
    )


async def _crowd(pool: Any, chance: Random) -> None:
    """People of every kind: leads that became customers and others, with numbers and words that differ."""
    now = clock.now()
    for table in ("quotes", "leads", "claims", "policies", "customers"):
        await pool.execute(f"delete from {table}")
    for number in range(1, PEOPLE + 1):
        await pool.execute(
            "insert into customers (id, name, email, phone, state) values ($1, 'Somebody', $2, $3, $4)",
            number,
            f"Somebody{number % 90}@example.com",
            _number(chance, number),
            chance.choice(["NY", "CT", "TX", None]),
        )
        ended = now.date() - timedelta(days=chance.choice([0, 100, 546, 550, 900]))
        if chance.random() < 0.6:
            await pool.execute(
                "insert into policies (policy_number, customer_id, customer_name, premium, status, end_date)"
                " values ($1, $2, 'Somebody', $3, $4, $5)",
                f"P-{number}",
                number,
                chance.choice(["$100/yr", "$0"]),
                chance.choice(["active", "expired"]),
                ended,
            )
        said = {
            "email": chance.choice([None, f"somebody{number % 70}@example.com"]),
            "phone": _number(chance, number),
            "state": chance.choice(["NY", "CT", "TX", None]),
        }
        await pool.execute(
            "insert into leads (id, contact_info, customer_id, received_at, is_test)"
            " values ($1, $2::jsonb, $3, $4, $5)",
            number,
            orjson.dumps(said).decode(),
            chance.choice([None, number]),
            now - timedelta(days=chance.choice([1, 89, 91])),
            chance.random() < 0.05,
        )
        for _ in range(chance.randrange(12)):
            await _entry(pool, chance, number, now)


def _number(chance: Random, of: int) -> str | None:
    """A number of somebody's own, of somebody else, in other words, or none."""
    kind = chance.choice(NUMBERS)
    return f"+1212555{of:04}" if kind == "mine" else f"(212) 555-{(of + 1):04}" if kind == "theirs" else kind


async def _entry(pool: Any, chance: Random, number: int, now: datetime) -> None:
    revoked = chance.random() < 0.07
    channels = list(Channel) if revoked else [channel for channel, _ in WAYS.values()]
    purposes = [Purpose.MARKETING] * 4 + [each for each in Purpose if revoked or each is not Purpose.ALL]
    await pool.execute(
        ENTRY,
        chance.choice(["leads", "customers"]),
        number,
        chance.choice([*[f"+1212555{number:04}"] * 4, "+18605550143", f"somebody{number % 90}@example.com", None]),
        chance.choice(channels),
        chance.choice(purposes),
        "revoked" if revoked else "granted",
        None if revoked else chance.choice([*["pewc"] * 6, "express", "soft_opt_in"]),
        now - timedelta(days=chance.randrange(1, 400)),
        chance.choice(["web_form", None, "import"]),
        chance.choice([*[WRITTEN] * 12, "You may call me.", "Others may send automated texts.", None, " "]),
        chance.choice([*["checkbox"] * 9, None]),
        chance.choice([*[True] * 12, False, None]),
    )


@pytest.mark.parametrize(
    ("seed", "rules"), [(1, {}), (2, {"revoke_all": False}), (3, {"consent_floor": {"TX": "express"}})]
)
async def test_everybody_at_once_is_judged_like_each_one_alone(
    ada: Client, app: Gateway, seed: int, rules: dict[str, object]
) -> None:
    pool = app.runtime.pool
    await _agency(pool, rules)
    await _crowd(pool, Random(seed))

    for kind in PersonKind:
        for name, (channel, _) in WAYS.items():
            alone = {number for number in range(1, PEOPLE + 1) if await _may(pool, Person(kind, number), channel)}
            assert 0 < len(alone) < PEOPLE, "nothing is tried"
            found: set[int] = set()
            for wanted in (True, False):
                asked = {"filter": orjson.dumps({name: wanted}).decode(), "page_size": 200}
                ids = {each["id"] for each in (await ada.get(f"/v1/{kind}", asked)).ok()["items"]}
                found = ids if wanted else found
                assert wanted or ids == set(range(1, PEOPLE + 1)) - found
            assert found == alone, (kind, name)


async def _may(pool: Any, person: Person, channel: Channel) -> bool:
    decision = judge(await circumstances(pool, person, clock.now()), channel, Purpose.MARKETING, clock.now())
    return decision.allowed or decision.reason in OFTEN


async def test_the_states_where_calls_need_writing_are_those_of_the_gate(app: Gateway) -> None:
    strict = {state for state, week in STATES.items() if week.pewc_for_calls}
    numbers = {code: f"+1{code}5550100" for code in STATE_OF_AREA_CODE}

    rows = await app.runtime.pool.fetch(
        "select code from unnest($1::text[], $2::text[]) each (code, number) where calls_need_writing(null, number)",
        list(numbers),
        list(numbers.values()),
    )
    states = await app.runtime.pool.fetch(
        "select state from unnest($1::text[]) state where calls_need_writing(state, null)", list(STATES)
    )

    assert {row["code"] for row in rows} == {code for code, state in STATE_OF_AREA_CODE.items() if state in strict}
    assert {row["state"] for row in states} == strict
    assert await app.runtime.pool.fetchval("select timestamptz '2027-01-31 00:00+00'") == consent.REVOKE_ALL_FROM
