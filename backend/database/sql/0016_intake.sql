-- The ledger of consent only grows, the texts of forms are kept by version, and every new lead is announced.

alter function kept_tables() rename to kept_tables_until_0015;

-- As before, with the doors and the forms.
create function kept_tables()
returns table (name text, version_column text, audited boolean, derived text[], secret text[])
language sql immutable as $$
    select * from kept_tables_until_0015()
    union all
    values
        ('lead_sources', 'version', true, array['checked_at', 'trouble'], array['secrets_sealed']),
        ('web_forms', 'version', true, array['consent_version', 'consent_sha256'], array[]::text[])
$$;
select keep_books('lead_sources');
select keep_books('web_forms');

create function refuse_rewriting_consent() returns trigger
language plpgsql as $$
begin
    raise exception using
        errcode = 'LG003',
        message = format('What people agreed to only grows: %s is refused.', lower(tg_op)),
        hint = 'Record a revocation, or the consent anew.';
end
$$;

-- The hash is made here, so that it always is the hash of the text beside it.
create function fill_consent_entry() returns trigger
language plpgsql as $$
begin
    new.disclosure_sha256 := encode(sha256(convert_to(new.disclosure_text, 'UTF8')), 'hex');
    return new;
end
$$;

-- Runs as its owner, so that whoever may change a form needs no right to the texts.
create function keep_consent_text() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and new.consent_text is not distinct from old.consent_text then
        new.consent_version := old.consent_version;
        new.consent_sha256 := old.consent_sha256;
        return new;
    end if;
    new.consent_sha256 := encode(sha256(convert_to(new.consent_text, 'UTF8')), 'hex');
    new.consent_version := case when tg_op = 'UPDATE' then old.consent_version else 0 end;
    if new.consent_text is not null then
        new.consent_version := new.consent_version + 1;
        insert into consent_texts (form_key, version, text, sha256)
        values (new.key, new.consent_version, new.consent_text, new.consent_sha256);
    end if;
    return new;
end
$$;

-- Whatever way a lead came in. Many at once wait behind those that come one by one. Tests are nobody's work.
create function announce_leads() returns trigger
language plpgsql as $$
begin
    insert into pgqueuer (entrypoint, payload, execute_after, priority, status)
    select 'LeadCaptured', convert_to(json_build_object('lead_id', n.id)::text, 'UTF8'), now(),
        case when count(*) over () > 20 then -10 else 0 end, 'queued'
    from new_rows n
    where not n.is_test
    order by n.id;
    return null;
end
$$;

create trigger books_refuse before update or delete or truncate on consent_entries
    for each statement execute function refuse_rewriting_consent();
create trigger books_refuse before update or delete or truncate on consent_texts
    for each statement execute function refuse_rewriting_consent();
create trigger books_fill_insert before insert on consent_entries
    for each row execute function fill_consent_entry();
create trigger books_fill_insert before insert on web_forms for each row execute function keep_consent_text();
create trigger books_fill_update before update on web_forms for each row execute function keep_consent_text();
create trigger books_announce after insert on leads referencing new table as new_rows
    for each statement execute function announce_leads();

do $$
begin
    if exists (select from pg_roles where rolname = 'leadgen_app') then
        revoke update, delete on consent_entries, consent_texts from leadgen_app;
    end if;
end
$$;
