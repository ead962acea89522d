"""Who is let in: developers on this machine, browsers with a session, programs with a key; and nobody else."""

from typing import Final

import pytest

from backend.api.gateway import Gateway
from backend.settings import Environment
from tests.client import ELSEWHERE, THIS_MACHINE, Client, serving
from tests.conftest import SettingsOf
from tests.people import ADA, CLEO, PASSWORD, VIC, Person

pytestmark = pytest.mark.anyio

LOCAL: Final = ("localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST")
FOREIGN: Final = ("leadgen.example", "localhost.evil.example", "evil.example:8000", "localhost.", "0.0.0.0", "")  # noqa: S104


@pytest.mark.parametrize("host", LOCAL)
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "127.8.9.10"])
async def test_a_developer_on_this_machine_reads_as_a_viewer(app: Gateway, peer: str, host: str) -> None:
    developer = Client(app, peer=peer, host=host)

    assert (await developer.get("/v1/customers")).status == 200
    me = (await developer.get("/v1/me")).ok()
    assert (me["user"], me["role"], me["via"]) == (None, "viewer", "loopback")
    assert (await developer.get("/v1/users")).status == 403
    assert (await developer.get("/v1/audit")).status == 403


async def test_a_developer_without_credentials_writes_nothing(developer: Client) -> None:
    replies = [
        await developer.post("/v1/customers", {"name": "X", "email": "x@example.com"}),
        await developer.patch("/v1/customers/1", {"name": "X"}),
        await developer.delete("/v1/customers/1"),
        await developer.post("/v1/customers/bulk", {"action": "delete", "ids": [1]}),
        await developer.post("/v1/saved-views", {"name": "X", "noun": "customers", "definition": {}}),
        await developer.patch("/v1/me", {"full_name": "X"}),
        await developer.post("/v1/api-keys", {"name": "X"}),
        await developer.post("/v1/auth/password", {"current_password": PASSWORD, "new_password": PASSWORD}),
    ]

    assert {reply.status for reply in replies} == {403}


@pytest.mark.parametrize("host", FOREIGN)
async def test_a_name_that_others_may_own_is_not_this_machine(app: Gateway, host: str) -> None:
    assert (await Client(app, peer=THIS_MACHINE, host=host).get("/v1/customers")).status == 401


@pytest.mark.parametrize("peer", [ELSEWHERE, "10.0.0.7", "0.0.0.0", "::ffff:203.0.113.9", "", "localhost"])  # noqa: S104
async def test_another_machine_is_not_this_one(app: Gateway, peer: str) -> None:
    assert (await Client(app, peer=peer, host="localhost").get("/v1/customers")).status == 401


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "Forwarded",
        "X-Real-IP",
        "x-forwarded-for",
        "Via",
        "CF-Connecting-IP",
    ],
)
async def test_who_comes_through_a_proxy_is_not_on_this_machine(developer: Client, header: str) -> None:
    assert (await developer.get("/v1/customers", **{header: "127.0.0.1"})).status == 401


async def test_in_production_nobody_is_a_developer(production_app: Gateway) -> None:
    for host in LOCAL:
        reply = await Client(production_app, peer=THIS_MACHINE, host=host).get("/v1/customers")
        assert reply.status == 401


async def test_the_test_environment_is_not_production(database: str, settings_of: SettingsOf) -> None:
    async with serving(settings_of(database, env=Environment.test)) as app:
        assert (await Client(app, peer=THIS_MACHINE, host="localhost").get("/v1/customers")).status == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer lg_x",
        "Basic YTpi",
        f"Bearer {ADA.api_key}x",
        f"bearer{ADA.api_key}",
        "x" * 9000,
        "ÿ",
    ],
)
async def test_a_wrong_key_is_refused_even_on_this_machine(developer: Client, authorization: str) -> None:
    refused = await developer.get("/v1/customers", authorization=authorization)

    assert refused.status == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


# --- browsers ---------------------------------------------------------------------------------------------------------


async def signed_in(client: Client, person: Person) -> tuple[Client, str]:
    """The client with the person's session cookie, and the token that changes need."""
    reply = await client.post("/v1/auth/login", {"username": person.username, "password": person.password})
    cookie = reply.headers["set-cookie"].partition(";")[0]
    token: str = reply.ok()["csrf_token"]
    return client.with_headers(cookie=cookie), token


async def test_a_browser_reads_with_its_cookie_and_changes_with_its_token(nobody: Client) -> None:
    browser, token = await signed_in(nobody, ADA)
    body = {"name": "By Browser", "email": "browser@example.com"}

    assert (await browser.get("/v1/customers")).status == 200
    made = await browser.post("/v1/customers", body, x_csrf_token=token)
    assert made.status == 201

    path = made.headers["location"]
    for unfit in ({}, {"x_csrf_token": ""}, {"x_csrf_token": "wrong"}, {"x_csrf_token": token + "x"}):
        replies = [
            await browser.post("/v1/customers", body, **unfit),
            await browser.patch(path, {"name": "Changed"}, **unfit),
            await browser.put(path, body, **unfit),
            await browser.delete(path, **unfit),
            await browser.post("/v1/users", {}, **unfit),
        ]
        assert {(reply.status, reply.json["code"]) for reply in replies} == {(403, "csrf_token_mismatch")}
    assert (await browser.get(path)).json == made.json
    assert (await browser.delete(path, x_csrf_token=token)).status == 204


async def test_another_websites_request_is_refused_even_with_the_token(nobody: Client) -> None:
    browser, token = await signed_in(nobody, ADA)
    body = {"name": "Foreign", "email": "foreign@example.com"}
    for sign in ({"origin": "https://evil.example"}, {"sec_fetch_site": "cross-site"}, {"origin": "null"}):
        refused = await browser.post("/v1/customers", body, x_csrf_token=token, **sign)
        assert (refused.status, refused.json["code"]) == (403, "foreign_request")
    own = await browser.post("/v1/customers", body, x_csrf_token=token, origin="https://leadgen.example")
    assert own.status == 201


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_plain_http(nobody: Client, production_app: Gateway) -> None:
    person = {"username": VIC.username, "password": VIC.password}

    here = (await nobody.post("/v1/auth/login", person)).headers["set-cookie"]
    there = (await Client(production_app).post("/v1/auth/login", person)).headers["set-cookie"]

    assert {"HttpOnly", "SameSite=Lax"} <= set(here.split("; "))
    assert {"HttpOnly", "SameSite=Lax", "Secure"} <= set(there.split("; "))


async def test_a_session_that_was_ended_is_nobody(nobody: Client) -> None:
    browser, token = await signed_in(nobody, CLEO)
    assert (await browser.get("/v1/customers")).status == 200

    assert (await browser.post("/v1/auth/logout", {}, x_csrf_token=token)).status == 204

    assert (await browser.get("/v1/customers")).status == 401


async def test_a_key_decides_alone_where_a_cookie_comes_along(nobody: Client) -> None:
    browser, _ = await signed_in(nobody, ADA)

    assert (await browser.get("/v1/me", **VIC.headers)).ok()["user"]["username"] == "vic"
    assert (await browser.get("/v1/me", authorization="Bearer lg_wrong")).status == 401


async def test_a_key_keeps_to_its_scopes_and_its_owner(nobody: Client) -> None:
    browser, token = await signed_in(nobody, CLEO)
    made = await browser.post("/v1/api-keys", {"name": "narrow", "scopes": ["customers:read"]}, x_csrf_token=token)
    program = nobody.with_headers(authorization=f"Bearer {made.ok()['key']}")

    assert (await program.get("/v1/customers")).status == 200
    assert (await program.get("/v1/policies")).status == 403
    assert (await program.post("/v1/customers", {"name": "X", "email": "x@example.com"})).status == 403
