"""Signing in: what works, what is refused, and how guessing is slowed down."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pyotp
import pytest

from backend import clock
from backend.auth.mfa import STEP_S
from backend.auth.origin import CsrfMismatch, Headers
from backend.auth.passwords import WeakPassword
from backend.auth.principal import Principal, Via
from backend.auth.sessions import NewSession, Visit, key_of
from backend.auth.signin import (
    BrowserOnly,
    CodeRefused,
    SecondFactorState,
    SignedIn,
    WrongCode,
    WrongCredentials,
    WrongPassword,
)
from backend.auth.throttle import TryLater
from tests.auth.conftest import Agency
from tests.people import ADA, CLEO, DAN, PASSWORD, VIC, Person

pytestmark = pytest.mark.anyio

WRONG = "wrong wrong wrong"
NEW = "another fine passphrase"


class Watch:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.present = clock.now()

    def __call__(self) -> datetime:
        return self.present

    def move(self, **by: float) -> None:
        self.present += timedelta(**by)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    stopped = Watch()
    monkeypatch.setattr(clock, "now", stopped)
    return stopped


def csrf(session: NewSession) -> Headers:
    return {b"x-csrf-token": session.csrf_token.encode()}


def token_of(entered: SignedIn) -> bytes:
    return entered.session.token.encode()


async def caller(agency: Agency, token: bytes) -> Principal | None:
    return await agency.memory.authenticate(None, token, None, None)


async def signed_in(agency: Agency, person: Person, visit: Visit) -> tuple[Principal, bytes]:
    token = token_of(await agency.door.login(person.username, PASSWORD, visit))
    principal = await caller(agency, token)
    assert principal is not None
    return principal, token


async def with_second_factor(agency: Agency, person: Person, visit: Visit) -> tuple[pyotp.TOTP, list[str]]:
    """Sets the second factor up; the code of the present step is used by that."""
    principal, token = await signed_in(agency, person, visit)
    enrolment = await agency.door.enrol(principal, PASSWORD, "r")
    app = pyotp.TOTP(enrolment.secret)
    _, codes = await agency.door.confirm(principal, app.at(clock.now()), visit, token)
    return app, codes


@pytest.mark.parametrize("name", ["cleo", "CLEO", " cleo ", "cleo@agency.example", "Cleo@Agency.example"])
async def test_a_user_signs_in_by_name_or_address(agency: Agency, visit: Visit, name: str) -> None:
    entered = await agency.door.login(name, PASSWORD, visit)
    principal = await caller(agency, token_of(entered))

    assert not entered.mfa_required
    assert principal is not None
    assert (principal.user_id, principal.via, principal.key) == (CLEO.id, Via.SESSION, f"user:{CLEO.id}")
    assert principal.csrf_token == entered.session.csrf_token
    assert principal.team_user_ids == CLEO.principal.team_user_ids
    assert await agency.events("login") == ["login"]


async def test_only_a_hash_of_the_token_is_kept(agency: Agency, visit: Visit) -> None:
    entered = await agency.door.login("cleo", PASSWORD, visit)

    assert await agency.pool.fetchval("select session_id from sessions") == key_of(token_of(entered))


@pytest.mark.parametrize(
    ("name", "password"),
    [("cleo", WRONG), ("zed", PASSWORD), ("cleo", ""), ("", PASSWORD), ("cl\0eo", PASSWORD), ("' or true --", "x")],
)
async def test_every_refusal_says_the_same(agency: Agency, visit: Visit, name: str, password: str) -> None:
    with pytest.raises(WrongCredentials) as refused:
        await agency.door.login(name, password, visit)

    assert refused.value.detail == "Wrong user name or password."
    assert await agency.events("login_failed") == ["login_failed"]


async def test_who_was_disabled_is_refused_like_who_never_was(agency: Agency, visit: Visit) -> None:
    await agency.pool.execute("update users set is_active = false where id = $1", CLEO.id)

    with pytest.raises(WrongCredentials):
        await agency.door.login("cleo", PASSWORD, visit)


async def test_what_was_typed_as_a_name_is_not_logged(agency: Agency, visit: Visit) -> None:
    with pytest.raises(WrongCredentials):
        await agency.door.login("my secret password", "x", visit)

    assert not await agency.pool.fetchval("select exists (select from audit_log a where a::text like '%my secret%')")


@pytest.mark.parametrize("name", ["dan", "nobody-has-this-name"])
async def test_an_account_is_locked_alike_whether_it_exists_or_not(
    agency: Agency, visit: Visit, watch: Watch, name: str
) -> None:
    waits: list[tuple[int, int]] = []
    for _ in range(3):
        failures = 0
        while failures < 50:
            try:
                await agency.door.login(name, WRONG, replace(visit, ip_address=f"203.0.113.{failures}"))
            except WrongCredentials:
                failures += 1
            except TryLater as refused:
                waits.append((failures, int(refused.headers["Retry-After"])))
                break
        watch.move(seconds=waits[-1][1] + 1)

    assert waits == [(5, 900), (1, 1800), (1, 3600)]


async def test_even_the_right_password_waits_while_the_account_is_locked(
    agency: Agency, visit: Visit, watch: Watch
) -> None:
    for _ in range(5):
        with pytest.raises(WrongCredentials):
            await agency.door.login("dan", WRONG, visit)
    with pytest.raises(TryLater):
        await agency.door.login("dan", PASSWORD, visit)

    watch.move(minutes=16)
    await agency.door.login("dan", PASSWORD, visit)

    row = await agency.pool.fetchrow("select failed_login_attempts, locked_until from users where id = $1", DAN.id)
    assert row is not None
    assert tuple(row) == (0, None)


async def test_a_right_password_forgives_the_wrong_ones_before(agency: Agency, visit: Visit) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(WrongCredentials):
                await agency.door.login("dan", WRONG, visit)
        await agency.door.login("dan", PASSWORD, visit)


async def test_a_hundred_guesses_at_once_get_no_more_tries(agency: Agency, visit: Visit) -> None:
    guesses = [agency.door.login("dan", WRONG, replace(visit, ip_address=f"203.0.113.{n}")) for n in range(20)]

    outcomes = [type(outcome) for outcome in await asyncio.gather(*guesses, return_exceptions=True)]

    assert outcomes.count(WrongCredentials) == 5
    assert outcomes.count(TryLater) == 15


async def test_an_address_that_tries_many_names_waits(agency: Agency, visit: Visit, watch: Watch) -> None:
    for number in range(agency.settings.login_rate_per_minute):
        with pytest.raises(WrongCredentials):
            await agency.door.login(f"user{number}", WRONG, visit)
    with pytest.raises(TryLater) as refused:
        await agency.door.login("cleo", PASSWORD, visit)
    assert 0 < int(refused.value.headers["Retry-After"]) <= 60

    await agency.door.login("cleo", PASSWORD, replace(visit, ip_address="198.51.100.7"))
    watch.move(seconds=61)
    await agency.door.login("cleo", PASSWORD, visit)


async def test_signing_in_again_renews_the_session(agency: Agency, visit: Visit) -> None:
    first = token_of(await agency.door.login("cleo", PASSWORD, visit))
    second = token_of(await agency.door.login("cleo", PASSWORD, visit, old_token=first))

    assert await caller(agency, first) is None
    assert await caller(agency, second) is not None


async def test_a_session_ends_when_nobody_uses_it(agency: Agency, visit: Visit, watch: Watch) -> None:
    token = token_of(await agency.door.login("cleo", PASSWORD, visit))
    watch.move(minutes=31)

    assert await caller(agency, token) is None


async def test_a_session_ends_a_day_after_sign_in_however_busy(agency: Agency, visit: Visit, watch: Watch) -> None:
    token = token_of(await agency.door.login("cleo", PASSWORD, visit))
    for _ in range(24 * 60 // 20 - 1):
        watch.move(minutes=20)
        await agency.pool.execute("update sessions set last_seen_at = $1", clock.now())
        assert await caller(agency, token) is not None
    watch.move(minutes=20)
    await agency.pool.execute("update sessions set last_seen_at = $1", clock.now())

    assert await caller(agency, token) is None


async def test_logging_out_ends_the_session_at_once(agency: Agency, visit: Visit) -> None:
    principal, token = await signed_in(agency, CLEO, visit)

    await agency.door.logout(principal, token, "r")

    assert await caller(agency, token) is None
    assert await agency.events("logout") == ["logout"]


async def test_an_outdated_hash_is_renewed_at_sign_in(agency: Agency, visit: Visit) -> None:
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    await agency.pool.execute("update users set password_hash = $2 where id = $1", CLEO.id, weak)

    await agency.door.login("cleo", PASSWORD, visit)

    kept = await agency.pool.fetchval("select password_hash from users where id = $1", CLEO.id)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_changing_the_password_renews_this_session_and_ends_the_others(agency: Agency, visit: Visit) -> None:
    elsewhere = token_of(await agency.door.login("cleo", PASSWORD, visit))
    principal, token = await signed_in(agency, CLEO, visit)

    renewed = await agency.door.change_password(principal, PASSWORD, NEW, visit, token)

    assert [await caller(agency, old) for old in (elsewhere, token)] == [None, None]
    assert await caller(agency, renewed.token.encode()) is not None
    with pytest.raises(WrongCredentials):
        await agency.door.login("cleo", PASSWORD, visit)
    await agency.door.login("cleo", NEW, visit)


@pytest.mark.parametrize(
    ("present", "wanted", "refusal"),
    [
        (WRONG, NEW, WrongPassword),
        (PASSWORD, PASSWORD, WeakPassword),
        (PASSWORD, "short", WeakPassword),
        (PASSWORD, "cleo@agency.example", WeakPassword),
    ],
)
async def test_a_password_change_needs_the_present_one_and_a_good_new_one(
    agency: Agency, visit: Visit, present: str, wanted: str, refusal: type[Exception]
) -> None:
    principal, token = await signed_in(agency, CLEO, visit)

    with pytest.raises(refusal):
        await agency.door.change_password(principal, present, wanted, visit, token)

    assert await caller(agency, token) is not None


async def test_a_stolen_session_cannot_guess_the_password(agency: Agency, visit: Visit) -> None:
    principal, token = await signed_in(agency, CLEO, visit)

    for _ in range(5):
        with pytest.raises(WrongPassword):
            await agency.door.change_password(principal, WRONG, NEW, visit, token)

    with pytest.raises(TryLater):
        await agency.door.change_password(principal, PASSWORD, NEW, visit, token)


async def test_an_api_key_cannot_change_how_its_user_signs_in(agency: Agency, visit: Visit) -> None:
    by_key = replace(CLEO.principal, via=Via.API_KEY, session_key=None)

    with pytest.raises(BrowserOnly):
        await agency.door.change_password(by_key, PASSWORD, NEW, visit, b"token")
    with pytest.raises(BrowserOnly):
        await agency.door.enrol(by_key, PASSWORD, "r")


async def test_the_second_factor_is_asked_for_once_it_is_confirmed(agency: Agency, visit: Visit, watch: Watch) -> None:
    app, _ = await with_second_factor(agency, ADA, visit)
    watch.move(seconds=STEP_S)

    waiting = await agency.door.login("ada", PASSWORD, visit)
    assert waiting.mfa_required
    assert await caller(agency, token_of(waiting)) is None

    entered = await agency.door.complete(token_of(waiting), app.at(clock.now()), csrf(waiting.session), visit)

    principal = await caller(agency, token_of(entered))
    assert principal is not None
    assert principal.user_id == ADA.id
    assert entered.session.token != waiting.session.token
    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(waiting), app.at(clock.now()), csrf(waiting.session), visit)


async def test_an_enrolment_that_nobody_confirmed_asks_for_nothing(agency: Agency, visit: Visit) -> None:
    principal, _ = await signed_in(agency, ADA, visit)
    await agency.door.enrol(principal, PASSWORD, "r")

    assert not (await agency.door.login("ada", PASSWORD, visit)).mfa_required


async def test_a_code_works_once(agency: Agency, visit: Visit, watch: Watch) -> None:
    app, _ = await with_second_factor(agency, ADA, visit)
    code = app.at(clock.now())
    waiting = await agency.door.login("ada", PASSWORD, visit)
    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(waiting), code, csrf(waiting.session), visit)

    watch.move(seconds=STEP_S)
    code = app.at(clock.now())
    twice = [await agency.door.login("ada", PASSWORD, visit) for _ in range(2)]
    tries = [agency.door.complete(token_of(one), code, csrf(one.session), visit) for one in twice]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["SignedIn", "WrongCode"]
    assert await agency.events("mfa_failed") == ["mfa_failed"] * 2


async def test_a_recovery_code_works_once_and_only_for_its_user(agency: Agency, visit: Visit) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    await with_second_factor(agency, VIC, visit)
    vic = await agency.door.login("vic", PASSWORD, visit)
    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(vic), codes[0], csrf(vic.session), visit)

    first = await agency.door.login("ada", PASSWORD, visit)
    await agency.door.complete(token_of(first), codes[0].upper(), csrf(first.session), visit)
    second = await agency.door.login("ada", PASSWORD, visit)
    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(second), codes[0], csrf(second.session), visit)
    await agency.door.complete(token_of(second), codes[1], csrf(second.session), visit)


async def test_a_code_needs_the_token_of_the_waiting_session(agency: Agency, visit: Visit) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    waiting = await agency.door.login("ada", PASSWORD, visit)

    with pytest.raises(CsrfMismatch):
        await agency.door.complete(token_of(waiting), codes[0], {}, visit)


async def test_waiting_for_the_code_has_an_end(agency: Agency, visit: Visit, watch: Watch) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    waiting = await agency.door.login("ada", PASSWORD, visit)
    watch.move(minutes=11)

    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(waiting), codes[0], csrf(waiting.session), visit)


async def test_codes_cannot_be_guessed_by_signing_in_again_and_again(
    agency: Agency, visit: Visit, watch: Watch
) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    for number in range(5):
        waiting = await agency.door.login("ada", PASSWORD, visit)
        with pytest.raises(WrongCode):
            await agency.door.complete(token_of(waiting), f"00000{number}", csrf(waiting.session), visit)

    waiting = await agency.door.login("ada", PASSWORD, visit)
    with pytest.raises(TryLater):
        await agency.door.complete(token_of(waiting), codes[0], csrf(waiting.session), visit)


async def test_a_full_session_is_not_taken_for_a_waiting_one(agency: Agency, visit: Visit) -> None:
    entered = await agency.door.login("ada", PASSWORD, visit)

    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(entered), "000000", csrf(entered.session), visit)


async def test_turning_the_second_factor_off_needs_both_factors(agency: Agency, visit: Visit) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    waiting = await agency.door.login("ada", PASSWORD, visit)
    entered = await agency.door.complete(token_of(waiting), codes[0], csrf(waiting.session), visit)
    ada = await caller(agency, token_of(entered))
    assert ada is not None

    with pytest.raises(WrongPassword):
        await agency.door.disable(ada, WRONG, codes[1], "r")
    with pytest.raises(CodeRefused):
        await agency.door.disable(ada, PASSWORD, codes[0], "r")
    with pytest.raises(SecondFactorState):
        await agency.door.enrol(ada, PASSWORD, "r")
    await agency.door.disable(ada, PASSWORD, codes[1], "r")

    assert not (await agency.door.login("ada", PASSWORD, visit)).mfa_required
    assert await agency.pool.fetchval("select count(*) from recovery_codes") == 0


async def test_new_recovery_codes_replace_the_old_ones(agency: Agency, visit: Visit) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    waiting = await agency.door.login("ada", PASSWORD, visit)
    entered = await agency.door.complete(token_of(waiting), codes[0], csrf(waiting.session), visit)
    ada = await caller(agency, token_of(entered))
    assert ada is not None

    fresh = await agency.door.renew_recovery_codes(ada, PASSWORD, codes[1], "r")

    assert len(fresh) == 10
    waiting = await agency.door.login("ada", PASSWORD, visit)
    with pytest.raises(WrongCode):
        await agency.door.complete(token_of(waiting), codes[2], csrf(waiting.session), visit)
    await agency.door.complete(token_of(waiting), fresh[0], csrf(waiting.session), visit)


async def test_no_secret_reaches_the_audit_trail(agency: Agency, visit: Visit) -> None:
    _, codes = await with_second_factor(agency, ADA, visit)
    sealed = await agency.pool.fetchval("select mfa_secret from users where id = $1", ADA.id)
    trail = "\n".join(row[0] for row in await agency.pool.fetch("select a::text from audit_log a"))

    assert sealed not in trail
    assert not [code for code in codes if code in trail]
    assert "$argon2" not in trail
