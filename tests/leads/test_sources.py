"""What sources and agents bring."""

from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio

YEAR: Final = {"from": "2031-01-01", "to": "2031-12-31"}
ANN: Final = {"name": "Ann Lee", "email": "ann@example.com", "state": "TX"}


async def report(client: Client, **asked: object) -> Any:
    return (await client.get("/v1/leads/source-report", YEAR | asked)).ok()


@pytest.fixture(autouse=True)
async def nothing_there(app: Gateway) -> None:
    await app.runtime.pool.execute("delete from leads")


async def test_a_win_moves_the_figures_of_its_source(ada: Client, app: Gateway, records: Records) -> None:
    common = {"source": "web", "cost_cents": 2_000, "contact_info": ANN}
    lead = await records.make("leads", CLEO, **common, status="contacted")
    await records.make("leads", DAN, **common)
    await records.make("leads", **common, is_test=True)
    await records.make("leads", source="meta", cost_cents=1_000, status="lost")
    await app.runtime.pool.execute("update leads set received_at = '2031-05-05 12:00+00'")
    quote = await records.make("quotes", lead_id=lead["id"], premium_cents=100_000)
    body = {"policy_number": "SR-1", "quote_id": quote["id"]}
    (await ada.post(f"/v1/leads/{lead['id']}/convert", body)).ok()

    found = await report(ada, commission=0.1)

    web = found["items"][0]
    figures = ("label", "leads", "contacted", "quoted", "won", "lost", "open", "cost_cents", "premium_cents")
    assert [web[name] for name in figures] == ["web", 2, 1, 1, 1, 0, 1, 4_000, 100_000]
    assert (web["contact_rate"], web["close_rate"], web["close_on_contact"]) == (0.5, 0.5, 1.0)
    assert (web["cost_per_lead_cents"], web["cost_per_customer_cents"], web["roi"]) == (2_000, 4_000, 1.5)
    assert (found["total"]["leads"], found["total"]["cost_cents"]) == (3, 5_000)
    assert found["items"][1]["cost_per_customer_cents"] is None
    by_agent = await report(ada, by="agent")
    assert {line["label"]: line["won"] for line in by_agent["items"]} == {
        CLEO.full_name: 1, DAN.full_name: 0, "Nobody": 0,
    }  # fmt: skip


async def test_the_day_is_the_agencys(ada: Client, app: Gateway, records: Records) -> None:
    await records.make("leads", source="late")
    await app.runtime.pool.execute("update leads set received_at = '2032-01-01 03:00+00'")  # still the year before

    assert (await report(ada))["total"]["leads"] == 1


async def test_an_agent_sees_the_figures_of_own_leads_and_nothing_is_null(cleo: Client, records: Records) -> None:
    await records.make("leads", DAN, source="web")

    found = await report(cleo)

    assert found["items"] == []
    assert (found["total"]["leads"], found["total"]["contact_rate"], found["total"]["roi"]) == (0, None, None)
    assert (await cleo.get("/v1/leads/source-report", {"from": "2031-02-01", "to": "2031-01-01"})).status == 400
