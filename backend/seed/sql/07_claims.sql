-- Claims of the last three years: Poisson with the yearly frequency of the line, severities lognormal by cause (§6.2).
insert into claims (
    id, claim_number, policy_id, policy_number, customer_name, claim_type, amount, amount_cents, amount_currency, status,
    claim_date, due_date, sent_date, acknowledged_date, proof_date, processed_date, paid_date, closed_date, date_of_loss,
    description, owner_id, metadata, created_at, updated_at
)
with exposed as (
    select
        d.id as policy_id,
        d.line,
        d.owner_id,
        p.state,
        greatest(d.began, pg_temp.today() - 1095) as covered_from,
        least(d.end_date, pg_temp.today() - 1) as covered_to,
        case d.line
            when 'A' then d.units * case when u_kind < 0.78 then 0.12 else 0.04 end
            when 'H' then case when u_kind < 0.2 then 0.03 else 0.058 end
            when 'E' then 0.02
            else 0.001
        end::float8 as yearly,
        pg_temp.share(d.id, 100) as u
    from drawn_policy as d
    join person as p on p.i = d.customer_id
    where d.end_date > pg_temp.today() - 1095 and d.began < pg_temp.today() - 1
    offset 0
), expected as (
    select e.*, yearly * greatest(0, covered_to - covered_from) / 365.25::float8 as mean
    from exposed as e
    offset 0
), happened as (
    select e.*, k, e.policy_id * 4 + k as draw
    from expected as e
    cross join lateral generate_series(1, case
        when u < exp(-mean) then 0
        when u < exp(-mean) * (1 + mean) then 1
        when u < exp(-mean) * (1 + mean + mean * mean / 2) then 2
        else 3
    end) as k
    offset 0
), caused as (
    select
        h.*,
        c.cause,
        c.description,
        c.is_storm,
        exp(c.mu + c.sigma * pg_temp.normal(draw, 101)) as dollars,
        greatest(1, round(c.median_days * exp(0.5 * pg_temp.normal(draw, 103))))::int as days_to_decide,
        h.covered_from + floor((h.covered_to - h.covered_from) * pg_temp.share(draw, 105))::int as any_day
    from happened as h
    join claim_cause as c on c.line = h.line and c.slot = pg_temp.below(h.draw, 106, 100)
    offset 0
), lost as (
    select
        c.*,
        -- Wind and hail come in storms: one day per state and quarter, if the policy ran on it.
        case
            when is_storm and storm between covered_from and covered_to then storm
            else any_day
        end as date_of_loss
    from caused as c
    cross join lateral (
        select date_trunc('quarter', c.any_day)::date
            + pg_temp.below(extract(year from c.any_day)::int * 4 + extract(quarter from c.any_day)::int,
                ascii(c.state) * 100 + ascii(substr(c.state, 2)), 80) as storm
    ) as s
    offset 0
), filed as (
    select
        l.*,
        least(
            pg_temp.today() - 1,
            date_of_loss + case
                when pg_temp.share(draw, 107) < 0.7 then pg_temp.below(draw, 108, 3)
                else 3 + least(57, floor(-9 * ln(1 - pg_temp.share(draw, 109)))::int)
            end) as claim_date,
        (round(least(300000, dollars) / case when pg_temp.share(draw, 110) < 0.35 then 10 else 0.01 end)
            * case when pg_temp.share(draw, 110) < 0.35 then 1000 else 1 end)::bigint + 100 as cents,
        pg_temp.share(draw, 111) as u_outcome
    from lost as l
    offset 0
), decided as (
    select f.*, claim_date + days_to_decide < pg_temp.today() as is_decided
    from filed as f
    offset 0
), stepped as (
    select
        d.*,
        case when is_decided then claim_date + days_to_decide end as processed_date,
        case
            when is_decided or claim_date < pg_temp.today() - 4 or pg_temp.share(draw, 114) < 0.6
            then least(pg_temp.today() - 1, claim_date + pg_temp.below(draw, 115, 2))
        end as sent_date,
        claim_date + 3 + pg_temp.below(draw, 116, 9) as answered,
        is_decided and u_outcome < 0.82 as is_approved
    from decided as d
    offset 0
), acknowledged as (
    select
        s.*,
        case
            when is_decided then least(answered, processed_date)
            when answered < pg_temp.today() and pg_temp.share(draw, 117) < 0.9 then answered
        end as acknowledged_date,
        processed_date + 2 + pg_temp.below(draw, 118, 12) as payable
    from stepped as s
    offset 0
), proven as (
    select
        a.*,
        case
            when is_decided then least(processed_date, acknowledged_date + pg_temp.below(draw, 119, 12))
            when acknowledged_date + pg_temp.below(draw, 119, 12) < pg_temp.today()
            then acknowledged_date + pg_temp.below(draw, 119, 12)
        end as proof_date,
        case when is_approved and payable < pg_temp.today() then payable end as paid_date,
        case
            when is_approved and payable + 3 < pg_temp.today() then payable + 3
            when is_decided and not is_approved and payable < pg_temp.today() then payable
        end as closed_date
    from acknowledged as a
    offset 0
), numbered as (
    select p.*, row_number() over (order by claim_date, draw) as id
    from proven as p
)
select
    n.id,
    'CLM-' || extract(year from n.claim_date) || '-' || lpad(n.id::text, 6, '0'),
    n.policy_id,
    p.policy_number,
    p.customer_name,
    p.policy_type,
    '$' || case
        when n.cents % 100 = 0 then to_char(n.cents / 100, 'FM999,999,990')
        else to_char(n.cents / 100.0::float8, 'FM999,999,990.00')
    end,
    n.cents,
    'USD',
    case when not n.is_decided then 'pending' when n.is_approved then 'approved' else 'rejected' end,
    n.claim_date,
    n.claim_date + 30,
    n.sent_date,
    n.acknowledged_date,
    n.proof_date,
    n.processed_date,
    n.paid_date,
    n.closed_date,
    n.date_of_loss,
    n.description,
    n.owner_id,
    jsonb_build_object(
        'cause_of_loss', n.cause,
        'stage', case
            when not n.is_decided then case
                when n.sent_date is null then 'reported'
                when n.acknowledged_date is null then 'sent_to_carrier'
                when n.proof_date is not null then 'decision_pending'
                else (array['assigned', 'investigating', 'awaiting_documents'])[1 + pg_temp.below(n.draw, 112, 3)]
            end
            when n.is_approved then case
                when n.closed_date is not null then 'closed_paid'
                when n.paid_date is not null then 'payment_issued'
                else 'approved_full'
            end
            when n.u_outcome < 0.92 then 'closed_without_payment'
            else 'denied'
        end),
    pg_temp.office_hour(n.claim_date, pg_temp.share(n.draw, 113)),
    case
        when n.is_decided then pg_temp.office_hour(n.claim_date + n.days_to_decide, 1)
        else pg_temp.office_hour(n.claim_date, pg_temp.share(n.draw, 113))
    end
from numbered as n
join policies as p on p.id = n.policy_id
order by n.id;
