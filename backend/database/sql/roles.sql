-- The two roles of a production database. Run by `leadgen db roles`, or as a superuser inside the database:
--   psql "$DATABASE_URL" --single-transaction --file roles.sql    then    \password leadgen_owner    \password leadgen_app
-- May be run again at any time: after restoring a backup, or when tables came from somebody else.

do $$
begin
    if not exists (select from pg_roles where rolname = 'leadgen_owner') then
        create role leadgen_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    end if;
    if not exists (select from pg_roles where rolname = 'leadgen_app') then
        create role leadgen_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
    end if;

    -- The database itself: nobody else gets in, the owner may add the extensions that migrations ask for.
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect, create, temporary on database %I to leadgen_owner', current_database());
    execute format('grant connect, temporary on database %I to leadgen_app', current_database());
end
$$;

-- Everything of ours belongs to the owner, whoever made it; what an extension brought stays with the extension.
do $$
declare
    thing record;
begin
    execute 'alter schema public owner to leadgen_owner';
    for thing in
        select case c.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
                              else 'table' end as kind,
               c.oid::regclass::text as name
        from pg_class c
        where c.relnamespace = 'public'::regnamespace
          and c.relkind in ('r', 'p', 'v', 'm', 'S')
          and c.relowner <> 'leadgen_owner'::regrole
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                          and d.deptype in ('e', 'a', 'i'))
    loop
        execute format('alter %s %s owner to leadgen_owner', thing.kind, thing.name);
    end loop;
    for thing in
        select case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end as kind,
               p.oid::regprocedure::text as name
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace
          and p.proowner <> 'leadgen_owner'::regrole
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
                          and d.deptype = 'e')
    loop
        execute format('alter %s %s owner to leadgen_owner', thing.kind, thing.name);
    end loop;
    for thing in
        select t.oid::regtype::text as name
        from pg_type t
        where t.typnamespace = 'public'::regnamespace
          and t.typtype in ('e', 'd', 'r')
          and t.typowner <> 'leadgen_owner'::regrole
          and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid
                          and d.deptype = 'e')
    loop
        execute format('alter type %s owner to leadgen_owner', thing.name);
    end loop;
end
$$;

-- What the application may do: rows, never tables. TRUNCATE, REFERENCES and TRIGGER are left out on purpose.
revoke all on schema public from public;
grant usage on schema public to leadgen_app;
revoke all on all tables in schema public from leadgen_app;
grant select, insert, update, delete on all tables in schema public to leadgen_app;
grant usage, select on all sequences in schema public to leadgen_app;
grant execute on all functions in schema public to leadgen_app;

-- The same for what later migrations create.
alter default privileges for role leadgen_owner in schema public
    grant select, insert, update, delete on tables to leadgen_app;
alter default privileges for role leadgen_owner in schema public grant usage, select on sequences to leadgen_app;
alter default privileges for role leadgen_owner in schema public grant execute on functions to leadgen_app;

-- The audit log and what people agreed to can only be added to, the record of migrations only read.
do $$
begin
    if to_regclass('public.audit_log') is not null then
        revoke update, delete on audit_log from leadgen_app;
    end if;
    if to_regclass('public.consent_entries') is not null then
        revoke update, delete on consent_entries, consent_texts from leadgen_app;
    end if;
    if to_regclass('public.alembic_version') is not null then
        revoke insert, update, delete on alembic_version from leadgen_app;
    end if;
end
$$;
