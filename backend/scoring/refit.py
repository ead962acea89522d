"""Learning anew, in a process of its own, so that no server process ever loads numpy.

    python -m backend.scoring.refit < wanted.json > made.json

Read: {"rows": [{"features": {…}, "won": true, "unseen": true}, …], "fresh": [{…}], "points": {…}, "live": {…},
"jurisdiction": "US-OH", "labels": {…}, "cells": [[…]]}. unseen: the model in use did not learn from this row.
fresh: rows of leads that nobody has worked yet, which show what is known on arrival.
Written: {"document": …, "figures": {…}, "report": {…}, "better": true, "fair": true, "new": 120, "why": "…"}.
fair: they were judged by rows that the one in use did not learn from, of which there are `new`.
"""

import json
import math
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from backend.errors import LeadGenError
from backend.scoring.cli import one_thread

if TYPE_CHECKING:
    from backend.scoring.metrics import Floats

TARGET: Final = "won"
PROSE: Final = ("message",)
MOST_COLUMNS: Final = 60
# A column that nobody has filled on arrival, and most have in the end, was written in between.
FEWEST_FRESH: Final = 20
FILLED_IN_THE_END: Final = 0.2
FILLED_ON_ARRIVAL: Final = 0.1
# How many rows the model in use must not have seen to be judged by them alone.
ENOUGH_UNSEEN: Final = 100
ENOUGH_UNSEEN_WON: Final = 10
WIDE: Final = 1.96
NICE: Final = 10


def main() -> int:
    """0, and the model on standard output; 1, and one sentence on standard error."""
    one_thread()
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        made = refit(json.loads(sys.stdin.buffer.read()))
    except LeadGenError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(json.dumps(made, allow_nan=False))
    return 0


def refit(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A model of the rows, and how it does beside the one in use on rows that neither of them saw."""
    import numpy as np

    from backend.scoring import columns, model, prior, training
    from backend.scoring.columns import Kind
    from backend.scoring.evaluation import cross_validated
    from backend.scoring.fitting import chance
    from backend.scoring.targets import read_target

    rows: Sequence[Mapping[str, Any]] = wanted["rows"]
    late = late_columns([row["features"] for row in rows], wanted["fresh"])
    names = _fullest([row["features"] for row in rows], late)
    records = [
        {**{name: row["features"].get(name) for name in names}, TARGET: "yes" if row["won"] else "no"} for row in rows
    ]
    table = columns.from_records(records)
    options = training.Options(
        positive="yes",
        kinds={name: Kind.PROSE for name in PROSE if name in table.columns},
        cells=[cell for cell in wanted["cells"] if all(name in table.columns for name in cell)],
        prior=prior.from_points(wanted["points"]),
        jurisdiction=wanted["jurisdiction"],
        labels={name: label for name, label in wanted["labels"].items() if name in table.columns},
    )
    made = training.train(table, TARGET, options)
    aim = read_target(table.columns[TARGET], options.positive)
    known = table.without(TARGET).take(aim.rows)
    said = cross_validated(known, TARGET, aim, options)
    live = model.from_document(wanted["live"])
    other = chance(training.margins(live, known))
    unseen = np.flatnonzero(np.array([bool(row["unseen"]) for row in rows]))
    fair = len(unseen) >= ENOUGH_UNSEEN and aim.outcome[unseen].sum() >= ENOUGH_UNSEEN_WON
    judged = unseen if fair else np.arange(len(rows))
    left_out = [*made.document["left_out"], *({"column": name, "why": why} for name, why in late.items())]
    compared, better, why = compare(aim.outcome[judged], said[judged], other[judged])
    return {
        "document": made.document,
        "figures": _figures(aim.outcome, said),
        "report": {
            "calibration": calibration(aim.outcome, said),
            "lift": lift(aim.outcome, said),
            "compared": compared,
            "judged_rows": len(judged),
            "left_out": left_out,
        },
        "better": better,
        "fair": bool(fair),
        "new": len(unseen),
        "why": why,
    }


def late_columns(rows: Sequence[Mapping[str, Any]], fresh: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Columns that cannot have been known on arrival, and why."""
    if len(fresh) < FEWEST_FRESH:
        return {}
    late = {}
    filled, now = (Counter(name for row in some for name in row) for some in (rows, fresh))
    for name, count in filled.items():
        in_the_end, on_arrival = count / len(rows), now[name] / len(fresh)
        if in_the_end >= FILLED_IN_THE_END and on_arrival <= FILLED_ON_ARRIVAL * in_the_end:
            late[name] = (
                f"{in_the_end:.0%} of the finished leads have it and {on_arrival:.0%} of the new ones: "
                "it is written after the lead came in"
            )
    return late


def _fullest(rows: Sequence[Mapping[str, Any]], without: Mapping[str, str]) -> list[str]:
    counted = Counter(name for row in rows for name in row if name not in without)
    best = sorted(counted, key=lambda name: (-counted[name], name))[:MOST_COLUMNS]
    return sorted(best)


def compare(outcome: "Floats", said: "Floats", other: "Floats") -> tuple[list[dict[str, Any]], bool, str]:
    """All that were compared, whether the new one is the best of them, and the sentence why."""
    import numpy as np

    base = np.full(len(outcome), float(np.clip(outcome.mean(), 1e-6, 1 - 1e-6)))
    new, old, plain = (_figures(outcome, each) for each in (said, other, base))
    compared = [
        {"name": "This model, on rows it did not see", **new},
        {"name": "The one in use then", **old},
        {"name": "Always the base rate", **plain},
    ]
    better = new["log_loss"] <= old["log_loss"] and new["log_loss"] < plain["log_loss"]
    unseen = f"On {len(outcome):,} leads that it did not see"
    if better:
        gain = 1 - new["log_loss"] / old["log_loss"]
        why = f"{unseen} its log loss is {gain:.1%} lower than that of the one in use."
    elif new["log_loss"] >= plain["log_loss"]:
        why = f"{unseen} it does no better than always saying the base rate."
    else:
        loss = new["log_loss"] / old["log_loss"] - 1
        why = f"{unseen} its log loss is {loss:.1%} higher than that of the one in use."
    return compared, better, why


def _figures(outcome: "Floats", said: "Floats") -> dict[str, Any]:
    from backend.scoring import metrics

    found = metrics.figures(outcome, said)
    figures = {
        "log_loss": found.log_loss,
        "skill": found.skill,
        "auc": found.auc,
        "calibration_error": found.ece,
    }
    return {name: value if math.isfinite(value) else None for name, value in figures.items()}


def calibration(outcome: "Floats", said: "Floats") -> list[dict[str, Any]]:
    """Tenths of the rows by what was said, the lowest first: said, and seen with its 95 % interval (Wilson)."""
    from backend.scoring import metrics

    curve = []
    for step in reversed(metrics.steps(outcome, said)):
        low, high = wilson(step.seen, step.rows)
        curve.append({"said": step.said, "seen": step.seen, "low": low, "high": high, "rows": step.rows})
    return curve


def wilson(share: float, rows: int) -> tuple[float, float]:
    """The 95 % interval of a share of so many rows."""
    spread = WIDE * WIDE / rows
    middle = (share + spread / 2) / (1 + spread)
    half = WIDE * math.sqrt(share * (1 - share) / rows + spread / (4 * rows)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def lift(outcome: "Floats", said: "Floats") -> list[dict[str, Any]]:
    """Tenths of the rows, the best scored first: what calling them first would bring."""
    from backend.scoring import metrics

    return [
        {"tenth": number, "rows": step.rows, "said": step.said, "seen": step.seen, "lift": step.lift}
        for number, step in enumerate(metrics.steps(outcome, said), 1)
    ]


if __name__ == "__main__":
    sys.exit(main())
