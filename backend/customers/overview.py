"""What surrounds a customer: who shares the address, the policies by line, open claims, what waits."""

from typing import Final

from backend import clock
from backend.agency.day import TODAY
from backend.communications.unanswered import UNANSWERED
from backend.database.engine import Pool
from backend.database.reach import Reach, row
from backend.models.policy import PolicyType

LARGEST_HOUSEHOLD: Final = 20
LINES: Final = ", ".join(f"({place}, '{line.value}')" for place, line in enumerate(PolicyType))

# returns: CustomerOverview
OVERVIEW: Final = f"""
with customer as (
    select id, household_key(address_line1, address_line2, postal_code) as home
    from customers
    where id = :id and within(customers)
),
book as materialized (
    select id, policy_number, policy_type, status, carrier, annual_premium_cents, start_date, end_date, renewal_date
    from policies
    where customer_id = :id and within(policies)
),
claimed as materialized (
    select claims.*
    from policies theirs
    join claims on claims.policy_id = theirs.id
    where theirs.customer_id = :id and within(claims)
),
household as (
    select id, name, status, policies_count, total_value_cents
    from customers
    where household_key(address_line1, address_line2, postal_code) = (select home from customer)
      and id <> :id and within(customers)
    order by name, id
    limit {LARGEST_HOUSEHOLD}
),
lines as (
    select line, coalesce(line, 'Other') as label, place, (
        select coalesce(json_agg(json_build_object(
            'id', id, 'policy_number', policy_number, 'status', status, 'carrier', carrier,
            'premium_cents', annual_premium_cents, 'effective_date', start_date, 'expiration_date', end_date
        ) order by status, end_date desc nulls first, id), '[]')
        from book
        where policy_type is not distinct from line
    ) as policies
    from (values {LINES}, (99, null)) line (place, line)
    where line is not null or exists (select from book where policy_type is null)
),
renewal as (
    select id, policy_number, coalesce(renewal_date, end_date) as expiration_date,
        coalesce(renewal_date, end_date) - {TODAY} as days
    from book
    where status = 'active' and coalesce(renewal_date, end_date) >= {TODAY} - 30
    order by expiration_date, id
    limit 1
)
select json_build_object(
    'household', (select coalesce(json_agg(household), '[]') from household),
    'lines', (
        select json_agg(json_build_object('line', line, 'label', label, 'policies', policies) order by place) from lines
    ),
    'premium_in_force_cents', (
        select coalesce(sum(annual_premium_cents), 0)::bigint from book where status = 'active'
    ),
    'active_policies', (select count(*) from book where status = 'active'),
    'open_claims', (
        select coalesce(json_agg(json_build_object(
            'id', id, 'claim_number', claim_number, 'status', status, 'claim_type', claim_type,
            'amount_cents', amount_cents, 'incident_date', date_of_loss
        ) order by claim_date desc nulls last, id desc), '[]')
        from claimed
        where status = 'pending'
    ),
    'next_renewal', (select row_to_json(renewal) from renewal),
    'unanswered', (
        select count(*) from communications
        where communications.customer_id = :id and within(communications) and {UNANSWERED}
    ),
    'open_tasks', (
        select count(*)
        from (
            select 'customers' as record_type, cast(:id as integer) as record_id
            union all
            select 'policies', id from policies where customer_id = :id
            union all
            select 'claims', claims.id
            from policies theirs join claims on claims.policy_id = theirs.id
            where theirs.customer_id = :id
        ) about
        join tasks using (record_type, record_id)
        where tasks.status = 'open' and within(tasks)
    )
)::text
from customer
"""


async def overview(pool: Pool, customer_id: int, seen: Reach) -> bytes | None:
    """The customer's surroundings as JSON; None if there is no such customer within sight."""
    found = await row(pool, OVERVIEW, seen, {"id": customer_id, "now": clock.now()})
    return None if found is None else str(found[0]).encode()
