"""The OpenAPI document: the framework's routes, and the nouns' endpoints from the same catalogue that they run on."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.api import schemas
from backend.api.crud import RESOURCES, Endpoint, Resource
from backend.api.operations import Operation
from backend.api.overviews import OVERVIEWS
from backend.database.catalogue import Field, Kind, Noun
from backend.database.criteria import OPERATORS

REFERENCE: Final = "#/components/schemas/{model}"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"


class FieldProblem(schemas.Sent):
    """One thing that is wrong. pointer: JSON pointer into the body, or `?name` for a parameter."""

    pointer: str
    detail: str
    code: str


class Problem(BaseModel):
    """What went wrong (RFC 9457), with a stable `code`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FieldProblem] | None = None


class Change(schemas.Sent):
    """One entry of a record's history. An update holds the changed fields only."""

    id: int
    at: str
    actor_id: int | None
    actor: str
    request_id: str | None
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class History(schemas.Sent):
    """A record's changes, newest first."""

    items: list[Change]


def document(api: FastAPI) -> dict[str, Any]:
    """The whole document; made once, since nothing in it changes at run time."""
    if api.openapi_schema:
        return api.openapi_schema
    made: dict[str, Any] = get_openapi(
        title=api.title, version=api.version, description=api.description, routes=api.routes
    )
    components = made.setdefault("components", {})
    known = components.setdefault("schemas", {})
    known |= _schemas()
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key: `lg_…`"},
        "session": {"type": "apiKey", "in": "cookie", "name": "leadgen"},
    }
    made["security"] = [{"key": []}, {"session": []}]
    for resource in RESOURCES.values():
        for operation in resource.operations:
            path = made["paths"].setdefault(f"{resource.path}{operation.tail}", {})
            path[operation.method.lower()] = _described(resource, operation)
    _describe_capture(made["paths"]["/v1/leads"]["post"], known)
    for path in made["paths"].values():
        for described in path.values():
            described["responses"].setdefault("4XX", _problem("What was wrong with the request."))
            described["responses"].pop("422", None)
    known.pop("HTTPValidationError", None)
    known.pop("ValidationError", None)
    made["paths"] = dict(sorted(made["paths"].items()))
    api.openapi_schema = made
    return made


def _describe_capture(described: dict[str, Any], known: dict[str, Any]) -> None:
    """A new lead keeps what nobody knows, and is answered with the one that came in with its key before."""
    known["LeadCapture"] = known["LeadCreate"] | {
        "title": "LeadCapture",
        "description": "A new lead. Fields of a person go to `contact_info`, fields that nobody knows to `metadata`.",
        "additionalProperties": True,
    }
    described["requestBody"]["content"][JSON]["schema"] = {"$ref": REFERENCE.format(model="LeadCapture")}
    described["responses"]["200"] = _json("The lead that has this `idempotency_key`.", "Lead", "Location", "ETag")


def _schemas() -> dict[str, Any]:
    answers: tuple[type[BaseModel], ...] = (Problem, History, Operation, *(each.answer for each in OVERVIEWS.values()))
    models: list[tuple[type[BaseModel], Any]] = [(model, "serialization") for model in answers]
    for resource in RESOURCES.values():
        noun = resource.noun
        models.append((schemas.page(noun), "serialization"))
        if noun.writable:
            models += [(schemas.received(noun), "validation"), (schemas.patch(noun), "validation")]
    _, made = models_json_schema(models, ref_template=REFERENCE)
    found: dict[str, Any] = made["$defs"]
    for schema in found.values():
        for field in schema.get("properties", {}).values():
            field.pop("default", None)
    return found


def _described(resource: Resource, operation: Endpoint) -> dict[str, Any]:
    noun = resource.noun
    made: dict[str, Any] = {
        "operationId": f"{noun.operation}_{NAMES.get(operation.handler, operation.handler)}",
        "summary": SUMMARIES[operation.handler].format(one=noun.singular, many=noun.label.lower()),
        "description": f"Permission: `{operation.permission}`.",
        "tags": [noun.name],
        "parameters": list(_parameters(noun, operation)),
        "responses": _responses(noun, operation),
    }
    body = BODIES.get(operation.handler)
    if body:
        reference = {"$ref": REFERENCE.format(model=body.format(schema=noun.schema))}
        made["requestBody"] = {"required": True, "content": {JSON: {"schema": reference}}}
    elif operation.handler == "bulk":
        made["requestBody"] = {"required": True, "content": {JSON: {"schema": _bulk_schema(noun)}}}
    return made


NAMES: Final = {"index": "list", "put": "replace", "patch": "update"}
BODIES: Final = {"create": "{schema}Create", "put": "{schema}Create", "patch": "{schema}Patch"}
SUMMARIES: Final = {
    "index": "List {many}",
    "get": "Get one {one}",
    "history": "What was changed in one {one}, by whom and when",
    "overview": "What surrounds one {one}",
    "export": "Download {many} as CSV, XLSX or JSON",
    "create": "Create a {one}",
    "bulk": "Create, change or delete many {many} as one operation that can be undone",
    "patch": "Change some fields of a {one}",
    "put": "Replace the content of a {one}",
    "delete": "Delete a {one}",
}


def _bulk_schema(noun: Noun) -> dict[str, Any]:
    create = {"$ref": REFERENCE.format(model=f"{noun.schema}Create")}
    change = {"$ref": REFERENCE.format(model=f"{noun.schema}Patch")}
    return {
        "type": "object",
        "required": ["action"],
        "additionalProperties": False,
        "properties": {
            "action": {"type": "string", "enum": ["create", "update", "delete"]},
            "items": {"type": "array", "items": create, "description": "What to create"},
            "ids": {"type": "array", "items": {"type": "integer"}, "description": "Which records"},
            "filter": {"type": "object", "description": "Which records, as criteria"},
            "q": {"type": "string", "description": "Which records, as in the list's search"},
            "all": {"type": "boolean", "description": "Every record within reach, where nothing else selects"},
            "changes": change,
        },
    }


def _responses(noun: Noun, operation: Endpoint) -> dict[str, Any]:
    match operation.handler:
        case "index":
            return {"200": _json("One page.", f"{noun.schema}Page")}
        case "create":
            return {"201": _json("The new record.", noun.schema, "Location", "ETag")}
        case "delete":
            return {"204": {"description": "Deleted."}}
        case "history":
            return {"200": _json("The changes.", "History")}
        case "overview":
            return {"200": _json("What surrounds it.", OVERVIEWS[noun.name].answer.__name__)}
        case "export":
            return {"200": {"description": "The file.", "content": {kind: {} for kind in EXPORTED}}}
        case "bulk":
            return {"202": _json("The operation, which goes on by itself.", "Operation", "Location")}
    return {"200": _json("The record.", noun.schema, "ETag")}


EXPORTED: Final = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", JSON)


def _json(description: str, schema: str, *headers: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "description": description,
        "content": {JSON: {"schema": {"$ref": REFERENCE.format(model=schema)}}},
    }
    if headers:
        made["headers"] = {name: {"schema": {"type": "string"}} for name in headers}
    return made


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {PROBLEM: {"schema": {"$ref": REFERENCE.format(model="Problem")}}}}


def _parameters(noun: Noun, operation: Endpoint) -> Iterable[dict[str, Any]]:
    if "{id}" in operation.tail:
        yield {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    if operation.handler in ("patch", "put", "delete") and noun.lock:
        yield _parameter(
            "If-Match", {"type": "string"}, "The ETag that was read; another version answers 412", "header"
        )
    if operation.method == "POST":
        yield _parameter("Idempotency-Key", {"type": "string", "maxLength": 255}, "Makes a retry safe", "header")
    if operation.handler in ("index", "export"):
        yield from _list_parameters(noun, operation)


def _list_parameters(noun: Noun, operation: Endpoint) -> Iterable[dict[str, Any]]:
    whole: dict[str, Any] = {"type": "integer", "minimum": 1}
    if operation.handler == "index":
        yield _parameter("page", whole, "Number of the page, up to row 100,000; beyond, use `after`")
        yield _parameter("page_size", whole | {"maximum": 200}, "Records a page, 50 unless told")
        yield _parameter("after", {"type": "string"}, "`next` of the page before, for any depth")
        counts = {"type": "string", "enum": ["auto", "exact", "estimated", "none"]}
        yield _parameter("count", counts, "How the total is found; auto is exact up to 10,000")
    else:
        kinds = {"type": "string", "enum": ["csv", "xlsx", "json"]}
        yield _parameter("format", kinds, "The kind of file, csv unless told")
    yield _parameter("sort", {"type": "string"}, "Fields in order, `-` for descending, such as `-created_at,name`")
    yield _parameter(
        "q", {"type": "string", "maxLength": 200}, "Names, numbers or e-mail addresses as people type them"
    )
    yield _parameter("filter", {"type": "string"}, "Criteria as JSON")
    yield _parameter("view", whole, "A saved view to build on")
    yield _parameter("fields", {"type": "string"}, "Only these fields, separated by commas")
    for field in noun.fields.values():
        if field.kind is not Kind.JSON:
            others = ", ".join(f"`{field.name}.{operator}`" for operator in OPERATORS[field.kind] if operator != "eq")
            yield _parameter(field.name, _filter_schema(field), f"Only with this value; also {others}")


def _filter_schema(field: Field) -> dict[str, Any]:
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    return {"type": FILTER_TYPES.get(field.kind, "string")}


FILTER_TYPES: Final = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}


def _parameter(name: str, schema: dict[str, Any], description: str, place: str = "query") -> dict[str, Any]:
    return {"name": name, "in": place, "required": False, "schema": schema, "description": description}
