"""What surrounds a claim: whose it is, on which policy, how far it has come and by when it has to go on."""

from dataclasses import asdict
from typing import Any, Final

import orjson

from backend import clock
from backend.agency.day import TODAY
from backend.claims.deadlines import Claimed, Deadline, deadlines, next_deadline
from backend.claims.lifecycle import steps
from backend.database.engine import Pool
from backend.database.reach import Reach, row

# returns: customer and policy of a ClaimOverview, the customer's state, today, and what is known about the claim
FACTS: Final = f"""
select
    (
        select json_build_object('id', id, 'name', name, 'phone', phone, 'email', email)
        from customers
        where customers.id = theirs.customer_id and within(customers)
    )::text,
    (
        select json_build_object(
            'id', id, 'policy_number', policy_number, 'policy_type', policy_type, 'status', status, 'carrier', carrier,
            'premium_cents', annual_premium_cents, 'effective_date', start_date, 'expiration_date', end_date)
        from policies
        where policies.id = theirs.id and within(policies)
    )::text,
    upper((select state from customers insured where insured.id = theirs.customer_id)),
    {TODAY},
    coalesce(claims.claim_type, theirs.policy_type), claims.status, claims.claim_date, claims.due_date,
    claims.sent_date, claims.acknowledged_date, claims.proof_date, claims.processed_date, claims.paid_date,
    claims.closed_date
from claims
left join policies theirs on theirs.id = claims.policy_id
where claims.id = :id and within(claims)
"""


async def overview(pool: Pool, claim_id: int, seen: Reach) -> bytes | None:
    """The claim's surroundings as JSON; None if there is no such claim within sight."""
    found: Any = await row(pool, FACTS, seen, {"id": claim_id, "now": clock.now()})
    if found is None:
        return None
    customer, policy, state, today, *known = found
    claim = Claimed(*known)
    dues = deadlines(claim, state, today)
    upcoming = next_deadline(dues)
    return orjson.dumps(
        {
            "customer": customer and orjson.Fragment(customer),
            "policy": policy and orjson.Fragment(policy),
            "steps": [asdict(step) for step in steps(claim)],
            "deadlines": [_shown(each) for each in dues],
            "next_deadline": upcoming and _shown(upcoming),
        }
    )


def _shown(deadline: Deadline) -> dict[str, object]:
    return {name: value for name, value in asdict(deadline).items() if name != "is_open"}
