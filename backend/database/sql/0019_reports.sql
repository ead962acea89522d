-- What is kept around reports has its books kept too.

alter function kept_tables() rename to kept_tables_until_0018;

-- As before; how far a report has come is nobody's change, and what it lists or is made from stays out of the log.
create function kept_tables()
returns table (name text, version_column text, audited boolean, derived text[], secret text[])
language sql immutable as $$
    select name, version_column, audited,
        case name when 'reports' then derived || array['progress'] else derived end, secret
    from kept_tables_until_0018()
    union all
    values
        ('own_reports', 'version', true, array[]::text[], array[]::text[]),
        ('report_schedules', 'version', true, array['next_at', 'last_at', 'last_error'], array[]::text[]),
        ('report_links', null, true, array['opened_at', 'opens'], array['token_hash']),
        ('dashboards', 'version', true, array[]::text[], array[]::text[])
$$;

select keep_books('reports');
select keep_books('own_reports');
select keep_books('report_schedules');
select keep_books('report_links');
select keep_books('dashboards');

-- When a report is sent next: the first time after an instant that its days and hour name by a clock. An hour that is
-- skipped there is the one after it, and of one that comes twice it is the first. A day that a month does not have is
-- its last one.
create function next_sending(
    cadence text, weekday integer, day_of_month integer, hour integer, after timestamptz, zone text
) returns timestamptz
language sql stable set search_path = public, pg_temp as $$
    select min(at)
    from (
        select case when (at - interval '1 hour') at time zone zone = wall then at - interval '1 hour' else at end
        from (
            select day + make_interval(hours => hour), (day + make_interval(hours => hour)) at time zone zone
            from generate_series((after at time zone zone)::date::timestamp - interval '1 day',
                (after at time zone zone)::date::timestamp + interval '62 days', interval '1 day') day
            where case cadence
                when 'daily' then true
                when 'weekly' then extract(isodow from day) = weekday
                else extract(day from day) = least(
                    day_of_month, extract(day from date_trunc('month', day) + interval '1 month - 1 day')) end
        ) named (wall, at)
    ) possible (at)
    where at > after
$$;

create function plan_sending() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    new.next_at := case when new.is_active then next_sending(
        new.cadence, new.weekday, new.day_of_month, new.hour, now(),
        coalesce((select timezone from agency_settings where id = 1), 'America/New_York')) end;
    return new;
end
$$;

create trigger report_schedules_plan before insert on report_schedules
    for each row execute function plan_sending();
create trigger report_schedules_plan_anew before update on report_schedules
    for each row when ((old.cadence, old.weekday, old.day_of_month, old.hour, old.is_active)
        is distinct from (new.cadence, new.weekday, new.day_of_month, new.hour, new.is_active))
    execute function plan_sending();

-- The agency's clock was set to another zone: what is not due yet waits for its hour there.
create function plan_sendings_anew() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    update report_schedules
    set next_at = next_sending(cadence, weekday, day_of_month, hour, now(), coalesce(new.timezone, 'America/New_York'))
    where is_active and next_at > now();
    return null;
end
$$;

create trigger agency_settings_plan after insert or update of timezone on agency_settings
    for each row execute function plan_sendings_anew();

-- What LeadGen made of a report stays as it was made, whichever way a change comes in; undoing brings it back as it was.
create function guard_made_report() returns trigger
language plpgsql as $$
begin
    raise exception using
        errcode = 'LG006',
        column = case
            when new.data is distinct from old.data then 'data'
            when new.file_path is distinct from old.file_path then 'file_path'
            when new.format <> old.format then 'format'
            when new.status <> old.status then 'status'
            else 'generated_date' end,
        message = 'LeadGen made this report and keeps this field itself.';
end
$$;

create trigger guard_update before update on reports for each row
    when (old.report_key is not null
          and (new.data, new.file_path, new.format, new.status, new.generated_date)
              is distinct from (old.data, old.file_path, old.format, old.status, old.generated_date)
          and coalesce(current_setting('leadgen.making', true), '') <> 'on'
          and coalesce(current_setting('leadgen.restoring', true), '') <> 'on')
    execute function guard_made_report();

-- The days of a year on which federal offices are closed, as backend/agency/working_days.py has them.
create function federal_holidays(of_year integer) returns setof date
language sql immutable parallel safe as $$
    select observed
    from (
        select case extract(isodow from day) when 6 then day - 1 when 7 then day + 1 else day end as observed
        from (values
            (make_date(of_year, 1, 1)), (make_date(of_year, 7, 4)), (make_date(of_year, 11, 11)),
            (make_date(of_year, 12, 25)), (make_date(of_year + 1, 1, 1)),
            (case when of_year >= 2021 then make_date(of_year, 6, 19) end)
        ) fixed (day)
        union all
        -- The nth of a weekday (Monday is 1) from the first day on which it can fall.
        select first + (isodow - extract(isodow from first)::integer + 7) % 7
        from (values
            (make_date(of_year, 1, 15), 1), (make_date(of_year, 2, 15), 1), (make_date(of_year, 5, 25), 1),
            (make_date(of_year, 9, 1), 1), (make_date(of_year, 10, 8), 1), (make_date(of_year, 11, 22), 4)
        ) moving (first, isodow)
    ) every
    where extract(year from observed) = of_year
$$;

-- Three numbers for each day since the year 2000 by the agency's clock: the seconds of office hours before it, the instant
-- at which the office opens, and how many seconds it stays open. The hours are those of leads/routing.py: no day's at all
-- means nine to five from Monday to Friday, and a holiday closes the office unless it falls on a weekend with hours.
create function office_calendar() returns double precision[]
language sql stable parallel safe as $$
    with clock as (
        select coalesce((select timezone from agency_settings where id = 1), 'America/New_York') as zone
    ), week as (
        select weekday, opens, closes from office_hours
        union all
        select weekday, 540, 1020 from generate_series(0, 4) weekday where not exists (select from office_hours)
    ), day as (
        select day::date as day, extract(isodow from day)::integer - 1 as weekday
        from generate_series(timestamp '2000-01-01', current_date + interval '400 days', interval '1 day') day
    ), holiday as (
        select federal_holidays(year) as day from generate_series(2000, extract(year from current_date)::integer + 2) year
    ), hours as (
        select day.day, coalesce(extract(epoch from (day.day + make_interval(mins => opens)) at time zone zone), 0) as opens,
            coalesce(extract(epoch from (day.day + make_interval(mins => closes)) at time zone zone), 0) as closes
        from day cross join clock
        left join week on week.weekday = day.weekday
            and (day.weekday > 4 or day.day not in (select holiday.day from holiday))
    )
    select array_agg(figure::double precision order by day, place)
    from (
        select day, opens, closes - opens as open, sum(closes - opens) over (order by day) - (closes - opens) as before
        from hours
    ) counted
    cross join lateral (values (1, before), (2, opens), (3, open)) each (place, figure)
$$;

-- How many minutes of office hours lie between two instants; null without both, before 2000 or over a year ahead.
-- One row, so that PostgreSQL writes it into the statement that asks, which then works out the calendar once.
create function office_minutes(since timestamptz, until timestamptz) returns table (minutes double precision)
language sql stable parallel safe rows 1 as $$
    select case when until < since then 0 else (
        calendar[3 * u + 1] + least(greatest(date_part('epoch', until) - calendar[3 * u + 2], 0), calendar[3 * u + 3])
        - calendar[3 * s + 1] - least(greatest(date_part('epoch', since) - calendar[3 * s + 2], 0), calendar[3 * s + 3])
        ) / 60 end
    from (
        select calendar, (since at time zone zone)::date - date '2000-01-01' as s,
            (until at time zone zone)::date - date '2000-01-01' as u
        from (
            select (select office_calendar()) as calendar,
                (select coalesce((select timezone from agency_settings where id = 1), 'America/New_York')) as zone
            offset 0
        ) clock
        offset 0
    ) day
$$;

-- A telephone number as the consent ledger writes it, null for what is none; for numbers of the United States and those
-- with a country code, as backend/values.py reads them.
create function number_of(written text) returns text
language sql immutable parallel safe
return case
    when written ~ '^\+[1-9][0-9]{6,14}$' then written
    when written ~ '^\s*\+' then '+' || substring(regexp_replace(written, '[^0-9]', '', 'g') from '^[1-9][0-9]{6,14}$')
    else '+1' || substring(regexp_replace(written, '[^0-9]', '', 'g') from '^1?([0-9]{10})$')
end;

-- Whether even a call dialled by hand needs written consent, by the state of an address or of a number's area code.
create function calls_need_writing(state text, number text) returns boolean
language sql immutable parallel safe
return coalesce(state = 'CT', false) or coalesce(number ~ '^\+1(203|475|860|959)', false);

-- What people said themselves: a lead's words count for the customer it became, and the customer's for the lead.
-- kind: leads or customers, whose ids these are. Without settings of its own, so that it becomes part of what asks.
create function consent_said(kind text) returns table (person_id integer, entry_id bigint)
language sql stable parallel safe as $$
    select e.person_id, e.id from consent_entries e where e.person_type = kind
    union all
    select l.id, e.id from consent_entries e join leads l on l.customer_id = e.person_id
    where kind = 'leads' and e.person_type = 'customers'
    union all
    select l.customer_id, e.id from consent_entries e join leads l on l.id = e.person_id
    where kind = 'customers' and e.person_type = 'leads' and l.customer_id is not null
$$;

-- Whose revocation stands in the way of marketing by a channel (email, sms, call_manual, call_auto), and since when: their
-- own, or anybody's of their number or address. One that came before a signed consent of their own counts no more.
-- The same rules for everybody at once that backend/communications/consent.py has for one person.
create function objections(kind text, way text) returns table (person_id integer, since timestamptz)
language sql stable parallel safe rows 1000 set search_path = public, pg_temp as $$
    with rules as (
        select coalesce((select (settings -> 'contact_rules' ->> 'revoke_all')::boolean from agency_settings where id = 1), true)
            or now() >= timestamptz '2027-01-31 00:00+00' as together,
            array['sms', 'call_auto', 'prerecorded_or_ai_voice'] as automated
    ), covering as materialized (
        select e.id, e.address, e.captured_at
        from consent_entries e cross join rules
        where e.action = 'revoked'
          and (e.channel in ('all', way) or (e.channel = any(automated) and way = any(automated)))
          and (e.purpose in ('all', 'marketing')
              or (together and e.purpose = 'service' and e.channel = any(automated) and way = any(automated)))
    ), concerned as (
        select said.person_id, c.captured_at from consent_said(kind) said join covering c on c.id = said.entry_id
        union all
        select l.id, c.captured_at from leads l join covering c on c.address = l.email where kind = 'leads'
        union all
        select l.id, c.captured_at from leads l join covering c on c.address = number_of(l.phone)
        where kind = 'leads' and c.address like '+%'
        union all
        select p.id, c.captured_at from customers p join covering c on c.address = lower(p.email) where kind = 'customers'
        union all
        select p.id, c.captured_at from customers p join covering c on c.address = number_of(p.phone)
        where kind = 'customers' and c.address like '+%'
    ), latest as (
        select concerned.person_id, max(captured_at) as since from concerned group by concerned.person_id
    )
    select latest.person_id, latest.since
    from latest
    where not exists (
        select from consent_said(kind) said join consent_entries again on again.id = said.entry_id
        where said.person_id = latest.person_id and again.action = 'granted' and again.channel = way
          and again.purpose = 'marketing' and again.basis in ('pewc', 'express')
          and again.captured_at > latest.since and again.captured_at <= now())
$$;

-- Who has given a consent on which marketing by a channel may rest, apart from revocations: for texts and automated calls
-- signed, in writing (47 CFR 64.1200(f)(9)) and for the number they have now.
create function consents(kind text, way text) returns setof integer
language sql stable parallel safe rows 1000 set search_path = public, pg_temp as $$
    with agency as (
        select (select name from agency_settings where id = 1) as seller,
            (select settings -> 'contact_rules' -> 'consent_floor' from agency_settings where id = 1) as floors
    ), granted as materialized (
        select said.person_id as id, e.basis, e.address, e.captured_via, e.disclosure_text, e.signature_method,
            e.not_condition_of_purchase, coalesce(l.phone, c.phone) as written, coalesce(l.state, c.state) as state
        from consent_said(kind) said
        join consent_entries e on e.id = said.entry_id
        left join leads l on kind = 'leads' and l.id = said.person_id
        left join customers c on kind = 'customers' and c.id = said.person_id
        where e.action = 'granted' and e.channel = way and e.purpose = 'marketing' and e.captured_at <= now()
    ), judged as (
        select granted.*, number_of(written) as phone, coalesce(floors ->> state, 'pewc') as floor,
            calls_need_writing(state, number_of(written)) as is_strict,
            basis = 'pewc' and signature_method <> '' and btrim(disclosure_text) <> '' and seller <> ''
                and position(lower(seller) in lower(disclosure_text)) > 0
                and disclosure_text ~* 'auto[- ]?dial|automat|pre-?recorded|artificial'
                and not_condition_of_purchase as in_writing
        from granted cross join agency
    )
    select distinct id
    from judged
    where case way
        when 'email' then true
        when 'call_manual' then basis in ('pewc', 'express') and (address is null or address = phone)
            and (not is_strict or in_writing)
        else address = phone and basis in ('pewc', 'express') and (floor = 'express' or in_writing)
            and (way <> 'sms' or captured_via is null or captured_via not in ('ping_post', 'adf_email', 'import'))
    end
$$;
