"""How much of a policy's term lies in a period: what of its price is earned, and for how long it was covered.

    earned = Σ written × (days in force in the period ÷ days of the term)

A policy covers its start date and every day before its end date. Its term is
- the span from start to end, where that is a whole number of months below twelve: six months cost half a year's
  premium, spread evenly over their 181 to 184 days;
- otherwise twelve months at a time, counted from the start date: each policy year earns exactly the annual premium,
  spread evenly over its 365 days, or 366 with a leap day in it. One that began on 29 February goes on, in the other
  years, on the 28th.
So a policy without an end goes on earning year after year, and one that was cancelled stops with its end date: what it
would have earned after that is earned by nobody. Twelve months of $1,200 in force for 73 of 365 days earn $240.
"""

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from backend.reports.periods import Period

# Days in force in the period, and the days of the policy year in which they lie: whole numbers, added up as such. Where
# they lie in several years, or in a term of some months, there is no such year, and the share is worked out by itself.
DAYS: Final = "greatest({ends} - {begins}, 0)"
LENGTH: Final = """case
    when {ends} <= {table}.start_date + interval '1 year'
        then ({table}.start_date + interval '1 year')::date - {table}.start_date
end"""
OTHERS: Final = """case
    when {ends} <= {begins} then null
    when {short} then {months} * ({ends} - {begins}) / (12::numeric * ({table}.end_date - {table}.start_date))
    when {ends} <= {table}.start_date + interval '1 year' then null
    else {years_at_end} - {years_at_begin}
end"""
SHORT: Final = """(
    {table}.end_date < {table}.start_date + interval '1 year' and {table}.status <> 'cancelled'
    and {table}.end_date = ({table}.start_date + make_interval(months => {months}))::date
)"""
MONTHS: Final = "round(({table}.end_date - {table}.start_date) / 30.4375)::integer"
# Policy years that had passed on a day, the one under way as the share of its days.
YEARS: Final = """(
    {whole} + ({day} - ({table}.start_date + make_interval(years => {whole}))::date)
        / (({table}.start_date + make_interval(years => {whole} + 1))::date
            - ({table}.start_date + make_interval(years => {whole}))::date)::numeric
)"""
WHOLE_YEARS: Final = "extract(year from age(({day})::timestamp, {table}.start_date::timestamp))::integer"
YEAR_LENGTHS: Final = (365, 366)


def shares(table: str, period: Period, number: int) -> Iterator[sa.ColumnElement[Any]]:
    """Columns of each policy that `earned` adds up. number: which of several periods it is."""
    begins = f"greatest({table}.start_date, date '{period.first}')"
    ends = f"least({table}.end_date, date '{period.last}' + 1)"
    months = MONTHS.format(table=table)
    parts = {
        "table": table,
        "begins": begins,
        "ends": ends,
        "months": months,
        "short": SHORT.format(table=table, months=months),
        "years_at_begin": _years(begins, table),
        "years_at_end": _years(ends, table),
    }
    yield sa.literal_column(DAYS.format(**parts), sa.Integer()).label(f"days{number}")
    yield sa.literal_column(LENGTH.format(**parts), sa.Integer()).label(f"length{number}")
    yield sa.literal_column(OTHERS.format(**parts), sa.Numeric()).label(f"others{number}")


def earned(
    records: sa.Subquery, number: int, value: sa.ColumnElement[Any] | None, fits: sa.ColumnElement[bool] | None
) -> sa.ColumnElement[Any]:
    """The sum of the shares of a yearly value; without one, of years. fits: which records count; none for all."""

    def added(each: sa.ColumnElement[Any], *where: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
        found = sa.func.sum(each if value is None else each * value)
        which = [*where, *([] if fits is None else [fits])]
        return sa.func.coalesce(found.filter(*which) if which else found, 0)

    days, length, others = (records.c[f"{name}{number}"] for name in ("days", "length", "others"))
    total = added(others)
    for year in YEAR_LENGTHS:
        of = sa.literal_column(str(year), sa.Integer())
        total += added(days, length == of, others.is_(None)) / sa.cast(of, sa.Numeric())
    return total


def _years(day: str, table: str) -> str:
    return YEARS.format(day=day, table=table, whole=WHOLE_YEARS.format(day=day, table=table))
