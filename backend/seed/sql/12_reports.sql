-- Reports of the last twelve whole months, with figures that agree with the seeded records, and two that are not done.
insert into reports (
    id, report_number, name, report_type, period, format, status, generated_date, data, file_path, owner_id, metadata,
    created_at, updated_at
)
with months as (
    select
        n,
        (date_trunc('month', pg_temp.today()) - make_interval(months => n))::date as first_day,
        (date_trunc('month', pg_temp.today()) - make_interval(months => n - 1))::date as next_day
    from generate_series(1, 12) as n
), sold as (
    select date_trunc('month', began)::date as month, count(*) as policies, sum(annual_cents) as premium_cents
    from drawn_policy
    where began >= pg_temp.today() - 400
    group by 1
), came as (
    select
        date_trunc('month', received_at at time zone 'America/New_York')::date as month,
        count(*) as leads,
        count(*) filter (where status = 'won') as won,
        count(*) filter (where status = 'lost') as lost
    from drawn_lead
    group by 1
), claimed as (
    select date_trunc('month', claim_date)::date as month, count(*) as claims, sum(amount_cents) as amount_cents
    from claims
    where claim_date >= pg_temp.today() - 400
    group by 1
), made as (
    select
        m.first_day,
        m.next_day,
        k.rank,
        k.report_type,
        k.format,
        case k.report_type
            when 'Sales' then jsonb_build_object(
                'policies', coalesce(s.policies, 0), 'annual_premium_cents', coalesce(s.premium_cents, 0))
            when 'Pipeline' then jsonb_build_object(
                'leads', coalesce(c.leads, 0), 'won', coalesce(c.won, 0), 'lost', coalesce(c.lost, 0))
            else jsonb_build_object('claims', coalesce(l.claims, 0), 'amount_cents', coalesce(l.amount_cents, 0))
        end as data,
        pg_temp.office_hour(m.next_day, 0.05 * k.rank) as generated
    from months as m
    cross join (values (1, 'Sales', 'PDF'), (2, 'Pipeline', 'Excel'), (3, 'Claims', 'CSV')) as k (rank, report_type, format)
    left join sold as s on s.month = m.first_day
    left join came as c on c.month = m.first_day
    left join claimed as l on l.month = m.first_day
    where m.next_day < pg_temp.today()
    union all
    select
        date_trunc('month', pg_temp.today())::date, pg_temp.today(), 4, 'Performance', 'JSON', null,
        pg_temp.office_hour(pg_temp.today() - 1, 0.9)
    union all
    select
        date_trunc('quarter', pg_temp.today())::date, pg_temp.today(), 5, 'Performance', 'PDF', null,
        pg_temp.office_hour(pg_temp.today() - 1, 0.95)
), numbered as (
    select m.*, row_number() over (order by generated, rank) as number
    from made as m
)
select
    number,
    'RPT-' || extract(year from generated at time zone 'UTC') || '-' || lpad(number::text, 5, '0'),
    report_type || ' ' || to_char(first_day, case rank when 5 then '"Q"Q YYYY' else 'FMMonth YYYY' end),
    report_type,
    to_char(first_day, case rank when 5 then '"Q"Q YYYY' else 'FMMonth YYYY' end),
    format,
    case rank when 4 then 'pending' when 5 then 'failed' else 'completed' end,
    case when rank < 4 then generated end,
    data,
    null,
    (pg_temp.clerks())[1],
    null,
    generated,
    generated
from numbered
order by number;
