-- The audit log and the announcements: one statement for all rows of a statement, so that COPY stays fast.

-- Who wants to hear of changes: a server process that has event streams open, and says so every half minute.
-- A NOTIFY makes all commits wait for each other and wakes every listening connection, on whatever channel: with 16
-- writers at once it cut the inserts a second to a quarter (measured). So it is sent only while somebody listens.
create unlogged table change_listeners (
    name varchar(64) constraint pk_change_listeners primary key,
    seen_at timestamptz not null default now()
);

-- For every insert. Argument: columns that are left out.
-- Runs as its owner, so that the application needs no right to write the log.
create function keep_audit_of_insert() returns trigger
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    who text[] := string_to_array(current_setting('leadgen.actor', true), E'\t');
    who_id integer := nullif(who[1], '')::integer;
    left_out text[] := tg_argv[0];
    many bigint;
begin
    insert into audit_log (actor_id, actor, request_id, action, table_name, record_id, after)
    select who_id, left(coalesce(nullif(who[3], ''), session_user::text), 255), left(nullif(who[2], ''), 64),
        'insert', tg_table_name, n.id, to_jsonb(n) - left_out
    from new_rows n;
    get diagnostics many = row_count;
    if many > 0 and exists (select from change_listeners where seen_at > now() - interval '1 minute') then
        perform announce_change(tg_table_name, 'insert', many, array(select id from new_rows limit 50), who_id);
    end if;
    return null;
end
$$;

create function announce_change(noun text, op text, many bigint, ids bigint[], who_id integer) returns void
language sql volatile
return pg_notify('leadgen_changes', json_build_object(
    'noun', noun, 'op', op, 'ids', to_json(ids), 'count', many, 'actor_id', who_id
)::text);

-- For every update and delete on a table. Arguments: columns that are kept by the database (never a reason for
-- an entry), columns that hold secrets, columns that are computed or for search (left out), and whether `version` tells
-- which rows really changed.
-- Runs as its owner, so that the application needs no right to write the log. Nested loops are off: the plan is kept
-- for the session, and one made for a single row would compare every old row with every new one in a bulk update.
-- PostgreSQL 15 takes a plan without nested loops for an expensive one and would compile it: 0.6 s for each update.
create function keep_audit() returns trigger
language plpgsql security definer
set search_path = public, pg_temp set enable_nestloop = off set jit = off set timezone = 'UTC' as $$
declare
    who text[] := string_to_array(current_setting('leadgen.actor', true), E'\t');
    who_id integer := case when who[1] ~ '^[0-9]{1,9}$' then who[1]::integer end;
    label text := left(coalesce(nullif(who[3], ''), session_user::text), 255);
    request text := left(nullif(who[2], ''), 64);
    derived text[] := tg_argv[0];
    secret text[] := tg_argv[1];
    left_out text[] := tg_argv[2];
    ids bigint[];
    many bigint;
begin
    if tg_op = 'DELETE' then
        insert into audit_log (actor_id, actor, request_id, action, table_name, record_id, before)
        select who_id, label, request, 'delete', tg_table_name, o.id, to_jsonb(o) - left_out from old_rows o;
        get diagnostics many = row_count;
        ids := array(select id from old_rows limit 50);
    else
        many := (select count(*) from new_rows);
        if tg_argv[3]::boolean then
            insert into audit_log (actor_id, actor, request_id, action, table_name, record_id, before, after)
            select who_id, label, request, 'update', tg_table_name, pair.id, changed.before, changed.after
            from (
                select n.id, to_jsonb(o) as was, to_jsonb(n) as is
                from old_rows o join new_rows n using (id) where n.version <> o.version
                offset 0
            ) pair
            cross join lateral changed_columns(pair.was, pair.is, derived, secret) changed
            where changed.after is not null;
        else
            insert into audit_log (actor_id, actor, request_id, action, table_name, record_id, before, after)
            select who_id, label, request, 'update', tg_table_name, pair.id, changed.before, changed.after
            from (
                select n.id, to_jsonb(o) as was, to_jsonb(n) as is
                from old_rows o join new_rows n using (id)
                offset 0
            ) pair
            cross join lateral changed_columns(pair.was, pair.is, derived, secret) changed
            where changed.after is not null;
        end if;
        ids := array(select id from new_rows limit 50);
    end if;
    if many > 0 and exists (select from change_listeners where seen_at > now() - interval '1 minute') then
        perform announce_change(tg_table_name, lower(tg_op), many, ids, who_id);
    end if;
    return null;
end
$$;

-- The columns of a row that differ, as they were and as they are; both null when none does.
-- A secret that changed is named, never shown.
create function changed_columns(was jsonb, "is" jsonb, derived text[], secret text[], out before jsonb, out after jsonb)
language sql immutable parallel safe as $$
    select
        jsonb_object_agg(now.key, case when now.key = any(secret) then '"[redacted]"' else was -> now.key end),
        jsonb_object_agg(now.key, case when now.key = any(secret) then '"[redacted]"' else now.value end)
    from jsonb_each("is") now
    where now.value is distinct from was -> now.key and now.key <> all(derived)
$$;

-- TRUNCATE hands over no rows, so they are read before they go.
create function keep_audit_of_truncate() returns trigger
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
    who text[] := string_to_array(current_setting('leadgen.actor', true), E'\t');
    who_id integer := case when who[1] ~ '^[0-9]{1,9}$' then who[1]::integer end;
    many bigint;
begin
    execute format(
        'insert into audit_log (actor_id, actor, request_id, action, table_name, record_id, before)
         select $1, $2, $3, ''delete'', $4, o.id, to_jsonb(o) - $5 from %s o', tg_relid::regclass)
    using who_id, left(coalesce(nullif(who[3], ''), session_user::text), 255), left(nullif(who[2], ''), 64),
          tg_table_name, tg_argv[2]::text[];
    get diagnostics many = row_count;
    if exists (select from change_listeners where seen_at > now() - interval '1 minute') then
        perform announce_change(tg_table_name, 'delete', many, '{}', who_id);
    end if;
    return null;
end
$$;

create function refuse_rewriting_history() returns trigger
language plpgsql as $$
begin
    raise exception using
        errcode = 'LG003',
        message = format('The audit log only grows: %s is refused.', lower(tg_op)),
        hint = 'Correct the record itself; the correction is then logged as well.';
end
$$;

-- Who is let in, and as whom, may have changed: whoever remembers principals forgets those of `user_ids`, or all of
-- them when it is empty or `count` is larger than its length. Argument: columns that do not matter for this.
create function announce_access() returns trigger
language plpgsql security definer
set search_path = public, pg_temp set enable_nestloop = off set jit = off as $$
declare
    ignored text[] := tg_argv[0];
    changed jsonb[];
begin
    if tg_op = 'INSERT' then
        changed := array(select to_jsonb(n) from new_rows n);
    elsif tg_op = 'DELETE' then
        changed := array(select to_jsonb(o) from old_rows o);
    elsif tg_op = 'UPDATE' then
        changed := array(
            select to_jsonb(o) from old_rows o join new_rows n using (id)
            where to_jsonb(o) - ignored <> to_jsonb(n) - ignored);
    end if;
    if changed = '{}' then
        return null;
    end if;
    perform pg_notify('leadgen_auth', json_build_object(
        'table', tg_table_name, 'op', lower(tg_op), 'count', coalesce(cardinality(changed), 0),
        'ids', coalesce((select json_agg(one -> 'id') from unnest(changed[:50]) one), '[]'),
        'user_ids', coalesce((
            select json_agg(distinct (case tg_table_name when 'users' then one ->> 'id' else one ->> 'user_id' end)::integer)
            from unnest(changed[:50]) one where tg_table_name <> 'teams'), '[]')
    )::text);
    return null;
end
$$;
