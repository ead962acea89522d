"""The column to predict: which of its two values is the one hoped for."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.scoring import cells
from backend.scoring.columns import Column
from backend.scoring.errors import TargetUnusable

POSITIVE: Final = frozenset(
    (
        *("1", "yes", "y", "true", "t", "won", "win", "converted", "bought", "buy", "bound", "sold", "positive", "pos"),
        *("success", "accepted", "responded", "response", "churn", "churned", "event", "ja", "oui", "si", "sí"),
    )
)
NEGATIVE: Final = frozenset(
    ("0", "no", "n", "false", "f", "lost", "negative", "neg", "failure", "rejected", "nein", "non")
)


@dataclass(frozen=True, slots=True)
class Target:
    """outcome: 1.0 where the positive value stands, 0.0 for the other, over the rows in `rows` (the known ones)."""

    positive: str
    negative: str
    outcome: npt.NDArray[np.float64]
    rows: npt.NDArray[np.int64]


def read_target(column: Column, positive: str | None = None, *, one_is_enough: bool = False) -> Target:
    """The outcomes of a column with two values, in any spelling. Rows without an outcome are left out.

    one_is_enough: the column may hold a single value, which is the positive one only if it is a word for yes.
    Without a wish the positive value is the word for yes, the larger number, or else the rarer value.
    Raises TargetUnusable.
    """
    words = [_word(value) for value in column.values]
    counts: dict[str, int] = {}
    for word, times in zip(words, column.counts().tolist(), strict=True):
        if word is not None and times:
            counts[word] = counts.get(word, 0) + times
    if one_is_enough and len(counts) == 1:
        (only,) = counts
        counts["true" if only in NEGATIVE else "false" if only in POSITIVE else f"not {only}"] = 0
    chosen = _positive(column.name, counts, positive)
    codes = np.array([-1.0 if word is None else float(word == chosen) for word in words])[column.codes]
    rows = np.flatnonzero(codes >= 0.0)
    other = next(word for word in counts if word != chosen)
    return Target(chosen, other, codes[rows], rows)


def _word(value: object) -> str | None:
    word = cells.text(value)
    if word is None:
        return None
    figure = cells.number(word)
    return repr(figure).removesuffix(".0") if figure == figure else word


def _positive(name: str, counts: dict[str, int], wish: str | None) -> str:
    if not counts:
        raise TargetUnusable(f"The column {name} has no value in any row.")
    if len(counts) == 1:
        (only,) = counts
        raise TargetUnusable(
            f"The column {name} is “{only}” in every row: nothing can be learned from one outcome alone."
        )
    if len(counts) > 2:
        some = ", ".join(sorted(counts, key=lambda word: (-counts[word], word))[:6])
        raise TargetUnusable(f"The column {name} must have two values, it has {len(counts)}: {some} …")
    if wish is not None:
        word = _word(wish)
        if word not in counts:
            raise TargetUnusable(f"“{wish}” is not among the values of {name}: {', '.join(sorted(counts))}.")
        return word
    return _told_positive(*sorted(counts, key=lambda word: (counts[word], word)))


def _told_positive(rarer: str, commoner: str) -> str:
    figures = cells.number(rarer), cells.number(commoner)
    if all(figure == figure for figure in figures):
        return rarer if figures[0] > figures[1] else commoner
    for word, other in ((rarer, commoner), (commoner, rarer)):
        if word in POSITIVE and other not in POSITIVE:
            return word
    for word, other in ((rarer, commoner), (commoner, rarer)):
        if other in NEGATIVE and word not in NEGATIVE:
            return word
    return rarer
