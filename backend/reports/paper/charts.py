"""Where the parts of a chart stand: places along its axes as shares of them, and the words beside them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from backend.reports.document import Chart, FigureLine, FigureTable
from backend.reports.paper import wording
from backend.reports.paper.values import as_day, breakable, em, printable
from backend.reports.tables import Figure, Grain, Unit

MOST_BARS: Final = 15
MOST_SHARES: Final = 8
STEPS: Final = 4
LONGEST_LABEL: Final = 60
SMALLEST_STEP: Final = {Unit.COUNT: 1.0, Unit.CENTS: 100.0, Unit.RATE: 0.01, Unit.NUMBER: 0.01}
# In points, as the page sets them.
SCALE_TEXT: Final = 7.0
BESIDE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high`, on which zero always lies. start, end: the shares of it that are drawn on."""

    low: float
    high: float
    step: float
    start: float = 0.0
    end: float = 1.0

    def at(self, value: float) -> float:
        """Where a value lies."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def ticks(self, unit: Unit) -> list[dict[str, Any]]:
        """Round values along it."""
        count = round((self.high - self.low) / self.step)
        values = [self.low + number * self.step for number in range(count + 1)]
        return [{"at": self.at(value), "text": wording.brief(value, unit)} for value in values]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of a chart: its label, and the figure of each period."""

    label: str
    figures: tuple[Figure, ...]


def scale_of(values: Iterable[float], unit: Unit) -> Scale:
    """An axis for these values, in a few round steps."""
    known = [0.0, *values]
    low, high = min(known), max(known)
    step = max(SMALLEST_STEP[unit], _round_step((high - low) / STEPS))
    if unit is Unit.COUNT and step < 10:  # there are no halves of records
        step = float(math.ceil(step))
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return Scale(bottom, top if top > bottom else bottom + step, step)


def _round_step(least: float) -> float:
    if least <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 2.5, 5, 10) if times * power >= least * (1 - 1e-9))


def chart_of(table: FigureTable, series: Sequence[str], width: float) -> dict[str, Any] | None:
    """What the page draws beside a table, `width` points wide; None where there is nothing to draw.

    series: what the figures are called, those of the period and of the one compared with.
    """
    column = next((each for each in table.columns if each.key == table.chart_of), None)
    if table.chart is Chart.NONE or column is None:
        return None
    kind, of, note = table.chart, column.label, ""
    if table.group is None:
        kind, of = Chart.BARS, ""
        lines = _of_columns(table, column.unit, len(series))
    else:
        lines = _of_lines(table, column.key, len(series))
    if not any(figure is not None for line in lines for figure in line.figures):
        return None
    if kind is Chart.DONUT:
        if column.key in table.additive and _are_shares(lines):
            return _donut(table, lines, column.unit, series) | {"of": of, "note": "", "kind": kind, "series": [*series]}
        kind = Chart.BARS
    if kind is Chart.BARS and len(lines) > MOST_BARS:
        note = f"the first {MOST_BARS} of {len(lines) + table.left_out:,} lines"
        lines = lines[:MOST_BARS]
    about = {"of": breakable(printable(of), 50), "note": note, "kind": kind, "series": [*series]}
    match kind:
        case Chart.BARS:
            return about | _bars(lines, column.unit, width)
        case Chart.COLUMNS:
            return about | _columns(lines, column.unit, width)
    return about | _lines(lines, column.unit, width)


def _of_lines(table: FigureTable, key: str, periods: int) -> list[Drawn]:
    return [
        Drawn(_label(table, line), (line.figures.get(key), (line.before or {}).get(key))[:periods])
        for line in table.lines
    ]


def _of_columns(table: FigureTable, unit: Unit, periods: int) -> list[Drawn]:
    """Of a table that has no lines: its figures against each other."""
    now, before = table.total.figures, table.total.before or {}
    return [
        Drawn(printable(column.label), (now.get(column.key), before.get(column.key))[:periods])
        for column in table.columns
        if column.unit is unit
    ]


def _label(table: FigureTable, line: FigureLine) -> str:
    """A line's label, as short as a chart needs it; the table beside it has it in full."""
    label, day = " ".join(printable(line.label).split()), as_day(line.value)
    if len(label) > LONGEST_LABEL:
        label = f"{label[: LONGEST_LABEL - 1].rstrip()}…"
    if day is None or table.grain is None:
        return label
    match table.grain:
        case Grain.DAY | Grain.WEEK:
            return f"{day:%b} {day.day}"
        case Grain.MONTH:
            return f"{day:%b %Y}" if len(table.lines) <= 12 or day.month == 1 else f"{day:%b}"
    return label


def _are_shares(lines: Sequence[Drawn]) -> bool:
    known = [figure for line in lines for figure in line.figures[:1] if figure is not None]
    return all(figure >= 0 for figure in known) and sum(known) > 0


def _bars(lines: Sequence[Drawn], unit: Unit, width: float) -> dict[str, Any]:
    longest = max(em(line.label) for line in lines) * 8 + 4
    label_share = min(0.36, max(0.12, longest / width))
    room_of_label = (width * label_share - 6) / 8
    plot = width * (1 - label_share) - 8
    known = [float(figure) for line in lines for figure in line.figures if figure is not None]
    room = max(em(wording.figure(figure, unit)) for line in lines for figure in line.figures) * SCALE_TEXT + BESIDE
    share = min(0.3, room / plot)
    whole = scale_of(known, unit)
    axis = Scale(whole.low, whole.high, whole.step, share if min(known) < 0 else 0.0, 1 - share)
    zero = axis.at(0)

    def bar(figure: Figure) -> dict[str, Any] | None:
        end = zero if figure is None else axis.at(figure)
        text = wording.figure(figure, unit)
        return {"from": min(zero, end), "to": max(zero, end), "text": text, "left": figure is not None and figure < 0}

    return {
        "label_share": label_share,
        "zero": zero,
        "ticks": axis.ticks(unit),
        "lines": [
            {"label": breakable(line.label, room_of_label), "bars": [bar(figure) for figure in line.figures]}
            for line in lines
        ],
    }


def _upright(lines: Sequence[Drawn], unit: Unit, width: float) -> tuple[Scale, float, dict[str, Any]]:
    """The axis of values, the points that the plot is wide, and what columns and lines have in common."""
    known = [float(figure) for line in lines for figure in line.figures if figure is not None]
    whole = scale_of(known, unit)
    axis = Scale(whole.low, whole.high, whole.step, 0.08 if min(known) < 0 else 0.0, 0.92)
    ticks = axis.ticks(unit)
    tick_width = max(em(tick["text"]) for tick in ticks) * SCALE_TEXT + 2
    plot = width - tick_width - 6
    label = max(em(line.label) for line in lines) * SCALE_TEXT + 8
    every = max(1, math.ceil(len(lines) * label / plot))
    labels = [
        {"at": (number + 0.5) / len(lines), "text": line.label}
        for number, line in enumerate(lines)
        if number % every == 0
    ]
    return axis, plot, {"zero": axis.at(0), "ticks": ticks, "tick_width": tick_width, "labels": labels}


def _columns(lines: Sequence[Drawn], unit: Unit, width: float) -> dict[str, Any]:
    axis, plot, common = _upright(lines, unit, width)
    periods = len(lines[0].figures)
    slot = 1 / len(lines)
    wide = min(slot * 0.72, 64 / plot) / periods
    texts = [wording.brief(figure, unit) for line in lines for figure in line.figures if figure is not None]
    said = max(em(text) for text in texts) * SCALE_TEXT + 3 <= plot * (wide if periods > 1 else slot)
    series: list[list[dict[str, Any]]] = [[] for _ in range(periods)]
    for number, line in enumerate(lines):
        begin = (number + 0.5) * slot - wide * periods / 2
        for period, figure in enumerate(line.figures):
            if figure is None:
                continue
            # The period before stands before, as time goes.
            x = begin + wide * (periods - 1 - period)
            low, high = sorted((axis.at(0), axis.at(figure)))
            text = wording.brief(figure, unit) if said else None
            series[period].append(
                {"x": x, "width": wide * 0.94, "from": low, "to": high, "text": text, "below": figure < 0}
            )
    return common | {"bars": series}


def _lines(lines: Sequence[Drawn], unit: Unit, width: float) -> dict[str, Any]:
    axis, _, common = _upright(lines, unit, width)
    parts = []
    for period in range(len(lines[0].figures)):
        found: list[list[tuple[float, float]]] = [[]]
        for number, line in enumerate(lines):
            figure = line.figures[period]
            if figure is None:
                found.append([])  # a line does not cross what nobody knows
            else:
                found[-1].append(((number + 0.5) / len(lines), axis.at(figure)))
        parts.append([part for part in found if part])
    return common | {"parts": parts}


def _donut(table: FigureTable, lines: Sequence[Drawn], unit: Unit, series: Sequence[str]) -> dict[str, Any]:
    whole = [sum(line.figures[period] or 0 for line in lines) for period in range(len(series))]
    drawn = list(lines)
    if len(lines) > MOST_SHARES:
        kept, others = lines[: MOST_SHARES - 1], lines[MOST_SHARES - 1 :]
        rest = tuple(sum(line.figures[period] or 0 for line in others) for period in range(len(series)))
        drawn = [*kept, Drawn(f"{len(others):,} others", rest)]
    found, begin = [], 0.0
    for line in drawn:
        share = (line.figures[0] or 0) / whole[0]
        before = line.figures[1] if len(series) > 1 else None
        found.append(
            {
                "label": line.label,
                "from": begin,
                "to": begin + share,
                "text": wording.figure(line.figures[0], unit),
                "share": wording.figure(share, Unit.RATE),
                "before": wording.figure(before / whole[1] if before is not None and whole[1] else None, Unit.RATE),
            }
        )
        begin += share
    return {"lines": found, "whole": wording.brief(whole[0], unit)}
