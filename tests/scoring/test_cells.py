"""What cells say, in the many ways people and programs write it."""

# ruff: noqa: DTZ001 - cells are read as written, without a zone

import datetime as dt
import math

import pytest

from backend.scoring import cells


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (3, 3.0),
        ("3", 3.0),
        (" 3.5 ", 3.5),
        ("$1,234.50", 1234.5),
        ("1.234,5", 1234.5),
        ("0,5", 0.5),
        ("12,345", 12345.0),
        ("12 %", 12.0),
        ("(40)", -40.0),
        ("-$3", -3.0),
        ("1e3", 1000.0),
        (True, 1.0),
    ],
)
def test_numbers_are_read(written: object, meant: float) -> None:
    assert cells.number(written) == meant


@pytest.mark.parametrize("written", ["", "n/a", None, "abc", "nan", "inf", math.nan, math.inf, "12-34", "1..2", [], {}])
def test_what_is_no_number_is_missing(written: object) -> None:
    assert math.isnan(cells.number(written))


@pytest.mark.parametrize(
    ("written", "meant"), [("1,234", 1.234), ("1.234", 1234.0), ("1.234,5", 1234.5), ("0,5", 0.5), ("12.5", 12.5)]
)
def test_a_column_with_decimal_commas_is_read_in_its_own_style(written: str, meant: float) -> None:
    assert cells.number(written, comma=True) == meant


@pytest.mark.parametrize(
    ("written", "comma"), [("1,5", True), ("1.234,5", True), ("1,234.5", False), ("1.5", False), ("1,234", None)]
)
def test_the_style_of_a_number_is_told_where_it_shows(written: str, comma: bool | None) -> None:
    assert cells.looks_comma_decimal(written) is comma


@pytest.mark.parametrize("written", ["", " ", "NA", "N/A", "null", "None", "NaN", "?", "-", "#N/A", None, math.nan])
def test_missing_has_many_spellings(written: object) -> None:
    assert cells.text(written) is None


def test_words_are_compared_without_case_and_spacing() -> None:
    assert cells.text(" Walk  In ") == cells.text("walk in") == "walk in"
    assert cells.text(1.0) == cells.text(1) == cells.text("1.0") == "1"
    assert cells.text("v1.0") == "v1.0"
    assert cells.text(True) == "true"


@pytest.mark.parametrize(
    ("written", "day_first", "meant"),
    [
        ("2026-03-04", False, dt.datetime(2026, 3, 4)),
        ("2026-03-04T15:30:00Z", False, dt.datetime(2026, 3, 4, 15, 30)),
        ("3/4/2026", False, dt.datetime(2026, 3, 4)),
        ("04.03.2026 09:05", True, dt.datetime(2026, 3, 4, 9, 5)),
        ("3/4/26 1:15 PM", False, dt.datetime(2026, 3, 4, 13, 15)),
        (dt.date(2026, 3, 4), False, dt.datetime(2026, 3, 4)),
        ("2026-13-04", False, None),
        ("12", False, None),
        ("13:45:20", False, dt.datetime(1970, 1, 1, 13, 45, 20)),
        ("1:45 pm", False, dt.datetime(1970, 1, 1, 13, 45)),
        ("25:10", False, None),
    ],
)
def test_days_are_read(written: object, day_first: bool, meant: dt.datetime | None) -> None:
    assert cells.moment(written, day_first=day_first) == meant
