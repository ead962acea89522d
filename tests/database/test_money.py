"""Money as people write it is read the same by the database and by Python, or refused with a reason; never 0."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.values import InvalidMoney, Money, Period
from tests.database.conftest import Connection
from tests.database.money_examples import READINGS, REFUSALS
from tests.servers import TestServer


@pytest.fixture(scope="module")
def reader(books_server: TestServer) -> Iterator[Connection]:
    with psycopg.connect(books_server.dsn_of("kept"), autocommit=True) as connection:
        yield connection
    # The template is copied by other tests, which needs it without connections.


def read_by_database(reader: Connection, written: str | None) -> tuple[object, ...]:
    row = reader.execute("select cents, currency, period, annual_cents from parse_money(%s)", (written,)).fetchone()
    assert row is not None
    return row


def read_by_python(written: str) -> tuple[object, ...]:
    money = Money.parse(written)
    return money.cents, money.currency, money.period and money.period.value, money.annual_cents()


@pytest.mark.parametrize(("written", "cents", "currency", "period", "annual"), READINGS)
def test_python_reads_money(written: str, cents: int, currency: str, period: str | None, annual: int) -> None:
    assert read_by_python(written) == (cents, currency, period, annual)


@pytest.mark.parametrize(("written", "reason"), REFUSALS)
def test_python_refuses_what_is_not_money(written: str, reason: str) -> None:
    with pytest.raises(InvalidMoney, match=reason) as refused:
        Money.parse(written, "premium")
    assert "Write it like $1,200/yr" in refused.value.detail


def test_the_database_reads_money(reader: Connection) -> None:
    read = [(written, *read_by_database(reader, written)) for written, *_ in READINGS]

    assert read == READINGS


def test_the_database_refuses_what_is_not_money_with_the_same_words(reader: Connection) -> None:
    for written, reason in REFUSALS:
        with pytest.raises(psycopg.Error, match=reason) as refused:
            read_by_database(reader, written)
        with pytest.raises(InvalidMoney) as refused_by_python:
            Money.parse(written)
        assert refused.value.sqlstate == "LG001"
        assert refused_by_python.value.detail.startswith(str(refused.value.diag.message_primary))
        assert "$1,200/yr" in str(refused.value.diag.message_hint)


def test_nothing_at_all_is_not_money(reader: Connection) -> None:
    with pytest.raises(psycopg.Error, match="it is empty"):
        read_by_database(reader, None)


PIECES = (
    *("$", "-", "€", "USD", "cad", "(", ")", " ", "1", "200", "1,200", ",", ".", ".005", ".50", "k", "M", "/yr", "/mo"),
    *(
        "/6mo",
        "monthly",
        "per week",
        "pay in full",
        "quarterly",
        "x",
        "\u00a0",
        "\u0663",
        "\u212a",
        "\n",
        "e5",
        "999999999",
    ),
)
texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=6).map("".join),
    st.text(st.characters(codec="utf-8", exclude_characters="\0")),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_python_and_the_database_agree_on_any_text(reader: Connection, written: str) -> None:
    try:
        by_python: tuple[object, ...] | None = read_by_python(written)
    except InvalidMoney:
        by_python = None
    try:
        by_database: tuple[object, ...] | None = read_by_database(reader, written)
    except psycopg.Error as refused:
        by_database = None if refused.sqlstate == "LG001" else (refused.sqlstate,)

    assert by_python == by_database


amounts = st.builds(
    Money,
    cents=st.integers(-999_999_999_999, 999_999_999_999),
    currency=st.sampled_from(["USD", "EUR", "GBP", "CAD", "AUD", "MXN", "CHF"]),
    period=st.none() | st.sampled_from(list(Period)),
)


@given(amounts)
def test_what_is_written_out_is_read_back(money: Money) -> None:
    assert Money.parse(str(money)) == money


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts, st.none() | st.integers(1, 600))
def test_a_year_costs_the_same_in_both(reader: Connection, money: Money, term_months: int | None) -> None:
    row = reader.execute("select annual_cents from parse_money(%s, %s::integer)", (str(money), term_months)).fetchone()

    assert row == (money.annual_cents(term_months),)


@pytest.mark.parametrize(
    ("starts", "ends", "months"),
    [
        ("2024-01-01", "2024-12-31", 12),
        ("2024-01-01", "2025-01-01", 12),
        ("2024-01-15", "2024-07-15", 6),
        ("2024-08-31", "2025-02-28", 6),
        ("2024-01-01", "2024-01-05", None),
        ("2024-05-01", "2024-01-01", None),
        (None, "2024-01-01", None),
    ],
)
def test_a_term_is_counted_in_months(reader: Connection, starts: str | None, ends: str, months: int | None) -> None:
    row = reader.execute("select term_months(%s::date, %s::date)", (starts, ends)).fetchone()

    assert row == (months,)
