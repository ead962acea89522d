"""What people type: told apart, and turned into a condition that an index answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from backend.database.catalogue import Noun
from backend.database.criteria import Binder

LONGEST: Final = 200
ADDRESS: Final = re.compile(r"[^\s<>()\[\]:;,\"]+@[^\s<>()\[\]:;,\"]*")


@dataclass(frozen=True, slots=True)
class Sought:
    """How something typed is looked for, and the parameters of that way."""

    way: str
    values: Mapping[str, object]


def seek(noun: Noun, typed: str) -> Sought | None:
    """The way to look for what was typed: as an e-mail address, a number, words, or words with a number.

    Numbers are compared without punctuation, telephone numbers without the country code 1; with them go the short
    words right before them, as in `HC 1368-7815`.
    """
    typed = typed.strip()[:LONGEST]
    if not typed:
        return None
    address = ADDRESS.search(typed)
    if address and "email" in noun.table.c:
        return Sought("email", {"email": _pattern(address[0].lower()) + "%"})
    tokens = re.findall(r"[^\W_]+", typed)
    coded = _code_of(tokens)
    number = _national("".join(coded).lower())
    if noun.has_codes and len(number) >= 3:
        return _number(noun, typed, tokens, coded, number)
    if not noun.has_words:
        return Sought("nothing", {})
    one_word = len(tokens) == 1 and len(tokens[0]) >= 3 and tokens[0].isalpha() and surname_of(noun) is not None
    return Sought("word" if one_word else "words", {"typed": typed})


def _number(noun: Noun, typed: str, tokens: list[str], coded: list[str], number: str) -> Sought:
    found = {"code": f"%{_pattern(number)}%", "typed": typed}
    if _index(noun, "email_lower") is not None and not re.search(r"\s", typed):
        return Sought("number", {**found, "email": _pattern(typed.lower()) + "%"})
    letters = " ".join(token for token in tokens if not _has_digit(token))
    if not letters:
        return Sought("code", found)
    digits = _national("".join(token for token in tokens if _has_digit(token)).lower())
    found |= {"digits": f"%{_pattern(digits)}%", "letters": letters}
    rest = " ".join(token for token in tokens if token not in coded)
    return Sought("both", {**found, "rest": rest}) if rest else Sought("prefixed", found)


def _code_of(tokens: list[str]) -> list[str]:
    """The tokens that make up a number: those with digits, and the short words right before them."""
    return [
        token
        for token, following in zip(tokens, [*tokens[1:], ""], strict=False)
        if _has_digit(token) or (len(token) <= 4 and _has_digit(following))
    ]


def _has_digit(token: str) -> bool:
    return any(character.isdigit() for character in token)


def surname_of(noun: Noun) -> sa.ColumnElement[Any] | None:
    """The indexed last word of the names of this noun's records; None if it has no such index."""
    return None if _index(noun, "surname") is None else sa.func.search_surname(noun.table.c["name"])


def _index(noun: Noun, name: str) -> sa.Index | None:
    return next((index for index in noun.table.indexes if index.name == f"ix_{noun.table.name}_{name}"), None)


def _national(number: str) -> str:
    return number[1:] if len(number) == 11 and number.isdigit() and number[0] == "1" else number


def _pattern(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


SOUGHT_NAMES: Final = {
    "email": ("email",),
    "code": ("code", "typed"),
    "number": ("code", "typed", "email"),
    "word": ("typed",),
    "words": ("typed",),
    "prefixed": ("code", "digits", "letters", "typed"),
    "both": ("code", "rest", "digits", "letters", "typed"),
}


def sought_by(noun: Noun, way: str, bind: Binder) -> sa.ColumnElement[bool]:
    columns = noun.table.c
    match way:
        case "email":
            return sa.func.lower(columns["email"]).like(bind(sa.Text()))
        case "code":
            # Names hold digits too: Studio54, 3rd.
            return sa.or_(columns["codes"].like(bind(sa.Text())), _has_words(columns["search"], bind))
        case "number":
            code, words = columns["codes"].like(bind(sa.Text())), _has_words(columns["search"], bind)
            return sa.or_(code, words, sa.func.lower(columns["email"]).like(bind(sa.Text())))
        case "word" | "words":
            return _has_words(columns["search"], bind)
        case "prefixed" | "both":
            # `HC 1368` is a number with its prefix, `Soto 1368` a name and a part of a number: both are tried.
            number: sa.ColumnElement[bool] = columns["codes"].like(bind(sa.Text()))
            if way == "both":
                number = sa.and_(number, _has_words(columns["search"], bind))
            part = sa.and_(columns["codes"].like(bind(sa.Text())), _has_words(columns["search"], bind))
            return sa.or_(number, part, _has_words(columns["search"], bind))
    return sa.false()


def _has_words(column: sa.ColumnElement[Any], bind: Binder) -> sa.ColumnElement[bool]:
    query = bind(TSQUERY())
    if isinstance(query, sa.BindParameter):
        # As a subquery it is worked out once; a call would be repeated for every row (measured: 24 ms against 1.5).
        query = sa.select(sa.func.search_query(sa.bindparam(query.key, type_=sa.Text()))).scalar_subquery()
    return column.op("@@", is_comparison=True)(query)
