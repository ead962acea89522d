"""Arbitrary requests made from the API's own description: never a 5xx, and every answer as described.

And a few requests over a real connection, where the other tests call the application directly.
"""

import json
import socket
from collections.abc import Iterator
from typing import Any, Final

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.api.main import application
from backend.settings import Settings
from tests.client import listening
from tests.conftest import SettingsOf
from tests.people import ADA, CLEO, VIC

pytestmark = pytest.mark.server

CHECKS: Final = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# A stream that ends after minutes; and an address whose task it is to say 503 without a worker.
APART: Final = {"GET /v1/events", "GET /v1/health/ready"}
EXAMPLES: Final = 5
# Without shrinking: what fails is shown as it was found, and the time stays bounded.
ARBITRARY: Final = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def described() -> Any:
    framework: Any = application(Settings()).api
    # As it goes out: names of columns are a kind of string of their own before.
    return schemathesis.openapi.from_dict(json.loads(json.dumps(framework.openapi())))


OPERATIONS: Final = {found.ok().label: found.ok() for found in described().get_all_operations()}


@pytest.fixture(scope="module")
def address(seeded_database: str, settings_of: SettingsOf) -> Iterator[str]:
    """Where a real server listens, on a demo agency."""
    with listening(settings_of(seeded_database)) as url:
        yield url


def test_the_description_was_read() -> None:
    assert len(OPERATIONS) > 200


@pytest.mark.parametrize("label", [label for label in OPERATIONS if label not in APART])
def test_arbitrary_requests_are_answered_as_described(label: str, address: str) -> None:
    asked = 0

    @given(OPERATIONS[label].as_strategy())
    @ARBITRARY
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        if asked % 2 and case.path_parameters:  # every other request is about a record that may be there
            case.path_parameters = {
                name: "customers" if name == "noun" else 1 + asked % 5 for name in case.path_parameters
            }
        person = CLEO if asked % 4 == 3 else ADA
        response = case.call(base_url=address, headers=person.headers, timeout=30)
        case.validate_response(response, checks=CHECKS)

    ask()

    assert asked >= 1


# --- over a real connection -------------------------------------------------------------------------------------------


def test_the_documentation_is_served(address: str) -> None:
    assert httpx2.get(f"{address}/openapi.json").json()["info"]["title"] == "LeadGen"
    assert httpx2.get(f"{address}/docs").headers["content-type"].startswith("text/html")


def test_curl_on_this_machine_reads_customers(address: str) -> None:
    found = httpx2.get(f"{address}/v1/customers")

    assert found.status_code == 200
    assert found.json()["items"]


def test_a_connection_is_used_again_after_a_refusal(address: str) -> None:
    with httpx2.Client(base_url=address, headers=ADA.headers) as client:
        for _ in range(3):
            assert client.post("/v1/customers", json={}).status_code == 422
            assert client.get("/v1/customers/2000000000").status_code == 404
            assert client.head("/v1/customers").content == b""
            assert client.get("/v1/customers", params={"page_size": 1}).status_code == 200


def test_a_body_in_pieces_is_cut_off_when_it_is_too_large(address: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    for path in ("/v1/customers", "/v1/users"):
        try:
            refused = httpx2.post(f"{address}{path}", content=endless(), headers=ADA.headers)
        except (httpx2.WriteError, httpx2.ReadError, httpx2.RemoteProtocolError):
            continue  # the server hung up in the middle: also an answer
        assert refused.status_code == 413, refused.text
        assert refused.json()["code"] == "too_large"


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /v1/customers/%ff%fe HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /v1/customers?name=%ff HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /v1/customers?name=\xff HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /v1/customers/1%00 HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n",
        b"GET /v1/customers HTTP/1.1\r\nHost: evil.example\r\n",
        b"GET /v1/customers HTTP/1.1\r\n",
        b"POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n",
        b"POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n",
        b"POST /v1/customers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"BREW /v1/customers HTTP/1.1\r\nHost: localhost\r\n",
        b"nonsense\r\n",
    ],
)
def test_odd_bytes_on_the_wire_get_a_4xx(raw: bytes, address: str) -> None:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(raw + b"Connection: close\r\n\r\n")
        answer = connection.recv(65_536)

    assert answer.split(b" ")[1].startswith(b"4"), answer[:200]
    assert b"Traceback" not in answer


def test_a_hundred_readers_at_once_are_all_answered(address: str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with httpx2.Client(base_url=address, headers=VIC.headers) as client, ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.get("/v1/customers", params={"page_size": 5}), range(100)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
