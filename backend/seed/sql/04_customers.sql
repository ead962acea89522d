-- Customers, with what the database keeps about their policies already counted.
insert into customers (
    id, name, first_name, last_name, email, phone, status, policies_count, total_value, total_value_cents,
    join_date, last_active, reason, date_of_birth, address_line1, address_line2, city, state, postal_code,
    source, external_id, owner_id, metadata, created_at, updated_at
)
with owned as (
    select
        customer_id,
        count(*) as policies,
        count(*) filter (where status = 'active') as active,
        coalesce(sum(annual_cents) filter (where status = 'active'), 0)::bigint as value_cents,
        max(end_date) as last_end
    from drawn_policy
    group by customer_id
), looked_after as (
    select
        p.*,
        coalesce(o.policies, 0) as policies_count,
        coalesce(o.active, 0) > 0 as is_active,
        coalesce(o.value_cents, 0) as value_cents,
        greatest(p.joined_at, case
            when o.active > 0
            then pg_temp.office_hour(
                pg_temp.today() - 1 - floor(180 * power(pg_temp.share(p.i, 70), 2))::int, pg_temp.share(p.i, 71))
            else pg_temp.office_hour(least(pg_temp.today() - 1, coalesce(o.last_end, p.join_date)), 0.99)
        end) as last_active
    from person as p
    left join owned as o on o.customer_id = p.i
    where p.is_customer
    offset 0
)
select
    p.i, p.name, p.first_name, p.last_name, p.email, p.phone,
    case when p.is_active then 'active' else 'inactive' end,
    p.policies_count, p.value_cents / 100.0, p.value_cents,
    p.join_date, p.last_active,
    case
        when p.is_active then null
        when p.policies_count = 0 then 'Application withdrawn'
        else (array['Moved to another carrier', 'Found a lower premium', 'Moved out of state', 'Sold the car',
            'Sold the home', 'Non-payment', 'Covered by employer', 'No answer at renewal'])[1 + pg_temp.below(p.i, 72, 8)]
    end,
    p.date_of_birth, p.address_line1, p.address_line2, p.city, p.state, p.postal_code,
    coalesce(l.source, (array['referral', 'referral', 'own_site', 'inbound_call', 'walk_in', 'exclusive_web'])[
        1 + pg_temp.below(p.i, 73, 6)]),
    'AMS-' || 100000 + p.i,
    p.owner_id,
    jsonb_build_object(
        'demo', true,
        'preferred_contact', (array['email', 'phone', 'sms'])[1 + pg_temp.below(p.i, 74, 3)],
        'language', case when pg_temp.share(p.i, 75) < 0.08 then 'es' else 'en' end),
    p.joined_at, p.last_active
from looked_after as p
left join (
    select distinct on (customer_id) customer_id, source from drawn_lead where customer_id is not null
    order by customer_id, id
) as l on l.customer_id = p.i
order by p.i;
