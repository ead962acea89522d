"""How groups of people fare under a model: rates and calibration by a column that the model need not use."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from backend.scoring.calibration import bias_in_errors

# The four-fifths rule of 29 CFR 1607.4(D), used here as a line for looking closer, not as a verdict.
FOUR_FIFTHS: Final = 0.8
FEW: Final = 30


@dataclass(frozen=True, slots=True)
class Group:
    """One group. called: share among the best scored leads; ratio: that share over the best-off group's.

    said and seen: mean probability and outcome rate; bias: their difference in standard errors. few: too few to judge.
    """

    name: str
    rows: int
    called: float
    ratio: float
    said: float
    seen: float
    bias: float
    few: bool
    flagged: bool


def by_group(groups: Iterable[tuple[str, float, bool]], called_share: float = 0.2) -> list[Group]:
    """The report over (group, probability, outcome) of leads; the best `called_share` count as called."""
    known = list(groups)
    if not known:
        return []
    line = sorted((said for _, said, _ in known), reverse=True)[max(0, math.ceil(called_share * len(known)) - 1)]
    members: dict[str, list[tuple[float, bool]]] = {}
    for name, said, outcome in known:
        members.setdefault(name, []).append((said, outcome))
    called = {name: sum(said >= line for said, _ in each) / len(each) for name, each in members.items()}
    best = max((called[name] for name, each in members.items() if len(each) >= FEW), default=max(called.values()))
    report = []
    for name, each in sorted(members.items()):
        probabilities = [said for said, _ in each]
        outcomes = [float(outcome) for _, outcome in each]
        bias = bias_in_errors(probabilities, outcomes)
        ratio = called[name] / best if best else 1.0
        few = len(each) < FEW
        report.append(
            Group(
                name=name,
                rows=len(each),
                called=called[name],
                ratio=ratio,
                said=sum(probabilities) / len(each),
                seen=sum(outcomes) / len(each),
                bias=bias,
                few=few,
                flagged=not few and (ratio < FOUR_FIFTHS or abs(bias) > 3.0),
            )
        )
    return report
