-- Notifications are written by the database, in the transaction that causes them: no way into a table goes around them.

-- A line of a longer text.
create function short_of(words text) returns text
language sql immutable parallel safe
return case when length(words) > 200 then left(words, 199) || '…' else words end;

-- A record that was given to somebody by somebody else. Arguments: the column that names it, the word for one, for many.
-- However many a transaction gives, its receiver is told once: the first row writes the notification, the others are
-- counted in a setting of the transaction, and count_given() writes the number when it commits.
-- Fires per row, with a condition: for a statement's rows together, every other change would have to compare them.
create function tell_owner() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    given jsonb := coalesce(nullif(current_setting('leadgen.given', true), ''), '{}');
    place text := tg_table_name || ' ' || new.owner_id;
    giver text := left(coalesce(nullif(split_part(current_setting('leadgen.actor', true), E'\t', 3), ''), 'LeadGen'), 100);
begin
    if not given ? place then
        insert into notifications (user_id, kind, title, detail, noun, record_id)
        values (
            new.owner_id, case tg_table_name when 'tasks' then 'task_given' else 'record_given' end,
            giver || ' gave you a ' || tg_argv[1], short_of(to_jsonb(new) ->> tg_argv[0]), tg_table_name, new.id
        );
    end if;
    given := given || jsonb_build_object(place, coalesce((given ->> place)::integer, 0) + 1);
    perform set_config('leadgen.given', given::text, true);
    return null;
end
$$;

create function count_given() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    given jsonb := coalesce(nullif(current_setting('leadgen.given', true), ''), '{}');
    many integer := given ->> (new.noun || ' ' || new.user_id);
begin
    if many > 1 then
        update notifications
        set title = replace(title, ' a ' || case noun when 'policies' then 'policy' else rtrim(noun, 's') end,
                            ' ' || many || ' ' || noun),
            detail = null, record_id = null
        where id = new.id;
    end if;
    return null;
end
$$;

-- A bulk change, an import or an undoing that ended; rehearsals tell whoever waits for them.
create function tell_operation() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into notifications (user_id, kind, title, detail, noun, record_id)
    values (
        new.created_by, 'operation_' || new.status,
        format('%s %s', case
            when new.kind = 'import' then 'Import of ' || coalesce(new.file_name, new.noun)
            when new.kind = 'revert' then 'Undoing in ' || new.noun
            else 'Bulk change of ' || new.noun
        end, case new.status when 'failed' then 'failed' else 'finished' end),
        case when new.status = 'failed' then short_of(new.error) else concat_ws(', ',
            case when new.created_count > 0 then new.created_count || ' created' end,
            case when new.updated_count > 0 then new.updated_count || ' changed' end,
            case when new.deleted_count > 0 then new.deleted_count || ' deleted' end,
            case when new.skipped_count > 0 then new.skipped_count || ' unchanged' end,
            case when new.rejected_count > 0 then new.rejected_count || ' rejected' end)
        end,
        'operations', new.id
    );
    return null;
end
$$;

-- Whoever a note names as @username, unless it did before, or they wrote it themselves.
create function tell_mentioned() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    who text[] := string_to_array(current_setting('leadgen.actor', true), E'\t');
    before text := case when tg_op = 'UPDATE' then old.body else '' end;
    mention text := '(?:^|[^[:alnum:]._@-])@([[:alnum:]](?:[[:alnum:]._-]{0,62}[[:alnum:]])?)';
begin
    insert into notifications (user_id, kind, title, detail, noun, record_id)
    select u.id, 'mentioned', left(coalesce(nullif(who[3], ''), 'LeadGen'), 100) || ' mentioned you in a note',
        short_of(new.body), new.record_type, new.record_id
    from users u
    where u.is_active and u.id::text is distinct from who[1]
        and lower(u.username) in (select lower(name[1]) from regexp_matches(new.body, mention, 'g') name)
        and lower(u.username) not in (select lower(name[1]) from regexp_matches(before, mention, 'g') name);
    return null;
end
$$;

-- Tells the browsers of these users, and of nobody else, that they have something new or have read something.
create function announce_notifications() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select from change_listeners where seen_at > now() - interval '1 minute') then
        perform pg_notify('leadgen_changes', json_build_object(
            'noun', 'notifications', 'op', lower(tg_op), 'user_ids', told.user_ids)::text)
        from (select json_agg(distinct user_id) as user_ids from new_rows) told where told.user_ids is not null;
    end if;
    return null;
end
$$;

create constraint trigger notifications_count after insert on notifications deferrable initially deferred
    for each row when (new.kind in ('task_given', 'record_given')) execute function count_given();
create trigger notifications_announce_insert after insert on notifications referencing new table as new_rows
    for each statement execute function announce_notifications();
create trigger notifications_announce_update after update on notifications referencing new table as new_rows
    for each statement execute function announce_notifications();

do $$
declare
    given record;
begin
    for given in
        select * from (values
            ('customers', 'name', 'customer'), ('policies', 'policy_number', 'policy'),
            ('claims', 'claim_number', 'claim'), ('leads', 'name', 'lead'), ('tasks', 'title', 'task')
        ) as owned (noun, label, word)
    loop
        execute format($body$
            create trigger tell_insert after insert on %1$I for each row
                when (new.owner_id is not null and new.owner_id::text
                      is distinct from split_part(current_setting('leadgen.actor', true), E'\t', 1))
                execute function tell_owner(%2$L, %3$L);
            create trigger tell_update after update of owner_id on %1$I for each row
                when (new.owner_id is not null and new.owner_id is distinct from old.owner_id and new.owner_id::text
                      is distinct from split_part(current_setting('leadgen.actor', true), E'\t', 1))
                execute function tell_owner(%2$L, %3$L)
        $body$, given.noun, given.label, given.word);
    end loop;
end
$$;

create trigger tell_update after update of status on operations for each row
    when (new.created_by is not null and new.status in ('completed', 'failed') and old.status in ('pending', 'running')
          and not coalesce((new.params ->> 'dry_run')::boolean, false))
    execute function tell_operation();
create trigger tell_insert after insert on notes for each row
    when (position('@' in new.body) > 0) execute function tell_mentioned();
create trigger tell_update after update of body on notes for each row
    when (position('@' in new.body) > 0 and new.body is distinct from old.body) execute function tell_mentioned();
