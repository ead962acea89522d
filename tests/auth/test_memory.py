"""Who is calling is remembered for seconds, and forgotten at once when something about them changes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from backend import clock
from backend.auth import apikeys
from backend.auth.apikeys import KeyRequest, KeyText, new_key
from backend.auth.principal import LOOPBACK_VIEWER, Principal, Via
from backend.auth.service import Authenticator
from backend.auth.sessions import Visit, cookie_header, cookie_name, cookie_value, expired_cookie_header, session_list
from backend.database.writes import transaction
from backend.errors import Invalid, NotAllowed, NotFound
from backend.settings import Environment, Settings
from tests.auth.conftest import Agency, until, until_forgotten, until_it_hears
from tests.people import ADA, BEN, CLEO, DAN, PASSWORD, VIC

pytestmark = pytest.mark.anyio

HOST = b"localhost:8000"


def bearer(key: KeyText) -> bytes:
    return b"Bearer " + key.text.encode()


CLEOS_KEY = CLEO.headers["Authorization"].encode()


async def by_key(agency: Agency, authorization: bytes) -> Principal | None:
    return await agency.memory.authenticate(authorization, None, "127.0.0.1", HOST)


async def made(agency: Agency, wanted: KeyRequest, caller: Principal = CLEO.principal) -> tuple[int, KeyText]:
    assert caller.user_id is not None
    async with transaction(agency.pool, caller.actor("r")) as connection:
        return await apikeys.create_key(connection, caller, wanted, caller.user_id)


async def test_a_key_speaks_for_its_user(agency: Agency) -> None:
    principal = await by_key(agency, CLEOS_KEY)

    assert principal is not None
    assert (principal.user_id, principal.via, principal.key) == (CLEO.id, Via.API_KEY, f"key:{CLEO.id}")
    assert principal.grants == CLEO.principal.grants
    assert principal.team_user_ids == (BEN.id, CLEO.id)
    assert principal.csrf_token is None


async def test_who_was_asked_for_once_is_remembered(agency: Agency) -> None:
    principal = await by_key(agency, CLEOS_KEY)

    assert agency.memory.cached(CLEOS_KEY) is principal
    assert agency.memory.cached(CLEOS_KEY + b" ") is None


@pytest.mark.parametrize(
    "authorization",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        b"Bearer lg_",
        b"Bearer " + b"x" * 55,
        b"Bearer lg_" + b"x" * 52,
        b"Basic YWRhOnBhc3N3b3Jk",
        b"Bearer lg_\xff\xfe" + b"x" * 50,
        CLEOS_KEY + b"x",
        CLEOS_KEY[7:],
    ],
)
async def test_what_is_not_a_key_lets_nobody_in(agency: Agency, authorization: bytes) -> None:
    assert await by_key(agency, authorization) is None
    assert agency.memory.cached(authorization) is None


async def test_a_wrong_key_beside_a_good_cookie_lets_nobody_in(agency: Agency, visit: Visit) -> None:
    token = (await agency.door.login("cleo", PASSWORD, visit)).session.token.encode()

    assert await agency.memory.authenticate(b"Bearer lg_wrong", token, "127.0.0.1", HOST) is None


REVOCATIONS = {
    "the key is revoked": f"update api_keys set revoked_at = now() where user_id = {CLEO.id}",
    "the key is deleted": f"delete from api_keys where user_id = {CLEO.id}",
    "the key expires": f"update api_keys set expires_at = now() where user_id = {CLEO.id}",
    "the user is disabled": f"update users set is_active = false where id = {CLEO.id}",
    "the user is deleted": f"delete from users where id = {CLEO.id}",
}


@pytest.mark.parametrize("change", REVOCATIONS.values(), ids=REVOCATIONS)
async def test_who_is_shut_out_is_out_even_if_the_change_came_by_hand(agency: Agency, change: str) -> None:
    assert await by_key(agency, CLEOS_KEY) is not None
    await agency.pool.execute(change)

    await until_forgotten(agency.memory, CLEOS_KEY)

    assert await by_key(agency, CLEOS_KEY) is None


async def test_a_change_of_role_or_team_counts_at_once(agency: Agency) -> None:
    await by_key(agency, CLEOS_KEY)
    await agency.pool.execute(f"update users set role = 'viewer', team_id = {DAN.team_id} where id = {CLEO.id}")

    await until_forgotten(agency.memory, CLEOS_KEY)
    principal = await by_key(agency, CLEOS_KEY)

    assert principal is not None
    assert principal.grants == VIC.principal.grants
    assert principal.team_user_ids == (CLEO.id, DAN.id)


async def test_a_team_that_is_closed_reaches_nobody(agency: Agency) -> None:
    await agency.pool.execute("update teams set is_active = false")
    principal = await by_key(agency, CLEOS_KEY)

    assert principal is not None
    assert principal.team_user_ids == ()


async def test_an_ended_session_is_out_at_once(agency: Agency, visit: Visit) -> None:
    token = (await agency.door.login("cleo", PASSWORD, visit)).session.token.encode()
    assert await agency.memory.authenticate(None, token, None, None) is not None
    await agency.pool.execute("update sessions set is_active = false")

    await until_forgotten(agency.memory, token)

    assert await agency.memory.authenticate(None, token, None, None) is None


async def test_an_answer_read_before_a_change_is_not_kept_after_it(agency: Agency) -> None:
    asking = asyncio.create_task(by_key(agency, CLEOS_KEY))
    await asyncio.sleep(0)
    agency.memory.forget()
    await asking

    assert agency.memory.cached(CLEOS_KEY) is None


async def test_seeing_somebody_is_not_announced_as_a_change(agency: Agency) -> None:
    heard: list[object] = []
    listener = await asyncpg.connect(agency.dsn)
    await listener.add_listener("leadgen_auth", lambda *said: heard.append(said[3]))

    await agency.pool.execute("update users set last_login = now(), failed_login_attempts = 1, mfa_last_step = 1")
    await agency.pool.execute("update api_keys set last_used_at = now()")
    await agency.pool.execute("notify leadgen_auth, 'the end'")

    await until(lambda: "the end" in heard)
    await listener.close()
    assert heard == ["the end"]


async def _until_used(agency: Agency) -> None:
    async def used() -> bool:
        return await agency.pool.fetchval(f"select last_used_at from api_keys where id = {CLEO.id}") is not None

    await eventually(used)


async def eventually(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_the_use_of_a_key_is_noted_once_a_minute(agency: Agency) -> None:
    await by_key(agency, CLEOS_KEY)
    await _until_used(agency)
    first = await agency.pool.fetchval(f"select last_used_at from api_keys where id = {CLEO.id}")

    agency.memory.forget()
    await by_key(agency, CLEOS_KEY)
    await agency.memory.close()

    assert await agency.pool.fetchval(f"select last_used_at from api_keys where id = {CLEO.id}") == first


async def test_listening_comes_back_after_the_database_cut_it(agency: Agency) -> None:
    cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = 'leadgen auth'"
    await by_key(agency, CLEOS_KEY)
    await agency.pool.fetchval(cut)
    await until(lambda: not agency.memory.hears_changes)
    assert agency.memory.cached(CLEOS_KEY) is None

    await until_it_hears(agency.memory)
    await by_key(agency, CLEOS_KEY)
    await agency.pool.execute(f"update api_keys set revoked_at = now() where id = {CLEO.id}")

    await until_forgotten(agency.memory, CLEOS_KEY)


@pytest.mark.parametrize(
    ("client", "host", "forwarded", "env"),
    [
        ("192.168.1.5", HOST, False, Environment.development),
        ("127.0.0.1", b"leads.example.com", False, Environment.development),
        ("127.0.0.1", HOST, True, Environment.development),
        ("127.0.0.1", HOST, False, Environment.production),
    ],
)
async def test_nobody_is_nobody(
    settings: Settings, client: str, host: bytes, forwarded: bool, env: Environment
) -> None:
    memory = Authenticator(settings.model_copy(update={"env": env}))

    assert await memory.authenticate(None, None, client, host, forwarded=forwarded) is None


async def test_a_developer_on_this_machine_reads_without_credentials(settings: Settings) -> None:
    assert await Authenticator(settings).authenticate(None, None, "127.0.0.1", HOST) is LOOPBACK_VIEWER


async def test_a_stale_cookie_is_not_mistaken_for_a_developer(agency: Agency) -> None:
    assert await agency.memory.authenticate(None, b"stale", "127.0.0.1", HOST) is None


async def test_a_new_key_works_and_only_its_hash_is_kept(agency: Agency) -> None:
    key_id, key = await made(agency, KeyRequest("nightly sync", requests_per_minute=30))
    principal = await by_key(agency, bearer(key))

    assert principal is not None
    assert (principal.key, principal.requests_per_minute) == (f"key:{key_id}", 30)
    row = await agency.pool.fetchval("select k::text from api_keys k where id = $1", key_id)
    assert key.text not in row
    assert key.prefix in row


async def test_a_scoped_key_does_only_that(agency: Agency) -> None:
    _, key = await made(agency, KeyRequest("reader", scopes=["customers:read", "audit:read"]))
    principal = await by_key(agency, bearer(key))

    assert principal is not None
    assert set(principal.grants) == {"customers:read"}


async def test_a_key_works_until_it_expires(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = clock.now() + timedelta(hours=1)
    _, key = await made(agency, KeyRequest("short", expires_at=soon))
    assert await by_key(agency, bearer(key)) is not None
    agency.memory.forget()

    monkeypatch.setattr(clock, "now", lambda: soon)

    assert await by_key(agency, bearer(key)) is None


async def test_rotation_keeps_the_old_key_for_the_overlap(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    key_id, old = await made(agency, KeyRequest("sync", scopes=["leads:read"], requests_per_minute=9))
    async with transaction(agency.pool, CLEO.principal.actor("r")) as connection:
        _, new = await apikeys.rotate_key(connection, CLEO.principal, key_id, CLEO.id, overlap=timedelta(hours=1))

    both = [await by_key(agency, bearer(key)) for key in (old, new)]
    assert [principal and (set(principal.grants), principal.requests_per_minute) for principal in both] == [
        ({"leads:read"}, 9)
    ] * 2

    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    agency.memory.forget()
    assert await by_key(agency, bearer(old)) is None
    assert await by_key(agency, bearer(new)) is not None


async def test_other_peoples_keys_are_out_of_reach(agency: Agency) -> None:
    async with transaction(agency.pool, DAN.principal.actor("r")) as connection:
        with pytest.raises(NotFound):
            await apikeys.revoke_key(connection, CLEO.id, DAN.id)
        with pytest.raises(NotFound):
            await apikeys.rotate_key(connection, DAN.principal, CLEO.id, DAN.id, overlap=timedelta(0))
        with pytest.raises(NotAllowed):
            await apikeys.create_key(connection, DAN.principal, KeyRequest("x"), CLEO.id)

    async with transaction(agency.pool, ADA.principal.actor("r")) as connection:
        await apikeys.create_key(connection, ADA.principal, KeyRequest("for Cleo"), CLEO.id)


@pytest.mark.parametrize("scopes", [None, ["users:write"], ["customers:read", "users:write"]])
async def test_a_key_cannot_make_a_key_that_outgrows_it(agency: Agency, scopes: list[str] | None) -> None:
    scoped = replace(
        ADA.principal,
        via=Via.API_KEY,
        key="key:0",
        grants={name: ADA.principal.grants[name] for name in ("customers:read", "api_keys:write")},
    )

    with pytest.raises(NotAllowed):
        await made(agency, KeyRequest("bigger", scopes=scopes), scoped)
    await made(agency, KeyRequest("smaller", scopes=["customers:read"]), scoped)


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        (KeyRequest("x", scopes=["customers:read", "customers:fly"]), "/scopes/1"),
        (KeyRequest("x", expires_at=clock.now() - timedelta(days=1)), "/expires_at"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused(agency: Agency, wanted: KeyRequest, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        await made(agency, wanted)

    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_keys_have_a_recognisable_shape() -> None:
    key = new_key()

    assert key.text.startswith(key.prefix)
    assert apikeys.key_in(bearer(key)) == key.text.encode()
    assert apikeys.key_in(bearer(key).replace(b"Bearer", b"bearer")) == key.text.encode()


async def test_people_see_where_they_are_signed_in(agency: Agency, visit: Visit) -> None:
    token = (await agency.door.login("cleo", PASSWORD, visit)).session.token.encode()
    await agency.door.login("dan", PASSWORD, visit)
    principal = await agency.memory.authenticate(None, token, None, None)
    assert principal is not None

    async with agency.pool.acquire() as connection:
        listed = await session_list(connection, CLEO.id, principal.session_key, agency.settings)

    assert listed.count(b'"id"') == 1
    assert b'"current" : true' in listed
    assert b"203.0.113.9" in listed
    assert token not in listed


@pytest.mark.parametrize(
    ("update", "name", "secure"),
    [
        ({"env": Environment.production}, "__Host-leadgen", True),
        ({"public_url": "https://leads.example.com"}, "__Host-leadgen", True),
        ({}, "leadgen", False),
    ],
)
def test_the_cookie_is_as_closed_as_the_connection_allows(
    settings: Settings, update: dict[str, object], name: str, secure: bool
) -> None:
    where = settings.model_copy(update=update)
    cookie = cookie_header("token", where)

    assert cookie_name(where) == name
    assert cookie.startswith(f"{name}=token; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
    assert "Domain" not in cookie
    assert "Max-Age=0" in expired_cookie_header(where)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (b"leadgen=abc", b"abc"),
        (b"theme=dark; leadgen=abc; x=y", b"abc"),
        (b"xleadgen=no", None),
        (b"leadgen=", None),
        (b"leadgen", None),
        (b"", None),
        (b";;;=;", None),
    ],
)
def test_the_token_is_found_among_other_cookies(header: bytes, value: bytes | None) -> None:
    assert cookie_value(header, b"leadgen") == value


async def test_behind_pgbouncer_memory_is_short_since_nothing_is_heard(agency: Agency) -> None:
    memory = Authenticator(agency.settings.model_copy(update={"pgbouncer": True}))
    await memory.start(agency.pool, agency.dsn)

    assert await memory.authenticate(CLEOS_KEY, None, None, None) is not None
    assert not memory.hears_changes
    await until(lambda: memory.cached(CLEOS_KEY) is None)
    await memory.close()


async def test_a_database_that_is_away_is_said_so(agency: Agency) -> None:
    await agency.memory.close()
    lost = Authenticator(agency.settings)
    await lost.start(agency.pool, "postgresql://nobody@127.0.0.1:1/nothing")

    assert not lost.hears_changes
    assert await lost.authenticate(CLEOS_KEY, None, None, None) is not None
    await lost.close()
    with pytest.raises((RuntimeError, asyncpg.InterfaceError)):
        await Authenticator(agency.settings).authenticate(CLEOS_KEY, None, None, None)
