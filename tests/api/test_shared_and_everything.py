"""What others share can be read, not changed; everything is changed only by those who say so; far dates stay dates."""

from typing import Any

import pytest

from tests.client import Client
from tests.records import Records

pytestmark = pytest.mark.anyio

VIEW: dict[str, Any] = {"name": "Texans", "noun": "customers", "definition": {"filter": {"state": "TX"}}}


async def test_a_shared_view_is_for_all_to_use_and_for_its_owner_to_change(cleo: Client, dan: Client) -> None:
    made = (await dan.post("/v1/saved-views", VIEW | {"is_shared": True})).json
    path = f"/v1/saved-views/{made['id']}"

    assert (await cleo.get(path)).status == 200
    assert (await cleo.get("/v1/customers", {"view": made["id"]})).status == 200
    assert (await cleo.patch(path, {"name": "Mine now"})).status == 403
    assert (await cleo.patch(path, {"is_shared": False})).status == 403
    assert (await cleo.delete(path)).status == 403
    assert (await dan.patch(path, {"name": "All Texans"})).status == 200


@pytest.mark.parametrize(
    "definition",
    [{"foo": 1}, {"sort": "-nope"}, {"sort": 3}, {"fields": "id,password"}, {"filter": {"nope": 1}}],
)
async def test_a_view_that_no_list_could_show_is_refused(definition: dict[str, Any], cleo: Client) -> None:
    refused = await cleo.post("/v1/saved-views", VIEW | {"definition": definition})

    assert refused.status == 422
    assert refused.json["errors"]


@pytest.mark.parametrize("nothing", [{}, {"filter": {}}, {"q": ""}, {"q": "  "}, {"filter": {}, "q": ""}])
async def test_an_empty_search_box_does_not_mean_every_record(nothing: dict[str, Any], ada: Client) -> None:
    refused = await ada.post("/v1/customers/bulk", {"action": "delete", **nothing})

    assert refused.status == 422
    assert (await ada.post("/v1/customers/bulk", {"action": "delete", "all": True, "ids": [1]})).status == 422
    assert (
        await ada.post("/v1/customers/bulk", {"action": "update", "all": True, "changes": {"city": "X"}})
    ).status == 202


async def test_the_last_and_the_first_day_stay_dates(ada: Client, records: Records) -> None:
    born = {"9999-12-31", "0001-01-01"}
    for day in born:
        await records.make("customers", date_of_birth=day)

    page = await ada.get("/v1/customers", {"sort": "date_of_birth", "page_size": 1, "date_of_birth.is_null": "false"})

    assert page.json["items"][0]["date_of_birth"] in born
    assert (await ada.get("/v1/customers", {"sort": "date_of_birth", "after": page.json["next"]})).status == 200
    assert (await ada.get("/v1/customers", {"age.gt": 5})).status == 200
    assert (await ada.get("/v1/customers/export", {"format": "xlsx"})).status == 200


@pytest.mark.parametrize(
    "typed",
    ["r2d2", "R2D2 Holdings", "rafael.torres500", "<rafael.torres500@example.net>", "Rafael.Torres500@EXAM"],
)
async def test_digits_in_names_and_parts_of_addresses_are_found(typed: str, ada: Client, records: Records) -> None:
    made = await records.make("customers", name="R2D2 Holdings LLC", email="rafael.torres500@example.net")

    found = await ada.get("/v1/customers", {"q": typed})

    assert made["id"] in [item["id"] for item in found.json["items"]]


@pytest.mark.parametrize("typed", ["HC 1368 7815 Philip Soto", "hc13687815", "1368-7815", "soto 7815"])
async def test_a_number_is_found_together_with_a_name(typed: str, ada: Client, records: Records) -> None:
    await records.try_make("policies", None, policy_number="HC 1368-7815", customer_name="Philip Soto")

    found = await ada.get("/v1/policies", {"q": typed, "fields": "policy_number"})

    assert "HC 1368-7815" in [item["policy_number"] for item in found.json["items"]]
