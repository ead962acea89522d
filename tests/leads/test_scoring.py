"""Every lead gets a score with its reasons, once, by the model in use, whatever happens in the middle."""

from typing import Any

import pytest

from backend.api.gateway import Gateway
from backend.database.engine import Pool
from backend.leads import scoring
from tests.client import Client
from tests.records import Records

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pool(app: Gateway) -> Pool:
    found: Pool = app.runtime.pool
    return found


async def test_a_lead_gets_a_score_with_reasons_that_add_up(ada: Client, pool: Pool) -> None:
    made = (await ada.post("/v1/leads", {"first_name": "Ann", "phone": "614-555-0123", "source": "referral"})).ok()

    await scoring.score_arrived(pool, made["id"])

    score = (await ada.get(f"/v1/leads/{made['id']}/score")).ok()
    lead = (await ada.get(f"/v1/leads/{made['id']}")).ok()
    print(score)
    assert score["average"] + sum(each["points"] for each in score["reasons"]) + score["rest"] == score["points"]
    assert lead["score"] == score["probability"]
    assert lead["score_band"] == score["band"] == "hot"
    assert lead["status"] == "scored"
