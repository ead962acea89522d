"""A report as data: what the API answers, what `reports.data` keeps, and what every kind of file is written from."""

from datetime import date, datetime
from typing import Any, TypeAlias

from pydantic import BaseModel, ConfigDict

from backend.database.catalogue import Kind
from backend.reports.tables import Chart as Chart
from backend.reports.tables import Grain, Unit

Figures: TypeAlias = dict[str, float | int | None]
Criteria: TypeAlias = dict[str, Any]


class Part(BaseModel):
    """A part of a report; every field is always there."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Quotient(Part):
    """One column divided by another, and multiplied: claims per 100 years of cover."""

    part: str
    whole: str
    times: int


class FigureColumn(Part):
    """A figure of each line. unit: cents are of money; a rate is a share, 0.88 for 88 %. about: its formula.
    noun: whose records are behind it; null where there are none to open. quotient: of one that is a quotient."""

    key: str
    label: str
    unit: Unit
    about: str
    noun: str | None
    quotient: Quotient | None


class FigureLine(Part):
    """One line. figures: by column; null where there is none, as of a rate of nothing. before: those of the period
    compared with, null without one. rows: criteria of the records that were counted; behind: the narrower ones, or
    those of another noun, of those figures that do not count all of them: `GET /v1/<noun>?filter=…` lists exactly
    these."""

    value: str | int | bool | None
    label: str
    figures: Figures
    before: Figures | None
    rows: Criteria
    behind: dict[str, Criteria]


class FigureTable(Part):
    """Lines by a field of the noun; over time, the grain says by what. chart_of: the column that is drawn.
    left_out: lines beyond the first 500; additive: the columns whose total is the sum of the lines."""

    key: str
    title: str
    noun: str
    group: str | None
    grain: Grain | None
    chart: Chart
    chart_of: str
    columns: list[FigureColumn]
    lines: list[FigureLine]
    total: FigureLine
    left_out: int
    additive: list[str]

    @property
    def is_compared(self) -> bool:
        """Beside each figure stands that of another period; beside how things stand now there is none."""
        return self.total.before is not None


class ListColumn(Part):
    """A field of each record that is listed. money: the value is integer cents."""

    key: str
    label: str
    kind: Kind
    money: bool


class Listing(Part):
    """Records one by one. The values stand apart, in the order of the columns; count: how many there are."""

    noun: str
    columns: list[ListColumn]
    count: int
    rows: Criteria


class ReportPeriod(Part):
    """Days, both of which belong to it. said: as it was asked for, such as `Last Quarter`."""

    first: date
    last: date
    said: str


class ReportDocument(Part):
    """A report as it was at an instant. period: null for one of how things stand. narrowed: in words, such as
    `Line: Auto`. listing: of an own report that lists records."""

    key: str
    title: str
    about: str
    made_at: datetime
    zone: str
    period: ReportPeriod | None
    compared: ReportPeriod | None
    narrowed: list[str]
    tables: list[FigureTable]
    listing: Listing | None


class Letterhead(Part):
    """The agency as it stands at the head of its paper."""

    name: str
    address: list[str]
    license_number: str | None
    contact: list[str]


class MadeReport(Part):
    """What a file is written from, and nothing else: the same data make the same file again."""

    number: str
    name: str
    made_for: str
    letterhead: Letterhead
    document: ReportDocument
