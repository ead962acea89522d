"""Getting in over HTTP: cookies, CSRF, locks, second factor, keys, and what each role meets at the door."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pyotp
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from backend import clock
from backend.api import keys, me, users
from backend.api import main as api_main
from backend.auth.mfa import STEP_S
from backend.settings import Environment, Settings
from tests.auth.conftest import Agency
from tests.people import ADA, BEN, CLEO, DAN, PASSWORD, PEOPLE, VIC, Person

pytestmark = pytest.mark.anyio

ELSEWHERE = ("203.0.113.9", 40000)
HERE = ("127.0.0.1", 40000)
NEW = "another fine passphrase"


class Api:
    """The whole application, called as a server calls it."""

    def __init__(self, gateway: Any) -> None:
        self.gateway = gateway

    def client(self, *, at: tuple[str, int] = ELSEWHERE, **headers: str) -> httpx2.AsyncClient:
        """A browser or program of its own, with its own cookies."""
        transport = httpx2.ASGITransport(app=self.gateway, client=at, raise_app_exceptions=False)
        return httpx2.AsyncClient(transport=transport, base_url="http://localhost:8000", headers=headers)

    def by_key(self, person: Person) -> httpx2.AsyncClient:
        return self.client(authorization=person.headers["Authorization"])

    async def signed_in(self, person: Person, password: str = PASSWORD) -> httpx2.AsyncClient:
        browser = self.client()
        answer = await browser.post("/v1/auth/login", json={"username": person.username, "password": password})
        assert answer.status_code == 200, answer.text
        browser.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return browser


def on(agency: Agency, settings: Settings, **update: object) -> Settings:
    return settings.model_copy(
        update={"use_db": True, "database_url": SecretStr(agency.dsn), "run_worker": False, **update}
    )


@pytest.fixture
async def api(agency: Agency, settings: Settings) -> AsyncIterator[Api]:
    gateway = api_main.application(on(agency, settings))
    framework = gateway.api
    assert isinstance(framework, FastAPI)
    async with framework.router.lifespan_context(framework):
        yield Api(gateway)


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return answer.status_code, answer.json()["code"]


async def test_signing_in_sets_a_closed_cookie_and_opens_the_api(api: Api) -> None:
    browser = api.client()
    answer = await browser.post("/v1/auth/login", json={"username": "cleo", "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 200
    assert answer.json()["user"] == {"id": CLEO.id, "username": "cleo", "full_name": "Cleo Marsh", "role": "agent"}
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))

    myself = await browser.get("/v1/me")
    me.Me.model_validate_json(myself.content)
    assert myself.json()["user"]["team"] == {"id": CLEO.team_id, "name": "North"}
    assert myself.json()["permissions"]["customers:write"] == "own"
    assert myself.json()["csrf_token"] == answer.json()["csrf_token"]
    assert myself.json()["via"] == "session"


@pytest.mark.parametrize(
    ("name", "password"), [("cleo", "wrong wrong"), ("zed", PASSWORD), ("cl\0eo", "x"), ("x" * 255, "y" * 256)]
)
async def test_every_wrong_sign_in_is_answered_the_same(api: Api, name: str, password: str) -> None:
    answer = await api.client().post("/v1/auth/login", json={"username": name, "password": password})

    assert code_of(answer) == (401, "wrong_credentials")
    assert answer.json()["detail"] == "Wrong user name or password."
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"username": 7, "password": "x"}',
        b'{"username": "cleo"}',
        b'{"username": "cleo", "password": "x", "admin": true}',
        b'{"username": "cleo", "password": ""}',
        b'{"username": "cleo", "password": "\\ud800"}',
        b'{"username": "' + b"x" * 300 + b'", "password": "x"}',
        b'{"username": "cleo", "password": "' + b"x" * 300 + b'"}',
    ],
)
async def test_a_malformed_sign_in_is_refused_with_a_reason(api: Api, body: bytes) -> None:
    answer = await api.client().post("/v1/auth/login", content=body, headers={"content-type": "application/json"})

    assert answer.status_code in (400, 401, 422)
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_after_five_wrong_passwords_everybody_waits(api: Api) -> None:
    for name in ("dan", "nobody-here"):
        attempts = [
            await api.client().post("/v1/auth/login", json={"username": name, "password": "wrong"}) for _ in range(6)
        ]
        assert [answer.status_code for answer in attempts] == [401] * 5 + [429]
        assert int(attempts[-1].headers["retry-after"]) > 800
        assert attempts[-1].json()["detail"] == "Too many attempts: wait before trying again."


async def test_a_change_by_cookie_needs_the_csrf_token(api: Api) -> None:
    browser = await api.signed_in(CLEO)
    right = browser.headers.pop("x-csrf-token")

    assert code_of(await browser.patch("/v1/me", json={"phone": "1"})) == (403, "csrf_token_mismatch")
    wrong = {"x-csrf-token": "wrong"}
    assert code_of(await browser.patch("/v1/me", json={"phone": "1"}, headers=wrong)) == (403, "csrf_token_mismatch")
    foreign = {"x-csrf-token": right, "sec-fetch-site": "cross-site"}
    assert code_of(await browser.patch("/v1/me", json={"phone": "1"}, headers=foreign)) == (403, "foreign_request")
    origin = {"x-csrf-token": right, "origin": "https://evil.example"}
    assert code_of(await browser.patch("/v1/me", json={"phone": "1"}, headers=origin)) == (403, "foreign_request")
    assert (await browser.patch("/v1/me", json={"phone": "1"}, headers={"x-csrf-token": right})).status_code == 200


async def test_another_website_cannot_sign_anybody_in_or_out(api: Api) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    body = {"username": "cleo", "password": PASSWORD}

    assert code_of(await api.client().post("/v1/auth/login", json=body, headers=foreign)) == (403, "foreign_request")
    assert code_of(await api.client().post("/v1/auth/logout", headers=foreign)) == (403, "foreign_request")


async def test_a_key_needs_no_csrf_token(api: Api) -> None:
    assert (await api.by_key(CLEO).patch("/v1/me", json={"phone": "1"})).status_code == 200


async def test_logging_out_ends_the_session_and_takes_the_cookie(api: Api) -> None:
    browser = await api.signed_in(CLEO)
    stolen = dict(browser.cookies)

    answer = await browser.post("/v1/auth/logout")

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    thief = api.client(cookie=f"leadgen={stolen['leadgen']}")
    assert code_of(await thief.get("/v1/me")) == (401, "not_signed_in")
    assert (await browser.post("/v1/auth/logout")).status_code == 204


async def test_signing_in_again_ends_the_old_session(api: Api) -> None:
    browser = await api.signed_in(CLEO)
    old = browser.cookies["leadgen"]
    await browser.post("/v1/auth/login", json={"username": "cleo", "password": PASSWORD})

    assert browser.cookies["leadgen"] != old
    assert (await api.client(cookie=f"leadgen={old}").get("/v1/me")).status_code == 401


async def test_people_see_and_end_their_other_sessions(api: Api) -> None:
    here, there, dan = await api.signed_in(CLEO), await api.signed_in(CLEO), await api.signed_in(DAN)
    listed = (await here.get("/v1/auth/sessions")).json()["items"]
    assert [item["current"] for item in listed].count(True) == 1
    [other] = [item["id"] for item in listed if not item["current"]]

    assert code_of(await dan.delete(f"/v1/auth/sessions/{other}")) == (404, "not_found")
    assert (await here.delete(f"/v1/auth/sessions/{other}")).status_code == 204

    assert (await there.get("/v1/me")).status_code == 401
    assert (await dan.get("/v1/me")).status_code == 200
    assert code_of(await here.delete("/v1/auth/sessions/99999999999999999999"))[0] == 422

    await api.signed_in(CLEO)
    assert (await here.delete("/v1/auth/sessions")).status_code == 204
    assert len((await here.get("/v1/auth/sessions")).json()["items"]) == 1


async def test_a_new_password_renews_the_session(api: Api) -> None:
    browser, other = await api.signed_in(CLEO), await api.signed_in(CLEO)
    old = browser.cookies["leadgen"]

    wrong = await browser.post("/v1/auth/password", json={"current_password": "x", "new_password": NEW})
    assert code_of(wrong) == (422, "wrong_password")
    weak = await browser.post("/v1/auth/password", json={"current_password": PASSWORD, "new_password": "password1234"})
    assert code_of(weak) == (422, "weak_password")
    done = await browser.post("/v1/auth/password", json={"current_password": PASSWORD, "new_password": NEW})

    assert done.status_code == 200
    assert browser.cookies["leadgen"] != old
    assert (await browser.get("/v1/me")).json()["csrf_token"] == done.json()["csrf_token"]
    assert (await browser.get("/v1/me")).json()["user"]["password_change_due"] is False
    assert (await other.get("/v1/me")).status_code == 401
    await api.signed_in(CLEO, NEW)


async def test_the_second_factor_from_set_up_to_sign_in(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await api.signed_in(ADA)
    secret = (await browser.post("/v1/auth/totp", json={"password": PASSWORD})).json()["secret"]
    app = pyotp.TOTP(secret)
    assert code_of(await browser.post("/v1/auth/totp/confirm", json={"code": "000000"}))[0] == 422
    confirmed = await browser.post("/v1/auth/totp/confirm", json={"code": app.at(clock.now())})
    recovery = confirmed.json()["recovery_codes"]
    assert (await browser.get("/v1/me")).status_code == 200
    later = clock.now() + timedelta(seconds=STEP_S)
    monkeypatch.setattr(clock, "now", lambda: later)

    waiting = api.client()
    first = await waiting.post("/v1/auth/login", json={"username": "ada", "password": PASSWORD})
    assert (first.json()["mfa_required"], first.json()["user"]) == (True, None)
    assert (await waiting.get("/v1/me")).status_code == 401
    assert code_of(await waiting.post("/v1/auth/mfa", json={"code": app.at(later)})) == (403, "csrf_token_mismatch")

    waiting.headers["x-csrf-token"] = first.json()["csrf_token"]
    assert code_of(await waiting.post("/v1/auth/mfa", json={"code": "000000"})) == (401, "wrong_code")
    second = await waiting.post("/v1/auth/mfa", json={"code": app.at(later)})
    assert second.json()["user"]["username"] == "ada"
    waiting.headers["x-csrf-token"] = second.json()["csrf_token"]
    assert (await waiting.get("/v1/me")).json()["user"]["mfa_enabled"] is True

    replay = api.client()
    again = await replay.post("/v1/auth/login", json={"username": "ada", "password": PASSWORD})
    replay.headers["x-csrf-token"] = again.json()["csrf_token"]
    assert code_of(await replay.post("/v1/auth/mfa", json={"code": app.at(later)})) == (401, "wrong_code")
    assert (await replay.post("/v1/auth/mfa", json={"code": recovery[0]})).status_code == 200

    off = {"password": PASSWORD, "code": recovery[1]}
    assert (await waiting.post("/v1/auth/totp/disable", json=off)).status_code == 204


async def test_a_key_cannot_touch_how_its_user_signs_in(api: Api) -> None:
    program = api.by_key(ADA)
    body = {"current_password": PASSWORD, "new_password": NEW}

    assert code_of(await program.post("/v1/auth/password", json=body)) == (403, "browser_only")
    assert code_of(await program.post("/v1/auth/totp", json={"password": PASSWORD})) == (403, "browser_only")
    assert code_of(await program.delete("/v1/auth/sessions")) == (403, "browser_only")


async def test_a_key_is_shown_once_and_revoked_at_once(api: Api) -> None:
    browser = await api.signed_in(CLEO)
    made = await browser.post("/v1/api-keys", json={"name": "sync", "scopes": ["me:read", "leads:read"]})
    keys.NewApiKeyText.model_validate_json(made.content)
    program = api.client(authorization=f"Bearer {made.json()['key']}")

    assert made.status_code == 201
    assert set((await program.get("/v1/me")).json()["permissions"]) == {"me:read", "leads:read"}
    assert code_of(await program.get("/v1/api-keys")) == (403, "not_allowed")
    page = await browser.get("/v1/api-keys")
    keys.ApiKeyPage.model_validate_json(page.content)
    assert made.json()["key"] not in page.text

    assert (await browser.delete(f"/v1/api-keys/{made.json()['id']}")).status_code == 204
    assert (await program.get("/v1/me")).status_code == 401
    assert (await browser.get(made.headers["location"])).json()["revoked_at"] is not None


async def test_rotating_a_key_without_overlap_ends_the_old_one(api: Api) -> None:
    browser = await api.signed_in(CLEO)
    made = (await browser.post("/v1/api-keys", json={"name": "sync"})).json()
    renewed = await browser.post(f"/v1/api-keys/{made['id']}/rotate", json={"overlap_hours": 0})

    assert renewed.status_code == 201
    assert (await api.client(authorization=f"Bearer {made['key']}").get("/v1/me")).status_code == 401
    assert (await api.client(authorization=f"Bearer {renewed.json()['key']}").get("/v1/me")).status_code == 200


async def test_a_key_has_its_own_limit(api: Api) -> None:
    browser = await api.signed_in(CLEO)
    made = (await browser.post("/v1/api-keys", json={"name": "slow", "requests_per_minute": 3})).json()
    program = api.client(authorization=f"Bearer {made['key']}")

    answers = [await program.get("/v1/me") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("username", ["ada", "ben", "cleo", "dan", "vic"]),
        ("-username", ["vic", "dan", "cleo", "ben", "ada"]),
        ("role", ["ada", "ben", "cleo", "dan", "vic"]),
        ("-role", ["vic", "cleo", "dan", "ben", "ada"]),
        ("-full_name", ["vic", "dan", "cleo", "ben", "ada"]),
        ("team", ["ben", "cleo", "dan", "ada", "vic"]),
        ("-created_at", ["ada", "ben", "cleo", "dan", "vic"]),
    ],
)
async def test_users_are_sorted_as_asked(api: Api, sort: str, names: list[str]) -> None:
    ada = api.by_key(ADA)

    page = await ada.get("/v1/users", params={"sort": sort})

    assert [user["username"] for user in page.json()["items"]] == names
    first = await ada.get("/v1/users", params={"sort": sort, "page_size": 2, "page": 2})
    assert [user["username"] for user in first.json()["items"]] == names[2:4]


async def test_users_are_sorted_by_nothing_else(api: Api) -> None:
    for sort in ("password_hash", "u.id; drop table users", "--id", ""):
        assert (await api.by_key(ADA).get("/v1/users", params={"sort": sort})).status_code == 422


async def test_an_administrator_runs_the_user_list(api: Api) -> None:
    ada = await api.signed_in(ADA)
    made = await ada.post("/v1/users", json={"username": "eve", "email": "eve@agency.example", "role": "viewer"})
    users.CreatedUser.model_validate_json(made.content)
    eve = Person(made.json()["id"], "eve", "Eve", VIC.role)
    browser = await api.signed_in(eve, made.json()["one_time_password"])
    assert (await browser.get("/v1/me")).json()["user"]["password_change_due"] is True

    path = made.headers["location"]
    changed = await ada.patch(path, json={"full_name": "Eve Stone"}, headers={"if-match": made.headers["etag"]})
    assert changed.status_code == 200
    stale = await ada.patch(path, json={"full_name": "Eve S."}, headers={"if-match": made.headers["etag"]})
    assert code_of(stale) == (412, "changed")

    assert (await ada.post(f"{path}/disable")).json()["is_active"] is False
    assert (await browser.get("/v1/me")).status_code == 401
    page = await ada.get("/v1/users?is_active=false")
    users.UserPage.model_validate_json(page.content)
    assert [user["username"] for user in page.json()["items"]] == ["eve"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", None),
        ("email", "x\0@agency.example"),
        ("full_name", "a\nb"),
        ("full_name", "\ud800"),
        ("role", "owner"),
        ("role", None),
        ("team_id", 2**40),
        ("team_id", 9999),
        ("is_active", "perhaps"),
        ("permissions", {"customers:read": "most"}),
        ("permissions", []),
        ("password_hash", "x"),
        ("mfa_enabled", False),
    ],
)
async def test_what_a_user_cannot_be_is_refused_by_field(api: Api, field: str, value: object) -> None:
    body = json.dumps({field: value}).encode()
    answer = await api.by_key(ADA).patch(
        f"/v1/users/{DAN.id}", content=body, headers={"content-type": "application/json"}
    )

    assert answer.status_code in (400, 422), answer.text
    if field != "full_name":
        assert answer.json()["errors"][0]["pointer"].startswith(f"/{field}")


async def test_the_last_administrator_stays(api: Api) -> None:
    ada = await api.signed_in(ADA)

    assert code_of(await ada.post(f"/v1/users/{ADA.id}/disable"))[0] in (403, 409)
    assert code_of(await ada.patch(f"/v1/users/{ADA.id}", json={"role": "agent"}))[0] in (403, 409)


async def test_an_administrator_runs_the_teams(api: Api) -> None:
    ada = await api.signed_in(ADA)
    made = await ada.post("/v1/teams", json={"name": "West"})
    users.Team.model_validate_json(made.content)
    path = made.headers["location"]

    assert (await ada.patch(path, json={"description": "Beyond the river"})).json()["description"] == "Beyond the river"
    assert code_of(await ada.post("/v1/teams", json={"name": "west"})) == (409, "team_name_taken")
    users.TeamPage.model_validate_json((await ada.get("/v1/teams")).content)
    assert (await ada.delete(path)).status_code == 204
    assert code_of(await ada.get(path)) == (404, "not_found")


REQUESTS = {
    ("GET", "/v1/users"): {"ada", "ben"},
    ("GET", f"/v1/users/{DAN.id}"): {"ada", "ben"},
    ("GET", "/v1/teams"): {"ada", "ben"},
    ("POST", "/v1/users"): {"ada"},
    ("PATCH", f"/v1/users/{DAN.id}"): {"ada"},
    ("POST", f"/v1/users/{DAN.id}/reset-password"): {"ada"},
    ("POST", f"/v1/users/{DAN.id}/reset-second-factor"): {"ada"},
    ("POST", f"/v1/users/{DAN.id}/unlock"): {"ada"},
    ("DELETE", f"/v1/users/{DAN.id}/sessions"): {"ada"},
    ("POST", "/v1/teams"): {"ada"},
    ("GET", "/v1/me"): {"ada", "ben", "cleo", "dan", "vic"},
    ("GET", "/v1/auth/sessions"): {"ada", "ben", "cleo", "dan", "vic"},
    ("GET", "/v1/api-keys"): {"ada", "ben", "cleo", "dan", "vic"},
}


@pytest.mark.parametrize("request_line", REQUESTS, ids=" ".join)
async def test_the_door_opens_to_whom_the_table_names(api: Api, request_line: tuple[str, str]) -> None:
    method, path = request_line
    let_in = set()
    for person in PEOPLE:
        body = None if method in ("GET", "DELETE") else {"full_name": "x", "name": f"of {person.username}"}
        answer = await api.by_key(person).request(method, path, json=body)
        if answer.status_code not in (401, 403):
            let_in.add(person.username)
    nobody = await api.client().request(method, path)

    assert let_in == REQUESTS[request_line]
    assert code_of(nobody) == (401, "not_signed_in")


async def test_a_developer_on_this_machine_reads_and_never_writes(api: Api) -> None:
    developer = api.client(at=HERE)

    myself = await developer.get("/v1/me")
    assert (myself.json()["via"], myself.json()["user"], myself.json()["role"]) == ("loopback", None, "viewer")
    assert (await developer.patch("/v1/me", json={"phone": "1"})).status_code == 403
    assert (await developer.post("/v1/api-keys", json={"name": "x"})).status_code == 403
    assert (await developer.get("/v1/users")).status_code == 403
    assert (await developer.get("/v1/me", headers={"x-forwarded-for": "203.0.113.9"})).status_code == 401
    assert (await developer.get("/v1/me", headers={"host": "evil.example"})).status_code == 401


async def test_in_production_nobody_reads_and_cookies_are_secure(agency: Agency, settings: Settings) -> None:
    secret = SecretStr("Ck2v9rJ0mQx7TzL4wYb8nHs5GdPa1EfU")
    production = on(agency, settings, env=Environment.production, secret_key=secret)
    gateway = api_main.application(production.model_copy(update={"database_ssl_mode": None}))
    framework = gateway.api
    assert isinstance(framework, FastAPI)
    async with framework.router.lifespan_context(framework):
        api = Api(gateway)
        assert code_of(await api.client(at=HERE).get("/v1/me")) == (401, "not_signed_in")
        answer = await api.client().post("/v1/auth/login", json={"username": "ben", "password": PASSWORD})

    cookie = answer.headers["set-cookie"].split("; ")
    assert cookie[0].startswith("__Host-leadgen=")
    assert "Secure" in cookie
    assert answer.json()["user"]["id"] == BEN.id
