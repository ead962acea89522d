"""The same request sent twice is done once."""

import asyncio

import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.records import Records

pytestmark = pytest.mark.anyio

BODY = {"name": "Grace Hopper", "email": "grace@example.com"}


async def how_many(client: Client, source: str) -> int:
    found: int = (await client.get("/v1/customers", {"source": source})).json["total"]
    return found


async def test_a_repeated_request_is_answered_alike_and_done_once(ada: Client) -> None:
    body = BODY | {"source": "repeated"}
    first = await ada.post("/v1/customers", body, idempotency_key="repeated-1")
    second = await ada.post("/v1/customers", body, idempotency_key="repeated-1")

    assert (first.status, second.status) == (201, 201)
    assert second.body == first.body
    assert {name: second.headers[name] for name in ("location", "etag")} == {
        name: first.headers[name] for name in ("location", "etag")
    }
    assert "idempotent-replayed" not in first.headers
    assert second.headers["idempotent-replayed"] == "true"
    assert await how_many(ada, "repeated") == 1


async def test_a_key_does_not_serve_another_request(ada: Client) -> None:
    body = BODY | {"source": "reused"}
    await ada.post("/v1/customers", body, idempotency_key="reused-1")

    other = await ada.post("/v1/customers", body | {"name": "Another"}, idempotency_key="reused-1")
    elsewhere = await ada.post("/v1/leads", {}, idempotency_key="reused-1")

    assert [(reply.status, reply.json["code"]) for reply in (other, elsewhere)] == [(422, "idempotency_key_reused")] * 2
    assert await how_many(ada, "reused") == 1


async def test_keys_of_two_people_do_not_meet(ada: Client, ben: Client) -> None:
    body = BODY | {"source": "two people"}

    made = [await who.post("/v1/customers", body, idempotency_key="two-people-1") for who in (ada, ben)]

    assert len({reply.ok()["id"] for reply in made}) == 2


async def test_of_twenty_at_once_one_is_done_and_all_are_answered_alike(ada: Client) -> None:
    body = BODY | {"source": "twenty"}

    replies = await asyncio.gather(*(ada.post("/v1/customers", body, idempotency_key="twenty-1") for _ in range(20)))

    assert {reply.status for reply in replies} <= {201, 409}
    assert len({reply.body for reply in replies if reply.status == 201}) == 1
    assert {reply.headers["retry-after"] for reply in replies if reply.status == 409} <= {"1"}
    assert await how_many(ada, "twenty") == 1
    assert sum("idempotent-replayed" not in reply.headers for reply in replies if reply.status == 201) == 1


async def test_a_refused_request_may_be_mended_under_the_same_key(ada: Client, records: Records) -> None:
    taken = await records.make("policies")
    body = {"policy_number": taken["policy_number"], "customer_name": "X", "premium": "$1"}

    refused = await ada.post("/v1/policies", body, idempotency_key="mended-1")
    mended = await ada.post("/v1/policies", body | {"policy_number": "MENDED-1"}, idempotency_key="mended-1")

    assert (refused.status, mended.status) == (409, 201)


async def test_what_was_done_and_its_key_are_kept_together(ada: Client, app: Gateway) -> None:
    await ada.post("/v1/customers", BODY | {"email": "no address"}, idempotency_key="together-1")
    await ada.post(
        "/v1/policies", {"policy_number": "T-1", "customer_name": "T", "premium": "?"}, idempotency_key="t-2"
    )

    assert (
        await app.runtime.pool.fetchval("select count(*) from idempotency_keys where key in ('together-1', 't-2')") == 0
    )


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "schlüssel"])
async def test_a_key_that_is_none_is_refused(key: str, ada: Client) -> None:
    assert (await ada.post("/v1/customers", BODY, idempotency_key=key)).status == 400
