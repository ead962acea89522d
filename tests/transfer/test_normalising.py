"""Values as people type them, and what they mean."""

import datetime as dt

import pytest

from backend.transfer import normalising
from backend.transfer.names import person_name, split_name
from backend.transfer.normalising import DateStyle, Unreadable, column_for, date_style
from backend.transfer.targets import shape_of


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Boone, Dennis", "Dennis Boone"),
        ("Doe, John M. Jr.", "John M. Doe Jr."),
        ("Doe, John, III", "John Doe III"),
        ("RONNIE BROWN", "Ronnie Brown"),
        ("x", "x"),
        ("J BROWN", "J Brown"),
        ("  Ada   Byron ", "Ada Byron"),
        ("mary o'brien-smith", "Mary O'Brien-Smith"),
        ("MCCULLOUGH, JOHN, JR", "John McCullough Jr"),
        ("Smith Plumbing, LLC", "Smith Plumbing, LLC"),
        ("ACME HOLDINGS LLC", "Acme Holdings LLC"),
        ("de la Cruz", "de la Cruz"),
        ("JOSÉ MUÑOZ", "José Muñoz"),
    ],
)
def test_names_read_as_in_a_letter(typed: str, meant: str) -> None:
    assert person_name(typed) == meant


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada Byron", ("Ada", "Byron")),
        ("Estate of John Doe", (None, None)),
        ("Dr. Juan Q. de la Vega III", ("Juan", "de la Vega")),
        ("Mary Ann Smith", ("Mary", "Smith")),
        ("Ludwig van Beethoven", ("Ludwig", "van Beethoven")),
        ("Cher", ("Cher", None)),
        ("Smith Plumbing LLC", (None, None)),
    ],
)
def test_names_split_into_first_and_last(name: str, parts: tuple[str | None, str | None]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("(212) 265-2121", "+12122652121"),
        ("2122652121.0", "+12122652121"),
        ("2.122652121E9", "+12122652121"),
        ("001 212 265 2121", "+12122652121"),
        ("212-265-2121 (cell)", "+12122652121"),
        ("Home: 212-265-2121", "+12122652121"),
        ("212 265 2121 / 212 265 9999", "+12122652121"),
        ("ask Ben or (212)265-2121", "+12122652121"),
        ("305.692.4678", "+13056924678"),
        ("1 404 692 7994", "+14046927994"),
        ("+1 (404) 692-7994", "+14046927994"),
        ("5128078608", "+15128078608"),
        ("'+15128078608", "+15128078608"),
        ("+44 20 7946 0958", "+442079460958"),
        ("n/a", ""),
        ("", ""),
    ],
)
def test_phones_become_international(typed: str, meant: str) -> None:
    assert normalising.phone(typed) == meant


@pytest.mark.parametrize("typed", ["12345", "000-000-0000", "call me", "5.12808E+09", "555", "2222222222"])
def test_what_is_no_phone_is_not_guessed(typed: str) -> None:
    with pytest.raises(Unreadable):
        normalising.phone(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("  RONNIE.BROWN@EXAMPLE.COM", "ronnie.brown@example.com"),
        ("mailto:ada@example.co.uk", "ada@example.co.uk"),
        ("Ada <ada@example.com>", "ada@example.com"),
        ("none", ""),
    ],
)
def test_addresses_are_trimmed_and_lower_case(typed: str, meant: str) -> None:
    assert normalising.email(typed) == meant


@pytest.mark.parametrize("typed", ["a@b", "not-an-email", "a b@c.com", "x@@y.com", "a@b..com", "@example.com"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        normalising.email(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-08-21", "2026-08-21"),
        ("Fri, 21 Aug 2026", "2026-08-21"),
        ("Fri 08/21/2026", "2026-08-21"),
        ("2026-Aug-21", "2026-08-21"),
        ("08212026", "2026-08-21"),
        ("8212026", "2026-08-21"),
        ("09/04/2026", "2026-09-04"),
        ("9/18/26", "2026-09-18"),
        ("18-Apr-2026", "2026-04-18"),
        ("Apr 18, 2026", "2026-04-18"),
        ("18 April 2026", "2026-04-18"),
        ("Saturday, April 18, 2026", "2026-04-18"),
        ("20260418", "2026-04-18"),
        ("46130", "2026-04-18"),
        ("2026-04-18T09:30:00Z", "2026-04-18"),
        ("4/18/2026 9:30 AM", "2026-04-18"),
        ("13/04/2026", "2026-04-13"),
        ("12/31/99", "1999-12-31"),
        ("n/a", ""),
    ],
)
def test_dates_in_every_style(typed: str, meant: str) -> None:
    assert DateStyle().day(typed) == meant


@pytest.mark.parametrize("typed", ["31/02/2026", "2026-13-01", "soon", "99/99/9999", "0000-00-00", "1/2", "2026-02-30"])
def test_days_that_do_not_exist_are_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        DateStyle().day(typed)


@pytest.mark.parametrize(
    ("column", "day_first"),
    [
        (["03/04/2026", "13/04/2026"], True),
        (["03/04/2026", "04/13/2026"], False),
        (["3.4.2026", "5.6.2026"], True),
        (["2026-04-03", "2026-04-05"], False),
    ],
)
def test_the_whole_column_decides_between_day_and_month(column: list[str], day_first: bool) -> None:
    style = date_style(column)

    assert style is not None
    assert style.day_first is day_first


def test_a_column_that_proves_nothing_is_left_open() -> None:
    assert date_style(["03/04/2026", "05/06/2026"]) is None


def test_dates_of_birth_lie_in_the_past() -> None:
    assert DateStyle(past=True).day("4/18/55") == "1955-04-18"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("09/04/2026", "2026-09-04 00:00:00 America/New_York"),
        ("9/4/2026 3:05 PM", "2026-09-04 15:05:00 America/New_York"),
        ("2026-09-04T15:05:09Z", "2026-09-04 15:05:09 Z"),
        ("2026-09-04 15:05:09.123456+05:30", "2026-09-04 15:05:09.123456 +05:30"),
        ("9/4/2026 3:05:09.5 PM", "2026-09-04 15:05:09.5 America/New_York"),
        ("9999-12-31", "9999-12-31 00:00:00 America/New_York"),
        ("1767225600", "2026-01-01 00:00:00+00:00"),
    ],
)
def test_instants_keep_their_zone_or_take_the_agencys(typed: str, meant: str) -> None:
    assert DateStyle().instant(typed, "America/New_York") == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15.00 USD", "1500"),
        ("$12.50", "1250"),
        ("8", "800"),
        ("", ""),
        ("1.234,50", "123450"),
        ("(45)", "-4500"),
    ],
)
def test_costs_become_cents(typed: str, meant: str) -> None:
    assert normalising.cents(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("$1.2M", "1200000"),
        ("250,000", "250000"),
        ("100000.0", "100000"),
        ("12 000", "12000"),
        ("1.234.567", "1234567"),
    ],
)
def test_coverage_becomes_a_number(typed: str, meant: str) -> None:
    assert normalising.number(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("$1,200/yr", "$1,200/yr"),
        ("1,200.50-", "-$1,200.50"),
        ("$100/mo", "$100/mo"),
        ("$2.5k", "$2.5k"),
        ("1.234,50", "$1,234.50"),
        ("12 000", "$12,000"),
        ("-$50", "-$50"),
    ],
)
def test_money_stays_as_written_when_it_can_be_read(typed: str, meant: str) -> None:
    assert normalising.money(typed) == meant


@pytest.mark.parametrize("typed", ["abc", "$", "12 apples", "1,2,3,4"])
def test_what_is_no_money_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        normalising.money(typed)


@pytest.mark.parametrize(
    ("noun", "field", "typed", "meant"),
    [
        ("customers", "status", "A", "active"),
        ("policies", "status", "Cancelled - Non Pay", "cancelled"),
        ("policies", "status", "Vigente", "active"),
        ("policies", "policy_type", "Pers Auto", "Auto"),
        ("policies", "policy_type", "Hogar", "Home"),
        ("customers", "status", "IN FORCE", "active"),
        ("policies", "status", "IN FORCE", "active"),
        ("policies", "status", "Cancelled", "cancelled"),
        ("policies", "policy_type", "HOME", "Home"),
        ("policies", "policy_type", "Auto Insurance", "Auto"),
        ("claims", "status", "open", "pending"),
        ("claims", "status", "REJECTED", "rejected"),
        ("leads", "product_interest", "homeowners", "home"),
        ("leads", "product_interest", "Auto Insurance", "auto"),
    ],
)
def test_words_become_the_nouns_own_choices(noun: str, field: str, typed: str, meant: str) -> None:
    column = column_for(shape_of(noun).targets[field])

    assert column.normalise([typed]).values == [meant]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("2139", "02139"), ("02139-1234", "02139-1234"), ("21391234", "02139-1234"), ("K1A 0B1", "K1A 0B1")],
)
def test_zips_are_text_and_keep_their_zeros(typed: str, meant: str) -> None:
    assert normalising.postal_code(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("Texas", "TX"), ("n.y.", "NY"), ("North Carolina", "NC"), ("pa", "PA")])
def test_states_are_two_letters(typed: str, meant: str) -> None:
    assert normalising.state(typed) == meant


def test_cells_of_a_workbook_keep_what_they_mean() -> None:
    policies, customers = shape_of("policies").targets, shape_of("customers").targets

    assert column_for(policies["premium"]).normalise([3023.82]).values == ["$3,023.82"]
    assert column_for(customers["phone"]).normalise([5128078608.0]).values == ["+15128078608"]
    assert column_for(customers["postal_code"]).normalise([2139.0]).values == ["02139"]
    assert column_for(customers["join_date"]).normalise([dt.date(2026, 1, 2), 46130.0]).values == [
        "2026-01-02",
        "2026-04-18",
    ]


def test_one_bad_cell_does_not_cost_its_neighbours() -> None:
    done = column_for(shape_of("customers").targets["join_date"]).normalise(["2026-01-02", "soon", ""])

    assert done.values == ["2026-01-02", None, None]
    assert done.problems == {1: "is not a date"}


@pytest.mark.parametrize(
    ("noun", "field", "typed"),
    [
        ("claims", "status", "Closed - Denied"),
        ("policies", "policy_type", "Home & Auto"),
        ("claims", "amount", "$100/mo"),
    ],
)
def test_what_has_two_meanings_or_none_is_not_guessed(noun: str, field: str, typed: str) -> None:
    with pytest.raises(Unreadable):
        column_for(shape_of(noun).targets[field]).understand(typed)
