-- Policies; the typed money beside the premium is what the database would read from its text.
insert into policies (
    id, policy_number, customer_id, customer_name, policy_type, status, premium, premium_cents, premium_currency,
    premium_period, annual_premium_cents, coverage_amount, start_date, end_date, renewal_date, carrier, owner_id,
    metadata, created_at, updated_at
)
with named as (
    select
        d.*,
        p.name,
        c.name as carrier,
        c.prefix,
        -- Each number once: multiplying by a constant modulo a larger prime only shuffles.
        lpad(((d.id * 73687801::bigint + 40000003) % 99999989)::text, 8, '0') as digits,
        greatest(pg_temp.office_hour(d.began, pg_temp.share(d.id, 80)), p.joined_at) as begun_at,
        case when status = 'active' then d.start_date else least(d.end_date, pg_temp.today() - 1) end as touched
    from drawn_policy as d
    join person as p on p.i = d.customer_id
    join carrier as c on c.line = d.line and c.choice = d.carrier_choice
    offset 0
)
select
    id,
    case carrier_choice
        when 1 then prefix || '-' || digits
        when 2 then prefix || ' ' || substr(digits, 1, 4) || ' ' || substr(digits, 5)
        when 3 then prefix || digits || '-' || lpad((term_months % 100)::text, 2, '0')
        else prefix || '00' || digits
    end,
    customer_id, name, policy_type, status, premium, premium_cents, 'USD', premium_period, annual_cents,
    case line
        when 'A' then (array[50000, 100000, 300000, 500000])[1 + pg_temp.below(id, 81, 4)]
        when 'H' then case
            when u_kind < 0.2 then 15000 + 5000 * pg_temp.below(id, 81, 8)
            else 160000 + 5000 * pg_temp.below(id, 81, 120)
        end
        when 'L' then 1000 * (array[100, 250, 500, 1000])[1 + floor(3.99 * u_kind)::int]
    end,
    start_date, end_date,
    case when status = 'active' then case when line = 'E' then end_date + 1 else end_date end end,
    carrier, owner_id,
    case line
        when 'A' then jsonb_build_object('vehicles', units, 'term_months', term_months,
            'coverage', case when u_kind < 0.78 then 'full' else 'liability' end)
        when 'H' then jsonb_build_object('form', case when u_kind < 0.2 then 'HO-4' else 'HO-3' end,
            'deductible', (array[500, 1000, 1000, 2500])[1 + pg_temp.below(id, 82, 4)])
        when 'L' then jsonb_build_object('term_years', term_months / 12, 'age_at_issue', age_at_start)
        else jsonb_build_object('metal', (array['bronze', 'silver', 'silver', 'gold'])[1 + floor(3.99 * u_kind)::int],
            'members', units)
    end || case
        when status = 'cancelled' then jsonb_build_object('cancelled_on', end_date, 'cancelled_because',
            (array['non-payment', 'at the customer''s request', 'replaced elsewhere'])[1 + pg_temp.below(id, 83, 3)])
        else '{}'::jsonb
    end,
    begun_at,
    greatest(begun_at, pg_temp.office_hour(touched, pg_temp.share(id, 84)) - interval '1 day')
from named
order by id;
