"""GET /v1/people: names to show for owners and assignees."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from backend.agency import people
from backend.api.deps import PoolDep, permit
from backend.models.user import Role

router = APIRouter(prefix="/v1/people", tags=["people"])


class Person(BaseModel):
    """Somebody who works here, or did."""

    id: int
    username: str
    full_name: str | None
    role: Role
    team_id: int | None
    is_active: bool


class People(BaseModel):
    """Everybody, by name."""

    items: list[Person]


@router.get(
    "",
    operation_id="people_list",
    response_model=People,
    dependencies=[permit("people:read")],
    summary="Who works here",
)
async def people_list(pool: PoolDep) -> Response:
    """Names, roles and teams of everybody, also of those who may no longer sign in."""
    return Response(await people.people(pool), media_type="application/json")
