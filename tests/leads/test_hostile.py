"""What attackers, broken vendors and impatient retries send: refused clearly, or stored once. Never a 5xx."""

import asyncio
import gzip
import socket
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import orjson
import pytest

from backend import clock
from backend.api import asking
from backend.api.gateway import Gateway
from backend.integrations import signatures
from backend.integrations.meta.checking import signature
from tests.client import PROBLEM, Client, Reply, listening
from tests.conftest import SettingsOf
from tests.leads.conftest import Door, OpenDoor, Work
from tests.leads.graph import Graph
from tests.people import ADA

pytestmark = pytest.mark.anyio

SECRET: Final = "unmistakable-secret-4711"
LAUGHS: Final = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><adf><prospect><id>&c;</id></prospect></adf>'
)
EXTERNAL: Final = (
    b'<?xml version="1.0"?><!DOCTYPE adf [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<adf><prospect><customer><contact><name>&x;</name></contact></customer></prospect></adf>"
)
OUTSIDE_DTD: Final = b'<!DOCTYPE adf SYSTEM "http://127.0.0.1:1/adf.dtd"><adf><prospect/></adf>'
PARAMETER: Final = b'<!DOCTYPE adf [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p"> %p;]><adf><prospect/></adf>'


@dataclass(frozen=True)
class Way:
    """A way in: how it is opened, and a message that is taken. say: the message with this number."""

    name: str
    kind: str
    secrets: dict[str, str]
    say: Callable[[str], bytes]
    config: dict[str, Any] = field(default_factory=dict)
    signed: bool = False
    xml: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self, open_door: OpenDoor) -> Door:
        return await open_door(self.kind, self.secrets, config=self.config)

    async def knock(self, door: Door, body: bytes, **headers: str) -> Reply:
        """With everything that lets one in, whatever the body is."""
        given = dict(self.headers)
        if self.signed:
            given["x_hub_signature_256"] = signature(body, SECRET)
        return await door.knock(body, tail=self.name, **(given | headers))


def _meta(number: str) -> bytes:
    value = {"leadgen_id": number, "page_id": "1", "form_id": "2", "created_time": 1_700_000_000}
    change = {"field": "leadgen", "value": value}
    return orjson.dumps({"object": "page", "entry": [{"id": "1", "time": 1, "changes": [change]}]})


def _google(number: str) -> bytes:
    columns = [{"column_id": "EMAIL", "string_value": f"{number}@example.com"}]
    return orjson.dumps({"lead_id": number, "google_key": SECRET, "user_column_data": columns})


def _adf(number: str) -> bytes:
    text = (
        f'<?xml version="1.0"?><adf><prospect><id source="v">{number}</id><customer><contact>'
        f'<name part="full">Ada {number}</name><phone>6145550100</phone></contact></customer></prospect></adf>'
    )
    return text.encode()


def _ping(number: str) -> bytes:
    return orjson.dumps({"state": "OH", "zip": "43215", "reference": number})


def _post(number: str) -> bytes:
    return orjson.dumps({"lead_id": number, "first_name": "Ada", "email": f"{number}@post.example"})


BEARER: Final = {"authorization": f"Bearer {SECRET}"}
WAYS: Final = {
    way.name: way
    for way in (
        Way("meta", "meta", {"app_secret": SECRET, "access_token": "graph-token"}, _meta, signed=True),
        Way("google", "google", {"google_key": SECRET}, _google),
        Way("adf", "adf", {"token": SECRET}, _adf, xml=True, headers=BEARER | {"content_type": "application/xml"}),
        Way("ping", "ping_post", {"token": SECRET}, _ping, headers=BEARER),
        Way("post", "ping_post", {"token": SECRET}, _post, {"mode": "full_post"}, headers=BEARER),
    )
}  # fmt: skip
STORING: Final = [name for name in WAYS if name != "ping"]

DEEP: Final = b',"a":' + b'{"a":' * 900 + b"1" + b"}" * 900

# What no door takes, whoever sends it.
NONSENSE: Final[dict[str, bytes]] = {
    "nothing": b"",
    "blanks": b" \n\t ",
    "null": b"null",
    "true": b"true",
    "a number": b"42",
    "a text": b'"hello"',
    "a list": b"[1, 2, 3]",
    "half an object": b'{"lead_id": "1", "google',
    "two objects": b"{}{}",
    "a trailing comma": b'{"lead_id": "1",}',
    "a comment": b'{"lead_id": "1" /* one */}',
    "NaN": b'{"lead_id": NaN}',
    "bad UTF-8": b'{"lead_id": "\xff\xfe"}',
    "UTF-16": '{"lead_id": "1"}'.encode("utf-16"),
    "UTF-32": '{"lead_id": "1"}'.encode("utf-32"),
    "half of a surrogate pair": rb'{"lead_id": "\ud800"}',
    "a raw NUL": b'{"lead_id": "a\x00b"}',
    "every byte": bytes(range(256)),
    "deep lists": b"[" * 400_000,
    "deep lists that end": b"[" * 200_000 + b"]" * 200_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "lists as deep as JSON goes": b"[" * 1000 + b"]" * 1000,
    "objects as deep as JSON goes": b'{"google_key":"' + SECRET.encode() + b'","lead_id":"d"' + DEEP + b"}",
    "deep elements": b"<a>" * 100_000,
    "gzip": gzip.compress(b'{"lead_id": "1"}'),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "a form": b"a=1&b=2",
    "HTML": b"<!doctype html><html><body>hello</body></html>",
    "an empty element": b"<adf/>",
    "half an element": b"<adf><prospect>",
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?><adf><prospect/></adf>',
    "a wide encoding": b'<?xml version="1.0" encoding="utf-7"?><adf><prospect/></adf>',
    "the wrong encoding": b'<?xml version="1.0" encoding="utf-16"?><adf><prospect/></adf>',
    "a forbidden character": b"<adf><prospect>&#0;</prospect></adf>",
    "a billion laughs": LAUGHS,
    "an external entity": EXTERNAL,
    "an outside document type": OUTSIDE_DTD,
    "a parameter entity": PARAMETER,
    "laughs in UTF-16": LAUGHS.decode().encode("utf-16"),
    "many elements": b"<adf>" + b"<prospect></prospect>" * 20_000 + b"</adf>",
    "ten megabytes": b"[" + b"1," * 5_000_000 + b"1]",
}


async def stored(app: Gateway, door: Door) -> tuple[int, int]:
    """How much of this door is kept: payloads and leads."""
    row = await app.runtime.pool.fetchrow(
        "select (select count(*) from lead_payloads where account = $1),"
        " (select count(*) from leads where idempotency_key like left($1, 12) || ':%')",
        door.key,
    )
    return row[0], row[1]


def assert_refused(reply: Reply) -> None:
    """In the one shape, without a word of what is secret."""
    assert 400 <= reply.status < 500, reply.text
    assert reply.headers["content-type"] == PROBLEM, reply.text
    assert reply.json["status"] == reply.status
    assert SECRET.encode() not in reply.body
    assert b"Traceback" not in reply.body


@pytest.mark.parametrize("what", NONSENSE)
@pytest.mark.parametrize("name", WAYS)
async def test_nonsense_is_refused_and_nothing_of_it_is_kept(
    name: str, what: str, open_door: OpenDoor, app: Gateway
) -> None:
    way = WAYS[name]
    door = await way.open(open_door)

    assert_refused(await way.knock(door, NONSENSE[what]))

    assert await stored(app, door) == (0, 0)
    assert (await way.knock(door, way.say("after"))).status == 200


@pytest.mark.parametrize("name", WAYS)
async def test_ten_megabytes_in_pieces_are_refused_and_nothing_of_them_is_kept(
    name: str, open_door: OpenDoor, app: Gateway
) -> None:
    way = WAYS[name]
    door = await way.open(open_door)

    def pieces() -> Iterable[bytes]:
        yield from (b" " * 65_536 for _ in range(160))

    path = f"/v1/intake/door/{name}/{door.key}"
    reply = await door.client.send("POST", path, body=pieces(), headers=way.headers)

    assert (reply.status, reply.json["code"]) == (413, "too_large")
    assert await stored(app, door) == (0, 0)


def _wrong(way: Way) -> list[dict[str, str]]:
    if way.signed:
        right = signature(way.say("1"), SECRET)
        return [
            {"x_hub_signature_256": said}
            for said in (
                "", "sha256=", "sha256=" + "0" * 64, right[:-1], right + "0", right.removeprefix("sha256="),
                right.replace("sha256", "sha1"), "ümläut", signature(way.say("2"), SECRET),
                signature(way.say("1"), "another secret"), signature(way.say("1") + b" ", SECRET),
            )
        ]  # fmt: skip
    return [
        {"authorization": said}
        for said in (
            "",
            "Bearer",
            "Bearer ",
            f"Bearer {SECRET[:-1]}",
            f"Bearer {SECRET}x",
            SECRET[::-1],
            "Basic eDp5",
            "ü",
        )
    ]


@pytest.mark.parametrize("name", [name for name in WAYS if name != "google"])
async def test_nobody_comes_in_with_wrong_credentials(name: str, open_door: OpenDoor, app: Gateway) -> None:
    way = WAYS[name]
    door = await way.open(open_door)

    for headers in _wrong(way):
        reply = await door.knock(way.say("1"), tail=name, **(way.headers | headers))
        assert_refused(reply)
        assert reply.status in (401, 403)

    assert await stored(app, door) == (0, 0)


async def test_a_signed_post_is_taken_while_it_is_new_and_unchanged(open_door: OpenDoor) -> None:
    config = {"mode": "full_post", "auth": {"style": "signed"}}
    door = await open_door("ping_post", {"token": f"whsec_{b64encode(SECRET.encode()).decode()}"}, config=config)
    body, now = _post("signed-1"), int(clock.now().timestamp())

    async def knock(sent: bytes, at: int, **headers: str) -> int:
        signed = signatures.of_standard_webhook(body, SECRET.encode(), "msg_1", at)
        given = {"webhook_id": "msg_1", "webhook_timestamp": str(at), "webhook_signature": signed}
        return (await door.knock(sent, tail="post", **(given | headers))).status

    assert await knock(body, now) == 200
    assert await knock(body + b" ", now) == 401
    assert await knock(body, now - 600) == 401
    assert await knock(body, now, webhook_id="msg_2") == 401
    assert await knock(body, now, webhook_signature="") == 401
    assert await knock(body, now, webhook_timestamp="soon") == 401


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("name", WAYS)
async def test_doors_are_knocked_at_in_one_way_only(name: str, method: str, open_door: OpenDoor, app: Gateway) -> None:
    way = WAYS[name]
    door = await way.open(open_door)

    reply = await door.knock(way.say("1"), tail=name, method=method, **way.headers)

    assert reply.status in (401, 403, 404, 405), reply.text  # Meta's handshake is a GET without its token
    assert await stored(app, door) == (0, 0)


@pytest.mark.parametrize("content_type", ["text/plain", "image/png", "x", "a/b; charset=latin1"])
@pytest.mark.parametrize("name", STORING)
async def test_a_wrong_content_type_is_read_as_what_it_is_or_refused(
    name: str, content_type: str, open_door: OpenDoor, app: Gateway
) -> None:
    way = WAYS[name]
    door = await way.open(open_door)

    reply = await way.knock(door, way.say("1"), content_type=content_type)

    if reply.status == 200:
        assert (await stored(app, door))[0] == 1
    else:
        assert_refused(reply)
        assert await stored(app, door) == (0, 0)


@pytest.mark.parametrize("name", STORING)
async def test_replays_in_a_row_and_at_once_are_one_lead(
    name: str, open_door: OpenDoor, app: Gateway, work: Work, graph: Graph
) -> None:
    way = WAYS[name]
    door = await way.open(open_door)
    graph.put("re-1", email="replay@example.com")

    first = await way.knock(door, way.say("re-1"))
    await work()
    replies = await asyncio.gather(*(way.knock(door, way.say("re-1")) for _ in range(16)))
    await work()

    assert {reply.status for reply in (first, *replies)} == {200}
    assert await stored(app, door) == (1, 1)


async def test_batches_that_overlap_and_run_crosswise_become_each_lead_once(
    open_door: OpenDoor, app: Gateway, work: Work, graph: Graph
) -> None:
    way = WAYS["meta"]
    door = await way.open(open_door)
    numbers = [f"x-{n}" for n in range(40)]
    for number in numbers:
        graph.put(number, email=f"{number}@example.com")

    def batch(some: list[str]) -> bytes:
        entries = [orjson.loads(_meta(number))["entry"][0] for number in some]
        return orjson.dumps({"object": "page", "entry": entries})

    replies = await asyncio.gather(
        *(way.knock(door, batch(some)) for some in (numbers, numbers[::-1], numbers[20:] + numbers[:20]) * 5)
    )
    await work()

    assert {reply.status for reply in replies} == {200}
    assert sum(reply.json["received"] for reply in replies) == 40
    assert await stored(app, door) == (40, 40)


async def test_an_update_that_overtakes_its_lead_is_not_undone_by_it(open_door: OpenDoor, work: Work) -> None:
    way = WAYS["adf"]
    door = await way.open(open_door)
    newer = way.say("7").replace(b"<prospect>", b'<prospect status="resend">').replace(b"6145550100", b"6145550199")

    await way.knock(door, newer)
    await work()
    await way.knock(door, way.say("7"))
    await work()

    assert [lead["phone"] for lead in await door.leads()] == ["+16145550199"]


# --- values that no sender should have sent ---------------------------------------------------------------------------

ODD: Final[dict[str, Any]] = {
    "NUL": "a\0b",
    "an escape that is none": "C:\\u0000\\",
    "only NUL": "\0",
    "very long": "x" * 300_000,
    "long words": "word " * 60_000,
    "null": None,
    "true": True,
    "zero": 0,
    "negative": -1,
    "huge": 10**18,
    "huger": 1e300,
    "an object": {"a": {"b": [1, 2, {"c": "\0"}]}},
    "a list": [1, "two", None, {"three": 3}],
    "an empty list": [],
    "an empty object": {},
    "right to left": "\u202egnp.exe",
    "combining": "e" + "\u0301" * 500,
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 50,
    "line ends": "a\r\nb\u2028c\u0085d\x0be",
    "a script": "<script>alert(1)</script>",
    "SQL": "'; drop table leads; --",
    "a formula": "=cmd|'/c calc'!A1",
    "an old moment": "0001-01-01T00:00:00+14:00",
    "a late moment": "9999-12-31T23:59:59-14:00",
    "no day": "2026-02-30",
    "infinity": "infinity",
    "a number of many digits": "9" * 400,
    "a deep list": orjson.loads(b"[" * 200 + b"]" * 200),
    "a deep object": orjson.loads(b'{"a":' * 200 + b"1" + b"}" * 200),
}


KEPT: Final = frozenset({"google_key", "column_id", "checkbox_key"})
NUMBERS: Final = frozenset({"lead_id", "id", "submission_id", "idempotency_key"})
# These are tried in every place by itself, the others in all places of a message at once.
ONE_BY_ONE: Final = frozenset({"NUL", "an escape that is none", "null", "an object", "an old moment"})


def _everywhere(place: Any, value: Any, keep: frozenset[str]) -> Any:
    if isinstance(place, dict):
        return {name: inner if name in keep else _everywhere(inner, value, keep) for name, inner in place.items()}
    return [_everywhere(inner, value, keep) for inner in place] if isinstance(place, list) else value


def _with(document: Any, what: str, keep: frozenset[str]) -> list[bytes]:
    """The message with an odd value in each of its places."""
    value = ODD[what]
    if what not in ONE_BY_ONE:
        return [orjson.dumps(_everywhere(document, value, keep | NUMBERS))]
    made: list[bytes] = []

    def put(place: Any, name: str | int, inner: Any, whole: Callable[[Any], Any]) -> Any:
        changed = dict(place) if isinstance(place, dict) else list(place)
        changed[name] = inner  # type: ignore[index]
        return whole(changed)

    def walk(place: Any, whole: Callable[[Any], Any]) -> None:
        names = list(place) if isinstance(place, dict) else range(len(place)) if isinstance(place, list) else ()
        for name in names:
            if isinstance(place, dict) and name not in keep:
                made.append(orjson.dumps(put(place, name, value, whole)))
            walk(place[name], partial(put, place, name, whole=whole))

    walk(document, lambda whole: whole)
    return made


GOOGLE_WHOLE: Final = {
    "lead_id": "w", "google_key": SECRET, "api_version": "1.0", "form_id": 1, "campaign_id": 2, "adgroup_id": 3,
    "creative_id": 4, "asset_group_id": 5, "gcl_id": "g", "is_test": False, "lead_stage": "s",
    "lead_submit_time": "2026-01-02T03:04:05Z",
    "user_column_data": [
        {"column_id": name, "column_name": "n", "string_value": "x"}
        for name in ("FULL_NAME", "EMAIL", "PHONE_NUMBER", "POSTAL_CODE", "REGION", "VEHICLE_MODEL")
    ],
}  # fmt: skip
POST_WHOLE: Final = {
    "lead_id": "w", "first_name": "Ada", "email": "a@example.com", "phone": "6145550100", "state": "OH", "zip": "43215",
    "dob": "1985-12-10", "product": "auto", "origination_datetime": "2026-01-02", "tcpa_optin": "1",
    "tcpa_text": "You may call.", "ip": "203.0.113.9", "user_agent": "A browser", "landing_page": "https://x.example",
    "trusted_form_cert_url": "https://cert.trustedform.com/abc", "universal_leadid": "x", "media_source": "m",
    "current_policy_expiration_date": "2026-12-01", "vehicles": [{"year": 2020, "make": "Ford"}], "is_test": "0",
}  # fmt: skip
META_WHOLE: Final = {
    "id": "w", "created_time": "2026-01-02T03:04:05+0000", "form_id": "2", "ad_id": "3", "campaign_name": "Spring",
    "is_organic": False, "platform": "ig", "partner_name": "p",
    "field_data": [{"name": name, "values": ["x"]} for name in ("email", "phone_number", "favourite colour")],
    "custom_disclaimer_responses": [{"checkbox_key": "box", "is_checked": "1"}],
}  # fmt: skip
META_CONFIG: Final = {"forms": {"2": {"disclaimers": {"box": {"text": "You may write.", "channels": ["email"]}}}}}
FORM: Final[dict[str, Any]] = {
    "fields": [{"name": name} for name in ("first_name", "email", "phone", "insurance.x_date", "pets")],
    "consent": {"channels": ["email", "sms"]}, "rate_per_minute": 10_000, "min_seconds": 0,
}  # fmt: skip


async def _settled(app: Gateway, account: str, work: Work) -> None:
    """Everything that was acknowledged is a lead or says why it is none; nothing waits to fail for hours."""
    assert await work() == 0
    left = await app.runtime.pool.fetch(
        "select status, error from lead_payloads where account = $1 and status = 'received'",
        account,
    )
    assert left == []
    silent = "select count(*) from lead_payloads where account = $1 and status = 'failed' and error is null"
    assert await app.runtime.pool.fetchval(silent, account) == 0


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("name", ["google", "post"])
async def test_odd_values_are_refused_or_become_one_lead(
    name: str, what: str, open_door: OpenDoor, app: Gateway, work: Work
) -> None:
    way = WAYS[name]
    door = await way.open(open_door)
    whole, number = (GOOGLE_WHOLE, "lead_id") if name == "google" else (POST_WHOLE, "lead_id")

    for at, body in enumerate(_with(whole, what, KEPT)):
        said = orjson.loads(body)
        if said.get(number) == "w":
            said[number] = f"{what} {at}"
        reply = await way.knock(door, orjson.dumps(said))
        if reply.status != 200:
            assert_refused(reply)

    await _settled(app, door.key, work)


@pytest.mark.parametrize("what", ODD)
async def test_odd_answers_of_meta_become_one_lead_or_say_why_not(
    what: str, open_door: OpenDoor, app: Gateway, work: Work, graph: Graph
) -> None:
    way = WAYS["meta"]
    door = await open_door("meta", way.secrets, config=META_CONFIG)

    for at, answer in enumerate(_with(META_WHOLE, what, KEPT)):
        number = f"odd-{len(what)}-{at}"
        told = orjson.loads(answer)
        graph.leads[number] = told | ({"id": number} if told.get("id") == "w" else {})
        assert (await way.knock(door, _meta(number))).status == 200

    await _settled(app, door.key, work)


@pytest.mark.parametrize("what", ODD)
async def test_odd_submissions_are_refused_or_become_one_lead(
    what: str, ada: Client, nobody: Client, app: Gateway, work: Work
) -> None:
    made = (await ada.post("/v1/web-forms", {"name": "Odd", "fields": FORM, "consent_text": "You may write."})).ok()
    whole = {
        "fields": {"first_name": "A", "email": "a@example.com", "phone": "6145550100", "insurance.x_date": "x"},
        "consent": {"given": True, "sha256": made["consent_sha256"]}, "submission_id": "12345678", "page_url": "u",
        "referrer": "https://y", "attribution": {"utm_source": "a", "gclid": "b"}, "first_touch": {"utm_source": "c"},
        "trustedform_url": "https://cert.trustedform.com/abc", "leadid_token": "t", "started": "",
    }  # fmt: skip

    for at, body in enumerate(_with(whole, what, KEPT)):
        said = orjson.loads(body)
        if said.get("submission_id") == "12345678":
            said["submission_id"] = f"submission-{at}"
        reply = await nobody.post(f"/v1/forms/{made['key']}", said)
        if reply.status != 200:
            assert_refused(reply)

    await _settled(app, made["key"], work)


@pytest.mark.parametrize("what", ODD)
async def test_odd_leads_are_refused_or_made(what: str, ada: Client, app: Gateway) -> None:
    whole = {
        "idempotency_key": "odd", "channel": "api", "source": "s", "product_interest": "auto", "external_id": "e",
        "received_at": "2026-01-02T03:04:05Z", "cost_cents": 5, "is_test": False, "first_name": "Ada", "unknown": 1,
        "contact_info": {"email": "a@example.com", "phone": "6145550100", "name": "A", "state": "OH"},
        "metadata": {"a": 1}, "consent": {"channels": ["email"], "text": "You may write.", "page_url": "https://x"},
    }  # fmt: skip
    before = await app.runtime.pool.fetchval("select count(*) from leads")
    made = 0

    for at, body in enumerate(_with(whole, what, KEPT)):
        said = orjson.loads(body)
        if said.get("idempotency_key") == "odd":
            said["idempotency_key"] = f"odd {what[:40]} {at}"
        reply = await ada.post("/v1/leads", said)
        made += reply.status == 201
        if reply.status not in (200, 201):
            assert_refused(reply)

    assert await app.runtime.pool.fetchval("select count(*) from leads") == before + made


# --- slow ones --------------------------------------------------------------------------------------------------------


async def test_a_body_that_breaks_off_leaves_nothing_behind(database: str, settings_of: SettingsOf) -> None:
    body = orjson.dumps({"idempotency_key": "half", "contact_info": {"name": "Half"}})
    with listening(settings_of(database)) as address:
        port = int(address.rpartition(":")[2])
        head = (
            f"POST /v1/leads HTTP/1.1\r\nHost: x\r\nAuthorization: {ADA.headers['Authorization']}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        ).encode()
        with socket.create_connection(("127.0.0.1", port)) as broken:
            broken.sendall(head + body[:20])
        with socket.create_connection(("127.0.0.1", port)) as whole:
            whole.sendall(head + body[:20])
            whole.sendall(body[20:])
            answer = whole.makefile("rb").readline()

    assert b"201" in answer


@pytest.mark.parametrize("path", ["/v1/leads", "/v1/auth/login"])
@pytest.mark.parametrize("in_pieces", [False, True])
async def test_whoever_sends_ten_megabytes_to_the_end_still_reads_why_they_are_refused(
    path: str, in_pieces: bool, database: str, settings_of: SettingsOf
) -> None:
    megabyte = b" " * 1_048_576
    with listening(settings_of(database)) as address:
        port = int(address.rpartition(":")[2])
        length = "Transfer-Encoding: chunked" if in_pieces else f"Content-Length: {10 * len(megabyte)}"
        head = (
            f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {ADA.headers['Authorization']}\r\n"
            f"Content-Type: application/json\r\n{length}\r\n\r\n"
        ).encode()
        with socket.create_connection(("127.0.0.1", port)) as talkative:
            talkative.sendall(head)
            for _ in range(10):
                talkative.sendall(b"100000\r\n" + megabyte + b"\r\n" if in_pieces else megabyte)
            talkative.sendall(b"0\r\n\r\n" if in_pieces else b"")
            answer = talkative.makefile("rb").readline()

    assert b"413" in answer


@pytest.mark.parametrize("path", ["/v1/leads", "/v1/intake/door/post/{key}"])
async def test_whoever_never_sends_the_rest_is_told_and_nothing_is_kept(
    path: str, open_door: OpenDoor, app: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PIECE_WITHIN_S", 0.2)
    door = await WAYS["post"].open(open_door)
    before = await app.runtime.pool.fetchval("select count(*) from leads")
    pieces = iter([b'{"lead_id": "slow", '])
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        for piece in pieces:
            return {"type": "http.request", "body": piece, "more_body": True}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    given = {"host": "x", "content-type": "application/json", **(ADA.headers if "door" not in path else BEARER)}
    address = path.format(key=door.key)
    await app(
        {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": "POST",
            "scheme": "http", "path": address, "raw_path": address.encode(), "query_string": b"", "root_path": "",
            "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
            "client": ("203.0.113.9", 50000), "server": ("127.0.0.1", 8000), "state": {},
        },
        receive,
        send,
    )  # fmt: skip

    assert (sent[0]["status"], orjson.loads(sent[1]["body"])["code"]) == (408, "too_slow")
    assert await app.runtime.pool.fetchval("select count(*) from leads") == before
    assert await stored(app, door) == (0, 0)


# --- doors that were set up wrongly -----------------------------------------------------------------------------------

WRONG_CONFIGS: Final[dict[str, dict[str, Any]]] = {
    "a number for prices": {"prices": 5},
    "a price that is none": {"prices": [{"when": {}, "price_cents": "free"}]},
    "a price below nothing": {"price_cents": -1},
    "a time that is none": {"ping_ttl_minutes": "soon"},
    "days that are none": {"duplicate_days": {}},
    "codes that are none": {"codes": {"state": ["OH"]}},
    "fields that are none": {"fields": ["email"]},
    "auth that is none": {"auth": "bearer"},
    "a test that is none": {"test": []},
    "a reply that is none": {"reply": "xml"},
    "a template that is none": {"reply": {"templates": {"bid": 1}}},
    "an unknown channel": {"consent_channels": ["pigeon"]},
    "values that are no list": {"accept": {"state": "OH"}},
    "forms that are none": {"forms": [1]},
    "a form that is none": {"forms": {"1": "x"}},
    "a box that is none": {"forms": {"1": {"disclaimers": {"box": "text"}}}},
    "a port that is none": {"port": "imap"},
    "an unknown security": {"security": "hope"},
    "a misspelt name": {"prize_cents": 100},
}


@pytest.mark.parametrize("what", WRONG_CONFIGS)
async def test_a_door_that_could_not_work_is_not_set_up(what: str, ada: Client) -> None:
    config = WRONG_CONFIGS[what]

    new = await ada.post("/v1/lead-sources", {"name": "Wrong", "kind": "ping_post", "config": config})
    right = (await ada.post("/v1/lead-sources", {"name": "Right", "kind": "ping_post"})).ok()
    changed = await ada.patch(f"/v1/lead-sources/{right['id']}", {"config": config})

    assert (new.status, changed.status) == (422, 422), new.text + changed.text
    assert all(each["pointer"].startswith("/config/") for each in new.json["errors"])
