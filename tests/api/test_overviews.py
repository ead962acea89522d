"""What surrounds a customer, a policy and a claim."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

TODAY: Final = "2026-11-22"
HOME: Final = {"address_line1": "12 Main St.", "city": "Columbus", "postal_code": "43215"}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon in Columbus."""
    monkeypatch.setattr("backend.clock.now", lambda: datetime(2026, 11, 22, 17, tzinfo=UTC))


async def overview(client: Client, noun: str, record: dict[str, Any]) -> Any:
    return (await client.get(f"/v1/{noun}/{record['id']}/overview")).ok()


def day(offset: int) -> str:
    return (date.fromisoformat(TODAY) + timedelta(days=offset)).isoformat()


# --- customers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line1", "line2", "postal_code"),
    [
        ("12 Main St.", None, "43215"),
        ("12  MAIN ST", "", "43215-0042"),
        ("12 main st", " ", " 43215 "),
    ],
)
async def test_a_household_is_who_lives_at_the_address_however_it_is_written(
    line1: str, line2: str | None, postal_code: str, ada: Client, records: Records
) -> None:
    number = 100 + len(line1) + len(postal_code)
    line1 = line1.replace("12", str(number))
    ann = await records.make("customers", **HOME | {"address_line1": f"{number} Main St."})
    other = await records.make("customers", address_line1=line1, address_line2=line2, postal_code=postal_code)

    household = (await overview(ada, "customers", ann))["household"]

    assert [member["id"] for member in household] == [other["id"]]
    assert household[0] == {
        "id": other["id"],
        "name": other["name"],
        "status": "active",
        "policies_count": 0,
        "total_value_cents": 0,
    }


async def test_another_flat_or_zip_or_no_address_is_another_household(ada: Client, records: Records) -> None:
    street = {"address_line1": "77 Elm St", "postal_code": "43215"}
    ann = await records.make("customers", **street, address_line2="Apt 4")
    await records.make("customers", **street, address_line2="Apt 5")
    await records.make("customers", address_line1="77 Elm St Apt 4", postal_code="10001")
    for nothing in ({}, {"address_line1": "77 Elm St"}, {"postal_code": "43215"}, {"address_line1": "-", "city": "X"}):
        await records.make("customers", **nothing)
    lonely = await records.make("customers")
    same = await records.make("customers", address_line1="77 elm st. apt 4", postal_code="43215")

    assert [member["id"] for member in (await overview(ada, "customers", ann))["household"]] == [same["id"]]
    assert (await overview(ada, "customers", lonely))["household"] == []


async def test_a_household_shows_only_customers_within_sight(cleo: Client, records: Records) -> None:
    place = {"address_line1": "5 Oak Lane", "postal_code": "43215"}
    ann = await records.make("customers", CLEO, **place)
    mine = await records.make("customers", CLEO, **place)
    await records.make("customers", DAN, **place)

    assert [member["id"] for member in (await overview(cleo, "customers", ann))["household"]] == [mine["id"]]


async def test_every_line_is_there_also_an_empty_one(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    auto = await records.make(
        "policies", customer_id=ann["id"], policy_type="Auto", premium="$100/mo", carrier="Prairie Shield",
        start_date=day(-100), end_date=day(80), renewal_date=day(81),
    )  # fmt: skip
    await records.make("policies", customer_id=ann["id"], policy_type="Auto", status="cancelled", premium="$900/yr")

    found = await overview(ada, "customers", ann)

    assert [line["line"] for line in found["lines"]] == ["Auto", "Home", "Life", "Health"]
    assert [len(line["policies"]) for line in found["lines"]] == [2, 0, 0, 0]
    assert found["lines"][0]["policies"][0] == {
        "id": auto["id"],
        "policy_number": auto["policy_number"],
        "status": "active",
        "carrier": "Prairie Shield",
        "premium_cents": 120_000,
        "effective_date": day(-100),
        "expiration_date": day(80),
    }
    assert found["premium_in_force_cents"] == 120_000
    assert found["active_policies"] == 1


async def test_a_policy_without_a_line_is_not_lost(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    await records.make("policies", customer_id=ann["id"])

    lines = (await overview(ada, "customers", ann))["lines"]

    assert [(line["line"], line["label"], len(line["policies"])) for line in lines][-1] == (None, "Other", 1)


async def test_the_next_renewal_is_the_nearest_active_one(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    await records.make("policies", customer_id=ann["id"], renewal_date=day(90))
    near = await records.make("policies", customer_id=ann["id"], end_date=day(12))
    await records.make("policies", customer_id=ann["id"], renewal_date=day(3), status="cancelled")
    await records.make("policies", customer_id=ann["id"], renewal_date=day(-400))

    assert (await overview(ada, "customers", ann))["next_renewal"] == {
        "id": near["id"],
        "policy_number": near["policy_number"],
        "expiration_date": day(12),
        "days": 12,
    }


async def test_open_claims_and_tasks_come_from_the_policies_too(ada: Client, records: Records) -> None:
    ann = await records.make("customers")
    policy = await records.make("policies", customer_id=ann["id"])
    claim = await records.make("claims", policy_id=policy["id"], amount="$5,000", date_of_loss=day(-3))
    await records.make("claims", policy_id=policy["id"], status="approved")
    for noun, record in (("customers", ann), ("policies", policy), ("claims", claim)):
        await records.make("tasks", record_type=noun, record_id=record["id"])
        await records.make("tasks", record_type=noun, record_id=record["id"], status="done")

    found = await overview(ada, "customers", ann)

    assert found["open_tasks"] == 3
    assert found["open_claims"] == [
        {
            "id": claim["id"],
            "claim_number": claim["claim_number"],
            "status": "pending",
            "claim_type": None,
            "amount_cents": 500_000,
            "incident_date": day(-3),
        }
    ]


async def test_what_the_caller_may_not_list_is_neither_shown_nor_counted(cleo: Client, records: Records) -> None:
    ann = await records.make("customers", CLEO)
    policy = await records.make("policies", DAN, customer_id=ann["id"], policy_type="Auto", premium="$900/yr")
    await records.make("claims", DAN, policy_id=policy["id"])
    await records.make("tasks", DAN, record_type="customers", record_id=ann["id"])
    await records.make("communications", DAN, customer_id=ann["id"], direction="inbound")

    found = await overview(cleo, "customers", ann)

    assert [line["policies"] for line in found["lines"]] == [[], [], [], []]
    assert (found["premium_in_force_cents"], found["open_claims"], found["open_tasks"]) == (0, [], 0)
    assert (found["unanswered"], found["next_renewal"]) == (0, None)


# Who spoke, on which channel, and with which status, in order; and how many wait for an answer then.
CONVERSATIONS: Final = [
    ([("inbound", "Email", "delivered")], 1),
    ([("inbound", "Email", "completed")], 0),
    ([("inbound", "Email", "delivered"), ("outbound", "Email", "sent")], 0),
    ([("inbound", "Email", "delivered"), ("outbound", "Phone", "completed")], 0),
    ([("inbound", "Email", "delivered"), ("outbound", "Email", "pending")], 1),
    ([("inbound", "Email", "delivered"), ("inbound", "Email", "delivered")], 1),
    ([("inbound", "Email", "delivered"), ("inbound", "SMS", "delivered")], 2),
    ([("outbound", "Email", "sent"), ("inbound", "Email", "delivered")], 1),
    ([("outbound", "Email", "sent")], 0),
]


@pytest.mark.parametrize(("said", "waiting"), CONVERSATIONS)
async def test_a_message_waits_until_somebody_answers(
    said: list[tuple[str, str, str]], waiting: int, ada: Client, records: Records
) -> None:
    ann = await records.make("customers")
    for minute, (direction, channel, status) in enumerate(said):
        await records.make(
            "communications", customer_id=ann["id"], direction=direction, channel=channel, status=status,
            comm_date=f"2026-11-20T15:{minute:02}:00Z",
        )  # fmt: skip

    assert (await overview(ada, "customers", ann))["unanswered"] == waiting


# --- policies ---------------------------------------------------------------------------------------------------------


async def test_a_policy_shows_its_customer_its_term_and_its_claims(ada: Client, records: Records) -> None:
    ann = await records.make("customers", phone="+16145550100")
    policy = await records.make("policies", customer_id=ann["id"], start_date=day(-65), end_date=day(300))
    await records.make("claims", policy_id=policy["id"], amount="$1,000", status="approved")
    await records.make("claims", policy_id=policy["id"], amount="$250", status="approved")
    await records.make("claims", policy_id=policy["id"], amount="$9,999", status="rejected")

    found = await overview(ada, "policies", policy)

    assert found["customer"] == {
        "id": ann["id"],
        "name": ann["name"],
        "phone": "+16145550100",
        "email": ann["email"],
    }
    assert found["term"] == {
        "effective_date": day(-65),
        "expiration_date": day(300),
        "days_left": 300,
        "days_total": 365,
    }
    assert len(found["claims"]) == 3
    assert found["claims_paid_cents"] == 125_000


async def test_the_premium_has_a_history(ada: Client, cleo: Client, records: Records) -> None:
    policy = await records.make("policies", CLEO, premium="$1,200/yr")
    await cleo.patch(f"/v1/policies/{policy['id']}", {"premium": "$110/mo"})
    await cleo.patch(f"/v1/policies/{policy['id']}", {"carrier": "Prairie Shield"})
    await ada.patch(f"/v1/policies/{policy['id']}", {"premium": "$1,400/yr"})

    history = (await overview(ada, "policies", policy))["premium_history"]

    assert [{name: value for name, value in change.items() if name != "at"} for change in history] == [
        {
            "actor_name": "Ada Lovelace",
            "before_cents": 132_000,
            "after_cents": 140_000,
            "before_text": "$110/mo",
            "after_text": "$1,400/yr",
        },
        {
            "actor_name": "Cleo Marsh",
            "before_cents": 120_000,
            "after_cents": 132_000,
            "before_text": "$1,200/yr",
            "after_text": "$110/mo",
        },
    ]


async def test_a_customer_out_of_sight_stays_so_on_their_policy(cleo: Client, records: Records) -> None:
    ann = await records.make("customers", DAN)
    policy = await records.make("policies", CLEO, customer_id=ann["id"])

    assert (await overview(cleo, "policies", policy))["customer"] is None


# --- claims -----------------------------------------------------------------------------------------------------------


async def test_a_claim_shows_its_steps_and_the_days_of_the_customers_state(ada: Client, records: Records) -> None:
    ann = await records.make("customers", state="OH")
    policy = await records.make("policies", customer_id=ann["id"], policy_type="Home")
    claim = await records.make(
        "claims", policy_id=policy["id"], claim_type="Home", claim_date="2026-11-06", sent_date="2026-11-09"
    )

    found = await overview(ada, "claims", claim)

    assert (found["customer"]["id"], found["policy"]["id"]) == (ann["id"], policy["id"])
    assert [step["key"] for step in found["steps"] if step["status"] == "current"] == ["acknowledged"]
    assert found["steps"][0] == {"key": "reported", "label": "Reported", "status": "done", "at": "2026-11-06"}
    assert found["next_deadline"] == {
        "key": "acknowledge",
        "label": "Insurer acknowledges",
        "due_date": "2026-11-23",
        "days_left": 1,
        "met": None,
        "source": "Ohio Administrative Code 3901-1-54",
    }
    assert [deadline["met"] for deadline in found["deadlines"] if deadline["key"] == "send"] == [True]


async def test_a_step_is_done_by_writing_down_its_day(ada: Client, records: Records) -> None:
    claim = await records.make("claims", claim_date=day(-3))

    await ada.patch(f"/v1/claims/{claim['id']}", {"sent_date": day(-2), "acknowledged_date": day(-1)})

    statuses = [step["status"] for step in (await overview(ada, "claims", claim))["steps"]]
    assert statuses == ["done", "done", "done", "current", "coming", "coming", "coming"]


async def test_a_claim_that_hangs_on_nothing_has_an_overview(ada: Client, records: Records) -> None:
    found = await overview(ada, "claims", await records.make("claims"))

    assert (found["customer"], found["policy"], found["next_deadline"]) == (None, None, None)


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", ["customers", "policies", "claims"])
async def test_a_record_out_of_sight_has_no_overview(noun: str, cleo: Client, dan: Client, records: Records) -> None:
    theirs = await records.make(noun, DAN)

    assert (await cleo.get(f"/v1/{noun}/{theirs['id']}/overview")).status == 404
    assert (await dan.get(f"/v1/{noun}/{theirs['id']}/overview")).status == 200


@pytest.mark.parametrize("tail", ["0/overview", "x/overview", "99999999999/overview", "1999999999/overview"])
async def test_what_is_no_record_has_no_overview(tail: str, ada: Client) -> None:
    assert (await ada.get(f"/v1/customers/{tail}")).status == 404


async def test_other_nouns_have_no_overview_and_overviews_are_only_read(ada: Client, records: Records) -> None:
    note = await records.make("notes")
    customer = await records.make("customers")

    assert (await ada.get(f"/v1/notes/{note['id']}/overview")).status == 404
    assert (await ada.get(f"/v1/customers/{customer['id']}/overview/more")).status == 404
    assert (await ada.post(f"/v1/customers/{customer['id']}/overview", {})).status == 405


async def test_the_agencys_day_is_that_of_its_time_zone(
    app: Gateway, ada: Client, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = await records.make("policies", start_date="2026-11-01", end_date="2026-12-01")
    monkeypatch.setattr("backend.clock.now", lambda: datetime(2026, 11, 22, 3, tzinfo=UTC))
    set_zone = (
        "insert into agency_settings (id, timezone) values (1, $1)"
        " on conflict (id) do update set timezone = excluded.timezone"
    )
    left = []
    for zone in ("America/New_York", "Asia/Tokyo"):
        await app.runtime.pool.execute(set_zone, zone)
        left.append((await overview(ada, "policies", policy))["term"]["days_left"])
    await app.runtime.pool.execute(set_zone, "America/New_York")

    assert left == [10, 9]
