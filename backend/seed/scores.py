"""The demo's leads are scored as an agency's own would be: by the table for the first day, with the same code."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import orjson
import psycopg
from psycopg.rows import dict_row

from backend.leads import scoring, scoring_features
from backend.models.scoring_model import ModelStatus
from backend.scoring import model as models
from backend.scoring import registry
from backend.scoring.registry import Kept
from backend.seed.record import ADDRESS

Connection = psycopg.Connection[tuple[object, ...]]

BATCH: Final = 10_000
MADE_DAYS_AGO: Final = 430  # before the first lead
SECONDS: Final = 4  # from arrival to score
TIME_ZONE: Final = "America/New_York"
KEEP: Final = """
    insert into scoring_models (id, version, status, kind, document, sha256, report, rows, positives, base_rate,
        hot_from, cold_below, log_loss, skill, auc, calibration_error, why, made_by, made_at, live_from, created_at,
        updated_at)
    values (1, 1, {values}, %s, %s, %s, %s, %s)
"""
# The person's earlier leads of a season and their quotes of a month, as scoring counts them. Here only the telephone
# number tells that two leads are one person's (no e-mail address comes twice), and quotes follow within a month: one
# look along each number's history is enough, however many share it.
REPEATED: Final = """
    create temp table repeated on commit drop as
    with history as (
        select phone, received_at as at, id as lead_id from leads
        union all
        select l.phone, q.quoted_at, null from quotes q join leads l on l.id = q.lead_id
    ), counted as (
        select lead_id, count(lead_id) over season as leads, count(*) over month - count(lead_id) over month as quotes
        from history
        where phone is not null
        window number as (partition by phone order by at),
            season as (number range between interval '90 days' preceding and interval '1 us' preceding),
            month as (number range between interval '30 days' preceding and interval '1 us' preceding)
    )
    select lead_id, leads::integer, quotes::integer from counted where lead_id is not null and leads > 0
"""
LEADS: Final = """
    select l.id, l.source, l.channel, l.product_interest, l.state, l.phone is not null as has_phone,
        l.email is not null as has_email, l.contact_info ->> 'message' as message, l.consent::text as consent,
        l.metadata::text as metadata, l.received_at, coalesce(r.leads, 0) as earlier_leads,
        coalesce(r.quotes, 0) as quotes_30_days
    from leads l left join repeated r on r.lead_id = l.id
    order by l.id
"""
COPY: Final = """
    copy scores (id, lead_id, score, band, explanation, model_version, model_id, features, scored_at, created_at,
        updated_at) from stdin
"""
# What the triggers would have done.
FOLLOW: Final = """
    update leads set score = s.score, score_band = s.band, scored_at = s.scored_at,
        status = case when leads.status = 'new' and leads.owner_id is null then 'scored' else leads.status end
    from scores s where s.lead_id = leads.id
"""
LEARN: Final = """
    insert into pgqueuer (entrypoint, payload, dedupe_key, execute_after, priority, status)
    values ('Retrain', %s, %s, now(), 0, 'queued')
"""


def fill_scores(connection: Connection, today: date) -> None:
    """A score for every lead, and the wish to learn from how they ended, for the worker."""
    kept = _first_model(connection, today)
    place = scoring.placed(TIME_ZONE, str(ADDRESS["state"]))
    connection.execute(REPEATED)
    with connection.cursor("leads_to_score", row_factory=dict_row) as reader:
        reader.execute(LEADS)
        while leads := reader.fetchmany(BATCH):
            with connection.cursor().copy(COPY) as copy:
                for lead in leads:
                    copy.write_row(_score(kept, lead, scoring_features.features(lead, place)))
    connection.execute(FOLLOW)


def ask_to_learn(connection: Connection) -> None:
    """Has the worker learn from the demo's outcomes when it starts."""
    from backend.leads import retraining

    connection.execute(LEARN, (orjson.dumps(retraining.Retrain()), retraining.KEY))


def _first_model(connection: Connection, today: date) -> Kept:
    made = registry.first(scoring_features.expert_points())
    values: Sequence[Any] = registry.row_of(made)
    then = f"{today - timedelta(days=MADE_DAYS_AGO)} 12:00:00+00"
    statement = KEEP.format(values=", ".join(["%s"] * len(values)))
    connection.execute(statement.encode(), (*values, made.made_by, then, then, then, then))
    hot_from, cold_below = registry.bands(made.model)
    rate = float(made.model.document["trained"]["base_rate"])
    assert made.status is ModelStatus.LIVE  # noqa: S101 - as the registry makes it
    return Kept(1, 1, models.load(str(values[2])), hot_from, cold_below, rate, datetime.fromisoformat(then))


def _score(kept: Kept, lead: dict[str, Any], row: scoring_features.Features) -> tuple[object, ...]:
    told = scoring.explanation(kept, row)
    at = lead["received_at"] + timedelta(seconds=SECONDS)
    explained, features = orjson.dumps(told).decode(), orjson.dumps(row).decode()
    return (lead["id"], lead["id"], told["probability"], told["band"], explained, "1", 1, features, at, at, at)
