"""A demo agency is entered without a password: its own people, on its own machine, and never in production."""

from typing import Any, Final

import asyncpg
import pytest

from backend.api.auth import DemoPeople, SignInResult
from backend.api.gateway import Gateway
from backend.seed import seed
from tests.client import THIS_MACHINE, Client, Reply, serving
from tests.conftest import SettingsOf
from tests.people import ADA

pytestmark = pytest.mark.anyio

NOBODY: Final[dict[str, Any]] = {"people": []}


@pytest.fixture(scope="module")
def database(database: str) -> str:
    """A demo agency whose people may be entered as, beside the five people of every test."""
    seed(database, customers=5, report=lambda _: None, sign_in_password="show me around, please")
    return database


@pytest.fixture
def here(app: Gateway) -> Client:
    """A browser on the machine that the demo runs on."""
    return Client(app, peer=THIS_MACHINE, host="localhost:8000")


async def demo_people(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/v1/auth/demo")).ok()["people"]
    return found


async def enter(client: Client, username: str, **headers: str) -> Reply:
    return await client.post("/v1/auth/demo", {"username": username}, **headers)


def assert_refused(reply: Reply) -> None:
    assert (reply.status, reply.json["code"]) == (403, "no_demo"), reply.text
    assert "set-cookie" not in reply.headers


async def test_one_person_of_each_role_is_named(here: Client) -> None:
    reply = await here.get("/v1/auth/demo")

    DemoPeople.model_validate_json(reply.body)
    assert [person["role"] for person in reply.json["people"]] == ["admin", "manager", "agent", "viewer"]
    assert "ada" not in {person["username"] for person in reply.json["people"]}


@pytest.mark.parametrize("role", ["admin", "manager", "agent", "viewer"])
async def test_entering_opens_the_same_session_as_a_password(here: Client, role: str) -> None:
    [person] = [each for each in await demo_people(here) if each["role"] == role]

    entered = await enter(here, person["username"])

    SignInResult.model_validate_json(entered.body)
    assert entered.ok()["user"]["username"] == person["username"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(entered.headers["set-cookie"].split("; "))
    browser = here.with_headers(cookie=entered.headers["set-cookie"].partition(";")[0])
    me = (await browser.get("/v1/me")).ok()
    assert (me["via"], me["role"], me["csrf_token"]) == ("session", role, entered.json["csrf_token"])


async def test_entering_stands_in_the_security_log(here: Client, database: str) -> None:
    [person, *_] = await demo_people(here)

    await enter(here, person["username"])

    connection = await asyncpg.connect(database)
    kept = await connection.fetchrow(
        "select actor_id = record_id as by_themselves, after ->> 'factor' as factor, after ->> 'ip_address' as address"
        " from audit_log where action = 'login' order by id desc limit 1"
    )
    await connection.close()
    assert dict(kept or {}) == {"by_themselves": True, "factor": "demo", "address": THIS_MACHINE}


@pytest.mark.parametrize("username", ["ada", "nobody", "", "x" * 65, "la\0ura", "'; drop table users; --"])
async def test_only_people_of_the_demo_are_let_in(here: Client, username: str) -> None:
    reply = await enter(here, username)

    assert reply.status in (403, 422), reply.text
    assert "set-cookie" not in reply.headers


async def test_a_name_is_taken_letter_by_letter(here: Client) -> None:
    [person, *_] = await demo_people(here)

    assert_refused(await enter(here, person["username"].upper()))
    assert_refused(await enter(here, f"{person['username']}@example.com"))


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("203.0.113.9", "localhost:8000"),
        ("203.0.113.9", "demo.example"),
        (THIS_MACHINE, "evil.example"),
        (THIS_MACHINE, "localhost.evil.example"),
        ("192.168.0.7", "localhost"),
    ],
)
async def test_from_elsewhere_or_under_a_foreign_name_there_is_no_demo(
    app: Gateway, here: Client, peer: str, host: str
) -> None:
    [person, *_] = await demo_people(here)
    elsewhere = Client(app, peer=peer, host=host)

    assert (await elsewhere.get("/v1/auth/demo")).ok() == NOBODY
    assert_refused(await enter(elsewhere, person["username"]))


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip"]
)
async def test_behind_a_proxy_there_is_no_demo(here: Client, header: str) -> None:
    [person, *_] = await demo_people(here)
    forwarded = {header: "127.0.0.1"}

    assert (await here.get("/v1/auth/demo", **forwarded)).ok() == NOBODY
    assert_refused(await enter(here, person["username"], **forwarded))


async def test_in_production_there_is_no_demo(here: Client, production_app: Gateway) -> None:
    [person, *_] = await demo_people(here)
    production = Client(production_app, peer=THIS_MACHINE, host="localhost:8000")

    assert (await production.get("/v1/auth/demo")).ok() == NOBODY
    assert_refused(await enter(production, person["username"]))


@pytest.mark.parametrize(
    "headers", [{"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}, {"origin": "https://evil.example"}]
)
async def test_another_websites_page_cannot_enter(here: Client, headers: dict[str, str]) -> None:
    [person, *_] = await demo_people(here)

    reply = await enter(here, person["username"], **headers)

    assert (reply.status, reply.json["code"]) == (403, "foreign_request")


async def test_an_agency_that_is_no_demo_lets_nobody_in(own_database: str, settings_of: SettingsOf) -> None:
    async with serving(settings_of(own_database)) as app:
        here = Client(app, peer=THIS_MACHINE, host="localhost:8000")

        assert (await here.get("/v1/auth/demo")).ok() == NOBODY
        assert_refused(await enter(here, ADA.username))


async def test_a_demo_that_nobody_may_sign_in_to_lets_nobody_in(own_database: str, settings_of: SettingsOf) -> None:
    seed(own_database, customers=5, report=lambda _: None)
    async with serving(settings_of(own_database)) as app:
        here = Client(app, peer=THIS_MACHINE, host="localhost:8000")

        assert (await here.get("/v1/auth/demo")).ok() == NOBODY


async def test_who_was_locked_out_or_has_a_second_factor_keeps_that(here: Client, database: str) -> None:
    [_, manager, agent, _] = await demo_people(here)
    connection = await asyncpg.connect(database)
    await connection.execute("update users set is_active = false where username = $1", manager["username"])
    await connection.execute("update users set mfa_enabled = true where username = $1", agent["username"])

    locked_out, waiting = await enter(here, manager["username"]), await enter(here, agent["username"])

    await connection.execute("update users set is_active = true, mfa_enabled = false")
    await connection.close()
    assert_refused(locked_out)
    assert (waiting.ok()["mfa_required"], waiting.json["user"]) == (True, None)
