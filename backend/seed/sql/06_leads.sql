-- What the nth carrier would charge a lead for a year.
create or replace function pg_temp.quoted_cents(lead_id bigint, n integer) returns bigint
language sql immutable as $$ select (60 + pg_temp.below(lead_id, 97 + n, 180)) * 1000 $$;

-- When a lead was won or lost: three to twenty-five days after it came in, and never after yesterday.
create or replace function pg_temp.closed_at(received_at timestamptz, u_progress float8) returns timestamptz
language sql stable as $$
    select least(received_at + (3 + 22 * u_progress) * interval '1 day',
        greatest(received_at, pg_temp.office_hour(pg_temp.today() - 1, 1)))
$$;

-- Leads as their sources deliver them: whom to call, about what, and the proof of consent (§2.1).
insert into leads (
    id, idempotency_key, channel, source, product_interest, contact_info, consent, external_id, status, customer_id,
    cost_cents, received_at, lost_reason, owner_id, metadata, created_at, stage_since, first_attempt_at, first_contact_at,
    value_cents, policy_id, updated_at
)
select
    l.id,
    'demo-' || l.id,
    l.channel,
    l.source,
    l.product_interest,
    jsonb_build_object(
        'first_name', p.first_name, 'last_name', p.last_name, 'email', p.email, 'phone', p.phone,
        'state', p.state, 'postal_code', p.postal_code, 'city', p.city, 'address_line1', p.address_line1,
        'date_of_birth', p.date_of_birth),
    jsonb_build_object(
        'basis', case when l.channel in ('phone', 'referral') then 'inferred' else 'pewc' end,
        'channels', jsonb_build_array('email', 'sms', 'call_manual'),
        'captured_via', l.channel,
        'captured_at', to_char(l.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
    upper(substr(l.source, 1, 3)) || '-' || 700000 + l.id,
    l.status,
    l.customer_id,
    l.cost_cents,
    l.received_at,
    case when l.status = 'lost' then (array['No answer after six attempts', 'Premium too high', 'Stayed with current carrier',
        'Bought elsewhere', 'Wrong number', 'Not eligible', 'Only comparing'])[1 + pg_temp.below(l.id, 90, 7)] end,
    case when l.status not in ('new', 'scored') then p.owner_id end,
    jsonb_build_object(
        'homeowner', l.is_homeowner,
        'currently_insured', l.is_insured,
        'current_carrier', case when l.is_insured then (array['Lakeshore Casualty', 'Ironbridge Insurance',
            'Heartland National', 'Bluewater Direct'])[1 + pg_temp.below(l.id, 91, 4)] end,
        'x_date', case when l.is_insured then l.received_at::date + pg_temp.below(l.id, 92, 365) end,
        'response_minutes', case when l.status not in ('new', 'scored', 'assigned') then l.response_minutes end),
    l.received_at,
    case when l.status in ('won', 'lost') then pg_temp.closed_at(l.received_at, l.u_progress) else l.received_at end,
    case when l.status not in ('new', 'scored') then l.received_at + l.response_minutes * interval '1 minute' end,
    case when l.status not in ('new', 'scored', 'assigned')
        then l.received_at + l.response_minutes * interval '1 minute' end,
    -- As the trigger would: the newest of the quotes below that was not turned down.
    case when l.status = 'won' then pg_temp.quoted_cents(l.id, 1)
        when l.status = 'quoted' and l.received_at >= pg_temp.today() - 30
            then pg_temp.quoted_cents(l.id, 1 + (pg_temp.below(l.id, 100, 2) = 0)::int) end,
    case when l.status = 'won' then bought.policy_id end,
    case when l.status in ('won', 'lost') then pg_temp.closed_at(l.received_at, l.u_progress)
        else least(
            l.received_at + l.u_progress / 12 * interval '1 day',
            greatest(l.received_at, pg_temp.office_hour(pg_temp.today() - 1, 1))) end
from drawn_lead as l
join person as p on p.i = l.person_id
left join (select customer_id, min(id) as policy_id from policies group by customer_id) as bought
    on bought.customer_id = l.customer_id
order by l.id;

-- What carriers would have charged: one or two quotes for whoever got as far, of which the first was taken by those who bought.
insert into quotes (
    id, lead_id, carrier, policy_type, premium_cents, term_months, status, quoted_at, expires_on, owner_id,
    created_at, updated_at
)
select
    row_number() over (order by leads.id, n),
    leads.id,
    (array['Harborline Mutual', 'Prairie Shield', 'Old Orchard Mutual', 'Trailhead Auto'])[
        1 + (pg_temp.below(leads.id, 96, 4) + n) % 4],
    case when initcap(leads.product_interest) in ('Auto', 'Home', 'Life', 'Health')
        then initcap(leads.product_interest) else 'Home' end,
    pg_temp.quoted_cents(leads.id, n),
    12,
    case when leads.status = 'won' then case n when 1 then 'accepted' else 'declined' end
        when leads.status = 'lost' then 'declined'
        when leads.stage_since < pg_temp.today() - 30 then 'expired'
        else 'offered' end,
    leads.stage_since,
    (leads.stage_since + interval '30 days')::date,
    leads.owner_id,
    leads.stage_since,
    leads.stage_since
from leads cross join generate_series(1, 2) as n
where leads.status in ('quoted', 'won', 'lost')
    and (leads.status <> 'lost' or pg_temp.below(leads.id, 99, 2) = 0)
    and (n = 1 or pg_temp.below(leads.id, 100, 2) = 0);
