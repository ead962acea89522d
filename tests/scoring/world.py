"""A synthetic agency whose leads convert with known chances: mixed types, gaps that tell, drift, a leak."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

SOURCES: Final = ("referral", "website", "facebook", "vendor")
STATES: Final = ("OH", "TX", "CA", "NY", "FL")
PRODUCTS: Final = ("auto", "home", "life")


@dataclass(frozen=True, slots=True)
class Leads:
    """Records as they arrive, what became of them, and the chance that was behind it."""

    records: list[dict[str, object]]
    outcome: list[bool]
    chance: list[float]

    def labelled(self, name: str = "converted") -> list[dict[str, object]]:
        """The records with their outcome as a column."""
        return [{**record, name: won} for record, won in zip(self.records, self.outcome, strict=True)]


def leads(count: int, seed: int = 0, *, base: float = -2.0, leak: bool = False, joint: float = 0.0) -> Leads:
    """As many leads as asked for. base: log-odds of a plain lead; drift moves it. joint: how much state and product
    together matter. leak: adds the column `policy_number`, filled after the sale."""
    random = np.random.default_rng(seed)
    records: list[dict[str, object]] = []
    outcome, chances = [], []
    for number in range(count):
        source = SOURCES[int(random.choice(4, p=[0.15, 0.4, 0.25, 0.2]))]
        state, product = STATES[int(random.integers(5))], PRODUCTS[int(random.integers(3))]
        age = int(random.integers(18, 85))
        quotes = int(random.poisson(1.0))
        premium = round(float(random.lognormal(7.0, 0.5)), 2)
        homeowner = bool(random.random() < 0.6)
        day = int(random.integers(1, 29))
        margin = base + {"referral": 1.2, "website": 0.3, "facebook": -0.5, "vendor": -0.9}[source]
        margin += 0.35 * min(quotes, 4) + 0.9 * math.sin((age - 18) / 67 * math.pi) - 0.4
        margin += 0.5 * homeowner - 0.4 * (premium > 1800)
        margin += joint * (1.0 if (STATES.index(state) + PRODUCTS.index(product)) % 2 else -1.0)
        # People who will not buy rarely say what they pay today.
        told_premium = random.random() < 1.0 / (1.0 + math.exp(-(margin + 3.0)))
        chance = 1.0 / (1.0 + math.exp(-margin))
        won = bool(random.random() < chance)
        record: dict[str, object] = {
            "lead_id": 10_000 + number,
            "source": source,
            "state": state,
            "product": product,
            "age": age if random.random() < 0.9 else None,
            "quotes_30_days": quotes,
            "premium": f"${premium:,.2f}" if told_premium else "",
            "homeowner": homeowner,
            "received": f"2026-0{1 + number % 6}-{day:02}T{int(random.integers(8, 20)):02}:15:00",
            "agency": "Hill & Co",
            "note": None,
        }
        if leak:
            record["policy_number"] = f"P{number % 40}" if won else None
        records.append(record)
        outcome.append(won)
        chances.append(chance)
    return Leads(records, outcome, chances)
