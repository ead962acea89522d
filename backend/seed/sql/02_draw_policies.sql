-- What everybody is insured for, from the day the policy began to the term that runs today or ended last.
-- Premiums, terms and yearly retention are those of the domain reference (§6.1, §6.3), per line of insurance.
create temp table drawn_policy on commit drop as
with begun as (
    select
        p.first_policy_id + k as id,
        p.i as customer_id,
        p.owner_id,
        p.home_premium,
        p.male,
        p.policies,
        substr(o.lines, k + 1, 1) as line,
        -- The first policy is why they came; the others were sold to them since.
        case k
            when 0 then p.join_date
            else p.join_date + floor((pg_temp.today() - 1 - p.join_date) * power(pg_temp.share(p.i, 20 + k), 1.5))::int
        end as began,
        p.date_of_birth
    from person as p
    cross join lateral (
        -- Auto, Home, Life, hEalth in the order in which this customer buys.
        select (array['AHLE', 'AHEL', 'AHAL', 'HALE', 'HAEL', 'LAHE', 'EALH', 'AALH', 'HLAE', 'AELH'])[
            1 + pg_temp.below(p.i, 24, 10)
        ] as lines
    ) as o
    cross join generate_series(0, 3) as k
    where p.is_customer and k < p.policies
    offset 0
), facts as (
    select
        b.*,
        case line when 'A' then 'Auto' when 'H' then 'Home' when 'L' then 'Life' else 'Health' end as policy_type,
        case line
            when 'A' then case when pg_temp.share(id, 30) < 0.45 then 6 else 12 end
            when 'L' then (array[120, 240, 240, 360])[1 + pg_temp.below(id, 30, 4)]
            else 12
        end as term_months,
        case
            when line = 'A' then 1 + (pg_temp.share(id, 31) > 0.45)::int + (pg_temp.share(id, 31) > 0.85)::int
            else 1 + 2 * (pg_temp.share(id, 31) > 0.72)::int
        end as units,
        pg_temp.share(id, 32) as u_kind,
        pg_temp.share(id, 33) as u_style,
        pg_temp.share(id, 34) as u_end,
        pg_temp.share(id, 35) as u_mid_term,
        pg_temp.normal(id, 36) as z,
        -- Whole years the policy was kept; retention falls hardest on people with one policy.
        floor(ln(1 - pg_temp.share(id, 38)) / ln(
            case
                when line = 'E' then 0.80
                when line = 'L' or policies >= 3 then 0.95
                when policies = 2 then 0.93
                else 0.84
            end::float8
        ))::int as years_kept,
        floor((pg_temp.today() - began) / 365.25::float8)::int as years_gone,
        extract(year from age(pg_temp.today(), began))::int * 12
            + extract(month from age(pg_temp.today(), began))::int as months_gone,
        greatest(18, least(75, extract(year from age(began, date_of_birth))))::int as age_at_start
    from begun as b
    offset 0
), dated as (
    select
        f.*,
        years_kept < years_gone as is_over,
        -- The last day, had nobody cancelled. Health runs by calendar years.
        case
            when years_kept < years_gone and line = 'E' then make_date(extract(year from began)::int + years_kept, 12, 31)
            when years_kept < years_gone then (began + make_interval(years => years_kept + 1))::date
            when line = 'E' then make_date(extract(year from pg_temp.today())::int, 12, 31)
            else (began + make_interval(months => (months_gone / term_months + 1) * term_months))::date
        end as term_end
    from facts as f
    offset 0
), started as (
    select
        d.*,
        case
            when line = 'L' then began
            when line = 'E' then greatest(began, make_date(extract(year from term_end)::int, 1, 1))
            when is_over then greatest(began, (term_end - make_interval(months => term_months))::date)
            else (began + make_interval(months => months_gone / term_months * term_months))::date
        end as term_start
    from dated as d
    offset 0
), priced as (
    select
        s.*,
        case line
            when 'A' then units * 0.94 * least(6500, greatest(480, 1450 * exp(0.45 * z)))
            when 'H' then case
                when u_kind < 0.2 then 170 * exp(0.25 * z)
                else greatest(260, home_premium * 1.25 * exp(0.40 * z - 0.08))
            end
            when 'L' then greatest(72, 12 * 27 * power(1.075, age_at_start - 30)
                * case when male then 1.25 else 1 end
                * case when pg_temp.share(id, 39) < 0.12 then 3 else 1 end
                * power((array[100, 250, 500, 1000])[1 + floor(3.99 * u_kind)::int] / 500.0::float8, 0.85)
                * exp(0.1 * z))
            else 12 * 509 * exp(ln(3.0::float8) * (least(age_at_start, 64) - 21) / 43)
                * (array[0.75, 1.0, 1.0, 1.15])[1 + floor(3.99 * u_kind)::int]::float8
                * case when units = 1 then 1 else 2.3 end * exp(0.08 * z)
        end as annual_dollars,
        case
            when line = 'A' and term_months = 6 then
                case when u_style < 0.5 then 'half_year' when u_style < 0.9 then 'month' else 'year' end
            when line = 'A' then case when u_style < 0.5 then 'month' else 'year' end
            when line = 'H' then case when u_style < 0.85 then 'year' else 'month' end
            when line = 'L' then case when u_style < 0.8 then 'month' else 'year' end
            else 'month'
        end as premium_period
    from started as s
    offset 0
), written as (
    select
        p.*,
        -- A year's premium is quoted in dollars, a month's to the cent.
        case premium_period
            when 'month' then round(annual_dollars / 12 * 100)
            when 'half_year' then round(annual_dollars / 2) * 100
            else round(annual_dollars) * 100
        end::bigint as premium_cents
    from priced as p
    offset 0
)
select
    id,
    customer_id,
    owner_id,
    line,
    policy_type,
    began,
    age_at_start,
    term_months,
    units,
    u_kind,
    1 + pg_temp.below(id, 40, 4) as carrier_choice,
    case
        when not is_over then 'active'
        when line = 'L' or u_end < 0.3 then 'cancelled'
        else 'expired'
    end as status,
    term_start as start_date,
    case
        when is_over and line <> 'L' and u_end < 0.3
        then term_start + greatest(1, floor((term_end - term_start) * u_mid_term)::int)
        else term_end
    end as end_date,
    premium_cents,
    premium_period,
    premium_cents * case premium_period when 'month' then 12 when 'half_year' then 2 else 1 end as annual_cents,
    case premium_period
        when 'month' then '$' || to_char(premium_cents / 100.0::float8, 'FM999,999,990.00')
            || case when u_style < 0.04 then '/month' else '/mo' end
        when 'half_year' then '$' || to_char(premium_cents / 100, 'FM999,999,990') || '/6mo'
        else '$' || to_char(premium_cents / 100, 'FM999,999,990')
            || case when u_style > 0.97 then '/year' else '/yr' end
    end as premium
from written;

analyze drawn_policy;
