"""The demo agency's leads are scored by the real model; what is said of each adds up and is true."""

import math

import orjson
import psycopg
import pytest
from psycopg.rows import dict_row

from backend.scoring import model as models


@pytest.fixture(scope="module")
def scores(seeded_database: str) -> list[dict[str, object]]:
    with psycopg.connect(seeded_database, row_factory=dict_row) as connection:
        return connection.execute(
            "select l.score as lead_score, l.score_band, l.status, s.*"
            " from leads l left join scores s on s.lead_id = l.id"
        ).fetchall()


def test_every_lead_of_the_demo_has_a_score_that_adds_up(scores: list[dict[str, object]], seeded_database: str) -> None:
    with psycopg.connect(seeded_database) as connection:
        ((document, kind),) = connection.execute("select document, kind from scoring_models").fetchall()
    scorecard = models.load(str(document))

    assert (len(scores), kind) == (60, "expert")
    for row in scores:
        told, known = orjson.loads(orjson.dumps(row["explanation"])), row["features"]
        assert isinstance(known, dict)
        assert told["average"] + sum(each["points"] for each in told["reasons"]) + told["rest"] == told["points"]
        assert round(100 + math.fsum(each["points"] for each in told["terms"])) == told["points"]
        assert row["lead_score"] == row["score"] == told["probability"] == models.probability(scorecard, known)
        assert row["score_band"] == told["band"]
        assert row["status"] != "new"


def test_what_was_written_after_a_lead_came_in_is_not_looked_at(scores: list[dict[str, object]]) -> None:
    known = {name for row in scores for name in row["features"]}  # type: ignore[attr-defined]

    assert {"source", "homeowner", "days_to_renewal", "current_insurer"} <= known
    assert "response_minutes" not in known


def test_the_worker_is_asked_to_learn_from_the_demo(seeded_database: str) -> None:
    with psycopg.connect(seeded_database) as connection:
        asked = connection.execute("select count(*) from pgqueuer where entrypoint = 'Retrain'").fetchone()

    assert asked == (1,)
