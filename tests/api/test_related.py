"""Criteria about related records: whose policies are such and such, which claims were made on which policy."""

from typing import Any, Final

import orjson
import pytest

from backend.api.gateway import Gateway
from backend.bulk import service as bulk
from backend.database.criteria import DEEPEST_RELATED, MOST_RELATED
from tests.client import Client
from tests.people import CLEO, DAN

pytestmark = pytest.mark.anyio

BOOK: Final = """
    insert into customers (id, name, email, owner_id) values
        (501, 'Ann Lee', 'ann@example.com', {cleo}),
        (502, 'Bo Ray', 'bo@example.com', {cleo}),
        (503, 'Cy Fox', 'cy@example.com', {dan}),
        (504, 'Di Gray', 'di@example.com', null);
    insert into policies (id, policy_number, customer_id, customer_name, policy_type, status, premium, owner_id) values
        (601, 'P-1', 501, 'Ann Lee', 'Auto', 'active', '$100', {cleo}),
        (602, 'P-2', 501, 'Ann Lee', 'Home', 'active', '$100', {cleo}),
        (603, 'P-3', 501, 'Ann Lee', 'Auto', 'expired', '$100', {dan}),
        (604, 'P-4', 502, 'Bo Ray', 'Auto', 'cancelled', '$100', {dan}),
        (605, 'P-5', 503, 'Cy Fox', null, 'active', '$100', {dan});
    insert into claims (id, claim_number, policy_id, policy_number, customer_name, amount, status, owner_id) values
        (701, 'C-1', 601, 'P-1', 'Ann Lee', '$10', 'pending', {cleo}),
        (702, 'C-2', 605, 'P-5', 'Cy Fox', '$10', 'approved', {dan}),
        (703, 'C-3', null, 'P-9', 'Nobody', '$10', 'approved', null);
"""


@pytest.fixture(autouse=True)
async def book(app: Gateway) -> None:
    pool = app.runtime.pool
    for table in ("claims", "policies", "leads", "customers"):
        await pool.execute(f"delete from {table}")
    await pool.execute("update users set permissions = null")
    await pool.execute(BOOK.format(cleo=CLEO.id, dan=DAN.id))


async def found(client: Client, noun: str, criteria: Any, **asked: object) -> list[int]:
    page = await client.get(f"/v1/{noun}", {"filter": orjson.dumps(criteria).decode(), "sort": "id", **asked})
    return page.ids


ACTIVE: Final = {"status": "active"}


@pytest.mark.parametrize(
    ("noun", "criteria", "ids"),
    [
        ("customers", {"policies": {"any": {}}}, [501, 502, 503]),
        ("customers", {"policies": {"none": {}}}, [504]),
        ("customers", {"policies": {"any": ACTIVE}}, [501, 503]),
        ("customers", {"policies": {"none": ACTIVE}}, [502, 504]),
        ("customers", {"policies": {"any": ACTIVE, "none": {"policy_type": "Home"}}}, [503]),
        ("customers", {"not": {"policies": {"any": ACTIVE}}}, [502, 504]),
        ("customers", {"or": [{"policies": {"any": {"policy_type": "Home"}}}, {"name": "Di Gray"}]}, [501, 504]),
        ("customers", {"claims": {"any": {"status": "approved"}}}, [503]),
        ("customers", {"claims": {"none": {}}}, [502, 504]),
        ("customers", {"policies": {"any": {"claims": {"any": {"status": "pending"}}}}}, [501]),
        ("customers", {"policies": {"any": {"policy_type": "Auto", "claims": {"none": {}}}}}, [501, 502]),
        ("customers", {"name": "Ann Lee", "policies": {"any": {"policy_type": ["Auto", "Life"]}}}, [501]),
        ("policies", {"customer": {"any": {"name": {"starts_with": "Ann"}}}}, [601, 602, 603]),
        ("policies", {"customer": {"any": {"policies": {"any": {"policy_type": "Home"}}}}}, [601, 602, 603]),
        ("policies", {"customer": {"any": {"insurance_type": "home"}}}, [601, 602, 603]),
        ("policies", {"others_of_line": {"any": {}}}, [601, 603]),
        ("policies", {"others_of_line": {"any": {"status": "expired"}}}, [601]),
        ("policies", {"claims": {"any": {}}, "policy_type": {"is_null": True}}, [605]),
        ("claims", {"policy": {"any": {"customer": {"any": {"name": "Cy Fox"}}}}}, [702]),
        ("claims", {"policy": {"none": {}}}, [703]),
    ],
)
async def test_related_records_are_asked_about(ada: Client, noun: str, criteria: Any, ids: list[int]) -> None:
    assert await found(ada, noun, criteria) == ids
    for count in ("exact", "estimated", "auto"):
        assert await found(ada, noun, criteria, count=count) == ids


async def test_only_related_records_within_sight_count(cleo: Client) -> None:
    # P-4 is of Cleo's customer, and Dan's.
    assert await found(cleo, "customers", {"policies": {"any": {}}}) == [501]
    assert await found(cleo, "customers", {"policies": {"none": {}}}) == [502]
    assert await found(cleo, "customers", {"policies": {"any": {"status": "expired"}}}) == []


async def test_who_may_not_read_the_related_records_is_told_so(app: Gateway, vic: Client) -> None:
    await app.runtime.pool.execute(
        """update users set permissions = '{"policies:read": "none"}' where username = 'vic'"""
    )

    refused = await vic.get("/v1/customers", {"filter": '{"policies": {"any": {"status": "active"}}}'})

    assert refused.status == 403
    assert "policies" in refused.json["detail"]


async def test_somebody_with_less_sight_of_the_related_records_counts_fewer(app: Gateway, ben: Client) -> None:
    await app.runtime.pool.execute(
        """update users set permissions = '{"policies:read": "own"}' where username = 'ben'"""
    )

    assert await found(ben, "customers", {"policies": {"any": {}}}) == []


@pytest.mark.parametrize(
    ("criteria", "pointer"),
    [
        ({"policies": {}}, "?filter/policies"),
        ({"policies": ACTIVE}, "?filter/policies"),
        ({"policies": {"any": []}}, "?filter/policies/any"),
        ({"policies": {"any": {"nothing": 1}}}, "?filter/policies/any/nothing"),
        ({"or": [{"policies": {"none": {"status": "gone"}}}]}, "?filter/or/0/policies/none/status"),
    ],
)
async def test_a_mistake_is_named_where_it_stands(ada: Client, criteria: Any, pointer: str) -> None:
    refused = await ada.get("/v1/customers", {"filter": orjson.dumps(criteria).decode()})

    assert refused.status == 422
    assert refused.json["errors"][0]["pointer"] == pointer


async def test_there_are_limits_to_what_is_asked_at_once(ada: Client) -> None:
    deep: Any = {}
    for level in range(DEEPEST_RELATED + 1):
        deep = {"customer" if level % 2 else "policies": {"any": deep}}
    many = {"and": [{"policies": {"any": {"id": number}}} for number in range(MOST_RELATED + 1)]}

    for criteria in (deep, many):
        refused = await ada.get("/v1/customers", {"filter": orjson.dumps(criteria).decode()})
        assert refused.status == 422


async def test_the_fields_say_what_related_records_there_are(ada: Client) -> None:
    relations = {each["name"]: each for each in (await ada.get("/v1/fields/customers")).ok()["relations"]}

    assert relations["policies"] == {
        "name": "policies",
        "label": "Policies",
        "noun": "policies",
        "operators": ["any", "none"],
    }


async def test_a_saved_view_keeps_them(ada: Client) -> None:
    definition = {"filter": {"policies": {"none": ACTIVE}}}
    view = (await ada.post("/v1/saved-views", {"name": "Lapsed", "noun": "customers", "definition": definition})).ok()

    page = await ada.get("/v1/customers", {"view": view["id"], "sort": "id"})

    assert page.ids == [502, 504]


async def test_many_records_are_changed_by_what_is_related_to_them(app: Gateway, ada: Client) -> None:
    order = {"action": "update", "filter": {"policies": {"none": ACTIVE}}, "changes": {"source": "lapsed"}}
    operation = (await ada.post("/v1/customers/bulk", order)).ok()

    await bulk.perform(app.runtime.pool, operation["id"])

    assert await found(ada, "customers", {"source": "lapsed"}) == [502, 504]


async def test_nobody_changes_records_by_what_they_may_not_read(app: Gateway, ben: Client) -> None:
    await app.runtime.pool.execute(
        """update users set permissions = '{"policies:read": "none"}' where username = 'ben'"""
    )
    order = {"action": "update", "filter": {"policies": {"any": {}}}, "changes": {"source": "known"}}

    assert (await ben.post("/v1/customers/bulk", order)).status == 403


@pytest.mark.parametrize(
    ("email", "usable"),
    [
        ("ann@example.com", True),
        ("a@b.co", True),
        ("ann.lee+x@mail.example.com", True),
        ("ann@example", False),
        ("ann@@example.com", False),
        ("@example.com", False),
        ("ann lee@example.com", False),
        ("ann@example.com.", False),
    ],
)
async def test_an_address_has_a_name_and_a_domain(app: Gateway, ada: Client, email: str, usable: bool) -> None:
    await app.runtime.pool.execute("update customers set email = $1 where id = 501", email)

    assert await found(ada, "customers", {"id": 501, "email_usable": usable}) == [501]


@pytest.mark.parametrize(
    ("phone", "usable"),
    [
        ("+13125550101", True),
        ("+49301234", True),
        ("+0312555010", False),
        ("3125550101", False),
        ("+1312555", False),
        ("+1 312 555 0101", False),
        ("+13125550101x2", False),
        ("+1234567890123456", False),
    ],
)
async def test_a_number_is_a_plus_and_its_digits(app: Gateway, ada: Client, phone: str, usable: bool) -> None:
    await app.runtime.pool.execute("update customers set phone = $1 where id = 501", phone)

    assert await found(ada, "customers", {"id": 501, "phone_usable": usable}) == [501]
    assert await found(ada, "policies", {"customer": {"any": {"id": 501, "phone_usable": usable}}}) == [601, 602, 603]
