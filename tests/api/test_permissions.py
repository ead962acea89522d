"""The permission matrix has no hole: every address × every caller, in development and in production.

The expectation comes from THE table alone; what each address asks for comes from the addresses themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from backend.api.crud import BESIDE, RESOURCES
from backend.api.deps import PUBLIC
from backend.api.gateway import Gateway
from backend.api.main import application
from backend.auth.permissions import granted, is_permission
from backend.auth.principal import Role
from tests.client import THIS_MACHINE, Client
from tests.conftest import SettingsOf
from tests.people import PEOPLE, Person

pytestmark = pytest.mark.anyio

# For everybody, and each for a reason. Whatever else is public is a mistake.
FOR_EVERYBODY: Final = {
    ("GET", "/v1/health/live"): "load balancers",
    ("GET", "/v1/health/ready"): "load balancers",
    ("GET", "/metrics"): "asks for itself: a token, or the permission metrics:read",
    ("POST", "/v1/auth/login"): "nobody is signed in yet",
    ("GET", "/v1/auth/demo"): "nobody is signed in yet; names people of a demo agency only, on its own machine",
    ("POST", "/v1/auth/demo"): "nobody is signed in yet; lets in people of a demo agency only, on its own machine",
    ("POST", "/v1/auth/mfa"): "nobody is signed in yet",
    ("POST", "/v1/auth/logout"): "works when the session has ended already",
    ("GET", "/openapi.json"): "the description of the API holds no data",
    ("GET", "/docs"): "the description of the API holds no data",
    ("GET", "/docs/{name}"): "the pages that show it",
    ("GET", "/v1/intake/door/meta/{key}"): "Meta, which shows the agreed token",
    ("POST", "/v1/intake/door/meta/{key}"): "Meta, which signs",
    ("POST", "/v1/intake/door/google/{key}"): "Google, which sends the agreed key",
    ("POST", "/v1/intake/door/adf/{key}"): "vendors, who know the key in the address, and a token where one is set",
    ("POST", "/v1/intake/door/ping/{key}"): "vendors, who show the credentials that were agreed on",
    ("POST", "/v1/intake/door/post/{key}"): "vendors, likewise",
    ("GET", "/v1/forms/{key}"): "visitors of the agency's website",
    ("GET", "/v1/forms/{key}/embed.js"): "likewise",
    ("GET", "/v1/forms/{key}/page"): "likewise",
    ("OPTIONS", "/v1/forms/{key}"): "likewise",
    ("POST", "/v1/forms/{key}"): "likewise; counted, and checked for programs",
    ("GET", "/v1/report-links/{token}"): "people who were mailed the link; limited, revocable, for two weeks",
    ("GET", "/v1/report-links/{token}/file"): "likewise",
}
SAFE: Final = ("GET", "HEAD")
ENDLESS: Final = {"/v1/events"}  # a stream: who is let in waits for changes
FEWEST_ROUTES: Final = 35


@dataclass(frozen=True)
class Address:
    """One method on one path, and the permissions it names."""

    method: str
    path: str
    permissions: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def permissions_of(dependant: Dependant) -> frozenset[str]:
    """The permissions that a route asks for, wherever in its dependencies they stand."""
    own = getattr(dependant.call, "permission", None)
    inner = (permissions_of(each) for each in dependant.dependencies)
    return frozenset({own} if own else ()).union(*inner)


def framework_addresses(framework: FastAPI) -> Iterator[Address]:
    for context in iter_route_contexts(framework.routes):
        route: Any = context.original_route
        methods = sorted((getattr(context, "methods", None) or getattr(route, "methods", None) or set()) - {"HEAD"})
        dependant = getattr(context, "dependant", None) or getattr(route, "dependant", None)
        for method in methods:
            yield Address(method, str(context.path), permissions_of(dependant) if dependant else frozenset())


def noun_addresses() -> Iterator[Address]:
    for resource in RESOURCES.values():
        for operation in resource.operations:
            yield Address(operation.method, f"{resource.path}{operation.tail}", frozenset({operation.permission}))


@pytest.fixture(scope="module")
def addresses(database: str, settings_of: SettingsOf) -> list[Address]:
    framework = application(settings_of(database)).api
    assert isinstance(framework, FastAPI)
    ours = [*framework_addresses(framework)]
    assert len(ours) >= FEWEST_ROUTES, "the routes were not found: how the framework keeps them has changed"
    nouns = [*noun_addresses()]
    assert len(nouns) >= 9 * 20
    return [*ours, *nouns]


def test_every_route_names_a_permission_or_is_for_everybody(addresses: list[Address]) -> None:
    without = {
        (each.method, each.path)
        for each in addresses
        if not any(is_permission(permission) for permission in each.permissions)
    }

    assert without == FOR_EVERYBODY.keys()


def _beside(noun: str, path: str) -> bool:
    """Whether the noun's factory leaves this address to the framework."""
    name, tail = noun.removeprefix("/v1/"), path.removeprefix(f"{noun}/")
    return name in BESIDE and BESIDE[name].fullmatch(tail) is not None


def test_no_noun_is_hidden_by_a_route_of_the_same_address(addresses: list[Address]) -> None:
    nouns = tuple(f"/v1/{name}" for name in RESOURCES)
    paths = {each.path for each in framework_paths(addresses)}

    shadowed = {
        path
        for path in paths
        for noun in nouns
        if not _beside(noun, path)
        and (path == noun or re.fullmatch(rf"{noun}/[^/]+(/history)?", path) or path.startswith(f"{noun}/"))
    }

    assert not shadowed, "the gateway answers these itself: the routes are never reached"


def framework_paths(addresses: list[Address]) -> list[Address]:
    own = {str(each) for each in noun_addresses()}
    return [each for each in addresses if str(each) not in own]


def expected_refusal(address: Address, caller: Person | None, *, loopback: bool) -> int | None:
    """401 for nobody, 403 for who lacks the permission, None for who is let in."""
    needed = [permission for permission in address.permissions if permission != PUBLIC]
    if not needed:
        return None
    if caller is None and not loopback:
        return 401
    role = Role.VIEWER if caller is None else caller.role
    # The developer without credentials reads as a viewer, whatever a viewer may write.
    allowed = all(granted(role, name) and (caller or name.endswith(":read")) for name in needed)
    return None if allowed else 403


async def outcome(client: Client, address: Address) -> int:
    """What the address answers to a request that changes nothing: there is no such record, and no body."""
    path = re.sub(r"\{noun:path\}", "customers", address.path)
    path = re.sub(r"\{[^}]*\}", "1999999999", path)
    reply = await client.send(address.method, path, body=b"" if address.method in SAFE else b"{}")
    assert reply.status < 500, f"{address}: {reply.text}"
    return reply.status


CALLERS: Final[list[Person | None]] = [*PEOPLE, None]


@pytest.mark.parametrize("caller", CALLERS, ids=[person.username if person else "nobody" for person in CALLERS])
@pytest.mark.parametrize("environment", ["development", "production", "on this machine"])
async def test_every_address_lets_in_exactly_whom_the_table_names(
    environment: str, caller: Person | None, addresses: list[Address], app: Gateway, production_app: Gateway
) -> None:
    loopback = environment == "on this machine"
    client = Client(production_app if environment == "production" else app)
    if loopback:
        client = Client(app, peer=THIS_MACHINE, host="localhost")
    if caller is not None:
        client = client.of(caller)
    wrong: list[str] = []
    for address in addresses:
        expected = expected_refusal(address, caller, loopback=loopback)
        if (address.method, address.path) in FOR_EVERYBODY or (address.path in ENDLESS and expected is None):
            continue
        found = await outcome(client, address)
        fits = found not in (401, 403) if expected is None else found == expected
        if not fits and not (expected is None and _asks_for_a_browser(address, found)):
            wrong.append(f"{address}: {found}, and should be {expected or 'let in'}")

    assert not wrong, "\n".join(wrong)


def _asks_for_a_browser(address: Address, found: int) -> bool:
    """One's own password, second factor and keys are changed by a signed-in browser, never by an API key."""
    return found == 403 and address.path.startswith(("/v1/auth/", "/v1/me", "/v1/api-keys"))


async def test_the_metrics_are_for_administrators_and_scrapers(app: Gateway, ada: Client, ben: Client) -> None:
    assert (await Client(app).get("/metrics")).status == 401
    assert (await ben.get("/metrics")).status == 403
    assert (await ada.get("/metrics")).status == 200
