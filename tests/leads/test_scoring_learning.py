"""A model of the agency's own outcomes goes live only if it is better; what it learned from was known on arrival."""

import asyncio
import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from backend.api.gateway import Gateway
from backend.clock import now
from backend.database.engine import Pool
from backend.leads import retraining, scoring, scoring_watch
from backend.leads.scoring import placed
from backend.leads.scoring_features import Features, Place, features
from backend.models.scoring_model import Attempt, ModelKind, ModelStatus
from backend.scoring import prior, refit, registry
from backend.scoring.registry import Made
from tests.client import Client
from tests.jobs.conftest import until
from tests.people import CLEO

pytestmark = pytest.mark.anyio

OHIO = placed("America/New_York", "OH")
CHANCES = {"referral": 0.2, "meta_ads": 0.6, "aged": 0.1, "own_site": 0.3}
MAKE = """
    insert into leads (source, channel, contact_info, metadata, status, lost_reason, received_at, created_at)
    select source, 'web_form', '{"phone": "+16145550123", "state": "OH"}', metadata::jsonb, status,
        case status when 'lost' then 'No answer' end, received_at, received_at
    from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) as one (source, metadata, status, received_at)
"""
CLOSE = "update leads set stage_since = received_at + interval '5 days' where status in ('won', 'lost')"


@pytest.fixture
async def pool(app: Gateway) -> Pool:
    found: Pool = app.runtime.pool
    await found.execute("truncate leads, scoring_models, scoring_attempts, notifications restart identity cascade")
    return found


async def agency(
    pool: Pool,
    leads: int = 500,
    *,
    seed: int = 1,
    chance: Callable[[str, bool], float] | None = None,
    days: int = 300,
    beside: Callable[[bool], dict[str, Any]] = lambda _: {},
) -> None:
    """Leads with outcomes. chance: from source and whether somebody owns a home; beside: more metadata, by outcome."""
    draw = random.Random(seed)
    likely = chance or (lambda source, owner: CHANCES[source] + (0.2 if owner else -0.05))
    rows = []
    for number in range(leads):
        source, owner = draw.choice(list(CHANCES)), draw.random() < 0.5
        won = draw.random() < likely(source, owner)
        metadata = orjson.dumps({"homeowner": owner, "score_of_vendor": draw.random(), **beside(won)}).decode()
        came = now() - timedelta(days=10 + days * (leads - number) / leads)
        rows.append((source, metadata, "won" if won else "lost", came))
    await pool.execute(MAKE, *zip(*rows, strict=True))
    await pool.execute(CLOSE)


async def live(pool: Pool) -> asyncpg.Record:
    found = await pool.fetchrow(
        "select id, version, kind, why, log_loss, auc, report from scoring_models where status = 'live'"
    )
    assert found is not None
    return found


async def test_a_model_learned_from_outcomes_takes_the_place_of_the_table(ada: Client, pool: Pool) -> None:
    await agency(pool)

    outcome = await retraining.retrain(pool, "Ada")

    model = (await ada.get("/v1/scoring/models/2")).ok()
    assert outcome is Attempt.LIVE
    assert (model["status"], model["kind"], model["rows"], model["made_by"]) == ("live", "trained", 500, "Ada")
    assert len(model["compared"]) == 3
    assert model["log_loss"] < model["compared"][1]["log_loss"]
    assert sum(each["rows"] for each in model["calibration"]) == 500
    assert all(each["low"] <= each["seen"] <= each["high"] for each in model["calibration"])
    assert [each["tenth"] for each in model["lift"]] == list(range(1, 11))
    source = next(each for each in model["terms"] if each["columns"] == ["source"])
    assert sum(each["rows"] for each in source["bins"]) == 500
    said = (await ada.get("/v1/scoring")).ok()
    assert (said["live"]["id"], said["last_attempt"]["outcome"], said["enough"]) == (2, "live", True)
    assert said["labels"]["matured"] == 500


async def test_what_was_learned_already_is_not_learned_again(pool: Pool) -> None:
    await agency(pool)
    await retraining.retrain(pool, "Ada")

    assert await retraining.retrain(pool, "Ada") is Attempt.UNCHANGED
    assert await pool.fetchval("select count(*) from scoring_models") == 2


async def test_a_model_of_shuffled_outcomes_is_kept_and_not_used(pool: Pool) -> None:
    await agency(pool)
    await retraining.retrain(pool, "Ada")
    before = await live(pool)
    await pool.execute("truncate leads restart identity cascade")
    await agency(pool, seed=2, chance=lambda source, owner: 0.3)
    await pool.execute("update leads set stage_since = now()")

    assert await retraining.retrain(pool, "Ada") is Attempt.REJECTED

    assert (await live(pool))["id"] == before["id"]
    refused = await pool.fetchrow("select status, why from scoring_models order by id desc limit 1")
    assert refused is not None
    assert refused["status"] == "rejected"
    assert "no better than always saying the base rate" in refused["why"]


async def test_a_few_new_outcomes_are_too_few_to_judge_by(pool: Pool) -> None:
    await agency(pool)
    await retraining.retrain(pool, "Ada")
    await agency(pool, 30, seed=4, days=1)
    await pool.execute("update leads set stage_since = now() where id > 500")
    week = now() + timedelta(days=8)
    due = await retraining.is_due(pool, week)

    assert await retraining.retrain(pool, "Ada") is Attempt.CANDIDATE

    assert not due
    assert (await live(pool))["version"] == 2
    assert (await pool.fetchval("select why from scoring_models where version = 3")).startswith("30 outcomes are new")


async def test_a_week_of_outcomes_is_learned_from_by_itself(pool: Pool) -> None:
    await agency(pool)
    begun = await retraining.is_due(pool, now())
    await retraining.retrain(pool, "LeadGen")
    await agency(pool, 200, seed=4, days=1)
    await pool.execute("update leads set stage_since = now() where id > 500")

    assert begun
    assert not await retraining.is_due(pool, now() + timedelta(days=3))
    assert await retraining.is_due(pool, now() + timedelta(days=8))


async def test_too_few_outcomes_are_waited_for(ada: Client, pool: Pool) -> None:
    await agency(pool, 60)

    assert await retraining.retrain(pool, "Ada") is Attempt.WAITING
    said = (await ada.get("/v1/scoring")).ok()

    assert (said["enough"], said["last_attempt"]["outcome"], said["labels"]["matured"]) == (False, "waiting", 60)


async def test_a_column_that_is_written_after_the_outcome_is_refused(ada: Client, pool: Pool) -> None:
    await agency(pool, beside=lambda won: {"response_minutes": 3 if won else 90, "visit": "yes" if won else "no"})
    await pool.execute(MAKE, ["own_site"] * 60, ['{"homeowner": true}'] * 60, ["new"] * 60, [now()] * 60)

    assert await retraining.retrain(pool, "Ada") is Attempt.LIVE

    model = (await ada.get("/v1/scoring/models/2")).ok()
    assert not {"response_minutes", "visit"} & {name for term in model["terms"] for name in term["columns"]}
    why = {each["column"]: each["why"] for each in model["left_out"]}
    assert "written after the lead came in" in why["visit"]
    assert await pool.fetchval("select count(*) from scores where features ? 'response_minutes'") == 0


async def test_what_is_learned_of_a_lead_later_does_not_change_its_row(pool: Pool) -> None:
    await agency(pool, 1)
    await scoring.score_waiting(pool)

    await pool.execute(
        'update leads set metadata = metadata || \'{"homeowner": null, "extra": "late"}\', source = \'x\''
    )

    (label,) = await scoring_watch.labels(pool, now(), 10)
    assert label.features["source"] in CHANCES
    assert "extra" not in label.features


async def test_an_open_lead_is_a_no_only_when_others_would_have_bought_by_then(pool: Pool) -> None:
    await agency(pool, 50, chance=lambda source, owner: 1.0)
    ages = (1, 4, 6, 90)
    came = [now() - timedelta(days=days) for days in ages]
    await pool.execute(MAKE, ["own_site"] * 4, ["{}"] * 4, ["contacted"] * 4, came)

    young = await retraining.counted(pool, now())
    later = await retraining.counted(pool, now() + timedelta(days=2))

    assert (young.matured, young.positives, young.open) == (52, 50, 2)
    assert (later.matured, later.open) == (53, 1)


async def test_a_late_sale_makes_a_no_a_yes(ada: Client, pool: Pool) -> None:
    await agency(pool, 50, chance=lambda source, owner: 1.0)
    contact = {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com"}
    late = (await ada.post("/v1/leads", {"contact_info": contact, "source": "own_site", "status": "contacted"})).ok()[
        "id"
    ]
    await pool.execute(
        "update leads set received_at = now() - interval '90 days', owner_id = $2 where id = $1", late, CLEO.id
    )
    await scoring.score_waiting(pool)
    before = await scoring_watch.labels(pool, now(), 100)

    wanted = {"policy_number": "P-1", "policy_type": "Auto", "carrier": "Acme", "premium": "$1,200/yr"}
    (await ada.post(f"/v1/leads/{late}/convert", wanted | {"start_date": "2026-11-01"})).ok()
    after = await scoring_watch.labels(pool, now(), 100)

    assert (len(before), sum(each.won for each in before)) == (51, 50)
    assert (len(after), sum(each.won for each in after)) == (51, 51)


async def test_learning_that_is_killed_leaves_the_live_one_and_goes_on_next_time(pool: Pool) -> None:
    await agency(pool)
    learning = asyncio.create_task(retraining.retrain(pool, "Ada"))

    async def begun() -> bool:
        return bool(await pool.fetchval("select count(*) from scoring_models"))

    await until(begun, within_s=30)
    learning.cancel()
    with pytest.raises(asyncio.CancelledError):
        await learning

    assert (await live(pool))["kind"] == "expert"
    assert await retraining.retrain(pool, "Ada") is Attempt.LIVE


async def test_learning_that_takes_too_long_ends_with_a_sentence(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    await agency(pool)
    monkeypatch.setattr(retraining, "LONGEST_S", 0.05)

    assert await retraining.retrain(pool, "Ada") is Attempt.FAILED

    assert "took longer" in await pool.fetchval("select why from scoring_attempts")
    assert (await live(pool))["kind"] == "expert"


async def test_a_model_that_was_overtaken_waits_for_somebody_to_decide(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await agency(pool)
    learned = retraining._learned

    async def meanwhile(wanted: bytes) -> Mapping[str, Any]:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(registry.IN_TURN)
            table = prior.from_points({**prior.EXPERT, "base_rate": 0.3})
            await registry.keep(connection, Made(table, ModelKind.EXPERT, ModelStatus.LIVE, "", "Ben", {}), now())
        return await learned(wanted)

    monkeypatch.setattr(retraining, "_learned", meanwhile)

    assert await retraining.retrain(pool, "Ada") is Attempt.CANDIDATE

    assert (await live(pool))["version"] == 2
    assert "went live while it was learned" in await pool.fetchval("select why from scoring_models where version = 3")


async def test_learning_is_asked_for_once_while_it_waits(ada: Client, ben: Client, pool: Pool) -> None:
    first, second = await ada.post("/v1/scoring/retrain"), await ben.post("/v1/scoring/retrain")

    assert (first.status, second.status, second.json["training"]) == (202, 202, True)
    assert await pool.fetchval("select count(*) from pgqueuer where entrypoint = 'Retrain'") == 1
    await pool.execute("delete from pgqueuer where entrypoint = 'Retrain'")


# --- each night -------------------------------------------------------------------------------------------------------


async def test_the_average_follows_the_latest_outcomes(ada: Client, pool: Pool) -> None:
    await agency(pool, 80, chance=lambda source, owner: 0.5)
    await scoring.score_waiting(pool)

    moved = await scoring_watch.refresh(pool)

    model = (await ada.get(f"/v1/scoring/models/{moved}")).ok()
    assert (model["kind"], model["status"]) == ("refreshed", "live")
    assert "The average moved by +" in model["why"]


async def test_an_average_that_holds_is_left_alone(pool: Pool) -> None:
    await agency(pool, 400, chance=lambda source, owner: {"referral": 0.25, "meta_ads": 0.07}.get(source, 0.1))
    await retraining.retrain(pool, "Ada")

    await scoring_watch.refresh(pool)

    assert await scoring_watch.refresh(pool) is None


async def test_managers_are_told_once_when_leads_change(ada: Client, cleo: Client, pool: Pool) -> None:
    await agency(pool)
    await retraining.retrain(pool, "Ada")
    arrived = [now() - timedelta(hours=number) for number in range(300)]
    await pool.execute(MAKE, ["billboard"] * 300, ['{"homeowner": true}'] * 300, ["contacted"] * 300, arrived)
    await scoring.score_waiting(pool)
    today = now().date()

    first = await scoring_watch.watch(pool, today)
    await scoring_watch.watch(pool, today)
    await scoring_watch.watch(pool, today + timedelta(days=1))

    drift = (await ada.get("/v1/scoring/models/2/drift")).ok()
    assert first == "act"
    assert [each["alarm"] for each in drift["days"]] == ["act", "act"]
    assert drift["latest"]["features"][0]["columns"] == ["source"]
    assert drift["latest"]["features"][0]["new_levels"] > 0.9
    told = [each for each in (await ada.get("/v1/notifications")).items if each["kind"] == "scoring_alarm"]
    assert len(told) == 1
    assert "source" in told[0]["detail"]
    assert (await cleo.get("/v1/notifications")).items == []


async def test_the_table_of_the_first_day_has_nothing_to_drift_from(ada: Client, pool: Pool) -> None:
    await agency(pool, 30)
    await scoring.score_waiting(pool)

    assert await scoring_watch.watch(pool) is None
    assert (await ada.get("/v1/scoring/models/1/drift")).ok() == {"days": [], "latest": None}


async def test_groups_are_compared(ada: Client, pool: Pool) -> None:
    await agency(pool, 300)
    await scoring.score_waiting(pool)

    found = (await ada.get("/v1/scoring/models/1/fairness", {"by": "source"})).ok()

    assert [each["name"] for each in found["groups"]] == sorted(CHANCES)
    assert sum(each["rows"] for each in found["groups"]) == 300
    assert "homeowner" in found["choices"]
    assert (await ada.get("/v1/scoring/models/1/fairness", {"by": "shoe_size"})).status == 400


# --- the row of a lead ------------------------------------------------------------------------------------------------


def row(place: Place = OHIO, **fields: Any) -> Features:
    lead = {
        "source": "own_site",
        "channel": "web_form",
        "product_interest": "auto",
        "state": "OH",
        "has_phone": True,
        "has_email": False,
        "message": None,
        "consent": None,
        "metadata": None,
        "received_at": now().replace(2026, 11, 22, 3, 30),  # ten thirty in the evening before, in New York
        "earlier_leads": 0,
        "quotes_30_days": 0,
    }
    lead |= {name: orjson.dumps(value).decode() if isinstance(value, dict) else value for name, value in fields.items()}
    return features(lead, place)


def test_a_row_says_what_was_known_on_arrival() -> None:
    found = row(
        metadata={
            "insurance": {"current_carrier": "Acme", "x_date": "2026-12-21", "home_ownership": "Own", "vehicles": []},
            "answers": {"message": "Two cars. Call 614-555-0123", "vehicles_in_household": 2, "multi_line": True},
            "attribution": {"utm_source": "bing", "gclid": "abc"},
        },
        consent={"channels": ["sms", "email"]},
    )

    assert found == {
        "source": "own_site",
        "channel": "web_form",
        "product_interest": "auto",
        "state": "OH",
        "phone": "given",
        "message": "Two cars. Call…",
        "current_insurer": "Acme",
        "homeowner": "yes",
        "days_to_renewal": 30,
        "arrival_weekday": "Saturday",
        "arrival_hour": 22,
        "earlier_leads": 0,
        "quotes_30_days": 0,
        "consent_call": "no",
        "consent_sms": "yes",
        "consent_email": "yes",
        "multi_line": "yes",
        "vehicles_in_household": 2,
        "utm_source": "bing",
    }


@pytest.mark.parametrize(
    "name",
    [
        *("response_minutes", "first_attempt_at", "status", "lead_status", "disposition", "outcome", "quoted_premium"),
        *(
            "won_at",
            "call_duration",
            "contacted",
            "agent",
            "lost_reason",
            "policy_number",
            "first_name",
            "zip",
            "email",
        ),
        *("gender", "race", "customer_id", "date_of_birth"),
    ],
)
def test_what_names_somebody_or_comes_later_is_left_out(name: str) -> None:
    montana = placed("America/Denver", "MT")

    assert name not in row(montana, metadata={name: "x", "insurance": {name: "x"}}) or name == "email"


@pytest.mark.parametrize(("state", "used"), [("OH", True), ("CA", False), (None, True)])
def test_the_law_of_the_state_decides_what_is_used(state: str | None, used: bool) -> None:
    found = row(placed("America/New_York", state), metadata={"homeowner": True, "occupation": "nurse"})

    assert ("homeowner" in found, "occupation" in found) == (used, used)


def test_a_flood_of_answers_is_cut() -> None:
    found = row(metadata={"answers": {f"question_{number:03}": "a" for number in range(500)}})

    assert sum(name.startswith("question") for name in found) == 40


def test_a_column_that_nobody_fills_on_arrival_was_written_later() -> None:
    finished, fresh = [{"a": 1, "b": 2}] * 80 + [{"a": 1}] * 20, [{"a": 1}] * 30

    assert list(refit.late_columns(finished, fresh)) == ["b"]
    assert refit.late_columns(finished, fresh[:5]) == {}
