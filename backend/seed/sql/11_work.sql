-- Notes on customers, and what is to be done: mostly open tasks around today, and done ones behind them.
insert into notes (id, record_type, record_id, body, pinned, author_id, owner_id, metadata, created_at, updated_at)
with noted as (
    select
        p.*,
        t.body,
        pg_temp.office_hour(
            p.join_date + floor((pg_temp.today() - 1 - p.join_date) * pg_temp.share(p.i, 180))::int,
            pg_temp.share(p.i, 181)) as noted_at
    from person as p
    join note_text as t on t.slot = pg_temp.below(p.i, 182, (select count(*)::int from note_text))
    where p.is_customer and (pg_temp.share(p.i, 183) < 0.18 or p.i <= 2)
    offset 0
)
select
    row_number() over (order by noted_at, i), 'customers', i, body, pg_temp.share(i, 184) < 0.08, owner_id, owner_id,
    null, noted_at, noted_at
from noted
order by noted_at, i;

insert into tasks (
    id, title, description, status, priority, due_at, completed_at, record_type, record_id, owner_id, created_by,
    metadata, created_at, updated_at
)
with planned as (
    select
        'policies' as record_type,
        d.id as record_id,
        d.owner_id,
        'Review ' || d.policy_type || ' renewal of ' || p.name as title,
        'Compare with two other carriers before the renewal goes out.' as description,
        'normal' as priority,
        d.end_date - 30 as due,
        d.id * 2 as draw
    from drawn_policy as d
    join person as p on p.i = d.customer_id
    where d.status = 'active' and d.end_date - 30 between pg_temp.today() - 60 and pg_temp.today() + 14
        and pg_temp.share(d.id, 190) < 0.5
    union all
    select
        'leads', l.id, p.owner_id, 'Call ' || p.name || ' about ' || l.product_interest || ' insurance',
        'Came in through ' || replace(l.source, '_', ' ') || '.',
        case when l.chance > 0.2 then 'high' else 'normal' end,
        pg_temp.today() - 2 + pg_temp.below(l.id, 191, 6), l.id * 2 + 1
    from drawn_lead as l
    join person as p on p.i = l.person_id
    where l.status in ('assigned', 'contacted', 'quoted')
    offset 0
), decided as (
    select
        t.*,
        case
            when due < pg_temp.today() - 7 or (due < pg_temp.today() and pg_temp.share(draw, 192) < 0.6)
            then case when pg_temp.share(draw, 193) < 0.93 then 'done' else 'cancelled' end
            else 'open'
        end as status,
        pg_temp.office_hour(due, 0.9) as due_at,
        pg_temp.office_hour(least(due - 3 - pg_temp.below(draw, 194, 10), pg_temp.today() - 1), pg_temp.share(draw, 195))
            as planned_at
    from planned as t
    offset 0
)
select
    row_number() over (order by planned_at, draw), title, description, status, priority, due_at,
    case when status = 'done' then pg_temp.office_hour(due, pg_temp.share(draw, 196)) end,
    record_type, record_id, owner_id, owner_id, null, planned_at,
    case when status = 'open' then planned_at else pg_temp.office_hour(due, pg_temp.share(draw, 196)) end
from decided
order by planned_at, draw;
