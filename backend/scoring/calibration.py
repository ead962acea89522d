"""Making probabilities mean what they say: a sigmoid on unseen margins, and an intercept kept fresh."""

import math
from collections.abc import Sequence
from typing import Any, Final

from backend.scoring.model import Model, chance, dump, load

ENOUGH_POSITIVES: Final = 50
POOLED_SD: Final = 0.3
RECENT: Final = 1_000


def most_likely_shift(margins: Sequence[float], outcomes: Sequence[float], sd: float) -> float:
    """How far to move all log-odds so that the outcomes fit best, held near 0 by a normal prior (MAP)."""
    shift, precision = 0.0, sd**-2
    for _ in range(50):
        slope, steep = precision * shift, precision
        for margin, outcome in zip(margins, outcomes, strict=True):
            likely = chance(margin + shift)
            slope += likely - outcome
            steep += likely * (1.0 - likely)
        move = max(-1.0, min(1.0, slope / steep))
        shift -= move
        if abs(move) < 1e-10:
            break
    return shift


def refresh_intercept(
    model: Model, margins: Sequence[float], outcomes: Sequence[float], *, sd: float | None = None, fresh: int = RECENT
) -> Model:
    """The model with its intercept moved to the last matured outcomes, oldest first; nothing else changes.

    margins: what this model says of those leads. sd: how far the shift may plausibly go; the model's own when left out.
    """
    held = sd if sd is not None else float(model.document.get("intercept_sd", POOLED_SD))
    shift = most_likely_shift(margins[-fresh:], outcomes[-fresh:], held)
    document: dict[str, Any] = {
        **model.document,
        "intercept": model.intercept + shift,
        "refreshed": {"from": model.version, "labels": len(margins[-fresh:]), "shift": shift},
    }
    return load(dump(document))


def bias_in_errors(probabilities: Sequence[float], outcomes: Sequence[float]) -> float:
    """Calibration in the large: seen minus expected outcomes, in standard errors. Beyond ±3 is an alarm."""
    expected = math.fsum(probabilities)
    spread = math.sqrt(math.fsum(p * (1.0 - p) for p in probabilities))
    return (math.fsum(outcomes) - expected) / spread if spread else 0.0
