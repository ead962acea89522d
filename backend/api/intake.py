"""POST /v1/leads, and the doors through which other people's systems bring leads."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, StringConstraints

from backend.api import idempotency, schemas
from backend.api.answers import JSON, Answer
from backend.api.asking import Asked
from backend.api.crud import Resource, quoted
from backend.api.deps import PUBLIC, Caller, PoolDep, RequestId, SettingsDep, permit, sight_of, sight_within
from backend.api.inputs import RecordId
from backend.auth.origin import TrustedProxies
from backend.communications import consent
from backend.communications.consent import Person
from backend.database import reads, records
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.refusals import AlreadyExists
from backend.database.together import Together
from backend.database.writes import transaction
from backend.errors import BadRequest, FieldError
from backend.integrations.adf import reading as adf
from backend.integrations.google_ads import reading as google
from backend.integrations.incoming import PayloadUnreadable, read_json
from backend.integrations.meta import checking as meta_checking
from backend.integrations.meta import reading as meta
from backend.integrations.ping_post import reading as ping_post
from backend.integrations.ping_post import replies
from backend.integrations.ping_post.replies import Reply
from backend.leads import duplicates, intake_payloads, intake_pings, intake_sources
from backend.leads.intake import gathered, put_in_order, said_with
from backend.leads.intake_payloads import Received, numbered
from backend.leads.intake_sources import Source
from backend.models.consent import PersonKind
from backend.models.intake import PayloadStatus, SourceKind
from backend.settings import Settings

router = APIRouter(prefix="/v1/intake", tags=["intake"])

# --- POST /v1/leads ---------------------------------------------------------------------------------------------------

KNOWN: Final = "select id from leads where idempotency_key = $1"


async def create_lead(asked: Asked, resource: Resource) -> Answer:
    """A new lead, or the one that came in with the same `idempotency_key` before.

    A person's name, address and number may stand beside the fields as well as in `contact_info`; what we do not know
    goes to `metadata`.
    """
    principal = asked.caller
    scope = principal.require(resource.write)
    body = await asked.json_bytes()
    values = put_in_order(resource.new_values(principal, scope, read_lead(resource.noun, body)), new=True)
    if not values.get("is_test") and (
        known := await duplicates.known(asked.runtime.pool, values.get("contact_info") or {})
    ):
        values["metadata"] = {**(values.get("metadata") or {}), "known": known}
    guards, key = resource.guards(principal, values), values.get("idempotency_key")
    said = said_with(values)

    async def make(connection: Pool | Connection) -> Answer:
        pool: Pool = asked.runtime.pool
        alone = bool(guards or said or key) or connection is not pool or resource.refers(values)
        several: AbstractAsyncContextManager[Any] = nullcontext(connection)
        if said and connection is pool:
            several = transaction(pool, asked.actor)
        async with several as writer:
            to: Pool | Connection | Together = writer if alone else asked.runtime.together
            made = await records.create(
                to,
                resource.noun,
                values,
                asked.actor,
                guards,
                sight_within(principal, scope),
                once_by="idempotency_key" if key else None,
            )
            if made is None:
                return await _known(asked, resource, writer, key, guards)
            await consent.record(writer, Person(PersonKind.LEADS, made.id), said)
        location = f"{resource.path}/{made.id}".encode()
        return Answer(201, made.body.encode(), [JSON, (b"location", location), (b"etag", quoted(made))])

    return await idempotency.once(asked, body, make)


async def _known(
    asked: Asked, resource: Resource, connection: Pool | Connection, key: str | None, guards: tuple[records.Guard, ...]
) -> Answer:
    number = await connection.fetchval(KNOWN, key) if key else None
    if number is None:
        raise resource.no_such_parent(guards)
    found = await reads.one(connection, resource.noun, number, sight_of(asked.caller, resource.read))
    if found is None:
        message = "Somebody else's lead came in with this key."
        raise AlreadyExists(errors=[FieldError("/idempotency_key", message, "already_exists")])
    text, etag = found
    location = f"{resource.path}/{number}".encode()
    again = (b"idempotent-replayed", b"true")
    return Answer(200, text.encode(), [JSON, (b"location", location), (b"etag", b'"%b"' % etag.encode()), again])


def read_lead(noun: Noun, body: bytes) -> dict[str, Any]:
    """The fields of a lead as it was sent. Raises Unprocessable for fields that we know and that are wrong."""
    model = schemas.received(noun)
    try:
        sent = read_json(body, nul=True)
    except PayloadUnreadable as unreadable:
        schemas.read(model, body)  # which says where it stops being JSON
        raise BadRequest(unreadable.detail) from None
    if not isinstance(sent, dict):
        return schemas.read(model, body)
    if sent.get("idempotency_key") == "":
        sent["idempotency_key"] = None
    return schemas.read(model, orjson.dumps(gathered(sent, noun.fields)))


# --- doors ------------------------------------------------------------------------------------------------------------

FOR_THE_DOOR: Final = [permit(PUBLIC)]
RAW: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": {"application/json": {}}}}
AS_XML: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": {"application/xml": {}}}}
SPOKEN: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {}, "application/x-www-form-urlencoded": {}, "application/xml": {}},
    }
}
Key = Annotated[str, StringConstraints(max_length=64)]


class Acknowledged(BaseModel):
    """What was received is kept. received: how many of them are new."""

    received: int


async def _door(pool: Pool, settings: Settings, key: str, *kinds: SourceKind) -> Source:
    return await intake_sources.source(pool, key, settings.sealing_key(), *kinds)


async def _keep(pool: Pool, settings: Settings, door: Source, messages: Mapping[str, bytes]) -> Acknowledged:
    found = [Received(door.key, door.kind, numbered(number), body, {}) for number, body in messages.items()]
    return Acknowledged(received=len(await intake_payloads.accept(pool, settings, found)))


def facts_of(request: Request, settings: Settings) -> dict[str, Any]:
    """What the connection tells of whoever sends: address and program."""
    peer = request.client.host if request.client else None
    forwarded = request.headers.get("x-forwarded-for")
    proxies = TrustedProxies(settings.trusted_proxies)
    address = proxies.client_address(peer, forwarded.encode("latin-1") if forwarded is not None else None)
    return {"ip": address[:45], "user_agent": request.headers.get("user-agent", "")[:512] or None}


@router.get(
    "/door/meta/{key}",
    operation_id="intake_meta_verify",
    dependencies=FOR_THE_DOOR,
    summary="Answer Meta's handshake",
    response_class=Response,
)
async def verify_meta(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    door = await _door(pool, settings, key, SourceKind.META)
    answer = meta_checking.challenge(dict(request.query_params), door.secrets.get("verify_token", ""))
    return Response(answer, media_type="text/plain")


@router.post(
    "/door/meta/{key}",
    operation_id="intake_meta_notify",
    dependencies=FOR_THE_DOOR,
    openapi_extra=RAW,
    summary="Take a notification of Meta lead ads",
)
async def notify_meta(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Acknowledged:
    """Signed over the raw bytes in X-Hub-Signature-256. The leads it names are fetched in the background."""
    door = await _door(pool, settings, key, SourceKind.META)
    body = await request.body()
    meta_checking.check_signature(body, request.headers.get("x-hub-signature-256"), door.secrets.get("app_secret", ""))
    named = meta.notified(read_json(body))
    return await _keep(pool, settings, door, {each["leadgen_id"]: orjson.dumps(each) for each in named})


@router.post(
    "/door/google/{key}",
    operation_id="intake_google",
    dependencies=FOR_THE_DOOR,
    openapi_extra=RAW,
    response_model=dict[str, str],
    summary="Take a lead of a Google lead form",
)
async def take_google(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> dict[str, str]:
    """The shared key is `google_key` in the body."""
    door = await _door(pool, settings, key, SourceKind.GOOGLE)
    body = await request.body()
    told = google.check_key(read_json(body), door.secrets.get("google_key", ""))
    bare = orjson.dumps({name: value for name, value in told.items() if name != "google_key"})
    await _keep(pool, settings, door, {str(told["lead_id"]): bare})
    return {}


@router.post(
    "/door/adf/{key}",
    operation_id="intake_adf",
    dependencies=FOR_THE_DOOR,
    openapi_extra=AS_XML,
    summary="Take leads as ADF",
)
async def take_adf(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Acknowledged:
    """Where the door has a `token`, it goes into Authorization as a bearer token."""
    door = await _door(pool, settings, key, SourceKind.ADF)
    if door.secrets.get("token"):
        ping_post.check_caller(request.headers, {}, {}, door.secrets)
    body = await request.body()
    adf.prospects(body)
    return await _keep(pool, settings, door, {sha256(body).hexdigest(): body})


@router.post(
    "/door/ping/{key}",
    operation_id="intake_ping",
    dependencies=FOR_THE_DOOR,
    openapi_extra=SPOKEN,
    response_class=Response,
    summary="Offer a lead without saying whose it is",
)
async def ping(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    door = await _door(pool, settings, key, SourceKind.PING_POST)
    said = await _said(request, door)
    return _reply(await intake_pings.ping(pool, door, said), door)


@router.post(
    "/door/post/{key}",
    operation_id="intake_post",
    dependencies=FOR_THE_DOOR,
    openapi_extra=SPOKEN,
    response_class=Response,
    summary="Hand over a lead that was offered",
)
async def post(key: Key, request: Request, pool: PoolDep, settings: SettingsDep) -> Response:
    door = await _door(pool, settings, key, SourceKind.PING_POST)
    said = await _said(request, door)
    body, facts = await request.body(), facts_of(request, settings)
    return _reply(await intake_pings.post(pool, settings, door, body, said, facts), door)


async def _said(request: Request, door: Source) -> dict[str, Any]:
    body = await request.body()
    said = ping_post.flattened(body, request.headers.get("content-type", ""))
    ping_post.check_caller(request.headers, said, door.config, door.secrets, body)
    return said


def _reply(reply: Reply, door: Source) -> Response:
    text, kind = replies.written(reply, door.config)
    return Response(text, media_type=kind)


# --- for those who look after the doors -------------------------------------------------------------------------------

MOST_PAYLOADS: Final = 200
# The newest first. params: status or null, before id or null, how many, key of a door or form or null
# returns: PayloadPage
PAYLOADS: Final = """
    select json_build_object('items', coalesce(json_agg(page), '[]'))::text from (
        select id, account, kind, external_id, status, is_test, lead_id, error, received_at, processed_at, expires_at,
            sealed is not null as is_kept
        from lead_payloads
        where ($1::text is null or status = $1) and ($2::bigint is null or id < $2)
          and ($4::text is null or account = $4)
        order by id desc
        limit $3
    ) page
"""


class Payload(BaseModel):
    """Something received at a door. account: the key of its door or form. is_kept: its raw content has not expired."""

    id: int
    account: str
    kind: str
    external_id: str
    status: PayloadStatus
    is_test: bool
    lead_id: int | None
    error: str | None
    received_at: datetime
    processed_at: datetime | None
    expires_at: datetime
    is_kept: bool


class PayloadPage(BaseModel):
    """What was received lately, the newest first."""

    items: list[Payload]


@router.get(
    "/payloads",
    operation_id="intake_payloads_list",
    response_model=PayloadPage,
    dependencies=[permit("lead_sources:read")],
    summary="What was received at the doors, and what became of it",
)
async def list_payloads(
    pool: PoolDep,
    status: PayloadStatus | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_PAYLOADS)] = 50,
    account: Annotated[str | None, Query(max_length=64, pattern=r"^[A-Za-z0-9]*$")] = None,
) -> Response:
    found = await pool.fetchval(PAYLOADS, status, before, limit, account)
    return Response(found, media_type="application/json")


@router.post(
    "/payloads/{payload_id}/retry",
    operation_id="intake_payloads_retry",
    status_code=202,
    response_model=dict[str, int],
    dependencies=[permit("lead_sources:write")],
    summary="Process something once more that could not become a lead",
)
async def retry_payload(payload_id: RecordId, request_id: RequestId, caller: Caller, pool: PoolDep) -> dict[str, int]:
    async with transaction(pool, caller.actor(request_id)) as connection:
        await intake_payloads.retry(connection, payload_id)
    return {"id": payload_id}


@router.put(
    "/sources/{source_id}/secrets",
    operation_id="intake_sources_set_secrets",
    status_code=204,
    dependencies=[permit("lead_sources:write")],
    summary="Set a door's secrets; they are sealed and never shown again",
)
async def set_secrets(
    source_id: RecordId,
    body: dict[str, str],
    request_id: RequestId,
    caller: Caller,
    pool: PoolDep,
    settings: SettingsDep,
) -> Response:
    if len(body) > 10 or any(len(name) > 64 or len(word) > 1000 or "\0" in name + word for name, word in body.items()):
        raise BadRequest("It takes at most ten names of 64 characters with secrets of 1,000.")
    async with transaction(pool, caller.actor(request_id)) as connection:
        await intake_sources.set_secrets(connection, source_id, body, settings.sealing_key())
    return Response(status_code=204)
