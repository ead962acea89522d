"""What a report of the catalogue is made of, and what several of them share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from backend.database.catalogue import Noun
from backend.reports.periods import Period
from backend.reports.tables import (
    Aggregate,
    Chart,
    Criteria,
    Grain,
    Group,
    Measure,
    Part,
    Ratio,
    Sum,
    Table,
    Unit,
    both,
    within,
)


class Takes(StrEnum):
    """What a report can be asked for."""

    PERIOD = "period"
    LINE = "line"
    OWNER = "owner"
    TEAM = "team"
    FILTER = "filter"


EVERYTHING: Final = tuple(Takes)
WITHOUT_PERIOD: Final = (Takes.LINE, Takes.OWNER, Takes.TEAM, Takes.FILTER)
# The field that says which line of business a record belongs to.
LINE_OF: Final[Mapping[str, str]] = {
    "policies": "policy_type",
    "claims": "claim_type",
    "leads": "product_interest",
    "quotes": "policy_type",
}
Figures: TypeAlias = tuple[tuple[Measure, ...], tuple[Ratio | Sum, ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a report. today: by the agency's clock; noun: the report's own, to which `filter` belongs;
    owner, members: the ids of those whose records are meant."""

    period: Period
    today: date
    zone: ZoneInfo
    nouns: Mapping[str, Noun]
    noun: str
    line: str | None = None
    owner: int | None = None
    members: tuple[int, ...] | None = None
    filter: Criteria | None = None

    def until_today(self) -> "Asked":
        """The same of the period up to today: days to come have ended nothing yet. One that lies ahead stays whole."""
        if self.period.first > self.today or self.period.last <= self.today:
            return self
        return replace(self, period=Period(self.period.first, self.today))

    @property
    def end(self) -> date:
        """The day with whose beginning the period is over, which is the first day of the next; today, while it runs."""
        after = self.period.last + timedelta(days=1)
        return after if self.period.first > self.today else min(after, self.today)

    def of(self, noun: str, *parts: Criteria) -> Criteria:
        """The criteria of a table: these parts and whatever narrows the report."""
        found = both(self.whose(), self.which(noun))
        for part in reversed(parts):
            found = both(part, found)
        return found

    def whose(self) -> Criteria:
        """Of the person and of the team that were asked for."""
        one: Criteria = {} if self.owner is None else {"owner_id": self.owner}
        return both(one, None if self.members is None else {"owner_id": {"in": list(self.members)}})

    def which(self, noun: str) -> Criteria:
        """Of the line that was asked for, and as the filter says."""
        line: Criteria = {LINE_OF[noun]: self.line} if self.line is not None and noun in LINE_OF else {}
        return both(line, self.filter if noun == self.noun else None)

    def during(self, noun: str, field: str) -> Criteria:
        """Whatever happened in the period."""
        return within(self.nouns[noun], field, self.period, self.zone)

    @property
    def grain(self) -> Grain:
        """Days of a month, weeks of a quarter, or else months."""
        days = self.period.days
        return Grain.DAY if days <= 31 else Grain.WEEK if days <= 92 else Grain.MONTH

    def over_time(
        self, title: str, noun: str, criteria: Criteria, field: str, figures: Figures, chart_of: str | None = None
    ) -> Table:
        """A table by the spans of the period."""
        measures, ratios = figures
        group = Group(field, self.grain)
        return Table(
            "over_time",
            title,
            noun,
            criteria,
            measures,
            group,
            ratios,
            self.period,
            chart=Chart.COLUMNS,
            chart_of=chart_of,
        )


@dataclass(frozen=True, slots=True)
class Definition:
    """A report. about: what its figures mean; noun: the records it is about, to which `filter` belongs; also: others
    that it counts."""

    key: str
    title: str
    about: str
    noun: str
    takes: tuple[Takes, ...]
    tables: Callable[[Asked], Sequence[Table]]
    also: tuple[str, ...] = ()

    @property
    def nouns(self) -> tuple[str, ...]:
        """All nouns whose records are behind its figures."""
        return (self.noun, *self.also)


def by(
    key: str,
    title: str,
    noun: str,
    criteria: Criteria,
    field: str,
    figures: Figures,
    *,
    beside: tuple[Part, ...] = (),
    chart: Chart | None = None,
    chart_of: str | None = None,
) -> Table:
    """A table by the values of a field."""
    measures, ratios = figures
    return Table(
        key, title, noun, criteria, measures, Group(field), ratios, beside=beside, chart=chart, chart_of=chart_of
    )


POLICIES: Final = Measure("policies", "Policies", about="How many")
PREMIUM: Final = Measure(
    "premium",
    "Annual premium",
    Aggregate.SUM,
    "annual_premium_cents",
    unit=Unit.CENTS,
    about="What they cost in a year, added up",
)
AVERAGE_PREMIUM: Final = Ratio(
    "average_premium", "Average premium", "premium", "policies", Unit.CENTS, "Annual premium ÷ policies"
)
BOOK: Final[Figures] = ((POLICIES, PREMIUM), (AVERAGE_PREMIUM,))


def premium_of(key: str, label: str, where: Criteria | None, about: str) -> Measure:
    """The annual premium of some of the policies."""
    return Measure(key, label, Aggregate.SUM, "annual_premium_cents", where, Unit.CENTS, about)


def in_force_on(day: date) -> Criteria:
    """Policies that covered this day: begun by then, and not ended; a cancelled one ended with its end date."""
    return _in_force(begun_by=day, not_ended_by=day)


def kept(first: date, end: date) -> Criteria:
    """Of policies in force on the first day, those in force at the end, or rewritten: another of the customer's on the
    same line began since and is in force then."""
    since = {"and": [{"start_date": {"gt": str(first)}}, in_force_on(end)]}
    return {"or": [in_force_on(end), {"others_of_line": {"any": since}}]}


def in_force_during(period: Period) -> Criteria:
    """Policies that covered at least one of these days."""
    return _in_force(begun_by=period.last, not_ended_by=period.first)


def _in_force(*, begun_by: date, not_ended_by: date) -> Criteria:
    without_end = {"and": [{"end_date": {"is_null": True}}, {"status": "active"}]}
    return {
        "and": [
            {"start_date": {"lte": str(begun_by)}},
            {"or": [{"end_date": {"gt": str(not_ended_by)}}, without_end]},
        ]
    }
