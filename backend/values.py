"""Small types with their own rules: money, phone numbers, e-mail addresses, states, periods."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from functools import cache
from types import ModuleType
from typing import Final, Self

from backend.errors import Invalid


class InvalidMoney(Invalid):
    """This is not an amount of money."""

    code = "not_money"


class NotAPhoneNumber(Invalid):
    """This is not a telephone number."""

    code = "not_a_phone_number"


class NotAState(Invalid):
    """This is not a state of the United States, its name or its two letters."""

    code = "not_a_state"


class Period(StrEnum):
    """How often an amount is paid."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    TERM = "term"


PER_YEAR: Final = {Period.YEAR: 1, Period.HALF_YEAR: 2, Period.QUARTER: 4, Period.MONTH: 12, Period.WEEK: 52}
LARGEST_CENTS: Final = 999_999_999_999
LONGEST_MONEY: Final = 50
MONEY_HINT: Final = "Write it like $1,200/yr, $100/mo, $600/6mo, $1.2k, €900/yr or -$50."

_EXACT = Context(prec=2 * LONGEST_MONEY)
_BLANKS = str.maketrans("", "", " \t\n\r\u00a0\u202f")
# As PostgreSQL lowers in the collation "C": str.lower() would make a "k" of the Kelvin sign.
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_PARTS = re.compile(r"([^0-9.]*)([0-9.,]*)(.*)", re.DOTALL)
_NUMBER = re.compile(r"([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]+)?")
_BACK_CURRENCY = re.compile(r"usd|eur|gbp|cad|aud|mxn|chf|€|£|\$")
_SYMBOLS = {"€": "EUR", "£": "GBP", "$": "USD"}
_CURRENCIES = {
    **dict.fromkeys(("", "$", "us$", "usd", "usd$"), "USD"),
    **dict.fromkeys(("€", "eur"), "EUR"),
    **dict.fromkeys(("£", "gbp"), "GBP"),
    **dict.fromkeys(("c$", "ca$", "cad"), "CAD"),
    **dict.fromkeys(("a$", "au$", "aud"), "AUD"),
    **dict.fromkeys(("mx$", "mxn"), "MXN"),
    "chf": "CHF",
}
_WRITTEN_PERIODS: Final = {
    Period.YEAR: "/yr /year /y /annum /12mo /12months peryear peryr perannum ayear annually annual yearly p.a. pa",
    Period.MONTH: "/mo /month /mth /m permonth permo amonth monthly",
    Period.HALF_YEAR: "/6mo /6mos /6months /6month /6m per6months every6months /halfyear /half-year semi-annual "
    "semiannual semi-annually semiannually half-yearly halfyearly",
    Period.QUARTER: "/qtr /quarter /q /3mo /3months perquarter perqtr aquarter quarterly",
    Period.WEEK: "/wk /week /w perweek perwk aweek weekly",
    Period.TERM: "/term perterm aterm payinfull paidinfull pay-in-full paid-in-full /pif pif",
}
_PERIODS = {text: period for period, texts in _WRITTEN_PERIODS.items() for text in texts.split()}
_STYLES = {
    None: "",
    Period.YEAR: "/yr",
    Period.HALF_YEAR: "/6mo",
    Period.QUARTER: "/qtr",
    Period.MONTH: "/mo",
    Period.WEEK: "/wk",
    Period.TERM: "/term",
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in cents, its currency (ISO 4217), and how often it is paid: None when the text did not say."""

    cents: int
    currency: str = "USD"
    period: Period | None = None

    @classmethod
    def parse(cls, written: str, field: str = "money") -> Self:
        """What people mean by `$1,200/yr`, exactly as the database's parse_money() reads it.

        Raises InvalidMoney with what is wrong and what is accepted.
        """
        front, digits, rest = _split(written)
        sign, front, rest = _signed(front, rest)
        currency = _CURRENCIES.get(front)
        period, scale, back_currency, after = _read_rest(rest)
        if after:
            wrong = f'"{rest[:20]}" after the number is neither a period nor a currency'
        elif currency and back_currency and back_currency != currency and not _may_override(front, back_currency):
            wrong = "it names two currencies"
        else:
            wrong = ""
        if wrong := _wrong_text(written, front, digits, currency) or wrong:
            raise InvalidMoney(_refusal(written, field, wrong))
        exact = _EXACT.multiply(Decimal(digits.replace(",", "")), Decimal(100 * scale))
        cents = int(exact.to_integral_value(ROUND_HALF_EVEN, _EXACT))
        if cents > LARGEST_CENTS:
            raise InvalidMoney(_refusal(written, field, "it is more than 9,999,999,999.99"))
        return cls(sign * cents, back_currency or currency or "USD", period)

    def annual_cents(self, term_months: int | None = None) -> int:
        """What it comes to in a year; without a period it counts as a year's, a term without dates as 12 months."""
        if self.period is Period.TERM:
            a_year = Decimal(self.cents * 12) / (term_months or 12)
            return int(a_year.quantize(Decimal(1), ROUND_HALF_EVEN))
        return self.cents * PER_YEAR.get(self.period or Period.YEAR, 1)

    def __str__(self) -> str:
        """Readable by parse(): `-$1,200.50/mo`, `EUR 900.00/yr`."""
        mark = "$" if self.currency == "USD" else f"{self.currency} "
        whole, cents = divmod(abs(self.cents), 100)
        return f"{'-' if self.cents < 0 else ''}{mark}{whole:,}.{cents:02d}{_STYLES[self.period]}"


def _split(written: str) -> tuple[str, str, str]:
    """What stands before the number, the number, and what stands after it."""
    found = _PARTS.fullmatch(written.translate(_ASCII_LOWER))
    front, digits, rest = found.groups() if found else ("", "", "")
    return front.translate(_BLANKS), digits, rest.translate(_BLANKS)


def _signed(front: str, rest: str) -> tuple[int, str, str]:
    """The sign, as a minus before or after the currency or as an accountant's parentheses, and the texts without it."""
    if front.startswith("(") and rest.endswith(")"):
        front, rest = "-" + front[1:], rest[:-1]
    front = front.replace("\u2212", "-")
    if front.startswith("-"):
        return -1, front[1:], rest
    if front.endswith("-"):
        return -1, front[:-1], rest
    return 1, front, rest


def _read_rest(rest: str) -> tuple[Period | None, int, str | None, str]:
    """Period, factor (k, m), currency, and what could not be read."""
    scale, currency = 1, None
    while rest and rest not in _PERIODS:
        if currency is None and (found := _BACK_CURRENCY.match(rest)):
            currency = _SYMBOLS.get(found[0], found[0].upper())
            rest = rest[found.end() :]
        elif scale == 1 and currency is None and rest[0] in "km":
            scale = 1000 if rest[0] == "k" else 1_000_000
            rest = rest[1:]
        else:
            return None, scale, currency, rest
    return _PERIODS.get(rest), scale, currency, ""


def _may_override(front: str, currency: str) -> bool:
    """Whether the currency after the number says more than the sign before it: `$5 CAD`, `5 EUR`."""
    return front == "" or (front == "$" and currency in ("CAD", "AUD", "MXN"))


def _wrong_text(written: str, front: str, digits: str, currency: str | None) -> str:
    """What is wrong before meaning is asked for; empty when nothing is."""
    if not written.strip(" "):
        return "it is empty"
    if len(written) > LONGEST_MONEY:
        return "it is longer than 50 characters"
    if not digits:
        return "there is no number in it"
    if not _NUMBER.fullmatch(digits):
        return f'"{digits[:20]}" is not grouped like 1,200.50'
    return "" if currency else f'"{front[:20]}" before the number is not a currency'


def _refusal(written: str, field: str, wrong: str) -> str:
    return f'{field} "{written[:60]}" is not an amount of money: {wrong}. {MONEY_HINT}'


class PhoneNumber(str):
    """A telephone number in E.164: `+13125550142`."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str, region: str = "US") -> Self:
        """However people write it; numbers without a country code belong to `region`. Raises NotAPhoneNumber."""
        phonenumbers = _phonenumbers()
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            raise NotAPhoneNumber(
                f'"{written[:60]}" is not a telephone number; write it like (312) 555-0142.'
            ) from None
        # "Possible", not "valid": area codes are younger than any list of them, and 555 numbers are used in examples.
        if not phonenumbers.is_possible_number(number):
            raise NotAPhoneNumber(f'"{written[:60]}" has too few or too many digits for a telephone number.')
        return cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@cache
def _phonenumbers() -> ModuleType:
    """Imported when the first number is read: its tables take several megabytes."""
    import phonenumbers

    return phonenumbers  # type: ignore[no-any-return,unused-ignore]


_STATES: Final = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "AS": "American Samoa",
    "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico", "VI": "U.S. Virgin Islands",
    "AA": "Armed Forces Americas", "AE": "Armed Forces Europe", "AP": "Armed Forces Pacific",
}  # fmt: skip
_STATE_CODES = {name.upper(): code for code, name in _STATES.items()} | {code: code for code in _STATES}


class StateCode(str):
    """A state, territory or military post of the United States, in the postal service's two letters."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str) -> Self:
        """From `il`, `IL` or `Illinois`. Raises NotAState."""
        code = _STATE_CODES.get(" ".join(written.upper().replace(".", "").split()))
        code = code or _STATE_CODES.get(written.strip().upper())
        if code is None:
            raise NotAState(f'"{written[:60]}" is not a state; write it like IL or Illinois.')
        return cls(code)
