"""The board: every stage with its number and sum, and its first cards, in one statement."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from backend import clock
from backend.database.catalogue import Noun
from backend.database.criteria import EVERYTHING, Selection, Shape, condition
from backend.database.engine import Pool, Statement
from backend.database.parameters import Named, in_turn
from backend.database.seeking import SOUGHT_NAMES, seek, sought_by
from backend.database.sight import Sight, visible
from backend.errors import BadRequest, FieldError
from backend.leads.lifecycle import OPEN, STATUSES, Stage
from backend.models.lead import Lead
from backend.models.work import Task

CLOSED_DAYS: Final = 30  # how long what was won or lost stays on the board
LEADS: Final = sa.inspect(Lead).local_table
CARD: Final = (
    "id",
    "version",
    "status",
    "name",
    "email",
    "phone",
    "state",
    "product_interest",
    "source",
    "channel",
    "owner_id",
    "customer_id",
    "value_cents",
    "cost_cents",
    "received_at",
    "stage_since",
    "first_attempt_at",
    "answer_by",
    "lost_reason",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the board is asked for. typed: searched for; owner: only this person's leads; unowned: only nobody's."""

    selection: Selection = EVERYTHING
    typed: str = ""
    owner: int | None = None
    unowned: bool = False
    size: int = 25

    def narrowing(self, leads: Noun, scope: str) -> "Narrowing":
        """What of it makes another statement."""
        names = tuple(f"c{place}" for place in range(len(self.selection.values)))
        sought = seek(leads, self.typed)
        way = sought.way if sought else None
        return Narrowing(leads, scope, self.selection.shape, names, way, self.owner is not None, self.unowned)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which leads are on the board, without the values. names: of the conditions' parameters; way: of searching."""

    leads: Noun
    scope: str
    shape: Shape
    names: tuple[str, ...]
    way: str | None
    owned: bool
    unowned: bool


async def board(pool: Pool, leads: Noun, wanted: Wanted, sight: Sight) -> str:
    """Every stage in order as JSON: its count, its sums, its first cards with the newest in the stage first."""
    statement = _board(wanted.narrowing(leads, sight.scope))
    found: str = await pool.fetchval(statement.text, *statement.arguments(_values(leads, wanted, sight)))
    return found


async def column(pool: Pool, leads: Noun, stage: Stage, wanted: Wanted, sight: Sight, after: str | None) -> str:
    """More cards of one stage as JSON, after those that were shown. Raises BadRequest for a cursor of somebody else."""
    statement = _column(wanted.narrowing(leads, sight.scope), stage)
    since, number = _read(after) if after else (datetime.max.replace(tzinfo=clock.now().tzinfo, year=9998), 2**31 - 1)
    values = _values(leads, wanted, sight) | {"since": since, "before": number}
    found: str = await pool.fetchval(statement.text, *statement.arguments(values))
    return found


def _values(leads: Noun, wanted: Wanted, sight: Sight) -> dict[str, object]:
    sought = seek(leads, wanted.typed)
    return {
        "viewer": sight.user_id,
        "team": list(sight.team),
        "owner": wanted.owner,
        "size": wanted.size,
        "now": clock.now(),
        **{f"c{place}": value for place, value in enumerate(wanted.selection.values)},
        **(sought.values if sought else {}),
    }


def _read(cursor: str) -> tuple[datetime, int]:
    try:
        since, number = orjson.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        return datetime.fromisoformat(since), int(number)
    except (ValueError, TypeError, binascii.Error):
        message = "`after` takes the `next` of the column before."
        raise BadRequest(message, errors=[FieldError("?after", message)]) from None


def cursor(since: datetime, number: int) -> str:
    """What `after` takes to go on behind this card."""
    return base64.urlsafe_b64encode(orjson.dumps([since.isoformat(), number])).rstrip(b"=").decode()


# --- statements -------------------------------------------------------------------------------------------------------


class _Asked:
    """The conditions and columns that both statements share."""

    def __init__(self, narrowing: Narrowing) -> None:
        leads, named = narrowing.leads, Named()
        self.now = sa.bindparam("now", type_=sa.DateTime(timezone=True))
        self.where: list[sa.ColumnElement[bool]] = [
            sa.text("merged_into_id is null and not is_test"),  # type: ignore[list-item]
            visible(leads, narrowing.scope, named),
            condition(leads, narrowing.shape, in_turn(named, narrowing.names)),
        ]
        if narrowing.way:
            names = SOUGHT_NAMES.get(narrowing.way, ())
            self.where.append(sought_by(leads, narrowing.way, in_turn(named, names)))
        if narrowing.owned:
            self.where.append(LEADS.c.owner_id == sa.bindparam("owner", type_=sa.Integer()))
        if narrowing.unowned:
            self.where.append(LEADS.c.owner_id.is_(None))

    def recent(self) -> sa.ColumnElement[bool]:
        """Of what is closed only the latest."""
        found: sa.ColumnElement[bool] = LEADS.c.stage_since > self.now - sa.func.make_interval(0, 0, 0, CLOSED_DAYS)
        return found

    def first(self, stage: Stage, size: sa.ColumnElement[int], *more: sa.ColumnElement[bool]) -> sa.Select[Any]:
        """The first cards of a stage. Each status is walked in the index for itself, then the walks are merged."""
        within = [*more, *(() if stage in OPEN else (self.recent(),))]
        walks = [
            sa.select(LEADS.c.id, LEADS.c.stage_since)
            .where(LEADS.c.status == sa.literal_column(f"'{status.value}'"), *self.where, *within)
            .order_by(LEADS.c.stage_since.desc(), LEADS.c.id.desc())
            .limit(size)
            .subquery()
            for status in STATUSES[stage]
        ]
        merged = sa.union_all(*(sa.select(walk) for walk in walks)).subquery()
        return (
            sa.select(sa.literal_column(f"'{stage.value}'").label("stage"), merged.c.id, merged.c.stage_since)
            .order_by(merged.c.stage_since.desc(), merged.c.id.desc())
            .limit(size)
        )

    def cards(self, ids: sa.Subquery) -> sa.Subquery:
        """The cards of these leads as JSON objects."""
        score = sa.case(
            (
                LEADS.c.score.is_not(None),
                sa.func.json_build_object(
                    sa.literal_column("'score'"), LEADS.c.score, sa.literal_column("'band'"), LEADS.c.score_band
                ),
            )
        )
        due = (
            sa.select(sa.func.min(Task.due_at))
            .where(Task.record_type == "leads", Task.record_id == LEADS.c.id, Task.status == "open")
            .scalar_subquery()
        )
        days = sa.func.floor(sa.extract("epoch", self.now - LEADS.c.stage_since) / 86400)
        pairs: list[Any] = []
        for name in CARD:
            pairs += [sa.literal_column(f"'{name}'"), LEADS.c[name]]
        pairs += [sa.literal_column("'days'"), sa.func.greatest(0, sa.cast(days, sa.Integer))]
        pairs += [sa.literal_column("'score'"), score, sa.literal_column("'next_task_at'"), due]
        return (
            sa.select(ids.c.stage, ids.c.stage_since, ids.c.id, sa.func.json_build_object(*pairs).label("card"))
            .join_from(ids, LEADS, LEADS.c.id == ids.c.id)
            .subquery()
        )


def _listed(cards: sa.Subquery) -> sa.ColumnElement[Any]:
    order = aggregate_order_by(cards.c.card, cards.c.stage_since.desc(), cards.c.id.desc())
    return sa.func.coalesce(sa.func.json_agg(order), sa.literal_column("'[]'::json"))


@lru_cache(maxsize=200)
def _board(narrowing: Narrowing) -> Statement:
    asked = _Asked(narrowing)
    size = sa.bindparam("size", type_=sa.Integer())
    counts = []
    for stages, within in ((OPEN, ()), ((Stage.WON, Stage.LOST), (asked.recent(),))):
        statuses = [status.value for stage in stages for status in STATUSES[stage]]
        listed = ", ".join(f"'{status}'" for status in statuses)
        stage = sa.func.lead_stage(LEADS.c.status)
        counts.append(
            sa.select(
                stage.label("stage"),
                sa.func.count().label("count"),
                sa.func.coalesce(sa.func.sum(LEADS.c.value_cents), 0).label("value_cents"),
                sa.func.max(asked.now - LEADS.c.stage_since).label("oldest"),
            )
            .where(LEADS.c.status.in_(sa.text(listed)), *asked.where, *within)
            .group_by(stage)
        )
    counted = sa.union_all(*counts).subquery("counted")
    first = sa.union_all(*(sa.select(asked.first(stage, size).subquery()) for stage in Stage)).subquery("first")
    cards = asked.cards(first)
    shown = sa.select(cards.c.stage, _listed(cards).label("cards")).group_by(cards.c.stage).subquery("shown")
    place = sa.values(sa.column("position", sa.Integer), sa.column("stage", sa.Text), name="place", literal_binds=True)
    place = place.data([(number, stage.value) for number, stage in enumerate(Stage)])
    each = sa.func.json_build_object(
        sa.literal_column("'stage'"), place.c.stage,
        sa.literal_column("'count'"), sa.func.coalesce(counted.c.count, 0),
        sa.literal_column("'value_cents'"), sa.cast(sa.func.coalesce(counted.c.value_cents, 0), sa.BigInteger),
        sa.literal_column("'oldest_days'"),
        sa.cast(sa.func.floor(sa.extract("epoch", counted.c.oldest) / 86400), sa.Integer),
        sa.literal_column("'cards'"), sa.func.coalesce(shown.c.cards, sa.literal_column("'[]'::json")),
    )  # fmt: skip
    columns = sa.func.json_agg(aggregate_order_by(each, place.c.position))
    closed: sa.ColumnElement[str] = sa.literal_column("'closed_days'")
    whole = sa.func.json_build_object(sa.literal_column("'columns'"), columns, closed, CLOSED_DAYS)
    joined = place.outerjoin(counted, counted.c.stage == place.c.stage).outerjoin(shown, shown.c.stage == place.c.stage)
    return Statement(sa.select(sa.cast(whole, sa.Text)).select_from(joined))


@lru_cache(maxsize=200)
def _column(narrowing: Narrowing, stage: Stage) -> Statement:
    asked = _Asked(narrowing)
    since = sa.bindparam("since", type_=sa.DateTime(timezone=True))
    before = sa.bindparam("before", type_=sa.Integer())
    behind = sa.tuple_(LEADS.c.stage_since, LEADS.c.id) < sa.tuple_(since, before)
    size = sa.bindparam("size", type_=sa.Integer())
    cards = asked.cards(asked.first(stage, size, behind).subquery("first"))
    whole = sa.func.json_build_object(sa.literal_column("'cards'"), _listed(cards))
    return Statement(sa.select(sa.cast(whole, sa.Text)).select_from(cards))
