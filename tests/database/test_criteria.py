"""Criteria mean in SQL what they mean in a few lines of plain Python, whatever is nested in whatever."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.database.criteria import DEEPEST, MOST_CONDITIONS, CriteriaInvalid, parse
from backend.database.engine import Pool
from backend.database.reads import Question, ids
from backend.database.sight import ALL_SEEING
from backend.registry import NOUNS

pytestmark = pytest.mark.anyio

CUSTOMERS: Final = NOUNS["customers"]
POLICIES: Final = NOUNS["policies"]

NAMES: Final = ("Ann", "ann", "O'Brien", "Zoë", "100%", "a_b", "back\\slash", "Ann Smith")
CITIES: Final = (None, "Tulsa", "tulsa", "", "%", "_")
DAYS: Final = (None, date(1980, 1, 1), date(1980, 1, 2), date(2026, 2, 28))
MOMENTS: Final = (None, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC))
COVERAGES: Final = (None, Decimal("0"), Decimal("0.01"), Decimal("250000.50"))

Row = Mapping[str, Any]
ROWS: Final[list[Row]] = [
    {
        "id": number + 1,
        "name": NAMES[number % len(NAMES)],
        "city": CITIES[number % len(CITIES)],
        "status": ("active", "inactive")[number % 2],
        "date_of_birth": DAYS[number % len(DAYS)],
        "last_active": MOMENTS[number % len(MOMENTS)],
        "owner_id": (None, 101, 102)[number // 2 % 3],
        "metadata": (None, {"k": "v"}, {"k": "V", "n": None}, {})[number % 4],
    }
    for number in range(48)
]
FILL: Final = """
    insert into customers (id, name, email, city, status, date_of_birth, last_active, owner_id, metadata)
    overriding system value values ($1, $2, 'x@example.com', $3, $4, $5, $6, $7, $8)
"""


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    async with asyncpg.create_pool(database, min_size=1, max_size=1) as opened:
        values = [(*(row[name] for name in row if name != "metadata"), _json(row["metadata"])) for row in ROWS]
        await opened.executemany(FILL, values)
        yield opened


def _json(value: object) -> str | None:
    import orjson

    return None if value is None else orjson.dumps(value).decode()


# --- what criteria mean -----------------------------------------------------------------------------------------------

Test = Callable[[Any, Any], bool]
# None is handled before: about an absent value every one of these is false.
TESTS: Final[Mapping[str, Test]] = {
    "eq": lambda have, want: bool(have == want),
    "in": lambda have, want: have in want,
    "gt": lambda have, want: bool(have > want),
    "gte": lambda have, want: bool(have >= want),
    "lt": lambda have, want: bool(have < want),
    "lte": lambda have, want: bool(have <= want),
    "min": lambda have, want: bool(have >= want),
    "max": lambda have, want: bool(have <= want),
    "contains": lambda have, want: want.lower() in have.lower(),
    "starts_with": lambda have, want: have.lower().startswith(want.lower()),
    "ends_with": lambda have, want: have.lower().endswith(want.lower()),
}


def meets(row: Row, document: Mapping[str, Any]) -> bool:
    """Whether a row meets criteria: the oracle."""
    return all(_part(row, name, asked) for name, asked in document.items())


def _part(row: Row, name: str, asked: Any) -> bool:
    match name:
        case "and":
            return all(meets(row, one) for one in asked)
        case "or":
            return any(meets(row, one) for one in asked)
        case "not":
            return not meets(row, asked)
    have = _value(row, name)
    if isinstance(asked, dict):
        return all(_test(have, operator, want) for operator, want in asked.items())
    return _test(have, "in" if isinstance(asked, list) else "eq", asked)


def _value(row: Row, name: str) -> Any:
    if name.startswith("metadata."):
        return (row["metadata"] or {}).get(name.removeprefix("metadata."))
    return row[name]


def _test(have: Any, operator: str, want: Any) -> bool:
    if operator == "is_null":
        return (have is None) is want
    if operator == "ne":
        return not _test(have, "eq", want)
    if operator == "not_in":
        return not _test(have, "in", want)
    if operator == "eq" and want is None:
        return have is None
    if have is None:
        return False
    return TESTS[operator](have, [_like(have, each) for each in want] if operator == "in" else _like(have, want))


def _like(have: Any, want: Any) -> Any:
    """What was written in JSON, as the row's own kind."""
    if isinstance(have, datetime):
        return datetime.fromisoformat(want)
    return date.fromisoformat(want) if isinstance(have, date) else want


# --- arbitrary criteria -----------------------------------------------------------------------------------------------


def _texts(*values: str | None) -> st.SearchStrategy[str]:
    known = [value for value in values if value is not None]
    return st.sampled_from([*known, "", "%", "_", "\\", "nn", "AN", "'"]) | st.text(
        st.characters(codec="utf-8", exclude_characters="\0", max_codepoint=0x17F), max_size=4
    )


def _operators(value: st.SearchStrategy[Any], *operators: str) -> st.SearchStrategy[Any]:
    """A value alone, a list of them, or an object of operators."""
    lists = st.lists(value, max_size=3)
    pairs: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(operators, value)
    pairs |= {"eq": value | st.none(), "ne": value | st.none()}
    pairs |= {"in": lists, "not_in": lists, "is_null": st.booleans()}
    asked = st.fixed_dictionaries({}, optional=pairs).filter(bool)
    return value | st.none() | lists | asked


ORDERED: Final = ("gt", "gte", "lt", "lte", "min", "max")
WORDS: Final = ("contains", "starts_with", "ends_with")


def _written(values: tuple[Any, ...], *others: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([value.isoformat() for value in (*values, *others) if value is not None])


FIELDS: Final[Mapping[str, st.SearchStrategy[Any]]] = {
    "name": _operators(_texts(*NAMES), *WORDS),
    "city": _operators(_texts(*CITIES), *WORDS),
    "status": _operators(st.sampled_from(["active", "inactive"]), *()),
    "id": _operators(st.integers(-2, 60), *ORDERED),
    "owner_id": _operators(st.sampled_from([101, 102, 103]), *ORDERED),
    "date_of_birth": _operators(_written(DAYS, date(1980, 1, 3)), *ORDERED),
    "last_active": _operators(_written(MOMENTS, MOMENTS[1] and MOMENTS[1] + timedelta(hours=1)), *ORDERED),
    "metadata.k": _operators(st.sampled_from(["v", "V", "w"]), *WORDS),
    "metadata.n": _operators(st.sampled_from(["v"]), *WORDS),
}
CONDITIONS: Final = st.fixed_dictionaries({}, optional=dict(FIELDS)).map(lambda d: dict(list(d.items())[:3]))


def _combined(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, min_size=1, max_size=3)
    joined = st.fixed_dictionaries({}, optional={"and": several, "or": several, "not": inner})
    return st.tuples(inner, joined).map(lambda both: {**both[0], **both[1]})


CRITERIA: Final = st.recursive(CONDITIONS, _combined, max_leaves=6)


@given(document=CRITERIA)
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_criteria_select_what_the_oracle_says(pool: Pool, document: dict[str, Any]) -> None:
    selection = parse(CUSTOMERS, document)

    found = await ids(pool, CUSTOMERS, Question(selection), ALL_SEEING)

    assert set(found) == {row["id"] for row in ROWS if meets(row, document)}


@given(document=CRITERIA)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_condition_and_its_negation_split_the_rows_in_two(pool: Pool, document: dict[str, Any]) -> None:
    both = [
        await ids(pool, CUSTOMERS, Question(parse(CUSTOMERS, asked)), ALL_SEEING)
        for asked in (document, {"not": document})
    ]

    assert sorted([*both[0], *both[1]]) == [row["id"] for row in ROWS]


async def test_numbers_compare_as_numbers(pool: Pool) -> None:
    fill = "insert into policies (policy_number, customer_name, premium, coverage_amount) values ($1, 'x', '$1', $2)"
    await pool.executemany(fill, [(f"N-{i}", coverage) for i, coverage in enumerate(COVERAGES)])

    async def found(asked: object) -> int:
        return len(await ids(pool, POLICIES, Question(parse(POLICIES, {"coverage_amount": asked})), ALL_SEEING))

    assert await found({"gt": 0}) == 2
    assert await found({"gte": "0.01", "lt": 1}) == 1
    assert await found(250000.5) == 1
    assert await found([0, 0.01]) == 2
    assert await found({"ne": 0}) == 3
    assert await found({"lt": 10**90}) == 3  # wider than the column


async def test_days_are_counted_from_now(pool: Pool) -> None:
    await pool.execute("update customers set join_date = current_date - (id % 30)::int")

    async def found(asked: object) -> set[int]:
        return set(await ids(pool, CUSTOMERS, Question(parse(CUSTOMERS, {"join_date": asked})), ALL_SEEING))

    assert await found({"newer_than_days": 7}) == {row["id"] for row in ROWS if row["id"] % 30 < 7}
    assert await found({"older_than_days": 7}) == {row["id"] for row in ROWS if row["id"] % 30 > 7}
    assert await found({"within_next_days": 3}) == {row["id"] for row in ROWS if row["id"] % 30 == 0}
    await pool.execute("update customers set join_date = null")


async def test_derived_fields_ask_about_a_customers_policies(pool: Pool) -> None:
    fill = "insert into policies (policy_number, customer_name, premium, customer_id, policy_type, status)"
    await pool.execute(
        f"{fill} values ('D-1', 'x', '$1', 1, 'Auto', 'active'), ('D-2', 'x', '$1', 1, 'Home', 'active')"
    )
    await pool.execute(f"{fill} values ('D-3', 'x', '$1', 2, 'Auto', 'cancelled')")

    async def found(asked: object) -> set[int]:
        return set(await ids(pool, CUSTOMERS, Question(parse(CUSTOMERS, {"insurance_type": asked})), ALL_SEEING))

    everybody = {row["id"] for row in ROWS}
    assert await found("auto") == {1}
    assert await found(["auto", "home"]) == {1}
    assert await found({"ne": "auto"}) == everybody - {1}
    assert await found({"is_null": True}) == everybody - {1}


@pytest.mark.parametrize("levels", [DEEPEST + 2, 500, 900])
def test_too_deep_is_refused(levels: int) -> None:
    document: dict[str, Any] = {"city": "x"}
    for _ in range(levels):
        document = {"not": document}

    with pytest.raises(CriteriaInvalid):
        parse(CUSTOMERS, document)


def test_too_many_conditions_are_refused_once() -> None:
    with pytest.raises(CriteriaInvalid) as refused:
        parse(CUSTOMERS, {"or": [{"city": str(n)} for n in range(MOST_CONDITIONS * 2)]})

    assert len(refused.value.errors) == 1


def test_every_mistake_is_named_where_it_stands() -> None:
    with pytest.raises(CriteriaInvalid) as refused:
        parse(CUSTOMERS, {"or": [{"city": "x"}, {"ghost": 1, "status": "no"}], "id": {"gt": "x"}}, pointer="/criteria")

    pointers = {error.pointer for error in refused.value.errors}
    assert pointers == {"/criteria/or/1/ghost", "/criteria/or/1/status", "/criteria/id/gt"}
