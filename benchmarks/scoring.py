"""What scores are worth on the two public campaigns, gate by gate (docs/decisions/0009-scoring.md).

    python -m benchmarks.scoring FOLDER [coil] [bank] [dates] [cold] [small] [speed]

FOLDER holds coil2000/train.csv, coil2000/score.csv and bank_marketing/train.csv.gz. Every figure is of rows that the
model did not see, by the pipeline that `leadgen score train` runs, with nothing declared.
"""

import csv
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.scoring.cli import one_thread

one_thread()

import numpy as np  # noqa: E402 - after its threads are limited

from backend.scoring import calibration, columns, metrics, model, tables  # noqa: E402
from backend.scoring.fitting import Floats, Integers, chance  # noqa: E402
from backend.scoring.learning import folds_of  # noqa: E402
from backend.scoring.metrics import Figures  # noqa: E402
from backend.scoring.model import Model  # noqa: E402
from backend.scoring.targets import Target, read_target  # noqa: E402
from backend.scoring.training import Options, margins, train_on  # noqa: E402

OWNERS: Final = 238
CHUNK: Final = 500
FIRST: Final = (1, 5, 25, 100, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Labelled rows."""

    table: columns.Table
    target: str
    aim: Target

    @property
    def outcome(self) -> Floats:
        return self.aim.outcome

    def learn(self, rows: Integers, prior: Model | None = None) -> Model:
        """The model of some rows."""
        part = Target(self.aim.positive, self.aim.negative, self.outcome[rows], np.arange(len(rows)))
        return train_on(self.table.take(rows), self.target, part, Options(prior=prior))

    def judge(self, scorecard: Model, rows: Integers) -> Figures:
        """How good a model is on some rows."""
        return metrics.figures(self.outcome[rows], chance(margins(scorecard, self.table.take(rows))))


def read(path: Path, target: str) -> Campaign:
    """A file with labels."""
    source = tables.open_source(path)
    table = columns.from_rows(source.header, source.rows())
    aim = read_target(table.columns[target])
    return Campaign(table.without(target).take(aim.rows), target, aim)


def say(what: str, figures: Sequence[Figures]) -> None:
    """The mean of some figures."""
    auc, skill, error, hits = np.mean([[f.auc, f.skill, f.ece, f.top_hits] for f in figures], axis=0)
    print(f"{what:<58} AUC {auc:.4f}  skill {skill:+.4f}  ECE {error:.4f}  best 20 % {hits:.1%}", flush=True)


def crossed(campaign: Campaign, seed: int) -> Figures:
    """Five folds, each judged by a model of the other four."""
    folds = folds_of(campaign.outcome, seed=seed)
    said = np.empty(len(folds))
    for fold in range(5):
        scorecard = campaign.learn(np.flatnonzero(folds != fold))
        held = np.flatnonzero(folds == fold)
        said[held] = chance(margins(scorecard, campaign.table.take(held)))
    return metrics.figures(campaign.outcome, said)


def coil(folder: Path) -> None:
    """Owners among the best fifth, which is what the challenge counted."""
    campaign = read(folder / "coil2000/train.csv", "CARAVAN")
    rows = len(campaign.outcome)
    say("coil: five folds, three times", [crossed(campaign, seed) for seed in (7, 8, 9)])
    refits, small = [], []
    for seed in range(30):
        random = np.random.default_rng(seed)
        order = random.permutation(rows)
        held, rest = order[: rows // 5], order[rows // 5 :]
        seen = np.sort(random.choice(rest, int(0.9 * len(rest)), replace=False))
        refits.append(campaign.judge(campaign.learn(seen), held))
    hits = [OWNERS * each.top_hits for each in refits]
    say("coil: 30 refits on 90 % of four fifths", refits)
    print(f"  of {OWNERS} owners in the best fifth: mean {np.mean(hits):.1f}, standard deviation {np.std(hits):.1f}")
    for seed in range(10):
        order = np.random.default_rng(50 + seed).permutation(rows)
        small.append(campaign.judge(campaign.learn(np.sort(order[4000:])), order[:4000]))
    say("coil: learned from 1,822, judged on 4,000, ten times", small)


def bank(folder: Path) -> None:
    """Ranking and calibration."""
    campaign = read(folder / "bank_marketing/train.csv.gz", "y")
    say("bank: five folds, twice", [crossed(campaign, seed) for seed in (7, 8)])


def dates(folder: Path) -> None:
    """Calls in the order they were made: learned from 70 %, then chunks of 500, with labels that come late or not."""
    campaign = read(folder / "bank_marketing/train.csv.gz", "y")
    outcome, rows = campaign.outcome, len(campaign.outcome)
    first = int(0.7 * rows)
    frozen = margins(campaign.learn(np.arange(first)), campaign.table)
    for late in (0, CHUNK):
        said = {name: np.empty(rows) for name in ("frozen", "fresh intercept", "refit", "refit, fresh intercept")}
        for start in range(first, rows, CHUNK):
            now, known = slice(start, start + CHUNK), np.arange(start - late)
            fresh = margins(campaign.learn(known), campaign.table)
            for name, margin in (("frozen", frozen), ("refit", fresh)):
                recent = known[-calibration.RECENT :]
                shift = calibration.most_likely_shift(margin[recent].tolist(), outcome[recent].tolist(), 0.3)
                said[name][now] = margin[now]
                said["fresh intercept" if name == "frozen" else "refit, fresh intercept"][now] = margin[now] + shift
        for name, margin in said.items():
            say(
                f"bank by date, labels {late} calls late: {name}",
                [metrics.figures(outcome[first:], chance(margin[first:]))],
            )


def cold(folder: Path) -> None:
    """Eight occupations as agencies: the others' scorecard as prior, and the first leads of their own."""
    campaign = read(folder / "bank_marketing/train.csv.gz", "y")
    job = campaign.table.columns["job"]
    named = np.array([str(value) for value in job.values])[job.codes]
    common = sorted(set(named.tolist()), key=lambda name: -int(np.sum(named == name)))[:8]
    skills: dict[tuple[str, int], list[float]] = {}
    for name in common:
        pooled = campaign.learn(np.flatnonzero(named != name))
        order = np.random.default_rng(1).permutation(np.flatnonzero(named == name))
        test, pool = order[: len(order) // 2], order[len(order) // 2 :]
        for count in FIRST:
            seen = np.sort(pool[:count])
            if len(seen) < count:
                continue
            both = campaign.judge(campaign.learn(seen, pooled), test).skill
            skills.setdefault(("prior and local", count), []).append(both)
            skills.setdefault(("prior alone", count), []).append(campaign.judge(pooled, test).skill)
            if 0 < campaign.outcome[seen].sum() < count:
                skills.setdefault(("local alone", count), []).append(campaign.judge(campaign.learn(seen), test).skill)
    for count in FIRST:
        told = [f"{name} {np.mean(each):+.3f}" for (name, number), each in skills.items() if number == count]
        print(f"cold start, {count} leads: {', '.join(told)}", flush=True)


def small(folder: Path) -> None:
    """Skill after few leads; the mean of five draws."""
    for path, target in (("coil2000/train.csv", "CARAVAN"), ("bank_marketing/train.csv.gz", "y")):
        campaign = read(folder / path, target)
        for count in (100, 250, 500, 1000):
            found = []
            for draw in range(5):
                order = np.random.default_rng(100 * draw + count).permutation(len(campaign.outcome))
                found.append(campaign.judge(campaign.learn(np.sort(order[:count])), order[-4000:]))
            say(f"{path.partition('/')[0]}: learned from {count}", found)


def speed(folder: Path) -> None:
    """CPU time of one core."""
    for path, target in (("coil2000/train.csv", "CARAVAN"), ("bank_marketing/train.csv.gz", "y")):
        campaign = read(folder / path, target)
        started = time.process_time()
        scorecard = campaign.learn(np.arange(len(campaign.outcome)))
        print(f"{path.partition('/')[0]}: trained in {time.process_time() - started:.2f} s", flush=True)
        if target == "CARAVAN":
            _serve(scorecard, folder / "coil2000/score.csv")


def _serve(scorecard: Model, path: Path) -> None:
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        model.score(scorecard, row)
    taken: list[float] = []
    apart = 0.0
    for row in rows:
        started = time.thread_time_ns()
        scored = model.score(scorecard, row)
        taken.append((time.thread_time_ns() - started) / 1000)
        weights = model.weights_of(scorecard, row)
        apart = max(apart, abs(scorecard.intercept + math.fsum(weights) - scored.margin))
        assert model.AVERAGE + sum(reason.points for reason in scored.reasons) + scored.rest == scored.points
    middle, slow = np.percentile(taken, [50, 99])
    print(f"score and reasons of one row, 85 columns: p50 {middle:.1f} µs, p99 {slow:.1f} µs; terms add to {apart:.0e}")
    begun = time.process_time()
    for _ in range(25):
        for row in rows:
            model.probability(scorecard, row)
    print(f"{25 * len(rows):,} rows scored again in {time.process_time() - begun:.2f} s", flush=True)


ROOMS: Final = {each.__name__: each for each in (coil, bank, dates, cold, small, speed)}


def main(words: Sequence[str]) -> int:
    """Every part, or those that are named."""
    if not words or not set(words[1:]) <= set(ROOMS):
        print(__doc__)
        return 1
    for name in words[1:] or ROOMS:
        ROOMS[name](Path(words[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
