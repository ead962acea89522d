"""Every lead gets a score with its reasons, once, by the model in use, whatever happens in the middle."""

import asyncio
import math

import pytest

from backend.api.gateway import Gateway
from backend.clock import now
from backend.database.engine import Pool
from backend.database.writes import transaction
from backend.jobs import JobContext
from backend.leads import scoring
from backend.leads.intake import LeadCaptured
from backend.leads.jobs import receive
from backend.models.scoring_model import ModelKind, ModelStatus
from backend.scoring import model as models
from backend.scoring import prior, registry
from backend.scoring.errors import ModelUnusable
from backend.scoring.registry import Made
from tests.client import Client
from tests.people import CLEO, DAN
from tests.records import Records

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pool(app: Gateway) -> Pool:
    found: Pool = app.runtime.pool
    await found.execute("truncate leads, scoring_models, scoring_attempts restart identity cascade")
    return found


async def lead_of(client: Client, **fields: object) -> int:
    made: int = (await client.post("/v1/leads", {"phone": "614-555-0123", "source": "referral"} | fields)).ok()["id"]
    return made


async def another_model(pool: Pool, *, base_rate: float = 0.3, status: ModelStatus = ModelStatus.CANDIDATE) -> int:
    table = prior.from_points({**prior.EXPERT, "base_rate": base_rate})
    async with transaction(pool, scoring.ACTOR) as connection:
        await connection.execute(registry.IN_TURN)
        made = Made(table, ModelKind.TRAINED, status, "a test", "Ada", {})
        return await registry.keep(connection, made, now())


async def test_a_lead_gets_a_score_with_reasons_that_add_up(ada: Client, pool: Pool) -> None:
    lead_id = await lead_of(ada, message="Please call me about my two cars and the house")

    await scoring.score_arrived(pool, lead_id)

    score = (await ada.get(f"/v1/leads/{lead_id}/score")).ok()
    lead = (await ada.get(f"/v1/leads/{lead_id}")).ok()
    assert score["average"] + sum(each["points"] for each in score["reasons"]) + score["rest"] == score["points"]
    assert round(100 + math.fsum(each["points"] for each in score["terms"])) == score["points"]
    assert score["low"] < score["probability"] < score["high"]
    assert (score["band"], score["reasons"][0]["text"]) == ("hot", "source is referral")
    assert (lead["score"], lead["score_band"], lead["status"]) == (score["probability"], "hot", "scored")
    assert lead["scored_at"] == score["scored_at"]
    kept = (await ada.get("/v1/scores", {"lead_id": lead_id, "sort": "-scored_at"})).items
    assert [each["score"] for each in kept] == [score["probability"]]
    assert kept[0]["features"]["phone"] == "given"


async def test_scoring_again_after_a_retry_changes_nothing(ada: Client, pool: Pool) -> None:
    lead_id = await lead_of(ada)

    await asyncio.gather(*(scoring.score_arrived(pool, lead_id) for _ in range(8)))

    assert await pool.fetchval("select count(*) from scores where lead_id = $1", lead_id) == 1
    assert await pool.fetchval("select count(*) from scoring_models where status = 'live'") == 1


async def test_a_worker_that_died_between_score_and_routing_is_made_up_for(
    ada: Client, pool: Pool, app: Gateway, records: Records
) -> None:
    await records.make("routing-rules", needs_license=False)
    lead_id = await lead_of(ada)
    await scoring.score_arrived(pool, lead_id)  # and then it died

    await receive(JobContext(pool, app.runtime.settings, 1, 2), LeadCaptured(lead_id))

    lead = (await ada.get(f"/v1/leads/{lead_id}")).ok()
    assert lead["owner_id"] in (CLEO.id, DAN.id)
    assert lead["status"] == "assigned"
    assert await pool.fetchval("select count(*) from scores where lead_id = $1", lead_id) == 1
    await pool.execute("truncate routing_rules cascade")


async def test_a_lead_that_somebody_works_stays_where_it_is(ada: Client, pool: Pool) -> None:
    owned, closed = await lead_of(ada, owner_id=CLEO.id), await lead_of(ada, status="lost", lost_reason="No answer")

    await scoring.score_waiting(pool)

    rows = await pool.fetch("select id, status, score is not null as scored from leads order by id")
    assert [tuple(row) for row in rows] == [(owned, "new", True), (closed, "lost", True)]


async def test_a_score_is_no_change_of_the_lead(ada: Client, pool: Pool) -> None:
    lead_id = await lead_of(ada, owner_id=CLEO.id)
    before = (await ada.get(f"/v1/leads/{lead_id}")).ok()["version"]

    await scoring.score_arrived(pool, lead_id)

    assert (await ada.get(f"/v1/leads/{lead_id}")).ok()["version"] == before
    assert await pool.fetchval("select count(*) from audit_log where table_name = 'scores' and action = 'insert'") == 0
    assert (await ada.patch(f"/v1/leads/{lead_id}", {"score": 1})).status == 422


async def test_tests_and_imported_leads_get_their_score_too(ada: Client, pool: Pool) -> None:
    await lead_of(ada, is_test=True)
    await pool.execute("insert into leads (source) select 'aged' from generate_series(1, 1201)")

    assert await scoring.score_waiting(pool) == 1202

    assert await pool.fetchval("select count(*) from leads where score is null") == 0
    assert await scoring.score_waiting(pool) == 0


async def test_scores_are_seen_by_those_who_see_the_lead(ada: Client, cleo: Client, dan: Client, pool: Pool) -> None:
    lead_id = await lead_of(ada, owner_id=CLEO.id)
    unscored = await cleo.get(f"/v1/leads/{lead_id}/score")
    await scoring.score_arrived(pool, lead_id)

    assert (unscored.status, unscored.json["code"]) == (404, "not_scored")
    assert (await cleo.get(f"/v1/leads/{lead_id}/score")).status == 200
    assert (await dan.get(f"/v1/leads/{lead_id}/score")).json["code"] == "not_found"


async def test_the_lead_follows_scores_that_go_or_come_otherwise(ada: Client, pool: Pool) -> None:
    lead_id = await lead_of(ada)
    await scoring.score_arrived(pool, lead_id)

    (await ada.post("/v1/scores", {"lead_id": lead_id, "score": 0.9, "band": "hot", "model_version": "elsewhere"})).ok()
    theirs = await pool.fetchval("select score from leads where id = $1", lead_id)
    await pool.execute("delete from scores")

    assert theirs == 0.9
    assert await pool.fetchval("select score from leads where id = $1", lead_id) is None


async def test_a_lead_that_is_brought_back_is_scored_again(ada: Client, pool: Pool) -> None:
    lead_id = await lead_of(ada)
    await scoring.score_arrived(pool, lead_id)

    await pool.execute("delete from leads where id = $1", lead_id)
    brought = "insert into leads (id, source, score, score_band, scored_at) values ($1, 'aged', 0.5, 'hot', now())"
    await pool.execute(brought, lead_id)

    assert await pool.fetchval("select scored_at from leads where id = $1", lead_id) is None
    assert await scoring.score_waiting(pool) == 1


async def test_another_version_goes_live_with_one_click_and_back(ada: Client, pool: Pool) -> None:
    lead_id, lost = await lead_of(ada), await lead_of(ada, status="lost", lost_reason="No answer")
    await scoring.score_waiting(pool)
    before = (await ada.get(f"/v1/leads/{lead_id}/score")).ok()
    other = await another_model(pool)

    for _ in range(2):
        assert (await ada.post(f"/v1/scoring/models/{other}/live")).ok()["status"] == "live"
    assert await scoring.score_outdated(pool) == 1
    assert await scoring.score_outdated(pool) == 0
    after = (await ada.get(f"/v1/leads/{lead_id}/score")).ok()
    (await ada.post(f"/v1/scoring/models/{before['model_id']}/live")).ok()
    await scoring.score_outdated(pool)

    assert (after["model_id"], after["probability"] > before["probability"]) == (other, True)
    assert (await ada.get(f"/v1/leads/{lead_id}/score")).ok()["probability"] == before["probability"]
    assert await pool.fetchval("select count(*) from scores where lead_id = $1", lead_id) == 3
    assert await pool.fetchval("select count(*) from scores where lead_id = $1", lost) == 1
    assert [each["status"] for each in (await ada.get("/v1/scoring/models")).items] == ["retired", "live"]
    announced = "select count(*) from pgqueuer where entrypoint = 'ModelWentLive'"
    assert await pool.fetchval(announced) == 2


async def test_one_model_is_live_however_many_ask_at_once(ada: Client, pool: Pool) -> None:
    await scoring.score_arrived(pool, await lead_of(ada))
    others = [await another_model(pool, base_rate=rate) for rate in (0.2, 0.3, 0.4)]

    answers = await asyncio.gather(*(ada.post(f"/v1/scoring/models/{each}/live") for each in others * 3))

    assert {answer.status for answer in answers} == {200}
    assert await pool.fetchval("select count(*) from scoring_models where status = 'live'") == 1
    assert (
        await pool.fetchval("select count(*) from scoring_models where live_until is null and live_from is not null")
        == 1
    )


async def test_a_damaged_model_does_not_go_live(ada: Client, pool: Pool) -> None:
    await scoring.score_arrived(pool, await lead_of(ada))
    other = await another_model(pool)
    await pool.execute(
        "update scoring_models set document = replace(document, '\"weights\":[', '\"weights\":[9,'), sha256 = 'x'"
        " where id = $1",
        other,
    )

    refused = await ada.post(f"/v1/scoring/models/{other}/live")

    assert (refused.status, refused.json["code"]) == (422, "model_unusable")
    assert await pool.fetchval("select version from scoring_models where status = 'live'") == 1
    assert (await ada.post("/v1/scoring/models/999/live")).status == 404


async def test_a_model_whose_weights_are_no_numbers_is_not_kept(pool: Pool) -> None:
    broken = models.from_document(models.load(models.dump(prior.expert().document)).document)
    broken.document["terms"][0]["weights"][0] = math.inf

    async with transaction(pool, scoring.ACTOR) as connection:
        with pytest.raises(ModelUnusable):
            await registry.keep(connection, Made(broken, ModelKind.TRAINED, ModelStatus.LIVE, "", "Ada", {}), now())


async def test_only_managers_change_what_is_live(ben: Client, cleo: Client, vic: Client, pool: Pool) -> None:
    other = await another_model(pool)

    assert (await cleo.post(f"/v1/scoring/models/{other}/live")).status == 403
    assert (await cleo.post("/v1/scoring/retrain")).status == 403
    assert (await vic.get("/v1/scoring")).ok()["live"] is None
    assert (await ben.post(f"/v1/scoring/models/{other}/live")).status == 200
    said = await pool.fetchval(
        "select actor from audit_log where table_name = 'scoring_models' order by id desc limit 1"
    )
    assert said == "Ben Okafor"


async def test_leads_are_listed_by_their_chance(ada: Client, pool: Pool) -> None:
    cold, hot = await lead_of(ada, source="aged", phone=None, email="a@example.com"), await lead_of(ada)
    await scoring.score_waiting(pool)

    listed = (await ada.get("/v1/leads", {"sort": "-score"})).items
    fields = {each["name"]: each for each in (await ada.get("/v1/fields/leads")).ok()["fields"]}

    assert [each["id"] for each in listed] == [hot, cold]
    assert (fields["score"]["indexed"], fields["score"]["readonly"]) == (True, True)


async def test_a_lead_is_routed_after_its_score(ada: Client, pool: Pool, app: Gateway, records: Records) -> None:
    await records.make("routing-rules", needs_license=False, applies_to={"score_band": "hot"})
    lead_id = await lead_of(ada)

    await receive(JobContext(pool, app.runtime.settings, 1, 1), LeadCaptured(lead_id))

    assert (await ada.get(f"/v1/leads/{lead_id}")).ok()["status"] == "assigned"
    await pool.execute("truncate routing_rules cascade")


async def test_a_row_counts_what_the_same_person_asked_for_lately(ada: Client, pool: Pool) -> None:
    for days, number in ((100, "614-555-0123"), (80, "614-555-0123"), (3, "614-555-0123"), (3, "614-555-0124")):
        earlier = await lead_of(ada, phone=number)
        await pool.execute(
            "update leads set received_at = now() - make_interval(days => $2) where id = $1", earlier, days
        )
    (await ada.post("/v1/quotes", {"lead_id": 3, "carrier": "A", "policy_type": "Auto", "premium_cents": 1000})).ok()
    lead_id = await lead_of(ada)

    await scoring.score_arrived(pool, lead_id)

    (kept,) = (await ada.get("/v1/scores", {"lead_id": lead_id})).items
    assert (kept["features"]["earlier_leads"], kept["features"]["quotes_30_days"]) == (2, 1)
