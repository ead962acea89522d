"""Everybody may know who works here by name, and nothing more."""

import asyncpg
import pytest

from backend.api.people import People
from tests.client import Client
from tests.people import CLEO, NORTH, PEOPLE

pytestmark = pytest.mark.anyio

SHOWN = {"id", "username", "full_name", "role", "team_id", "is_active"}


async def test_every_role_sees_everybody_by_name(ada: Client, ben: Client, cleo: Client, vic: Client) -> None:
    for client in (ada, ben, cleo, vic):
        reply = await client.get("/v1/people")

        People.model_validate_json(reply.body, strict=False)
        assert [person["username"] for person in reply.items] == [person.username for person in PEOPLE]


async def test_nothing_personal_is_shown(vic: Client) -> None:
    reply = await vic.get("/v1/people")

    assert {name for person in reply.items for name in person} == SHOWN
    assert b"@" not in reply.body
    [cleo] = [person for person in reply.items if person["id"] == CLEO.id]
    assert cleo == {
        "id": CLEO.id,
        "username": "cleo",
        "full_name": "Cleo Marsh",
        "role": "agent",
        "team_id": NORTH,
        "is_active": True,
    }


async def test_who_left_is_still_named_as_the_owner_of_what_they_left(vic: Client, database: str) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("update users set is_active = false where username = 'dan'")

    reply = await vic.get("/v1/people")

    await connection.execute("update users set is_active = true where username = 'dan'")
    await connection.close()
    assert [person["is_active"] for person in reply.items if person["username"] == "dan"] == [False]


async def test_nobody_is_told_without_signing_in(nobody: Client) -> None:
    assert (await nobody.get("/v1/people")).status == 401
