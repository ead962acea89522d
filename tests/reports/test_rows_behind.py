"""Behind every figure are exactly the records that were counted: what the list shows adds up to it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import pytest

from backend import clock
from backend.api.gateway import Gateway
from backend.registry import NOUNS
from backend.reports.catalogue import CATALOGUE, Asked
from backend.reports.counting import MOST_AT_ONCE
from backend.reports.periods import read_period
from backend.reports.scans import Scan
from backend.reports.tables import Aggregate, Measure, Ratio, Table
from tests.client import Client
from tests.people import CLEO, DAN
from tests.reports.books import put, report

pytestmark = pytest.mark.anyio

NEW_YORK: Final = ZoneInfo("America/New_York")
# What a figure is of the values that its records have.
WORKED_OUT: Final[dict[Aggregate, Callable[[Sequence[Any]], object]]] = {
    Aggregate.COUNT: len,
    Aggregate.SUM: sum,
    Aggregate.DISTINCT: lambda values: len(set(values)),
}


@pytest.fixture(scope="module", autouse=True)
async def book(app: Gateway) -> None:
    await put(app.runtime.pool)


def tables(key: str, period: str) -> list[Table]:
    today = clock.now().astimezone(NEW_YORK).date()
    asked = Asked(read_period(period, today), today, NEW_YORK, NOUNS, CATALOGUE[key].noun)
    return list(CATALOGUE[key].tables(asked))


class Listed:
    """The records that a figure opens; each list is fetched once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, bytes], list[dict[str, Any]]] = {}

    async def __call__(self, noun: str, criteria: Any) -> list[dict[str, Any]]:
        text = orjson.dumps(criteria)
        if (noun, text) not in self._known:
            page = await self._client.get(f"/v1/{noun}", {"filter": text.decode(), "page_size": 200})
            self._known[noun, text] = page.items
        return self._known[noun, text]


async def agrees(listed: Listed, measure: Measure, noun: str, line: Any) -> None:
    records = await listed(noun, line["behind"].get(measure.key, line["rows"]))
    figure = line["figures"][measure.key]
    field = measure.field
    known = field is None or field in NOUNS[noun].fields  # what is derived, lists do not show
    values = [each if field is None else each.get(field) for each in records]
    values = [each for each in values if each is not None]
    if known and measure.aggregate in WORKED_OUT:
        assert WORKED_OUT[measure.aggregate](values) == figure, (measure.key, line["label"], records)
    elif not records:
        assert not figure, (measure.key, line["label"])


@pytest.mark.parametrize("period", ["2024", "February 2024"])
@pytest.mark.parametrize("key", sorted(CATALOGUE))
async def test_every_figure_opens_the_records_that_were_counted(
    ada: Client, cleo: Client, key: str, period: str
) -> None:
    for client in (ada, cleo):
        found = (await client.get(f"/v1/reports/catalogue/{key}", {"period": period})).ok()
        listed = Listed(client)
        for table, told in zip(tables(key, period), found["tables"], strict=True):
            assert [each.key for each, _ in table.columns] == [each["key"] for each in told["columns"]]
            for line in [*told["lines"], told["total"]]:
                for figure, noun in table.columns:
                    if isinstance(figure, Measure):
                        assert noun is not None
                        await agrees(listed, figure, noun, line)
                    elif isinstance(figure, Ratio):
                        assert line["behind"].get(figure.key) == line["behind"].get(figure.part)


@pytest.mark.parametrize("key", sorted(CATALOGUE))
async def test_lines_of_additive_figures_add_up_to_the_total(ada: Client, key: str) -> None:
    for table in (await ada.get(f"/v1/reports/catalogue/{key}", {"period": "2024"})).ok()["tables"]:
        assert not table["additive"] or table["group"]
        for name in table["additive"]:
            assert sum(line["figures"][name] for line in table["lines"]) == table["total"]["figures"][name], name


async def test_a_narrowed_report_opens_narrowed_lists(ada: Client) -> None:
    asked = {"period": "Q1 2024", "owner": DAN.id, "line": "Auto", "team": 102, "filter": '{"carrier": "Prairie"}'}

    found = (await ada.get("/v1/reports/catalogue/retention", asked)).ok()

    listed = Listed(ada)
    clients = next(each for each in found["tables"] if each["key"] == "clients")
    assert [record["name"] for record in await listed("customers", clients["total"]["rows"])] == ["Cy Fox"]
    assert await listed("customers", clients["total"]["behind"]["kept_clients"]) == []
    assert found["narrowed"] == ["Line: Auto", "Agent: Dan Ruiz", "Team: South", "Policies: Carrier is Prairie"]


async def test_a_report_on_claims_of_some_kind_has_no_premium_beside_it(ada: Client) -> None:
    asked = {"period": "Q1 2024", "filter": '{"amount_cents": {"gte": 50000}}'}

    found = (await ada.get("/v1/reports/catalogue/claims", asked)).ok()

    by_line = next(each for each in found["tables"] if each["key"] == "by_line")
    assert by_line["total"]["figures"]["claims"] == 1
    assert "loss_ratio" not in by_line["total"]["figures"]


async def test_who_may_not_read_what_a_report_counts_does_not_get_it(app: Gateway, vic: Client) -> None:
    change = "update users set permissions = $1::jsonb where username = 'vic'"
    await app.runtime.pool.execute(change, '{"tasks:read": "none"}')

    known = {each["key"] for each in (await vic.get("/v1/reports/catalogue")).ok()["items"]}
    refused = await vic.get("/v1/reports/catalogue/performance")

    await app.runtime.pool.execute(change, None)
    assert "performance" not in known
    assert "sales" in known
    assert refused.status == 403


async def test_what_is_asked_is_kept_and_asked_again() -> None:
    from backend.reports.figures import Compared, Request

    asked = Request("sales", "Q1 2024", Compared.BEFORE, "Auto", CLEO.id, 101, {"carrier": "Prairie"})

    assert Request.from_json(orjson.loads(orjson.dumps(asked.as_json()))) == asked
    assert Request("book").as_json() == {"report": "book"}


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"report": 7},
        {"report": "sales", "owner": "7"},
        {"report": "sales", "owner": True},
        {"report": "sales", "compare": "ever"},
        {"report": "sales", "filter": []},
        {"report": "sales", "colour": "red"},
    ],
)
async def test_what_cannot_be_asked_is_refused(said: object) -> None:
    from backend.errors import BadRequest
    from backend.reports.figures import Request

    with pytest.raises(BadRequest):
        Request.from_json(said)


async def test_many_reports_at_once_leave_connections_to_others(app: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[int] = [0]
    run = Scan.run

    async def counted(scan: Scan, *asked: Any) -> None:
        running.append(running[-1] + 1)
        await run(scan, *asked)
        running.append(running[-1] - 1)

    monkeypatch.setattr(Scan, "run", counted)
    await asyncio.gather(*(report(app.runtime.pool, "performance", period="2024") for _ in range(5)))

    assert max(running) == MOST_AT_ONCE
