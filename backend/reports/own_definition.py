"""The definition of an own report: which records, how they are grouped, what is measured, or which fields are listed.

It is checked when it is kept, and again whenever it is read: fields and permissions may have changed in between.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from backend.database.catalogue import Field, Kind, Noun
from backend.database.criteria import CriteriaInvalid, parse
from backend.database.ordering import Order, whole_order
from backend.errors import FieldError, Invalid
from backend.reports.periods import PeriodUnknown, read_period
from backend.reports.tables import Aggregate, Chart, Grain

MOST_MEASURES: Final = 8
MOST_COLUMNS: Final = 40
MOST_SORTS: Final = 5
# All of them at once would be too many lines to read.
SHORT: Final = (Grain.DAY, Grain.WEEK)
TIMED: Final = (Kind.DATE, Kind.INSTANT)
NUMERIC: Final = (Kind.INTEGER, Kind.NUMBER)
DOLLARS: Final = re.compile(r"(^|_)(amount|value|cost|revenue)$")


class DefinitionInvalid(Invalid):
    """The report cannot be made like this."""

    code = "definition_invalid"


class Part(BaseModel):
    """A part of a definition; what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class OwnGroup(Part):
    """The field whose values are the lines; dates by days, weeks, months, quarters or years."""

    field: str
    by: Grain | None = None


class OwnMeasure(Part):
    """What is made of a field's values; a count needs none."""

    aggregate: Literal[Aggregate.COUNT, Aggregate.DISTINCT, Aggregate.SUM, Aggregate.AVERAGE, Aggregate.MEDIAN]
    field: str | None = None


class OwnDefinition(Part):
    """What `own_reports.definition` holds. With columns it lists records, otherwise it shows figures."""

    criteria: dict[str, Any] | None = None
    period_field: str | None = None
    period: str | None = None
    group: OwnGroup | None = None
    measures: list[OwnMeasure] | None = None
    chart: Chart = Chart.NONE
    columns: list[str] | None = None
    sort: str | None = None

    @property
    def lists(self) -> bool:
        """Whether it lists records."""
        return self.columns is not None


def read_definition(noun: Noun, document: Any, today: date, pointer: str = "/definition") -> OwnDefinition:
    """What a document defines. Raises DefinitionInvalid with a JSON pointer for each thing that is wrong."""
    try:
        definition = OwnDefinition.model_validate(document)
    except ValidationError as refused:
        found = refused.errors(include_url=False, include_input=False)
        errors = [FieldError("/".join((pointer, *map(str, each["loc"]))), f"{each['msg']}.") for each in found]
        raise DefinitionInvalid(errors=errors[:100]) from None
    errors = [FieldError(f"{pointer}{place}", message) for place, message in _wrong(noun, definition, today)]
    try:
        parse(noun, definition.criteria or {}, pointer=f"{pointer}/criteria")
    except CriteriaInvalid as refused_criteria:
        errors += refused_criteria.errors
    if errors:
        raise DefinitionInvalid(errors=errors[:100])
    return definition


def _wrong(noun: Noun, definition: OwnDefinition, today: date) -> Iterator[tuple[str, str]]:
    """Where something is wrong, and what."""
    yield from _wrong_period(noun, definition, today)
    yield from (_wrong_listing if definition.lists else _wrong_figures)(noun, definition)


def _wrong_period(noun: Noun, definition: OwnDefinition, today: date) -> Iterator[tuple[str, str]]:
    name = definition.period_field
    if name is not None and (unknown := _unknown(noun, name)):
        yield "/period_field", unknown
    elif name is not None and noun.fields[name].kind not in TIMED:
        yield "/period_field", f"{label_of(noun.fields[name])} is no date."
    if definition.period is None:
        return
    if name is None:
        yield "/period", "A period needs the date it is about: say it as period_field."
    try:
        read_period(definition.period, today)
    except PeriodUnknown as unknown_period:
        yield "/period", unknown_period.detail


def _wrong_figures(noun: Noun, definition: OwnDefinition) -> Iterator[tuple[str, str]]:
    if definition.group is not None:
        yield from _wrong_group(noun, definition.group)
        timed = definition.group.field == definition.period_field and definition.period
        if definition.group.by in SHORT and not timed:
            yield "/group/by", "Days and weeks need the period that they are of, such as Last 90 Days."
    measures = definition.measures or []
    if not measures:
        yield "/measures", "Choose at least one figure."
    if len(measures) > MOST_MEASURES:
        yield "/measures", f"These are more than {MOST_MEASURES} figures."
    for place, measured in enumerate(measures[:MOST_MEASURES]):
        if measured in measures[:place]:
            yield f"/measures/{place}", "This figure is there already."
        elif wrong := _wrong_measure(noun, measured):
            yield f"/measures/{place}/field", wrong
    if definition.chart is not Chart.NONE and definition.group is None:
        yield "/chart", "A picture needs lines: choose by what to group."
    elif definition.chart is Chart.DONUT and measures and not is_additive(measures[0]):
        yield "/chart", "Only counts and sums have shares: choose another picture, or another first figure."
    if definition.sort is not None:
        yield "/sort", "Lines stand in the order of the first figure, or of time; only records are sorted."


def _wrong_group(noun: Noun, group: OwnGroup) -> Iterator[tuple[str, str]]:
    if unknown := _unknown(noun, group.field):
        yield "/group/field", unknown
        return
    field = noun.fields[group.field]
    if field.kind is Kind.JSON or is_free_text(field):
        yield "/group/field", f"{label_of(field)} cannot be grouped: it is different in every record."
    if field.kind in TIMED and group.by is None:
        yield "/group/by", f"Say by what: {', '.join(Grain)}."
    if field.kind not in TIMED and group.by is not None:
        yield "/group/by", f"{label_of(field)} is no date."


def _wrong_measure(noun: Noun, measured: OwnMeasure) -> str | None:
    if measured.field is None:
        return None if measured.aggregate is Aggregate.COUNT else "Say of which field."
    if unknown := _unknown(noun, measured.field):
        return unknown
    field = noun.fields[measured.field]
    if measured.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT):
        return f"{label_of(field)} cannot be counted." if field.kind is Kind.JSON else None
    return None if is_amount(field) else f"{label_of(field)} is no amount: it can be counted, not added up."


def _wrong_listing(noun: Noun, definition: OwnDefinition) -> Iterator[tuple[str, str]]:
    columns = definition.columns or []
    if not columns:
        yield "/columns", "Choose at least one column."
    if len(columns) > MOST_COLUMNS:
        yield "/columns", f"These are more than {MOST_COLUMNS} columns."
    for place, name in enumerate(columns[:MOST_COLUMNS]):
        if unknown := _unknown(noun, name):
            yield f"/columns/{place}", unknown
        elif noun.fields[name].kind is Kind.JSON:
            yield f"/columns/{place}", f"{label_of(noun.fields[name])} does not fit into a column."
        elif name in columns[:place]:
            yield f"/columns/{place}", "This column is there already."
    for given, name in ((definition.group, "group"), (definition.measures, "measures")):
        if given:
            yield f"/{name}", "A report lists records or shows figures, not both: leave out this or the columns."
    if definition.chart is not Chart.NONE:
        yield "/chart", "Only figures are drawn."
    yield from (("/sort", wrong) for wrong in _wrong_sort(noun, definition.sort))


def _wrong_sort(noun: Noun, sort: str | None) -> Iterator[str]:
    names = [name for name, _ in _sorts(sort)]
    if len(names) > MOST_SORTS:
        yield f"Sort by {MOST_SORTS} fields at most."
    for name in names:
        if unknown := _unknown(noun, name):
            yield unknown
        elif not noun.fields[name].sortable:
            yield f"{label_of(noun.fields[name])} has no order."


def _sorts(sort: str | None) -> Iterator[tuple[str, bool]]:
    for part in (sort or "").split(","):
        if part.strip():
            yield part.strip().lstrip("+-"), part.strip().startswith("-")


def order_of(definition: OwnDefinition) -> tuple[Order, ...]:
    """The order of the records that are listed; the newest first unless told."""
    named = dict(reversed(list(_sorts(definition.sort))))
    return whole_order(
        [Order(name, named[name]) for name in dict.fromkeys(name for name, _ in _sorts(definition.sort))]
    )


def _unknown(noun: Noun, name: str) -> str | None:
    if name in noun.fields:
        return None
    return f"There is no field `{name[:60]}`; known are {', '.join(noun.fields)}."


def is_free_text(field: Field) -> bool:
    """Whether it holds texts of any length, of which hardly two are equal."""
    return field.kind is Kind.TEXT and not field.choices and (field.max_length or 10**6) > 500


def is_amount(field: Field) -> bool:
    """Whether its values mean something when they are added up; numbers of records do not."""
    return (
        field.kind in NUMERIC
        and field.references is None
        and field.name not in NUMBERS_ONLY
        and not field.name.endswith("_id")
    )


NUMBERS_ONLY: Final = frozenset({"id", "version", "row_version"})


def is_cents(field: Field) -> bool:
    return field.kind is Kind.INTEGER and field.name.endswith("_cents")


def is_dollars(field: Field) -> bool:
    """Money that is not kept in cents."""
    return field.kind is Kind.NUMBER and DOLLARS.search(field.name) is not None


def is_additive(measured: OwnMeasure) -> bool:
    """Whether the total is the sum of the lines."""
    return measured.aggregate in (Aggregate.COUNT, Aggregate.SUM)


def label_of(field: Field) -> str:
    """Nobody reads cents."""
    return re.sub(r",? in cents$", "", field.label)
