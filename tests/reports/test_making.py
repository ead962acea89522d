"""Reports as files: asked for once, made with the sight of whoever asked, handed out whole, made again alike."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.bulk import service as bulk
from backend.database.engine import Pool
from backend.documents.storage import FilesUnavailable, Storage
from backend.reports import asking, files, making
from backend.settings import Settings
from backend.transfer import service as operations
from tests.client import Client, Reply
from tests.people import ADA, CLEO, DAN

pytestmark = pytest.mark.anyio

MADE: Final = "/v1/reports/made"
BOOK: Final = f"""
    insert into customers (id, name, email, owner_id) values
        (501, 'Ann Lee', 'ann@example.com', {CLEO.id}), (502, 'Bo Ray', 'bo@example.com', {DAN.id});
    insert into policies (policy_number, customer_id, customer_name, policy_type, status, premium, owner_id, start_date)
    values ('R-1', 501, 'Ann Lee', 'Auto', 'active', '$100/mo', {CLEO.id}, '2024-01-01'),
        ('R-2', 502, 'Bo Ray', 'Home', 'active', '$600/yr', {DAN.id}, '2024-01-31');
"""


@pytest.fixture
async def pool(app: Gateway) -> AsyncIterator[Pool]:
    """A small book, and no report."""
    found: Pool = app.runtime.pool
    for table in ("reports", "policies", "customers", "notifications", "pgqueuer"):
        await found.execute(f"delete from {table}")
    await found.execute(BOOK)
    yield found
    await found.execute(f"update users set is_active = true, permissions = null where id in ({CLEO.id}, {DAN.id})")


@pytest.fixture
def settings(app: Gateway) -> Settings:
    found: Settings = app.runtime.settings
    return found


async def ask(client: Client, **asked: object) -> dict[str, Any]:
    body = {"report": "sales", "period": "Q1 2024", "format": "JSON", **asked}
    reply = await client.post(MADE, body)
    assert reply.status == 202, reply.text
    found: dict[str, Any] = reply.json
    return found


async def made(client: Client, pool: Pool, settings: Settings, **asked: object) -> dict[str, Any]:
    """A report after its job ran."""
    report = await ask(client, **asked)
    await making.make(pool, settings, report["id"], last=True)
    return await read(client, report["id"])


async def read(client: Client, report_id: int) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/v1/reports/{report_id}")).ok()
    return found


def _make_older(*places: Path) -> None:
    for place in places:
        os.utime(place, (1, 1))


async def file(client: Client, report_id: int) -> Reply:
    return await client.get(f"/v1/reports/{report_id}/file")


def policies(reply: Reply) -> int:
    """How many policies a JSON report counts."""
    tables = reply.json["document"]["tables"]
    found: int = next(each for each in tables if each["key"] == "by_line")["total"]["figures"]["policies"]
    return found


async def test_a_report_is_asked_for_made_and_handed_out(ada: Client, pool: Pool, settings: Settings) -> None:
    asked = await ask(ada, name="What we sold / Q1")

    assert (asked["status"], asked["progress"], asked["report_key"]) == ("pending", 0, "sales")
    assert (asked["name"], asked["report_type"], asked["period"]) == ("What we sold / Q1", "Sales", "Q1 2024")
    assert (asked["owner_id"], asked["made_for_id"]) == (ADA.id, ADA.id)
    assert asked["report_number"].startswith("RPT-20")

    await making.make(pool, settings, asked["id"], last=True)

    done = await read(ada, asked["id"])
    got = await file(ada, asked["id"])
    assert (done["status"], done["progress"], done["failure"]) == ("completed", 100, None)
    assert done["generated_date"] is not None
    assert (len(got.body), sha256(got.body).hexdigest()) == (done["file_size"], done["file_sha256"])
    assert got.headers["content-type"] == "application/json"
    assert got.headers["content-disposition"].startswith('attachment; filename="What we sold Q1.json"')
    assert (got.headers["cache-control"], got.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert got.headers["content-length"] == str(done["file_size"])
    assert policies(got) == 2


async def test_every_format_has_its_own_kind_of_file(ada: Client, pool: Pool, settings: Settings) -> None:
    begins = {"PDF": b"%PDF-", "Excel": b"PK\x03\x04", "CSV": b"\xef\xbb\xbf", "JSON": b"{"}

    for format, first in begins.items():
        report = await made(ada, pool, settings, format=format)
        assert report["status"] == "completed", report["failure"]
        got = await file(ada, report["id"])
        assert got.body.startswith(first), format
        assert sha256(got.body).hexdigest() == report["file_sha256"]


async def test_a_second_click_finds_the_report_that_is_being_made(ada: Client, cleo: Client, pool: Pool) -> None:
    first = await ask(ada)

    assert (await ask(ada))["id"] == first["id"]
    assert (await ask(ada, format="CSV"))["id"] != first["id"]
    assert (await ask(ada, period="Q2 2024"))["id"] != first["id"]
    assert (await ask(cleo))["id"] != first["id"]
    assert await pool.fetchval("select count(*) from pgqueuer where entrypoint = 'MakeReport'") == 4


async def test_a_report_that_has_just_ended_is_made_again_though_its_job_is_still_in_the_queue(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    report = await made(ada, pool, settings)
    await pool.execute("update pgqueuer set status = 'picked'")

    await ada.post(f"/v1/reports/{report['id']}/make")
    await ada.post(f"/v1/reports/{report['id']}/make")

    waiting = "select count(*) from pgqueuer where entrypoint = 'MakeReport' and status = 'queued'"
    assert await pool.fetchval(waiting) == 1


async def test_a_repeated_request_is_answered_alike(ada: Client, pool: Pool, settings: Settings) -> None:
    keyed = ada.with_headers(Idempotency_Key="one report")
    first = await ask(keyed)
    await making.make(pool, settings, first["id"], last=True)

    assert (await ask(keyed))["id"] == first["id"]
    assert await pool.fetchval("select count(*) from reports") == 1


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"report": "nonsense"}, 404),
        ({"report": "own:999"}, 404),
        ({"period": "Never"}, 422),
        ({"format": "Word"}, 422),
        ({"compare": "with nothing"}, 422),
        ({"filter": {"nonsense": 1}}, 422),
        ({"report": "data-quality", "line": "Auto"}, 400),
        ({"owner": 0}, 422),
        ({"name": "x" * 300}, 422),
        ({"unheard": 1}, 422),
    ],
)
async def test_what_cannot_be_made_is_refused_before_there_is_a_report(
    ada: Client, pool: Pool, wrong: dict[str, object], status: int
) -> None:
    reply = await ada.post(MADE, {"report": "sales", "period": "Q1 2024", "format": "JSON", **wrong})

    assert reply.status == status, reply.text
    assert await pool.fetchval("select count(*) from reports") == 0
    assert await pool.fetchval("select count(*) from pgqueuer") == 0


async def test_who_only_looks_on_makes_no_reports(vic: Client, pool: Pool) -> None:
    assert (await vic.post(MADE, {"report": "sales"})).status == 403
    assert await pool.fetchval("select count(*) from reports") == 0


async def test_an_agent_s_report_counts_the_agent_s_own_book_and_is_nobody_else_s(
    cleo: Client, dan: Client, ada: Client, pool: Pool, settings: Settings
) -> None:
    report = await made(cleo, pool, settings)

    assert policies(await file(cleo, report["id"])) == 1
    assert (await file(dan, report["id"])).status == 404
    assert (await dan.post(f"/v1/reports/{report['id']}/make")).status == 404
    assert policies(await file(ada, report["id"])) == 1


async def test_a_key_that_may_read_less_makes_a_report_of_less(
    ada: Client, nobody: Client, pool: Pool, settings: Settings
) -> None:
    scopes = ["reports:read", "making_reports:write", "customers:read"]
    key = (await ada.post("/v1/api-keys", {"name": "narrow", "scopes": scopes})).ok()
    narrow = nobody.with_headers(Authorization=f"Bearer {key['key']}")

    assert (await narrow.post(MADE, {"report": "sales", "format": "JSON"})).status == 403
    report = await made(narrow, pool, settings, report="data-quality", period=None)
    assert report["status"] == "completed", report["failure"]
    await pool.execute(
        "update reports set asked = jsonb_set(asked, '{report}', '\"sales\"') where id = $1", report["id"]
    )
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(asking.MAKING)
        await connection.execute("update reports set data = null, status = 'pending' where id = $1", report["id"])
    await making.make(pool, settings, report["id"], last=True)
    assert "policies:read" in (await read(ada, report["id"]))["failure"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("is_active = false", "may no longer sign in"),
        ("""permissions = '{"making_reports:write": "none"}'""", "Cleo Marsh may no longer make reports."),
        ("""permissions = '{"policies:read": "none"}'""", "needs the permission policies:read"),
    ],
)
async def test_rights_that_were_lost_meanwhile_end_the_report_with_that_reason(
    cleo: Client, ada: Client, pool: Pool, settings: Settings, change: str, told: str
) -> None:
    report = await ask(cleo)
    await pool.execute(f"update users set {change} where id = {CLEO.id}")

    await making.make(pool, settings, report["id"], last=False)

    failed = await read(ada, report["id"])
    assert failed["status"] == "failed"
    assert told in failed["failure"]
    assert (await file(ada, report["id"])).json["detail"] == failed["failure"]


async def test_made_again_it_is_the_same_file_without_asking_the_books(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    for format in ("JSON", "CSV", "PDF", "Excel"):
        first = await made(ada, pool, settings, format=format)
        before = await file(ada, first["id"])
        await pool.execute("delete from policies where policy_number = $1", f"R-{format}")

        again = await ada.post(f"/v1/reports/{first['id']}/make")
        assert (again.status, again.json["status"]) == (202, "pending")
        await pool.execute("delete from policies")
        await making.make(pool, settings, first["id"], last=True)

        second = await read(ada, first["id"])
        assert second["status"] == "completed", second["failure"]
        assert second["file_sha256"] == first["file_sha256"], format
        assert second["file_path"] != first["file_path"]
        assert second["generated_date"] == first["generated_date"]
        assert (await file(ada, first["id"])).body == before.body


async def test_a_file_that_is_not_there_says_why(ada: Client, pool: Pool) -> None:
    pending = await ask(ada)
    theirs = (await ada.post("/v1/reports", {"report_number": "T-1", "name": "Theirs", "file_path": "x.pdf"})).ok()

    assert (await file(ada, pending["id"])).json["code"] == "report_pending"
    assert (await file(ada, theirs["id"])).json["code"] == "report_without_file"
    assert (await file(ada, 999_999)).status == 404
    assert (await ada.post(f"/v1/reports/{theirs['id']}/make")).json["code"] == "report_not_ours"
    assert (await ada.post("/v1/reports/999999/make")).status == 404


async def test_no_way_leads_from_one_report_to_another_file(ada: Client, pool: Pool, settings: Settings) -> None:
    secret = await made(ada, pool, settings)
    paths = [secret["file_path"], f"../{secret['file_path']}", "/etc/passwd", f"reports/1/../{secret['id']}/x.pdf"]

    for path in paths:
        body = {"report_number": "T-2", "name": "Theirs", "file_path": path, "status": "completed"}
        theirs = (await ada.post("/v1/reports", body)).ok()
        assert (await file(ada, theirs["id"])).status == 404, path
        await ada.delete(f"/v1/reports/{theirs['id']}")


@pytest.mark.parametrize(
    "change",
    [{"file_path": "reports/1/a.pdf"}, {"data": {}}, {"status": "failed"}, {"format": "PDF"}],
)
async def test_what_leadgen_made_nobody_writes(
    ada: Client, pool: Pool, settings: Settings, change: dict[str, object]
) -> None:
    report = await made(ada, pool, settings)

    refused = await ada.patch(f"/v1/reports/{report['id']}", change)

    assert refused.status == 422, refused.text
    assert refused.json["errors"][0]["pointer"] == f"/{next(iter(change))}"
    assert (await ada.patch(f"/v1/reports/{report['id']}", {"name": "Another name"})).status == 200


async def test_no_bulk_change_writes_what_leadgen_made_either(ada: Client, pool: Pool, settings: Settings) -> None:
    report = await made(ada, pool, settings)
    theirs = (await ada.post("/v1/reports", {"report_number": "T-4", "name": "Theirs", "status": "pending"})).ok()
    both = {"action": "update", "ids": [report["id"], theirs["id"]], "changes": {"status": "failed"}}
    order = (await ada.post("/v1/reports/bulk", both)).ok()

    await bulk.perform(pool, order["id"])

    told = (await ada.get(f"/v1/operations/{order['id']}")).ok()
    assert told["status"] == "failed"
    assert "LeadGen made this report" in told["error"]
    assert (await read(ada, theirs["id"]))["status"] == "pending"
    assert (await file(ada, report["id"])).status == 200


async def test_a_place_that_cannot_be_written_fails_the_report_and_nothing_is_counted_twice(
    ada: Client, pool: Pool, settings: Settings, tmp_path: Path
) -> None:
    report = await ask(ada)
    blocked = settings.model_copy(update={"data_dir": tmp_path / "nowhere"})
    (tmp_path / "nowhere").write_text("a file where a folder should be")

    with pytest.raises(FilesUnavailable):
        await making.make(pool, blocked, report["id"], last=False)
    waiting = await read(ada, report["id"])
    await making.make(pool, blocked, report["id"], last=True)

    failed = await read(ada, report["id"])
    assert (waiting["status"], failed["status"]) == ("pending", "failed")
    assert failed["failure"] == "Files cannot be written right now: not a directory."
    assert failed["data"] is not None
    assert (await ada.post(f"/v1/reports/{report['id']}/make")).status == 202
    await pool.execute("delete from policies")
    await making.make(pool, settings, report["id"], last=True)
    assert policies(await file(ada, report["id"])) == 2


async def test_a_damaged_file_is_never_handed_out_as_a_whole_one(
    ada: Client, pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await made(ada, pool, settings)
    place = settings.files_dir / report["file_path"]
    whole = place.read_bytes()

    place.write_bytes(whole[:-1])
    assert (await file(ada, report["id"])).json["code"] == "file_damaged"
    place.write_bytes(whole[:-2] + b"?\n")
    assert (await file(ada, report["id"])).json["code"] == "file_damaged"
    with monkeypatch.context() as large:
        large.setattr(files, "READ_FIRST", 0)
        broken_off = await file(ada, report["id"])
        assert len(broken_off.body) < int(broken_off.headers["content-length"])
    place.unlink()
    assert (await file(ada, report["id"])).json["code"] == "file_missing"


async def test_whoever_asked_is_told_how_it_ended(ada: Client, cleo: Client, pool: Pool, settings: Settings) -> None:
    await made(ada, pool, settings)
    failing = await ask(cleo)
    await pool.execute("""update users set permissions = '{"policies:read": "none"}' where id = $1""", CLEO.id)
    await making.make(pool, settings, failing["id"], last=True)

    told = (await ada.get("/v1/notifications")).items
    assert [(each["kind"], each["title"], each["noun"]) for each in told] == [
        ("report_completed", "Sales, Q1 2024 is ready", "reports")
    ]
    told = [each for each in (await cleo.get("/v1/notifications")).items if each["noun"] == "reports"]
    assert [(each["kind"], each["title"]) for each in told] == [("report_failed", "Sales, Q1 2024 could not be made")]
    assert await pool.fetchval("select count(*) from pgqueuer where entrypoint = 'ReportEnded'") == 2


async def test_who_took_a_file_stands_in_the_books(ada: Client, pool: Pool, settings: Settings) -> None:
    report = await made(ada, pool, settings)

    await file(ada, report["id"])

    entry = await pool.fetchrow(
        "select actor_id, record_id, after from audit_log where action = 'export' order by id desc"
    )
    assert entry is not None
    assert (entry["actor_id"], entry["record_id"]) == (ADA.id, report["id"])
    assert orjson.loads(entry["after"])["sha256"] == report["file_sha256"]


async def test_what_nobody_works_on_any_more_fails_and_can_be_made(ada: Client, pool: Pool, settings: Settings) -> None:
    theirs = (await ada.post("/v1/reports", {"report_number": "T-3", "name": "Theirs", "status": "pending"})).ok()
    forgotten, waiting = await ask(ada), await ask(ada, format="CSV")
    await pool.execute("update pgqueuer set status = 'failed' where dedupe_key like $1", f"report:{forgotten['id']}:%")

    await making.sweep(pool, timedelta(0))

    failed = await read(ada, forgotten["id"])
    assert (failed["status"], failed["failure"]) == ("failed", making.INTERRUPTED)
    assert (await read(ada, waiting["id"]))["status"] == "pending"
    assert (await read(ada, theirs["id"]))["status"] == "pending"
    again = (await ada.post(f"/v1/reports/{forgotten['id']}/make")).ok()
    assert (again["status"], again["failure"]) == ("pending", None)
    await making.make(pool, settings, forgotten["id"], last=True)
    assert (await read(ada, forgotten["id"]))["status"] == "completed"


async def test_files_that_no_report_knows_go_and_those_of_deleted_reports_a_month_later(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    kept, deleted = await made(ada, pool, settings), await made(ada, pool, settings, format="CSV")
    places = {name: settings.files_dir / report["file_path"] for name, report in (("kept", kept), ("deleted", deleted))}
    stray = places["kept"].with_name("0123456789abcdef.pdf")
    half = places["kept"].with_name("0123456789abcdef.pdf#1")
    left = settings.data_dir / files.FOLDER / "1-killed"
    left.mkdir()
    for each in (stray, half):
        each.write_bytes(b"half")
    await ada.delete(f"/v1/reports/{deleted['id']}")

    await files.sweep(pool, settings)
    assert stray.exists()
    assert half.exists()
    assert left.exists()

    _make_older(stray, half, left, places["deleted"], places["kept"])
    await files.sweep(pool, settings)
    assert not stray.exists()
    assert not half.exists()
    assert not left.exists()
    assert places["kept"].exists()
    assert places["deleted"].exists()

    await pool.execute("alter table audit_log disable trigger user")
    await pool.execute("update audit_log set at = at - interval '31 days' where action = 'delete'")
    await pool.execute("alter table audit_log enable trigger user")
    await files.sweep(pool, settings)
    assert not places["deleted"].exists()
    assert places["kept"].exists()


async def test_deleting_a_report_can_be_undone_with_its_file(ada: Client, pool: Pool, settings: Settings) -> None:
    report = await made(ada, pool, settings)
    order = (await ada.post("/v1/reports/bulk", {"action": "delete", "ids": [report["id"]]})).ok()
    await bulk.perform(pool, order["id"])
    assert (await file(ada, report["id"])).status == 404

    undoing = (await ada.post(f"/v1/operations/{order['id']}/revert")).ok()
    await operations.perform_revert(pool, undoing["id"])

    assert (await file(ada, report["id"])).body == (settings.files_dir / report["file_path"]).read_bytes()
    await ada.post(f"/v1/reports/{report['id']}/make")
    await making.make(pool, settings, report["id"], last=True)
    assert (await read(ada, report["id"]))["file_sha256"] == report["file_sha256"]


async def test_a_report_that_is_deleted_while_it_is_made_ends_there(
    ada: Client, pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await ask(ada)
    keep = Storage.keep

    async def deleted_meanwhile(self: Storage, key: str, path: Path) -> None:
        await keep(self, key, path)
        assert (await ada.delete(f"/v1/reports/{report['id']}")).status == 204

    monkeypatch.setattr(Storage, "keep", deleted_meanwhile)
    await making.make(pool, settings, report["id"], last=True)

    assert (await ada.get(f"/v1/reports/{report['id']}")).status == 404
    assert not list((settings.files_dir / "reports" / str(report["id"])).glob("*"))
    assert await pool.fetchval("select count(*) from notifications where noun = 'reports'") == 0


@pytest.mark.parametrize(
    ("limit", "told"), [("WRITING_S", "Writing the file took longer"), ("COUNTING_S", "Counting took longer")]
)
async def test_what_takes_too_long_is_given_up_with_that_reason(
    ada: Client, pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch, limit: str, told: str
) -> None:
    report = await ask(ada)
    monkeypatch.setattr(making, limit, 0.001)

    await making.make(pool, settings, report["id"], last=False)

    failed = await read(ada, report["id"])
    assert failed["status"] == "failed"
    assert failed["failure"].startswith(told)


async def test_a_writer_that_takes_too_much_memory_is_refused_it(
    ada: Client, pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await ask(ada)
    monkeypatch.setattr(making, "MOST_MEGABYTES", 60)

    await making.make(pool, settings, report["id"], last=True)

    failed = await read(ada, report["id"])
    assert failed["status"] == "failed"
    assert "Traceback" not in failed["failure"]


async def test_a_report_that_lists_records_keeps_those_it_listed(ada: Client, pool: Pool, settings: Settings) -> None:
    definition = {"criteria": {}, "columns": ["policy_number", "annual_premium_cents"], "sort": "policy_number"}
    own = (await ada.post("/v1/own-reports", {"name": "All", "noun": "policies", "definition": definition})).ok()

    report = await made(ada, pool, settings, report=f"own:{own['id']}", period=None, format="CSV")

    assert report["status"] == "completed", report["failure"]
    assert report["data"]["document"]["listing"]["count"] == 2
    first = (await file(ada, report["id"])).body
    assert first.index(b"R-1") < first.index(b"R-2")
    await pool.execute("delete from policies")
    await ada.post(f"/v1/reports/{report['id']}/make")
    await making.make(pool, settings, report["id"], last=True)
    assert (await file(ada, report["id"])).body == first


async def test_records_that_are_no_longer_kept_are_not_made_into_a_shorter_file(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    definition = {"criteria": {}, "columns": ["policy_number"]}
    own = (await ada.post("/v1/own-reports", {"name": "Gone", "noun": "policies", "definition": definition})).ok()
    report = await made(ada, pool, settings, report=f"own:{own['id']}", period=None, format="CSV")
    await pool.execute("delete from report_rows")
    await ada.post(f"/v1/reports/{report['id']}/make")

    await making.make(pool, settings, report["id"], last=False)

    failed = await read(ada, report["id"])
    assert (failed["status"], failed["failure"]) == (
        "failed",
        "The records that it lists are no longer kept: make a new one.",
    )


async def test_what_an_earlier_version_kept_is_said_to_be_unreadable(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    report = await made(ada, pool, settings)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(asking.MAKING)
        await connection.execute("update reports set data = data - 'letterhead' where id = $1", report["id"])
    await ada.post(f"/v1/reports/{report['id']}/make")

    await making.make(pool, settings, report["id"], last=False)

    assert (await read(ada, report["id"]))["failure"] == making.WRITTEN_BEFORE


async def test_a_list_leaves_out_what_files_are_made_from_where_it_is_not_asked_for(
    ada: Client, pool: Pool, settings: Settings
) -> None:
    report = await made(ada, pool, settings)
    await pool.execute(
        """
        insert into reports (report_number, name, report_type, status, report_key, data)
        select 'B-' || n, 'Report ' || n, 'Sales', 'completed', 'sales',
            (select data || jsonb_build_object('ballast', repeat(md5(n::text), 3000)) from reports where id = $1)
        from generate_series(1, 100) n
        """,
        report["id"],
    )

    heavy = await ada.get("/v1/reports", {"page_size": 100})
    light = await ada.get("/v1/reports", {"page_size": 100, "fields": "id,name,status,progress,file_size"})

    assert len(heavy.body) > 5_000_000
    assert len(light.body) < 20_000
    assert len(light.items) == 100
