-- Which tables are kept how, and what puts the triggers on them.

-- version_column: counts real changes. audited: has entries in audit_log and announcements in leadgen_changes.
-- derived: kept by the database or mere bookkeeping (never a reason for an entry, a new version). secret: never shown.
create function kept_tables()
returns table (name text, version_column text, audited boolean, derived text[], secret text[])
language sql immutable as $$
    values
        ('customers', 'version', true, array['policies_count', 'total_value', 'total_value_cents'], array[]::text[]),
        ('policies', 'version', true, '{}', '{}'),
        ('claims', 'version', true, '{}', '{}'),
        ('communications', 'version', true, '{}', '{}'),
        ('leads', 'version', true, '{}', '{}'),
        ('reports', 'version', true, '{}', '{}'),
        ('tasks', 'version', true, '{}', '{}'),
        ('notes', 'version', true, '{}', '{}'),
        ('documents', 'version', true, '{}', '{}'),
        ('audience_segments', 'version', true, '{}', '{}'),
        ('marketing_templates', 'version', true, '{}', '{}'),
        ('automation_triggers', 'version', true, '{}', '{}'),
        ('marketing_campaigns', 'version', true, '{}', '{}'),
        ('saved_views', 'version', true, '{}', '{}'),
        ('users', 'version', true, '{last_login,failed_login_attempts,mfa_last_step}', '{password_hash,mfa_secret}'),
        ('operations', 'version', false, '{}', '{}'),
        ('file_documents', 'row_version', true, '{last_accessed_at}', '{}'),
        ('scores', null, true, '{}', '{}'),
        ('campaign_analytics', null, true, '{}', '{}'),
        ('campaign_sends', null, true, '{}', '{}'),
        ('document_categories', null, true, '{}', '{}'),
        ('document_shares', null, true, '{access_count,last_accessed_at}', '{share_token}'),
        ('document_versions', null, true, '{}', '{}'),
        ('document_activities', null, true, '{}', '{}'),
        ('teams', null, true, '{}', '{}'),
        ('api_keys', null, true, '{last_used_at}', '{key_hash}'),
        ('agency_settings', null, true, '{}', '{}'),
        ('sessions', null, false, '{}', '{}'),
        ('recovery_codes', null, false, '{}', '{}')
$$;

-- Put the triggers of one table in place, or renew them: a later revision that adds or drops a computed or search
-- column calls this afterwards (`select keep_books('customers')`), since triggers see computed columns as null.
create function keep_books(target regclass) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
    kept record;
    computed text[] := array(
        select a.attname::text from pg_attribute a
        where a.attrelid = target and a.attnum > 0 and not a.attisdropped
          and (a.attgenerated <> '' or a.attname like 'search%')
        order by a.attname);
    derived text[];
    arguments text;
begin
    select * into strict kept from kept_tables() where name = target::text;
    derived := kept.derived || computed || array['updated_at'];
    if kept.version_column is not null then
        derived := derived || kept.version_column;
        execute touch_statement(target, kept.version_column, derived);
    end if;
    -- Named to fire last of all row triggers: it judges what the others made of the row.
    execute format('create or replace trigger zz_books_touch before update on %s for each row execute function %I()',
                   target, case when kept.version_column is null then 'touch' else 'touch_' || kept.name end);
    if not kept.audited then
        return;
    end if;
    arguments := format('%L, %L, %L, %L', derived, kept.secret, computed || kept.secret,
                        coalesce(kept.version_column, '') = 'version');
    execute format('create or replace trigger books_audit_insert after insert on %s referencing new table as new_rows
                    for each statement execute function keep_audit_of_insert(%L)', target, computed || kept.secret);
    execute format('create or replace trigger books_audit_update after update on %s
                    referencing old table as old_rows new table as new_rows
                    for each statement execute function keep_audit(%s)', target, arguments);
    execute format('create or replace trigger books_audit_delete after delete on %s referencing old table as old_rows
                    for each statement execute function keep_audit(%s)', target, arguments);
    execute format('create or replace trigger books_audit_truncate before truncate on %s
                    for each statement execute function keep_audit_of_truncate(%s)', target, arguments);
end
$$;

create function keep_all_books() returns void
language sql set search_path = public, pg_temp as $$
    select keep_books(name::regclass) from kept_tables() order by name
$$;

revoke execute on function keep_books(regclass), keep_all_books() from public;
select keep_all_books();

create trigger books_fill_insert before insert on policies for each row execute function fill_policy();
create trigger books_fill_update before update on policies for each row
    when (new.premium is distinct from old.premium or new.start_date is distinct from old.start_date
          or new.end_date is distinct from old.end_date or new.customer_id is distinct from old.customer_id
          or new.customer_name is distinct from old.customer_name
          or new.premium_cents is distinct from old.premium_cents
          or new.premium_currency is distinct from old.premium_currency
          or new.premium_period is distinct from old.premium_period
          or new.annual_premium_cents is distinct from old.annual_premium_cents)
    execute function fill_policy();
create trigger books_fill_insert before insert on claims for each row execute function fill_claim();
create trigger books_fill_update before update on claims for each row
    when (new.amount is distinct from old.amount or new.policy_id is distinct from old.policy_id
          or new.policy_number is distinct from old.policy_number or new.customer_name is distinct from old.customer_name
          or new.amount_cents is distinct from old.amount_cents
          or new.amount_currency is distinct from old.amount_currency)
    execute function fill_claim();
create trigger books_fill_insert before insert on communications for each row
    when (new.customer_id is not null and coalesce(new.customer_name, '') = '')
    execute function fill_communication();
create trigger books_fill_update before update on communications for each row
    when (new.customer_id is not null and (coalesce(new.customer_name, '') = ''
          or (new.customer_id is distinct from old.customer_id and new.customer_name = old.customer_name)))
    execute function fill_communication();

create trigger zy_books_count_insert before insert on customers for each row
    when (new.policies_count is distinct from 0 or new.total_value_cents is distinct from 0
          or new.total_value is distinct from 0)
    execute function count_again();
create trigger zy_books_count_update before update on customers for each row
    when (new.policies_count is distinct from old.policies_count
          or new.total_value_cents is distinct from old.total_value_cents
          or new.total_value is distinct from old.total_value)
    execute function count_again();
create trigger books_count_insert after insert on policies referencing new table as new_rows
    for each statement execute function count_policies();
create trigger books_count_update after update on policies referencing old table as old_rows new table as new_rows
    for each statement execute function count_policies();
create trigger books_count_delete after delete on policies referencing old table as old_rows
    for each statement execute function count_policies();
create trigger books_count_truncate after truncate on policies for each statement execute function count_policies();

create trigger books_follow after update on customers referencing old table as old_rows new table as new_rows
    for each statement execute function follow_customer();
create trigger books_follow after update on policies referencing old table as old_rows new table as new_rows
    for each statement execute function follow_policy();

create trigger books_refuse before update or delete or truncate on audit_log
    for each statement execute function refuse_rewriting_history();
revoke all on audit_log from public;

create trigger books_access_insert after insert on users referencing new table as new_rows
    for each statement execute function announce_access('{}');
create trigger books_access_update after update on users referencing old table as old_rows new table as new_rows
    for each statement execute function announce_access('{updated_at,version,last_login,failed_login_attempts,mfa_last_step}');
create trigger books_access_delete after delete on users referencing old table as old_rows
    for each statement execute function announce_access('{}');
create trigger books_access_truncate after truncate on users for each statement execute function announce_access('{}');
create trigger books_access_insert after insert on teams referencing new table as new_rows
    for each statement execute function announce_access('{}');
create trigger books_access_update after update on teams referencing old table as old_rows new table as new_rows
    for each statement execute function announce_access('{updated_at}');
create trigger books_access_delete after delete on teams referencing old table as old_rows
    for each statement execute function announce_access('{}');
create trigger books_access_truncate after truncate on teams for each statement execute function announce_access('{}');
create trigger books_access_insert after insert on api_keys referencing new table as new_rows
    for each statement execute function announce_access('{}');
create trigger books_access_update after update on api_keys referencing old table as old_rows new table as new_rows
    for each statement execute function announce_access('{updated_at,last_used_at}');
create trigger books_access_delete after delete on api_keys referencing old table as old_rows
    for each statement execute function announce_access('{}');
create trigger books_access_truncate after truncate on api_keys for each statement execute function announce_access('{}');
create trigger books_access_update after update on sessions referencing old table as old_rows new table as new_rows
    for each statement execute function announce_access('{updated_at,last_seen_at}');
create trigger books_access_delete after delete on sessions referencing old table as old_rows
    for each statement execute function announce_access('{}');
create trigger books_access_truncate after truncate on sessions for each statement execute function announce_access('{}');
