"""The query string of a list, read into a question."""

from collections.abc import Iterable
from typing import Any, Final

import orjson

from backend.database.catalogue import Kind, Noun
from backend.database.criteria import OPERATORS, Selection, parse
from backend.database.ordering import Order, read_cursor, whole_order
from backend.database.pages import Count
from backend.database.reads import Question
from backend.database.seeking import LONGEST
from backend.errors import FieldError, Invalid

SIZE: Final = 50
LARGEST_SIZE: Final = 200
FARTHEST_ROW: Final = 100_000
KNOWN: Final = frozenset({"page", "page_size", "sort", "after", "count", "q", "filter", "view", "fields"})
EVERY_OPERATOR: Final = frozenset(operator for operators in OPERATORS.values() for operator in operators)


class ListInvalid(Invalid):
    """The list cannot be made like this."""

    code = "list_invalid"


def question(
    noun: Noun,
    parameters: Iterable[tuple[str, str]],
    count_limit: int,
    view: dict[str, Any] | None = None,
    also: frozenset[str] = frozenset(),
) -> tuple[Question, int | None]:
    """The question and the page's number, which is None when a cursor says where the page begins.

    view: a saved view's definition, on which the parameters build. also: further parameters that somebody else reads.
    Raises ListInvalid or CriteriaInvalid with one entry for each parameter that is not understood.
    """
    known: dict[str, str] = {}
    conditions: list[tuple[str, str]] = []
    for name, value in parameters:
        if name in KNOWN:
            known[name] = value
        elif name not in also:
            conditions.append((name, value))
    view = view or {}
    page, size = _whole(known, "page", 1, 10**9), _whole(known, "page_size", SIZE, LARGEST_SIZE)
    typed = known.get("q") or str(view.get("q") or "")
    if len(typed) > LONGEST:
        raise _wrong("q", f"What is searched for may have {LONGEST} characters.")
    sort = known.get("sort") or str(view.get("sort") or "")
    order = () if typed.strip() and not sort else sort_order(noun, sort or noun.default_sort)
    cursor = known.get("after")
    after = read_cursor(noun, order, cursor) if cursor else None
    if cursor is None and (page - 1) * size > FARTHEST_ROW:
        raise _wrong("page", f"Pages end at row {FARTHEST_ROW}: go on with `after` and the `next` of the page before.")
    selection = selected(noun, conditions, known.get("filter"))
    if view.get("filter"):
        selection = parse(noun, view["filter"]) & selection
    asked = Question(
        selection=selection,
        typed=typed,
        order=order,
        size=size,
        skip=_skipped(order, after, (page - 1) * size),
        after=after if order else None,
        count=_count(known.get("count")),
        count_limit=count_limit,
        fields=_fields(noun, known.get("fields") or view.get("fields")),
    )
    return asked, None if cursor else page


VIEW: Final = frozenset({"filter", "q", "sort", "fields", "display"})


def check_view(noun: Noun, definition: dict[str, Any]) -> None:
    """Raise for a view that its list could not show. `display` is free: it belongs to whoever draws the list."""
    unknown = sorted(definition.keys() - VIEW)
    if unknown:
        message = f"A view has {', '.join(sorted(VIEW))}; not `{unknown[0][:60]}`."
        raise ListInvalid(message, errors=[FieldError(f"/definition/{unknown[0][:60]}", message)])
    if definition.get("filter") is not None:
        parse(noun, definition["filter"], pointer="/definition/filter")
    for name, read in (("sort", sort_order), ("fields", _fields)):
        value = definition.get(name)
        if value is not None and not isinstance(value, str):
            message = f"`{name}` is a text, as in the list's address."
            raise ListInvalid(message, errors=[FieldError(f"/definition/{name}", message)])
        if value:
            read(noun, value)


def _skipped(order: tuple[Order, ...], after: tuple[object, ...] | None, before_page: int) -> int:
    """The rows before the page: among best matches the cursor counts them."""
    if after is None:
        return before_page
    return 0 if order or not isinstance(after[0], int) else after[0]


def selected(noun: Noun, conditions: Iterable[tuple[str, str]], document: str | None) -> Selection:
    """What the parameters `field=…`, `field.operator=…` and the criteria of `filter` select together."""
    criteria: dict[str, Any] = {}
    for name, value in conditions:
        field, operator = _named(noun, name)
        asked = criteria.setdefault(field, {})
        if operator in ("in", "not_in"):
            asked[operator] = [*asked.get(operator, []), *value.split(",")]
        elif operator == "is_null":
            asked[operator] = value.lower() == "true" if value.lower() in ("true", "false") else value
        elif operator == "eq" and ("eq" in asked or "in" in asked):
            asked["in"] = [*asked.get("in", []), *([asked.pop("eq")] if "eq" in asked else []), value]
        else:
            asked[operator] = value
    selection = parse(noun, criteria, pointer="?") if criteria else Selection()
    if document:
        try:
            said = orjson.loads(document)
        except orjson.JSONDecodeError as error:
            raise _wrong("filter", f"This is not JSON: {error}.") from None
        selection = selection & parse(noun, said, pointer="?filter")
    return selection


def _named(noun: Noun, name: str) -> tuple[str, str]:
    field, _, operator = name.rpartition(".")
    if field and operator in EVERY_OPERATOR and name not in noun.fields:
        return field, operator
    return name, "eq"


def sort_order(noun: Noun, text: str) -> tuple[Order, ...]:
    """The order that `-created_at,name` asks for, made certain by the id."""
    order: list[Order] = []
    for part in text.split(","):
        name = part.strip().removeprefix("-").removeprefix("+")
        field = noun.fields.get(name)
        if field is None or not field.sortable or field.kind is Kind.JSON:
            sortable = ", ".join(each.name for each in noun.fields.values() if each.sortable)
            raise _wrong(
                "sort", f"Lists are not sorted by `{name[:60]}`, but by {sortable}; `-` turns the order round."
            )
        if name not in {each.field for each in order}:
            order.append(Order(name, part.strip().startswith("-")))
    if len(order) > 5:
        raise _wrong("sort", "Sort by five fields at most.")
    return whole_order(order)


def _whole(known: dict[str, str], name: str, default: int, highest: int) -> int:
    text = known.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or len(text) > 12 or not 1 <= int(text) <= highest:
        raise _wrong(name, f"It takes a whole number from 1 to {highest}.")
    return int(text)


def _count(text: str | None) -> Count:
    if text is None:
        return Count.AUTO
    try:
        return Count(text)
    except ValueError:
        raise _wrong("count", "It takes exact, estimated, none or auto.") from None


def _fields(noun: Noun, text: str | None) -> tuple[str, ...] | None:
    if not text:
        return None
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    unknown = [name for name in names if name not in noun.fields]
    if unknown:
        raise _wrong("fields", f"There is no field `{unknown[0][:60]}`; known are {', '.join(noun.fields)}.")
    return tuple(sorted(names))


def _wrong(name: str, message: str) -> ListInvalid:
    return ListInvalid(message, errors=[FieldError(f"?{name}", message)])
