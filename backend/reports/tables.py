"""Tables of figures: records of one noun that fit some criteria, by one of their fields, measured.

    Table("lines", "By line", "policies", {"status": "active"}, (Measure("n", "Policies"),), Group("policy_type"))

Parts of other nouns stand beside it, line by line: claims beside the premium earned by their line. Criteria are the
language of lists, so that each figure names the records behind it: `GET /v1/<noun>?filter=<rows>` lists exactly what
was counted. Totals are measured, not added up, so that medians and averages are those of all records. What is fetched
together, and by which statement, is decided in `backend.reports.scans`.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from backend.database.catalogue import Kind, Noun
from backend.reports.periods import Period
from backend.reports.periods import Unit as PeriodUnit

Criteria: TypeAlias = dict[str, Any]
Figure: TypeAlias = int | float | None

MOST_LINES: Final = 500
CENT: Final = Decimal(1)
FOUR_DECIMALS: Final = Decimal("0.0001")
# What is left of thirds and 365ths beyond these decimals is nobody's half cent.
EXACT: Final = Decimal("0.000000001")


class Aggregate(StrEnum):
    """What is made of the values of the records. exposure: policy years that lie in a period; earned: the same share of
    the value; p90: nine in ten are no more."""

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    AVERAGE = "average"
    MEDIAN = "median"
    P90 = "p90"
    EXPOSURE = "exposure"
    EARNED = "earned"


class Unit(StrEnum):
    """What a figure is. cents: of money; rate: a share, four decimals; number: four decimals."""

    COUNT = "count"
    CENTS = "cents"
    RATE = "rate"
    NUMBER = "number"


class Grain(StrEnum):
    """How long the spans are into which dates are put."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Chart(StrEnum):
    """How a table is drawn beside its figures. columns: over time; bars: lines against each other; donut: shares."""

    NONE = "none"
    BARS = "bars"
    COLUMNS = "columns"
    LINE = "line"
    DONUT = "donut"


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of the records, or of those that fit `where`. field: whose values; none for a count.

    during: the days that count, of an exposure and of what is earned.
    """

    key: str
    label: str
    aggregate: Aggregate = Aggregate.COUNT
    field: str | None = None
    where: Criteria | None = None
    unit: Unit = Unit.COUNT
    about: str = ""
    during: Period | None = None

    @property
    def narrowed(self) -> Criteria | None:
        """Which of the records are behind it; None for all of them."""
        if self.aggregate in (Aggregate.AVERAGE, Aggregate.MEDIAN, Aggregate.P90) and self.field is not None:
            return both(self.where or {}, {self.field: {"is_null": False}})
        return self.where


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure divided by another; of nothing there is no figure. The records behind it are the part's.

    times: by what the quotient is multiplied, such as 100 for claims per hundred years of cover.
    """

    key: str
    label: str
    part: str
    whole: str
    unit: Unit = Unit.RATE
    about: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Sum:
    """Figures added up and taken away; there are no records to open behind it."""

    key: str
    label: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()
    unit: Unit = Unit.CENTS
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The field whose values are the lines; dates in spans of `by`."""

    field: str
    by: Grain | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Records of a noun that fit some criteria, measured by line. group: by which of their fields."""

    noun: str
    criteria: Criteria
    measures: tuple[Measure, ...]
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What is counted. criteria: which records at all; over: the period whose empty months, say, are lines too.

    ratios: worked out from all figures before them, those of the parts `beside` included, in this order. A part's group
    has the same values as the table's own, whatever its field is called.
    """

    key: str
    title: str
    noun: str
    criteria: Criteria
    measures: tuple[Measure, ...]
    group: Group | None = None
    ratios: tuple[Ratio | Sum, ...] = ()
    over: Period | None = None
    beside: tuple[Part, ...] = ()
    chart: Chart | None = None
    chart_of: str | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        return (Part(self.noun, self.criteria, self.measures, self.group), *self.beside)

    @property
    def drawn(self) -> Chart:
        """How it is drawn; where nothing is said, as its lines suggest."""
        if self.chart is not None:
            return self.chart
        if self.group is None:
            return Chart.NONE
        return Chart.COLUMNS if self.group.by else Chart.BARS

    @property
    def columns(self) -> Iterator[tuple[Measure | Ratio | Sum, str | None]]:
        """The figures in their order, each with the noun whose records are behind it."""
        nouns: dict[str, str | None] = {}
        for part in self.parts:
            for measure in part.measures:
                nouns[measure.key] = part.noun
                yield measure, part.noun
        for ratio in self.ratios:
            nouns[ratio.key] = nouns[ratio.part] if isinstance(ratio, Ratio) else None
            yield ratio, nouns[ratio.key]

    @property
    def additive(self) -> Iterator[str]:
        """The figures whose total is what the lines add up to."""
        for part in self.parts:
            yield from (each.key for each in part.measures if each.aggregate in (Aggregate.COUNT, Aggregate.SUM))


@dataclass(frozen=True, slots=True)
class Line:
    """One line. value: of the field that groups, None for records without one; rows: criteria of the records behind it;
    behind: those of the figures that do not count all of them, or count others."""

    value: str | int | bool | None
    label: str
    figures: dict[str, Figure]
    rows: Criteria
    behind: dict[str, Criteria]


@dataclass(frozen=True, slots=True)
class Counted:
    """A table's lines, and what all its records come to. left_out: lines beyond the most that are shown."""

    table: Table
    lines: tuple[Line, ...]
    total: Line
    left_out: int


def of_line(noun: Noun, group: Group | None, value: Any, zone: ZoneInfo) -> Criteria:
    """The criteria of one line."""
    if group is None:
        return {}
    if value is None:
        return {group.field: {"is_null": True}}
    if group.by is None:
        return {group.field: {"eq": plain(value)}}
    return within(noun, group.field, span(value, group.by), zone)


def within(noun: Noun, field: str, period: Period, zone: ZoneInfo) -> Criteria:
    """The records whose date, or instant by this clock, lies in a period."""
    found = noun.fields.get(field) or noun.derived[field]
    if found.kind is Kind.DATE:
        return {field: {"gte": str(period.first), "lte": str(period.last)}}
    since = {"gte": _written(period.begins(zone))}
    # After the last day that there is, nothing begins.
    return {field: since if period.last == date.max else {**since, "lt": _written(period.ends(zone))}}


def _written(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")


def both(one: Criteria, other: Criteria | None) -> Criteria:
    """Criteria of what fits both."""
    parts = [part for part in (one, other) if part]
    return {"and": parts} if len(parts) > 1 else dict(parts[0]) if parts else {}


def plain(value: object) -> str | int | bool | None:
    """A value as JSON has it."""
    return value if value is None or isinstance(value, str | int) else str(value)


def span(first: date, by: Grain) -> Period:
    """The days that a line over time stands for."""
    match by:
        case Grain.DAY:
            return Period(first, first)
        case Grain.WEEK:
            return Period(first, first + timedelta(days=6))
        case Grain.MONTH:
            return _months(first, 1)
        case Grain.QUARTER:
            return _months(first, 3)
        case Grain.YEAR:
            return _months(first, 12)


def _months(first: date, how_many: int) -> Period:
    """So many months of one year, whichever: some records begin in the year 1, and some end in 9999."""
    month = first.month + how_many - 1
    return Period(first, date(first.year, month, monthrange(first.year, month)[1]), PeriodUnit.MONTHS)


def span_of(day: date, by: Grain) -> date:
    """The first day of the span in which a day lies, as PostgreSQL cuts them."""
    match by:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day - timedelta(days=day.weekday())
        case Grain.MONTH:
            return day.replace(day=1)
        case Grain.QUARTER:
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case Grain.YEAR:
            return date(day.year, 1, 1)


def span_text(first: date, by: Grain) -> str:
    """What a span is called."""
    match by:
        case Grain.MONTH:
            return f"{first:%b %Y}"
        case Grain.QUARTER:
            return f"Q{(first.month + 2) // 3} {first.year}"
        case Grain.YEAR:
            return str(first.year)
    return first.isoformat()


def divided(part: Figure, whole: Figure, unit: Unit, times: int = 1) -> Figure:
    """A share to four decimals, money to the cent; halves are rounded away from zero. Of nothing: no figure."""
    if part is None or not whole:
        return None
    return rounded(Decimal(str(part)) * times / Decimal(str(whole)), unit)


def rounded(value: Any, unit: Unit) -> Figure:
    """A figure as it is told."""
    if value is None:
        return None
    exact = Decimal(str(value)).quantize(EXACT, ROUND_HALF_UP)
    if unit in (Unit.COUNT, Unit.CENTS):
        return int(exact.quantize(CENT, ROUND_HALF_UP))
    return float(exact.quantize(FOUR_DECIMALS, ROUND_HALF_UP))
