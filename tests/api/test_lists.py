"""Lists: paging both ways, order, filters, criteria, search, fields, saved views and totals."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from tests.client import Client, Reply
from tests.people import ADA, CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

PATH: Final = "/v1/customers"
HOW_MANY: Final = 61

# Few different values and many absent ones, so that ties and nulls meet at every page's edge.
FILL: Final = f"""
    insert into customers (name, email, status, city, date_of_birth, last_active, join_date, owner_id, source)
    select
        (array['Ann', 'ann', 'Éva', 'Zoë', 'O''Brien'])[1 + n % 5],
        'c' || n || '@example.com',
        (array['active', 'inactive'])[1 + n % 2],
        case n % 3 when 0 then null when 1 then 'Tulsa' else 'Austin' end,
        case n % 4 when 0 then null else date '1980-01-01' + n % 3 end,
        case n % 5 when 0 then null else timestamptz '2026-01-01 00:00:00.123456Z' + make_interval(secs => n % 4) end,
        case n % 2 when 0 then null else date '2020-02-29' end,
        case n % 3 when 0 then null when 1 then {CLEO.id} else {DAN.id} end,
        'lists'
    from generate_series(1, {HOW_MANY}) n
"""
ORDERS: Final = [
    "id",
    "-id",
    "name",
    "-name",
    "city",
    "-city",
    "city,-name",
    "-city,name",
    "date_of_birth,-last_active,city",
    "-date_of_birth,-last_active,-city",
    "last_active,date_of_birth,-id",
    "-join_date,city,name,status,-email",
    "status,-total_value,policies_count",
    "owner_id,-created_at",
]


@pytest.fixture(scope="module")
async def filled(app: Gateway) -> None:
    await app.runtime.pool.execute(FILL)


async def walk(client: Client, sort: str, size: int) -> tuple[list[dict[str, Any]], int]:
    """All records in the order, page by page along the cursors, and how many pages it took."""
    found: list[dict[str, Any]] = []
    parameters: dict[str, object] = {"sort": sort, "page_size": size, "source": "lists", "count": "none"}
    for pages in range(1, HOW_MANY + 2):
        page = (await client.get(PATH, parameters)).ok()
        found += page["items"]
        if page["next"] is None:
            return found, pages
        assert len(page["items"]) == size
        parameters["after"] = page["next"]
    raise AssertionError("the cursors do not end")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sort", ORDERS)
@pytest.mark.parametrize("size", [7, 20])
async def test_cursors_show_every_record_once_and_in_order(sort: str, size: int, ada: Client) -> None:
    whole = (await ada.get(PATH, {"sort": sort, "page_size": 200, "source": "lists"})).items

    walked, pages = await walk(ada, sort, size)

    assert [record["id"] for record in walked] == [record["id"] for record in whole]
    assert len({record["id"] for record in walked}) == HOW_MANY
    assert pages == -(-HOW_MANY // size)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("sort", ["-city,name", "date_of_birth,-last_active,city"])
async def test_page_numbers_show_every_record_once_and_in_order(sort: str, ada: Client) -> None:
    whole = (await ada.get(PATH, {"sort": sort, "page_size": 200, "source": "lists"})).ids
    numbered: list[int] = []
    for number in range(1, 10):
        page = (await ada.get(PATH, {"sort": sort, "page_size": 10, "page": number, "source": "lists"})).ok()
        assert page["page"] == number
        assert page["total"] == HOW_MANY
        numbered += [record["id"] for record in page["items"]]

    assert numbered == whole


@pytest.mark.usefixtures("filled")
async def test_absent_values_come_last_ascending_and_first_descending(ada: Client) -> None:
    asked = {"page_size": 200, "source": "lists"}
    ascending = [record["city"] for record in (await ada.get(PATH, {**asked, "sort": "city"})).items]
    descending = [record["city"] for record in (await ada.get(PATH, {**asked, "sort": "-city"})).items]

    assert ascending == sorted(ascending, key=lambda city: (city is None, city or ""))
    assert descending == [*reversed(ascending)]


async def test_a_record_added_while_paging_moves_none_of_the_others(ada: Client, records: Records) -> None:
    for _ in range(5):
        await records.make("tasks")
    first = (await ada.get("/v1/tasks", {"page_size": 2})).ok()
    await records.make("tasks")

    second = (await ada.get("/v1/tasks", {"page_size": 2, "after": first["next"]})).ok()

    shown = [record["id"] for record in [*first["items"], *second["items"]]]
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 4
    assert second["page"] is None


def known(records: Sequence[dict[str, Any]]) -> set[int]:
    return {record["id"] for record in records}


PEOPLE: Final[list[dict[str, Any]]] = [
    {"name": "Ann Smith", "email": "ann@lists.example", "city": "Tulsa", "date_of_birth": "1990-05-17"},
    {"name": "Bob Smithers", "email": "bob@lists.example", "city": None, "date_of_birth": "2001-01-01"},
    {
        "name": "Cy 100% _x\\",
        "email": "cy@lists.example",
        "city": "Austin",
        "date_of_birth": None,
        "status": "inactive",
    },
]

# parameters → the initials of those who are found
FILTERS: Final[dict[str, str]] = {
    "city=Tulsa": "A",
    "city.ne=Tulsa": "BC",
    "city.in=Tulsa,Austin": "AC",
    "city=Tulsa&city=Austin": "AC",
    "city.not_in=Tulsa,Austin": "B",
    "city.is_null=true": "B",
    "city.is_null=false": "AC",
    "name.contains=SMITH": "AB",
    "name.contains=100%25 _x": "C",
    "name.contains=%25": "C",
    "name.contains=_": "C",
    "name.contains=%5C": "C",
    "name.starts_with=bob": "B",
    "name.ends_with=smith": "A",
    "date_of_birth=1990-05-17": "A",
    "date_of_birth.ne=1990-05-17": "BC",
    "date_of_birth.gt=1990-05-17": "B",
    "date_of_birth.gte=1990-05-17": "AB",
    "date_of_birth.lt=2001-01-01": "A",
    "date_of_birth.lte=2001-01-01": "AB",
    "date_of_birth.min=1995-01-01&date_of_birth.max=2005-01-01": "B",
    "date_of_birth.older_than_days=10000": "A",
    "date_of_birth.within_next_days=10": "",
    "created_at.newer_than_days=1": "ABC",
    "created_at.gte=2026-01-01T00:00:00%2B01:00": "ABC",
    "status=inactive": "C",
    "status.in=active,inactive": "ABC",
    "policies_count=0": "ABC",
    "total_value.gt=0": "",
    "total_value_cents.lt=1": "ABC",
    "version=1&city=Austin": "C",
    'filter={"or":[{"city":"Tulsa"},{"city":null}]}': "AB",
    'filter={"not":{"city":["Tulsa"]}}': "BC",
    'filter={"and":[{"name":{"contains":"smith"}},{"not":{"or":[{"city":"Tulsa"}]}}]}': "B",
    'filter={"date_of_birth":{"min":"1990-01-01","max":"1990-12-31"}}&status=active': "A",
    'filter={"age":{"gte":18}}': "AB",
    'filter={"metadata.colour":"green"}': "A",
    'filter={"metadata.colour":{"is_null":true}}': "BC",
    'filter={"metadata":{"contains":{"colour":"green"}}}': "A",
    "q=smith": "AB",
    "q=smith&city.is_null=true": "B",
    "q=cy@lists": "C",
}


@pytest.fixture(scope="module")
async def three(app: Gateway) -> dict[str, int]:
    """Ann, Bob and Cy: their ids by initial."""
    maker = Records(Client(app).of(ADA))
    made = {str(person["name"])[0]: await maker.make("customers", source="filters", **person) for person in PEOPLE}
    await Client(app).of(ADA).patch(f"{PATH}/{made['A']['id']}", {"metadata": {"colour": "green"}})
    return {initial: record["id"] for initial, record in made.items()}


@pytest.mark.parametrize("asked", FILTERS)
async def test_a_filter_finds_exactly_those(asked: str, ada: Client, three: dict[str, int]) -> None:
    found = await ada.send("GET", PATH, query=f"{asked}&source=filters".replace(" ", "+").encode())

    assert set(found.ids) == {three[initial] for initial in FILTERS[asked]}, found.text
    assert found.json["total"] == len(FILTERS[asked])


async def test_fields_narrow_what_comes_back(ada: Client, three: dict[str, int]) -> None:
    page = await ada.get(PATH, {"fields": "name,city", "sort": "name", "source": "filters"})

    assert page.items[0] == {"id": three["A"], "name": "Ann Smith", "city": "Tulsa"}


async def test_totals_are_counted_estimated_or_left_out(ada: Client, three: dict[str, int]) -> None:
    def told(reply: Reply) -> tuple[object, object]:
        return reply.ok()["total"], reply.json["total_is_estimate"]

    assert told(await ada.get(PATH, {"source": "filters"})) == (3, False)
    assert told(await ada.get(PATH, {"source": "filters", "count": "exact"})) == (3, False)
    assert told(await ada.get(PATH, {"source": "filters", "count": "none"})) == (None, False)
    total, estimated = told(await ada.get(PATH, {"source": "filters", "count": "estimated"}))
    assert isinstance(total, int)
    assert estimated is True


async def test_a_saved_view_is_built_on(ada: Client, cleo: Client, three: dict[str, int]) -> None:
    definition = {"filter": {"source": "filters"}, "sort": "-name", "q": "smith"}
    view = (await ada.post("/v1/saved-views", {"name": "V", "noun": "customers", "definition": definition})).ok()

    assert (await ada.get(PATH, {"view": view["id"]})).ids == [three["B"], three["A"]]
    assert (await ada.get(PATH, {"view": view["id"], "sort": "name"})).ids == [three["A"], three["B"]]
    assert (await ada.get(PATH, {"view": view["id"], "city": "Tulsa"})).ids == [three["A"]]
    assert (await ada.get("/v1/policies", {"view": view["id"]})).status == 404
    assert (await cleo.get(PATH, {"view": view["id"]})).status == 404

    await ada.patch(f"/v1/saved-views/{view['id']}", {"is_shared": True})
    assert (await cleo.get(PATH, {"view": view["id"]})).ids == []  # Cleo sees the view, and none of these customers


WRONG: Final[dict[str, str]] = {
    "no_such_field=1": "?/no_such_field",
    "name.no_such_operator=1": "?/name.no_such_operator",
    "status=enormous": "?/status/eq",
    "date_of_birth=yesterday": "?/date_of_birth/eq",
    "date_of_birth.gt=2026-02-30": "?/date_of_birth/gt",
    "id=one": "?/id/eq",
    "id=99999999999": "?/id/eq",
    "total_value.gt=NaN": "?/total_value/gt",
    "total_value.gt=1e9999999": "?/total_value/gt",
    "policies_count.contains=1": "?/policies_count/contains",
    "city.is_null=perhaps": "?/city/is_null",
    "created_at.newer_than_days=-1": "?/created_at/newer_than_days",
    "page=0": "?page",
    "page=-1": "?page",
    "page=1.5": "?page",
    "page=1000000000000": "?page",
    "page=999999999": "?page",
    "page_size=0": "?page_size",
    "page_size=201": "?page_size",
    "sort=no_such_field": "?sort",
    "sort=metadata": "?sort",
    "sort=": "",
    "sort=name,,city": "?sort",
    "sort=id,name,city,state,source,status,email": "",
    "count=perhaps": "?count",
    "after=garbage": "?after",
    "after=W10": "?after",
    "fields=password": "?fields",
    "view=none": "?view",
    "filter={": "?filter",
    "filter=[]": "?filter",
    'filter={"city":{"near":"Tulsa"}}': "?filter/city/near",
    'filter={"or":[]}': "?filter/or",
    'filter={"or":{"city":"Tulsa"}}': "?filter/or",
    'filter={"a/b~c":1}': "?filter/a~1b~0c",
}


@pytest.mark.parametrize("asked", [asked for asked, pointer in WRONG.items() if pointer])
async def test_what_is_not_understood_is_named(asked: str, ada: Client) -> None:
    refused = await ada.send("GET", PATH, query=asked.encode())

    assert refused.status in (400, 422), refused.text
    assert WRONG[asked] in [error["pointer"] for error in refused.json["errors"]]


async def test_a_cursor_belongs_to_its_order(ada: Client, records: Records) -> None:
    for _ in range(3):
        await records.make("customers", city="Tulsa")
    cursor = (await ada.get(PATH, {"sort": "name", "page_size": 1})).ok()["next"]

    assert (await ada.get(PATH, {"sort": "name", "page_size": 1, "after": cursor})).status == 200
    refused = await ada.get(PATH, {"sort": "-name", "page_size": 1, "after": cursor})

    assert (refused.status, refused.json["errors"][0]["pointer"]) == (400, "?after")


async def test_times_in_a_cursor_keep_their_microseconds(ada: Client, records: Records) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    moments = [begin + timedelta(microseconds=random.Random(7).randrange(5)) for _ in range(6)]
    moments += [begin + timedelta(microseconds=n) for n in range(6)]
    for moment in moments:
        await records.make("customers", source="clock", last_active=moment.isoformat())
    parameters: dict[str, object] = {"sort": "last_active", "page_size": 1, "source": "clock"}
    seen: list[int] = []
    for _ in moments:
        page = (await ada.get(PATH, parameters)).ok()
        seen.append(page["items"][0]["id"])
        parameters["after"] = page["next"]

    assert page["next"] is None
    assert len(set(seen)) == len(moments)


async def test_a_calendar_date_never_shifts(ada: Client, records: Records) -> None:
    made = await records.make("policies", start_date="2026-03-08", end_date="2026-11-01", customer_name="Shift")

    found = (await ada.get("/v1/policies", {"start_date": "2026-03-08"})).items

    assert [(record["id"], record["start_date"], record["end_date"]) for record in found] == [
        (made["id"], "2026-03-08", "2026-11-01")
    ]
    assert date.fromisoformat(found[0]["start_date"]) == date(2026, 3, 8)


async def test_segments_and_lists_say_which_in_the_same_words(ada: Client, three: dict[str, int]) -> None:
    criteria = {"source": "filters", "or": [{"city": "Tulsa"}, {"status": "inactive"}]}

    found = await ada.get(PATH, {"filter": json.dumps(criteria)})

    assert set(found.ids) == {three["A"], three["C"]}
