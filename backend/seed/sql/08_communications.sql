-- What was said: a welcome, service in between, and the calls and messages to leads that were reached.
insert into communications (
    id, customer_id, customer_name, lead_id, comm_type, channel, direction, subject, status, comm_date, content,
    owner_id, metadata, created_at, updated_at
)
with said as (
    select
        p.i * 8 + k as draw,
        p.i as customer_id,
        null::int as lead_id,
        p.name,
        p.first_name,
        p.owner_id,
        p.first_policy_id + pg_temp.below(p.i * 8 + k, 120, greatest(1, p.policies)) as policy_id,
        case when k = 0 then 'welcome' else 'service' end as kind,
        case
            when k = 0 then p.join_date
            else p.join_date + floor((pg_temp.today() - p.join_date)
                * (1 - power(pg_temp.share(p.i * 8 + k, 121), 1.8)))::int
        end as day
    from person as p
    cross join lateral (select pg_temp.share(p.i, 122) as u offset 0) as u
    cross join lateral generate_series(
        case when pg_temp.share(p.i, 123) < 0.35 then 0 else 1 end,
        case when u < 0.35 then 0 when u < 0.70 then 1 when u < 0.92 then 2 else 3 end
    ) as k
    where p.is_customer and p.policies > 0
    union all
    select
        9000000000 + l.id * 4 + k, null, l.id, p.name, p.first_name, p.owner_id, null, 'lead',
        (l.received_at at time zone 'America/New_York')::date + (k - 1) * 2
    from drawn_lead as l
    join person as p on p.i = l.person_id
    cross join lateral generate_series(1, case when pg_temp.share(l.id, 124) < 0.7 then 1 else 2 end) as k
    where l.status in ('contacted', 'quoted', 'won') or (l.status = 'lost' and pg_temp.share(l.id, 125) < 0.45)
    offset 0
), worded as (
    select
        s.*,
        m.comm_type,
        m.channel,
        m.direction,
        m.subject,
        m.content,
        -- A few wait to be sent in the next days.
        s.kind = 'service' and m.direction = 'outbound' and m.comm_type <> 'call'
            and pg_temp.share(s.draw, 126) < 0.02 as is_pending
    from said as s
    join message as m on m.kind = s.kind and m.slot = pg_temp.below(s.draw, 127, 60)
    offset 0
), timed as (
    select
        w.*,
        case
            when is_pending
            then pg_temp.office_hour(pg_temp.today() + 1 + pg_temp.below(draw, 128, 14), pg_temp.share(draw, 129))
            else pg_temp.office_hour(least(day, pg_temp.today() - 1), pg_temp.share(draw, 129))
        end as comm_date,
        pg_temp.office_hour(pg_temp.today() - 1 - pg_temp.below(draw, 130, 5), 0.5) as written_at
    from worded as w
    offset 0
), numbered as (
    select t.*, row_number() over (order by is_pending, comm_date, draw) as id
    from timed as t
)
select
    n.id, n.customer_id, n.name, n.lead_id, n.comm_type, n.channel, n.direction,
    format(n.subject, p.policy_type, p.policy_number),
    case
        when n.is_pending then 'pending'
        -- What came in is dealt with, but for some of the last days'.
        when n.direction = 'inbound' and (n.comm_type <> 'call' or n.subject = 'Voicemail')
            and n.comm_date > (pg_temp.today() - 5)::timestamp at time zone 'America/New_York'
            and pg_temp.share(n.draw, 133) < 0.7 then 'delivered'
        when n.comm_type = 'call' or n.direction = 'inbound' then 'completed'
        when pg_temp.share(n.draw, 131) < 0.9 then 'delivered'
        else 'sent'
    end,
    n.comm_date,
    format(n.content, n.first_name, lower(p.policy_type), p.policy_number, p.carrier),
    n.owner_id,
    case when n.comm_type = 'call' then jsonb_build_object('duration_s', 40 + pg_temp.below(n.draw, 132, 900)) end,
    case when n.is_pending then n.written_at else n.comm_date end,
    case when n.is_pending then n.written_at else n.comm_date end
from numbered as n
left join policies as p on p.id = n.policy_id
order by n.id;
