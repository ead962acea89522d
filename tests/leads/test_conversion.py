"""A lead becomes a customer with a policy."""

import asyncio
from typing import Any, Final

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.database.engine import Pool
from tests.client import Client
from tests.jobs.conftest import until
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

ANN: Final = {
    "first_name": "Ann", "last_name": "Lee", "email": "ann.lee@example.com", "phone": "+15125550144", "state": "TX",
    "postal_code": "78701", "address_line1": "9 Pecan St", "date_of_birth": "1984-03-09",
}  # fmt: skip

END_WHAT_WAITS: Final = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%update quotes%'
"""


async def count(app: Gateway, noun: str) -> int:
    found: int = await app.runtime.pool.fetchval(f"select count(*) from {noun}")
    return found


async def a_lead(records: Records, number: int, **more: object) -> dict[str, Any]:
    contact = ANN | {"email": f"ann{number}@example.com", "address_line1": f"{number} Pecan St"}
    return await records.make("leads", CLEO, **{"contact_info": contact, "status": "contacted", **more})


async def test_a_lead_is_won_with_customer_household_and_policy(cleo: Client, records: Records) -> None:
    mate = await records.make("customers", CLEO, address_line1="1 PECAN ST", postal_code="78701")
    lead = await a_lead(records, 1, source="web", product_interest="auto")
    quote = await records.make(
        "quotes",
        CLEO,
        lead_id=lead["id"],
        carrier="Prairie Shield",
        policy_type="Auto",
        premium_cents=61_250,
        term_months=6,
    )

    done = (
        await cleo.post(
            f"/v1/leads/{lead['id']}/convert",
            {"policy_number": "PS-1", "quote_id": quote["id"], "start_date": "2026-12-01"},
        )
    ).ok()

    customer = (await cleo.get(f"/v1/customers/{done['customer_id']}")).ok()
    policy = (await cleo.get(f"/v1/policies/{done['policy_id']}")).ok()
    won = (await cleo.get(f"/v1/leads/{lead['id']}")).ok()
    assert done["household"] == [mate["id"]]
    assert (customer["name"], customer["email"], customer["date_of_birth"], customer["owner_id"]) == (
        "Ann Lee", "ann1@example.com", "1984-03-09", CLEO.id,
    )  # fmt: skip
    assert (policy["carrier"], policy["premium"], policy["annual_premium_cents"]) == (
        "Prairie Shield", "$612.50/6mo", 122_500,
    )  # fmt: skip
    assert (policy["start_date"], policy["end_date"], policy["customer_name"]) == (
        "2026-12-01",
        "2027-06-01",
        "Ann Lee",
    )
    assert (won["status"], won["customer_id"], won["policy_id"]) == ("won", customer["id"], policy["id"])
    assert (await cleo.get(f"/v1/quotes/{quote['id']}")).ok()["status"] == "accepted"


async def test_asked_twice_or_at_once_nothing_is_made_twice(ada: Client, app: Gateway, records: Records) -> None:
    lead = await a_lead(records, 2)
    customers, policies = await count(app, "customers"), await count(app, "policies")
    body = {"policy_number": "PS-2", "policy_type": "Home", "premium": "$900/yr"}

    answers = await asyncio.gather(*(ada.post(f"/v1/leads/{lead['id']}/convert", body) for _ in range(5)))
    again = await ada.post(f"/v1/leads/{lead['id']}/convert", body | {"policy_number": "PS-other"})

    assert [answer.ok() for answer in answers] == [again.ok()] * 5
    assert (await count(app, "customers"), await count(app, "policies")) == (customers + 1, policies + 1)


async def test_nothing_is_made_when_one_part_is_refused(ada: Client, app: Gateway, records: Records) -> None:
    await records.make("policies", policy_number="PS-taken")
    lead = await a_lead(records, 3)
    before = await count(app, "customers")

    refused = await ada.post(
        f"/v1/leads/{lead['id']}/convert",
        {"policy_number": "PS-taken", "policy_type": "Home", "premium": "$900/yr"},
    )

    assert refused.status == 409, refused.text
    assert await count(app, "customers") == before
    assert (await ada.get(f"/v1/leads/{lead['id']}")).ok()["status"] == "contacted"


async def test_somebody_known_stays_one_customer(ada: Client, records: Records) -> None:
    known = await records.make("customers", CLEO, name="ann LEE")
    known = (await ada.patch(f"/v1/customers/{known['id']}", {"email": "Ann4@example.com"})).ok()
    lead, other = await a_lead(records, 4), await a_lead(records, 5)
    body = {"policy_type": "Home", "premium": "$900/yr"}

    by_address = (await ada.post(f"/v1/leads/{lead['id']}/convert", body | {"policy_number": "PS-4"})).ok()
    by_choice = (
        await ada.post(f"/v1/leads/{other['id']}/convert", body | {"policy_number": "PS-5", "customer_id": known["id"]})
    ).ok()

    assert by_address["customer_id"] == by_choice["customer_id"] == known["id"]


@pytest.mark.parametrize(
    ("lead", "body", "pointer"),
    [
        ({"contact_info": {"phone": "+15125550144"}}, {"policy_type": "Home", "premium": "$1/yr"}, "/name"),
        ({}, {"premium": "$1/yr"}, "/policy_type"),
        ({}, {"policy_type": "Home", "premium": "$1/yr", "quote_id": 999_999}, "/quote_id"),
        ({"status": "lost"}, {"policy_type": "Home", "premium": "$1/yr"}, "/status"),
    ],
)
async def test_what_is_missing_is_said(
    lead: dict[str, object], body: dict[str, object], pointer: str, ada: Client, records: Records
) -> None:
    made = await a_lead(records, 6, **lead)

    refused = await ada.post(f"/v1/leads/{made['id']}/convert", {"policy_number": f"PS-{made['id']}"} | body)

    assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, pointer), refused.text


async def test_others_cannot_convert_it(dan: Client, vic: Client, records: Records) -> None:
    lead = await a_lead(records, 7)
    customer = await records.make("customers", CLEO)
    mine = await records.make("leads", DAN, contact_info=ANN, status="contacted")
    body = {"policy_number": "PS-7", "policy_type": "Home", "premium": "$1/yr"}

    assert (await dan.post(f"/v1/leads/{lead['id']}/convert", body)).status == 404
    assert (await vic.post(f"/v1/leads/{lead['id']}/convert", body)).status == 403
    assert (await dan.post(f"/v1/leads/{mine['id']}/convert", body | {"customer_id": customer["id"]})).status == 422


async def test_sixteen_clicks_at_once_make_one_customer_and_one_policy(
    ada: Client, app: Gateway, records: Records
) -> None:
    lead = await a_lead(records, 8)
    customers, policies = await count(app, "customers"), await count(app, "policies")

    answers = await asyncio.gather(
        *(
            ada.post(
                f"/v1/leads/{lead['id']}/convert",
                {"policy_number": f"PS-8-{number}", "policy_type": "Home", "premium": "$900/yr"},
            )
            for number in range(16)
        )
    )

    assert len({orjson.dumps(answer.ok()) for answer in answers}) == 1
    assert (await count(app, "customers"), await count(app, "policies")) == (customers + 1, policies + 1)


async def test_two_leads_of_one_person_won_at_once_make_one_customer(
    ada: Client, app: Gateway, records: Records
) -> None:
    for number in range(20, 26):
        leads = [await a_lead(records, number), await a_lead(records, number)]

        answers = await asyncio.gather(
            *(
                ada.post(
                    f"/v1/leads/{lead['id']}/convert",
                    {"policy_number": f"PS-two-{lead['id']}", "policy_type": "Home", "premium": "$900/yr"},
                )
                for lead in leads
            )
        )

        assert len({answer.ok()["customer_id"] for answer in answers}) == 1
        assert len({answer.ok()["policy_id"] for answer in answers}) == 2


async def test_what_breaks_off_in_the_middle_has_made_nothing_and_the_next_click_makes_it_all(
    ada: Client, app: Gateway, records: Records
) -> None:
    pool: Pool = app.runtime.pool
    lead = await a_lead(records, 9)
    quote = await records.make("quotes", CLEO, lead_id=lead["id"], policy_type="Home", premium_cents=90_000)
    body = {"policy_number": "PS-9", "quote_id": quote["id"]}
    before = await count(app, "customers"), await count(app, "policies")

    async with pool.acquire() as blocker, blocker.transaction():
        # Customer and policy are made by then; accepting the quote waits for us, until its connection is gone.
        await blocker.execute("select id from quotes where id = $1 for update", quote["id"])
        click = asyncio.create_task(ada.post(f"/v1/leads/{lead['id']}/convert", body))

        async def has_ended_it() -> bool:
            return bool(await pool.fetchval(END_WHAT_WAITS))

        await until(has_ended_it)
        broken = await click

    between = await count(app, "customers"), await count(app, "policies")
    stage = (await ada.get(f"/v1/leads/{lead['id']}")).ok()["status"]
    first = (await ada.post(f"/v1/leads/{lead['id']}/convert", body)).ok()
    again = (await ada.post(f"/v1/leads/{lead['id']}/convert", body)).ok()

    assert broken.status == 503, broken.text
    assert (between, stage) == (before, "quoted")
    assert first == again
    assert (await count(app, "customers"), await count(app, "policies")) == (before[0] + 1, before[1] + 1)
