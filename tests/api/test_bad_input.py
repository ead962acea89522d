"""More than a hundred kinds of bad input: refused in the one shape, saying what to do, leaving nothing behind."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from backend.models import Base
from tests.api.test_answers import assert_problem
from tests.client import Client
from tests.people import ADA
from tests.records import Records

pytestmark = pytest.mark.anyio

MEGABYTE: Final = 1 << 20
SEARCH: Final = "/v1/search"
HTML: Final = "text/html"


@dataclass(frozen=True)
class Bad:
    """One bad request. `{id}` in the path is a customer's id; a body that is not bytes is sent as JSON."""

    method: str = "POST"
    path: str = "/v1/customers"
    body: object = None
    query: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    status: tuple[int, ...] = (422,)


def pieces(length: int) -> list[bytes]:
    """A body without a stated length."""
    return [b"x" * 65_536] * (length // 65_536 + 1)


def customer(**fields: object) -> dict[str, object]:
    return {"name": "Bad Input", "email": "bad@example.com", **fields}


def text(raw: str) -> bytes:
    """JSON as it stands, for what no JSON writer would write."""
    return raw.encode()


def listed(query: str) -> Bad:
    return Bad("GET", query=query.encode(), status=(400, 422))


def nested(levels: int) -> str:
    return '{"not":' * levels + '{"city":"x"}' + "}" * levels


POLICY: Final = {"policy_number": "BAD-1", "customer_name": "Bad", "premium": "$1"}
CLAIM: Final = {"claim_number": "BAD-1", "policy_number": "BAD-1", "customer_name": "Bad", "amount": "$1"}
USER: Final = {"username": "bad.input", "email": "bad@example.com", "role": "agent"}

BROKEN: Final[dict[str, Bad]] = {
    "no body": Bad(body=b"", status=(400, 422)),
    "blank body": Bad(body=b"   ", status=(400, 422)),
    "half an object": Bad(body=b'{"name": "A"', status=(400, 422)),
    "two objects": Bad(body=b"{}{}", status=(400, 422)),
    "single quotes": Bad(body=b"{'name': 'A'}", status=(400, 422)),
    "a comment": Bad(body=b'{"name": "A" /* b */}', status=(400, 422)),
    "a trailing comma": Bad(body=b'{"name": "A",}', status=(400, 422)),
    "a byte order mark": Bad(body=b"\xef\xbb\xbf{}", status=(400, 422)),
    "UTF-16": Bad(body='{"name": "A"}'.encode("utf-16"), status=(400, 422)),
    "bad UTF-8": Bad(body=b'{"name": "\xff\xfe", "email": "a@b"}', status=(400, 422)),
    "overlong UTF-8": Bad(body=b'{"name": "\xc0\x80", "email": "a@b"}', status=(400, 422)),
    "a raw control character": Bad(body=b'{"name": "a\x01b", "email": "a@b"}', status=(400, 422)),
    "a raw NUL": Bad(body=b'{"name": "a\x00b", "email": "a@b"}', status=(400, 422)),
    "binary": Bad(body=bytes(range(256)), status=(400, 422)),
    "XML": Bad(body=b"<customer/>", status=(400, 422)),
    "null": Bad(body=b"null"),
    "a list": Bad(body=[customer()]),
    "a string": Bad(body="customer"),
    "a number": Bad(body=7),
    "NaN": Bad(body=b'{"name": NaN, "email": "a@b"}', status=(400, 422)),
    "a broken body for the framework": Bad(path="/v1/users", body=b"{", status=(400, 422)),
    "bad UTF-8 for the framework": Bad(path="/v1/users", body=b'{"username": "\xff"}', status=(400, 422)),
    "100,000 brackets": Bad(body=b"[" * 100_000, status=(400, 422)),
    "100,000 brackets for the framework": Bad(path="/v1/users", body=b"[" * 100_000, status=(400, 422)),
    "100,000 objects": Bad(body=b'{"a":' * 100_000, status=(400, 422)),
    "metadata of 1,000 levels": Bad(
        body=text('{"name":"A","email":"a@b","metadata":' + '{"a":' * 1000 + "1" + "}" * 1001)
    ),
}

SIZES: Final[dict[str, Bad]] = {
    "two megabytes": Bad(body=b" " * (2 * MEGABYTE), status=(413,)),
    "two megabytes in pieces": Bad(body=pieces(2 * MEGABYTE), status=(413,)),
    "two megabytes to the framework": Bad(path="/v1/users", body=b" " * (2 * MEGABYTE), status=(413,)),
    "two megabytes in pieces to the framework": Bad(path="/v1/users", body=pieces(2 * MEGABYTE), status=(413,)),
    "two megabytes to sign in with": Bad(path="/v1/auth/login", body=pieces(2 * MEGABYTE), status=(413,)),
    "a length that is none": Bad(body=b"{}", headers={"content-length": "many"}, status=(400, 413)),
    "a negative length": Bad(body=b"{}", headers={"content-length": "-1"}, status=(400, 413)),
    "a length beyond reason": Bad(body=b"{}", headers={"content-length": "9" * 30}, status=(413,)),
    "a text longer than its column": Bad(body=customer(name="x" * 256)),
    "a text of 300,000 characters": Bad(
        path="/v1/notes", body={"record_type": "customers", "record_id": 1, "body": "x" * 300_000}
    ),
    "a password of a megabyte": Bad(
        path="/v1/auth/login", body={"username": "ada", "password": "x" * 900_000}, status=(401, 422)
    ),
    "1,000 unknown fields": Bad(body=customer(**{f"f{n}": n for n in range(1000)})),
    "1,000 parameters": Bad("GET", query=b"&".join(b"name=%d" % n for n in range(1000)), status=(400, 422)),
    "a filter of 100,000 characters": listed("name=" + "x" * 100_000),
}

KINDS: Final[dict[str, Bad]] = {
    "an unknown content type": Bad(
        body=b"name=A", headers={"content-type": "application/x-www-form-urlencoded"}, status=(415,)
    ),
    "a form": Bad(body=b"--x\r\n\r\n--x--", headers={"content-type": "multipart/form-data; boundary=x"}, status=(415,)),
    "plain text": Bad(body=b"{}", headers={"content-type": "text/plain"}, status=(415,)),
    "compressed": Bad(body=gzip.compress(b"{}"), headers={"content-encoding": "gzip"}, status=(400, 415)),
    "compressed to the framework": Bad(
        path="/v1/users", body=gzip.compress(b"{}"), headers={"content-encoding": "gzip"}, status=(400, 415, 422)
    ),
    "plain text to the framework": Bad(
        path="/v1/users", body=b"{}", headers={"content-type": "text/plain"}, status=(415, 422)
    ),
    "an import that is no form": Bad(
        path="/v1/imports", body=b"a,b\n1,2\n", headers={"content-type": "text/csv"}, status=(400, 415, 422)
    ),
    "an import without a file": Bad(
        path="/v1/imports",
        body=b"--x--\r\n",
        headers={"content-type": "multipart/form-data; boundary=x"},
        status=(400, 422),
    ),
    "a form without a boundary": Bad(
        path="/v1/imports", body=b"--x--\r\n", headers={"content-type": "multipart/form-data"}, status=(400, 422)
    ),
}

FIELDS: Final[dict[str, Bad]] = {
    "an unknown field": Bad(body=customer(colour="green")),
    "a field of the database's own": Bad(body=customer(policies_count=5)),
    "a hidden field": Bad(body=customer(search="x")),
    "an id": Bad(body=customer(id=1)),
    "a prototype": Bad(body=customer(__proto__={"admin": True})),
    "a missing field": Bad(body={"name": "A"}),
    "a blank name": Bad(body=customer(name="   ")),
    "null for a required field": Bad(body=customer(name=None)),
    "a number for a text": Bad(body=customer(name=7)),
    "a list for a text": Bad(body=customer(name=["A"])),
    "an object for a text": Bad(body=customer(name={"first": "A"})),
    "true for a text": Bad(body=customer(name=True)),
    "an address without an at": Bad(body=customer(email="nobody")),
    "an address with spaces": Bad(body=customer(email="a b@c d")),
    "an escaped NUL": Bad(body=text('{"name": "a\\u0000b", "email": "a@b"}')),
    "an escaped NUL in JSON": Bad(body=text('{"name": "A", "email": "a@b", "metadata": {"a\\u0000": 1}}')),
    "half a character": Bad(body=text('{"name": "\\ud800", "email": "a@b"}'), status=(400, 422)),
    "half a character in JSON": Bad(
        body=text('{"name": "A", "email": "a@b", "metadata": {"x": "\\udfff"}}'), status=(400, 422)
    ),
    "half a character for a name in JSON": Bad(
        body=text('{"name": "A", "email": "a@b", "metadata": {"\\udfff": 1}}'), status=(400, 422)
    ),
    "half a character for a user": Bad(
        path="/v1/users", body=text('{"username":"\\ud800","email":"a@example.com","role":"agent"}'), status=(400, 422)
    ),
    "half a character for a password": Bad(
        path="/v1/auth/login", body=text('{"username":"ada","password":"\\ud800"}'), status=(400, 401, 422)
    ),
    "an unknown choice": Bad(body=customer(status="enormous")),
    "a choice in capitals": Bad(body=customer(status="ACTIVE")),
    "a date in words": Bad(body=customer(date_of_birth="yesterday")),
    "a date that is none": Bad(body=customer(date_of_birth="2026-02-30")),
    "a date of another country": Bad(body=customer(date_of_birth="31.12.1999")),
    "a date with a time": Bad(body=customer(date_of_birth="1999-12-31T00:00:00Z")),
    "a date as a number": Bad(body=customer(date_of_birth=19991231)),
    "the year 0": Bad(body=customer(date_of_birth="0000-01-01")),
    "the year 10000": Bad(body=customer(date_of_birth="10000-01-01")),
    "infinity for a date": Bad(body=customer(date_of_birth="infinity")),
    "a time in words": Bad(body=customer(last_active="now")),
    "a time of the hour 25": Bad(body=customer(last_active="2026-01-01T25:00:00Z")),
    "a time beyond the calendar": Bad(body=customer(last_active="9999-12-31T23:59:59-14:00"), status=(201, 422)),
    "a time before the calendar": Bad(body=customer(last_active="0001-01-01T00:00:00+14:00"), status=(201, 422)),
    "a time as a number": Bad(body=customer(last_active=1767225600)),
    "a list for an object": Bad(body=customer(metadata=[1])),
    "text for an object": Bad(body=customer(metadata="{}")),
    "a fraction for an id": Bad(body=customer(owner_id=1.5)),
    "text for an id": Bad(body=customer(owner_id="101")),
    "true for an id": Bad(body=customer(owner_id=True)),
    "an id beyond 32 bits": Bad(body=customer(owner_id=2**31)),
    "an id beyond 64 bits": Bad(body=customer(owner_id=2**64)),
    "an id of 1,000 digits": Bad(body=text('{"name":"A","email":"a@b","owner_id":' + "9" * 1000 + "}")),
    "an id of 10,000 digits": Bad(
        body=text('{"name":"A","email":"a@b","owner_id":' + "9" * 10_000 + "}"), status=(400, 422)
    ),
    "an owner who does not exist": Bad(body=customer(owner_id=2_000_000_000)),
    "the same field twice, the last one wrong": Bad(body=text('{"name":"A","name":7,"email":"a@b"}')),
    "a policy of nobody's customer": Bad(path="/v1/policies", body=POLICY | {"customer_id": 2_000_000_000}),
    "an infinite coverage": Bad(
        path="/v1/policies",
        body=text('{"policy_number":"B","customer_name":"B","premium":"$1","coverage_amount":1e400}'),
    ),
    "a coverage in words": Bad(path="/v1/policies", body=POLICY | {"coverage_amount": "much"}),
    "a coverage beyond its column": Bad(path="/v1/policies", body=POLICY | {"coverage_amount": 1e13}),
    "Infinity for a coverage": Bad(path="/v1/policies", body=POLICY | {"coverage_amount": "Infinity"}),
    "an infinite score": Bad(path="/v1/scores", body=text('{"lead_id":1,"score":1e400}')),
    "money in words": Bad(path="/v1/policies", body=POLICY | {"premium": "a lot"}),
    "money with two points": Bad(path="/v1/claims", body=CLAIM | {"amount": "$1.2.3"}),
    "money of fifty digits": Bad(path="/v1/claims", body=CLAIM | {"amount": "9" * 50}),
    "money as a number": Bad(path="/v1/claims", body=CLAIM | {"amount": 100}),
    "empty money": Bad(path="/v1/claims", body=CLAIM | {"amount": ""}),
    "money and an SQL statement": Bad(path="/v1/claims", body=CLAIM | {"amount": "1'; drop table claims; --"}),
    "costs beyond 64 bits": Bad(path="/v1/leads", body={"cost_cents": 2**63}),
    "a name that is no text for a lead": Bad(path="/v1/leads", body={"contact_info": "Ann"}),
    "a note on nothing": Bad(
        path="/v1/notes", body={"record_type": "customers", "record_id": 2_000_000_000, "body": "x"}
    ),
    "a note on an unknown kind": Bad(path="/v1/notes", body={"record_type": "ghosts", "record_id": 1, "body": "x"}),
    "a note on a negative id": Bad(path="/v1/notes", body={"record_type": "customers", "record_id": -1, "body": "x"}),
    "a view of no noun": Bad(path="/v1/saved-views", body={"name": "V", "noun": "ghosts", "definition": {}}),
    "a view of criteria that are none": Bad(
        path="/v1/saved-views", body={"name": "V", "noun": "customers", "definition": {"filter": {"ghost": 1}}}
    ),
    "a segment of criteria that are none": Bad(
        path="/v1/marketing/segments", body={"name": "S", "criteria": {"ghost": 1}}
    ),
    "a user with an unknown role": Bad(path="/v1/users", body=USER | {"role": "emperor"}),
    "a user with a short password": Bad(path="/v1/users", body=USER | {"password": "short"}),
    "a user whose name is taken": Bad(path="/v1/users", body=USER | {"username": "ada"}, status=(409, 422)),
    "a user in no team": Bad(path="/v1/users", body=USER | {"team_id": 2_000_000_000}),
    "a user with unknown grants": Bad(path="/v1/users", body=USER | {"permissions": {"everything": "all"}}),
    "a team with a NUL": Bad(path="/v1/teams", body=text('{"name":"a\\u0000"}')),
    "a team whose name is taken": Bad(path="/v1/teams", body={"name": "North"}, status=(409,)),
}

CHANGES: Final[dict[str, Bad]] = {
    "a change of nothing": Bad("PATCH", "/v1/customers/{id}", {}, status=(400,)),
    "a stale ETag": Bad("PATCH", "/v1/customers/{id}", {"city": "x"}, headers={"if-match": '"0"'}, status=(412,)),
    "an ETag that is none": Bad(
        "PATCH", "/v1/customers/{id}", {"city": "x"}, headers={"if-match": "yesterday"}, status=(400,)
    ),
    "half an ETag": Bad("PATCH", "/v1/customers/{id}", {"city": "x"}, headers={"if-match": '"1'}, status=(400,)),
    "two ETags": Bad("PATCH", "/v1/customers/{id}", {"city": "x"}, headers={"if-match": '"1", "2"'}, status=(400, 412)),
    "an ETag of another alphabet": Bad(
        "PATCH", "/v1/customers/{id}", {"city": "x"}, headers={"if-match": '"é"'}, status=(400, 412)
    ),
    "an ETag for a user that is none": Bad(
        "PATCH", f"/v1/users/{ADA.id}", {"phone": "1"}, headers={"if-match": '"x"'}, status=(400, 412)
    ),
    "a replacement without the name": Bad("PUT", "/v1/customers/{id}", {"email": "a@b"}),
    "a name taken away": Bad("PATCH", "/v1/customers/{id}", {"name": None}),
    "a counter changed by hand": Bad("PATCH", "/v1/customers/{id}", {"total_value": 1}),
    "a change of no record": Bad("PATCH", "/v1/customers/2000000000", {"city": "x"}, status=(404,)),
    "a deletion of no record": Bad("DELETE", "/v1/customers/2000000000", status=(404,)),
    "the id 0": Bad("GET", "/v1/customers/0", status=(404,)),
    "a negative id": Bad("GET", "/v1/customers/-1", status=(404,)),
    "an id of letters": Bad("GET", "/v1/customers/abc", status=(404,)),
    "an id of 1,000 digits in the path": Bad("GET", "/v1/customers/" + "9" * 1000, status=(404,)),
    "an id in other digits": Bad("GET", "/v1/customers/%D9%A1", status=(404,)),
    "an SQL statement for an id": Bad("GET", "/v1/customers/1;drop%20table%20customers", status=(404,)),
    "a path that climbs": Bad("GET", "/v1/customers/..%2f..%2fetc%2fpasswd", status=(404,)),
    "bad UTF-8 in the path": Bad("GET", "/v1/customers/%FF%FE", status=(400,)),
    "a NUL in the path": Bad("GET", "/v1/customers/1%00", status=(400,)),
    "half a character in the path": Bad("GET", "/v1/customers/%ED%A0%80", status=(400,)),
    "no such page": Bad("GET", "/v1/no/such/page", status=(404,)),
    "an id of 1,000 digits for a user": Bad("GET", "/v1/users/" + "9" * 1000, status=(404, 422)),
    "letters for a user": Bad("GET", "/v1/users/abc", status=(404, 422)),
    "letters for a job": Bad("GET", "/v1/jobs/abc", status=(404, 422)),
    "a job beyond 64 bits": Bad("GET", "/v1/jobs/" + "9" * 30, status=(404, 422)),
    "an unknown noun's fields": Bad("GET", "/v1/fields/ghosts", status=(404,)),
    "an unknown method": Bad("BREW", "/v1/customers", status=(405,)),
    "an idempotency key that is too long": Bad(body=customer(), headers={"idempotency-key": "x" * 300}, status=(400,)),
    "an empty idempotency key": Bad(body=customer(), headers={"idempotency-key": ""}, status=(400,)),
}

QUESTIONS: Final[dict[str, Bad]] = {
    "page 0": listed("page=0"),
    "page 10^12": listed("page=1000000000000"),
    "page 10^100": listed("page=1" + "0" * 100),
    "page 1e3": listed("page=1e3"),
    "an Arabic page": listed("page=%D9%A1"),
    "a page beyond the last": listed("page=900000&page_size=200"),
    "page size 0": listed("page_size=0"),
    "page size 10,000": listed("page_size=10000"),
    "a sort by nothing there": listed("sort=ghost"),
    "a sort by an SQL statement": listed("sort=id;drop%20table%20customers"),
    "a sort by the password": listed("sort=password_hash"),
    "a sort by JSON": listed("sort=metadata"),
    "a cursor that is none": listed("after=garbage"),
    "a cursor of bytes": listed("after=%FF"),
    "a cursor of nothing": listed("after=bnVsbA"),
    "a cursor of a number": listed("after=MTIz"),
    "a cursor with the wrong kinds": listed("sort=-id&after=W1siLWlkIl0sWyJ4Il1d"),
    "a cursor out of range": listed("sort=-id&after=" + "W1siLWlkIl0sWzk5OTk5OTk5OTk5OTk5OTk5OTk5OV1d"),
    "a filter by nothing there": listed("ghost=1"),
    "an operator that is none": listed("name.near=x"),
    "an operator of another kind": listed("policies_count.starts_with=1"),
    "a filter that is no JSON": listed("filter={"),
    "a filter that is a list": listed("filter=[]"),
    "a filter that is a number": listed("filter=1"),
    "criteria of 500 levels": listed(f"filter={nested(500)}"),
    "criteria of 20,000 levels": listed(f"filter={nested(20_000)}"),
    "300 conditions": listed("filter=" + json.dumps({"or": [{"city": str(n)} for n in range(300)]})),
    "a list of 20,000 values": listed("filter=" + json.dumps({"id": list(range(20_000))})),
    "an id beyond 32 bits in a filter": listed("id=4294967296"),
    "an id beyond 64 bits in a filter": listed('filter={"id":18446744073709551616}'),
    "infinity in a filter": listed("total_value.gt=Infinity"),
    "a number beyond reason in a filter": listed("total_value.gt=1e999999999"),
    "a date that is none in a filter": listed("date_of_birth.gt=2026-02-30"),
    "a time that is none in a filter": listed("created_at.gt=2026-01-01T99:00"),
    "days beyond the calendar": listed("created_at.newer_than_days=99999999"),
    "a NUL in a filter": listed("name=a%00b"),
    "a NUL in criteria": listed('filter={"name":"a%5Cu0000b"}'),
    "half a character in criteria": listed('filter={"name":"%5Cud800"}'),
    "bad UTF-8 in the query": listed("name=%FF%FE"),
    "raw bytes in the query": Bad("GET", query=b"name=\xff", status=(400,)),
    "an unknown total": listed("count=perhaps"),
    "an unknown field": listed("fields=password_hash"),
    "a view that is none": listed("view=mine"),
    "a view that is not there": Bad("GET", query=b"view=999999", status=(404,)),
    "an unknown format of export": Bad("GET", "/v1/customers/export", query=b"format=exe", status=(400, 422)),
    "an export of nothing there": Bad("GET", "/v1/customers/export", query=b"ghost=1", status=(400, 422)),
    "a search for nothing": Bad("GET", SEARCH, query=b"q=", status=(422,)),
    "a search without a word": Bad("GET", SEARCH, status=(422,)),
    "a search with a NUL": Bad("GET", SEARCH, query=b"q=a%00b", status=(400, 422)),
    "a search for too much": Bad("GET", SEARCH, query=b"q=" + b"x" * 500, status=(422,)),
    "a search with too high a limit": Bad("GET", SEARCH, query=b"q=x&limit=1000", status=(422,)),
    "users on page 10^12": Bad("GET", "/v1/users", query=b"page=1000000000000", status=(422,)),
    "users with a NUL": Bad("GET", "/v1/users", query=b"q=%00", status=(400, 422)),
    "users of bad UTF-8": Bad("GET", "/v1/users", query=b"q=%FF", status=(200, 400, 422)),
}

BULK: Final[dict[str, Bad]] = {
    name: Bad(path="/v1/customers/bulk", body=body)
    for name, body in {
        "an order for nothing": {},
        "an unknown action": {"action": "explode"},
        "an order without a selection": {"action": "delete"},
        "an order for no ids": {"action": "delete", "ids": []},
        "an order for ids of letters": {"action": "delete", "ids": ["a"]},
        "an order for ids out of range": {"action": "delete", "ids": [0]},
        "an order by criteria that are none": {"action": "delete", "filter": {"ghost": 1}},
        "a change of unknown fields": {"action": "update", "ids": [1], "changes": {"ghost": 1}},
        "a change of nothing in bulk": {"action": "update", "ids": [1], "changes": {}},
        "a bulk of half records": {"action": "create", "items": [{"name": "A"}]},
        "a bulk of numbers": {"action": "create", "items": [1]},
        "an order for two things": {"action": "delete", "ids": [1], "changes": {"city": "x"}},
        "an unknown order": {"action": "delete", "ids": [1], "ghost": 1},
    }.items()
}

ALL: Final = {**BROKEN, **SIZES, **KINDS, **FIELDS, **CHANGES, **QUESTIONS, **BULK}
COUNT: Final = "select " + " || ',' || ".join(
    f"(select count(*) from {table.name})"
    for table in Base.metadata.sorted_tables
    if table.name not in ("login_throttle", "audit_log")
)


@pytest.fixture(scope="module")
async def customer_id(app: Gateway) -> int:
    made = await Records(Client(app).of(ADA)).make("customers")
    number: int = made["id"]
    return number


def test_there_are_more_than_a_hundred() -> None:
    assert len(ALL) > 100


@pytest.mark.parametrize("name", ALL)
async def test_bad_input_is_refused_in_words_and_leaves_nothing_behind(
    name: str, ada: Client, app: Gateway, customer_id: int
) -> None:
    bad = ALL[name]
    body = bad.body
    sent: Any = body if isinstance(body, bytes | list) and _is_raw(body) else b"" if body is None else _json(body)
    before = await app.runtime.pool.fetchval(COUNT)

    reply = await ada.send(bad.method, bad.path.format(id=customer_id), query=bad.query, body=sent, headers=bad.headers)

    assert reply.status in bad.status, reply.text
    if reply.status < 300:
        return  # allowed to be understood, as long as it is no error of ours
    assert_problem(reply)
    assert "Traceback" not in reply.text
    assert reply.json["code"] != "unexpected"
    assert await app.runtime.pool.fetchval(COUNT) == before, "something was half written"


def _is_raw(body: bytes | list[Any]) -> bool:
    return isinstance(body, bytes) or (bool(body) and isinstance(body[0], bytes))


def _json(body: object) -> bytes:
    return json.dumps(body).encode()


HARMLESS: Final = (
    "'; drop table customers; --",
    "Robert'); DELETE FROM users WHERE ('1'='1",
    "%' or 1=1 --",
    "{{7*7}} ${7*7} <%= 7*7 %>",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "<script>alert(1)</script>",
    "..\\..\\etc\\passwd",
    "\\x00 \\u0000 %00",
    "a\u202eb\u200b\ufeff",
    "👩‍👩‍👧‍👦 Zoë Ⅷ ﷽ İstanbul ß",
    "null",
    "$1 %s %(name)s :name ?",
    '"quoted", and \\ a backslash',
    "line\nbreak\r\n\ttab",
)


@pytest.mark.parametrize("harmless", HARMLESS)
async def test_what_looks_dangerous_is_stored_and_found_as_it_is(harmless: str, ada: Client) -> None:
    path = (await ada.post("/v1/customers", customer(name=harmless, metadata={"said": harmless}))).headers["location"]

    read = (await ada.get(path)).ok()
    assert (read["name"], read["metadata"]) == (harmless, {"said": harmless})
    number = read["id"]
    assert (await ada.get("/v1/customers", {"name": harmless, "id": number})).ids == [number]
    assert (await ada.get("/v1/customers", {"name.contains": harmless, "id": number})).ids == [number]
    assert (await ada.get("/v1/customers", {"metadata.said": harmless, "id": number})).ids == [number]
    assert (await ada.get("/v1/customers", {"q": harmless})).status == 200
    assert (await ada.get("/v1/search", {"q": harmless})).status == 200
    page = (await ada.get("/v1/customers", {"sort": "name", "page_size": 1, "id.gte": 1})).ok()
    assert (await ada.get("/v1/customers", {"sort": "name", "id.gte": 1, "after": page["next"]})).status == 200


ODD: Final = (
    "'",
    '"',
    "\\",
    ":*",
    "& |",
    "!",
    "(",
    "<->",
    "a:b",
    "''",
    "a'b'c",
    "%",
    "_",
    "-",
    "\u00ad",
    "ı",
    "a" * 199,
)


@pytest.mark.parametrize("word", ODD)
@pytest.mark.parametrize("path", ["/v1/customers", "/v1/search", "/v1/users"])
async def test_any_word_can_be_looked_for(path: str, word: str, ada: Client) -> None:
    assert (await ada.get(path, {"q": word[:90] if path == "/v1/users" else word})).status == 200
