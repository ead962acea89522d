-- Every lead of the last fourteen months, by source with its closing rate and price (§6.3), and how it went.
-- Those who bought are customers who joined lately: the lead came in a few days before they joined.
create temp table drawn_lead on commit drop as
with came as (
    select
        j,
        420 * power(1 - (j - 0.5)::float8 / pg_temp.leads(), 1.15) as days_ago,
        pg_temp.share(j, 50) as u_source,
        pg_temp.share(j, 51) < 0.62 as is_homeowner,
        pg_temp.share(j, 52) < 0.70 as is_insured,
        -- Minutes until somebody called: half within twenty minutes, a tail of days.
        round(20 * exp(1.6 * pg_temp.normal(j, 53)))::int + 1 as response_minutes,
        pg_temp.share(j, 55) as u_outcome,
        pg_temp.share(j, 56) as u_progress,
        pg_temp.normal(j, 57) as luck
    from generate_series(1, pg_temp.leads()) as j
    offset 0
), judged as (
    select
        c.*,
        s.source,
        s.channel,
        s.cost_low + floor((s.cost_high - s.cost_low) * pg_temp.share(j, 59))::int as cost_cents,
        ln(s.close_rate / (1 - s.close_rate))
            + case when is_homeowner then 0.20 else -0.33 end
            + case when is_insured then 0.15 else -0.35 end
            + case when response_minutes <= 5 then 0.45 when response_minutes <= 60 then 0.0 else -0.40 end
            as log_odds
    from came as c
    join lead_source as s on c.u_source >= s.share_from and c.u_source < s.share_to
    offset 0
), ended as (
    select
        g.*,
        1 / (1 + exp(-log_odds)) as chance,
        case
            when days_ago > 4 + 28 * u_progress then
                case when u_outcome < 1 / (1 + exp(-log_odds)) then 'won' else 'lost' end
            when days_ago < 1 and u_outcome < 0.6 then case when u_progress < 0.6 then 'new' else 'scored' end
            when u_progress < 0.30 then 'assigned'
            when u_progress < 0.72 then 'contacted'
            else 'quoted'
        end as status
    from judged as g
    offset 0
), counted as (
    select
        e.*,
        case when status = 'won' then row_number() over (partition by status order by j) end as won_rank,
        count(*) filter (where status = 'won') over () as won_count
    from ended as e
), matched as (
    select
        c.*,
        case
            when status = 'won'
            then pg_temp.customers() - pg_temp.recent_customers()
                + ceil((won_rank - 0.5) * pg_temp.recent_customers() / won_count)::int
        end as customer_id
    from counted as c
    offset 0
)
select
    m.j as id,
    m.source,
    m.channel,
    m.status,
    m.customer_id,
    m.cost_cents,
    m.is_homeowner,
    m.is_insured,
    m.response_minutes,
    m.chance,
    m.luck,
    m.u_progress,
    (array['auto', 'auto', 'auto', 'auto', 'home', 'home', 'life', 'health', 'renters', 'medicare'])[
        1 + pg_temp.below(m.j, 60, 10)
    ] as product_interest,
    -- People ask for quotes in the day, most before noon; yesterday's last hour is the newest.
    (
        case
            when m.customer_id is not null
            then ((c.joined_at - (2 + 20 * m.u_progress) * interval '1 day') at time zone 'America/New_York')::date
            else pg_temp.today() - 1 - floor(m.days_ago)::int
        end + interval '7 hours' + power(pg_temp.share(m.j, 61), 1.4) * interval '11 hours 45 minutes'
    ) at time zone 'America/New_York' as received_at,
    coalesce(c.i, o.i) as person_id
from matched as m
left join person as c on c.i = m.customer_id
left join person as o on o.i = 1000000000 + m.j;

analyze drawn_lead;
