"""How a report says things in words: its days, its figures, and what changed."""

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

from backend.reports.document import FigureLine, FigureTable, ReportDocument, ReportPeriod
from backend.reports.paper.values import MOST_DIGITS, as_day
from backend.reports.tables import Figure, Grain, Unit

NONE = "—"
MINUS = "−"
# No figure is too long to be rounded.
EXACT = Context(prec=400)
COMPARED = "Compared with"


def day(when: dt.date) -> str:
    """March 3, 2024."""
    return f"{when:%B} {when.day}, {when.year}"


def days(period: ReportPeriod) -> str:
    """January 1 to March 31, 2024 (91 days)."""
    first, last = period.first, period.last
    if first == last:
        return f"{day(first)} (1 day)"
    begin = f"{first:%B} {first.day}" if first.year == last.year else day(first)
    return f"{begin} to {day(last)} ({(last - first).days + 1:,} days)"


def short_days(period: ReportPeriod) -> str:
    """Jan 1 – Mar 31, 2024."""
    first, last = short_day(period.first), short_day(period.last)
    if period.first == period.last:
        return first
    return f"{first.rpartition(',')[0] if period.first.year == period.last.year else first} – {last}"


def short_day(when: dt.date) -> str:
    """Mar 3, 2024."""
    return f"{when:%b} {when.day}, {when.year}"


def short_moment(when: dt.datetime) -> str:
    """Mar 3, 2024 4:05 PM."""
    return f"{short_day(when.date())} {_clock(when)}"


def plain_number(number: Decimal) -> str:
    """A number as it was written: no separators, which numbers of cars and people do not have."""
    text = format(number, "f")
    return f"{MINUS}{text[1:]}" if text.startswith("-") else text


def period(asked: ReportPeriod) -> str:
    """Last Quarter: January 1 to March 31, 2024 (91 days)."""
    return days(asked) if ".." in asked.said or not asked.said else f"{asked.said}: {days(asked)}"


def made(document: ReportDocument, made_for: str) -> str:
    """March 3, 2024 at 4:05 PM EST (America/New_York) for Anna Cohen."""
    at = document.made_at.astimezone(ZoneInfo(document.zone))
    return f"{day(at.date())} at {_clock(at)} {at:%Z} ({document.zone})" + (f" for {made_for}" if made_for else "")


def _clock(at: dt.datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def figure(value: Figure, unit: Unit) -> str:
    """1,234 · $1,234.56 · 88.0% · 1.25, and a dash where there is no figure."""
    if value is None:
        return NONE
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if size >= 10**MOST_DIGITS:
        return f"{sign}{size:.3e}"
    match unit:
        case Unit.COUNT:
            return f"{sign}{size:,.0f}"
        case Unit.CENTS:
            return f"{sign}${int(size) // 100:,}.{int(size) % 100:02}"
        case Unit.RATE:
            return f"{sign}{_rounded(Decimal(str(size)) * 100, 1)}%"
        case Unit.NUMBER:
            return f"{sign}{_rounded(Decimal(str(size)), 2)}"


def brief(value: float, unit: Unit) -> str:
    """The figure as short as the scale of a chart needs it: 25K, $1.5M, 40%."""
    sign = MINUS if value < 0 else ""
    size = abs(value)
    if unit is Unit.RATE:
        return f"{sign}{_short(size * 100)}%"
    if unit is Unit.CENTS:
        return f"{sign}${size / 100:.2f}" if size < 100_000 and size % 100 else f"{sign}${_shortened(size / 100)}"
    return f"{sign}{_shortened(size)}"


def _shortened(size: float) -> str:
    for least, mark in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")):
        if size >= least:
            return _short(size / least) + mark
    return _short(size)


def _short(size: float) -> str:
    return f"{size:.2f}".rstrip("0").rstrip(".")


def change(value: Figure, before: Figure, unit: Unit) -> str:
    """By how much it changed: +12.5%, of rates in points; nothing where one of the two is missing or was zero."""
    if value is None or before is None:
        return ""
    risen = Decimal(str(value)) - Decimal(str(before))
    if unit is Unit.RATE:
        return f"{_signed(risen * 100)} pts"
    return f"{_signed(risen / abs(Decimal(str(before))) * 100)}%" if before else ""


def _signed(size: Decimal) -> str:
    text = _rounded(abs(size), 0 if abs(size) >= 1_000 else 1)
    return text if text == "0.0" else f"{MINUS if size < 0 else '+'}{text}"


def _rounded(size: Decimal, places: int) -> str:
    """Halves away from zero, as figures are rounded everywhere."""
    return f"{size.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT):,}"


def noun(name: str) -> str:
    """policies, leads/sources → Policies, Leads sources."""
    return name.replace("/", " ").replace("-", " ").replace("_", " ").capitalize() or "Records"


def line_head(table: FigureTable) -> str:
    """What stands over the lines of a table: Month, Policy type."""
    if table.grain is not None:
        return table.grain.value.capitalize()
    return noun(table.group.removesuffix("_id")) if table.group else "Records"


def line(table: FigureTable, of: FigureLine) -> str:
    """A line's label; days as people write them."""
    day = as_day(of.value) if table.grain in (Grain.DAY, Grain.WEEK) else None
    return short_day(day) if day else of.label


def asked(document: ReportDocument) -> list[tuple[str, str]]:
    """The period, the one it is compared with, and what narrows the report, each with its name."""
    found = []
    if document.period:
        found.append(("Period", period(document.period)))
    if document.compared:
        found.append((COMPARED, period(document.compared)))
    if document.narrowed:
        found.append(("Only", " · ".join(document.narrowed)))
    return found


def meanings(document: ReportDocument) -> list[tuple[str, list[tuple[str, str]]]]:
    """By table: what each of its figures means; a figure that several tables share is explained once."""
    known: set[tuple[str, str]] = set()
    found = []
    for table in document.tables:
        figures = [(column.label, column.about) for column in table.columns if column.about]
        new = [figure for figure in figures if figure not in known]
        known.update(new)
        if new:
            found.append((table.title, new))
    return found


def notes(document: ReportDocument) -> list[str]:
    """How to read the figures."""
    if not document.tables:
        return [f"Times are by the clock of {document.zone}."]
    found = [
        f"Days begin and end by the clock of {document.zone}.",
        "Totals are measured of all records, not added up from the lines.",
        f"{NONE} or an empty cell: there is no figure, as of a rate of nothing.",
    ]
    if document.compared:
        found.append("Before: the same figure in the period compared with. Rates change in points of a percent.")
    return found
