"""Everybody arranges the dashboard they see; until then it is the one of their role."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from backend.api.dashboards import DashboardArrangement
from backend.api.gateway import Gateway
from tests.client import Client, Reply, serving
from tests.conftest import SettingsOf
from tests.people import ADA, BEN, CLEO, DAN, VIC, Person

pytestmark = pytest.mark.anyio

MINE = "/v1/dashboards/mine"
AGENTS = "/v1/dashboards/roles/agent"
PREMIUM = {"id": "premium", "kind": "premium", "title": None, "width": 3, "height": 1, "shows": None}
SALES = {
    "report": "sales",
    "table": "by_line",
    "figure": "premium",
    "picture": "bars",
    "period": "Last Quarter",
    "compare": "before",
    "line": None,
    "owner": None,
    "team": None,
}
SOLD = {"id": "sold", "kind": "figure", "title": "Sold", "width": 6, "height": 2, "shows": SALES}


@pytest.fixture
async def fresh(own_database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The application, in which nobody has arranged anything."""
    async with serving(settings_of(own_database)) as app:
        yield app


async def seen(client: Client, path: str = MINE) -> Reply:
    reply = await client.get(path)
    DashboardArrangement.model_validate_json(reply.body)
    return reply


def ids(reply: Reply) -> list[str]:
    return [tile["id"] for tile in reply.ok()["tiles"]]


def refused(reply: Reply) -> list[str]:
    """Where the body was refused."""
    assert reply.status == 422, reply.text
    return [each["pointer"] for each in reply.json["errors"]]


async def test_a_role_begins_with_tiles_of_its_own(fresh: Gateway) -> None:
    ben, cleo, vic = [await seen(Client(fresh).of(person)) for person in (BEN, CLEO, VIC)]

    assert {reply.ok()["origin"] for reply in (ben, cleo, vic)} == {"product"}
    assert ids(ben) == ids(await seen(Client(fresh).of(ADA)))
    assert ids(cleo)[0] == "tasks"
    assert "agents" in ids(ben)
    assert "agents" not in ids(cleo)
    assert "tasks" not in ids(vic)


@pytest.fixture(scope="module")
async def agency(seeded_database: str, settings_of: SettingsOf) -> AsyncIterator[Gateway]:
    """The demo agency."""
    async with serving(settings_of(seeded_database)) as app:
        yield app


@pytest.mark.parametrize("person", [ADA, CLEO, VIC], ids=lambda person: person.username)
async def test_every_figure_that_a_role_begins_with_is_in_its_report(agency: Gateway, person: Person) -> None:
    client = Client(agency).of(person)
    shown = [tile["shows"] for tile in (await seen(client)).ok()["tiles"] if tile["shows"]]

    for shows in shown:
        asked = {name: shows[name] for name in ("period", "compare") if shows[name]}
        report = (await client.get(f"/v1/reports/catalogue/{shows['report']}", asked)).ok()
        tables = {table["key"]: [column["key"] for column in table["columns"]] for table in report["tables"]}
        assert shows["figure"] in tables[shows["table"]]


async def test_a_report_is_asked_for_the_tables_that_are_shown(agency: Gateway) -> None:
    ada, sales = Client(agency).of(ADA), "/v1/reports/catalogue/sales"
    asked = {"period": "This Year", "compare": "before"}
    whole = (await ada.get(sales, asked)).ok()["tables"]

    some = (await ada.get(sales, asked | {"tables": "by_agent,by_line"})).ok()["tables"]

    assert some == [table for table in whole if table["key"] in ("by_agent", "by_line")]
    assert len(some) == 2
    wrong = await ada.get(sales, {"tables": "by_agent,by_weather"})
    assert (wrong.status, wrong.json["errors"][0]["pointer"]) == (400, "?tables")


async def test_what_one_arranges_is_ones_own(fresh: Gateway) -> None:
    cleo, dan = Client(fresh).of(CLEO), Client(fresh).of(DAN)
    begun = await seen(cleo)

    kept = await cleo.put(MINE, {"tiles": [SOLD, PREMIUM]}, if_match=begun.etag)

    again = await seen(cleo)
    assert kept.ok() == again.ok() == {"tiles": [SOLD, PREMIUM], "origin": "own", "role": "agent"}
    assert kept.etag == again.etag != begun.etag
    assert ids(await seen(dan)) == ids(begun)


async def test_one_goes_back_to_what_the_role_begins_with(fresh: Gateway) -> None:
    cleo = Client(fresh).of(CLEO)
    begun = await seen(cleo)
    await cleo.put(MINE, {"tiles": [PREMIUM]})

    given_up = await cleo.delete(MINE)

    assert given_up.ok() == begun.ok() == (await seen(cleo)).ok()
    assert (await cleo.delete(MINE)).ok() == begun.ok()


async def test_an_administrator_arranges_what_a_role_begins_with(fresh: Gateway) -> None:
    ada, cleo, dan = (Client(fresh).of(person) for person in (ADA, CLEO, DAN))
    await dan.put(MINE, {"tiles": [PREMIUM]})

    await ada.put(AGENTS, {"tiles": [SOLD]}, if_match=(await seen(ada, AGENTS)).etag)

    assert (await seen(cleo)).ok() == {"tiles": [SOLD], "origin": "role", "role": "agent"}
    assert ids(await seen(dan)) == ["premium"]
    assert (await dan.delete(MINE)).ok()["tiles"] == [SOLD]
    assert (await ada.delete(AGENTS)).ok()["origin"] == "product"
    assert ids(await seen(cleo))[0] == "tasks"


@pytest.mark.parametrize("person", [BEN, CLEO, VIC], ids=lambda person: person.username)
async def test_only_an_administrator_arranges_for_a_role(fresh: Gateway, person: Person) -> None:
    client = Client(fresh).of(person)

    assert (await client.get(AGENTS)).status == 403
    assert (await client.put(AGENTS, {"tiles": []})).status == 403
    assert (await client.delete(AGENTS)).status == 403


async def test_a_role_that_there_is_not_has_no_dashboard(fresh: Gateway) -> None:
    assert (await Client(fresh).of(ADA).get("/v1/dashboards/roles/owner")).status == 422


async def test_who_is_nobody_in_particular_arranges_nothing(fresh: Gateway) -> None:
    developer = Client(fresh, peer="127.0.0.1", host="localhost")

    assert (await seen(developer)).ok()["role"] == "viewer"
    assert (await developer.put(MINE, {"tiles": []})).status == 403
    assert (await Client(fresh).get(MINE)).status == 401


async def test_of_two_windows_the_second_is_told(fresh: Gateway) -> None:
    cleo = Client(fresh).of(CLEO)
    begun = await seen(cleo)
    first = await cleo.put(MINE, {"tiles": [PREMIUM]}, if_match=begun.etag)

    second = await cleo.put(MINE, {"tiles": [SOLD]}, if_match=begun.etag)

    assert (second.status, second.etag) == (412, first.etag)
    assert "since you opened it" in second.json["detail"]
    assert (await cleo.delete(MINE, if_match=begun.etag)).status == 412
    assert ids(await seen(cleo)) == ["premium"]


async def test_of_two_who_save_at_once_one_is_told(fresh: Gateway) -> None:
    cleo = Client(fresh).of(CLEO)
    begun = await seen(cleo)

    for _ in range(3):
        etag = (await seen(cleo)).etag
        saved = await asyncio.gather(*(cleo.put(MINE, {"tiles": [tile]}, if_match=etag) for tile in (SOLD, PREMIUM)))
        assert sorted(reply.status for reply in saved) == [200, 412]
        assert (await cleo.delete(MINE)).ok() == begun.ok()


async def test_a_dashboard_that_was_given_up_and_arranged_again_is_another(fresh: Gateway) -> None:
    cleo = Client(fresh).of(CLEO)
    first = await cleo.put(MINE, {"tiles": [PREMIUM]})
    await cleo.delete(MINE)
    await cleo.put(MINE, {"tiles": [SOLD]})

    assert (await cleo.put(MINE, {"tiles": []}, if_match=first.etag)).status == 412


def but(tile: dict[str, Any], **others: object) -> dict[str, Any]:
    return {**tile, **others}


def showing(**others: object) -> dict[str, Any]:
    return but(SOLD, shows=but(SALES, **others))


@pytest.mark.parametrize(
    ("tile", "pointer"),
    [
        ({}, "/tiles/1/id"),
        (but(PREMIUM, id="a b"), "/tiles/1/id"),
        (but(PREMIUM, kind="weather"), "/tiles/1/kind"),
        (but(PREMIUM, width=5), "/tiles/1/width"),
        (but(PREMIUM, height=0), "/tiles/1/height"),
        (but(PREMIUM, height=5), "/tiles/1/height"),
        (but(PREMIUM, title=""), "/tiles/1/title"),
        (but(PREMIUM, title="a\u0000b"), "/tiles/1/title"),
        (but(PREMIUM, colour="red"), "/tiles/1/colour"),
        (but(PREMIUM, shows=SALES), "/tiles/1"),
        (but(SOLD, shows=None), "/tiles/1"),
        (but(SOLD, id="first"), "/tiles/1/id"),
        (showing(report="weather"), "/tiles/1/shows/report"),
        (showing(report="own:"), "/tiles/1/shows/report"),
        (showing(report="own:7x"), "/tiles/1/shows/report"),
        (showing(picture="oil"), "/tiles/1/shows/picture"),
        (showing(period="Someday"), "/tiles/1/shows/period"),
        (showing(compare="never"), "/tiles/1/shows/compare"),
        (showing(owner="7"), "/tiles/1/shows/owner"),
        (showing(team=0), "/tiles/1/shows/team"),
        (showing(table=7), "/tiles/1/shows/table"),
        (showing(table="by_weather"), "/tiles/1/shows/table"),
        (showing(figure="weather"), "/tiles/1/shows/figure"),
        (showing(table=None, figure="weather"), "/tiles/1/shows/figure"),
        (showing(report="data-quality", table="whole", figure="customers", line="Auto"), "/tiles/1/shows/line"),
    ],
)
async def test_what_cannot_be_a_tile_is_named(app: Gateway, tile: dict[str, Any], pointer: str) -> None:
    cleo = Client(app).of(CLEO)

    assert pointer in refused(await cleo.put(MINE, {"tiles": [but(PREMIUM, id="first"), tile]}))
    assert (await seen(cleo)).ok()["origin"] == "product"


async def test_every_tile_that_is_wrong_is_named(app: Gateway) -> None:
    cleo = Client(app).of(CLEO)
    wrong = [but(PREMIUM, width=1), PREMIUM, showing(report="weather", period="Someday")]

    assert refused(await cleo.put(MINE, {"tiles": wrong})) == [
        "/tiles/0/width",
        "/tiles/2/shows/report",
        "/tiles/2/shows/period",
    ]
    assert refused(await cleo.put(MINE, {"tiles": [1]})) == ["/tiles/0"]
    assert refused(await cleo.put(MINE, {})) == ["/tiles"]
    assert (await cleo.put(MINE, {"tiles": []}, if_match="3")).status == 400


async def test_a_dashboard_holds_24_tiles(app: Gateway) -> None:
    cleo = Client(app).of(CLEO)
    tiles = [but(PREMIUM, id=f"p{number}") for number in range(25)]

    assert refused(await cleo.put(MINE, {"tiles": tiles})) == ["/tiles"]
    assert len((await cleo.put(MINE, {"tiles": tiles[1:]})).ok()["tiles"]) == 24
    await cleo.delete(MINE)


async def test_what_a_newer_version_put_there_is_kept(fresh: Gateway, own_database: str) -> None:
    newer = {**PREMIUM, "id": "map", "kind": "map", "width": 7, "place": {"zoom": 3}}
    gone = but(SOLD, id="gone", shows=but(SALES, report="telepathy", colours=["red"]))
    connection = await asyncpg.connect(own_database)
    await connection.execute(
        "insert into dashboards (user_id, tiles) values ($1, $2)",
        CLEO.id,
        orjson.dumps([newer, PREMIUM, gone]).decode(),
    )
    await connection.close()
    cleo = Client(fresh).of(CLEO)
    assert (await seen(cleo)).ok()["tiles"] == [newer, PREMIUM, gone]

    kept = await cleo.put(MINE, {"tiles": [but(gone, width=12), newer, SOLD]})

    assert kept.ok()["tiles"] == [but(gone, width=12), newer, SOLD]
    assert refused(await cleo.put(MINE, {"tiles": [but(newer, place={"zoom": 4})]}))[0] == "/tiles/0/kind"
    assert refused(await cleo.put(MINE, {"tiles": [but(newer, width=5)]})) == ["/tiles/0/width"]


async def test_who_arranged_what_stands_in_the_audit_trail(fresh: Gateway) -> None:
    ada = Client(fresh).of(ADA)
    await ada.put(AGENTS, {"tiles": [PREMIUM]})

    [entry] = (await ada.get("/v1/audit", {"table_name": "dashboards"})).items

    assert (entry["action"], entry["actor_id"]) == ("insert", ADA.id)
