"""The queue of what needs somebody now: what is in it, in which order, and for whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.people import BEN, CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

# A Sunday, at noon in Columbus.
NOW: Final = datetime(2026, 11, 22, 17, tzinfo=UTC)
TABLES: Final = ("tasks", "communications", "claims", "policies", "leads", "customers")

Item = dict[str, Any]


@pytest.fixture(autouse=True)
async def at_noon(app: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty agency, at noon."""
    monkeypatch.setattr("backend.clock.now", lambda: NOW)
    await app.runtime.pool.execute(";".join(f"delete from {table}" for table in TABLES))


def day(offset: int) -> str:
    return (date(2026, 11, 22) + timedelta(days=offset)).isoformat()


def at(offset: int, hour: int = 15) -> str:
    return f"{day(offset)}T{hour:02}:00:00Z"


async def today(client: Client, **parameters: object) -> Any:
    return (await client.get("/v1/today", parameters)).ok()


async def queue(client: Client, **parameters: object) -> list[Item]:
    items: list[Item] = (await today(client, **parameters))["items"]
    return items


def said(items: list[Item]) -> list[tuple[str, str]]:
    return [(item["kind"], item["reason"]) for item in items]


async def test_an_empty_day_is_empty(cleo: Client) -> None:
    counts = {"task": 0, "renewal": 0, "claim": 0, "message": 0, "overdue": 0}
    assert await today(cleo) == {"items": [], "counts": counts}


async def test_a_task_says_what_to_do_for_whom(cleo: Client, records: Records) -> None:
    ann = await records.make("customers", CLEO, name="Ann Lee", phone="+16145550100", email="ann@example.com")
    policy = await records.make("policies", CLEO, customer_id=ann["id"])
    task = await records.make(
        "tasks", CLEO, title="Review", description="Twice", due_at=at(-2), record_type="policies",
        record_id=policy["id"],
    )  # fmt: skip

    assert await queue(cleo) == [
        {
            "key": f"tasks:{task['id']}",
            "kind": "task",
            "noun": "tasks",
            "id": task["id"],
            "title": "Review",
            "detail": "Twice",
            "customer_id": ann["id"],
            "lead_id": None,
            "customer_name": "Ann Lee",
            "phone": "+16145550100",
            "email": "ann@example.com",
            "due_date": day(-2),
            "at": f"{day(-2)}T15:00:00+00:00",
            "days": -2,
            "amount_cents": None,
            "priority": 80,
            "reason": "Overdue by 2 days",
            "action": "complete",
            "owner_id": CLEO.id,
            "owner_name": "Cleo Marsh",
        }
    ]


@pytest.mark.parametrize("about", ["customers", "policies", "claims", "communications", "leads"])
async def test_a_task_about_any_record_leads_to_the_person(about: str, cleo: Client, records: Records) -> None:
    ann = await records.make("customers", CLEO, name="Ann Lee", phone="+16145550100")
    policy = await records.make("policies", CLEO, customer_id=ann["id"])
    lead = {"name": "Ann Lee", "phone": "+16145550100"}
    made = {
        "customers": ann,
        "policies": policy,
        "claims": await records.make("claims", CLEO, policy_id=policy["id"]),
        "communications": await records.make("communications", CLEO, customer_id=ann["id"]),
        "leads": await records.make("leads", CLEO, contact_info=lead),
    }
    await records.make("tasks", CLEO, due_at=at(0), record_type=about, record_id=made[about]["id"])

    task = (await queue(cleo, kinds="task"))[0]

    assert (task["customer_name"], task["phone"]) == ("Ann Lee", "+16145550100")
    assert task["customer_id"] == (None if about == "leads" else ann["id"])
    assert (task["lead_id"] is not None) == (about == "leads")


async def test_tasks_are_due_in_the_agencys_time_zone(cleo: Client, records: Records) -> None:
    # Three in the morning UTC is still the evening before in Columbus.
    await records.make("tasks", CLEO, title="tonight", due_at=at(1, 3))
    await records.make("tasks", CLEO, title="tomorrow", due_at=at(2, 3))
    await records.make("tasks", CLEO, title="the day after", due_at=at(3, 6))
    await records.make("tasks", CLEO, title="some day")
    await records.make("tasks", CLEO, title="done", due_at=at(-1), status="done")

    assert [(item["title"], item["days"]) for item in await queue(cleo)] == [
        ("tonight", 0),
        ("tomorrow", 1),
        ("some day", None),
    ]


async def test_renewals_near_are_in_the_queue_and_far_or_ended_ones_are_not(cleo: Client, records: Records) -> None:
    for offset, status in ((3, "active"), (45, "active"), (46, "active"), (-31, "active"), (5, "cancelled")):
        await records.make("policies", CLEO, renewal_date=day(offset), status=status)
    await records.make("policies", CLEO, end_date=day(10), premium="$1,200/yr", policy_number="P-9", policy_type="Auto")
    await records.make("policies", CLEO, renewal_date=day(-1))

    items = await queue(cleo)

    assert said(items) == [
        ("renewal", "Renewal date passed 1 day ago"),
        ("renewal", "Renews in 3 days"),
        ("renewal", "Renews in 10 days"),
        ("renewal", "Renews in 45 days"),
    ]
    assert (items[2]["title"], items[2]["amount_cents"], items[2]["action"]) == ("Auto policy P-9", 120_000, "renew")


async def test_what_is_somebodys_task_is_not_in_the_queue_twice(cleo: Client, records: Records) -> None:
    policy = await records.make("policies", CLEO, renewal_date=day(10))
    await records.make("tasks", CLEO, due_at=at(0), record_type="policies", record_id=policy["id"])

    assert [item["kind"] for item in await queue(cleo)] == ["task"]


@pytest.mark.parametrize(
    ("state", "known", "reason"),
    [
        ("OH", {"claim_date": day(-2)}, "Pass on to the insurer: due in 1 day"),
        ("OH", {"claim_date": day(-5)}, "Pass on to the insurer: overdue by 4 days"),
        ("OH", {"claim_date": day(-17), "sent_date": day(-16)}, "Insurer has to acknowledge: overdue by 2 days"),
        ("FL", {"claim_date": day(-6), "sent_date": day(-6)}, "Insurer has to acknowledge: due in 1 day"),
        ("WY", {"claim_date": day(-13), "sent_date": day(-13)}, "Insurer has to acknowledge: due in 2 days"),
        (None, {"claim_date": day(-13), "sent_date": day(-13)}, "Insurer has to acknowledge: due in 2 days"),
        (
            "OH",
            {"claim_date": day(-25), "acknowledged_date": day(-20), "proof_date": day(-21)},
            "Insurer has to decide: due in 1 day",  # not on the Sunday
        ),
        ("OH", {"claim_date": day(-25), "acknowledged_date": day(-20), "due_date": day(5)}, "Decision: due in 5 days"),
        ("OH", {"due_date": day(-1)}, "Decision: overdue by 1 day"),
        ("OH", {"claim_date": day(-15), "acknowledged_date": day(-10), "due_date": day(8)}, None),
        ("OH", {"claim_date": day(-15), "status": "approved"}, None),
    ],
)
async def test_a_claim_is_in_the_queue_when_a_day_is_near_or_past(
    state: str | None, known: dict[str, object], reason: str | None, cleo: Client, records: Records
) -> None:
    ann = await records.make("customers", CLEO, state=state)
    policy = await records.make("policies", CLEO, customer_id=ann["id"], policy_type="Home")
    await records.make("claims", CLEO, policy_id=policy["id"], claim_type="Home", amount="$700", **known)

    items = await queue(cleo)

    assert said(items) == ([("claim", reason)] if reason else [])
    if items:
        assert (items[0]["customer_id"], items[0]["amount_cents"], items[0]["action"]) == (ann["id"], 70_000, "open")


@pytest.mark.parametrize(
    ("channel", "offset", "reason", "action"),
    [
        ("Email", -3, "Unanswered e-mail, waiting for 3 days", "reply"),
        ("SMS", -1, "Unanswered text, waiting for 1 day", "reply"),
        ("Phone", 0, "Missed call of today", "call"),
    ],
)
async def test_a_message_waits_until_it_is_answered(
    channel: str, offset: int, reason: str, action: str, cleo: Client, records: Records
) -> None:
    ann = await records.make("customers", CLEO)
    message = {"customer_id": ann["id"], "channel": channel}
    await records.make(
        "communications", CLEO, **message, direction="inbound", subject="Bill", content="Why?", comm_date=at(offset)
    )

    (item,) = await queue(cleo)
    await records.make("communications", CLEO, **message, direction="outbound", comm_date=at(offset, 16))

    assert (item["reason"], item["action"], item["title"], item["detail"]) == (reason, action, "Bill", "Why?")
    assert await queue(cleo) == []


async def test_a_message_of_a_lead_waits_too(cleo: Client, records: Records) -> None:
    lead = await records.make("leads", CLEO, contact_info={"name": "Eve Hart", "email": "eve@example.com"})
    await records.make("communications", CLEO, lead_id=lead["id"], direction="inbound", comm_date=at(-1))

    assert [(item["customer_name"], item["email"]) for item in await queue(cleo)] == [("Eve Hart", "eve@example.com")]


async def test_the_most_pressing_comes_first(cleo: Client, records: Records) -> None:
    await records.make("policies", CLEO, renewal_date=day(20))
    await records.make("tasks", CLEO, due_at=at(0), priority="low")
    await records.make("tasks", CLEO, due_at=at(-1), priority="high")
    await records.make("claims", CLEO, due_date=day(-2))
    await records.make("communications", CLEO, direction="inbound", comm_date=at(-1), customer_id=None)
    await records.make("tasks", CLEO, due_at=at(1))

    found = await today(cleo)

    assert [(item["kind"], item["priority"]) for item in found["items"]] == [
        ("task", 91),
        ("claim", 84),
        ("message", 72),
        ("task", 52),
        ("task", 50),
        ("renewal", 45),
    ]
    assert found["counts"] == {"task": 3, "renewal": 1, "claim": 1, "message": 1, "overdue": 3}


async def test_a_page_holds_the_kinds_asked_for_and_the_counts_hold_all(cleo: Client, records: Records) -> None:
    for offset in (-3, -2, -1):
        await records.make("tasks", CLEO, due_at=at(offset))
    await records.make("policies", CLEO, renewal_date=day(2))

    found = await today(cleo, kinds="task", page_size=2)

    assert [(item["kind"], item["days"]) for item in found["items"]] == [("task", -3), ("task", -2)]
    assert found["counts"] == {"task": 3, "renewal": 1, "claim": 0, "message": 0, "overdue": 3}


async def test_whose_is_never_wider_than_what_the_caller_sees(
    ada: Client, ben: Client, cleo: Client, dan: Client, records: Records
) -> None:
    for person in (BEN, CLEO, DAN):
        await records.make("tasks", person, title=person.username, due_at=at(0))
    nobodys = await records.make("tasks", CLEO, title="nobody", due_at=at(0))
    await ada.patch(f"/v1/tasks/{nobodys['id']}", {"owner_id": None})

    async def titles(client: Client, whose: str) -> set[str]:
        return {item["title"] for item in await queue(client, whose=whose)}

    assert await titles(cleo, "me") == await titles(cleo, "team") == await titles(cleo, "all") == {"cleo"}
    assert await titles(ben, "me") == {"ben"}
    assert await titles(ben, "team") == {"ben", "cleo", "nobody"}
    assert await titles(ben, "all") == await titles(ada, "all") == {"ben", "cleo", "dan", "nobody"}
    assert await titles(ada, "me") == set()
    assert await titles(dan, "all") == {"dan"}


async def test_a_customer_out_of_sight_stays_so_in_a_task_about_them(cleo: Client, records: Records) -> None:
    theirs = await records.make("customers", DAN, phone="+16145550100")
    await records.make("tasks", CLEO, due_at=at(0), record_type="customers", record_id=theirs["id"])

    (task,) = await queue(cleo)

    assert (task["customer_id"], task["customer_name"], task["phone"]) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "value", "status"), [("kinds", "gossip", 400), ("whose", "them", 422), ("page_size", 0, 422)]
)
async def test_what_cannot_be_read_is_refused(name: str, value: object, status: int, cleo: Client) -> None:
    assert (await cleo.get("/v1/today", {name: value})).status == status
