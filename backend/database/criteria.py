"""Which records: one small JSON language for lists, segments, triggers, bulk changes, exports and reports.

    {"status": "active", "total_value": {"min": 1000}}          every condition must hold
    {"or": [{"state": ["TX", "OK"]}, {"not": {"email": {"ends_with": "@example.com"}}}]}
    {"policies": {"any": {"status": "active"}, "none": {"carrier": "Prairie"}}}     of customers: about their policies

A document is read into a *shape* (what is asked, hashable) and *values* (what it is compared with), so that each shape
is compiled to SQL once. A condition about an absent value is false, and its negation true: there is no third answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.visitors import replacement_traverse

from backend.database.catalogue import Derived, Field, Kind, Noun
from backend.errors import FieldError, Invalid

Json: TypeAlias = Any
Shape: TypeAlias = tuple[Any, ...]

DEEPEST: Final = 12
MOST_CONDITIONS: Final = 200
MOST_VALUES: Final = 10_000
# Each costs as much as a list of its own.
MOST_RELATED: Final = 20
DEEPEST_RELATED: Final = 2
LONGEST_TEXT: Final = 10_000
INSIDE_METADATA: Final = "metadata."
INTEGERS: Final = {"integer": (-(2**31), 2**31 - 1), "bigint": (-(2**63), 2**63 - 1)}

EQUAL: Final = ("eq", "ne", "in", "not_in", "is_null")
ORDERED: Final = (*EQUAL, "gt", "gte", "lt", "lte", "min", "max")
TEXTUAL: Final = (*EQUAL, "contains", "starts_with", "ends_with")
RELATED: Final = ("any", "none")
RELATIVE: Final = ("newer_than_days", "older_than_days", "within_next_days")
OPERATORS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.TEXT: TEXTUAL,
    Kind.INTEGER: ORDERED,
    Kind.NUMBER: ORDERED,
    Kind.BOOLEAN: ("eq", "ne", "is_null"),
    Kind.DATE: (*ORDERED, *RELATIVE),
    Kind.INSTANT: (*ORDERED, *RELATIVE),
    Kind.JSON: ("is_null", "contains"),
}
SYNONYMS: Final = {"min": "gte", "max": "lte"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Criteria that were understood: `shape` says what is asked, `values` what it is compared with, in order."""

    shape: Shape = ("and",)
    values: tuple[object, ...] = ()

    def __and__(self, other: "Selection") -> "Selection":
        if not other.values and other.shape == ("and",):
            return self
        if not self.values and self.shape == ("and",):
            return other
        return Selection(("and", self.shape, other.shape), self.values + other.values)


EVERYTHING: Final = Selection()


class CriteriaInvalid(Invalid):
    """The criteria cannot be understood."""

    code = "criteria_invalid"


def parse(noun: Noun, document: Json, *, operator: str = "and", pointer: str = "") -> Selection:
    """What a criteria document asks of a noun. operator: how its top-level conditions combine, `and` or `or`.

    Raises CriteriaInvalid with a JSON pointer (below `pointer`) for each thing that is not understood.
    """
    reader = _Reader(noun)
    shape = reader.group(document, operator, pointer, 0)
    if reader.errors:
        raise CriteriaInvalid(errors=reader.errors)
    return Selection(shape, tuple(reader.values))


def field_names(noun: Noun) -> list[str]:
    """Everything that a criteria document may ask about."""
    return [*noun.fields, *noun.derived, *noun.relations]


class _Reader:
    """Reads one document, collecting values and errors on the way."""

    def __init__(self, noun: Noun) -> None:
        self.noun = noun
        self.values: list[object] = []
        self.errors: list[FieldError] = []
        self.conditions = 0
        self.related = 0
        self.inside = 0  # how many relations deep

    def refuse(self, pointer: str, message: str) -> Shape:
        self.errors.append(FieldError(pointer or "/", message))
        return ("and",)

    def group(self, document: Json, operator: str, pointer: str, depth: int) -> Shape:
        if depth > DEEPEST:
            return self.refuse(pointer, f"Conditions are nested more than {DEEPEST} deep.")
        if not isinstance(document, dict):
            return self.refuse(pointer, 'Criteria are a JSON object, such as {"status": "active"}.')
        if operator not in ("and", "or"):
            return self.refuse(pointer, "Conditions combine by `and` or by `or`.")
        parts = [self.part(str(name), asked, pointer, depth) for name, asked in document.items()]
        return parts[0] if len(parts) == 1 else (operator if parts else "and", *parts)

    def part(self, name: str, asked: Json, above: str, depth: int) -> Shape:
        pointer = f"{above}/{name.replace('~', '~0').replace('/', '~1')}"
        if name in ("and", "or"):
            if not isinstance(asked, list) or not asked:
                return self.refuse(pointer, f"`{name}` takes a list of criteria, at least one.")
            return (name, *(self.group(one, "and", f"{pointer}/{i}", depth + 1) for i, one in enumerate(asked)))
        if name == "not":
            return ("not", self.group(asked, "and", pointer, depth + 1))
        if name in self.noun.relations:
            return self.relation(name, asked, pointer, depth)
        return self.condition(name, asked, pointer)

    def relation(self, name: str, asked: Json, pointer: str, depth: int) -> Shape:
        """What is asked about related records; how far they are seen is said later, by `within_sight`."""
        if not isinstance(asked, dict) or not asked or asked.keys() - set(RELATED):
            return self.refuse(pointer, f'`{name}` takes "any" or "none" with criteria, such as {{"any": {{}}}}.')
        self.related += len(asked)
        if self.related > MOST_RELATED:
            return self.refuse(pointer, f"Related records are asked about more than {MOST_RELATED} times.")
        if self.inside == DEEPEST_RELATED:
            return self.refuse(pointer, f"Related records are asked about more than {DEEPEST_RELATED} deep.")
        here, self.noun = self.noun, self.noun.relations[name].noun
        self.inside += 1
        parts = [
            (how, name, None, self.group(each, "and", f"{pointer}/{how}", depth + 1)) for how, each in asked.items()
        ]
        self.inside -= 1
        self.noun = here
        return parts[0] if len(parts) == 1 else ("and", *parts)

    def condition(self, name: str, asked: Json, pointer: str) -> Shape:
        reads = self.values_of(name)
        if reads is None:
            known = ", ".join(field_names(self.noun))
            return self.refuse(pointer, f"There is no field `{_short(name)}`; known are {known}.")
        if not isinstance(asked, dict):
            operator = "in" if isinstance(asked, list) else "eq"
            return self.test(name, operator, asked, reads, pointer)
        if not asked:
            return self.refuse(pointer, 'Say how to compare, such as {"eq": …}.')
        tests = [self.test(name, operator, value, reads, f"{pointer}/{operator}") for operator, value in asked.items()]
        return tests[0] if len(tests) == 1 else ("and", *tests)

    def values_of(self, name: str) -> "_Values | None":
        if name in self.noun.fields:
            found = self.noun.fields[name]
            return _Values(
                found.kind, found.choices, "bigint" if isinstance(found.column.type, sa.BigInteger) else "integer"
            )
        if name in self.noun.derived:
            derived = self.noun.derived[name]
            return _Values(derived.kind, derived.choices, "bigint")
        if name.startswith(INSIDE_METADATA) and name != INSIDE_METADATA and "metadata" in self.noun.fields:
            return _Values(Kind.TEXT, (), "integer")
        return None

    def test(self, name: str, operator: str, value: Json, reads: "_Values", pointer: str) -> Shape:
        self.conditions += 1
        if self.conditions > MOST_CONDITIONS:
            once = self.conditions == MOST_CONDITIONS + 1
            return self.refuse(pointer, f"These are more than {MOST_CONDITIONS} conditions.") if once else ("and",)
        if operator not in OPERATORS[reads.kind]:
            known = ", ".join(OPERATORS[reads.kind])
            return self.refuse(
                pointer, f"`{_short(str(operator))}` does not go with `{_short(name)}`; it takes {known}."
            )
        operator = SYNONYMS.get(operator, operator)
        try:
            if name.startswith(INSIDE_METADATA) and name not in self.noun.fields:
                self.values.append(_text(name.removeprefix(INSIDE_METADATA)))
                name = INSIDE_METADATA
            if operator == "is_null":
                if not isinstance(value, bool):
                    raise ValueError("is_null takes true or false.")
                return ("is", name, operator if value else "is_not_null")
            if value is None:
                if operator not in ("eq", "ne"):
                    raise ValueError("null goes with eq, ne and is_null only.")
                return ("is", name, "is_null" if operator == "eq" else "is_not_null")
            self.values.append(reads.value(operator, value))
        except ValueError as wrong:
            return self.refuse(pointer, str(wrong))
        return ("is", name, operator)


@dataclass(frozen=True, slots=True)
class _Values:
    """Turns what stands in the document into what the column holds. Errors are ValueErrors with a sentence."""

    kind: Kind
    choices: tuple[str, ...]
    integer: str

    def value(self, operator: str, value: Json) -> object:
        if operator in RELATIVE:
            return _days(value)
        if operator in ("in", "not_in"):
            if not isinstance(value, list):
                raise ValueError(f"`{operator}` takes a list.")
            if len(value) > MOST_VALUES:
                raise ValueError(f"The list holds more than {MOST_VALUES} values.")
            return [self.one(each) for each in value]
        if self.kind is Kind.JSON:
            return value
        if operator in ("contains", "starts_with", "ends_with"):
            return re.sub(r"([\\\\%_])", r"\\\1", _text(value))  # in a pattern these stand for themselves
        return self.one(value)

    def one(self, value: Json) -> object:
        match self.kind:
            case Kind.TEXT:
                text = _text(value)
                if self.choices and text not in self.choices:
                    raise ValueError(f"It is one of {', '.join(self.choices)}.")
                return text
            case Kind.INTEGER:
                return _integer(value, *INTEGERS[self.integer])
            case Kind.NUMBER:
                return _number(value)
            case Kind.BOOLEAN:
                return _boolean(value)
            case Kind.DATE:
                return read_date(value)
            case Kind.INSTANT:
                return read_instant(value)
            case Kind.JSON:
                raise ValueError("JSON cannot be compared like this.")


def _text(value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("It takes text.")
    text = str(value)
    if "\0" in text:
        raise ValueError("Text must not contain NUL characters.")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"The text is longer than {LONGEST_TEXT} characters.")
    return encodable(text)


def encodable(text: str) -> str:
    """The text itself. Raises ValueError for half a surrogate pair, which no encoding can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("The text holds half a character (a lone surrogate).") from None
    return text


def _integer(value: Json, lowest: int, highest: int) -> int:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,30}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("It takes a whole number.")
    if not lowest <= value <= highest:
        raise ValueError(f"The number must lie between {lowest} and {highest}.")
    return value


def _number(value: Json) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("It takes a number.")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError("It takes a number, such as 1200.50.") from None
    if not number.is_finite() or (number and abs(number.adjusted()) > 100):
        raise ValueError("The number is out of range.")
    return number


def _boolean(value: Json) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise ValueError("It takes true or false.")
    return value


def _days(value: Json) -> int:
    return _integer(value, 0, 100_000)


def read_date(value: Json) -> date:
    """A calendar date from `2026-11-22`. Raises ValueError with a sentence."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("It takes a date such as 2026-11-22.")


def read_instant(value: Json) -> datetime:
    """An instant from ISO 8601; without a zone it is UTC, without a time midnight. Raises ValueError."""
    if isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            if len(value) == 10:
                return datetime.combine(date.fromisoformat(value), time(), UTC)
            # A plus sign in a query string arrives as a space.
            read = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", value))
            return read if read.tzinfo else read.replace(tzinfo=UTC)
        except ValueError:
            pass
    raise ValueError("It takes a time such as 2026-11-22T09:30:00Z.")


def _short(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:57]}…"


Binder: TypeAlias = Callable[[sa.types.TypeEngine[Any]], sa.ColumnElement[Any]]
Sees: TypeAlias = Callable[[Noun, str], sa.ColumnElement[bool]]


def condition(
    noun: Noun, shape: Shape, bind: Binder, sees: Sees | None = None, at: sa.FromClause | None = None
) -> sa.ColumnElement[bool]:
    """The SQL of a shape. bind: hands out a parameter of the given type for each value, in the order of the values.

    sees: the condition under which related records are within a scope; at: the noun's table under another name.
    """
    match shape:
        case ("and", *parts):
            return sa.and_(sa.true(), *(condition(noun, part, bind, sees, at) for part in parts))
        case ("or", *parts):
            return sa.or_(sa.false(), *(condition(noun, part, bind, sees, at) for part in parts))
        case ("not", part):
            return condition(noun, part, bind, sees, at).is_not(sa.true())
        case ("is", name, operator):
            return _asked(noun, name, operator, bind, at)
        case ("any", name, str(scope), inner) if sees is not None:
            return _related(noun, name, scope, inner, bind, sees, at)
        case ("none", name, str(scope), inner) if sees is not None:
            return ~_related(noun, name, scope, inner, bind, sees, at)
    raise AssertionError(f"unknown shape {shape!r}, or one that is not within anybody's sight")


def _related(
    noun: Noun, name: str, scope: str, inner: Shape, bind: Binder, sees: Sees, at: sa.FromClause | None
) -> sa.Exists:
    relation = noun.relations[name]
    other = relation.noun
    there = other.table.alias()
    rows, belongs = relation.joins(noun.table if at is None else at, there)
    fits = condition(other, inner, bind, sees, there)
    seen = _moved(sees(other, scope), other, there)
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(rows).where(belongs, seen, fits)
    return found.correlate_except(rows).exists()


def _moved(expression: Any, noun: Noun, at: sa.FromClause | None) -> Any:
    """The same about the table under its other name."""
    if at is None:
        return expression

    def renamed(element: Any, **_: Any) -> Any:
        ours = isinstance(element, sa.Column) and element.table is noun.table
        return at.c[element.name] if ours else None

    return replacement_traverse(expression, {}, renamed)


def _asked(noun: Noun, name: str, operator: str, bind: Binder, at: sa.FromClause | None) -> sa.ColumnElement[bool]:
    columns = noun.table.c if at is None else at.c
    if name in noun.fields:
        found: Field = noun.fields[name]
        return _comparison(columns[found.column.name], found.kind, operator, bind)
    if name == INSIDE_METADATA:
        inside = columns["metadata"].op("->>", return_type=sa.Text())(bind(sa.Text()))
        return _comparison(inside, Kind.TEXT, operator, bind)
    derived: Derived = noun.derived[name]
    if not isinstance(derived.expression, sa.Select):
        return _comparison(_moved(derived.expression, noun, at), derived.kind, operator, bind)
    rows: sa.Select[Any] = _moved(derived.expression, noun, at)
    value = rows.selected_columns[0]
    if operator in ("is_null", "is_not_null"):
        return ~rows.exists() if operator == "is_null" else rows.exists()
    if operator in ("ne", "not_in"):
        return ~rows.where(_comparison(value, derived.kind, "eq" if operator == "ne" else "in", bind)).exists()
    return rows.where(_comparison(value, derived.kind, operator, bind)).exists()


def _comparison(column: sa.ColumnElement[Any], kind: Kind, operator: str, bind: Binder) -> sa.ColumnElement[bool]:
    of_kind = _compared_as(column.type, kind)
    match operator:
        case "is_null":
            return column.is_(None)
        case "is_not_null":
            return column.is_not(None)
        case "in":
            return column == sa.any_(bind(ARRAY(of_kind)))
        case "not_in":
            return (column == sa.any_(bind(ARRAY(of_kind)))).is_not(sa.true())
        case "contains" if kind is Kind.JSON:
            return column.op("@>", is_comparison=True)(bind(JSONB()))
        case "contains":
            return column.icontains(bind(sa.Text()), autoescape=False, escape="\\")
        case "starts_with":
            return column.istartswith(bind(sa.Text()), autoescape=False, escape="\\")
        case "ends_with":
            return column.iendswith(bind(sa.Text()), autoescape=False, escape="\\")
        case "eq":
            return column == bind(of_kind)
        case "ne":
            return column.is_distinct_from(bind(of_kind))
        case "gt":
            return column > bind(of_kind)
        case "gte":
            return column >= bind(of_kind)
        case "lt":
            return column < bind(of_kind)
        case "lte":
            return column <= bind(of_kind)
    return _relative(column, kind, operator, bind)


def _compared_as(of_column: sa.types.TypeEngine[Any], kind: Kind) -> sa.types.TypeEngine[Any]:
    """The type of the value: without length and precision, since it may be wider than what the column holds."""
    if kind is Kind.TEXT:
        return sa.Text()
    if kind is Kind.NUMBER:
        return sa.Numeric()
    if kind is Kind.BOOLEAN:
        return sa.Boolean()
    return sa.BigInteger() if isinstance(of_column, sa.types.NullType) else of_column


def _relative(column: sa.ColumnElement[Any], kind: Kind, operator: str, bind: Binder) -> sa.ColumnElement[bool]:
    """Comparison with today or now, moved by days; asked again each time the criteria run."""
    now: sa.ColumnElement[Any] = sa.func.current_date() if kind is Kind.DATE else sa.func.now()
    days = sa.func.make_interval(0, 0, 0, bind(sa.Integer()))
    earlier, later = now - days, now + days
    if kind is Kind.DATE:
        earlier, later = sa.cast(earlier, sa.Date), sa.cast(later, sa.Date)
    match operator:
        case "newer_than_days":
            return sa.and_(column > earlier, column <= now)
        case "older_than_days":
            return column < earlier
        case "within_next_days":
            return sa.and_(column >= now, column <= later)
    raise AssertionError(f"unknown operator {operator!r}")
