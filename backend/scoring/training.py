"""From leads with outcomes to a scorecard.

    model = train(columns.from_records(records), "converted", Options())
    text = model_module.dump(model.document)

Order of work: what each column holds, what may not be used, bins, weights with learned penalties, declared cells kept
only if rows that were not seen say so, calibration on unseen rows, and the choice never to be worse than the prior.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from backend.scoring import lawful, leakage
from backend.scoring import model as models
from backend.scoring.binning import Feature, codes_of, column_of, features_of
from backend.scoring.calibration import POOLED_SD
from backend.scoring.choosing import MAX_CELLS, Question, choose, intercept_sd, sigmoid
from backend.scoring.columns import Column, Finding, Kind, Table, examine
from backend.scoring.errors import NothingToLearn, OptionsUnusable
from backend.scoring.fitting import Floats, best_intercept
from backend.scoring.learning import Learned, strongest
from backend.scoring.merging import merge
from backend.scoring.model import FORMAT, Model, Term
from backend.scoring.targets import Target, read_target

SCORE_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Options:
    """What may be told about a data set; everything has a default that is the same for all of them.

    positive: the outcome hoped for. kinds: what columns hold, where the guess is wrong. cells: columns that act
    together, at most 4. rising: +1 or -1 for numbers whose weight may only rise or fall. prior: a scorecard to start
    from (an expert's or a pooled one). as_of: the column with the time at which rows are scored; dates after it leak.
    jurisdiction: whose deny list applies, such as "US-CA". labels: names of columns for reasons.
    """

    positive: str | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    cells: Sequence[Sequence[str]] = ()
    rising: Mapping[str, int] = field(default_factory=dict)
    prior: Model | None = None
    as_of: str | None = None
    jurisdiction: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A scorecard in the making: its terms are not yet centred."""

    intercept: float
    terms: tuple[Term, ...]
    margin_error: float


def train(table: Table, target: str, options: Options | None = None) -> Model:
    """The scorecard of a table whose column `target` has two values.

    Raises TargetUnusable, NothingToLearn, OptionsUnusable.
    """
    options = options or Options()
    if target not in table.columns:
        raise OptionsUnusable(f"There is no column {target}; there are {', '.join(list(table.columns)[:12])} …")
    aim = read_target(table.columns[target], options.positive, one_is_enough=options.prior is not None)
    known = table.without(target).take(aim.rows)
    return train_on(known, target, aim, options)


def train_on(table: Table, target: str, aim: Target, options: Options) -> Model:
    """The scorecard of rows whose outcomes are read already."""
    _check(table, options)
    findings, left_out = _judge_columns(table, options)
    features = features_of(table, findings, options.labels, options.rising)
    features = _without_leaks(features, table, aim.outcome, findings, left_out, options)
    warnings = leakage.warnings([name for name in table.columns if findings[name].kind is not Kind.IGNORE])
    _note_constant(features, findings, left_out)
    crowd, outcome = features, aim.outcome
    features = [crowd[at] for at in strongest(crowd, outcome, np.arange(len(outcome)))]
    _note_crowded(crowd, features, left_out)
    prior = None if options.prior is None else _of_columns(options.prior, table)
    offset = None if prior is None else margins(prior, table)
    if not features and offset is None:
        raise NothingToLearn
    question = Question(table, outcome, offset, prior, options.labels, crowd)
    choice = choose(question, features, findings, options.cells)
    calibration = sigmoid(outcome, question.known() + choice.unseen)
    parts = _assembled(choice.terms, question)
    parts = _scaled(parts, *calibration) if calibration else parts
    document = {
        **_document(_centred(parts)),
        "target": {"column": target, "positive": aim.positive, "negative": aim.negative},
        "trained": {
            "rows": len(outcome),
            "positives": int(outcome.sum()),
            "base_rate": float(outcome.mean()),
            "sha256": table.digest(),
            "outcome_sha256": Table({target: Column(target, (0, 1), outcome.astype(np.int64))}, len(outcome)).digest(),
        },
        "calibration": {"slope": calibration[0], "shift": calibration[1]} if calibration else None,
        "cells": choice.cells,
        "left_out": left_out,
        "warnings": warnings,
        "jurisdiction": options.jurisdiction,
        "prior": None if options.prior is None else options.prior.version,
        "local_terms": choice.terms is not None,
        "intercept_sd": POOLED_SD,
        "format": FORMAT,
    }
    return _with_score_bins(document, table)


def _of_columns(prior: Model, table: Table) -> Model:
    """The prior as it speaks of this table: a column that the table does not have says nothing by being absent."""

    def silent(term: Mapping[str, Any]) -> Mapping[str, Any]:
        if set(term["columns"]) <= set(table.columns):
            return term
        return {**term, "weights": [weight - term["weights"][-1] for weight in term["weights"]]}

    document = {**prior.document, "terms": [silent(term) for term in prior.document["terms"]]}
    return models.load(models.dump(document))


def margins(model: Model, table: Table) -> Floats:
    """The log-odds that a scorecard gives each row; columns that the table lacks count as missing."""
    total = np.full(table.rows, model.intercept)
    for term in model.terms:
        total += np.array(term.weights)[codes_of(term, column_of(term, _filled(table, term)))]
    return total


def _filled(table: Table, term: Term) -> Table:
    lacking = [name for name in term.columns if name not in table.columns]
    if not lacking:
        return table
    nothing = {name: Column(name, (None,), np.zeros(table.rows, dtype=np.int64)) for name in lacking}
    return Table({**table.columns, **nothing}, table.rows)


def _check(table: Table, options: Options) -> None:
    if len(options.cells) > MAX_CELLS:
        raise OptionsUnusable(f"At most {MAX_CELLS} cells can be declared.")
    named = [*options.kinds, *options.rising, *(name for names in options.cells for name in names)]
    for name in [*named, *([options.as_of] if options.as_of else [])]:
        if name not in table.columns:
            raise OptionsUnusable(f"There is no column {name}.")
    if any(len(names) < 2 for names in options.cells):
        raise OptionsUnusable("A cell is two columns or more.")
    if any(sign not in (-1, 1) for sign in options.rising.values()):
        raise OptionsUnusable("A direction is 1 or -1.")


def _judge_columns(table: Table, options: Options) -> tuple[dict[str, Finding], list[dict[str, str]]]:
    """What each column holds; those that may not be used hold nothing, and it is said why."""
    findings = {name: examine(column, options.kinds.get(name)) for name, column in table.columns.items()}
    left_out = {name: finding.why for name, finding in findings.items() if finding.why}
    left_out |= {name: "declared as ignored" for name, kind in options.kinds.items() if kind is Kind.IGNORE}
    for name in table.columns:
        why = lawful.why_denied(name, options.jurisdiction)
        if why:
            left_out[name] = why
            findings[name] = Finding(Kind.IGNORE)
    return findings, [{"column": name, "why": left_out[name]} for name in table.columns if name in left_out]


def _without_leaks(
    features: list[Feature],
    table: Table,
    outcome: Floats,
    findings: dict[str, Finding],
    left_out: list[dict[str, str]],
    options: Options,
) -> list[Feature]:
    """The features of columns that do not know the outcome. A column whose kind was declared is used all the same."""
    refused = leakage.refused(features, outcome, table, findings, options.as_of)
    refused = {name: why for name, why in refused.items() if name not in options.kinds}
    if options.as_of:
        refused[options.as_of] = "it is the time of scoring"
    findings |= dict.fromkeys(refused, Finding(Kind.IGNORE))
    left_out[:] = [each for each in left_out if each["column"] not in refused]
    left_out += [{"column": name, "why": why} for name, why in refused.items()]
    return [feature for feature in features if feature.term.columns[0] not in refused]


def _note_constant(
    features: Sequence[Feature], findings: Mapping[str, Finding], left_out: list[dict[str, str]]
) -> None:
    used = {name for feature in features for name in feature.term.columns} | {each["column"] for each in left_out}
    left_out += [
        {"column": name, "why": "says nothing: nearly every row has the same value"}
        for name, finding in findings.items()
        if name not in used and finding.kind is not Kind.IGNORE
    ]


def _note_crowded(features: Sequence[Feature], kept: Sequence[Feature], left_out: list[dict[str, str]]) -> None:
    used = {id(feature) for feature in kept}
    left_out += [
        {"column": feature.term.columns[0], "why": "there are too many columns, and others tell more"}
        for feature in features
        if id(feature) not in used
    ]


def _assembled(local: tuple[list[Feature], Learned] | None, question: Question) -> _Parts:
    """Local terms and those of the prior together: both are sums. A local bin that no row fell in says nothing."""
    table, outcome, prior = question.table, question.outcome, question.prior
    old = () if prior is None else tuple(_recounted(term, table) for term in prior.terms)
    start = 0.0 if prior is None else prior.intercept
    prior_error = 0.0 if prior is None else float(prior.document["margin_error"])
    if local is None:
        shift = best_intercept(outcome, question.known(), 0.0 if prior is None else intercept_sd(prior) ** -2)
        rate = float(np.clip(outcome.mean(), 0.5 / len(outcome), 1 - 0.5 / len(outcome)))
        alone = (1.0 / (len(outcome) * rate * (1.0 - rate))) ** 0.5
        return _Parts(start + shift, old, prior_error or alone)
    features, learned = local
    terms = tuple(
        replace(
            feature.term,
            weights=tuple(np.where(np.array(feature.term.counts) > 0, weights, _mean(feature.term, weights)).tolist()),
            errors=tuple(errors.tolist()),
        )
        for feature, weights, errors in zip(features, learned.weights, learned.errors, strict=True)
    )
    both = terms if prior is None else tuple(_recounted(term, table) for term in merge(old, terms))
    return _Parts(start + learned.intercept, both, float(np.hypot(learned.fit.margin_error, prior_error)))


def _recounted(term: Term, table: Table) -> Term:
    """The term with the number of this table's rows in each bin."""
    column = column_of(term, _filled(table, term))
    counts = np.bincount(codes_of(term, column), minlength=len(term.weights))
    return replace(term, counts=tuple(counts.tolist()))


def _mean(term: Term, weights: Floats) -> float:
    counts = np.array(term.counts, dtype=np.float64)
    return float(weights @ counts / counts.sum()) if counts.sum() else 0.0


def _scaled(parts: _Parts, slope: float, shift: float) -> _Parts:
    """A sigmoid on the sum is a factor on every weight: the explanation stays exact."""
    terms = tuple(
        replace(
            term,
            weights=tuple(slope * weight for weight in term.weights),
            errors=tuple(slope * error for error in term.errors),
        )
        for term in parts.terms
    )
    return _Parts(slope * parts.intercept + shift, terms, slope * parts.margin_error)


def _centred(parts: _Parts) -> _Parts:
    """Weights as differences from the average training row."""
    means = [_mean(term, np.array(term.weights)) for term in parts.terms]
    terms = tuple(
        replace(term, weights=tuple(weight - mean for weight in term.weights))
        for term, mean in zip(parts.terms, means, strict=True)
    )
    return _Parts(parts.intercept + sum(means), terms, parts.margin_error)


def _document(parts: _Parts) -> dict[str, Any]:
    return {
        "intercept": parts.intercept,
        "margin_error": parts.margin_error,
        "terms": [stored(term) for term in parts.terms],
    }


def stored(term: Term) -> dict[str, Any]:
    """A term as JSON; what is at its default is left out."""
    text: dict[str, Any] = {
        "columns": list(term.columns),
        "part": term.part.value,
        "label": term.label,
        "weights": list(term.weights),
        "errors": list(term.errors),
        "counts": list(term.counts),
    }
    if term.ordered:
        text["edges"] = list(term.edges)
        text |= {"whole": True} if term.whole else {}
    else:
        text["levels"] = list(term.levels)
        text |= {"spellings": list(term.spellings)} if term.spellings != term.levels else {}
    text |= {"cuts": [list(edges) for edges in term.cuts]} if term.cuts else {}
    return text | {name: True for name in ("day_first", "comma") if getattr(term, name)}


def _with_score_bins(document: dict[str, Any], table: Table) -> Model:
    """Finishes the document: how the scores of the training rows were spread, which drift is measured against."""
    bare = models.load(models.dump({**document, "scores": {"edges": [], "counts": [0]}}))
    spread = margins(bare, table)
    edges = np.unique(np.quantile(spread, np.arange(1, SCORE_BINS) / SCORE_BINS)) if len(spread) else np.zeros(0)
    counts = np.bincount(np.searchsorted(edges, spread), minlength=len(edges) + 1)
    return models.load(models.dump({**document, "scores": {"edges": edges.tolist(), "counts": counts.tolist()}}))
