-- Everybody the demo knows: customers are persons 1..n in the order they joined, leads are persons 1000000000 + n.
-- Read from: surname_wheel, first_name_wheel, place_wheel, street. Later steps read `person`, never the wheels.
create temp table person on commit drop as
with drawn as (
    select
        i,
        i < 1000000000 as is_customer,
        case
            -- More joined lately than long ago: a growing agency, eight years old.
            when i < 1000000000
            then pg_temp.today() - 1 - floor(2920 * power(1 - (i - 0.5)::float8 / pg_temp.customers(), 1.6))::int
        end as join_date,
        home,
        pg_temp.below(case when pg_temp.share(i, 14) < 0.8 then home else i end, 1, 16384) as surname_slot,
        pg_temp.below(i, 2, 4096) as first_name_slot,
        pg_temp.below(home, 3, 4096) as place_slot,
        pg_temp.below(home, 4, pg_temp.streets()) + 1 as street_id,
        pg_temp.share(i, 5) as u_policies
    from (
        select generate_series(1, pg_temp.customers())::bigint as i
        union all
        select 1000000000 + generate_series(1, pg_temp.leads())::bigint
    ) as ids
    -- Some live with the customer before them, and most of those share the name as well.
    cross join lateral (
        select i - case when i % 2 = 0 and i < 1000000000 and pg_temp.share(i, 15) < 0.4 then 1 else 0 end as home
    ) as lives
    offset 0
)
select
    d.i,
    d.is_customer,
    d.join_date,
    pg_temp.office_hour(d.join_date, pg_temp.share(d.i, 6)) as joined_at,
    f.name as first_name,
    s.name as last_name,
    f.name || ' ' || s.name as name,
    f.ascii || case when d.is_customer then '.' else '_' end || s.ascii || d.i % 1000000000
        || (array['@example.com', '@example.org', '@example.net'])[least(3, 1 + pg_temp.below(d.i, 7, 5) / 2)] as email,
    -- 555-0100 to 555-0199 are reserved for fiction, so in a large demo people share numbers.
    '+1' || p.area_code || '55501' || lpad(pg_temp.below(d.i, 8, 100)::text, 2, '0') as phone,
    f.male,
    coalesce(d.join_date, pg_temp.today()) - floor(365.25 * (20 + 52 * power(pg_temp.share(d.home, 9), 1.2)))::int
        - case when d.home < d.i then pg_temp.below(d.i, 16, 1500) else 0 end as date_of_birth,
    (100 + pg_temp.below(d.home, 10, 9800))::text || ' ' || t.name as address_line1,
    case when pg_temp.share(d.home, 11) < 0.16 then 'Apt ' || 1 + pg_temp.below(d.home, 12, 48) end as address_line2,
    p.city,
    p.state,
    p.postal_code,
    p.home_premium,
    (pg_temp.agents())[
        1 + floor(pg_temp.agent_count() * power(pg_temp.share(d.home, 13), 1.3))::int
    ] as owner_id,
    n.policies,
    (sum(n.policies) over (order by d.i) - n.policies + 1)::int as first_policy_id
from drawn as d
join surname_wheel as s on s.slot = d.surname_slot
join first_name_wheel as f on f.key = s.origin * 4096 + d.first_name_slot
join place_wheel as p on p.slot = d.place_slot
join street as t on t.id = d.street_id
cross join lateral (
    select case
        when not d.is_customer or d.u_policies < 0.02 then 0
        when d.u_policies < 0.54 then 1
        when d.u_policies < 0.85 then 2
        when d.u_policies < 0.96 then 3
        else 4
    end as policies
) as n;

analyze person;
