"""Columns that know the outcome because they were written after it."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from backend.scoring import cells
from backend.scoring.binning import Feature, Floats
from backend.scoring.columns import Finding, Kind, Table
from backend.scoring.learning import outcome_rates
from backend.scoring.metrics import auc

TOO_GOOD: Final = 0.985
ENOUGH_POSITIVES: Final = 10
LATE_SHARE: Final = 0.01
_AFTERWARDS: Final = re.compile(
    r"(^|[_\W])"
    r"(outcome|result|duration|won|lost|closed|conversion|converted|bound|sold|commission|policy[_ ]?(no|number|id))"
    r"($|[_\W])|disposition|loss_?reason|lost_?reason|close_?date",
    re.I,
)


def refused(
    features: Sequence[Feature], outcome: Floats, table: Table, findings: Mapping[str, Finding], as_of: str | None
) -> dict[str, str]:
    """Columns not to use, and why: alone they tell the outcome of rows that were not looked at, or their dates lie
    after the time of scoring."""
    found: dict[str, str] = {}
    if min(outcome.sum(), len(outcome) - outcome.sum()) >= ENOUGH_POSITIVES:
        for feature in features:
            alone = auc(outcome, outcome_rates(feature.codes, feature.size, outcome))
            if alone >= TOO_GOOD:
                found[feature.term.columns[0]] = (
                    f"alone it tells the outcome (AUC {alone:.3f}): it looks written after it. "
                    "Declare its kind to use it all the same"
                )
    if as_of is not None:
        found |= _late(table, findings, as_of)
    return found


def warnings(columns: Sequence[str]) -> list[str]:
    """Columns that are used and whose names sound like something known only afterwards."""
    return [
        f"{name}: known before the lead is scored? The name sounds as if not"
        for name in columns
        if _AFTERWARDS.search(name)
    ]


def _late(table: Table, findings: Mapping[str, Finding], as_of: str) -> dict[str, str]:
    scored = _moments(table, as_of, findings[as_of].day_first)
    found = {}
    for name, finding in findings.items():
        if finding.kind is Kind.DATE and name != as_of:
            written = _moments(table, name, finding.day_first)
            both = ~np.isnan(written) & ~np.isnan(scored)
            late = float(np.mean(written[both] > scored[both])) if both.any() else 0.0
            if late > LATE_SHARE:
                found[name] = f"{late:.0%} of its dates lie after {as_of}, the time of scoring"
    return found


def _moments(table: Table, name: str, day_first: bool) -> Floats:
    column = table.columns[name]
    times = [cells.moment(value, day_first=day_first) for value in column.values]
    return np.array([np.nan if at is None else (at - at.min).total_seconds() for at in times])[column.codes]
