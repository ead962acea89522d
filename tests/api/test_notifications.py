"""People are told, once and in the same transaction, what was given to them, what ended and who mentions them."""

import asyncio
from typing import Any, Final

import asyncpg
import pytest

from backend.api.notifications import Notifications
from backend.bulk import service as bulk
from tests.client import Client
from tests.people import ADA, BEN, CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

ALL: Final = {"all": True}


@pytest.fixture(autouse=True)
async def nothing_to_read(database: str) -> None:
    """Each test begins with empty boxes."""
    connection = await asyncpg.connect(database)
    await connection.execute("delete from notifications")
    await connection.close()


async def box(client: Client, **parameters: object) -> list[tuple[str, str, str | None]]:
    """What somebody is told: kind, title and detail, the newest first."""
    found = await client.get("/v1/notifications", parameters)
    Notifications.model_validate_json(found.body, strict=False)
    return [(each["kind"], each["title"], each["detail"]) for each in found.items]


@pytest.mark.parametrize(
    ("path", "record", "word", "name"),
    [
        ("/v1/customers", {"name": "Jane Roe", "email": "jane@example.com"}, "customer", "Jane Roe"),
        (
            "/v1/policies",
            {"policy_number": "AU-1", "customer_name": "Jane Roe", "policy_type": "Auto", "premium": "$1,200/yr"},
            "policy",
            "AU-1",
        ),
        ("/v1/leads", {"contact_info": {"name": "Lee Doe"}}, "lead", "Lee Doe"),
        ("/v1/tasks", {"title": "Call Jane"}, "task", "Call Jane"),
    ],
)
async def test_who_is_given_a_record_is_told_by_whom(
    ada: Client, cleo: Client, dan: Client, path: str, record: dict[str, Any], word: str, name: str
) -> None:
    made = (await ada.post(path, {**record, "owner_id": CLEO.id})).ok()
    noun = path.removeprefix("/v1/")
    kind = "task_given" if word == "task" else "record_given"

    [told] = (await cleo.get("/v1/notifications")).items
    assert (told["kind"], told["title"], told["detail"]) == (kind, f"Ada Lovelace gave you a {word}", name)
    assert (told["noun"], told["record_id"], told["read_at"]) == (noun, made["id"], None)

    (await ada.patch(f"{path}/{made['id']}", {"owner_id": DAN.id})).ok()

    assert await box(dan) == [(kind, f"Ada Lovelace gave you a {word}", name)]
    assert len(await box(cleo)) == 1
    assert await box(ada) == []


async def test_a_claim_given_is_told(ada: Client, cleo: Client, records: Records) -> None:
    claim = await records.make("claims")
    (await ada.patch(f"/v1/claims/{claim['id']}", {"owner_id": CLEO.id})).ok()

    assert await box(cleo) == [("record_given", "Ada Lovelace gave you a claim", claim["claim_number"])]


async def test_nobody_is_told_of_what_they_took_themselves(ada: Client, cleo: Client) -> None:
    mine = (await cleo.post("/v1/customers", {"name": "Own", "email": "own@example.com"})).ok()
    (await cleo.post("/v1/tasks", {"title": "For myself"})).ok()
    (await ada.post("/v1/tasks", {"title": "Also for myself", "owner_id": ADA.id})).ok()
    (await cleo.patch(f"/v1/customers/{mine['id']}", {"city": "Tulsa"})).ok()
    (await ada.patch(f"/v1/customers/{mine['id']}", {"owner_id": CLEO.id})).ok()

    assert await box(cleo) == []
    assert await box(ada) == []


async def test_many_records_given_at_once_are_one_notification(database: str, cleo: Client, dan: Client) -> None:
    connection = await asyncpg.connect(database)
    async with connection.transaction():
        await connection.execute("select set_config('leadgen.actor', $1, true)", f"{BEN.id}\tr-1\tBen Okafor")
        await connection.execute(
            "insert into customers (name, email, owner_id) select 'Many ' || n, n || '@many.example',"
            " case when n <= 3 then $1::int else $2 end from generate_series(1, 5) n",
            CLEO.id,
            DAN.id,
        )
        await connection.execute("update customers set owner_id = $1 where email = '4@many.example'", CLEO.id)
        await connection.execute("update customers set owner_id = $1 where email = '5@many.example'", CLEO.id)
        await connection.execute("update policies set owner_id = $1", CLEO.id)
    await connection.close()

    assert ("record_given", "Ben Okafor gave you 5 customers", None) in await box(cleo)
    assert await box(dan) == [("record_given", "Ben Okafor gave you 2 customers", None)]


async def test_what_is_taken_back_was_never_told(database: str, cleo: Client) -> None:
    connection = await asyncpg.connect(database)
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("insert into tasks (title, owner_id) values ('Never mind', $1)", CLEO.id)
    await transaction.rollback()
    await connection.close()

    assert await box(cleo) == []


async def test_what_a_savepoint_takes_back_is_not_counted(database: str, cleo: Client) -> None:
    connection = await asyncpg.connect(database)
    async with connection.transaction():
        await connection.execute("insert into tasks (title, owner_id) values ('Stays', $1)", CLEO.id)
        inner = connection.transaction()
        await inner.start()
        await connection.execute("insert into tasks (title, owner_id) values ('Goes', $1)", CLEO.id)
        await inner.rollback()
    await connection.close()

    assert [(title, detail) for _, title, detail in await box(cleo)] == [("LeadGen gave you a task", "Stays")]


async def test_a_note_tells_whoever_it_mentions_by_name(ada: Client, cleo: Client, dan: Client, ben: Client) -> None:
    customer = (await ada.post("/v1/customers", {"name": "Jane Roe", "email": "mention@example.com"})).ok()
    body = "@cleo, and (@Dan.): call back; copy to ben@agency.example or x@ben. @nobody @ada"
    note = {"record_type": "customers", "record_id": customer["id"], "body": body}

    made = (await ada.post("/v1/notes", note)).ok()

    for client in (cleo, dan):
        assert await box(client) == [("mentioned", "Ada Lovelace mentioned you in a note", body)]
    [told] = (await cleo.get("/v1/notifications")).items
    assert (told["noun"], told["record_id"]) == ("customers", customer["id"])
    assert await box(ben) == []
    assert await box(ada) == []

    (await ada.patch(f"/v1/notes/{made['id']}", {"body": f"{body} And @ben!"})).ok()

    assert len(await box(cleo)) == 1
    assert len(await box(ben)) == 1


async def test_a_long_note_is_told_in_a_line(ada: Client, cleo: Client) -> None:
    note = {"record_type": "customers", "record_id": 1, "body": "@cleo " + "x" * 5000}
    (await ada.post("/v1/notes", note)).ok()

    [(_, _, detail)] = await box(cleo)
    assert detail is not None
    assert len(detail) == 200


async def test_whoever_orders_a_bulk_change_is_told_when_it_ended(ben: Client, cleo: Client, app: Any) -> None:
    made = [
        (await ben.post("/v1/customers", {"name": f"Bulk {n}", "email": f"bulk{n}@example.com"})).ok()["id"]
        for n in range(3)
    ]
    ordered = (
        await ben.post("/v1/customers/bulk", {"action": "update", "ids": made, "changes": {"owner_id": CLEO.id}})
    ).ok()

    await bulk.perform(app.runtime.pool, ordered["id"])

    [told] = (await ben.get("/v1/notifications")).items
    assert (told["kind"], told["title"]) == ("operation_completed", "Bulk change of customers finished")
    assert (told["detail"], told["noun"], told["record_id"]) == ("3 changed", "operations", ordered["id"])
    assert await box(cleo) == [("record_given", "Ben Okafor gave you 3 customers", None)]


async def test_whoever_orders_something_that_fails_is_told_why(database: str, ben: Client) -> None:
    connection = await asyncpg.connect(database)
    number = await connection.fetchval(
        "insert into operations (kind, noun, status, file_name, created_by)"
        " values ('import', 'customers', 'running', 'book.csv', $1) returning id",
        BEN.id,
    )
    await connection.execute(
        "update operations set status = 'failed', error = 'The file is empty.' where id = $1", number
    )
    await connection.close()

    assert await box(ben) == [("operation_failed", "Import of book.csv failed", "The file is empty.")]


async def test_a_rehearsal_and_the_progress_of_an_operation_are_not_told(database: str, ben: Client) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute(
        "insert into operations (kind, noun, status, params, created_by)"
        """ values ('import', 'customers', 'running', '{"dry_run": true}', $1)""",
        BEN.id,
    )
    await connection.execute("update operations set done = 1 where created_by = $1", BEN.id)
    await connection.execute("update operations set status = 'completed' where created_by = $1", BEN.id)
    await connection.close()

    assert [kind for kind, *_ in await box(ben)] == []


async def give(ada: Client, *owners: int) -> None:
    for number, owner in enumerate(owners, start=1):
        (await ada.post("/v1/tasks", {"title": f"Task {number}", "owner_id": owner})).ok()


async def test_what_was_read_is_read_and_the_rest_is_counted(ada: Client, cleo: Client) -> None:
    await give(ada, CLEO.id, CLEO.id, CLEO.id)
    newest, *_ = (await cleo.get("/v1/notifications")).ids

    assert (await cleo.post("/v1/notifications/read", {"ids": [newest]})).ok() == {"unread": 2}

    assert [detail for *_, detail in await box(cleo)] == ["Task 3", "Task 2", "Task 1"]
    assert [detail for *_, detail in await box(cleo, unread="true")] == ["Task 2", "Task 1"]
    assert (await cleo.post("/v1/notifications/read", ALL)).ok() == {"unread": 0}
    assert (await cleo.get("/v1/notifications", {"unread": "true"})).ok() == {"items": [], "unread": 0, "next": None}


async def test_pages_follow_each_other_without_a_gap(ada: Client, cleo: Client) -> None:
    await give(ada, *[CLEO.id] * 5)
    seen: list[str | None] = []
    after: dict[str, object] = {}
    for _ in range(3):
        page = (await cleo.get("/v1/notifications", {"page_size": 2, **after})).ok()
        seen += [each["detail"] for each in page["items"]]
        after = {"after": page["next"]}

    assert page["next"] is None
    assert seen == [f"Task {number}" for number in (5, 4, 3, 2, 1)]


async def test_nobody_reads_or_marks_what_others_are_told(ada: Client, cleo: Client, dan: Client) -> None:
    await give(ada, CLEO.id)
    ids = (await cleo.get("/v1/notifications")).ids

    assert await box(dan) == await box(ada) == []
    (await dan.post("/v1/notifications/read", {"ids": ids})).ok()
    (await ada.post("/v1/notifications/read", ALL)).ok()

    assert (await cleo.get("/v1/notifications")).json["unread"] == 1


@pytest.mark.parametrize("body", [{}, {"ids": [1], "all": True}, {"ids": []}, {"all": False}, {"ids": [0]}, {"id": 1}])
async def test_marking_says_what_it_means(cleo: Client, body: dict[str, Any]) -> None:
    assert (await cleo.post("/v1/notifications/read", body)).status == 422


async def test_the_developer_on_this_machine_is_told_nothing(developer: Client) -> None:
    assert (await developer.get("/v1/notifications")).ok() == {"items": [], "unread": 0, "next": None}
    assert (await developer.post("/v1/notifications/read", ALL)).status in (401, 403)


async def test_the_database_tells_the_listening_servers_whom_it_concerns(database: str, ada: Client) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    connection = await asyncpg.connect(database)
    await connection.execute("insert into change_listeners (name) values ('test') on conflict do nothing")
    await connection.add_listener("leadgen_changes", lambda *word: heard.put_nowait(str(word[3])))

    await give(ada, CLEO.id)

    async with asyncio.timeout(10):
        while '"notifications"' not in (word := await heard.get()):
            pass
    await connection.execute("delete from change_listeners")
    await connection.close()
    assert f'"user_ids" : [{CLEO.id}]' in word
    assert "Task" not in word
