"""What every answer has in common: one shape of errors, a request id, safe headers, honest methods."""

import pytest

from backend.api.gateway import Gateway
from backend.registry import NOUNS
from tests.client import PROBLEM, Client, Reply, serving
from tests.conftest import SettingsOf
from tests.people import ADA
from tests.records import Records

pytestmark = pytest.mark.anyio

MEMBERS = {"type", "title", "status", "code", "detail", "request_id"}


def assert_problem(reply: Reply) -> None:
    """The one shape of errors."""
    assert reply.headers["content-type"] == PROBLEM, reply.text
    problem = reply.json
    assert problem.keys() - {"errors"} == MEMBERS
    assert problem["status"] == reply.status
    assert problem["request_id"] == reply.headers["x-request-id"]
    assert problem["detail"].strip()
    assert problem["code"] == problem["type"].removeprefix("/docs#")
    for error in problem.get("errors", []):
        assert error.keys() == {"pointer", "detail", "code"}
        assert error["pointer"].startswith(("/", "?"))
        assert error["detail"].strip()


async def test_every_error_has_the_one_shape(ada: Client, nobody: Client, vic: Client, records: Records) -> None:
    taken = (await records.make("policies"))["policy_number"]
    replies = [
        await nobody.get("/v1/customers"),
        await nobody.get("/v1/users"),
        await vic.get("/v1/users"),
        await vic.post("/v1/customers", {}),
        await ada.get("/v1/customers/2000000000"),
        await ada.get("/v1/no-such-noun"),
        await ada.get("/no-such-page", accept="application/json"),
        await ada.post("/v1/customers", {}),
        await ada.post("/v1/customers", []),
        await ada.send("POST", "/v1/customers", body=b"{"),
        await ada.send("POST", "/v1/users", body=b"{"),
        await ada.post("/v1/users", {}),
        await ada.post("/v1/auth/login", {}),
        await ada.get("/v1/users/none"),
        await ada.get("/v1/customers", {"page": "x"}),
        await ada.delete("/v1/customers"),
        await ada.delete("/v1/me"),
        await ada.send("POST", "/v1/customers", body=b"a=b", headers={"content-type": "text/plain"}),
        await records.try_make("policies", policy_number=taken),
        await nobody.get("/v1/customers", authorization="Bearer lg_nobody"),
    ]

    for reply in replies:
        assert 400 <= reply.status < 500, reply.text
        assert_problem(reply)


async def test_an_answer_carries_the_callers_request_id_or_one_of_ours(ada: Client, nobody: Client) -> None:
    assert (await ada.get("/v1/customers", x_request_id="caller-0001")).headers["x-request-id"] == "caller-0001"
    assert (await ada.get("/v1/me", x_request_id="caller-0002")).headers["x-request-id"] == "caller-0002"
    assert (await nobody.get("/v1/me", x_request_id="caller-0003")).json["request_id"] == "caller-0003"
    for unfit in ("short", "x" * 65, "with space", "semi;colon", '{"json":1}'):
        own = (await ada.get("/v1/customers", x_request_id=unfit)).headers["x-request-id"]
        assert own != unfit
        assert len(own) >= 16


async def test_an_answer_is_neither_stored_nor_guessed_at(ada: Client, nobody: Client) -> None:
    for reply in (
        await ada.get("/v1/customers"),
        await ada.get("/v1/me"),
        await nobody.get("/v1/customers"),
        await ada.get("/v1/no-such-noun"),
    ):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "same-origin"


async def test_production_insists_on_https(production_app: Gateway, ada: Client) -> None:
    there = Client(production_app, ada.headers)

    assert "max-age" in (await there.get("/v1/customers")).headers["strict-transport-security"]
    assert "strict-transport-security" not in (await ada.get("/v1/customers")).headers


@pytest.mark.parametrize("path", ["/v1/customers", "/v1/customers/1", "/v1/customers/1/history", "/v1/audit"])
async def test_head_is_get_without_the_body(path: str, ada: Client, records: Records) -> None:
    await records.make("customers")
    path = path.replace("1/history", f"{(await records.make('customers'))['id']}/history")

    head, get = await ada.send("HEAD", path), await ada.get(path)

    assert (head.status, head.body) == (get.status, b"")
    assert head.headers.get("content-length") == get.headers["content-length"]
    assert head.headers.get("etag") == get.headers.get("etag")


@pytest.mark.parametrize("name", list(NOUNS))
async def test_another_method_is_told_which_ones_work(name: str, ada: Client) -> None:
    writable = NOUNS[name].writable
    expected = {
        ("DELETE", f"/v1/{name}"): "GET, POST",
        ("PUT", f"/v1/{name}"): "GET, POST",
        ("POST", f"/v1/{name}/1"): "DELETE, GET, PATCH, PUT",
        ("DELETE", f"/v1/{name}/1/history"): "GET",
        ("POST", f"/v1/{name}/export"): "GET",
        ("GET", f"/v1/{name}/bulk"): "POST",
        ("TRACE", f"/v1/{name}"): "GET, POST",
        ("BREW", f"/v1/{name}"): "GET, POST",
    }
    for (method, path), allowed in expected.items():
        if not writable and path.endswith("/bulk"):
            continue
        refused = await ada.send(method, path)
        assert (refused.status, refused.headers["allow"]) == (405, allowed if writable else "GET"), (method, path)
        assert_problem(refused)


@pytest.mark.parametrize(
    "tail", ["/1/", "//1", "/1/2", "/1/history/", "/0", "/-1", "/01x", "/1.0", "/99999999999", "/%20", "/%2e%2e", "/x"]
)
async def test_what_is_no_address_is_not_found(tail: str, ada: Client) -> None:
    reply = await ada.get(f"/v1/customers{tail}")

    assert reply.status == 404, reply.text
    assert_problem(reply)


async def test_a_host_that_is_not_ours_is_refused(database: str, settings_of: SettingsOf) -> None:
    settings = settings_of(database, allowed_hosts="leadgen.example,*.agency.example")
    async with serving(settings) as app:
        for host, status in {
            "leadgen.example": 200,
            "LeadGen.Example:8443": 200,
            "www.agency.example": 200,
            "evil.example": 400,
            "agency.example.evil.example": 400,
            "evilagency.example": 400,
            "": 400,
        }.items():
            reply = await Client(app, ADA.headers, host=host).get("/v1/me")
            assert reply.status == status, (host, reply.text)


async def test_whoever_watches_the_server_may_call_it_by_its_address(database: str, settings_of: SettingsOf) -> None:
    settings = settings_of(database, allowed_hosts="leadgen.example", metrics_token="read-the-figures")
    async with serving(settings) as app:
        scraper = {"Authorization": "Bearer read-the-figures"}
        for path, headers in {"/v1/health/live": {}, "/metrics": scraper}.items():
            reply = await Client(app, headers, host="127.0.0.1:8000").get(path)
            assert reply.status == 200, (path, reply.text)
