"""User administration: who may change whom, and the agency is never left without an administrator."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace

import orjson
import pytest

from backend.agency import cli, teams, users
from backend.agency.teams import TeamNameTaken
from backend.agency.users import LastAdmin, NameTaken, Search
from backend.auth.permissions import Scope
from backend.auth.principal import Principal
from backend.auth.sessions import Visit
from backend.auth.signin import WrongCredentials
from backend.database.writes import transaction
from backend.errors import Changed, Invalid, NotAllowed, NotFound
from tests.auth.conftest import Agency
from tests.people import ADA, BEN, CLEO, DAN, NORTH, PASSWORD, PEOPLE, SOUTH, VIC

pytestmark = pytest.mark.anyio

NEW = {"username": "eve", "email": "eve@agency.example"}
DEPUTY = replace(BEN.principal, grants={**BEN.principal.grants, "users:write": Scope.ALL})


async def change(
    agency: Agency, user_id: int, changes: Mapping[str, object], by: Principal = ADA.principal, **how: int
) -> None:
    async with transaction(agency.pool, by.actor("r")) as connection:
        await users.change_user(connection, by, user_id, changes, **how)


async def create(
    agency: Agency, wanted: Mapping[str, object], by: Principal = ADA.principal, password: str | None = None
) -> tuple[int, str | None]:
    async with transaction(agency.pool, by.actor("r")) as connection:
        return await users.create_user(connection, by, wanted, password, min_length=12)


async def shown(agency: Agency, user_id: int) -> dict[str, object]:
    user: dict[str, object] = orjson.loads(await users.user_json(agency.pool, user_id))
    return user


async def test_a_new_user_signs_in_with_the_password_made_up_for_them(agency: Agency, visit: Visit) -> None:
    user_id, secret = await create(agency, {**NEW, "team_id": NORTH, "full_name": "Eve Stone"})
    assert secret is not None

    assert (await agency.door.login("eve", secret, visit)).user_id == user_id
    user = await shown(agency, user_id)
    assert (user["role"], user["team"], user["is_active"]) == ("agent", "North", True)
    assert user["password_changed_at"] is None
    assert "password_hash" not in user


async def test_a_given_password_is_not_shown_again_and_must_be_good(agency: Agency) -> None:
    _, secret = await create(agency, NEW, password="kein regen im november")
    assert secret is None
    with pytest.raises(Invalid):
        await create(agency, {"username": "fay", "email": "fay@agency.example"}, password="fay@agency.example")


@pytest.mark.parametrize("changes", [{"username": "ADA"}, {"email": "Ada@agency.example"}])
async def test_nobody_gets_the_name_of_somebody_else(agency: Agency, changes: dict[str, str]) -> None:
    with pytest.raises(NameTaken):
        await create(agency, {**NEW, **changes})
    with pytest.raises(NameTaken):
        await change(agency, CLEO.id, changes)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "has space"),
        ("username", "ada@agency.example"),
        ("username", ""),
        ("username", None),
        ("username", "x" * 65),
        ("email", "not an address"),
        ("email", None),
        ("timezone", "Mars/Olympus"),
        ("permissions", {"customers:fly": "all"}),
        ("permissions", {"customers:read": "everything"}),
        ("permissions", ["customers:read"]),
        ("team_id", 9999),
    ],
)
async def test_what_cannot_be_is_refused_by_field(agency: Agency, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        await create(agency, {**NEW, field: value})

    assert [error.pointer for error in refused.value.errors] == [f"/{field}"]


async def test_the_last_administrator_can_neither_go_nor_step_down(agency: Agency) -> None:
    for changes in ({"is_active": False}, {"role": "manager"}):
        with pytest.raises(LastAdmin):
            await change(agency, ADA.id, changes, by=replace(ADA.principal, user_id=None))


async def test_two_administrators_cannot_remove_each_other_at_once(agency: Agency) -> None:
    await change(agency, BEN.id, {"role": "admin"})
    both = [
        change(agency, ADA.id, {"role": "agent"}, by=replace(BEN.principal, role=ADA.role)),
        change(agency, BEN.id, {"role": "agent"}),
    ]

    outcomes = await asyncio.gather(*both, return_exceptions=True)

    assert sorted(str(type(outcome).__name__) for outcome in outcomes) == ["LastAdmin", "NoneType"]
    assert await agency.pool.fetchval("select count(*) from users where role = 'admin' and is_active") == 1


@pytest.mark.parametrize("changes", [{"role": "agent"}, {"is_active": False}, {"permissions": {"jobs:write": "all"}}])
async def test_nobody_changes_their_own_rights(agency: Agency, changes: dict[str, object]) -> None:
    await change(agency, BEN.id, {"role": "admin"})

    with pytest.raises(NotAllowed):
        await change(agency, ADA.id, changes)


async def test_a_deputy_can_neither_make_nor_touch_an_administrator(agency: Agency) -> None:
    for user_id, changes in (
        (CLEO.id, {"role": "admin"}),
        (CLEO.id, {"permissions": {"users:write": "all"}}),
        (ADA.id, {"full_name": "x"}),
    ):
        with pytest.raises(NotAllowed):
            await change(agency, user_id, changes, by=DEPUTY)
    with pytest.raises(NotAllowed):
        await create(agency, {**NEW, "role": "admin"}, by=DEPUTY)
    async with transaction(agency.pool, DEPUTY.actor("r")) as connection:
        for action in (users.reset_password, users.reset_second_factor, users.unlock, users.sign_out):
            with pytest.raises(NotAllowed):
                await action(connection, DEPUTY, ADA.id)

    await change(agency, CLEO.id, {"full_name": "Cleo M."}, by=DEPUTY)


async def test_who_is_disabled_is_signed_out_everywhere(agency: Agency, visit: Visit) -> None:
    token = (await agency.door.login("cleo", PASSWORD, visit)).session.token.encode()

    await change(agency, CLEO.id, {"is_active": False})

    assert await agency.memory.authenticate(None, token, None, None) is None
    await change(agency, CLEO.id, {"is_active": True})
    assert await agency.memory.authenticate(None, token, None, None) is None


async def test_new_rights_begin_with_a_new_sign_in_and_a_new_telephone_number_does_not(
    agency: Agency, visit: Visit
) -> None:
    token = (await agency.door.login("cleo", PASSWORD, visit)).session.token.encode()
    await change(agency, CLEO.id, {"phone": "555-0101"})
    assert await agency.memory.authenticate(None, token, None, None) is not None

    await change(agency, CLEO.id, {"permissions": {"customers:export": "all"}})

    assert await agency.memory.authenticate(None, token, None, None) is None


async def test_a_change_of_a_stale_copy_is_refused(agency: Agency) -> None:
    await change(agency, CLEO.id, {"phone": "555-0101"}, version=1)

    with pytest.raises(Changed):
        await change(agency, CLEO.id, {"phone": "555-0102"}, version=1)


async def test_a_reset_password_is_new_and_the_old_one_and_its_sessions_are_gone(agency: Agency, visit: Visit) -> None:
    token = (await agency.door.login("cleo", PASSWORD, visit)).session.token.encode()
    async with transaction(agency.pool, ADA.principal.actor("r")) as connection:
        secret = await users.reset_password(connection, ADA.principal, CLEO.id)

    assert await agency.memory.authenticate(None, token, None, None) is None
    with pytest.raises(WrongCredentials):
        await agency.door.login("cleo", PASSWORD, visit)
    await agency.door.login("cleo", secret, visit)


async def test_users_are_listed_by_part_of_a_name_role_team_and_state(agency: Agency) -> None:
    async def found(search: Search, page: int = 1, page_size: int = 50) -> list[str]:
        listed = await users.user_page(agency.pool, ADA.principal, search, page=page, page_size=page_size)
        return [orjson.loads(item)["username"] for item in listed.items]

    assert await found(Search()) == [person.username for person in PEOPLE]
    assert await found(Search(q="LOVE")) == ["ada"]
    assert await found(Search(role="agent")) == ["cleo", "dan"]
    assert await found(Search(team_id=NORTH)) == ["ben", "cleo"]
    assert await found(Search(is_active=False)) == []
    assert await found(Search(), page=2, page_size=2) == ["cleo", "dan"]
    assert await found(Search(q="%' or 1=1 --")) == []
    beyond = await users.user_page(agency.pool, ADA.principal, Search(), page=99, page_size=50)
    assert (beyond.items, beyond.total) == ([], len(PEOPLE))


async def test_who_may_not_read_users_sees_none(agency: Agency) -> None:
    for person in (CLEO, DAN, VIC):
        with pytest.raises(NotAllowed):
            await users.user_page(agency.pool, person.principal, Search(), page=1, page_size=50)


async def test_a_team_that_goes_leaves_its_members(agency: Agency) -> None:
    async with transaction(agency.pool, ADA.principal.actor("r")) as connection:
        await teams.delete_team(connection, SOUTH)
        with pytest.raises(NotFound):
            await teams.delete_team(connection, SOUTH)

    assert (await shown(agency, DAN.id))["team_id"] is None


async def test_teams_have_different_names(agency: Agency) -> None:
    async with transaction(agency.pool, ADA.principal.actor("r")) as connection:
        team_id = await teams.create_team(connection, {"name": "West", "description": None})
        await teams.change_team(connection, team_id, {"name": "Far West", "is_active": False})
        with pytest.raises(TeamNameTaken):
            await teams.create_team(connection, {"name": "NORTH"})
        with pytest.raises(TeamNameTaken):
            await teams.change_team(connection, team_id, {"name": "south"})
        with pytest.raises(NotFound):
            await teams.change_team(connection, 9999, {"name": "Nowhere"})

    page = await teams.team_page(agency.pool, page=1, page_size=50)
    assert [(team["name"], team["members"]) for team in map(orjson.loads, page.items)] == [
        ("North", 2),
        ("South", 1),
        ("Far West", 0),
    ]


async def test_the_first_administrator_is_made_once_with_a_random_password(agency: Agency, visit: Visit) -> None:
    assert await cli.ensure_first_admin(agency.pool) is None
    await agency.pool.execute("delete from users")

    made = await asyncio.gather(*(cli.ensure_first_admin(agency.pool) for _ in range(3)))

    [(name, password)] = [one for one in made if one is not None]
    assert not (await agency.door.login(name, password, visit)).mfa_required
    assert await agency.pool.fetchval("select role from users") == "admin"


async def test_the_operator_looks_after_users_at_the_keyboard(
    agency: Agency, visit: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    where = (agency.dsn, agency.settings)
    await asyncio.to_thread(cli.create_user, *where, username="eve", email=NEW["email"], role="viewer")
    first = _printed_password(capsys)
    await agency.door.login("eve", first, visit)

    await asyncio.to_thread(cli.reset_password, *where, username="EVE")
    second = _printed_password(capsys)
    assert first != second
    await agency.door.login("eve", second, visit)

    await asyncio.to_thread(cli.disable_user, *where, username="eve")
    await asyncio.to_thread(cli.list_users, *where)
    listed = capsys.readouterr().out
    assert re.search(r"^eve +viewer .* disabled$", listed, re.MULTILINE)
    assert second not in listed
    with pytest.raises(NotFound, match="no user zed"):
        await asyncio.to_thread(cli.reset_password, *where, username="zed")


def _printed_password(capsys: pytest.CaptureFixture[str]) -> str:
    found = re.search(r"shown this once: (\S+)", capsys.readouterr().out)
    assert found is not None
    return found.group(1)
