"""Cells of one column, as typed by anybody, into the values the agency stores.

Works on whole columns: what a column's dates look like is decided once, repeated texts are understood once.
A value that cannot be understood is reported with its position and never guessed.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, TypeAlias

import orjson

from backend import clock
from backend.errors import Invalid
from backend.transfer.names import mended, person_name
from backend.transfer.reading import UNREADABLE, Cell, as_text
from backend.transfer.targets import Kind, Target
from backend.transfer.words import NO, NOTHING, STATES, YES
from backend.values import Money

Value: TypeAlias = str | None
Understand: TypeAlias = Callable[[str], str]

MEMORY: Final = 20_000
VERBATIM: Final = frozenset({Kind.TEXT, Kind.NUMBERED, Kind.NAME, Kind.NAME_PART})


class Unreadable(ValueError):
    """This value cannot be understood."""


@dataclass(slots=True)
class Normalised:
    """One column of a chunk. problems: row position → sentence; aside: row position → the text as written."""

    values: list[Value]
    problems: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """How the cells of one column become one target's values."""

    target: Target
    understand: Understand

    def normalise(self, cells: Sequence[Cell]) -> Normalised:
        """The values of these cells, in their order, None where there is nothing."""
        values: list[Value] = []
        add = values.append
        problems: dict[int, str] = {}
        understand = self.understand
        try:
            for cell in cells:
                add((understand(cell) or None) if cell.__class__ is str else self._typed(cell))
        except Unreadable:
            return self._carefully(cells)
        return Normalised(values, problems)

    def _typed(self, cell: Cell) -> Value:
        if cell is None:
            return None
        if self.target.kind is Kind.MONEY and isinstance(cell, float | int):
            return f"-${-cell:,.2f}" if cell < 0 else f"${cell:,.2f}"
        return self.understand(cell if isinstance(cell, str) else as_text(cell)) or None

    def _carefully(self, cells: Sequence[Cell]) -> Normalised:
        done = Normalised([])
        for at, cell in enumerate(cells):
            try:
                done.values.append(self._typed(cell))
            except Unreadable as problem:
                done.problems[at] = str(problem)
                done.values.append(None)
        return done


def column_for(target: Target, *, dates: "DateStyle | None" = None, time_zone: str = "America/New_York") -> Column:
    """The normaliser of one column."""
    understand = _UNDERSTAND.get(target.kind)
    if target.kind is Kind.DATE:
        understand = _remembering((dates or DateStyle()).day)
    elif target.kind is Kind.INSTANT:
        style = dates or DateStyle()
        understand = _remembering(lambda text: style.instant(text, time_zone))
    elif target.kind is Kind.CHOICE:
        understand = _remembering(_chooser(target))
    elif target.kind is Kind.MONEY and target.column == "amount":
        understand = sum_once
    elif target.kind in (Kind.YES_NO, Kind.STATE, Kind.ZIP, Kind.CENTS, Kind.NUMBER) and understand:
        understand = _remembering(understand)
    assert understand is not None  # noqa: S101  # every kind is in the table
    return Column(target, _limited(understand, target.max_length))


def stored_column_for(target: Target, *, time_zone: str) -> Column:
    """The normaliser of one column of our own export: what is stored is taken letter by letter where it can be."""
    if target.kind in VERBATIM:
        return Column(target, _limited(verbatim, target.max_length))
    usual = column_for(target, time_zone=time_zone)
    exact = _EXACTLY.get(target.kind) if target.sql_type != "integer" else None
    if exact is None:
        return usual

    def understand(text: str) -> str:
        return exact(text.strip()) or usual.understand(text)

    return Column(target, understand)


def verbatim(text: str) -> str:
    """The text that our own export put into the cell. Raises Unreadable."""
    if "\x00" in text:
        raise Unreadable("has characters that cannot be stored")
    return unprefixed(text)


_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?")
_ENDLESS: Final = ("infinity", "-infinity")


def _exact_day(text: str) -> str:
    """A day as the database writes it, of any year; "" for everything else."""
    with suppress(ValueError):
        return text if text in _ENDLESS or (_DAY.fullmatch(text) and dt.date.fromisoformat(text)) else ""
    return ""


def _exact_instant(text: str) -> str:
    """An instant as the database writes it; "" for everything else."""
    with suppress(ValueError):
        return text if text in _ENDLESS or (_MOMENT.fullmatch(text) and dt.datetime.fromisoformat(text)) else ""
    return ""


_EXACTLY: Final[Mapping[Kind, Understand]] = {
    Kind.DATE: _exact_day,
    Kind.INSTANT: _exact_instant,
    Kind.NUMBER: lambda text: text if re.fullmatch(r"-?\d{1,12}(\.\d{1,30})?(e-\d{1,2})?", text) else "",
    Kind.INTEGER: lambda text: text if re.fullmatch(r"-?\d{1,18}", text) else "",
}


def _limited(understand: Understand, most: int | None) -> Understand:
    if most is None:
        return understand

    def limited(text: str) -> str:
        value = understand(text)
        if len(value) > most:
            raise Unreadable(f"is longer than {most} characters")
        return value

    return limited


def _remembering(understand: Understand) -> Understand:
    """Understands a repeated text once; forgets everything rather than grow."""
    known: dict[str, str] = {}

    def remembered(text: str) -> str:
        value = known.get(text)
        if value is None:
            if len(known) >= MEMORY:
                known.clear()
            value = known[text] = understand(text)
        return value

    return remembered


def is_nothing(text: str) -> bool:
    """The many ways to write that there is no value."""
    return text.strip().lower() in NOTHING


# Texts


def _text(text: str) -> str:
    text = unprefixed(text.strip())
    if "\x00" in text or UNREADABLE in text:
        raise Unreadable("has characters that cannot be read; save the file as UTF-8")
    return text


_PREFIXED: Final = re.compile(r"'['\s]*[=+@\t\r\x00-]")


def unprefixed(text: str) -> str:
    """Takes back the apostrophe that our own export puts before a text that a spreadsheet would calculate."""
    return text[1:] if text[:1] == "'" and _PREFIXED.match(text) else text


_WHOLE: Final = re.compile(r"^(\d+)\.0$")


def _identifier(text: str) -> str:
    text = _text(text)
    # A column of numbers with gaps leaves other programs as 10001.0.
    return "" if text.lower() in NOTHING else _WHOLE.sub(r"\1", text)


def _name(text: str) -> str:
    text = _text(text)
    return "" if text.lower() in ("", "-", "--", "n/a", "null", "unknown", "#n/a") else person_name(text)


def _name_part(text: str) -> str:
    return mended(_text(text))


_EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{0,62}")


def email(text: str) -> str:
    """Lower-case address. Raises Unreadable when nothing could be delivered to it."""
    value = text.strip().lower()
    if _EMAIL.fullmatch(value) and ".." not in value and len(value) <= 254:
        return value
    if value in NOTHING:
        return ""
    value = unprefixed(value).removeprefix("mailto:").rstrip(".,; ")
    inside = re.fullmatch(r".*<([^<>]+)>", value)
    value = inside[1].strip() if inside else value
    if not _EMAIL.fullmatch(value) or ".." in value or len(value) > 254 or "\x00" in value or value[0] == ".":
        raise Unreadable("is not an e-mail address")
    return value


_PHONE_NOISE: Final = str.maketrans("", "", " ()-.\t\xa0/–'")
_PHONE_LABEL: Final = re.compile(r"\(?\b(?:cell(?:ular)?|mobile|home|work|office|landline|primary)\b[.:)]*", re.I)
_SEVERAL: Final = re.compile(r"\s*(?:[/;,&\n]|\bor\b|\band\b)\s*", re.I)
_FLOAT: Final = re.compile(r"\d{7,15}\.0+|\d\.\d{8,}E\+?\d{1,2}", re.I)  # as programs write long numbers
_US_PHONE: Final = re.compile(r"(?:\+?1)?([2-9](?!11)\d\d[2-9]\d{6})")


def phone(text: str) -> str:
    """E.164, read as a number of the United States unless it says otherwise. Raises Unreadable."""
    plain = text.translate(_PHONE_NOISE)
    usual = _US_PHONE.fullmatch(plain)
    if usual and plain.isascii():
        digits = usual[1]
        if digits != digits[0] * 10:
            return "+1" + digits
    return _unusual_phone(text)


@lru_cache(maxsize=4096)
def _unusual_phone(text: str) -> str:
    if is_nothing(text):
        return ""
    written = unprefixed(text.strip())
    if _FLOAT.fullmatch(written):
        written = format(Decimal(written), ".0f")
    for one in (written, *_SEVERAL.split(written)):
        if found := _valid_phone(_PHONE_LABEL.sub("", one).strip()):
            return found
    raise Unreadable("is not a phone number")


def _valid_phone(text: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(re.sub(r"^00(?=[1-9])", "+", text), "US")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def same_word(text: str) -> str:
    """A text squeezed for comparison: no accents, no punctuation, lower case, single spaces."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    return " ".join(re.sub(r"[^0-9a-z]+", " ", plain).split())


def _chooser(target: Target) -> Understand:
    spellings: Mapping[str, str] = target.choices
    offered = ", ".join(dict.fromkeys(spellings.values()))

    def choose(text: str) -> str:
        if is_nothing(text):
            return ""
        low = text.strip().lower()
        word = same_word(text)
        short = re.sub(r"\b(insurance|policy|policies|coverage|line|quote|ins)\b", "", word).strip()
        for spelling in (low, word, short, short.replace(" ", "")):
            if spelling in spellings:
                return spellings[spelling]
        if len(meant := {spellings[part] for part in _parts(text, target) if part in spellings}) == 1:
            return meant.pop()
        raise Unreadable(f"is not one of {offered}")

    return choose


def _parts(text: str, target: Target) -> list[str]:
    """What a longer text is made of: “Cancelled – non pay” has two parts, “Pers Auto” names its line in a word."""
    parts = [same_word(part) for part in re.split(r"\s[-–—]\s|[(/,:;]", text)]
    if target.name in ("policy_type", "claim_type", "product_interest"):
        parts += [word for word in same_word(text).split() if len(word) > 2]
    return parts


_CODES: Final = frozenset(STATES.values()) | {"AA", "AE", "AP"}


def state(text: str) -> str:
    """The two letters the postal service uses. Raises Unreadable."""
    letters = re.sub(r"[^A-Za-z]", "", text)
    if letters.upper() in _CODES:
        return letters.upper()
    if is_nothing(text):
        return ""
    known = STATES.get(letters.lower()) or STATES.get(re.sub(r"[^a-z]", "", same_word(text)).removeprefix("stateof"))
    if known is None and (coded := re.fullmatch(r"US-([A-Z]{2})", text.strip().upper())):
        known = coded[1] if coded[1] in _CODES else None
    if known is None:
        raise Unreadable("is not a state of the USA")
    return known


def postal_code(text: str) -> str:
    """A ZIP as text, with the zeros a spreadsheet ate; codes of other countries as written."""
    value = _text(text)
    if value.lower() in NOTHING:
        return ""
    value = re.sub(r"\.0+$", "", value)
    digits = re.sub(r"[\s-]", "", value)
    if not digits.isdigit():
        return value.upper()
    if len(digits) <= 5:
        return digits.zfill(5)
    if len(digits) in (8, 9):
        digits = digits.zfill(9)
        return f"{digits[:5]}-{digits[5:]}"
    return value


def yes_no(text: str) -> str:
    """`true` or `false`. Raises Unreadable. (2 is a no: some vendors write consent as 1 or 2.)"""
    word = text.strip().lower()
    if word in YES or word == "1.0":
        return "true"
    if word in NO or word == "0.0":
        return "false"
    if word in NOTHING:
        return ""
    raise Unreadable("is neither yes nor no")


# Numbers and money

_AMOUNT: Final = re.compile(
    r"(?P<sign>[-−(]?)\s*(?P<before>US\$|\$|€|£|[A-Z]{3})?\s*(?P<inner>[-−]?)(?P<digits>\d[\d.,'’ ]*|\.\d+)"
    r"\s*(?P<scale>k|m|mm|mil|b|thousand|million)?"
    r"\s*(?P<after>\$|€|£|[A-Z]{3})?\s*(?P<last>[-−]?)\)?",
    re.I,
)
_SCALES: Final = {"k": 1000, "thousand": 1000, "m": 10**6, "mm": 10**6, "mil": 10**6, "million": 10**6, "b": 10**9}


def number(text: str) -> str:
    """A plain decimal number out of `$1.2M`, `250,000`, `1.234,50`, `12 000`, `(45)`. Raises Unreadable."""
    if is_nothing(text):
        return ""
    found = _AMOUNT.fullmatch(unprefixed(text.strip()).replace("\xa0", " ").replace(" ", " "))
    if not found:
        raise Unreadable("is not an amount")
    value = plain_decimal(found["digits"]) * _SCALES.get((found["scale"] or "").lower(), 1)
    if found["sign"] or found["inner"] or found["last"]:
        value = -value
    if abs(value) >= 10**12:
        raise Unreadable("is too large")
    return format(value.normalize() if value % 1 else value.quantize(Decimal(1)), "f")


def plain_decimal(digits: str) -> Decimal:
    """Digits with separators of either continent: the last separator decides, unless it cuts groups of three."""
    text = re.sub(r"[\s'’]", "", digits).rstrip(".,")
    comma, dot = text.rfind(","), text.rfind(".")
    if comma >= 0 and dot >= 0:
        thousands, point = (".", ",") if comma > dot else (",", ".")
        text = text.replace(thousands, "").replace(point, ".")
    elif comma >= 0:
        grouped = re.fullmatch(r"\d{1,3}(,\d{3})+", text)
        text = text.replace(",", "") if grouped else text.replace(",", ".")
    elif text.count(".") > 1:
        text = text.replace(".", "")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unreadable("is not an amount") from None


def cents(text: str) -> str:
    """Cents out of an amount in dollars, rounded half to even."""
    value = number(text)
    return str(int((Decimal(value) * 100).quantize(Decimal(1)))) if value else ""


def integer(text: str) -> str:
    """A whole number. Raises Unreadable."""
    value = number(text)
    if value and not re.fullmatch(r"-?\d{1,10}", value):
        raise Unreadable("is not a whole number")
    if value and abs(int(value)) > 2**31 - 1:
        raise Unreadable("is too large")
    return value


def money(text: str) -> str:
    """Money as people write it, if the agency's own grammar understands it; else rewritten into that grammar."""
    value = _text(text)
    if value.lower() in NOTHING:
        return ""
    try:
        Money.parse(value)
    except Invalid:
        return _rewritten_money(value)
    return value


def sum_once(text: str) -> str:
    """Money that is paid once: no amount of a month or a year. Raises Unreadable."""
    value = money(text)
    if value and Money.parse(value).period is not None:
        raise Unreadable("is paid again and again; write it as one sum")
    return value


def _rewritten_money(value: str) -> str:
    amount, period = re.match(
        r"(.*?)((?:\s*/|\s*per\b|\s*(?:annual|month|year|quarter|semi|week)).*)?$", value, re.S | re.I
    ).groups()  # type: ignore[union-attr]  # the pattern matches any text
    try:
        plain = Decimal(number(amount))
        symbol = "€" if "€" in amount or "EUR" in amount.upper() else "$"
        written = f"{'-' if plain < 0 else ''}{symbol}{abs(plain):,.2f}".removesuffix(".00") + (period or "")
        Money.parse(written)
    except (Unreadable, InvalidOperation, Invalid):
        raise Unreadable("is not an amount of money; write it like $1,200 or $100/mo") from None
    return written


def record_id(text: str) -> str:
    """The id of a stored record. Raises Unreadable."""
    value = text.strip()
    if not value:
        return ""
    if not re.fullmatch(r"\d{1,18}", value):
        raise Unreadable("is not the ID of a record")
    return value


def json_text(text: str) -> str:
    """JSON as written. Raises Unreadable."""
    value = _text(text)
    if value.lower() in NOTHING:
        return ""
    try:
        orjson.loads(value)
    except orjson.JSONDecodeError:
        raise Unreadable("is not JSON") from None
    if "\\u0000" in value:
        raise Unreadable("has characters that cannot be stored")
    return value


_UNDERSTAND: Final[Mapping[Kind, Understand]] = {
    Kind.RECORD_ID: record_id,
    Kind.TEXT: _text,
    Kind.NUMBERED: _identifier,
    Kind.NAME: _name,
    Kind.NAME_PART: _name_part,
    Kind.EMAIL: email,
    Kind.PHONE: phone,
    Kind.STATE: state,
    Kind.ZIP: postal_code,
    Kind.MONEY: money,
    Kind.CENTS: cents,
    Kind.NUMBER: number,
    Kind.INTEGER: integer,
    Kind.YES_NO: yes_no,
    Kind.JSON: json_text,
}

# Dates

_SLASHED: Final = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?:[\sT,]+(.+))?")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[\sT]+(.+))?")
_WORDED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.,-]*([^\W\d_]{3,})[\s.,-]*'?(\d{4}|\d{2})(?:[\s,T]+(.+))?")
_WORDED_US: Final = re.compile(
    r"([^\W\d_]{3,})[\s.,-]*(\d{1,2})(?:st|nd|rd|th)?[\s,.-]+'?(\d{4}|\d{2})(?:[\s,T]+(.+))?"
)
_WORDED_ISO: Final = re.compile(r"(\d{4})[\s.,/-]*([^\W\d_]{3,})[\s.,/-]*(\d{1,2})(?:[\sT,]+(.+))?")
_WEEKDAY: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+", re.I)
_TIME: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap]\.?m\.?)?\s*"
    r"(Z|UTC|GMT|[+-](?:0\d|1[0-5]):?[0-5]\d|[+-](?:0\d|1[0-5])|E[SD]T|C[SD]T|M[SD]T|P[SD]T)?",
    re.I,
)
_MONTHS: Final = {
    word: month
    for month, words in enumerate(
        (
            "jan ene gen",
            "feb fev",
            "mar maer mrz",
            "apr avr abr",
            "may mai mag",
            "jun juin giu",
            "jul juil lug",
            "aug ago aou",
            "sep set sept",
            "oct okt ott out",
            "nov",
            "dec dic dez",
        ),
        1,
    )
    for word in words.split()
}
_ZONES: Final = {
    "est": "-05",
    "edt": "-04",
    "cst": "-06",
    "cdt": "-05",
    "mst": "-07",
    "mdt": "-06",
    "pst": "-08",
    "pdt": "-07",
}


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column writes its dates. past: two-digit years lie in the past, as in dates of birth."""

    day_first: bool = False
    past: bool = False

    def day(self, text: str) -> str:
        """The calendar day as YYYY-MM-DD. Raises Unreadable."""
        return self._read(text)[0]

    def instant(self, text: str, time_zone: str) -> str:
        """Day, time and zone as PostgreSQL reads them; midnight where no time is given. Raises Unreadable."""
        stripped = text.strip()
        if re.fullmatch(r"1\d{9}|1\d{12}", stripped):
            seconds = int(stripped) / (1000 if len(stripped) == 13 else 1)
            return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(" ")
        day, clock = self._read(text)
        if not day:
            return ""
        if not clock:
            return f"{day} 00:00:00 {time_zone}"
        found = _TIME.fullmatch(clock.strip())
        if not found:
            raise Unreadable("is not a date with a time")
        hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
        if found[5]:
            hour = hour % 12 + (12 if found[5][0].lower() == "p" else 0)
        if hour > 23 or minute > 59 or second > 59:
            raise Unreadable("is not a date with a time")
        zone = (found[6] or time_zone).strip()
        fraction = f".{found[4][:6]}" if found[4] else ""
        return f"{day} {hour:02}:{minute:02}:{second:02}{fraction} {_ZONES.get(zone.lower(), zone)}"

    def _read(self, text: str) -> tuple[str, str]:
        """The day and whatever follows it."""
        text = _WEEKDAY.sub("", unprefixed(text.strip()))
        if found := _ISO.fullmatch(text):
            return _day(int(found[1]), int(found[2]), int(found[3])), found[4] or ""
        if found := _SLASHED.fullmatch(text):
            first, second, year = int(found[1]), int(found[2]), self._year(found[3])
            day_first = (self.day_first and second <= 12) or first > 12
            return _day(year, second if day_first else first, first if day_first else second), found[4] or ""
        if text.lower() in NOTHING:
            return "", ""
        if found := _WORDED.fullmatch(text):
            return _day(self._year(found[3]), _month(found[2]), int(found[1])), found[4] or ""
        if found := _WORDED_US.fullmatch(text):
            return _day(self._year(found[3]), _month(found[1]), int(found[2])), found[4] or ""
        if found := _WORDED_ISO.fullmatch(text):
            return _day(int(found[1]), _month(found[2]), int(found[3])), found[4] or ""
        return self._from_number(text)

    def _from_number(self, text: str) -> tuple[str, str]:
        if re.fullmatch(r"(19|20)\d{6}", text):
            return _day(int(text[:4]), int(text[4:6]), int(text[6:])), ""
        # 01152026, as carriers write it; a spreadsheet eats the zero in front.
        if found := re.fullmatch(r"(\d{1,2})(\d{2})((?:19|20)\d{2})", text):
            return _day(int(found[3]), int(found[1]), int(found[2])), ""
        if re.fullmatch(r"\d{1,5}(\.\d+)?", text) and 366 < float(text) < 100_000:
            moment = dt.datetime(1899, 12, 30) + dt.timedelta(days=float(text))  # noqa: DTZ001  # a spreadsheet's day has no zone
            clock = moment.replace(microsecond=0).time()
            return moment.date().isoformat(), "" if clock == dt.time.min else clock.isoformat()
        raise Unreadable("is not a date")

    def _year(self, text: str) -> int:
        year = int(text)
        if len(text) == 4:
            return year
        newest = clock.now().year % 100 if self.past else 69
        return year + (2000 if year <= newest else 1900)


# How other systems write that something does not end.
_WITHOUT_END: Final = (dt.date(9999, 12, 31), dt.date(2999, 12, 31))


def _day(year: int, month: int, day: int) -> str:
    try:
        value = dt.date(year, month, day)
    except ValueError:
        raise Unreadable("is not a day of the calendar") from None
    if not 1850 <= year <= 2200 and value not in _WITHOUT_END:
        raise Unreadable("is not a date between 1850 and 2200")
    return value.isoformat()


def _month(word: str) -> int:
    plain = same_word(word)
    month = _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3])
    if month is None:
        raise Unreadable("is not a date")
    return month


def date_style(cells: Iterable[Cell], *, past: bool = False) -> DateStyle | None:
    """Whether a column says day before month: a 13 or more in the first place decides. None: the cells leave it open.

    Dates between dots are European unless proven otherwise.
    """
    day_first = month_first = slashed = dotted = 0
    for cell in cells:
        if isinstance(cell, str) and (found := _SLASHED.match(cell)):
            slashed += 1
            first, second = int(found[1]), int(found[2])
            day_first += first > 12 >= second
            month_first += second > 12 >= first
            dotted += "." in found[0][:3]
    if slashed and not day_first and not month_first:
        return DateStyle(day_first=True, past=past) if dotted == slashed else None
    return DateStyle(day_first > month_first, past)
