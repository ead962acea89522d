"""One factory gives every noun its endpoints.

These endpoints are the busy ones, so they are called by the gateway directly with raw bytes and answer with raw bytes.
Through the framework's own routing and dependencies one read cost 3.3 times a bare handler; like this 1.5 times.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import orjson

from backend.api import idempotency, schemas
from backend.api.answers import JSON, Answer
from backend.api.asking import Asked
from backend.api.checks import check
from backend.api.deps import sight_of, sight_within
from backend.api.listing import question
from backend.api.overviews import OVERVIEWS, overview
from backend.auth.permissions import Scope, is_permission
from backend.auth.principal import Principal
from backend.database import reads, records
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.reads import LARGEST_ID
from backend.database.records import Guard, Written
from backend.database.sight import Sight
from backend.errors import (
    BadRequest,
    Changed,
    FieldError,
    Invalid,
    MethodNotAllowed,
    NotAllowed,
    NotFound,
)
from backend.leads import intake as leads
from backend.registry import NOUNS, noun_of_table

# Whoever makes one of these means it for themselves, unless they say otherwise.
FOR_MYSELF: Final = frozenset({"tasks", "notes", "saved_views", "own_reports"})
HISTORY_SIZE: Final = 200
# What a schedule sends to whom.
SENT_TO_WHOM: Final = frozenset({"report", "asked", "recipients", "owner_id"})

# What a noun answers besides, by what follows it in the path: routes of the framework, such as those of api/leads.py.
BESIDE: Final[Mapping[str, re.Pattern[str]]] = {
    "own-reports": re.compile(r"figures|rows|[^/]+/(figures|rows)"),
    "report-schedules": re.compile(r"next|mail|[^/]+/send"),
    "reports": re.compile(r"catalogue(/.*)?|made|[^/]+/(make|file|links)"),
    "leads": re.compile(
        r"(board|lifecycle|dispositions|duplicates|source-report|merges)(/.*)?"
        r"|[^/]+/(stage|score|calls|duplicates|merge|unmerge|convert|assignment)"
    ),
}

Handler = Callable[[Asked], Awaitable[Answer]]


class NoSuchParent(Invalid):
    """The record points at one that does not exist, or that you may not see."""

    code = "no_such_record"


@dataclass(frozen=True)
class Endpoint:
    """One endpoint: its method, what follows the noun in its path, its permission, and what answers."""

    method: str
    tail: str
    permission: str
    handler: str


class Resource:
    """The endpoints of one noun."""

    def __init__(self, noun: Noun) -> None:
        self.noun = noun
        self.path = f"/v1/{noun.name}"
        self.read = f"{noun.key}:read"
        self.write = f"{noun.key}:write"
        self.remove = f"{noun.key}:delete"
        self.has_overview = noun.name in OVERVIEWS
        self.export_permission = f"{noun.key}:export" if is_permission(f"{noun.key}:export") else self.read

    @cached_property
    def operations(self) -> tuple[Endpoint, ...]:
        """Every endpoint with its permission, for the documentation and for the test of the permissions."""
        reading = (
            Endpoint("GET", "", self.read, "index"),
            Endpoint("GET", "/export", self.export_permission, "export"),
            Endpoint("GET", "/{id}", self.read, "get"),
            Endpoint("GET", "/{id}/history", self.read, "history"),
            *([Endpoint("GET", "/{id}/overview", self.read, "overview")] if self.has_overview else ()),
        )
        if not self.noun.writable:
            return reading
        return (
            *reading,
            Endpoint("POST", "", self.write, "create"),
            Endpoint("POST", "/bulk", self.write, "bulk"),
            Endpoint("PATCH", "/{id}", self.write, "patch"),
            Endpoint("PUT", "/{id}", self.write, "put"),
            Endpoint("DELETE", "/{id}", self.remove, "delete"),
        )

    def answers(self, tail: str) -> bool:
        """Whether this factory answers what follows the noun in the path."""
        beside = BESIDE.get(self.noun.name)
        return beside is None or beside.fullmatch(tail) is None

    def endpoint(self, method: str, tail: str) -> tuple[str, Handler]:
        """The route's template and what answers. Raises NotFound or MethodNotAllowed.

        tail: what follows the noun in the path: empty, `export`, `bulk`, an id, or an id and `history` or `overview`.
        """
        method = "GET" if method == "HEAD" else method
        found = self._places.get(tail)
        if found is None:
            _, slash, last = tail.partition("/")
            place = f"{{id}}{slash}{last}"
            if place not in self._places:
                raise NotFound("There is nothing at this address.")
            found = self._places[place]
        template, handlers = found
        handler = handlers.get(method)
        if handler is None or (method != "GET" and not self.noun.writable):
            allowed = sorted(handlers) if self.noun.writable else ["GET"]
            raise MethodNotAllowed(headers={"Allow": ", ".join(allowed)})
        return template, handler

    @cached_property
    def _places(self) -> dict[str, tuple[str, dict[str, Handler]]]:
        """By what follows the noun: the route's template, and what answers each method."""
        return {
            "": (self.path, {"GET": self.index, "POST": self.create}),
            "export": (f"{self.path}/export", {"GET": self.export}),
            "bulk": (f"{self.path}/bulk", {"POST": self.bulk}),
            "{id}/history": (f"{self.path}/{{id}}/history", {"GET": self.history}),
            **(
                {"{id}/overview": (f"{self.path}/{{id}}/overview", {"GET": self.overview})} if self.has_overview else {}
            ),
            "{id}": (
                f"{self.path}/{{id}}",
                {"GET": self.get, "PATCH": self.patch, "PUT": self.put, "DELETE": self.delete},
            ),
        }

    async def get(self, asked: Asked) -> Answer:
        """One record, with its version as ETag."""
        found = await reads.one(asked.runtime.pool, self.noun, record_id(asked), sight_of(asked.caller, self.read))
        if found is None:
            raise NotFound
        body, etag = found
        return Answer(200, body.encode(), [JSON, (b"etag", b'"%b"' % etag.encode())])

    async def index(self, asked: Asked) -> Answer:
        """One page of the records within sight."""
        sight = sight_of(asked.caller, self.read)
        view = await self._view(asked)
        wanted, number = question(self.noun, asked.parameters, asked.runtime.settings.count_limit, view)
        page = await asked.runtime.lists.page(self.noun, wanted, sight)
        rest = orjson.dumps(
            {
                "page": number,
                "page_size": wanted.size,
                "total": page.total,
                "total_is_estimate": page.estimated,
                "next": page.next,
            }
        )
        return Answer(200, b'{"items":' + page.items.encode() + b"," + rest[1:])

    async def _view(self, asked: Asked) -> dict[str, Any] | None:
        """The definition of the saved view that the list builds on."""
        name = next((value for key, value in asked.parameters if key == "view"), None)
        if name is None:
            return None
        views = NOUNS["saved-views"]
        if not name.isdigit() or len(name) > 9:
            raise BadRequest("`view` takes the id of a saved view.", errors=[FieldError("?view", "It takes an id.")])
        sight = sight_of(asked.caller, "saved_views:read")
        found = await reads.one(asked.runtime.pool, views, int(name), sight)
        view = orjson.loads(found[0]) if found else None
        if view is None or view["noun"] != self.noun.name:
            raise NotFound(f"There is no saved view {name} of {self.noun.label.lower()}.")
        definition: dict[str, Any] = view["definition"]
        return definition

    async def create(self, asked: Asked) -> Answer:
        """A new record. With an Idempotency-Key the same request answers the same and makes nothing twice."""
        if self.noun.name == "leads":
            from backend.api import intake

            return await intake.create_lead(asked, self)
        principal = asked.caller
        scope = principal.require(self.write)
        body = await asked.json_bytes()
        values = self.new_values(principal, scope, schemas.read(schemas.received(self.noun), body))
        guards = self.guards(principal, values)

        async def make(connection: Pool | Connection) -> Answer:
            alone = bool(guards) or connection is not asked.runtime.pool or self.refers(values)
            made = await records.create(
                connection if alone else asked.runtime.together,
                self.noun,
                values,
                asked.actor,
                guards,
                sight_within(principal, scope),
            )
            if made is None:
                raise self.no_such_parent(guards)
            location = f"{self.path}/{made.id}".encode()
            return Answer(201, made.body.encode(), [JSON, (b"location", location), (b"etag", quoted(made))])

        return await idempotency.once(asked, body, make)

    async def patch(self, asked: Asked) -> Answer:
        """Some fields changed."""
        return await self._change(asked, replace=False)

    async def put(self, asked: Asked) -> Answer:
        """The whole content replaced; the owner stays unless it is named."""
        return await self._change(asked, replace=True)

    async def _change(self, asked: Asked, *, replace: bool) -> Answer:
        principal = asked.caller
        scope = principal.require(self.write)
        model = schemas.received(self.noun) if replace else schemas.patch(self.noun)
        values = self.owned_by(principal, scope, schemas.read(model, await asked.json_bytes()), new=False)
        values = self.in_order(values, new=replace)
        if replace:
            values = {k: v for k, v in values.items() if v is not None or self.noun.fields[k].nullable}
        else:
            self.refuse_nulls(values)
        if not values and not replace:
            raise BadRequest("The body names no field to change.")
        guards, expected = self.guards(principal, values), if_match(asked)
        sight, number = sight_within(principal, scope), record_id(asked)
        changed = await records.update(
            asked.runtime.pool,
            self.noun,
            number,
            values,
            asked.actor,
            guards,
            sight,
            expected=expected,
            replace=replace,
        )
        if changed is None:
            raise await self._why_not(asked, number, expected, sight, guards)
        return Answer(200, changed.body.encode(), [JSON, (b"etag", quoted(changed))])

    async def delete(self, asked: Asked) -> Answer:
        """The record gone; what hung on it keeps living."""
        sight, number, expected = sight_of(asked.caller, self.remove), record_id(asked), if_match(asked)
        if not await records.delete(asked.runtime.pool, self.noun, number, asked.actor, sight, expected=expected):
            raise await self._why_not(asked, number, expected, sight, ())
        return Answer(204, b"", [])

    async def history(self, asked: Asked) -> Answer:
        """What was changed in the record, by whom and when, newest first."""
        sight = sight_of(asked.caller, self.read)
        text = await reads.history(asked.runtime.pool, self.noun, record_id(asked), sight, HISTORY_SIZE)
        if text is None:
            raise NotFound
        return Answer(200, b'{"items":' + text.encode() + b"}")

    async def overview(self, asked: Asked) -> Answer:
        """What surrounds the record."""
        asked.caller.require(self.read)
        found = await overview(self.noun.name, asked.runtime.pool, record_id(asked), asked.caller)
        if found is None:
            raise NotFound
        return Answer(200, found)

    async def export(self, asked: Asked) -> Answer:
        """The list's whole selection as a file."""
        from backend.api import exporting

        sight = sight_of(asked.caller, self.export_permission)
        return await exporting.export(asked, self.noun, sight, await self._view(asked))

    async def bulk(self, asked: Asked) -> Answer:
        """Many records created, changed or deleted, as an operation that can be undone."""
        from backend.api import bulk

        return await bulk.order(asked, self)

    def refers(self, values: Mapping[str, Any]) -> bool:
        """Whether a new record points at others, which may be locked; its owner never is."""
        if "record_id" in values:
            return True
        return any(self.noun.fields[name].references for name in values if name != "owner_id")

    def new_values(self, principal: Principal, scope: Scope, said: dict[str, Any]) -> dict[str, Any]:
        """What a new record is made of: what was said, the author and the owner; defaults are left to the database."""
        values = self.owned_by(principal, scope, said, new=True)
        return {name: value for name, value in values.items() if value is not None}

    def gathered(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What was sent for a new record, each part in its place."""
        return leads.gathered(sent, self.noun.fields) if self.noun.name == "leads" else sent

    def in_order(self, values: dict[str, Any], *, new: bool) -> dict[str, Any]:
        """The values as they are kept, however they were written."""
        return leads.put_in_order(values, new=new) if self.noun.name == "leads" else values

    def owned_by(self, principal: Principal, scope: Scope, values: dict[str, Any], *, new: bool) -> dict[str, Any]:
        """The values with the owner that the caller may set. Raises NotAllowed for somebody else's name."""
        values = dict(values)
        if new and self.noun.author:
            values[self.noun.author] = self.noun.author_value(principal.user_id, principal.username)
        if not self.noun.owned:
            return values
        if self.noun.key == "report_schedules" and (new or SENT_TO_WHOM & values.keys()):
            self._answer_for(principal, values)
        given = values.get("owner_id")
        mine = scope is Scope.OWN or (scope is Scope.TEAM and new) or (new and self.noun.key in FOR_MYSELF)
        if new and given is None and mine:
            values["owner_id"] = principal.user_id
        elif "owner_id" in values and scope is not Scope.ALL:
            reachable = (principal.user_id,) if scope is Scope.OWN else (*principal.team_user_ids, principal.user_id)
            if given not in reachable:
                raise NotAllowed(
                    "You may not give records to this owner.", errors=[FieldError("/owner_id", "Out of your reach.")]
                )
        return values

    def _answer_for(self, principal: Principal, values: dict[str, Any]) -> None:
        """A report is made with the eyes of the schedule's owner: whoever says what is sent to whom becomes that."""
        if values.get("owner_id", principal.user_id) != principal.user_id:
            message = "A report is sent in the name of whoever sets it up: leave the owner out."
            raise schemas.Unprocessable(errors=[FieldError("/owner_id", message)])
        values["owner_id"] = principal.user_id

    def refuse_nulls(self, values: Mapping[str, Any]) -> None:
        absent = [name for name, value in values.items() if value is None and not self.noun.fields[name].nullable]
        if absent:
            raise schemas.Unprocessable(
                errors=[FieldError(f"/{name}", "This field cannot be empty.", "required") for name in absent]
            )

    def guards(self, principal: Principal, values: Mapping[str, Any]) -> tuple[Guard, ...]:
        """Which of the records that the values point at have to be checked: those that the caller does not all see."""
        check(self.noun.key, principal, values)
        guards: list[Guard] = []
        for name, value in values.items():
            field = self.noun.fields.get(name)
            parent = noun_of_table(field.references) if field and field.references else None
            if value is None or parent is None:
                continue
            seen = principal.scope(f"{parent.key}:read")
            if seen is not Scope.ALL:
                guards.append(Guard(name, parent, seen.value))
        if "record_type" in self.noun.fields and {"record_type", "record_id"} & values.keys():
            guards.extend(self._about(principal, values))
        return tuple(guards)

    def _about(self, principal: Principal, values: Mapping[str, Any]) -> list[Guard]:
        """Notes and tasks point at a record of any noun, which no foreign key checks."""
        kind, number = values.get("record_type"), values.get("record_id")
        if kind is None and number is None:
            return []
        if kind is None or number is None:
            raise schemas.Unprocessable(
                errors=[FieldError("/record_id", "record_type and record_id go together.", "required")]
            )
        parent = NOUNS[kind]
        return [Guard("record_id", parent, principal.scope(f"{parent.key}:read").value)]

    async def _why_not(
        self, asked: Asked, number: int, expected: str | None, sight: Sight, guards: tuple[Guard, ...]
    ) -> Exception:
        """Why a change found nothing to change."""
        seen = await reads.one(asked.runtime.pool, self.noun, number, sight_of(asked.caller, self.read))
        if seen is None:
            return NotFound()
        if expected is not None and expected != seen[1]:
            return Changed(headers={"ETag": f'"{seen[1]}"'})
        if self.noun.shared_column or await reads.one(asked.runtime.pool, self.noun, number, sight) is None:
            return NotAllowed("You may see this record, but not change it.")
        return self.no_such_parent(guards) if guards else Changed()

    def no_such_parent(self, guards: tuple[Guard, ...]) -> NoSuchParent:
        message = "There is no such record, or you may not see it."
        return NoSuchParent(errors=[FieldError(f"/{guard.column}", message, "no_such_record") for guard in guards])


def quoted(written: Written) -> bytes:
    return f'"{written.etag}"'.encode()


def record_id(asked: Asked) -> int:
    """The id in the path. Raises NotFound for anything that cannot be one."""
    text = asked.path.removesuffix("/history").removesuffix("/overview").rsplit("/", 1)[-1]
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or not 0 < int(text) <= LARGEST_ID:
        raise NotFound(f"`{text[:40]}` is not the id of a record.")
    return int(text)


def if_match(asked: Asked) -> str | None:
    """The version that the caller read; None if any will do. Raises BadRequest if it is not an ETag of ours."""
    header = asked.headers.get(b"if-match")
    if header is None or header.strip() == b"*":
        return None
    tag = header.strip().removeprefix(b"W/")
    if len(tag) < 3 or tag[:1] != b'"' or tag[-1:] != b'"' or b'"' in tag[1:-1]:
        raise BadRequest('If-Match takes one ETag as it was answered, such as "3".')
    return tag[1:-1].decode("latin-1").replace("\0", "")


RESOURCES: Final[Mapping[str, Resource]] = {name: Resource(noun) for name, noun in NOUNS.items()}
