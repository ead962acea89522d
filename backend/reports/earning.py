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

from typing import Any, Final

import sqlalchemy as sa

from backend.reports.periods import Period

# of: what is shared out, such as the annual premium or one year; {table}: the policies.
SHARE: Final = """
case
    when {ends} <= {begins} then 0
    when {table}.end_date < {table}.start_date + interval '1 year' and {table}.status <> 'cancelled'
        and {table}.end_date = ({table}.start_date + make_interval(months => {months}))::date
        then ({of}) * {months} * ({ends} - {begins}) / (12::numeric * ({table}.end_date - {table}.start_date))
    when {ends} <= {table}.start_date + interval '1 year'
        then ({of}) * ({ends} - {begins})
            / (({table}.start_date + interval '1 year')::date - {table}.start_date)::numeric
    else ({of}) * ({years_at_end} - {years_at_begin})
end
"""
# Policy years that had passed on a day, the one under way as the share of its days.
YEARS: Final = """(
    {whole} + ({day} - ({table}.start_date + make_interval(years => {whole}))::date)
        / (({table}.start_date + make_interval(years => {whole} + 1))::date
            - ({table}.start_date + make_interval(years => {whole}))::date)::numeric
)"""
WHOLE_YEARS: Final = "extract(year from age(({day})::timestamp, {table}.start_date::timestamp))::integer"


def share(of: str, table: str, period: Period) -> sa.ColumnElement[Any]:
    """SQL of the share of something yearly that lies in a period. of: a column or a number, as SQL; never a value that
    somebody typed."""
    after = f"(date '{period.last}' + 1)"
    begins = f"greatest({table}.start_date, date '{period.first}')"
    ends = f"least({table}.end_date, {after})"
    months = f"round(({table}.end_date - {table}.start_date) / 30.4375)::integer"
    return sa.literal_column(
        SHARE.format(
            of=of,
            table=table,
            begins=begins,
            ends=ends,
            months=months,
            years_at_begin=_years(begins, table),
            years_at_end=_years(ends, table),
        ),
        sa.Numeric(),
    )


def _years(day: str, table: str) -> str:
    return YEARS.format(day=day, table=table, whole=WHOLE_YEARS.format(day=day, table=table))
