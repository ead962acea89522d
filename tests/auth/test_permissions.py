"""THE table says what the house plan promises, for each role."""

from pathlib import Path

import pytest

from backend.auth.permissions import (
    ACTIONS,
    NOUNS,
    PERMISSIONS,
    Scope,
    granted,
    grants_of,
    permissions_page,
)
from backend.auth.principal import LOOPBACK_VIEWER, Role, system
from backend.errors import NotAllowed
from tests.people import ADA, BEN, CLEO, PEOPLE, VIC, Person

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
BOOK = ("customers", "policies", "claims", "communications", "leads", "documents", "file_documents")


def test_the_page_about_permissions_is_current() -> None:
    assert PAGE.read_text() == permissions_page(), "run: python -m backend.auth.permissions > docs/permissions.md"


def test_an_administrator_may_do_everything_everywhere() -> None:
    assert all(granted(Role.ADMIN, permission) is Scope.ALL for permission in PERMISSIONS)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_viewer_reads_and_changes_nothing(noun: str) -> None:
    grants = grants_of(Role.VIEWER)

    assert grants[f"{noun}:read"]
    assert not [action for action in ACTIONS[1:] if f"{noun}:{action}" in grants]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT, Role.VIEWER])
def test_only_an_administrator_changes_users_teams_settings_and_jobs(role: Role) -> None:
    assert not [name for name in ("users", "teams", "settings", "jobs") if granted(role, f"{name}:write")]


@pytest.mark.parametrize("role", [Role.AGENT, Role.VIEWER])
@pytest.mark.parametrize("permission", ["users:read", "audit:read", "jobs:read", "metrics:read"])
def test_agents_and_viewers_see_nothing_of_the_administration(role: Role, permission: str) -> None:
    assert granted(role, permission) is Scope.NONE


@pytest.mark.parametrize("noun", BOOK)
def test_an_agent_reaches_only_the_own_book_and_deletes_none_of_it(noun: str) -> None:
    reach = {action: granted(Role.AGENT, f"{noun}:{action}") for action in ACTIONS}

    assert {scope for action, scope in reach.items() if action != "delete"} == {Scope.OWN}
    assert reach["delete"] is Scope.NONE


def test_a_manager_changes_leads_of_the_own_team_only() -> None:
    assert BEN.principal.scope("leads:read") is Scope.ALL
    assert BEN.principal.scope("leads:write") is Scope.TEAM
    assert set(BEN.principal.team_user_ids) == {BEN.id, CLEO.id}


def test_a_single_grant_widens_narrows_and_takes_away() -> None:
    grants = grants_of(
        Role.AGENT, {"customers:export": "all", "claims:write": "none", "leads:read": "team", "no:such": "all"}
    )

    assert grants["customers:export"] is Scope.ALL
    assert grants["leads:read"] is Scope.TEAM
    assert "claims:write" not in grants
    assert "no:such" not in grants


@pytest.mark.parametrize("junk", [None, [], "all", 7, {"customers:export": "everything"}, {"customers:export": None}])
def test_grants_that_mean_nothing_change_nothing(junk: object) -> None:
    assert grants_of(Role.AGENT, junk) == grants_of(Role.AGENT)


def test_a_key_keeps_only_its_scopes_and_never_gains_from_them() -> None:
    grants = grants_of(Role.AGENT, None, ["customers:read", "users:write"])

    assert dict(grants) == {"customers:read": Scope.OWN}


def test_a_key_without_any_scope_may_nothing() -> None:
    assert not grants_of(Role.ADMIN, None, [])


def test_grants_cannot_be_changed_by_who_holds_them() -> None:
    with pytest.raises(TypeError):
        ADA.principal.grants["customers:read"] = Scope.NONE  # type: ignore[index]


def test_a_permission_that_is_not_in_the_table_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        granted(Role.ADMIN, "customers:fly")


def test_the_refusal_names_the_permission() -> None:
    with pytest.raises(NotAllowed, match="users:write"):
        VIC.principal.require("users:write")


def test_the_developer_on_this_machine_only_reads() -> None:
    assert {name.partition(":")[2] for name in LOOPBACK_VIEWER.grants} == {"read"}
    assert LOOPBACK_VIEWER.grants.items() <= VIC.principal.grants.items()


def test_the_application_itself_may_everything() -> None:
    assert set(system().grants) == set(PERMISSIONS)


def test_scopes_are_ordered_by_reach() -> None:
    assert sorted(Scope, key=lambda scope: scope.reach) == [Scope.NONE, Scope.OWN, Scope.TEAM, Scope.ALL]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.username)
def test_everybody_may_look_after_themselves(person: Person) -> None:
    assert person.principal.scope("me:read")
    assert person.principal.scope("me:write")
