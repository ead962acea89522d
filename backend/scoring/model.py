"""A trained scorecard, served from JSON with the standard library alone: a probability, and reasons that add up.

    model = load(text)
    scored = score(model, {"age": 41, "state": "OH"})

A model is an intercept and terms; each term gives the row one weight, the weight of the bin its cell falls in. The
margin (log-odds) is their sum, so that the explanation is the score. Weights are centred on the training rows: a term
that says nothing about a row weighs 0. 20 points double the odds, and 100 points are the average lead.
"""

import hashlib
import json
import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeAlias

from backend.scoring import features, phrases
from backend.scoring.errors import ModelUnusable
from backend.scoring.features import ORDERED, Part

Row: TypeAlias = Mapping[str, object]

FORMAT: Final = "leadgen-scorecard/1"
POINTS: Final = 20.0 / math.log(2.0)
AVERAGE: Final = 100
TOP: Final = 3
MAX_BYTES: Final = 20_000_000
MAX_TERMS: Final = 5_000
MAX_BINS: Final = 100_000
MEMORY: Final = 4_096
WIDE: Final = 1.96
CERTAIN: Final = 1.64


@dataclass(frozen=True, slots=True)
class Term:
    """One feature with its weights.

    Ordered: bins between `edges` (a value on an edge belongs to the lower bin), then "missing"; len(edges) + 2 weights.
    Named: one bin for each of `levels`, then "any other", then "missing"; len(levels) + 2 weights.
    counts: training rows in each bin. errors: standard errors of the weights.
    cuts: of columns that are taken together, the edges of each that is a number in bins; none for a word.
    """

    columns: tuple[str, ...]
    part: Part
    label: str
    weights: tuple[float, ...]
    errors: tuple[float, ...]
    counts: tuple[int, ...]
    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    whole: bool = False
    day_first: bool = False
    comma: bool = False
    cuts: tuple[tuple[float, ...], ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def ordered(self) -> bool:
        return self.part in ORDERED

    def take(self, row: Row) -> object:
        """The cell, or the cells, that this term reads."""
        return row.get(self.columns[0]) if len(self.columns) == 1 else tuple(map(row.get, self.columns))

    def bin_of(self) -> Callable[[object], int]:
        """A function from the cell to its bin."""
        last = len(self.weights) - 1
        if self.ordered:
            edges, measure = self.edges, features.ordered_reader(self.part, day_first=self.day_first, comma=self.comma)

            def place(value: object) -> int:
                found = measure(value)
                return bisect_left(edges, found) if found == found else last

            return place
        positions, name = self.positions, features.named_reader(self.part, day_first=self.day_first, cuts=self.cuts)

        def look_up(value: object) -> int:
            word = name(value)
            return last if word is None else positions.get(word, last - 1)

        return look_up


class Reason(NamedTuple):
    """Why a lead scores as it does. certain: the weight is more than 1.64 standard errors from nothing."""

    columns: tuple[str, ...]
    text: str
    points: int
    certain: bool


class Scored(NamedTuple):
    """AVERAGE + the points of `reasons` + `rest` = `points`, exactly. low, high: 95 % interval of the chance."""

    probability: float
    margin: float
    points: int
    reasons: tuple[Reason, ...]
    rest: int
    low: float
    high: float


class _Told(dict[object, tuple[tuple[str, ...], str, bool]]):
    """Cell → what a reason says of it. A number that is no whole one is told in other words (`phrases`)."""

    __slots__ = ("_bin_of", "_term")

    def __init__(self, term: Term) -> None:
        super().__init__()
        self._term = term
        self._bin_of = term.bin_of()

    def __missing__(self, cell: object) -> tuple[tuple[str, ...], str, bool]:
        term, position = self._term, self._bin_of(cell)
        certain = abs(term.weights[position]) >= CERTAIN * term.errors[position]
        whole = not term.whole or term.part is not Part.NUMBER or phrases.is_whole(cell, comma=term.comma)
        told = term.columns, phrases.reason(term, position, whole=whole), certain
        if cell is None or type(cell) is str:
            if len(self) >= MEMORY:
                self.clear()
            self[cell] = told
        return told


class _Memo(dict[object, float]):
    """Cell → weight. What was seen before is one lookup, which is what makes a row of 85 columns take microseconds."""

    __slots__ = ("_bin_of", "_named", "_weights")

    def __init__(self, term: Term) -> None:
        super().__init__()
        self._bin_of = term.bin_of()
        self._weights = term.weights
        self._named = not term.ordered

    def __missing__(self, value: object) -> float:
        weight = self._weights[self._bin_of(value)]
        # True and 1 are the same key and different words. NaN never equals itself and would only fill the memory.
        kind = type(value)
        if value is None or kind is str or (value == value and not self._named) or (kind is tuple and _words(value)):
            if len(self) >= MEMORY:
                self.clear()
            self[value] = weight
        return weight


def _words(values: object) -> bool:
    return isinstance(values, tuple) and all(value is None or type(value) is str for value in values)


@dataclass(frozen=True, slots=True)
class Model:
    """A scorecard ready to score. document: what was stored, as JSON; version: sha256 of its content."""

    version: str
    intercept: float
    terms: tuple[Term, ...]
    document: Mapping[str, Any] = field(repr=False)
    _memos: tuple[_Memo, ...] = field(repr=False, compare=False)
    _texts: tuple[_Told, ...] = field(repr=False, compare=False)
    _cells: Callable[[Row], tuple[object, ...]] = field(repr=False, compare=False)
    _places: tuple[int, ...] = field(repr=False, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, each once."""
        return tuple(dict.fromkeys(column for term in self.terms for column in term.columns))

    @property
    def target(self) -> str:
        return str(self.document["target"]["column"])


def chance(margin: float) -> float:
    """The probability that belongs to log-odds."""
    if margin >= 0.0:
        return 1.0 / (1.0 + math.exp(-min(margin, 700.0)))
    grown = math.exp(max(margin, -700.0))
    return grown / (1.0 + grown)


def weights_of(model: Model, row: Row) -> list[float]:
    """The weight of each term for this row, in the order of `model.terms`."""
    try:
        cells = model._cells(row)
    except KeyError:
        cells = tuple(term.take(row) for term in model.terms)
    try:
        return [memo[cell] for memo, cell in zip(model._memos, cells, strict=True)]
    except TypeError:  # a list or an object where a cell was expected
        return [memo[_plain(cell)] for memo, cell in zip(model._memos, cells, strict=True)]


def _plain(cell: object) -> object:
    if isinstance(cell, tuple):
        return tuple(map(_plain, cell))
    return cell if cell is None or isinstance(cell, str | float | int) else str(cell)


def probability(model: Model, row: Row) -> float:
    """The chance alone."""
    return chance(model.intercept + sum(weights_of(model, row)))


def score(model: Model, row: Row) -> Scored:
    """The chance of the row, in points, with the strongest reasons for and against.

    A column that the row lacks counts as missing; columns that the model does not know are not read.
    """
    weights = weights_of(model, row)
    total = sum(weights)
    margin = model.intercept + total
    order = sorted(model._places, key=weights.__getitem__)
    chosen = [at for at in reversed(order[-TOP:]) if weights[at] > 0.0]
    chosen += [at for at in order[:TOP] if weights[at] < 0.0 and at not in chosen]
    shown = _told(model, row, chosen)
    rest = total - sum(weights[at] for at in chosen)
    rounded = round_to_sum([*(weights[at] * POINTS for at in chosen), rest * POINTS])
    reasons = tuple(
        Reason(columns, text, points, certain)
        for (columns, text, certain), points in zip(shown, rounded[:-1], strict=True)
        if points
    )
    spread = WIDE * model.document["margin_error"]
    return Scored(
        chance(margin),
        margin,
        AVERAGE + sum(rounded),
        reasons,
        rounded[-1],
        chance(margin - spread),
        chance(margin + spread),
    )


def row_weigher(model: Model, header: Sequence[str]) -> Callable[[Sequence[object]], float]:
    """A function from a row of cells, in the order of the header, to its margin: for files with many rows.

    A column that is not in the header counts as missing.
    """
    at = {name: position for position, name in enumerate(header)}
    memos, intercept = model._memos, model.intercept
    cells = _reader([[at.get(name, len(header)) for name in term.columns] for term in model.terms])
    if set(model.columns) <= set(header):
        return lambda row: intercept + sum([memo[cell] for memo, cell in zip(memos, cells(row), strict=True)])
    return lambda row: intercept + sum([memo[cell] for memo, cell in zip(memos, cells([*row, None]), strict=True)])


def explain(model: Model, row: Row) -> tuple[Reason, ...]:
    """Every term as a reason, the largest first: what a waterfall draws. With AVERAGE they add to the points."""
    weights = weights_of(model, row)
    order = sorted(model._places, key=lambda at: -abs(weights[at]))
    rounded = round_to_sum([weights[at] * POINTS for at in order])
    told = _told(model, row, order)
    return tuple(Reason(*each[:2], points, each[2]) for each, points in zip(told, rounded, strict=True))


def _told(model: Model, row: Row, places: Sequence[int]) -> list[tuple[tuple[str, ...], str, bool]]:
    told = []
    for at in places:
        told.append(model._texts[at][_plain(model.terms[at].take(row))])
    return told


def round_to_sum(numbers: Sequence[float]) -> list[int]:
    """Whole numbers near the given ones whose sum is the rounded sum (largest remainder)."""
    floors = [math.floor(number) for number in numbers]
    short = round(math.fsum(numbers)) - sum(floors)
    for at in sorted(range(len(numbers)), key=lambda at: floors[at] - numbers[at])[:short]:
        floors[at] += 1
    return floors


# Stored form


def load(text: str | bytes) -> Model:
    """The model that was stored. Raises ModelUnusable with what is wrong when it is damaged or from elsewhere."""
    if len(text) > MAX_BYTES:
        raise ModelUnusable(f"A model is at most {MAX_BYTES:,} bytes.")
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise ModelUnusable(f"The model is not JSON: {problem}") from problem
    return from_document(document)


def from_document(document: object) -> Model:
    """The model of a JSON document that was parsed already."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelUnusable(f"The model does not say that it is a {FORMAT}.")
    if document.get("sha256") != digest(document):
        raise ModelUnusable("The model was changed after it was written: its sha256 does not fit its content.")
    _check(document)
    terms = tuple(_term(each) for each in document["terms"])
    return Model(
        version=str(document["sha256"]),
        intercept=float(document["intercept"]),
        terms=terms,
        document=document,
        _memos=tuple(_Memo(term) for term in terms),
        _texts=tuple(_Told(term) for term in terms),
        _cells=_getter(terms),
        _places=tuple(range(len(terms))),
    )


def dump(document: Mapping[str, Any]) -> str:
    """The text to store: sorted keys and shortest numbers, so that equal models are equal bytes."""
    sealed = {**document, "sha256": digest(document)}
    return json.dumps(sealed, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def digest(document: Mapping[str, Any]) -> str:
    """sha256 of the content, without the digest itself."""
    content = {key: value for key, value in document.items() if key != "sha256"}
    try:
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as problem:
        raise ModelUnusable(f"The model holds a number that is not finite: {problem}") from problem
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _getter(terms: Sequence[Term]) -> Callable[[Row], tuple[object, ...]]:
    """Reads the cells of every term from a row that has all of them; KeyError otherwise."""
    return _reader([term.columns for term in terms])


def _reader(wanted: Sequence[Sequence[Any]]) -> Callable[[Any], tuple[object, ...]]:
    """Takes, for each entry, what stands under its key, or a tuple when it has several keys."""
    single = next((at for at, keys in enumerate(wanted) if len(keys) > 1), len(wanted))
    several = [itemgetter(*keys) for keys in wanted[single:]]
    if single < 2:
        first = [itemgetter(*keys) for keys in wanted[:single]]
        return lambda row: tuple([take(row) for take in (*first, *several)])
    all_at_once = itemgetter(*(keys[0] for keys in wanted[:single]))
    if not several:
        return all_at_once
    return lambda row: (*all_at_once(row), *[take(row) for take in several])


def _term(stored: Mapping[str, Any]) -> Term:
    levels = tuple(stored.get("levels", ()))
    return Term(
        columns=tuple(stored["columns"]),
        part=Part(stored["part"]),
        label=stored["label"],
        weights=tuple(map(float, stored["weights"])),
        errors=tuple(map(float, stored["errors"])),
        counts=tuple(stored["counts"]),
        edges=tuple(map(float, stored.get("edges", ()))),
        levels=levels,
        spellings=tuple(stored.get("spellings", levels)),
        whole=stored.get("whole", False),
        day_first=stored.get("day_first", False),
        comma=stored.get("comma", False),
        cuts=tuple(tuple(map(float, edges)) for edges in stored.get("cuts", ())),
        positions={level: at for at, level in enumerate(levels)},
    )


def _check(document: Mapping[str, Any]) -> None:
    for problem in _problems(document):
        raise ModelUnusable(f"The model is damaged: {problem}.")


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    for name in ("intercept", "margin_error"):
        if not _finite(document.get(name)):
            yield f"{name} is not a number"
    target = document.get("target")
    if not isinstance(target, dict) or not isinstance(target.get("column"), str):
        yield "its target is not named"
    terms = document.get("terms")
    if not isinstance(terms, list) or len(terms) > MAX_TERMS:
        yield f"terms is not a list of at most {MAX_TERMS}"
        return
    for number, term in enumerate(terms):
        yield from (f"term {number}: {problem}" for problem in _term_problems(term))


def _term_problems(term: object) -> Iterator[str]:
    if not isinstance(term, dict):
        yield "is not an object"
        return
    columns, label, part = term.get("columns"), term.get("label"), term.get("part")
    if not isinstance(columns, list) or not columns or not all(isinstance(name, str) for name in columns):
        yield "has no columns"
    if not isinstance(label, str) or part not in list(Part):
        yield "has no label or an unknown part"
        return
    if not all(isinstance(term.get(name, False), bool) for name in ("whole", "day_first", "comma")):
        yield "has a switch that is neither on nor off"
    bins = term.get("cuts", [])
    if not isinstance(bins, list) or not all(isinstance(edges, list) and _rising(edges) for edges in bins):
        yield "has cuts that do not rise"
    cuts = term.get("edges" if part in ORDERED else "levels")
    if not isinstance(cuts, list) or len(cuts) > MAX_BINS:
        yield f"has no edges or levels, or more than {MAX_BINS}"
        return
    if part in ORDERED:
        if not _rising(cuts):
            yield "has edges that do not rise"
    else:
        spellings = term.get("spellings", cuts)
        if not all(isinstance(level, str) for level in cuts) or len(set(cuts)) != len(cuts):
            yield "has levels that are no words, or twice the same"
        if not isinstance(spellings, list) or len(spellings) != len(cuts):
            yield "has not one spelling for each level"
    for name in ("weights", "errors", "counts"):
        values = term.get(name)
        if not isinstance(values, list) or len(values) != len(cuts) + 2 or not all(map(_finite, values)):
            yield f"has not {len(cuts) + 2} {name}"


def _rising(edges: Sequence[Any]) -> bool:
    return all(map(_finite, edges)) and all(a < b for a, b in pairwise(edges))


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
