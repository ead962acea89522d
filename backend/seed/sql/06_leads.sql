-- What the nth carrier would charge a lead for a year.
create or replace function pg_temp.quoted_cents(lead_id bigint, n integer) returns bigint
language sql immutable as $$ select (60 + pg_temp.below(lead_id, 97 + n, 180)) * 1000 $$;

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
        'x_date', case when l.is_insured then pg_temp.today() + pg_temp.below(l.id, 92, 365) end,
        'response_minutes', case when l.status not in ('new', 'scored', 'assigned') then l.response_minutes end),
    l.received_at,
    l.received_at,
    case when l.status not in ('new', 'scored') then l.received_at + l.response_minutes * interval '1 minute' end,
    case when l.status not in ('new', 'scored', 'assigned')
        then l.received_at + l.response_minutes * interval '1 minute' end,
    -- As the trigger would: the newest of the quotes below that was not turned down.
    case when l.status = 'won' then pg_temp.quoted_cents(l.id, 1)
        when l.status = 'quoted' and l.received_at >= pg_temp.today() - 30
            then pg_temp.quoted_cents(l.id, 1 + (pg_temp.below(l.id, 100, 2) = 0)::int) end,
    case when l.status = 'won' then (select min(id) from policies where policies.customer_id = l.customer_id) end,
    least(
        l.received_at + case when l.status in ('won', 'lost') then 3 + 22 * l.u_progress else l.u_progress / 12 end
            * interval '1 day',
        greatest(l.received_at, pg_temp.office_hour(pg_temp.today() - 1, 1)))
from drawn_lead as l
join person as p on p.i = l.person_id
order by l.id;

-- A score for every lead that is past `new`, higher for those who are likelier to buy, with its largest reasons.
insert into scores (id, lead_id, score, band, explanation, model_version, features, scored_at, created_at, updated_at)
with rated as (
    select
        l.*,
        round(100 / (1 + exp(-(ln(l.chance / (1 - l.chance)) + 2 + 0.5 * l.luck)))::numeric, 1)::double precision as score,
        l.received_at + (4 + pg_temp.below(l.id, 95, 50)) * interval '1 second' as scored_at
    from drawn_lead as l
    where l.status <> 'new'
    offset 0
)
select
    id, id, score,
    case when score >= 60 then 'hot' when score >= 35 then 'warm' else 'cold' end,
    jsonb_build_array(
        jsonb_build_object('feature', 'source', 'value', source, 'points', round(20 * ln(chance / 0.12)::numeric, 1)),
        jsonb_build_object('feature', 'homeowner', 'value', is_homeowner, 'points', case when is_homeowner then 5.8 else -9.5 end),
        jsonb_build_object('feature', 'currently_insured', 'value', is_insured, 'points', case when is_insured then 4.3 else -10.1 end)),
    'demo-1',
    jsonb_build_object('source', source, 'homeowner', is_homeowner, 'currently_insured', is_insured,
        'product_interest', product_interest),
    scored_at, scored_at, scored_at
from rated
order by id;

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

insert into routing_rules (id, name, position, applies_to, needs_license, respond_within_minutes, created_at, updated_at)
values
    (1, 'Referrals within five minutes', 10,
        '{"source": "referral"}', false, 5, pg_temp.today() - 400, pg_temp.today() - 400),
    (2, 'Everybody else by turns', 100, null, false, 15, pg_temp.today() - 400, pg_temp.today() - 400);
