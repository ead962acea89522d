"""The statements of reads: built and compiled once for each shape of question.

What varies without changing the shape (ids, values, page numbers) are parameters; what changes it (which conditions,
which order, how far the caller sees) is the key under which the compiled statement is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import count as count_up
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from backend.database.catalogue import Kind, Noun
from backend.database.criteria import Shape, condition
from backend.database.engine import DIALECT, Statement
from backend.database.ordering import Order, behind, ordering
from backend.database.parameters import Elements, Named, in_turn
from backend.database.seeking import SOUGHT_NAMES, sought_by, surname_of
from backend.database.sight import visible

# Times the count limit: where the planner expects so many rows, nobody needs them counted.
ESTIMATE_FROM: Final = 5
SURE_ESTIMATE_FROM: Final = 2  # for questions that statistics answer well
PATTERNS: Final = ("contains", "starts_with", "ends_with")
STATEMENTS_KEPT: Final = 2000
LONGEST_WALK: Final = 20_000
BEST_HITS: Final = 250
# Of several words: finding out by another scan what comes first costs more than fetching so many.
BEST_HITS_OF_WORDS: Final = 1_000
SKIPS: Final = (0, 1_000, 10_000, 100_000)


class Count(StrEnum):
    """How a list's total is found. auto: exact up to the limit, estimated beyond."""

    AUTO = "auto"
    EXACT = "exact"
    ESTIMATED = "estimated"
    NONE = "none"


def readable(noun: Noun, fields: tuple[str, ...] | None, order: Sequence[Order] = ()) -> list[sa.ColumnElement[Any]]:
    """The columns that go out: those asked for, with the id and whatever the order needs."""
    wanted = noun.fields if fields is None else {*fields, "id", *(each.field for each in order)}
    return [field.column for name, field in noun.fields.items() if name in wanted]


def as_json(subquery: str) -> sa.ColumnElement[str]:
    """A whole row as JSON text."""
    return sa.cast(sa.func.row_to_json(sa.literal_column(subquery)), sa.Text)


def etag(noun: Noun, columns: Any) -> sa.ColumnElement[str]:
    """What changes whenever the record does: its version, or the instant of its last change."""
    if noun.lock:
        return sa.cast(columns[noun.lock], sa.Text)
    moment = columns["updated_at"] if "updated_at" in noun.table.c else columns["id"]
    return sa.func.md5(sa.cast(moment, sa.Text)) if "updated_at" in noun.table.c else sa.cast(moment, sa.Text)


@lru_cache(maxsize=STATEMENTS_KEPT)
def one_statement(noun: Noun, scope: str) -> Statement:
    table = noun.table
    row = (
        sa.select(*readable(noun, None))
        .where(table.c["id"] == sa.bindparam("id", type_=sa.Integer()), visible(noun, scope))
        .subquery("record")
    )
    return Statement(sa.select(as_json("record"), etag(noun, row.c)))


@lru_cache(maxsize=STATEMENTS_KEPT)
def history_statement(noun: Noun, scope: str) -> Statement:
    number = sa.bindparam("id", type_=sa.Integer())
    seen: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(noun.table)
    names = ("id", "at", "actor_id", "actor", "request_id", "action", "before", "after")
    log = sa.table("audit_log", *(sa.column(name) for name in (*names, "table_name", "record_id")))
    entries = (
        sa.select(*(log.c[name] for name in names))
        .where(log.c.table_name == noun.table.name, log.c.record_id == number)
        .order_by(log.c.id.desc())
        .limit(sa.bindparam("size", type_=sa.Integer()))
        .subquery("entry")
    )
    listed = sa.func.coalesce(sa.cast(sa.func.json_agg(sa.literal_column("entry")), sa.Text), "[]")
    every = sa.select(listed).select_from(entries).scalar_subquery()
    return Statement(sa.select(every).where(seen.where(noun.table.c["id"] == number, visible(noun, scope)).exists()))


@lru_cache(maxsize=STATEMENTS_KEPT)
def rows_statement(
    noun: Noun, scope: str, shape: Shape, way: str | None, order: tuple[Order, ...], fields: tuple[str, ...] | None
) -> Statement:
    wanted = noun.fields if fields is None else fields
    columns = [noun.fields[name].column for name in wanted]
    return Statement(
        sa.select(*columns).where(*_where(noun, scope, shape, way, Named())).order_by(*ordering(noun, order))
    )


@dataclass(frozen=True, slots=True)
class PageShape:
    """What makes one page's statement differ from another's; everything else is a parameter.

    The limits are written into the statement: with a parameter there PostgreSQL expects a tenth of the table and plans
    every request anew (150 of 400 µs, measured). skips: at most so many rows are left out before the page.
    """

    noun: Noun
    scope: str
    criteria: Shape
    way: str | None
    order: tuple[Order, ...]
    nulls: tuple[bool, ...] | None
    count: Count
    fields: tuple[str, ...] | None
    size: int
    skips: int
    count_limit: int


def reach_of(skip: int) -> int:
    """The bound of `PageShape.skips` for so many skipped rows: one of few, so that statements are shared."""
    return next((bound for bound in SKIPS if skip <= bound), 2**31)


@lru_cache(maxsize=STATEMENTS_KEPT)
def page_statement(shape: PageShape) -> Statement:
    """Items, the total if it was counted and the total if it was estimated, in one row."""
    asked = _Asked(shape)
    if not shape.order:
        rows, known = asked.rows_by_relevance()
    elif shape.way in ("word", "words", "code", "number", "email") and asked.can_walk:
        rows, known = asked.rows_by_search()
    else:
        rows, known = asked.rows(), None
    items = sa.select(
        sa.func.coalesce(sa.cast(sa.func.json_agg(sa.literal_column("page")), sa.Text), "[]")
    ).select_from(rows.subquery("page"))
    counted, estimated = asked.total(known)
    return Statement(
        sa.select(
            items.scalar_subquery(),
            sa.cast(counted, sa.BigInteger).label("counted"),
            sa.cast(estimated, sa.BigInteger).label("estimated"),
        )
    )


def _where(noun: Noun, scope: str, shape: Shape, way: str | None, named: Named) -> list[sa.ColumnElement[bool]]:
    where = [visible(noun, scope, named), _criteria(noun, shape, named)]
    if way:
        where.append(sought_by(noun, way, in_turn(named, SOUGHT_NAMES.get(way, ()))))
    return where


def _criteria(noun: Noun, shape: Shape, named: Named) -> sa.ColumnElement[bool]:
    names = in_turn(named, (f"p{i}" for i in count_up()))
    return condition(noun, shape, names, lambda other, scope: visible(other, scope, named))


class _Asked:
    """The parts of one page statement."""

    def __init__(self, shape: PageShape) -> None:
        self.noun, self.scope, self.shape, self.way = shape.noun, shape.scope, shape.criteria, shape.way
        self.order, self.nulls, self.count = shape.order, shape.nulls, shape.count
        self.where = _where(shape.noun, shape.scope, shape.criteria, shape.way, Named())
        self.behind = [] if shape.nulls is None else [behind(shape.noun, shape.order, shape.nulls)]
        self.columns = readable(shape.noun, shape.fields, shape.order)
        self.size = _number(shape.size)
        self.skip = sa.bindparam("skip", type_=sa.BigInteger()) if shape.skips else _number(0)
        self.most_rows = _number(shape.skips + shape.size)
        self.skips = shape.skips > 0
        self.limit = _number(shape.count_limit)

    def rows(self) -> sa.Select[Any]:
        return self._ordered(sa.select(*self.columns).where(*self.where, *self.behind))

    def _ordered(self, rows: sa.Select[Any]) -> sa.Select[Any]:
        """The page out of these rows. The inner limit tells the planner, who does not know `skip`, how far it is."""
        first = rows.order_by(*ordering(self.noun, self.order)).limit(self.most_rows)
        return sa.select(first.subquery("first")).limit(self.size).offset(self.skip) if self.skips else first

    @property
    def can_walk(self) -> bool:
        """Whether an index has the rows in the order asked for."""
        if self.order[0].field == "id":
            return True
        names = [each.field for each in self.order]
        one_way = len({each.descending for each in self.order}) == 1
        return one_way and any([c.name for c in index.columns] == names for index in self.noun.table.indexes)

    def rows_by_relevance(self) -> tuple[sa.Select[Any], sa.ColumnElement[int]]:
        """The page of the best hits, and how many there are in all, null if they were not all fetched.

        Whole words come before parts of words, then rows in the order in which they lie in an index or the table:
        nothing is sorted, so a word that half of the customers have is found as soon as one that few have.
        """
        number = self.noun.table.c["id"]
        best_hits = BEST_HITS_OF_WORDS if self.way == "words" else BEST_HITS
        most = sa.func.greatest(best_hits, self.skip + self.size)
        if self.way == "word":
            best: sa.Select[Any] | sa.CompoundSelect[Any] = self._by_surname(most)
        elif self.way == "words":
            best = self._by_whole_words(most)
        else:
            best = sa.select(number).where(*self.where)
        found = best.subquery("found")
        table = self.noun.table
        place = sa.func.row_number().over().label("place")
        hits = sa.select(found.c.id, place).limit(most + 1).cte("hits")
        rows = (
            sa.select(*self.columns)
            .select_from(table.join(hits, hits.c.id == number))
            .where(hits.c.place > self.skip, hits.c.place <= self.skip + self.size)
            .order_by(hits.c.place)
        )
        few = sa.func.count() <= most
        tally = (
            sa.select(sa.case((few, sa.func.count()), else_=sa.null()).label("found")).select_from(hits).cte("tally")
        )
        return rows, sa.select(tally.c.found).scalar_subquery()

    def _by_whole_words(self, most: sa.ColumnElement[int]) -> sa.CompoundSelect[Any]:
        """Those in which every word stands as it was typed; then those in which it is a part of a word, or nearly one.

        What matches in any way is fetched first: as a rule these are few, so that one scan of the index tells it all.
        """
        table = self.noun.table
        number = table.c["id"]
        words = sa.func.plainto_tsquery(
            sa.literal_column("'simple'"), sa.func.search_plain(sa.bindparam("typed", type_=sa.Text()))
        )
        whole = table.c["search"].op("@@", is_comparison=True)(sa.select(words).scalar_subquery())
        some = sa.select(number, whole.is_(sa.true()).label("whole")).where(*self.where).limit(most + 1).cte("some")
        told = sa.select((sa.func.count() <= most).label("all")).select_from(some).cte("told")
        every = sa.select(told.c.all).scalar_subquery()
        placed = sa.select(some, sa.func.row_number().over().label("place")).subquery("placed")
        best = sa.select(placed.c.id).where(every).order_by(placed.c.whole.desc(), placed.c.place).subquery("best")
        return sa.union_all(
            sa.select(best.c.id),
            sa.select(number).where(*self.where[:-1], whole, sa.not_(every)),
            sa.select(number).where(*self.where, whole.is_not(sa.true()), sa.not_(every)),
        )

    def _by_surname(self, most: sa.ColumnElement[int]) -> sa.CompoundSelect[Any]:
        """Those whose last name is the word, or contains it; then those who have it elsewhere in what is searched.

        The index on last names gives the newest bearers one by one, where the search index gives all of them at once.
        """
        number, surname = self.noun.table.c["id"], surname_of(self.noun)
        assert surname is not None  # noqa: S101 - `seek` chooses this way only then
        typed = sa.func.btrim(sa.func.search_plain(sa.bindparam("typed", type_=sa.Text())))
        words = sa.select(sa.func.search_words_like(typed, type_=ARRAY(sa.Text)).label("list")).cte("words")
        listed = sa.select(words.c.list).scalar_subquery()
        word = sa.func.unnest(listed).table_valued(sa.column("word", sa.Text), name="word")
        bearers = (
            sa.select(number)
            .where(*self.where[:-1], surname == word.c.word)
            .order_by(number.desc())
            .limit(most + 1)
            .lateral("bearers")
        )
        return sa.union_all(
            sa.select(bearers.c.id).select_from(word.join(bearers, sa.true())),
            sa.select(number).where(*self.where, sa.func.array_position(listed, surname).is_(None)),
        )

    def rows_by_search(self) -> tuple[sa.Select[Any], sa.ColumnElement[int]]:
        """The page, and how many hits there are in all, null for too many to count.

        Few hits are put in order. Among many, the sort index is walked until the page is full, which is soon; only if
        it is not (the hits lie far from where the walk begins) all hits are put in order after all.
        """
        table, page = self.noun.table, self.skip + self.size
        number = table.c["id"]
        sorted_by = {each.field: self.noun.fields[each.field].column for each in self.order}
        hits = (
            sa.select(*({"id": number} | sorted_by).values())
            .where(*self.where)
            .limit(_most_sorted(table) + 1)
            .cte("hits")
        )
        counted = sa.select(sa.func.count().label("found"), _most_sorted(table).label("most")).select_from(hits)
        tally = counted.cte("tally")
        few = sa.select(tally.c.found <= tally.c.most).scalar_subquery()
        known = sa.select(sa.case((tally.c.found <= tally.c.most, tally.c.found), else_=sa.null())).scalar_subquery()
        steps = (
            sa.select(number, self.where[-1].label("hit"))
            .where(*self.where[:-1], *self.behind, sa.not_(few))
            .order_by(*ordering(self.noun, self.order))
            .limit(LONGEST_WALK)
            .subquery("steps")
        )
        walked = sa.select(steps.c.id).where(steps.c.hit).limit(page).cte("walked")
        full = sa.select(sa.func.count() == page).select_from(walked).scalar_subquery()
        past = [] if self.nulls is None else [behind(self.noun, self.order, self.nulls, hits.c)]
        of_few = sa.select(hits.c.id).where(few, *past).order_by(*ordering(self.noun, self.order, hits.c)).limit(page)
        of_all = (
            sa.select(number)
            .where(*self.where, *self.behind, sa.not_(few), sa.not_(full))
            .order_by(*ordering(self.noun, self.order))
            .limit(page)
        )
        chosen = sa.union_all(
            of_few.subquery().select(),
            sa.select(walked.c.id).where(sa.not_(few), full),
            of_all.subquery().select(),
        ).subquery("chosen")
        return self._ordered(sa.select(*self.columns).where(number.in_(sa.select(chosen.c.id)))), known

    def total(self, known: sa.ColumnElement[int] | None) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """The rows counted, null if they were not; and the rows estimated, null if they were counted."""
        nothing = sa.null()
        if self.count is Count.NONE:
            return nothing, nothing
        if self.count is Count.EXACT:
            every = sa.select(sa.func.count()).select_from(self.noun.table).where(*self.where)
            return every.scalar_subquery(), nothing
        estimate = self._estimate()
        if self.count is Count.ESTIMATED:
            return nothing, estimate
        if known is not None:
            return known, sa.case((known.is_(None), estimate), else_=nothing)
        limit = self.limit
        some: sa.Select[Any] = (
            sa.select(sa.literal_column("1")).select_from(self.noun.table).where(*self.where).limit(limit + 1)
        )
        sure = not self.way and self._well_estimated(self.shape)
        plenty = limit * (SURE_ESTIMATE_FROM if sure else ESTIMATE_FROM)
        guess = sa.select(sa.case((_rows_in(self.noun.table) > plenty, estimate), else_=nothing).label("rows")).cte(
            "guess"
        )
        counted = (
            sa.select(
                sa.case(
                    (guess.c.rows > plenty, nothing),
                    else_=sa.select(sa.func.count()).select_from(some.subquery()).scalar_subquery(),
                ).label("rows")
            )
            .select_from(guess)
            .cte("counted")
        )
        few = counted.c.rows <= limit
        likely = sa.func.coalesce(guess.c.rows, estimate)
        estimated = sa.case((few, nothing), else_=sa.func.greatest(likely, limit + 1))
        return (
            sa.select(sa.case((few, counted.c.rows), else_=nothing)).select_from(counted).scalar_subquery(),
            sa.select(estimated).select_from(guess.join(counted, sa.true())).scalar_subquery(),
        )

    def _well_estimated(self, shape: Shape) -> bool:
        """Whether statistics answer the question: it compares columns with values, and looks inside no text."""
        match shape:
            case ("and" | "or", *parts):
                return all(self._well_estimated(part) for part in parts)
            case ("not", part):
                return self._well_estimated(part)
            case ("is", name, operator):
                known = self.noun.fields.get(name)
                return known is not None and known.kind is not Kind.JSON and operator not in PATTERNS
        return False

    def _estimate(self) -> sa.ColumnElement[int]:
        """How many rows the planner expects."""
        elements = Elements()
        where = _where(self.noun, self.scope, self.shape, self.way, elements)
        query: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(self.noun.table).where(*where)
        text = str(query.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
        values = [sa.cast(_as_asked(name, of_type), sa.Text) for name, of_type in elements.names]
        listed = sa.cast(sa.dialects.postgresql.array(values), ARRAY(sa.Text)) if values else sa.literal_column("null")
        return sa.func.estimated_count(sa.literal_column("'" + text.replace("'", "''") + "'"), listed)


def _as_asked(name: str, of_type: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """A parameter for an estimate. What was typed goes in as the query it means, which the planner can judge."""
    if isinstance(of_type, TSQUERY):
        return sa.func.search_query(sa.bindparam(name, type_=sa.Text()))
    return sa.bindparam(name, type_=of_type)


def _number(value: int) -> sa.ColumnElement[int]:
    """A number as part of the statement."""
    return sa.literal_column(str(int(value)), sa.BigInteger())


def _most_sorted(table: sa.Table) -> sa.ColumnElement[int]:
    """Up to how many hits of a search are all fetched and put in order.

    Fetching h hits costs about h x 0.5 µs, walking to a full page 50 x rows / h x 1.2 µs: equal at the root of
    120 x rows, which is 3,500 of 100,000 and 11,000 of a million.
    """
    balance = sa.func.sqrt(sa.cast(_rows_in(table), sa.Double) * 120)
    return sa.func.greatest(1000, sa.cast(balance, sa.BigInteger))


def _rows_in(table: sa.Table) -> sa.ColumnElement[int]:
    """How many rows the table had when it was last analysed."""
    rows = f"(select greatest(reltuples, 0)::bigint from pg_class where oid = '{table.name}'::regclass)"
    return sa.literal_column(rows, sa.BigInteger())


def hits(noun: Noun, scope: str, way: str, fields: Sequence[str]) -> sa.ScalarSelect[Any]:
    """The newest `size` hits of one noun as a JSON array; its parameters are named `<way>_<name>`.

    The first thousand hits that the index gives are put in order: among more, the newest may be others.
    """
    named = Named()
    names = [f"{way}_{name}" for name in SOUGHT_NAMES[way]]
    table = noun.table
    sought = sought_by(noun, way, in_turn(named, names))
    found = sa.select(table.c["id"]).where(visible(noun, scope, named), sought).limit(1000).subquery()
    rows = (
        sa.select(table.c["id"], *(noun.fields[name].column for name in fields))
        .where(table.c["id"].in_(sa.select(found.c["id"])))
        .order_by(table.c["id"].desc())
        .limit(sa.bindparam("size", type_=sa.Integer()))
        .subquery("hit")
    )
    listed = sa.func.coalesce(sa.cast(sa.func.json_agg(sa.literal_column("hit")), sa.Text), "[]")
    return sa.select(listed).select_from(rows).scalar_subquery()
