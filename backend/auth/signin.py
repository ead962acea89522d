"""Signing in and out, the second factor, and changing the password.

Every refusal at the door says the same, takes as long, and is counted the same, whether the user exists or not.
"""

from dataclasses import dataclass
from hashlib import sha256

import asyncpg

from backend import clock
from backend.auth import mfa, passwords, throttle
from backend.auth.mfa import Seals
from backend.auth.origin import Headers, check_csrf_token
from backend.auth.principal import Principal, Via
from backend.auth.security_log import Event, audit_event
from backend.auth.sessions import NewSession, Visit, end_by_token, end_sessions, key_of, open_session
from backend.auth.throttle import Guard
from backend.database.engine import Connection, Pool
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, FieldError, Invalid, NotAllowed, NotSignedIn
from backend.settings import Settings

# A name that is somebody's username wins over one that is somebody else's e-mail address.
FIND = """
    select id, username, email, coalesce(nullif(full_name, ''), username) as label, password_hash, is_active,
        mfa_enabled, mfa_secret, mfa_last_step
    from users
    where lower(username) = lower($1) or lower(email) = lower($1)
    order by lower(username) = lower($1) desc, id
    limit 1
"""

FIND_BY_ID = """
    select id, username, email, coalesce(nullif(full_name, ''), username) as label, password_hash, is_active,
        mfa_enabled, mfa_secret, mfa_last_step
    from users where id = $1
"""

# The seed marks one person of each role; a database without a demo agency marks nobody.
_MARKED = """
    select marked.number::integer
    from agency_settings, jsonb_array_elements_text(
        case jsonb_typeof(settings -> 'demo_people') when 'array' then settings -> 'demo_people' else '[]' end
    ) marked (number)
"""

FIND_IN_DEMO = f"""
    select id, username, email, coalesce(nullif(full_name, ''), username) as label, password_hash, is_active,
        mfa_enabled, mfa_secret, mfa_last_step
    from users where username = $1 and is_active and id in ({_MARKED})
"""

# returns: DemoPeople
IN_DEMO = f"""
    select json_build_object('people', coalesce(json_agg(json_build_object(
        'username', username, 'full_name', full_name, 'role', role
    ) order by id), '[]'))::text
    from users where is_active and id in ({_MARKED})
"""

FIND_PENDING = """
    select u.id, u.username, u.email, coalesce(nullif(u.full_name, ''), u.username) as label, u.password_hash,
        u.is_active, u.mfa_enabled, u.mfa_secret, u.mfa_last_step, s.csrf_token
    from sessions s join users u on u.id = s.user_id
    where s.session_id = $1 and s.is_active and s.mfa_pending and s.expires_at > $2 and u.is_active
"""

# Guarded by the value itself: of two requests with the same code one finds the step taken.
TAKE_STEP = """
    update users set mfa_last_step = $2
    where id = $1 and (mfa_last_step is null or mfa_last_step < $2)
    returning id
"""

TAKE_RECOVERY_CODE = """
    update recovery_codes set used_at = $3
    where user_id = $1 and code_hash = $2 and used_at is null
    returning id
"""

TURN_ON = """
    update users set mfa_enabled = true, mfa_last_step = $2
    where id = $1 and not mfa_enabled
    returning id
"""

KEEP_PASSWORD = "update users set password_hash = $2, password_changed_at = $3 where id = $1"  # noqa: S105


class WrongCredentials(NotSignedIn):
    """Wrong user name or password."""

    code = "wrong_credentials"


class NoDemo(NotAllowed):
    """Without a password people enter a demo agency only, and only on the machine that it runs on."""

    code = "no_demo"


class WrongPassword(Invalid):
    """The present password is not right."""

    code = "wrong_password"


class WrongCode(NotSignedIn):
    """Wrong or used code, or the sign-in took too long: enter the next code, or start again."""

    code = "wrong_code"


class CodeRefused(Invalid):
    """Wrong or used code: enter the next one."""

    code = "code_refused"


class SecondFactorState(Conflict):
    """The second factor is already set up; turn it off first."""

    code = "second_factor_state"


class BrowserOnly(NotAllowed):
    """Only a signed-in person may do this, not an API key."""

    code = "browser_only"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The outcome of a right password, or of a right code."""

    user_id: int
    session: NewSession
    mfa_required: bool


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app needs; shown once."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """The doorkeeper: one per process."""

    pool: Pool
    settings: Settings
    seals: Seals
    guard: Guard

    @classmethod
    def at(cls, pool: Pool, settings: Settings) -> "SignIn":
        return cls(pool, settings, Seals(settings.sealing_key()), Guard(pool, settings))

    async def login(self, name: str, password: str, visit: Visit, *, old_token: bytes | None = None) -> SignedIn:
        """A new session, which waits for the second factor if the user has one. Ends the browser's old session.

        Raises WrongCredentials, or TryLater after too many attempts from the address or on the account.
        """
        await self.guard.admit_address(visit.ip_address)
        user = await self._find(name)
        if user is None:
            await self.guard.admit_name(_name_key(name))
        else:
            await self.guard.admit_user(user["id"])
        right = await passwords.matches(password, None if user is None else user["password_hash"])
        if user is None or not right or not user["is_active"]:
            await self._refuse(user, visit)
            raise WrongCredentials
        return await self._admit(user, password, visit, old_token)

    async def _find(self, name: str) -> asyncpg.Record | None:
        return await self.pool.fetchrow(FIND, name.strip()) if _can_be_stored(name) else None

    async def _refuse(self, user: asyncpg.Record | None, visit: Visit) -> None:
        actor = Actor(None, "nobody", visit.request_id) if user is None else _actor(user, visit.request_id)
        await audit_event(
            self.pool,
            actor,
            Event.LOGIN_FAILED,
            record_id=actor.user_id,
            details={"ip_address": visit.ip_address, "known_user": user is not None},
        )

    async def _admit(self, user: asyncpg.Record, password: str, visit: Visit, old_token: bytes | None) -> SignedIn:
        better = await passwords.hashed(password) if passwords.is_outdated(user["password_hash"]) else None
        async with transaction(self.pool, _actor(user, visit.request_id)) as connection:
            await throttle.clear_user(connection, user["id"])
            if better is not None:
                await connection.execute("update users set password_hash = $2 where id = $1", user["id"], better)
            return await self._enter(connection, user, visit, old_token, "password")

    async def demo_people(self) -> str:
        """Whom `enter_demo` lets in, as JSON; nobody in a database that holds no demo agency."""
        found: str = await self.pool.fetchval(IN_DEMO)
        return found

    async def enter_demo(self, username: str, visit: Visit, *, old_token: bytes | None = None) -> SignedIn:
        """As `login`, without a password, for the people of the demo agency. Raises NoDemo for everybody else.

        Only for a request that began on this machine, outside production: the caller has made sure of that.
        """
        user = await self.pool.fetchrow(FIND_IN_DEMO, username) if _can_be_stored(username) else None
        if user is None:
            raise NoDemo
        async with transaction(self.pool, _actor(user, visit.request_id)) as connection:
            return await self._enter(connection, user, visit, old_token, "demo")

    async def _enter(
        self, connection: Connection, user: asyncpg.Record, visit: Visit, old_token: bytes | None, factor: str
    ) -> SignedIn:
        if user["mfa_enabled"]:
            session = await self._rotate(connection, user["id"], visit, old_token, mfa_pending=True)
        else:
            session = await self._complete(connection, user, visit, old_token, factor)
        return SignedIn(user["id"], session, user["mfa_enabled"])

    async def _rotate(
        self,
        connection: Connection,
        user_id: int,
        visit: Visit,
        old_token: bytes | None,
        *,
        mfa_pending: bool = False,
    ) -> NewSession:
        """A new session in place of the one the browser had: whoever knew the old token is out."""
        if old_token is not None:
            await end_by_token(connection, old_token)
        return await open_session(connection, user_id, visit, self.settings, mfa_pending=mfa_pending)

    async def _complete(
        self, connection: Connection, user: asyncpg.Record, visit: Visit, old_token: bytes | None, factor: str
    ) -> NewSession:
        session = await self._rotate(connection, user["id"], visit, old_token)
        await connection.execute("update users set last_login = $2 where id = $1", user["id"], clock.now())
        await audit_event(
            connection,
            _actor(user, visit.request_id),
            Event.LOGIN,
            record_id=user["id"],
            details={"ip_address": visit.ip_address, "factor": factor},
        )
        return session

    async def complete(self, token: bytes, code: str, headers: Headers, visit: Visit) -> SignedIn:
        """The full session, from the waiting one and a code of the app or a recovery code.

        Raises WrongCode, CsrfMismatch, or TryLater after too many wrong ones.
        """
        await self.guard.admit_address(visit.ip_address)
        user = await self.pool.fetchrow(FIND_PENDING, key_of(token), clock.now())
        if user is None:
            raise WrongCode
        check_csrf_token(user["csrf_token"], headers)
        await self.guard.admit_name(_mfa_key(user["id"]))
        async with transaction(self.pool, _actor(user, visit.request_id)) as connection:
            factor = await self._use_code(connection, user, code)
            if factor is not None:
                session = await self._complete(connection, user, visit, token, factor)
                await throttle.clear_name(connection, _mfa_key(user["id"]))
                return SignedIn(user["id"], session, mfa_required=False)
        await self._wrong_code(_actor(user, visit.request_id))
        raise WrongCode

    async def _wrong_code(self, actor: Actor) -> None:
        await audit_event(self.pool, actor, Event.MFA_FAILED, record_id=actor.user_id)

    async def _use_code(self, connection: Connection, user: asyncpg.Record, code: str) -> str | None:
        """Which kind of code it was, now used up; None if it is wrong."""
        if user["mfa_secret"] is not None and len("".join(code.split())) == 6:
            seed = self.seals.opened(user["mfa_secret"], user["id"])
            step = mfa.matching_step(seed, code, clock.now(), user["mfa_last_step"])
            if step is None or await connection.fetchval(TAKE_STEP, user["id"], step) is None:
                return None
            return "totp"
        hashed = self.seals.code_hash(code, user["id"])
        if await connection.fetchval(TAKE_RECOVERY_CODE, user["id"], hashed, clock.now()) is None:
            return None
        return "recovery_code"

    async def logout(self, principal: Principal, token: bytes, request_id: str) -> None:
        """Ends the session of this cookie."""
        actor = principal.actor(request_id)
        async with transaction(self.pool, actor) as connection:
            await end_by_token(connection, token)
            await audit_event(connection, actor, Event.LOGOUT, record_id=principal.user_id)

    async def change_password(
        self, principal: Principal, present: str, wanted: str, visit: Visit, token: bytes
    ) -> NewSession:
        """A new session; every other one of the user ends.

        Raises WrongPassword, WeakPassword, or TryLater after too many wrong ones.
        """
        user = await self._confirmed(principal, present, pointer="/current_password")
        self.refuse_weak(wanted, user, present)
        password_hash = await passwords.hashed(wanted)
        async with transaction(self.pool, principal.actor(visit.request_id)) as connection:
            await connection.execute(KEEP_PASSWORD, user["id"], password_hash, clock.now())
            await end_sessions(connection, user["id"])
            return await self._rotate(connection, user["id"], visit, token)

    def refuse_weak(self, wanted: str, user: asyncpg.Record, present: str) -> None:
        """Raises WeakPassword for a new password that is too easy, or no new one."""
        pointer = "/new_password"
        names = [user["username"], user["email"]]
        passwords.refuse_weak(wanted, min_length=self.settings.password_min_length, names=names, pointer=pointer)
        if wanted == present:
            text = "This is the present password: choose another."
            raise passwords.WeakPassword(text, errors=[FieldError(pointer, text, "weak_password")])

    async def enrol(self, principal: Principal, password: str, request_id: str) -> Enrolment:
        """A new seed for the user's app, which counts once `confirm` proved that the app has it.

        Raises WrongPassword; SecondFactorState if one is in use.
        """
        user = await self._confirmed(principal, password)
        if user["mfa_enabled"]:
            raise SecondFactorState
        seed = mfa.new_seed()
        async with transaction(self.pool, principal.actor(request_id)) as connection:
            await connection.execute(
                "update users set mfa_secret = $2, mfa_last_step = null where id = $1 and not mfa_enabled",
                user["id"],
                self.seals.sealed(seed, user["id"]),
            )
        return Enrolment(seed, mfa.provisioning_uri(seed, user["username"]))

    async def confirm(
        self, principal: Principal, code: str, visit: Visit, token: bytes
    ) -> tuple[NewSession, list[str]]:
        """Turns the second factor on: a new session, and the recovery codes, shown once. Other sessions end.

        Raises CodeRefused; SecondFactorState if one is in use or none was begun.
        """
        user = await self._person(principal)
        if user["mfa_enabled"]:
            raise SecondFactorState
        if user["mfa_secret"] is None:
            raise SecondFactorState("Begin with POST /v1/auth/totp, which gives the app its secret.")
        await self.guard.admit_name(_mfa_key(user["id"]))
        seed = self.seals.opened(user["mfa_secret"], user["id"])
        step = mfa.matching_step(seed, code, clock.now(), user["mfa_last_step"])
        if step is None:
            await self._wrong_code(principal.actor(visit.request_id))
            raise CodeRefused(errors=[FieldError("/code", "Wrong or used code: enter the next one.")])
        async with transaction(self.pool, principal.actor(visit.request_id)) as connection:
            await throttle.clear_name(connection, _mfa_key(user["id"]))
            if await connection.fetchval(TURN_ON, user["id"], step) is None:
                raise SecondFactorState
            codes = await self._fresh_codes(connection, user["id"])
            await end_sessions(connection, user["id"])
            return await self._rotate(connection, user["id"], visit, token), codes

    async def renew_recovery_codes(self, principal: Principal, password: str, code: str, request_id: str) -> list[str]:
        """Ten new recovery codes, shown once; the old ones no longer work."""
        user = await self._doubly_confirmed(principal, password)
        async with transaction(self.pool, principal.actor(request_id)) as connection:
            await self._demand_code(connection, user, code)
            return await self._fresh_codes(connection, user["id"])

    async def disable(self, principal: Principal, password: str, code: str, request_id: str) -> None:
        """Turns the second factor off, for who has both factors."""
        user = await self._doubly_confirmed(principal, password)
        async with transaction(self.pool, principal.actor(request_id)) as connection:
            await self._demand_code(connection, user, code)
            await remove_second_factor(connection, user["id"])

    async def _doubly_confirmed(self, principal: Principal, password: str) -> asyncpg.Record:
        """The user, whose password was right and whose code, still to be checked, is counted as an attempt."""
        user = await self._confirmed(principal, password)
        if not user["mfa_enabled"]:
            raise SecondFactorState("The second factor is not set up.")
        await self.guard.admit_name(_mfa_key(user["id"]))
        return user

    async def _demand_code(self, connection: Connection, user: asyncpg.Record, code: str) -> None:
        if await self._use_code(connection, user, code) is None:
            raise CodeRefused(errors=[FieldError("/code", "Wrong or used code: enter the next one.")])
        await throttle.clear_name(connection, _mfa_key(user["id"]))

    async def _fresh_codes(self, connection: Connection, user_id: int) -> list[str]:
        codes = mfa.new_recovery_codes()
        await connection.execute("delete from recovery_codes where user_id = $1", user_id)
        await connection.execute(
            "insert into recovery_codes (user_id, code_hash) select $1, unnest($2::text[])",
            user_id,
            [self.seals.code_hash(code, user_id) for code in codes],
        )
        return codes

    async def _person(self, principal: Principal) -> asyncpg.Record:
        """The user behind a browser's session. Raises BrowserOnly for any other way in."""
        if principal.via is not Via.SESSION:
            raise BrowserOnly
        user = await self.pool.fetchrow(FIND_BY_ID, principal.user_id)
        if user is None:
            raise NotSignedIn
        return user

    async def _confirmed(self, principal: Principal, password: str, pointer: str = "/password") -> asyncpg.Record:
        """The user, who proved again to be it: a stolen session alone must not change how one gets in."""
        user = await self._person(principal)
        await self.guard.admit_user(user["id"])
        if not await passwords.matches(password, user["password_hash"]):
            raise WrongPassword(errors=[FieldError(pointer, "This is not the present password.", "wrong_password")])
        await throttle.clear_user(self.pool, user["id"])
        return user


async def remove_second_factor(connection: Connection, user_id: int) -> None:
    """Takes the seed and the recovery codes away."""
    await connection.execute(
        "update users set mfa_enabled = false, mfa_secret = null, mfa_last_step = null where id = $1", user_id
    )
    await connection.execute("delete from recovery_codes where user_id = $1", user_id)


def _actor(user: asyncpg.Record, request_id: str) -> Actor:
    return Actor(user["id"], user["label"], request_id)


def _can_be_stored(text: str) -> bool:
    """Whether PostgreSQL takes it: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _name_key(name: str) -> str:
    """Hashed, since people type passwords into the wrong field."""
    return f"name:{sha256(name.strip().lower().encode('utf-8', 'surrogatepass')).hexdigest()}"


def _mfa_key(user_id: int) -> str:
    return f"mfa:{user_id}"
