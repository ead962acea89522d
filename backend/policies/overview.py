"""What surrounds a policy: whose it is, how long it runs, what it has cost and what was claimed on it."""

from typing import Final

from backend import clock
from backend.agency.day import TODAY
from backend.database.engine import Pool
from backend.database.reach import Reach, row

LONGEST_HISTORY: Final = 100

# returns: PolicyOverview
OVERVIEW: Final = f"""
with policy as (
    select id, customer_id, start_date, end_date
    from policies
    where id = :id and within(policies)
),
written as (
    select log.at, coalesce(users.full_name, users.username, log.actor) as actor_name,
        log.before ->> 'premium' as before_text, log.after ->> 'premium' as after_text,
        (log.before ->> 'annual_premium_cents')::bigint as before_cents,
        (log.after ->> 'annual_premium_cents')::bigint as after_cents
    from audit_log log
    left join users on users.id = log.actor_id
    where log.table_name = 'policies' and log.record_id = :id and log.action = 'update'
      and log.after ?| array['premium', 'annual_premium_cents']
    order by log.id desc
    limit {LONGEST_HISTORY}
),
claimed as materialized (
    select id, claim_number, status, claim_type, amount_cents, date_of_loss, claim_date
    from claims
    where policy_id = :id and within(claims)
)
select json_build_object(
    'customer', (
        select json_build_object('id', id, 'name', name, 'phone', phone, 'email', email)
        from customers
        where id = policy.customer_id and within(customers)
    ),
    'term', json_build_object(
        'effective_date', start_date, 'expiration_date', end_date,
        'days_left', end_date - {TODAY}, 'days_total', end_date - start_date
    ),
    'premium_history', (
        select coalesce(json_agg(json_build_object(
            'at', at, 'actor_name', actor_name, 'before_cents', before_cents, 'after_cents', after_cents,
            'before_text', before_text, 'after_text', after_text
        )), '[]')
        from written
    ),
    'claims', (
        select coalesce(json_agg(json_build_object(
            'id', id, 'claim_number', claim_number, 'status', status, 'claim_type', claim_type,
            'amount_cents', amount_cents, 'incident_date', date_of_loss
        ) order by claim_date desc nulls last, id desc), '[]')
        from claimed
    ),
    'claims_paid_cents', (select coalesce(sum(amount_cents), 0)::bigint from claimed where status = 'approved')
)::text
from policy
"""


async def overview(pool: Pool, policy_id: int, seen: Reach) -> bytes | None:
    """The policy's surroundings as JSON; None if there is no such policy within sight."""
    found = await row(pool, OVERVIEW, seen, {"id": policy_id, "now": clock.now()})
    return None if found is None else str(found[0]).encode()
