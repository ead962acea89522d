"""What to believe before any outcome is known: a table of points that people can read, argue about and change.

20 points double the odds. The table is an opinion with the weight of 50 leads; outcomes move it from the first one on.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from backend.scoring.errors import ModelUnusable
from backend.scoring.features import ORDERED, Part
from backend.scoring.model import FORMAT, POINTS, Model, dump, load
from backend.scoring.phrases import label_of

POINTS_FORMAT: Final = "leadgen-points/1"
WORTH: Final = 50.0
SURE_OF_A_TERM: Final = 5.0

# Ordered features: points for each bin between the edges. Named ones: points for each level. Unlisted and missing: 0,
# unless said. Order of magnitude from common agency practice; an agency's own outcomes replace it.
EXPERT: Final[dict[str, Any]] = {
    "format": POINTS_FORMAT,
    "target": "converted",
    "base_rate": 0.10,
    "worth_leads": WORTH,
    "terms": [
        {
            "column": "source",
            "points": {
                **dict.fromkeys(("referral", "customer referral", "agent referral", "word of mouth"), 30),
                **dict.fromkeys(("cross sell", "cross_sell", "existing customer", "customer"), 30),
                **dict.fromkeys(("phone", "inbound call", "call-in", "call_in", "walk-in", "walk_in"), 20),
                **dict.fromkeys(("website", "web", "web form", "web_form", "organic", "google organic"), 8),
                **dict.fromkeys(("google", "google ads", "google_ads", "bing"), 3),
                **dict.fromkeys(("facebook", "meta", "instagram", "tiktok", "social"), -10),
                **dict.fromkeys(("vendor", "purchased", "aggregator", "list", "shared lead", "aged lead"), -16),
            },
        },
        {"column": "phone", "part": "filled", "points": {"given": 3}, "missing": -16},
        {"column": "email", "part": "filled", "points": {"given": 1}, "missing": -6},
        {
            "column": "product_interest",
            "points": {"bundle": 12, "home": 5, "homeowners": 5, "auto": 0, "renters": -4, "life": -6, "health": -4},
        },
        {"column": "message", "part": "words", "edges": [4, 15], "points": [0, 6, 9]},
        {"column": "current_insurer", "part": "filled", "points": {"given": 6}},
        {"column": "quotes_30_days", "edges": [0, 2], "points": [0, 8, 12]},
        {"column": "days_to_renewal", "edges": [-1, 14, 45, 90], "points": [-8, 14, 12, 4, -4]},
        {"column": "consent_call", "points": {"true": 4, "yes": 4, "false": -20, "no": -20}},
    ],
}


def from_points(table: Mapping[str, Any]) -> Model:
    """The scorecard of a table of points. Raises ModelUnusable with what is wrong in it."""
    if table.get("format") != POINTS_FORMAT:
        raise ModelUnusable(f"The table of points does not say that it is a {POINTS_FORMAT}.")
    try:
        rate, worth = float(table["base_rate"]), float(table.get("worth_leads", WORTH))
        terms = [_term(term) for term in table["terms"]]
        target = str(table["target"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise ModelUnusable(f"The table of points is incomplete: {problem}.") from problem
    if not 0.0 < rate < 1.0 or worth <= 0.0:
        raise ModelUnusable("A base rate lies between 0 and 1, and the table is worth more than no lead.")
    # The spread of a Beta prior worth so many leads, in log-odds.
    spread = 1.0 / math.sqrt(worth * rate * (1.0 - rate))
    return load(
        dump(
            {
                "format": FORMAT,
                "target": {"column": target, "positive": "true", "negative": "false"},
                "intercept": math.log(rate / (1.0 - rate)),
                "intercept_sd": spread,
                "margin_error": spread,
                "terms": terms,
                "trained": {"rows": 0, "positives": 0, "base_rate": rate, "sha256": ""},
                "scores": {"edges": [], "counts": [0]},
            }
        )
    )


def expert() -> Model:
    """What is believed of leads on the first day."""
    return from_points(EXPERT)


def _term(told: Mapping[str, Any]) -> dict[str, Any]:
    column = str(told["column"])
    ordered = "edges" in told
    part = Part(told.get("part", Part.NUMBER if ordered else Part.TEXT))
    if ordered != (part in ORDERED):
        raise ValueError(f"{column} has edges and is {part}, or has none")
    term: dict[str, Any] = {"columns": [column], "part": part.value, "label": str(told.get("label", label_of(column)))}
    points: Sequence[float]
    if ordered:
        points = [float(each) for each in told["points"]]
        term["edges"] = [float(edge) for edge in told["edges"]]
        term["whole"] = all(edge.is_integer() for edge in term["edges"])
    else:
        levels = sorted(told["points"])
        points = [*(float(told["points"][level]) for level in levels), float(told.get("other", 0))]
        term["levels"] = [level.casefold() for level in levels]
    weights = [each / POINTS for each in (*points, float(told.get("missing", 0)))]
    sure = SURE_OF_A_TERM / POINTS
    return {**term, "weights": weights, "errors": [sure] * len(weights), "counts": [0] * len(weights)}
