"""One search over everything that the caller may see, in one statement."""

from functools import lru_cache, reduce
from operator import or_
from typing import Annotated, Any, Final, Literal

import orjson
import sqlalchemy as sa
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, create_model

from backend.api import schemas
from backend.api.deps import Caller, PoolDep, permit
from backend.database.engine import Statement
from backend.database.pages import hits
from backend.database.seeking import seek
from backend.registry import NOUNS

router = APIRouter(prefix="/v1/search", tags=["search"])

# In the order in which people look for them; each with the columns that tell one hit from another.
SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "customers": ("name", "email", "phone", "status"),
    "policies": ("policy_number", "customer_name", "policy_type", "status"),
    "claims": ("claim_number", "customer_name", "policy_number", "status"),
    "leads": ("name", "email", "phone", "status"),
    "tasks": ("title", "status", "due_at"),
    "notes": ("body", "record_type", "record_id"),
    "communications": ("subject", "customer_name", "comm_type", "comm_date"),
    "file-documents": ("title", "filename", "category"),
    "documents": ("title", "status"),
    "reports": ("report_number", "name", "report_type"),
    "marketing/campaigns": ("name", "status"),
    "marketing/segments": ("name",),
    "marketing/templates": ("name", "template_type"),
    "marketing/triggers": ("name", "trigger_type"),
}


def _hit(name: str) -> type[BaseModel]:
    """The schema of a hit: its noun, its id and what is shown of it."""
    noun = NOUNS[name]
    record = schemas.sent(noun).model_fields
    fields: dict[str, Any] = {"noun": (Literal[name], ...), "id": (int, ...)}
    fields |= {field: (record[field].annotation, ...) for field in SHOWN[name]}
    return create_model(f"{noun.schema}Hit", __base__=schemas.Sent, **fields)


Hit: Final[Any] = Annotated[reduce(or_, map(_hit, SHOWN)), Field(discriminator="noun")]
Found: Final = create_model("Found", __base__=schemas.Sent, items=(list[Hit], ...))


@router.get(
    "",
    operation_id="search",
    response_model=Found,
    summary="Find records of any kind by name, number, telephone or e-mail address",
    dependencies=[permit("search:read")],
)
async def search(
    caller: Caller,
    pool: PoolDep,
    q: Annotated[str, Query(min_length=1, max_length=200, pattern=r"^[^\x00]*$")],
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> Response:
    """Up to `limit` hits of each kind, newest first; kinds without a hit are left out."""
    asked: list[tuple[str, str, str]] = []
    values: dict[str, object] = {"viewer": caller.user_id, "team": list(caller.team_user_ids), "size": limit}
    for name in SHOWN:
        scope = caller.scope(f"{NOUNS[name].key}:read")
        sought = seek(NOUNS[name], q)
        if scope and sought and sought.way != "nothing":
            asked.append((name, scope.value, sought.way))
            values |= {f"{sought.way}_{key}": value for key, value in sought.values.items()}
    if not asked:
        return Response(b'{"items":[]}', media_type="application/json")
    statement = _statement(tuple(asked))
    row = await pool.fetchrow(statement.text, *statement.arguments(values))
    found: list[dict[str, Any]] = []
    for (name, _, _), text in zip(asked, row or (), strict=True):
        found.extend({"noun": name, **hit} for hit in orjson.loads(text))
    return Response(orjson.dumps({"items": found}), media_type="application/json")


@lru_cache(maxsize=500)
def _statement(asked: tuple[tuple[str, str, str], ...]) -> Statement:
    columns = [
        hits(NOUNS[name], scope, way, SHOWN[name]).label(f"hits_{i}") for i, (name, scope, way) in enumerate(asked)
    ]
    return Statement(sa.select(*columns))
