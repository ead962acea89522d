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
