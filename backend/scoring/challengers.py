"""The usual learners, to compare with: judged only where scikit-learn happens to be installed; never a dependency."""

from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from backend.scoring import cells
from backend.scoring.binning import Floats
from backend.scoring.columns import Integers, Kind, Table, examine
from backend.scoring.learning import by_folds

NAMES: Final = ("logistic regression", "boosted trees")
LEVELS: Final = 50

Learner = Callable[[Table, Floats, Mapping[str, Kind]], Floats]


def available() -> dict[str, Learner]:
    """Each challenger: from table and outcome to the probability of each row while it is held back."""
    if lacking():
        return {}
    return {NAMES[0]: _logistic, NAMES[1]: _trees}


def lacking() -> tuple[str, ...]:
    """The challengers that cannot be judged here."""
    return () if find_spec("sklearn") else NAMES


def _logistic(table: Table, outcome: Floats, kinds: Mapping[str, Kind]) -> Floats:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    numbers, words = _matrix(table, kinds)
    gaps = np.isnan(numbers).astype(np.float64)
    levels = [np.eye(int(column.max()) + 1)[column] for column in words.T]
    design = np.hstack([numbers, gaps, *levels])

    def learn(seen: Integers, held: Integers) -> Floats:
        middle = np.nanmedian(np.where(np.isnan(design[seen]).all(axis=0), 0.0, design[seen]), axis=0)
        filled = np.where(np.isnan(design), middle, design)
        model: Any = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=500))
        return np.asarray(model.fit(filled[seen], outcome[seen]).predict_proba(filled[held])[:, 1])

    return by_folds(outcome, learn)


def _trees(table: Table, outcome: Floats, kinds: Mapping[str, Kind]) -> Floats:
    from sklearn.ensemble import HistGradientBoostingClassifier

    numbers, words = _matrix(table, kinds)
    design = np.hstack([numbers, words.astype(np.float64)])
    named = np.arange(design.shape[1]) >= numbers.shape[1]

    def learn(seen: Integers, held: Integers) -> Floats:
        model: Any = HistGradientBoostingClassifier(
            learning_rate=0.05,
            max_iter=200,
            max_leaf_nodes=8,
            min_samples_leaf=40,
            l2_regularization=1.0,
            categorical_features=named,
            early_stopping=False,
            random_state=0,
        )
        return np.asarray(model.fit(design[seen], outcome[seen]).predict_proba(design[held])[:, 1])

    return by_folds(outcome, learn)


def _matrix(table: Table, kinds: Mapping[str, Kind]) -> tuple[Floats, Integers]:
    """Numbers with NaN for missing, and words as positions among the most frequent levels."""
    numbers, words = [], []
    for name, column in table.columns.items():
        finding = examine(column, kinds.get(name))
        kind = finding.kind
        if kind is Kind.NUMBER:
            read = [cells.number(value, comma=finding.comma) for value in column.values]
            numbers.append(np.array(read)[column.codes])
        elif kind is Kind.TEXT:
            common = np.argsort(-column.counts(), kind="stable")[:LEVELS]
            rank = np.full(len(column.values), min(len(common), LEVELS))
            rank[common] = np.arange(len(common))
            words.append(rank[column.codes])
    empty = np.zeros((table.rows, 0))
    return (
        np.stack(numbers, axis=1) if numbers else empty,
        np.stack(words, axis=1) if words else empty.astype(np.int64),
    )
