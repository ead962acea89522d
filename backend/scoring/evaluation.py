"""The cross-validated report: what scores of unseen rows are worth, next to the usual learners where installed.

Everything is learned again inside each fold, by the very function that trains the model which goes live.
"""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from backend.scoring import cells, challengers, drift, fairness, metrics
from backend.scoring.binning import Floats
from backend.scoring.columns import Integers, Table
from backend.scoring.errors import OptionsUnusable, TargetUnusable
from backend.scoring.fitting import chance
from backend.scoring.learning import FOLDS, by_folds
from backend.scoring.model import Model
from backend.scoring.targets import Target, read_target
from backend.scoring.training import Options, margins, train_on

MINE: Final = "scorecard"


def evaluate(
    table: Table, target: str, options: Options | None = None, kept: Model | None = None, group: str | None = None
) -> dict[str, Any]:
    """Every figure of the report as JSON. kept: a model to judge on these rows as it stands.
    group: a column whose values are groups of people, for the fairness report; scores need not use it.

    Raises TargetUnusable when there are too few rows of either outcome to hold some back.
    """
    options = options or Options()
    aim = read_target(table.columns[target], options.positive)
    known = table.without(target).take(aim.rows)
    if min(aim.outcome.sum(), len(aim.outcome) - aim.outcome.sum()) < FOLDS:
        raise TargetUnusable(f"Fewer than {FOLDS} rows of one outcome: too few to hold a fifth of them back.")
    unseen = {MINE: cross_validated(known, target, aim, options)}
    plain = Options(positive=options.positive, kinds=options.kinds)
    unseen |= {name: learner(known, aim.outcome, plain.kinds) for name, learner in challengers.available().items()}
    figures = {name: metrics.figures(aim.outcome, said).as_dict() for name, said in unseen.items()}
    report: dict[str, Any] = {
        "target": {"column": target, "positive": aim.positive},
        "rows": len(aim.outcome),
        "positives": int(aim.outcome.sum()),
        "folds": FOLDS,
        "learners": figures,
        "ece_by_chance": metrics.expected_error_by_chance(unseen[MINE]),
        "steps": [asdict(step) for step in metrics.steps(aim.outcome, unseen[MINE])],
        "not_installed": challengers.lacking(),
        "groups": [] if group is None else _groups(known, group, aim.outcome, unseen[MINE]),
    }
    if kept is not None:
        said = chance(margins(kept, known))
        report["kept"] = {
            "version": kept.version,
            "trained_on_these_rows": kept.document["trained"]["sha256"] == known.digest(),
            **metrics.figures(aim.outcome, said).as_dict(),
            "drift": _drift(kept, known, aim.outcome),
        }
    return report


def _groups(table: Table, name: str, outcome: Floats, said: Floats) -> list[dict[str, Any]]:
    if name not in table.columns:
        raise OptionsUnusable(f"There is no column {name}.")
    column = table.columns[name]
    words = [cells.text(value) or "unknown" for value in column.values]
    rows = zip(column.codes.tolist(), said.tolist(), outcome.tolist(), strict=True)
    return [asdict(each) for each in fairness.by_group((words[code], p, bool(won)) for code, p, won in rows)]


def _drift(kept: Model, table: Table, outcome: Floats) -> dict[str, Any]:
    names = [name for name in kept.columns if name in table.columns]
    values = [[table.columns[name].values[code] for code in table.columns[name].codes.tolist()] for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]
    return asdict(drift.watch(kept, rows, zip(rows, map(bool, outcome), strict=True)))


def cross_validated(table: Table, target: str, aim: Target, options: Options, seed: int = 7) -> Floats:
    """The probability of every row from a model that was trained without its fold."""

    def learn(seen: Integers, held: Integers) -> Floats:
        part = Target(aim.positive, aim.negative, aim.outcome[seen], np.arange(len(seen)))
        return chance(margins(train_on(table.take(seen), target, part, options), table.take(held)))

    return by_folds(aim.outcome, learn, seed)


def as_text(report: dict[str, Any]) -> str:
    """The report for people."""
    return "\n".join(_lines(report))


def _lines(report: dict[str, Any]) -> Iterator[str]:
    rows, positives = report["rows"], report["positives"]
    yield (
        f"{rows:,} rows, {positives:,} with {report['target']['column']} = {report['target']['positive']} "
        f"({positives / rows:.1%}); each row judged by a model that did not see it ({report['folds']} folds)"
    )
    yield ""
    yield f"{'':<22}{'AUC':>8}{'skill':>9}{'ECE':>8}{'found in best 20 %':>21}"
    for name, figures in report["learners"].items():
        yield _row(name, figures, positives)
    if "kept" in report:
        seen = " (it was trained on these rows)" if report["kept"]["trained_on_these_rows"] else ""
        yield _row("model as it stands", report["kept"], positives) + seen
    for name in report["not_installed"]:
        yield f"{name:<22}  not judged: scikit-learn is not installed"
    yield ""
    yield "skill: share of the log loss of always saying the base rate that is saved; below 0 does harm."
    yield f"ECE: a perfect model with so many rows shows up to {report['ece_by_chance']:.4f} by chance."
    yield ""
    yield f"{'tenth':<8}{'rows':>8}{'said':>9}{'seen':>9}{'lift':>7}{'found so far':>15}"
    for number, step in enumerate(report["steps"], 1):
        yield (
            f"{number:<8}{step['rows']:>8,}{step['said']:>9.2%}{step['seen']:>9.2%}{step['lift']:>7.2f}"
            f"{step['hits_so_far']:>15.1%}"
        )
    yield from _group_lines(report["groups"])
    if "kept" in report:
        yield from _drift_lines(report["kept"]["drift"])


def _group_lines(groups: list[dict[str, Any]]) -> Iterator[str]:
    if groups:
        yield ""
        yield f"{'group':<22}{'rows':>8}{'called':>9}{'ratio':>8}{'said':>9}{'seen':>9}{'bias':>7}"
    for each in groups:
        note = "  too few to judge" if each["few"] else "  look closer" if each["flagged"] else ""
        yield (
            f"{each['name'][:21]:<22}{each['rows']:>8,}{each['called']:>9.1%}{each['ratio']:>8.2f}{each['said']:>9.2%}"
            f"{each['seen']:>9.2%}{each['bias']:>7.1f}{note}"
        )


def _drift_lines(drifted: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"Drift against the model's training rows: {drifted['alarm']}; bias {drifted['bias']:+.1f} standard errors"
    for each in [drifted["score"], *drifted["features"][:5]]:
        yield f"  {each['label'][:30]:<32}PSI {each['psi']:.3f}  by chance {each['by_chance']:.3f}  {each['alarm']}"


def _row(name: str, figures: dict[str, float], positives: int) -> str:
    found = f"{figures['top_hits'] * positives:.0f} ({figures['top_hits']:.1%})"
    return f"{name:<22}{figures['auc']:>8.4f}{figures['skill']:>9.4f}{figures['ece']:>8.4f}{found:>21}"
