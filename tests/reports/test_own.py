"""Own reports, on a book small enough to work out every figure by hand."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.database.catalogue import Kind
from backend.errors import NotFound
from backend.registry import NOUNS
from backend.reports import figures, own
from backend.reports.figures import Request
from backend.reports.own_definition import MOST_COLUMNS, TIMED, is_amount, is_free_text
from tests.client import Client, serving
from tests.conftest import SettingsOf
from tests.people import ADA, CLEO, DAN, VIC
from tests.reports.test_catalogue import BOOK

pytestmark = pytest.mark.anyio

PATH: Final = "/v1/own-reports"
COUNT: Final = {"aggregate": "count"}
PREMIUM: Final = {"aggregate": "sum", "field": "annual_premium_cents"}
BY_CARRIER: Final[dict[str, Any]] = {
    "criteria": {"status": "active"},
    "group": {"field": "carrier"},
    "measures": [COUNT, PREMIUM],
    "chart": "bars",
}
LISTED: Final[dict[str, Any]] = {
    "criteria": {"status": "active"},
    "columns": ["policy_number", "customer_id", "owner_id", "annual_premium_cents", "start_date"],
    "sort": "policy_number",
}

LISTED_BODY: Final = orjson.dumps({"noun": "policies", "definition": LISTED})


@pytest.fixture(autouse=True)
async def book(app: Gateway) -> None:
    pool = app.runtime.pool
    for table in ("own_reports", "claims", "policies", "leads", "customers"):
        await pool.execute(f"delete from {table}")
    await pool.execute(BOOK.format(cleo=CLEO.id, dan=DAN.id))
    await pool.execute("update claims c set policy_id = p.id from policies p where p.policy_number = c.policy_number")


async def preview(client: Client, definition: dict[str, Any], noun: str = "policies", **asked: object) -> Any:
    return (await client.post(f"{PATH}/figures", {"noun": noun, "definition": definition, **asked})).ok()


async def kept(client: Client, definition: dict[str, Any], **fields: object) -> int:
    said = {"name": "Ours", "noun": "policies", "definition": definition, **fields}
    return int((await client.post(PATH, said)).ok()["id"])


def lines(document: Any) -> dict[str, list[Any]]:
    (table,) = document["tables"]
    return {line["label"]: list(line["figures"].values()) for line in table["lines"]}


async def test_premium_by_carrier_is_that_worked_out_by_hand(ada: Client) -> None:
    found = await preview(ada, BY_CARRIER)

    assert lines(found) == {"Harborline": [2, 180_000], "Not said": [2, 30_000]}
    (table,) = found["tables"]
    assert table["total"]["figures"] == {"count": 4, "sum_annual_premium_cents": 210_000}
    assert [column["unit"] for column in table["columns"]] == ["count", "cents"]
    assert (table["title"], found["narrowed"]) == ("By carrier", ["Policies: Status is active"])
    assert (table["chart"], table["additive"]) == ("bars", ["count", "sum_annual_premium_cents"])


async def test_every_measure_of_a_field(ada: Client) -> None:
    every = ["sum", "average", "median", "count", "distinct"]
    measures = [{"aggregate": one, "field": "annual_premium_cents"} for one in every]

    total = (await preview(ada, {"measures": measures}))["tables"][0]["total"]["figures"]

    # 120,000 + 60,000 + 99,999 + 30,000 + 100 + 0; in their order the middle is 30,000 and 60,000.
    assert list(total.values()) == [310_099, 51_683, 45_000, 6, 6]


async def test_money_kept_in_dollars_is_told_in_cents_like_all_other(ada: Client, app: Gateway) -> None:
    await app.runtime.pool.execute("update policies set coverage_amount = 1234.565 where policy_number = 'R-1'")

    found = await preview(ada, {"measures": [{"aggregate": "sum", "field": "coverage_amount"}]})
    listed = {"noun": "policies", "definition": {"criteria": {"policy_number": "R-1"}, "columns": ["coverage_amount"]}}
    row = (await ada.post(f"{PATH}/rows", listed)).ok()

    (column,) = found["tables"][0]["columns"]
    cents = found["tables"][0]["total"]["figures"]["sum_coverage_amount"]
    assert (column["unit"], cents) == ("cents", row["rows"][0][0])
    assert row["columns"][0]["money"] is True


async def test_time_has_a_line_for_every_month_of_the_period(ada: Client) -> None:
    by_month = {
        "period_field": "start_date",
        "period": "Q1 2024",
        "group": {"field": "start_date", "by": "month"},
        "measures": [COUNT],
        "chart": "columns",
    }

    found = await preview(ada, by_month, compare="year_before")

    assert lines(found) == {"Jan 2024": [2], "Feb 2024": [1], "Mar 2024": [1]}
    assert found["period"] == {"first": "2024-01-01", "last": "2024-03-31", "said": "Q1 2024"}
    assert [line["before"]["count"] for line in found["tables"][0]["lines"]] == [0, 1, 0]
    assert lines(await preview(ada, by_month, period="February 2024")) == {"Feb 2024": [1]}


@pytest.mark.parametrize("by", ["month", "quarter", "year"])
async def test_what_never_ends_has_a_line_like_all_others(ada: Client, app: Gateway, by: str) -> None:
    await app.runtime.pool.execute("update policies set end_date = '9999-12-31' where policy_number = 'R-2'")
    await app.runtime.pool.execute("update policies set end_date = '0001-01-01' where policy_number = 'R-4'")

    found = await preview(ada, {"group": {"field": "end_date", "by": by}, "measures": [COUNT]})

    (table,) = found["tables"]
    assert next(line["value"] for line in table["lines"] if line["value"]) == "0001-01-01"
    for line in table["lines"]:
        page = await ada.get("/v1/policies", {"filter": orjson.dumps(line["rows"]).decode(), "count": "exact"})
        assert page.ok()["total"] == line["figures"]["count"], line["label"]


@pytest.mark.parametrize("due_at", ["9999-12-31T00:00:00Z", "0001-01-02T12:00:00Z"])
async def test_instants_at_the_ends_of_time_open_their_records_too(ada: Client, due_at: str) -> None:
    (await ada.post("/v1/tasks", {"title": "Some day", "due_at": due_at})).ok()

    (table,) = (await preview(ada, {"group": {"field": "due_at", "by": "year"}, "measures": [COUNT]}, "tasks"))[
        "tables"
    ]

    for line in table["lines"]:
        page = await ada.get("/v1/tasks", {"filter": orjson.dumps(line["rows"]).decode(), "count": "exact"})
        assert page.ok()["total"] == line["figures"]["count"] > 0


async def test_months_of_another_date_have_no_place_beside_those_of_another_period(ada: Client) -> None:
    by_renewal = {
        "period_field": "start_date",
        "period": "2024",
        "group": {"field": "renewal_date", "by": "month"},
        "measures": [COUNT],
    }

    (table,) = (await preview(ada, by_renewal, compare="before"))["tables"]

    assert [line["before"] for line in table["lines"]] == [None] * len(table["lines"])
    assert (table["total"]["figures"]["count"], table["total"]["before"]["count"]) == (4, 1)


@pytest.mark.parametrize(
    ("noun", "field", "labels"),
    [
        ("policies", "customer_id", {"Ann Lee", "Bo Ray", "Cy Fox", "Di Gray"}),
        ("policies", "owner_id", {CLEO.full_name, DAN.full_name, "Nobody"}),
        ("claims", "policy_id", {"R-1", "R-2"}),
        ("claims", "status", {"Approved", "Rejected", "Pending"}),
    ],
)
async def test_lines_are_called_what_people_call_them(ada: Client, noun: str, field: str, labels: set[str]) -> None:
    found = await preview(ada, {"group": {"field": field}, "measures": [COUNT]}, noun)

    assert set(lines(found)) == labels


@pytest.mark.parametrize("field", ["carrier", "customer_id", "owner_id", "status", "annual_premium_cents"])
async def test_every_figure_opens_the_records_that_were_counted(ada: Client, field: str) -> None:
    known = {"aggregate": "count", "field": "carrier"}
    found = await preview(ada, {"group": {"field": field}, "measures": [COUNT, known]})

    (table,) = found["tables"]
    for line in [*table["lines"], table["total"]]:
        for name, criteria in (("count", line["rows"]), ("count_carrier", line["behind"]["count_carrier"])):
            page = await ada.get("/v1/policies", {"filter": orjson.dumps(criteria).decode(), "count": "exact"})
            assert page.ok()["total"] == line["figures"][name], (line["label"], name)


async def test_a_shared_report_shows_everybody_what_they_see_themselves(cleo: Client, dan: Client) -> None:
    number = await kept(cleo, BY_CARRIER, is_shared=True)

    mine = (await cleo.get(f"{PATH}/{number}/figures")).ok()
    theirs = (await dan.get(f"{PATH}/{number}/figures")).ok()

    assert (mine["key"], mine["title"]) == (f"own:{number}", "Ours")
    assert lines(mine) == {"Harborline": [2, 180_000]}
    assert lines(theirs) == {"Not said": [1, 30_000]}


async def test_names_beyond_the_readers_sight_stay_unsaid(cleo: Client, app: Gateway) -> None:
    await app.runtime.pool.execute("update customers set owner_id = null where id = 501")
    await app.runtime.pool.execute(f"update policies set owner_id = {CLEO.id} where customer_id = 501")
    grouped = {"group": {"field": "customer_id"}, "measures": [COUNT]}
    listed = {"noun": "policies", "definition": {"columns": ["customer_id"]}}

    assert set(lines(await preview(cleo, grouped))) == {"Customer 501"}
    rows = (await cleo.post(f"{PATH}/rows", listed)).ok()["rows"]
    assert rows == [["501"], ["501"]]


async def test_others_see_a_report_only_while_it_is_shared(cleo: Client, dan: Client) -> None:
    number = await kept(cleo, BY_CARRIER)
    path = f"{PATH}/{number}"

    assert [(await dan.get(each)).status for each in (path, f"{path}/figures", f"{path}/rows")] == [404] * 3
    (await cleo.patch(path, {"is_shared": True})).ok()
    assert (await dan.get(f"{path}/figures")).status == 200
    assert (await dan.patch(path, {"name": "Mine now"})).status == 403
    assert (await dan.delete(path)).status == 403


async def test_managers_change_what_others_share_and_own_what_they_make(ben: Client, cleo: Client) -> None:
    number = await kept(cleo, BY_CARRIER, is_shared=True)

    assert (await ben.patch(f"{PATH}/{number}", {"name": "Better"})).status == 200
    assert (await ben.get(f"{PATH}/{await kept(ben, BY_CARRIER)}")).json["owner_id"] is not None


async def test_viewers_read_and_keep_nothing(vic: Client, cleo: Client) -> None:
    number = await kept(cleo, BY_CARRIER, is_shared=True)

    assert lines((await vic.get(f"{PATH}/{number}/figures")).ok())["Harborline"] == [2, 180_000]
    assert (await vic.post(PATH, {"name": "Mine", "noun": "policies", "definition": BY_CARRIER})).status == 403


async def test_records_are_listed_in_order_with_names(ada: Client) -> None:
    found = await preview(ada, LISTED)
    listed = (await ada.send("POST", f"{PATH}/rows", {"limit": 2}, body=LISTED_BODY)).ok()

    assert found["tables"] == []
    assert (found["listing"]["count"], listed["count"]) == (4, 4)
    assert listed["columns"] == found["listing"]["columns"]
    assert [(each["kind"], each["money"]) for each in listed["columns"]][1:4] == [
        ("text", False),
        ("text", False),
        ("integer", True),
    ]
    assert listed["rows"] == [
        ["R-1", "Ann Lee", CLEO.full_name, 120_000, "2024-01-01"],
        ["R-2", "Ann Lee", CLEO.full_name, 60_000, "2024-01-31"],
    ]


async def test_a_long_list_comes_in_stretches_and_whole(ada: Client, app: Gateway) -> None:
    pool = app.runtime.pool
    await pool.execute(
        "insert into policies (policy_number, customer_id, customer_name, status, premium)"
        " select 'L-' || lpad(n::text, 5, '0'), 501, 'Ann Lee', 'active', '$1/yr' from generate_series(1, 2500) as n"
    )
    definition = {"columns": ["policy_number"], "criteria": {"policy_number": {"starts_with": "L-"}}}
    number = await kept(ada, {**definition, "sort": "-policy_number"})

    parts = [part async for part in own.rows(pool, ADA.principal, Request(f"own:{number}"))]

    assert [len(part) for part in parts] == [1_000, 1_000, 500]
    assert (parts[0][0], parts[-1][-1]) == (["L-02500"], ["L-00001"])


async def test_what_was_deleted_says_so_to_whoever_still_asks(ada: Client, app: Gateway) -> None:
    number = await kept(ada, BY_CARRIER)
    await ada.delete(f"{PATH}/{number}")

    with pytest.raises(NotFound, match="no longer there"):
        await figures.document(app.runtime.pool, ADA.principal, Request(f"own:{number}"), datetime.now(UTC))


async def test_more_values_than_are_fetched_at_once_keep_all_their_figures(ada: Client, app: Gateway) -> None:
    # The five hundred whose policy costs most have one carrier; all others have two, and so come first by those.
    await app.runtime.pool.execute(
        """
        insert into customers (id, name, email)
        select 10000 + n, 'C' || n, 'c' || n || '@example.com' from generate_series(1, 6000) as n;
        insert into policies (policy_number, customer_id, customer_name, status, start_date, premium, carrier)
        select 'N-' || n || '-' || k, 10000 + n, 'C' || n, 'active',
            case k when 1 then '2024-05-05' else '2023-05-05' end::date,
            case k when 1 then '$' || n || '/yr' else '$0/yr' end, case when k = 1 then 'A' else 'B' end
        from generate_series(1, 6000) as n cross join generate_series(1, case when n <= 5500 then 3 else 1 end) as k
        """
    )
    different = {"aggregate": "distinct", "field": "carrier"}
    definition = {"criteria": {"policy_number": {"starts_with": "N-"}}, "group": {"field": "customer_id"}}

    (table,) = (await preview(ada, {**definition, "measures": [PREMIUM, different]}))["tables"]

    assert (len(table["lines"]), table["left_out"]) == (500, 5_500)
    assert table["lines"][0]["figures"] == {"sum_annual_premium_cents": 600_000, "distinct_carrier": 1}
    assert {line["figures"]["distinct_carrier"] for line in table["lines"]} == {1}

    timed = {**definition, "period_field": "start_date", "period": "2024", "measures": [COUNT]}
    (table,) = (await preview(ada, timed, compare="year_before"))["tables"]

    assert table["left_out"] == 5_500
    assert table["total"]["before"]["count"] == 11_000
    before = {line["value"] <= 15_500: line["before"] for line in table["lines"]}
    assert before[True] == {"count": 2}
    assert before.get(False) is None


WRONG: Final[list[tuple[dict[str, Any], str]]] = [
    ({}, "/measures"),
    ({"measures": [COUNT] * 9}, "/measures"),
    ({"measures": [COUNT, COUNT]}, "/measures/1"),
    ({"measures": [{"aggregate": "sum"}]}, "/measures/0/field"),
    ({"measures": [{"aggregate": "sum", "field": "carrier"}]}, "/measures/0/field"),
    ({"measures": [{"aggregate": "sum", "field": "customer_id"}]}, "/measures/0/field"),
    ({"measures": [{"aggregate": "count", "field": "metadata"}]}, "/measures/0/field"),
    ({"measures": [{"aggregate": "median", "field": "nothing"}]}, "/measures/0/field"),
    ({"measures": [{"aggregate": "mode", "field": "carrier"}]}, "/measures/0/aggregate"),
    ({"measures": [{"aggregate": "earned", "field": "annual_premium_cents"}]}, "/measures/0/aggregate"),
    ({"measures": [COUNT], "criteria": {"nothing": 1}}, "/criteria/nothing"),
    ({"measures": [COUNT], "criteria": {"status": {"gt": 1}}}, "/criteria/status/gt"),
    ({"measures": [COUNT], "group": {"field": "nothing"}}, "/group/field"),
    ({"measures": [COUNT], "group": {"field": "metadata"}}, "/group/field"),
    ({"measures": [COUNT], "group": {"field": "carrier", "by": "month"}}, "/group/by"),
    ({"measures": [COUNT], "group": {"field": "start_date"}}, "/group/by"),
    ({"measures": [COUNT], "group": {"field": "start_date", "by": "day"}}, "/group/by"),
    ({"measures": [COUNT], "group": {"field": "start_date", "by": "moon"}}, "/group/by"),
    ({"measures": [COUNT], "period_field": "carrier"}, "/period_field"),
    ({"measures": [COUNT], "period_field": "start_date", "period": "soon"}, "/period"),
    ({"measures": [COUNT], "period": "This Month"}, "/period"),
    ({"measures": [COUNT], "chart": "pie"}, "/chart"),
    ({"measures": [COUNT], "chart": "bars"}, "/chart"),
    (
        {
            "measures": [{"aggregate": "average", "field": "annual_premium_cents"}],
            "group": {"field": "carrier"},
            "chart": "donut",
        },
        "/chart",
    ),
    ({"measures": [COUNT], "sort": "carrier"}, "/sort"),
    ({"columns": []}, "/columns"),
    ({"columns": ["nothing"]}, "/columns/0"),
    ({"columns": ["metadata"]}, "/columns/0"),
    ({"columns": ["carrier", "carrier"]}, "/columns/1"),
    ({"columns": ["carrier"], "measures": [COUNT]}, "/measures"),
    ({"columns": ["carrier"], "group": {"field": "carrier"}}, "/group"),
    ({"columns": ["carrier"], "chart": "bars"}, "/chart"),
    ({"columns": ["carrier"], "sort": "nothing"}, "/sort"),
    ({"measures": [COUNT], "colour": "red"}, "/colour"),
]


@pytest.mark.parametrize(("definition", "place"), WRONG)
async def test_whatever_is_wrong_is_refused_where_it_is_wrong(
    ada: Client, definition: dict[str, Any], place: str
) -> None:
    kept_one = await ada.post(PATH, {"name": "Wrong", "noun": "policies", "definition": definition})
    shown = await ada.post(f"{PATH}/figures", {"noun": "policies", "definition": definition})

    for refused in (kept_one, shown):
        assert refused.status == 422, refused.text
        assert f"/definition{place}" in {each["pointer"] for each in refused.json["errors"]}
        assert all(each["detail"] for each in refused.json["errors"])


async def test_a_period_and_an_agent_are_asked_only_of_reports_that_take_them(ada: Client, app: Gateway) -> None:
    number = await kept(ada, BY_CARRIER)

    assert (await ada.get(f"{PATH}/{number}/figures", {"period": "This Month"})).status == 400
    assert (await ada.get(f"{PATH}/{number}/figures", {"compare": "before"})).status == 400
    with pytest.raises(Exception, match="takes no `owner`"):
        await figures.document(app.runtime.pool, ADA.principal, Request(f"own:{number}", owner=3), datetime.now(UTC))


async def test_nobody_reports_on_records_that_they_may_not_read(cleo: Client) -> None:
    campaigns = {"name": "Mine", "noun": "marketing/campaigns", "definition": {"measures": [COUNT]}}

    assert (await cleo.post(PATH, campaigns)).status == 403
    assert (await cleo.post(PATH, {**campaigns, "noun": "nothing"})).status == 422
    assert (await cleo.post(f"{PATH}/figures", {"noun": "audit", "definition": {"measures": [COUNT]}})).status == 403


async def test_what_a_report_is_about_changes_together_with_its_definition(ada: Client) -> None:
    number = await kept(ada, BY_CARRIER)

    alone = await ada.patch(f"{PATH}/{number}", {"definition": {"measures": [COUNT]}})
    both = await ada.patch(f"{PATH}/{number}", {"noun": "customers", "definition": {"measures": [COUNT]}})

    assert alone.json["errors"][0]["pointer"] == "/noun"
    assert both.status == 200


async def test_more_lines_than_anybody_reads_are_refused_with_a_way_out(ada: Client) -> None:
    by_day = {
        "period_field": "start_date",
        "period": "2000-01-01..2024-12-31",
        "group": {"field": "start_date", "by": "day"},
        "measures": [COUNT],
    }

    refused = await ada.post(f"{PATH}/figures", {"noun": "policies", "definition": by_day})

    assert refused.status == 422
    assert "take longer spans" in refused.json["detail"]


async def test_figures_that_take_too_long_are_given_up_with_a_sentence(
    database: str, settings_of: SettingsOf, ada: Client
) -> None:
    hasty = settings_of(database, statement_timeout_ms=300, lock_timeout_ms=0)
    async with serving(hasty) as app, ada.app.runtime.pool.acquire() as connection, connection.transaction():
        await connection.execute("lock table policies in access exclusive mode")

        slow = await Client(app).of(ADA).post(f"{PATH}/figures", {"noun": "policies", "definition": BY_CARRIER})

    assert slow.status == 503
    assert "narrow the question down" in slow.json["detail"]


async def test_a_preview_is_not_kept_for_a_retry(ada: Client, app: Gateway) -> None:
    asked = {"noun": "policies", "definition": BY_CARRIER}

    answer = await ada.post(f"{PATH}/figures", asked, idempotency_key="a preview")

    assert answer.status == 200
    kept_keys = "select count(*) from idempotency_keys where key = 'a preview'"
    assert await app.runtime.pool.fetchval(kept_keys) == 0


async def test_what_the_demo_shares_can_be_shown(seeded_database: str, settings_of: SettingsOf) -> None:
    async with serving(settings_of(seeded_database)) as app:
        viewer = Client(app).of(VIC)
        found = (await viewer.get(PATH, {"sort": "id"})).items
        shown = [(await viewer.get(f"{PATH}/{each['id']}/figures")).ok() for each in found]

    assert [each["title"] for each in shown] == [each["name"] for each in found]
    assert shown[0]["tables"][0]["total"]["figures"]["count"] > 0
    assert len(shown[1]["tables"][0]["lines"]) == 12
    assert shown[2]["listing"] is not None


@pytest.mark.parametrize("noun", sorted(NOUNS))
async def test_every_field_can_be_listed_and_counted(ada: Client, noun: str) -> None:
    fields = [field for field in NOUNS[noun].fields.values() if field.kind is not Kind.JSON]
    columns = [field.name for field in fields[:MOST_COLUMNS]]
    (await ada.post(f"{PATH}/rows", {"noun": noun, "definition": {"columns": columns}})).ok()

    for field in fields:
        if is_free_text(field):
            continue
        group = {"field": field.name, "by": "month" if field.kind in TIMED else None}
        every = ["count", "distinct", *(["sum", "average", "median"] if is_amount(field) else [])]
        measures = [{"aggregate": one, "field": field.name} for one in every]
        await preview(ada, {"group": group, "measures": measures}, noun)


@pytest.mark.parametrize(
    "definition",
    [
        b'{"columns":["\\ud800"]}',
        b'{"columns":["id"],"sort":"\\ud800"}',
        b'{"measures":[{"aggregate":"count","field":"\\ud800"}]}',
        b'{"measures":[{"aggregate":"count"}],"criteria":{"\\ud800":1}}',
        b'{"measures":[{"aggregate":"count"}],"group":{"field":"\\u0000"}}',
    ],
)
async def test_half_a_character_is_refused_in_words_like_anything_else(ada: Client, definition: bytes) -> None:
    refused = await ada.send("POST", f"{PATH}/figures", body=b'{"noun":"policies","definition":%b}' % definition)

    assert refused.status == 422
    assert json.loads(refused.body)["errors"]
