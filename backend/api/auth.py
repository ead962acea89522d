"""Signing in and out, the second factor, the password, and the sessions of whoever is signed in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from backend.api.deps import PUBLIC, Caller, PoolDep, RequestId, SettingsDep, permit
from backend.api.inputs import Input, RecordId
from backend.auth import origin, sessions
from backend.auth.principal import Principal, Via
from backend.auth.service import Authenticator
from backend.auth.sessions import Visit
from backend.auth.signin import BrowserOnly, NoDemo, SignIn
from backend.database.writes import transaction
from backend.errors import NotFound, NotSignedIn

router = APIRouter(prefix="/v1/auth", tags=["auth"])

MAY_CHANGE_OWN: Final = [permit("me:write")]

Password = Annotated[str, Field(min_length=1, max_length=256)]
Code = Annotated[str, Field(min_length=6, max_length=32, examples=["123456", "k7m2p-9xqrt"])]


class LoginRequest(Input):
    """A user name or e-mail address, and the password."""

    username: Annotated[str, Field(min_length=1, max_length=255)]
    password: Password


class DemoRequest(Input):
    """Somebody who works at the demo agency."""

    username: Annotated[str, Field(min_length=1, max_length=64)]


class CodeRequest(Input):
    """Six digits from the app, or a recovery code."""

    code: Code


class PasswordChange(Input):
    """The present password and the one to come."""

    current_password: Password
    new_password: Annotated[str, Field(max_length=256)]


class PasswordRequest(Input):
    """The present password, asked again before something that matters."""

    password: Password


class BothFactors(PasswordRequest):
    """The present password and a code."""

    code: Code


class SignedInUser(BaseModel):
    """Who signed in."""

    id: int
    username: str
    full_name: str | None
    role: str


class SignInResult(BaseModel):
    """A session was opened and its cookie set. With `mfa_required` it only serves to send a code to /v1/auth/mfa."""

    user: SignedInUser | None
    csrf_token: str
    mfa_required: bool
    password_change_due: bool


class DemoPerson(BaseModel):
    """Somebody to look at the demo agency as."""

    username: str
    full_name: str | None
    role: str


class DemoPeople(BaseModel):
    """One person of each role; nobody unless this is a demo on the caller's own machine."""

    people: list[DemoPerson]


class CsrfToken(BaseModel):
    """The session was renewed: send this token with every change from now on."""

    csrf_token: str


class TotpSecret(BaseModel):
    """For the authenticator app, as text and as the content of a QR code; shown once."""

    secret: str
    uri: str


class RecoveryCodes(BaseModel):
    """Ten single-use codes; shown once."""

    recovery_codes: list[str]


class TotpConfirmed(RecoveryCodes, CsrfToken):
    """The second factor is on, and the session was renewed."""


class SessionItem(BaseModel):
    """A signed-in browser."""

    id: int
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ip_address: str | None
    user_agent: str | None
    current: bool


class SessionList(BaseModel):
    """The living sessions, the last seen first."""

    items: list[SessionItem]


# These are `async` although they wait for nothing: FastAPI sends plain functions through a thread.
async def authenticator_of(request: Request) -> Authenticator:
    """What remembers who is calling."""
    authenticator: Authenticator = request.app.state.runtime.authenticator
    return authenticator


async def doorkeeper(pool: PoolDep, settings: SettingsDep) -> SignIn:
    """Lets people in and out."""
    return SignIn.at(pool, settings)


def headers_of(request: Request) -> Mapping[bytes, bytes]:
    """The headers by lower-case name."""
    return dict(request.headers.raw)


async def visit_of(request: Request, settings: SettingsDep, request_id: RequestId) -> Visit:
    """Where and with what somebody signs in; the address is the client's, behind trusted proxies."""
    proxies = origin.TrustedProxies(settings.trusted_proxies)
    headers = headers_of(request)
    peer = request.client.host if request.client else None
    address = proxies.client_address(peer, headers.get(b"x-forwarded-for"))
    return Visit(address, request.headers.get("user-agent"), request_id)


async def session_token(request: Request, settings: SettingsDep) -> bytes | None:
    """What the session cookie carries, if there is one."""
    header = headers_of(request).get(b"cookie")
    return None if header is None else sessions.cookie_value(header, sessions.cookie_name(settings).encode())


Token = Annotated[bytes | None, Depends(session_token)]


async def present_token(token: Token) -> bytes:
    """The token of the session that vouches for the request. Raises BrowserOnly without one."""
    if token is None:
        raise BrowserOnly
    return token


async def own_page(request: Request) -> None:
    """Raises ForeignRequest if another website sent this; for the addresses that need no session yet."""
    origin.check_same_origin(headers_of(request))


async def demo_is_open(request: Request, settings: SettingsDep) -> bool:
    """Whether whoever calls may enter a demo agency without a password, if there is one here."""
    peer = request.client.host if request.client else None
    return not settings.production and origin.began_on_this_machine(peer, headers_of(request))


FROM_OWN_PAGE: Final = [permit(PUBLIC), Depends(own_page)]

DoorkeeperDep = Annotated[SignIn, Depends(doorkeeper)]
VisitDep = Annotated[Visit, Depends(visit_of)]
PresentToken = Annotated[bytes, Depends(present_token)]
DemoIsOpen = Annotated[bool, Depends(demo_is_open)]
AuthenticatorDep = Annotated[Authenticator, Depends(authenticator_of)]


async def _result(door: SignIn, user_id: int, csrf_token: str, *, mfa_required: bool) -> SignInResult:
    row = await door.pool.fetchrow(
        "select id, username, full_name, role, password_changed_at is null as due from users where id = $1", user_id
    )
    if row is None:
        raise NotSignedIn
    user = SignedInUser(id=row["id"], username=row["username"], full_name=row["full_name"], role=row["role"])
    return SignInResult(
        user=None if mfa_required else user,
        csrf_token=csrf_token,
        mfa_required=mfa_required,
        password_change_due=row["due"] and not mfa_required,
    )


@router.post("/login", operation_id="auth_login", dependencies=FROM_OWN_PAGE)
async def login(
    body: LoginRequest, response: Response, door: DoorkeeperDep, visit: VisitDep, token: Token, memory: AuthenticatorDep
) -> SignInResult:
    """Sign in with a password. Sets the session cookie; 429 with Retry-After after too many attempts."""
    entered = await door.login(body.username, body.password, visit, old_token=token)
    memory.forget()
    response.headers["set-cookie"] = sessions.cookie_header(entered.session.token, door.settings)
    return await _result(door, entered.user_id, entered.session.csrf_token, mfa_required=entered.mfa_required)


@router.get("/demo", operation_id="auth_demo_people", response_model=DemoPeople, dependencies=[permit(PUBLIC)])
async def demo_people(door: DoorkeeperDep, is_open: DemoIsOpen) -> Response:
    """Whom one can sign in as without a password: only in a demo agency, on its own machine, not in production."""
    found = await door.demo_people() if is_open else '{"people":[]}'
    return Response(found, media_type="application/json")


@router.post("/demo", operation_id="auth_demo_sign_in", dependencies=FROM_OWN_PAGE)
async def enter_demo(
    body: DemoRequest,
    response: Response,
    door: DoorkeeperDep,
    visit: VisitDep,
    token: Token,
    memory: AuthenticatorDep,
    is_open: DemoIsOpen,
) -> SignInResult:
    """Sign in as one of the people that GET names. 403 anywhere but in a demo agency on one's own machine."""
    if not is_open:
        raise NoDemo
    entered = await door.enter_demo(body.username, visit, old_token=token)
    memory.forget()
    response.headers["set-cookie"] = sessions.cookie_header(entered.session.token, door.settings)
    return await _result(door, entered.user_id, entered.session.csrf_token, mfa_required=entered.mfa_required)


@router.post("/mfa", operation_id="auth_mfa", dependencies=FROM_OWN_PAGE)
async def complete_sign_in(
    body: CodeRequest, request: Request, response: Response, door: DoorkeeperDep, visit: VisitDep, token: Token
) -> SignInResult:
    """Complete a sign-in that asked for the second factor. Needs the X-CSRF-Token that the sign-in gave."""
    if token is None:
        raise NotSignedIn
    entered = await door.complete(token, body.code, headers_of(request), visit)
    response.headers["set-cookie"] = sessions.cookie_header(entered.session.token, door.settings)
    return await _result(door, entered.user_id, entered.session.csrf_token, mfa_required=False)


@router.post("/logout", operation_id="auth_logout", status_code=204, dependencies=FROM_OWN_PAGE)
async def logout(
    request: Request, door: DoorkeeperDep, visit: VisitDep, token: Token, memory: AuthenticatorDep
) -> Response:
    """End this session and take the cookie away. Works, and answers the same, when the session has ended already."""
    if token is not None:
        principal = memory.cached(token) or await memory.authenticate(None, token, None, None)
        await _end(door, principal, token, visit)
        memory.forget()
    return Response(status_code=204, headers={"set-cookie": sessions.expired_cookie_header(door.settings)})


async def _end(door: SignIn, principal: Principal | None, token: bytes, visit: Visit) -> None:
    if principal is not None:
        await door.logout(principal, token, visit.request_id)
    else:
        async with door.pool.acquire() as connection:
            await sessions.end_by_token(connection, token)


@router.get("/sessions", operation_id="auth_sessions", response_model=SessionList, dependencies=[permit("me:read")])
async def list_sessions(caller: Caller, pool: PoolDep, settings: SettingsDep) -> Response:
    """Where the caller is signed in."""
    user_id = -1 if caller.user_id is None else caller.user_id
    async with pool.acquire() as connection:
        listed = await sessions.session_list(connection, user_id, caller.session_key, settings)
    return Response(listed, media_type="application/json")


@router.delete("/sessions/{session_id}", operation_id="auth_sessions_end", status_code=204, dependencies=MAY_CHANGE_OWN)
async def end_session(
    session_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """End one of the caller's sessions at once."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        ended = await sessions.end_session(connection, _person(caller), session_id)
    memory.forget()
    if ended is None:
        raise NotFound
    return Response(status_code=204)


@router.delete("/sessions", operation_id="auth_sessions_end_others", status_code=204, dependencies=MAY_CHANGE_OWN)
async def end_other_sessions(
    request_id: RequestId, caller: Caller, pool: PoolDep, memory: AuthenticatorDep
) -> Response:
    """End all of the caller's sessions but the present one."""
    async with transaction(pool, caller.actor(request_id)) as connection:
        await sessions.end_sessions(connection, _person(caller), except_key=caller.session_key)
    memory.forget()
    return Response(status_code=204)


def _person(caller: Principal) -> int:
    if caller.via is not Via.SESSION or caller.user_id is None:
        raise BrowserOnly
    return caller.user_id


@router.post("/password", operation_id="auth_password", dependencies=MAY_CHANGE_OWN)
async def change_password(
    body: PasswordChange,
    response: Response,
    caller: Caller,
    door: DoorkeeperDep,
    visit: VisitDep,
    token: PresentToken,
    memory: AuthenticatorDep,
) -> CsrfToken:
    """Choose another password. This session is renewed, every other one ends."""
    renewed = await door.change_password(caller, body.current_password, body.new_password, visit, token)
    memory.forget()
    response.headers["set-cookie"] = sessions.cookie_header(renewed.token, door.settings)
    return CsrfToken(csrf_token=renewed.csrf_token)


@router.post("/totp", operation_id="auth_totp_enrol", dependencies=MAY_CHANGE_OWN)
async def enrol(body: PasswordRequest, caller: Caller, door: DoorkeeperDep, visit: VisitDep) -> TotpSecret:
    """Begin to set up the second factor; it counts once /v1/auth/totp/confirm has seen a code."""
    enrolment = await door.enrol(caller, body.password, visit.request_id)
    return TotpSecret(secret=enrolment.secret, uri=enrolment.uri)


@router.post("/totp/confirm", operation_id="auth_totp_confirm", dependencies=MAY_CHANGE_OWN)
async def confirm(
    body: CodeRequest,
    response: Response,
    caller: Caller,
    door: DoorkeeperDep,
    visit: VisitDep,
    token: PresentToken,
    memory: AuthenticatorDep,
) -> TotpConfirmed:
    """Turn the second factor on. This session is renewed, every other one ends."""
    renewed, codes = await door.confirm(caller, body.code, visit, token)
    memory.forget()
    response.headers["set-cookie"] = sessions.cookie_header(renewed.token, door.settings)
    return TotpConfirmed(csrf_token=renewed.csrf_token, recovery_codes=codes)


@router.post("/totp/recovery-codes", operation_id="auth_totp_recovery_codes", dependencies=MAY_CHANGE_OWN)
async def renew_recovery_codes(
    body: BothFactors, caller: Caller, door: DoorkeeperDep, visit: VisitDep
) -> RecoveryCodes:
    """Ten new recovery codes; the old ones no longer work."""
    codes = await door.renew_recovery_codes(caller, body.password, body.code, visit.request_id)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/totp/disable", operation_id="auth_totp_disable", status_code=204, dependencies=MAY_CHANGE_OWN)
async def disable(body: BothFactors, caller: Caller, door: DoorkeeperDep, visit: VisitDep) -> Response:
    """Turn the second factor off, with both factors."""
    await door.disable(caller, body.password, body.code, visit.request_id)
    return Response(status_code=204)
