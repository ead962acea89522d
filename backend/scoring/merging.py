"""Two scorecards are sums, so together they are one: terms of the same feature become one term."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from math import hypot

from backend.scoring.model import Term


def merge(old: Sequence[Term], new: Sequence[Term]) -> tuple[Term, ...]:
    """Every term of both; where both know a feature, one term whose bins are those of both and whose weights add."""
    found = {_feature(term): term for term in old}
    for term in new:
        known = found.get(_feature(term))
        found[_feature(term)] = term if known is None else _together(known, term)
    return tuple(found.values())


def _feature(term: Term) -> tuple[object, ...]:
    return term.columns, term.part, term.day_first, term.comma, term.cuts


def _together(first: Term, second: Term) -> Term:
    if first.ordered:
        edges = tuple(sorted({*first.edges, *second.edges}))
        pairs = [
            (bisect_left(first.edges, upper), bisect_left(second.edges, upper)) for upper in (*edges, float("inf"))
        ]
        return _summed(replace(second, edges=edges, whole=first.whole and second.whole), first, second, pairs)
    spelled = dict(zip(first.levels, first.spellings, strict=True)) | dict(
        zip(second.levels, second.spellings, strict=True)
    )
    levels = tuple(sorted(spelled))
    pairs = [
        (first.positions.get(level, len(first.levels)), second.positions.get(level, len(second.levels)))
        for level in levels
    ]
    pairs.append((len(first.levels), len(second.levels)))
    named = replace(
        second,
        levels=levels,
        spellings=tuple(spelled[level] for level in levels),
        positions={level: at for at, level in enumerate(levels)},
    )
    return _summed(named, first, second, pairs)


def _summed(shape: Term, first: Term, second: Term, pairs: list[tuple[int, int]]) -> Term:
    last = [*pairs, (len(first.weights) - 1, len(second.weights) - 1)]
    return replace(
        shape,
        weights=tuple(first.weights[a] + second.weights[b] for a, b in last),
        errors=tuple(hypot(first.errors[a], second.errors[b]) for a, b in last),
        counts=(0,) * len(last),
    )
