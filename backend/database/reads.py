"""Reads: one statement that returns finished JSON, compiled once for each shape of question.

What varies without changing the shape (ids, values, page numbers) are parameters; what changes it (which conditions,
which order, how far the caller sees) is the key under which the compiled statement is kept.
"""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import count as count_up
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from backend.database.catalogue import Kind, Noun
from backend.database.criteria import EVERYTHING, Binder, Selection, Shape, condition, read_date, read_instant
from backend.database.engine import DIALECT, Connection, Pool, Statement
from backend.errors import BadRequest, FieldError

LARGEST_ID: Final = 2**31 - 1
# Times the count limit: where the planner expects so many rows, nobody needs them counted.
ESTIMATE_FROM: Final = 5
SURE_ESTIMATE_FROM: Final = 2  # for questions about fields with few values, which it knows by heart
STATEMENTS_KEPT: Final = 2000
LONGEST_WALK: Final = 20_000
BEST_HITS: Final = 250


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees. scope: `own`, `team` or `all`; team: ids of the users in the same team."""

    scope: str
    user_id: int | None = None
    team: tuple[int, ...] = ()


ALL_SEEING: Final = Sight("all")


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list by one field."""

    field: str
    descending: bool


class Count(StrEnum):
    """How a list's total is found. auto: exact up to the limit, estimated beyond."""

    AUTO = "auto"
    EXACT = "exact"
    ESTIMATED = "estimated"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked for. skip: rows before the page; after: the sort values of the row before the page.

    Without an order the best matches of what was typed come first; the cursor then counts rows.
    """

    selection: Selection = EVERYTHING
    typed: str = ""
    order: tuple[Order, ...] = (Order("id", descending=True),)
    size: int = 50
    skip: int = 0
    after: tuple[object, ...] | None = None
    count: Count = Count.AUTO
    count_limit: int = 10_000
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `items` is a JSON array as PostgreSQL wrote it; `next` a cursor, None after the last row."""

    items: str
    total: int | None
    estimated: bool
    next: str | None


async def one(connection: Pool | Connection, noun: Noun, record_id: int, sight: Sight) -> tuple[str, str] | None:
    """The record as JSON text and its version for the ETag; None if there is none within sight."""
    if not 0 < record_id <= LARGEST_ID:
        return None
    statement = _one_statement(noun, sight.scope)
    values = {"id": record_id, "viewer": sight.user_id, "team": list(sight.team)}
    row = await connection.fetchrow(statement.text, *statement.arguments(values))
    return (row[0], row[1]) if row else None


async def history(connection: Pool | Connection, noun: Noun, record_id: int, sight: Sight, size: int) -> str | None:
    """The record's entries in the audit trail as a JSON array, newest first; None if there is none within sight."""
    statement = _history_statement(noun, sight.scope)
    values = {"id": record_id, "viewer": sight.user_id, "team": list(sight.team), "size": size}
    text: str | None = await connection.fetchval(statement.text, *statement.arguments(values))
    return text


async def page(connection: Pool | Connection, noun: Noun, question: Question, sight: Sight) -> Page:
    """One page of the records within sight that the question selects. Raises BadRequest on a cursor of another list."""
    sought = seek(noun, question.typed)
    if sought is None and not question.order:
        question = replace(question, order=whole_order(()))
    statement = _page_statement(
        noun,
        sight.scope,
        question.selection.shape,
        sought.way if sought else None,
        question.order,
        _nulls(question.after),
        question.count,
        question.fields,
    )
    values = _values(question, sight, sought) | {
        "size": question.size + 1,
        "skip": question.skip,
        "count_limit": question.count_limit,
    }
    row = await connection.fetchrow(statement.text, *statement.arguments(values))
    assert row is not None  # noqa: S101 - the statement selects aggregates: there is always a row
    return _finished(row, question)


def everything(noun: Noun, question: Question, sight: Sight) -> tuple[str, list[object]]:
    """SQL and arguments that select all records of the question, column by column, in its order: for exports."""
    sought = seek(noun, question.typed)
    statement = _rows_statement(
        noun, sight.scope, question.selection.shape, sought.way if sought else None, question.order, question.fields
    )
    return statement.text, list(statement.arguments(_values(question, sight, sought)))


async def ids(connection: Pool | Connection, noun: Noun, question: Question, sight: Sight) -> list[int]:
    """The ids of all records of the question, in its order."""
    text, arguments = everything(noun, Question(question.selection, question.typed, fields=("id",)), sight)
    return [row[0] for row in await connection.fetch(text, *arguments)]


def _values(question: Question, sight: Sight, sought: "Sought | None") -> dict[str, object]:
    values: dict[str, object] = {"viewer": sight.user_id, "team": list(sight.team)}
    values |= {f"p{i}": value for i, value in enumerate(question.selection.values)}
    values |= {f"k{i}": value for i, value in enumerate(question.after or ())}
    if sought:
        values |= sought.values
    return values


def _finished(row: Any, question: Question) -> Page:
    items, counted, estimated = row
    rows = items.count("\n") + 1 if items != "[]" else 0
    cursor = None
    if rows > question.size:
        # One row more than the page shows was asked for: it tells that there is a next page, and goes.
        items = items[: items.rindex(", \n")] + "]"
        last = orjson.loads(items[items.rfind("\n") + 1 : -1].lstrip("["))
        marks = [last[order.field] for order in question.order] or [question.skip + question.size]
        cursor = write_cursor(question.order, marks)
    return Page(items, estimated if counted is None else counted, estimated is not None, cursor)


# --- what people type -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sought:
    """How something typed is looked for, and the parameters of that way."""

    way: str
    values: Mapping[str, object]


def seek(noun: Noun, typed: str) -> Sought | None:
    """The way to look for what was typed: as an e-mail address, a number, words, or words with a number.

    Numbers are compared without punctuation, telephone numbers without the country code 1.
    """
    typed = typed.strip()[:200]
    if not typed:
        return None
    if "@" in typed and "email" in noun.table.c:
        return Sought("email", {"email": _pattern(typed.lower()) + "%"})
    tokens = re.findall(r"[^\W_]+", typed)
    with_digits = [token for token in tokens if any(c.isdigit() for c in token)]
    if noun.has_codes and with_digits:
        number = _national("".join(tokens).lower())
        words = " ".join(token for token in tokens if token not in with_digits)
        if words and len(number) >= 3:
            part = _national("".join(with_digits).lower())
            return Sought("both", {"code": f"%{_pattern(number)}%", "part": f"%{_pattern(part)}%", "typed": words})
        if len(number) >= 3:
            return Sought("code", {"code": f"%{_pattern(number)}%"})
    return Sought("words", {"typed": typed}) if noun.has_words else Sought("nothing", {})


def _national(number: str) -> str:
    return number[1:] if len(number) == 11 and number.isdigit() and number[0] == "1" else number


def _pattern(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _sought(noun: Noun, way: str, bind: Binder) -> sa.ColumnElement[bool]:
    columns = noun.table.c
    match way:
        case "email":
            return sa.func.lower(columns["email"]).like(bind(sa.Text()))
        case "code":
            return columns["codes"].like(bind(sa.Text()))
        case "words":
            return _has_words(columns["search"], bind)
        case "both":
            code = columns["codes"].like(bind(sa.Text()))
            part = columns["codes"].like(bind(sa.Text()))
            return sa.or_(code, sa.and_(part, _has_words(columns["search"], bind)))
    return sa.false()


def _has_words(column: sa.ColumnElement[Any], bind: Binder) -> sa.ColumnElement[bool]:
    typed = bind(sa.Text())
    query = sa.func.search_query(typed)
    if not isinstance(typed, sa.BindParameter):  # for an estimate, which needs the planner to see the words
        return column.op("@@", is_comparison=True)(query)
    # As a subquery it is worked out once; a call would be repeated for every row (measured: 24 ms in place of 1.5).
    return column.op("@@", is_comparison=True)(sa.select(query).scalar_subquery())


SOUGHT_NAMES: Final = {"email": ("email",), "code": ("code",), "words": ("typed",), "both": ("code", "part", "typed")}


# --- who sees what ----------------------------------------------------------------------------------------------------


def visible(noun: Noun, scope: str, bind: "Named | None" = None) -> sa.ColumnElement[bool]:
    """The condition under which a row is within sight; the parameters are `viewer` and `team`."""
    named = bind or Named()
    if scope == "all":
        return sa.true()
    owner, reachable = _owner(noun, named)
    if owner is None:
        return sa.false()
    if scope == "own":
        mine = owner == named("viewer", sa.Integer())
    else:
        mine = sa.or_(owner == sa.any_(named("team", ARRAY(sa.Integer))), owner.is_(None))
    seen: sa.ColumnElement[bool] = mine if reachable is None else reachable.where(mine).exists()
    return sa.or_(seen, noun.table.c[noun.shared_column]) if noun.shared_column else seen


def _owner(noun: Noun, named: "Named") -> tuple[sa.ColumnElement[Any] | None, sa.Select[Any] | None]:
    """Where the owner stands: in the row itself, or in the row it hangs on."""
    if noun.owned:
        return noun.table.c[noun.owner], None
    if noun.via:
        parent = noun.via.table.alias()
        return parent.c["owner_id"], sa.select(sa.literal(1)).where(parent.c["id"] == noun.table.c[noun.via.column])
    return None, None


class Named:
    """Hands out parameters by name."""

    def __call__(self, name: str, of_type: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
        return sa.bindparam(name, type_=of_type)


class _Elements(Named):
    """Hands out elements of one text array instead, in the order of `names`: for `estimated_count`."""

    def __init__(self) -> None:
        self.names: list[tuple[str, sa.types.TypeEngine[Any]]] = []

    def __call__(self, name: str, of_type: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
        self.names.append((name, of_type))
        written = of_type.compile(dialect=DIALECT)
        return sa.literal_column(f"($1)[{len(self.names)}]::{written}", of_type)


def _in_turn(named: Named, names: Iterable[str]) -> Binder:
    upcoming = iter(names)
    return lambda of_type: named(next(upcoming), of_type)


def _criteria(noun: Noun, shape: Shape, named: Named) -> sa.ColumnElement[bool]:
    return condition(noun, shape, _in_turn(named, (f"p{i}" for i in count_up())))


# --- statements -------------------------------------------------------------------------------------------------------


def readable(noun: Noun, fields: tuple[str, ...] | None, order: Sequence[Order] = ()) -> list[sa.ColumnElement[Any]]:
    """The columns that go out: those asked for, with the id and whatever the order needs."""
    wanted = noun.fields if fields is None else {*fields, "id", *(each.field for each in order)}
    return [field.column for name, field in noun.fields.items() if name in wanted]


@lru_cache(maxsize=STATEMENTS_KEPT)
def _one_statement(noun: Noun, scope: str) -> Statement:
    table = noun.table
    row = (
        sa.select(*readable(noun, None))
        .where(table.c["id"] == sa.bindparam("id", type_=sa.Integer()), visible(noun, scope))
        .subquery("record")
    )
    return Statement(sa.select(as_json("record"), etag(noun, row.c)))


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
def _history_statement(noun: Noun, scope: str) -> Statement:
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
def _rows_statement(
    noun: Noun, scope: str, shape: Shape, way: str | None, order: tuple[Order, ...], fields: tuple[str, ...] | None
) -> Statement:
    wanted = noun.fields if fields is None else fields
    columns = [noun.fields[name].column for name in wanted]
    return Statement(
        sa.select(*columns).where(*_where(noun, scope, shape, way, Named())).order_by(*_ordering(noun, order))
    )


def _where(noun: Noun, scope: str, shape: Shape, way: str | None, named: Named) -> list[sa.ColumnElement[bool]]:
    where = [visible(noun, scope, named), _criteria(noun, shape, named)]
    if way:
        where.append(_sought(noun, way, _in_turn(named, SOUGHT_NAMES.get(way, ()))))
    return where


def _ordering(noun: Noun, order: tuple[Order, ...]) -> list[sa.ColumnElement[Any]]:
    columns = [(noun.fields[each.field].column, each.descending) for each in order]
    return [column.desc() if descending else column.asc() for column, descending in columns]


def whole_order(order: Sequence[Order]) -> tuple[Order, ...]:
    """The order with the id at its end, so that no two rows are equal in it."""
    ends = next((i for i, each in enumerate(order) if each.field == "id"), None)
    if ends is not None:
        return tuple(order[: ends + 1])
    return (*order, Order("id", order[-1].descending if order else True))


def _nulls(after: tuple[object, ...] | None) -> tuple[bool, ...] | None:
    return None if after is None else tuple(value is None for value in after)


def _behind(noun: Noun, order: tuple[Order, ...], nulls: tuple[bool, ...]) -> sa.ColumnElement[bool]:
    """The rows that come after the one whose sort values are the parameters k0, k1, …

    PostgreSQL's own order: absent values come last when ascending, first when descending.
    """
    columns = [noun.fields[each.field].column for each in order]
    marks = [sa.bindparam(f"k{i}", type_=_comparable(column.type)) for i, column in enumerate(columns)]
    one_way = len({each.descending for each in order}) == 1
    absent_possible = [bool(column.nullable) for column in columns]
    if one_way and not any(nulls) and (order[0].descending or not any(absent_possible)):
        here, there = sa.tuple_(*columns), sa.tuple_(*marks)
        return here < there if order[0].descending else here > there
    behind: sa.ColumnElement[bool] = sa.false()
    for i in reversed(range(len(order))):
        column, mark, descending = columns[i], marks[i], order[i].descending
        later: sa.ColumnElement[bool]
        if nulls[i]:
            later = column.is_not(None) if descending else sa.false()
            equal = sa.and_(column.is_(None))
        else:
            later = sa.and_(column < mark) if descending else sa.or_(column > mark, column.is_(None))
            equal = sa.and_(column == mark)
        behind = sa.or_(later, sa.and_(equal, behind))
    return behind


def _comparable(of_type: sa.types.TypeEngine[Any]) -> sa.types.TypeEngine[Any]:
    return sa.Numeric() if isinstance(of_type, sa.Numeric | sa.Float) else of_type


@lru_cache(maxsize=STATEMENTS_KEPT)
def _page_statement(
    noun: Noun,
    scope: str,
    shape: Shape,
    way: str | None,
    order: tuple[Order, ...],
    nulls: tuple[bool, ...] | None,
    count: Count,
    fields: tuple[str, ...] | None,
) -> Statement:
    """Items, the total if it was counted and the total if it was estimated, in one row."""
    asked = _Asked(noun, scope, shape, way, order, nulls, fields)
    if not order:
        rows, known = asked.rows_by_relevance()
    elif way in ("words", "code", "email") and asked.can_walk:
        rows, known = asked.rows_by_search()
    else:
        rows, known = asked.rows(), None
    items = sa.select(
        sa.func.coalesce(sa.cast(sa.func.json_agg(sa.literal_column("page")), sa.Text), "[]")
    ).select_from(rows.subquery("page"))
    counted, estimated = asked.total(count, known)
    return Statement(
        sa.select(
            items.scalar_subquery(),
            sa.cast(counted, sa.BigInteger).label("counted"),
            sa.cast(estimated, sa.BigInteger).label("estimated"),
        )
    )


class _Asked:
    """The parts of one page statement."""

    def __init__(
        self,
        noun: Noun,
        scope: str,
        shape: Shape,
        way: str | None,
        order: tuple[Order, ...],
        nulls: tuple[bool, ...] | None,
        fields: tuple[str, ...] | None,
    ) -> None:
        self.noun, self.scope, self.shape, self.way, self.order = noun, scope, shape, way, order
        self.where = _where(noun, scope, shape, way, Named())
        self.behind = [] if nulls is None else [_behind(noun, order, nulls)]
        self.columns = readable(noun, fields, order)
        self.size = sa.bindparam("size", type_=sa.Integer())
        self.skip = sa.bindparam("skip", type_=sa.BigInteger())

    def rows(self) -> sa.Select[Any]:
        return self._ordered(sa.select(*self.columns).where(*self.where, *self.behind))

    def _ordered(self, rows: sa.Select[Any]) -> sa.Select[Any]:
        return rows.order_by(*_ordering(self.noun, self.order)).limit(self.size).offset(self.skip)

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

        Whole words come before parts of words, then rows in the order in which they lie in the table: nothing is
        sorted, so a word that half of the customers have is found as soon as one that few have.
        """
        table = self.noun.table
        number = table.c["id"]
        best: sa.Select[Any] | sa.CompoundSelect[Any] = sa.select(number).where(*self.where)
        if self.way == "words":
            words = sa.func.plainto_tsquery(
                sa.literal_column("'simple'"), sa.func.search_plain(sa.bindparam("typed", type_=sa.Text()))
            )
            whole = table.c["search"].op("@@", is_comparison=True)(sa.select(words).scalar_subquery())
            others = [*self.where[:-1], whole]
            best = sa.union_all(
                sa.select(number).where(*others), sa.select(number).where(*self.where, whole.is_not(sa.true()))
            )
        found = best.subquery("found")
        most = sa.func.greatest(BEST_HITS, self.skip + self.size)
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

    def rows_by_search(self) -> tuple[sa.Select[Any], sa.ColumnElement[int]]:
        """The page, and how many hits there are in all, null for too many to count.

        Few hits are put in order. Among many, the sort index is walked until the page is full, which is soon; only if
        it is not (the hits lie far from where the walk begins) all hits are fetched after all.
        """
        table = self.noun.table
        number = table.c["id"]
        hits = sa.select(number).where(*self.where).limit(_most_sorted(table) + 1).cte("hits")
        counted = sa.select(sa.func.count().label("found"), _most_sorted(table).label("most")).select_from(hits)
        tally = counted.cte("tally")
        few = sa.select(tally.c.found <= tally.c.most).scalar_subquery()
        known = sa.select(sa.case((tally.c.found <= tally.c.most, tally.c.found), else_=sa.null())).scalar_subquery()
        page = self.skip + self.size
        steps = (
            sa.select(number, self.where[-1].label("hit"))
            .where(*self.where[:-1], *self.behind, sa.not_(few))
            .order_by(*_ordering(self.noun, self.order))
            .limit(LONGEST_WALK)
            .subquery("steps")
        )
        walked = sa.select(steps.c.id).where(steps.c.hit).limit(page).cte("walked")
        full = sa.select(sa.func.count() == page).select_from(walked).scalar_subquery()
        chosen = sa.union_all(
            sa.select(hits.c.id).where(few),
            sa.select(walked.c.id).where(sa.not_(few), full),
            sa.select(number).where(*self.where, sa.not_(few), sa.not_(full)),
        ).subquery("chosen")
        rows = sa.select(*self.columns).where(number.in_(sa.select(chosen.c.id)), *self.behind)
        return self._ordered(rows), known

    def total(
        self, count: Count, known: sa.ColumnElement[int] | None
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """The rows counted, null if they were not; and the rows estimated, null if they were counted."""
        nothing = sa.null()
        if count is Count.NONE:
            return nothing, nothing
        if count is Count.EXACT:
            every = sa.select(sa.func.count()).select_from(self.noun.table).where(*self.where)
            return every.scalar_subquery(), nothing
        estimate = self._estimate()
        if count is Count.ESTIMATED:
            return nothing, estimate
        if known is not None:
            return known, sa.case((known.is_(None), estimate), else_=nothing)
        limit = sa.bindparam("count_limit", type_=sa.BigInteger())
        some: sa.Select[Any] = (
            sa.select(sa.literal_column("1")).select_from(self.noun.table).where(*self.where).limit(limit + 1)
        )
        plenty = limit * (SURE_ESTIMATE_FROM if self._surely_estimated(self.shape) else ESTIMATE_FROM)
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

    def _surely_estimated(self, shape: Shape) -> bool:
        """Whether the planner's statistics answer the question: nothing is asked, or equality with few choices."""
        if self.way or self.scope != "all":
            return False
        match shape:
            case ("and",):
                return True
            case ("is", name, "eq" | "in"):
                return name in self.noun.fields and bool(self.noun.fields[name].choices)
        return False

    def _estimate(self) -> sa.ColumnElement[int]:
        """How many rows the planner expects."""
        elements = _Elements()
        where = _where(self.noun, self.scope, self.shape, self.way, elements)
        query: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(self.noun.table).where(*where)
        text = str(query.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))
        values = [sa.cast(sa.bindparam(name, type_=of_type), sa.Text) for name, of_type in elements.names]
        listed = sa.cast(sa.dialects.postgresql.array(values), ARRAY(sa.Text)) if values else sa.literal_column("null")
        return sa.func.estimated_count(sa.literal_column("'" + text.replace("'", "''") + "'"), listed)


def _most_sorted(table: sa.Table) -> sa.ColumnElement[int]:
    """Up to how many hits of a search are all fetched and put in order."""
    return sa.func.greatest(1000, sa.cast(_rows_in(table) / 500, sa.BigInteger))


def _rows_in(table: sa.Table) -> sa.ColumnElement[int]:
    """How many rows the table had when it was last analysed."""
    rows = f"(select greatest(reltuples, 0)::bigint from pg_class where oid = '{table.name}'::regclass)"
    return sa.literal_column(rows, sa.BigInteger())


# --- cursors ----------------------------------------------------------------------------------------------------------


def write_cursor(order: Sequence[Order], values: Sequence[object]) -> str:
    """An opaque text that names the last row of a page within its order."""
    return base64.urlsafe_b64encode(orjson.dumps([_marks(order), list(values)])).decode().rstrip("=")


def _marks(order: Sequence[Order]) -> list[str]:
    return [f"{'-' if each.descending else ''}{each.field}" for each in order]


def read_cursor(noun: Noun, order: Sequence[Order], cursor: str) -> tuple[object, ...]:
    """The sort values that a cursor holds. Raises BadRequest if it is none of this list in this order."""
    try:
        marks, values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if marks != _marks(order) or len(values) != (len(order) or 1):
            raise ValueError("another list")
        if not order:
            return (_whole(values[0]),)
        return tuple(_sort_value(noun, each.field, value) for each, value in zip(order, values, strict=True))
    except (ValueError, TypeError, OverflowError):
        message = "The cursor does not belong to this list in this order: start again without `after`."
        raise BadRequest(message, errors=[FieldError("?after", message)]) from None


def _whole(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**31:
        raise ValueError("no row number")
    return value


def _sort_value(noun: Noun, name: str, value: Any) -> object:
    kind = noun.fields[name].kind
    if value is None:
        return None
    if kind in (Kind.INTEGER, Kind.NUMBER) and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise ValueError("no number")
    match kind:
        case Kind.INTEGER:
            if not -(2**63) <= value < 2**63 or not isinstance(value, int):
                raise ValueError("out of range")
            return value if isinstance(noun.fields[name].column.type, sa.BigInteger) or abs(value) < 2**31 else None
        case Kind.NUMBER:
            return Decimal(str(value))
        case Kind.DATE:
            return read_date(value)
        case Kind.INSTANT:
            return read_instant(value)
        case Kind.BOOLEAN:
            return bool(value)
    return str(value).replace("\0", "")


# --- search over everything -------------------------------------------------------------------------------------------


def hits(noun: Noun, scope: str, way: str, fields: Sequence[str]) -> sa.ScalarSelect[Any]:
    """The newest `size` hits of one noun as a JSON array; its parameters are named `<way>_<name>`.

    The first thousand hits that the index gives are put in order: among more, the newest may be others.
    """
    named = Named()
    names = [f"{way}_{name}" for name in SOUGHT_NAMES[way]]
    table = noun.table
    sought = _sought(noun, way, _in_turn(named, names))
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
