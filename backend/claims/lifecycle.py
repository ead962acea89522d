"""The steps of a claim, from the first notice to its end."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from backend.claims.deadlines import Claimed
from backend.models.claim import ClaimStatus

DECISIONS: Final = {ClaimStatus.APPROVED.value: "Approved", ClaimStatus.REJECTED.value: "Rejected"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. status: `done`, `current`, `coming` or `skipped`; at: when it was done, if that is known."""

    key: str
    label: str
    status: str
    at: date | None


def steps(claim: Claimed) -> list[Step]:
    """The way of the claim. What lies before a step that is done, and has no date itself, was skipped."""
    rejected = claim.status == ClaimStatus.REJECTED
    way = [
        ("reported", "Reported", True, claim.claim_date),
        ("sent", "Passed on to the insurer", claim.sent_date is not None, claim.sent_date),
        ("acknowledged", "Acknowledged", claim.acknowledged_date is not None, claim.acknowledged_date),
        ("proof", "Proof of loss", claim.proof_date is not None, claim.proof_date),
        ("decided", DECISIONS.get(claim.status, "Decision"), claim.is_decided, claim.processed_date),
        ("paid", "Paid", claim.paid_date is not None, claim.paid_date),
        ("closed", "Closed", claim.closed_date is not None, claim.closed_date),
    ]
    last = max(place for place, (_, _, done, _) in enumerate(way) if done)
    found: list[Step] = []
    current_seen = False
    for place, (key, label, done, at) in enumerate(way):
        if done:
            status = "done"
        elif place < last or (key == "paid" and rejected):
            status = "skipped"
        else:
            status = "coming" if current_seen else "current"
            current_seen = True
        found.append(Step(key, label, status, at if done else None))
    return found
