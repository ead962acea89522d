"""The agency's name, address and clock: for everybody to read, for administrators to change."""

from typing import Any, Final

import pytest

from backend.api.settings import AgencySettings
from tests.client import Client, serving
from tests.conftest import SettingsOf
from tests.people import VIC

pytestmark = pytest.mark.anyio

ADDRESS: Final = {"street": "120 Lantern Street", "city": "Columbus", "state": "OH", "zip": "43215"}


async def test_an_agency_that_said_nothing_has_the_defaults(own_database: str, settings_of: SettingsOf) -> None:
    async with serving(settings_of(own_database)) as app:
        assert (await Client(app).of(VIC).get("/v1/settings")).ok() == {
            "name": None,
            "address": None,
            "license_number": None,
            "timezone": "America/New_York",
            "currency": "USD",
            "updated_at": None,
        }


async def test_an_administrator_changes_what_everybody_reads(ada: Client, vic: Client) -> None:
    wanted = {"name": "Buckeye Harbor", "address": ADDRESS, "license_number": "OH-1", "timezone": "America/Chicago"}

    changed = await ada.patch("/v1/settings", wanted)

    AgencySettings.model_validate_json(changed.body, strict=False)
    read = (await vic.get("/v1/settings")).ok()
    assert read == changed.ok()
    assert {name: read[name] for name in wanted} == wanted


async def test_what_is_left_out_stays_and_null_takes_away(ada: Client) -> None:
    await ada.patch("/v1/settings", {"name": "Kept", "license_number": "OH-1", "address": ADDRESS})

    found = (await ada.patch("/v1/settings", {"license_number": None, "address": None})).ok()

    assert (found["name"], found["license_number"], found["address"]) == ("Kept", None, None)
    assert (await ada.patch("/v1/settings", {})).ok() == found


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"timezone": "america/new_york"}, "/timezone"),
        ({"timezone": "../etc/passwd"}, "/timezone"),
        ({"timezone": None}, "/timezone"),
        ({"currency": "dollars"}, "/currency"),
        ({"currency": None}, "/currency"),
        ({"address": {**ADDRESS, "zip": "4321"}}, "/address/zip"),
        ({"address": {**ADDRESS, "state": "Ohio"}}, "/address/state"),
        ({"address": {"city": "Columbus"}}, "/address/street"),
        ({"name": "x" * 256}, "/name"),
        ({"settings": {"demo_people": [1]}}, "/settings"),
    ],
)
async def test_what_cannot_be_is_refused_where_it_stands(ada: Client, wanted: dict[str, Any], pointer: str) -> None:
    before = (await ada.get("/v1/settings")).ok()

    refused = await ada.patch("/v1/settings", wanted)

    assert refused.status == 422, refused.text
    assert pointer in [each["pointer"] for each in refused.json["errors"]]
    assert (await ada.get("/v1/settings")).ok() == before


async def test_only_an_administrator_changes_them(ben: Client, cleo: Client, vic: Client) -> None:
    for client in (ben, cleo, vic):
        assert (await client.patch("/v1/settings", {"name": "Mine"})).status == 403


async def test_a_change_stands_in_the_books(ada: Client) -> None:
    await ada.patch("/v1/settings", {"name": "In the books"})

    [entry] = (await ada.get("/v1/audit", {"table_name": "agency_settings", "sort": "-id", "page_size": 1})).items
    assert (entry["actor"], entry["after"]["name"]) == ("Ada Lovelace", "In the books")
