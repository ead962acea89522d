-- Where a lead may go from where it stands, and what the database keeps about its way.

alter function kept_tables() rename to kept_tables_until_0016;

-- As before, with quotes and what decides who gets a lead.
create function kept_tables()
returns table (name text, version_column text, audited boolean, derived text[], secret text[])
language sql immutable as $$
    select * from kept_tables_until_0016()
    union all
    values
        ('quotes', 'version', true, array[]::text[], array[]::text[]),
        ('routing_rules', 'version', true, array[]::text[], array[]::text[]),
        ('routing_agents', null, true, array['current_weight'], array[]::text[]),
        ('agent_licenses', null, true, array[]::text[], array[]::text[])
$$;

-- The stage that people see: until somebody spoke with it a lead is new, whatever was done to it by itself.
create function lead_stage(status text) returns text
language sql immutable parallel safe
return case when status in ('scored', 'assigned') then 'new' else status end;

-- THE table of a lead's life. needs: what has to be there to enter the stage, asked in this order.
-- A lead that was won stays won; one that was lost can be taken up again.
create function lead_transitions() returns table (from_stage text, to_stage text, needs text[])
language sql immutable as $$
    values
        ('new',       'contacted', array['reachable']),
        ('new',       'qualified', array['reachable', 'owner', 'product', 'place']),
        ('new',       'quoted',    array['reachable', 'owner', 'quote']),
        ('new',       'won',       array['customer', 'policy']),
        ('new',       'lost',      array['reason']),
        ('contacted', 'qualified', array['reachable', 'owner', 'product', 'place']),
        ('contacted', 'quoted',    array['reachable', 'owner', 'quote']),
        ('contacted', 'won',       array['customer', 'policy']),
        ('contacted', 'lost',      array['reason']),
        ('qualified', 'contacted', array['reachable']),
        ('qualified', 'quoted',    array['reachable', 'owner', 'quote']),
        ('qualified', 'won',       array['customer', 'policy']),
        ('qualified', 'lost',      array['reason']),
        ('quoted',    'contacted', array['reachable']),
        ('quoted',    'qualified', array['reachable', 'owner', 'product', 'place']),
        ('quoted',    'won',       array['customer', 'policy']),
        ('quoted',    'lost',      array['reason']),
        ('lost',      'new',       array[]::text[]),
        ('lost',      'contacted', array['reachable']),
        ('lost',      'qualified', array['reachable', 'owner', 'product', 'place']),
        ('lost',      'quoted',    array['reachable', 'owner', 'quote'])
$$;

-- Whatever way the status of a lead is changed: one record, many, an import. Only an undoing goes around it.
create function keep_lead_stage() returns trigger
language plpgsql as $$
declare
    before text := lead_stage(old.status);
    after text := lead_stage(new.status);
    needed text[];
    need text;
begin
    if before = after then
        return new;
    end if;
    new.stage_since := clock_timestamp();
    if coalesce(current_setting('leadgen.restoring', true), '') <> 'on' then
        select t.needs into needed from lead_transitions() t where t.from_stage = before and t.to_stage = after;
        if not found then
            raise exception using errcode = 'LG005', column = 'status',
                message = format('A lead does not go from %s to %s.', before, after);
        end if;
        foreach need in array needed loop
            if not (case need
                when 'reachable' then coalesce(new.contact_info ->> 'email', '') <> ''
                    or coalesce(new.contact_info ->> 'phone', '') <> ''
                when 'owner' then new.owner_id is not null
                when 'product' then coalesce(new.product_interest, '') <> ''
                when 'place' then coalesce(new.contact_info ->> 'state', '') <> ''
                    or coalesce(new.contact_info ->> 'postal_code', '') <> ''
                when 'quote' then exists (select from quotes where lead_id = new.id)
                when 'customer' then new.customer_id is not null
                when 'policy' then new.policy_id is not null
                when 'reason' then btrim(coalesce(new.lost_reason, '')) <> ''
            end) then
                raise exception using errcode = 'LG005',
                    column = case need when 'reachable' then 'contact_info' when 'owner' then 'owner_id'
                        when 'product' then 'product_interest' when 'place' then 'contact_info'
                        when 'quote' then 'quotes' when 'customer' then 'customer_id' when 'policy' then 'policy_id'
                        when 'reason' then 'lost_reason' end,
                    message = case need
                        when 'reachable' then 'There is neither an e-mail address nor a phone number.'
                        when 'owner' then 'Nobody works on this lead yet.'
                        when 'product' then 'It is not known what kind of insurance is wanted.'
                        when 'place' then 'Neither state nor ZIP is known.'
                        when 'quote' then 'No quote is recorded.'
                        when 'customer' then 'There is no customer yet: convert the lead.'
                        when 'policy' then 'There is no policy yet: convert the lead.'
                        when 'reason' then 'Say why the lead was lost.' end,
                    hint = format('This is needed for %s.', after);
            end if;
        end loop;
        if before = 'lost' then
            new.lost_reason := null;
        end if;
    end if;
    if after in ('contacted', 'qualified', 'quoted', 'won') then
        new.first_contact_at := coalesce(new.first_contact_at, clock_timestamp());
        new.first_attempt_at := coalesce(new.first_attempt_at, new.first_contact_at);
    end if;
    if after <> 'new' then
        new.answer_by := null;
        update lead_assignments set answered_at = clock_timestamp()
        where lead_id = new.id and ended_at is null and answered_at is null;
    end if;
    return new;
end
$$;

-- A lead that comes in late has been new since it was received.
create function begin_lead_stage() returns trigger
language plpgsql as $$
begin
    new.stage_since := new.received_at;
    return new;
end
$$;

-- What a lead is worth: its newest quote that was not turned down. A quote moves a lead to that stage by itself.
create function follow_quote() returns trigger
language plpgsql as $$
declare
    concerned integer[] := array(select distinct lead_id from changed_rows);
begin
    if tg_op = 'UPDATE' then
        concerned := concerned || array(select distinct lead_id from old_rows);
    end if;
    update leads l
    set value_cents = newest.annual_premium_cents,
        status = case
            when tg_op = 'INSERT' and l.status in ('contacted', 'qualified') and l.owner_id is not null
                and coalesce(l.email, l.phone) is not null then 'quoted' else l.status end
    from (
        select changed.lead_id, (
            select q.annual_premium_cents from quotes q
            where q.lead_id = changed.lead_id and q.status in ('offered', 'accepted')
            order by q.status = 'accepted' desc, q.quoted_at desc, q.id desc limit 1
        ) as annual_premium_cents
        from (select distinct unnest(concerned) as lead_id) changed
    ) newest
    where l.id = newest.lead_id
      and (l.value_cents is distinct from newest.annual_premium_cents or tg_op = 'INSERT');
    return null;
end
$$;

-- A call or message to a lead is an attempt to reach it.
create function note_attempt() returns trigger
language plpgsql as $$
begin
    update leads set first_attempt_at = coalesce(new.comm_date, clock_timestamp())
    where id = new.lead_id and first_attempt_at is null;
    return null;
end
$$;

create trigger books_stage_insert before insert on leads for each row
    when (new.received_at < new.stage_since) execute function begin_lead_stage();
create trigger books_stage_update before update on leads for each row
    when (new.status is distinct from old.status) execute function keep_lead_stage();
create trigger books_follow_insert after insert on quotes referencing new table as changed_rows
    for each statement execute function follow_quote();
create trigger books_follow_update after update on quotes
    referencing old table as old_rows new table as changed_rows
    for each statement execute function follow_quote();
create trigger books_follow_delete after delete on quotes referencing old table as changed_rows
    for each statement execute function follow_quote();
create trigger books_follow_lead after insert on communications for each row
    when (new.lead_id is not null and new.direction = 'outbound') execute function note_attempt();

select keep_books('leads');
select keep_books('quotes');
select keep_books('routing_rules');
select keep_books('routing_agents');
select keep_books('agent_licenses');
