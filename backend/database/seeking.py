"""What people type: told apart, and turned into a condition that an index answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from backend.database.catalogue import Noun
from backend.database.criteria import Binder


@dataclass(frozen=True, slots=True)
class Sought:
    """How something typed is looked for, and the parameters of that way."""

    way: str
    values: Mapping[str, object]


def seek(noun: Noun, typed: str) -> Sought | None:
    """The way to look for what was typed: as an e-mail address, a number, words, or words with a number.

    Numbers are compared without punctuation, telephone numbers without the country code 1.
    """
    typed = typed.strip()[:200]
    if not typed:
        return None
    if "@" in typed and "email" in noun.table.c:
        return Sought("email", {"email": _pattern(typed.lower()) + "%"})
    tokens = re.findall(r"[^\W_]+", typed)
    with_digits = [token for token in tokens if any(c.isdigit() for c in token)]
    if noun.has_codes and with_digits:
        number = _national("".join(tokens).lower())
        words = " ".join(token for token in tokens if token not in with_digits)
        if words and len(number) >= 3:
            part = _national("".join(with_digits).lower())
            return Sought("both", {"code": f"%{_pattern(number)}%", "part": f"%{_pattern(part)}%", "typed": words})
        if len(number) >= 3:
            return Sought("code", {"code": f"%{_pattern(number)}%"})
    if not noun.has_words:
        return Sought("nothing", {})
    one_word = len(tokens) == 1 and len(tokens[0]) >= 3 and tokens[0].isalpha() and surname_of(noun) is not None
    return Sought("word" if one_word else "words", {"typed": typed})


def surname_of(noun: Noun) -> sa.ColumnElement[Any] | None:
    """The indexed last word of the names of this noun's records; None if it has no such index."""
    index = next((each for each in noun.table.indexes if each.name == f"ix_{noun.table.name}_surname"), None)
    return None if index is None else sa.func.search_surname(noun.table.c["name"])


def _national(number: str) -> str:
    return number[1:] if len(number) == 11 and number.isdigit() and number[0] == "1" else number


def _pattern(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


SOUGHT_NAMES: Final = {
    "email": ("email",),
    "code": ("code",),
    "word": ("typed",),
    "words": ("typed",),
    "both": ("code", "part", "typed"),
}


def sought_by(noun: Noun, way: str, bind: Binder) -> sa.ColumnElement[bool]:
    columns = noun.table.c
    match way:
        case "email":
            return sa.func.lower(columns["email"]).like(bind(sa.Text()))
        case "code":
            return columns["codes"].like(bind(sa.Text()))
        case "word" | "words":
            return _has_words(columns["search"], bind)
        case "both":
            code = columns["codes"].like(bind(sa.Text()))
            part = columns["codes"].like(bind(sa.Text()))
            return sa.or_(code, sa.and_(part, _has_words(columns["search"], bind)))
    return sa.false()


def _has_words(column: sa.ColumnElement[Any], bind: Binder) -> sa.ColumnElement[bool]:
    query = bind(TSQUERY())
    if isinstance(query, sa.BindParameter):
        # As a subquery it is worked out once; a call would be repeated for every row (measured: 24 ms against 1.5).
        query = sa.select(sa.func.search_query(sa.bindparam(query.key, type_=sa.Text()))).scalar_subquery()
    return column.op("@@", is_comparison=True)(query)
