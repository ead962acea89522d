"""Mailed links: what they tell strangers, how long they work, and that nothing of them can be guessed or kept."""

import re
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest

from backend import clock
from backend.api import report_links
from backend.api.gateway import Gateway, _sayable
from backend.auth.limits import RateLimits
from backend.database.engine import Pool
from backend.database.writes import transaction
from backend.reports import links, making, schedules
from backend.settings import Settings
from tests.client import Client, Reply
from tests.people import ADA

pytestmark = pytest.mark.anyio

LINKS = "/v1/report-links"


@pytest.fixture(scope="module")
async def report(app: Gateway) -> dict[str, Any]:
    """A report that was made."""
    ada, pool = Client(app).of(ADA), app.runtime.pool
    await pool.execute("insert into agency_settings (id, name, timezone) values (1, 'Lake & Hill', 'America/Chicago')")
    asked = {"report": "sales", "period": "Q1 2024", "format": "CSV", "name": "Sales of spring"}
    made: dict[str, Any] = (await ada.post("/v1/reports/made", asked)).ok()
    await making.make(pool, app.runtime.settings, made["id"], last=True)
    return made


@pytest.fixture
def pool(app: Gateway, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """The limits on strangers begin anew with each test."""
    monkeypatch.setattr(report_links, "LIMITS", RateLimits())
    found: Pool = app.runtime.pool
    return found


async def link(
    pool: Pool, report: dict[str, Any], to: str = "ann@example.com", at: datetime | None = None
) -> links.NewLink:
    """A link that was mailed."""
    async with transaction(pool, schedules.ACTOR) as connection:
        made = await links.make(connection, report["id"], to, at or clock.now())
        await connection.execute("update report_links set sent_at = created_at where id = $1", made.id)
    return made


def told(reply: Reply) -> dict[str, Any]:
    """What an answer says, but for what differs from one request to the next."""
    return {name: value for name, value in orjson.loads(reply.body).items() if name != "request_id"}


async def test_a_link_tells_what_it_is_and_no_more(nobody: Client, pool: Pool, report: dict[str, Any]) -> None:
    made = await link(pool, report)

    reply = await nobody.get(f"{LINKS}/{made.token}")

    shown = reply.ok()
    assert shown.keys() == {"name", "agency", "format", "made_at", "expires_at", "zone"}
    assert (shown["name"], shown["agency"], shown["format"]) == ("Sales of spring", "Lake & Hill", "CSV")
    days = datetime.fromisoformat(shown["expires_at"]) - clock.now()
    assert timedelta(days=13, hours=23) < days <= timedelta(days=14)


@pytest.mark.parametrize("tail", ["", "/file"])
async def test_nothing_on_the_way_keeps_it_and_nothing_passes_it_on(
    nobody: Client, pool: Pool, report: dict[str, Any], tail: str
) -> None:
    made = await link(pool, report)

    reply = await nobody.get(f"{LINKS}/{made.token}{tail}")

    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in reply.headers["x-robots-tag"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in reply.headers


async def test_the_file_is_that_of_the_report_and_each_download_counts(
    ada: Client, nobody: Client, pool: Pool, report: dict[str, Any]
) -> None:
    made = await link(pool, report, "cyd@example.com")
    await nobody.get(f"{LINKS}/{made.token}")

    files = [await nobody.get(f"{LINKS}/{made.token}/file") for _ in range(2)]

    own = await ada.get(f"/v1/reports/{report['id']}/file")
    assert [file.body for file in files] == [own.body, own.body]
    assert files[0].headers["content-disposition"].startswith('attachment; filename="Sales of spring.csv"')
    [mine] = [each for each in (await ada.get(f"/v1/reports/{report['id']}/links")).items if each["id"] == made.id]
    assert mine["opens"] == 2
    assert mine["opened_at"] is not None


@pytest.mark.parametrize("tail", ["", "/file"])
async def test_what_expired_was_ended_never_was_or_is_no_token_looks_alike(
    ada: Client, nobody: Client, pool: Pool, report: dict[str, Any], tail: str
) -> None:
    expired = await link(pool, report, at=clock.now() - timedelta(days=14, seconds=1))
    ended = await link(pool, report)
    assert (await ada.delete(f"{LINKS}/by-id/{ended.id}")).status == 204
    tokens = [expired.token, ended.token, secrets.token_urlsafe(32), "x", "%F0%9F%90%88", "..%2E"]

    replies = [await nobody.get(f"{LINKS}/{token}{tail}") for token in tokens]

    assert {reply.status for reply in replies} == {404}
    assert all(told(reply) == told(replies[0]) for reply in replies)
    assert "14 days" in told(replies[0])["detail"]


async def test_a_token_cannot_be_read_anywhere(ada: Client, pool: Pool, report: dict[str, Any]) -> None:
    made = await link(pool, report)
    await ada.delete(f"{LINKS}/by-id/{made.id}")

    kept = await pool.fetchval("select token_hash from report_links where id = $1", made.id)
    audited = await pool.fetchval("select string_agg(entry::text, ' ') from audit_log entry")
    answered = (await ada.get(f"/v1/reports/{report['id']}/links")).body.decode()

    assert len(made.token) >= 43
    assert kept == sha256(made.token.encode()).hexdigest()
    for text in (audited, answered):
        assert made.token not in text
        assert kept not in text
    for path in (f"{LINKS}/{made.token}", f"{LINKS}/{made.token}/file", f"/shared-report/{made.token}"):
        assert made.token not in _sayable(path)
    assert _sayable(f"{LINKS}/by-id/7") == f"{LINKS}/by-id/7"


async def test_a_link_leads_to_its_own_report_only(
    ada: Client, nobody: Client, pool: Pool, report: dict[str, Any]
) -> None:
    made = await link(pool, report)

    assert (await nobody.get(f"/v1/reports/{report['id']}/file", authorization=f"Bearer {made.token}")).status == 401
    assert (await nobody.get(f"/v1/reports/{report['id']}/links")).status == 401
    assert (await nobody.delete(f"{LINKS}/by-id/{made.id}")).status == 401


async def test_somebody_who_tries_out_links_is_slowed_down_and_their_neighbours_are_not(
    app: Gateway, nobody: Client, pool: Pool, report: dict[str, Any]
) -> None:
    made = await link(pool, report)

    tried = [await nobody.get(f"{LINKS}/{n}") for n in range(report_links.PER_MINUTE + 1)]

    assert tried[-1].status == 429
    assert int(tried[-1].headers["retry-after"]) >= 1
    assert (await nobody.get(f"{LINKS}/{made.token}")).status == 429
    assert (await Client(app, peer="203.0.113.10").get(f"{LINKS}/{made.token}")).status == 200


async def test_a_report_without_its_file_says_nothing_to_strangers(
    app: Gateway, ada: Client, nobody: Client, pool: Pool, report: dict[str, Any]
) -> None:
    again: dict[str, Any] = (
        await ada.post("/v1/reports/made", {"report": "book", "format": "JSON", "name": "Book"})
    ).ok()
    made = await link(pool, again)
    pending = await nobody.get(f"{LINKS}/{made.token}")
    settings: Settings = app.runtime.settings
    await making.make(pool, settings, again["id"], last=True)
    key = await pool.fetchval("select file_path from reports where id = $1", again["id"])
    whole = await nobody.get(f"{LINKS}/{made.token}/file")
    (settings.files_dir / key).unlink()

    gone = await nobody.get(f"{LINKS}/{made.token}/file")

    assert whole.status == 200
    assert (pending.status, gone.status) == (404, 404)
    assert told(pending) == told(gone)


async def test_a_deleted_report_takes_its_links_along(ada: Client, nobody: Client, pool: Pool) -> None:
    doomed: dict[str, Any] = (await ada.post("/v1/reports/made", {"report": "sales", "name": "Doomed"})).ok()
    made = await link(pool, doomed)

    await ada.delete(f"/v1/reports/{doomed['id']}")

    assert (await nobody.get(f"{LINKS}/{made.token}")).status == 404


async def test_only_who_may_change_reports_ends_links_and_who_reads_them_sees_who_got_one(
    ben: Client, cleo: Client, vic: Client, pool: Pool, report: dict[str, Any]
) -> None:
    made = await link(pool, report, "dee@example.com")

    assert (await vic.delete(f"{LINKS}/by-id/{made.id}")).status == 403
    assert (await cleo.get(f"/v1/reports/{report['id']}/links")).status == 404, "somebody else's report"
    assert "dee@example.com" in [each["sent_to"] for each in (await vic.get(f"/v1/reports/{report['id']}/links")).items]
    assert (await ben.delete(f"{LINKS}/by-id/{made.id}")).status == 204
    assert (await ben.delete(f"{LINKS}/by-id/{made.id}")).status == 204
    assert (await ben.delete(f"{LINKS}/by-id/99999999")).status == 404


async def test_a_token_is_found_by_an_index(pool: Pool) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")
        plan = await connection.fetch(f"explain {links.WORKS}", links.hash_of("x"), clock.now())

    assert re.search(r"Index .*uq_report_links_token_hash", " ".join(row[0] for row in plan))


async def test_where_links_begin_is_the_public_address(app: Gateway) -> None:
    known: Settings = app.runtime.settings

    assert links.address(known, "abc") == "http://localhost:8000/shared-report/abc"
    public = known.model_copy(update={"public_url": "https://leads.example/"})
    assert links.address(public, "abc") == "https://leads.example/shared-report/abc"
