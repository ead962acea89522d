"""What every noun of the API does, whatever it is about: its life, who may take part in it, and who does not see it."""

from typing import Any, Final

import pytest

from backend.auth.permissions import Scope, granted
from backend.auth.principal import Role
from backend.database.catalogue import Field, Kind, Noun
from backend.registry import NOUNS
from tests.client import PROBLEM, Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

WRITABLE: Final = [name for name, noun in NOUNS.items() if noun.writable]
SCOPED: Final = [name for name in WRITABLE if granted(Role.AGENT, f"{NOUNS[name].key}:read") is Scope.OWN]
AGENTS_WRITE: Final = [name for name in SCOPED if granted(Role.AGENT, f"{NOUNS[name].key}:write") is Scope.OWN]


def _another_value(field: Field) -> object:
    """A value that a new record does not have in this field."""
    if field.name in ("email", "recipient_email"):
        return "changed@example.com"
    match field.kind:
        case Kind.TEXT if field.choices:
            return field.choices[-1]
        case Kind.TEXT:
            return "changed"[: field.max_length or None]
        case Kind.BOOLEAN:
            assert field.column.server_default is not None
            return str(getattr(field.column.server_default, "arg", "")) == "false"
        case Kind.NUMBER | Kind.INTEGER:
            return 7
        case Kind.INSTANT:
            return "2026-01-02T03:04:05Z"
        case Kind.DATE:
            return "2026-01-02"
        case Kind.JSON:
            return {"changed": True}


def _changeable(noun: Noun) -> Field:
    """A field that can be changed without a word about any other."""
    unfit = {"record_type", "record_id", "noun", "premium", "amount", "criteria", "definition"}
    return next(
        field
        for field in noun.written
        if not field.references
        and not field.column.unique
        and field.name not in unfit
        and field.kind in (Kind.TEXT, Kind.NUMBER, Kind.BOOLEAN)
    )


async def _history(ada: Client, path: str) -> list[dict[str, Any]]:
    return (await ada.get(f"{path}/history")).items


@pytest.mark.parametrize("name", WRITABLE)
async def test_a_record_is_made_read_changed_and_deleted(name: str, ada: Client, records: Records) -> None:
    noun = NOUNS[name]
    made = await ada.post(f"/v1/{name}", await records.body(noun))
    path = f"/v1/{name}/{made.ok()['id']}"
    assert made.status == 201
    assert made.headers["location"] == path

    read = await ada.get(path)
    assert read.json == made.json
    assert read.etag == made.etag
    assert made.json["id"] in (await ada.get(f"/v1/{name}")).ids

    field = _changeable(noun)
    changed = await ada.patch(path, {field.name: _another_value(field)})
    assert changed.ok()[field.name] == _another_value(field)
    assert changed.etag != read.etag
    unchanged = {key: value for key, value in read.json.items() if key not in (field.name, "updated_at", noun.lock)}
    assert unchanged.items() <= {**changed.json, **_follows_from(unchanged, changed.json)}.items()

    assert (await ada.delete(path)).status == 204
    assert (await ada.get(path)).status == 404
    assert (await ada.patch(path, {field.name: _another_value(field)})).status == 404
    assert (await ada.delete(path)).status == 404
    assert made.json["id"] not in (await ada.get(f"/v1/{name}")).ids


def _follows_from(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What the database works out from the changed field by itself: split names."""
    return {key: before[key] for key in ("first_name", "last_name", "name") if key in before and key in after}


@pytest.mark.parametrize("name", WRITABLE)
async def test_the_history_tells_who_made_and_changed_a_record(name: str, ada: Client, records: Records) -> None:
    made = await records.make(name)
    path, field = f"/v1/{name}/{made['id']}", _changeable(NOUNS[name])
    changed = await ada.patch(path, {field.name: _another_value(field)}, x_request_id="my-own-request")
    changed.ok()

    newest, *_, oldest = await _history(ada, path)

    assert (newest["action"], oldest["action"]) == ("update", "insert")
    assert newest["actor"] == "Ada Lovelace"
    assert newest["request_id"] == "my-own-request"
    assert field.name in newest["after"]
    assert newest["after"][field.name] == changed.json[field.name]


@pytest.mark.parametrize("name", WRITABLE)
async def test_a_viewer_reads_and_changes_nothing(name: str, vic: Client, records: Records) -> None:
    made = await records.make(name)
    path = f"/v1/{name}/{made['id']}"

    if granted(Role.VIEWER, f"{NOUNS[name].key}:read") is Scope.ALL:
        assert (await vic.get(path)).json == made
    refused = [
        await vic.post(f"/v1/{name}", await records.body(NOUNS[name])),
        await vic.patch(path, {}),
        await vic.put(path, {}),
        await vic.delete(path),
        await vic.post(f"/v1/{name}/bulk", {"action": "delete", "ids": [made["id"]]}),
    ]

    assert [(reply.status, reply.json["code"]) for reply in refused] == [(403, "not_allowed")] * 5
    assert all(NOUNS[name].key in reply.json["detail"] for reply in refused)


@pytest.mark.parametrize("name", list(NOUNS))
async def test_nobody_gets_nothing(name: str, nobody: Client) -> None:
    replies = [
        await nobody.get(f"/v1/{name}"),
        await nobody.get(f"/v1/{name}/1"),
        await nobody.get(f"/v1/{name}/1/history"),
        await nobody.get(f"/v1/{name}/export"),
    ]

    assert {reply.status for reply in replies} == {401}
    assert {reply.headers["content-type"] for reply in replies} == {PROBLEM}
    assert {reply.headers["www-authenticate"] for reply in replies} == {"Bearer"}


@pytest.mark.parametrize("name", SCOPED)
async def test_what_belongs_to_another_agent_is_not_there(
    name: str, cleo: Client, dan: Client, records: Records
) -> None:
    dans = await records.make(name, DAN)
    path = f"/v1/{name}/{dans['id']}"

    assert (await dan.get(path)).json == dans
    assert (await cleo.get(path)).status == 404
    assert (await cleo.get(f"{path}/history")).status == 404
    assert dans["id"] in (await dan.get(f"/v1/{name}")).ids
    assert dans["id"] not in (await cleo.get(f"/v1/{name}")).ids
    assert (await cleo.get(f"/v1/{name}", {"id": dans["id"]})).json["total"] == 0


@pytest.mark.parametrize("name", AGENTS_WRITE)
async def test_an_agent_changes_the_own_records_only(name: str, cleo: Client, ada: Client, records: Records) -> None:
    mine, dans = await records.make(name, CLEO), await records.make(name, DAN)
    field = _changeable(NOUNS[name])
    change = {field.name: _another_value(field)}

    assert (await cleo.patch(f"/v1/{name}/{mine['id']}", change)).status == 200
    assert (await cleo.patch(f"/v1/{name}/{dans['id']}", change)).status == 404
    assert (await cleo.put(f"/v1/{name}/{dans['id']}", await records.body(NOUNS[name]))).status in (403, 404)
    deleted = await cleo.delete(f"/v1/{name}/{dans['id']}")
    assert deleted.status == (404 if granted(Role.AGENT, f"{NOUNS[name].key}:delete") else 403)
    assert (await ada.get(f"/v1/{name}/{dans['id']}")).json == dans


@pytest.mark.parametrize("name", AGENTS_WRITE)
async def test_what_an_agent_makes_is_the_agents_own(name: str, cleo: Client, records: Records) -> None:
    body = await records.body(NOUNS[name], CLEO)
    body.pop("owner_id")

    made = await cleo.post(f"/v1/{name}", body)

    assert made.ok()["owner_id"] == CLEO.id
    assert (await cleo.get(f"/v1/{name}/{made.json['id']}")).json == made.json


@pytest.mark.parametrize("name", AGENTS_WRITE)
async def test_an_agent_gives_nothing_away(name: str, cleo: Client, records: Records) -> None:
    mine = await records.make(name, CLEO)

    given = await cleo.post(f"/v1/{name}", await records.body(NOUNS[name], CLEO) | {"owner_id": DAN.id})
    passed_on = await cleo.patch(f"/v1/{name}/{mine['id']}", {"owner_id": DAN.id})

    assert [(reply.status, reply.json["errors"][0]["pointer"]) for reply in (given, passed_on)] == [
        (403, "/owner_id"),
        (403, "/owner_id"),
    ]


@pytest.mark.parametrize("name", [name for name in WRITABLE if name != "leads"])  # they keep what nobody knows
async def test_unknown_and_kept_fields_are_refused_by_name(name: str, ada: Client, records: Records) -> None:
    body = await records.body(NOUNS[name]) | {"no_such_field": 1, "id": 77, "created_at": "2026-01-01T00:00:00Z"}

    refused = await ada.post(f"/v1/{name}", body)

    assert refused.status == 422
    pointers = {error["pointer"] for error in refused.json["errors"]}
    assert pointers == {"/no_such_field", "/id", "/created_at"}


@pytest.mark.parametrize("name", WRITABLE)
async def test_each_missing_field_is_named(name: str, ada: Client) -> None:
    needed = {f"/{field.name}" for field in NOUNS[name].written if field.required}

    refused = await ada.post(f"/v1/{name}", {})

    assert {error["pointer"] for error in refused.json.get("errors", [])} == needed
    assert refused.status == (422 if needed else 201)


@pytest.mark.parametrize("name", WRITABLE)
async def test_a_reference_to_nothing_is_refused_by_name(name: str, ada: Client, records: Records) -> None:
    references = [field.name for field in NOUNS[name].written if field.references]
    for field in references:
        refused = await ada.post(f"/v1/{name}", await records.body(NOUNS[name]) | {field: 2_000_000_000})

        assert refused.status == 422, f"{field}: {refused.text}"
        assert [error["pointer"] for error in refused.json["errors"]] == [f"/{field}"]


async def test_the_audit_trail_is_read_and_never_written(ada: Client, ben: Client, cleo: Client) -> None:
    await ada.post("/v1/customers", {"name": "Grace Hopper", "email": "grace@example.com"})
    entry = (await ada.get("/v1/audit", {"page_size": 1})).items[0]

    assert (await ben.get(f"/v1/audit/{entry['id']}")).json == entry
    assert (await cleo.get("/v1/audit")).status == 403
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        refused = await ada.send(method, f"/v1/audit/{entry['id']}", body=b"{}")
        assert (refused.status, refused.headers["allow"]) == (405, "GET")
