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
