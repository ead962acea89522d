-- What a customer's row says about its policies, and what other rows repeat of it.

-- The only place that decides on policies_count and total_value. Every write to one of these columns, whoever makes it
-- and whatever it says, is answered with the truth, so nothing has to be trusted and nothing can be forged.
-- The row is locked before this reads, and this reads what is committed by then: concurrent writers count in turn.
create function count_again() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    cents numeric := 0;
begin
    if tg_op = 'INSERT' then
        new.policies_count := 0;
    else
        select count(*), coalesce(sum(annual_premium_cents) filter (where status = 'active' and premium_currency = 'USD'), 0)
        into new.policies_count, cents
        from policies where customer_id = new.id;
    end if;
    if abs(cents) > 99999999999999 then
        raise exception using errcode = 'LG001', column = 'premium',
            message = format('The premiums of customer %s would add up to more than 999,999,999,999.99.', new.id);
    end if;
    new.total_value_cents := cents;
    new.total_value := cents / 100;
    return new;
end
$$;

-- After each statement on policies: have the customers it concerns counted again, in the order of their ids, so that
-- two statements never wait for each other crosswise.
create function count_policies() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    concerned integer[];
begin
    if tg_op = 'INSERT' then
        concerned := array(select distinct customer_id from new_rows where customer_id is not null);
    elsif tg_op = 'DELETE' then
        concerned := array(select distinct customer_id from old_rows where customer_id is not null);
    elsif tg_op = 'UPDATE' then
        -- Rows that say the same before and after fall out in pairs; no join, so no plan that suits one row only.
        concerned := array(
            select distinct customer_id
            from (
                select customer_id
                from (
                    select id, customer_id, status, annual_premium_cents, premium_currency from old_rows
                    union all
                    select id, customer_id, status, annual_premium_cents, premium_currency from new_rows
                ) both_times
                group by id, customer_id, status, annual_premium_cents, premium_currency
                having count(*) = 1
            ) changed
            where customer_id is not null);
    else
        concerned := array(select id from customers where policies_count <> 0 or total_value_cents <> 0);
    end if;
    if concerned = '{}' then
        return null;
    end if;
    if cardinality(concerned) > 1 then
        perform from customers where id = any(concerned) order by id for no key update;
    end if;
    update customers set policies_count = -1 where id = any(concerned);
    return null;
end
$$;

-- The customer's name for a row about to be written. The lock makes it wait for a renaming that is under way;
-- empty when there is no such customer: the foreign key then says so better than "customer_name is null".
create function customer_name_of(customer integer) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    return coalesce((select name from customers where id = customer for no key update), '');
end
$$;

-- Locks customers in the order of their ids, which is the order of the counting as well: two policies that change places
-- between two customers at once would else wait for each other.
create function lock_customers(ids integer[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from customers where id = any(ids) order by id for no key update;
end
$$;

create function fill_policy() returns trigger
language plpgsql as $$
declare
    premium money_reading;
begin
    if new.premium is not null then
        premium := parse_money(new.premium, term_months(new.start_date, new.end_date), 'premium');
    end if;
    new.premium_cents := premium.cents;
    new.premium_currency := premium.currency;
    new.premium_period := premium.period;
    new.annual_premium_cents := premium.annual_cents;
    if tg_op = 'UPDATE' and new.customer_id is distinct from old.customer_id then
        perform lock_customers(array[old.customer_id, new.customer_id]);
    end if;
    if new.customer_id is not null
       and (coalesce(new.customer_name, '') = '' or (tg_op = 'UPDATE' and new.customer_id is distinct from old.customer_id
                                                     and new.customer_name = old.customer_name)) then
        new.customer_name := customer_name_of(new.customer_id);
    end if;
    return new;
end
$$;

create function fill_communication() returns trigger
language plpgsql as $$
begin
    new.customer_name := customer_name_of(new.customer_id);
    return new;
end
$$;

create function policy_words_of(policy integer, out policy_number text, out customer_name text)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    select p.policy_number, p.customer_name into policy_number, customer_name
    from policies p where p.id = policy for no key update;
    policy_number := coalesce(policy_number, '');
    customer_name := coalesce(customer_name, '');
end
$$;

create function fill_claim() returns trigger
language plpgsql as $$
declare
    amount money_reading;
    policy record;
    moved boolean := tg_op = 'UPDATE' and new.policy_id is distinct from old.policy_id;
begin
    if new.amount is not null then
        amount := parse_money(new.amount, 12, 'amount');
        if amount.period is not null then
            raise exception using errcode = 'LG001', column = 'amount',
                message = format('amount "%s" is not the amount of a claim: a claim is not paid per %s.', new.amount, amount.period),
                hint = 'Write it like $5,000 or $1.2k.';
        end if;
    end if;
    new.amount_cents := amount.cents;
    new.amount_currency := amount.currency;
    if new.policy_id is not null
       and (coalesce(new.policy_number, '') = '' or coalesce(new.customer_name, '') = '' or moved) then
        policy := policy_words_of(new.policy_id);
        if coalesce(new.policy_number, '') = '' or (moved and new.policy_number = old.policy_number) then
            new.policy_number := policy.policy_number;
        end if;
        if coalesce(new.customer_name, '') = '' or (moved and new.customer_name = old.customer_name) then
            new.customer_name := policy.customer_name;
        end if;
    end if;
    return new;
end
$$;

-- After an update of customers: their policies, conversations and claims follow in name and, where it was the same, owner.
create function follow_customer() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    moved integer[] := array(
        select id from (select id, name, owner_id from new_rows except select id, name, owner_id from old_rows) changed);
begin
    if moved = '{}' then
        return null;
    end if;
    update policies p
    set customer_name = case when c.name is distinct from o.name then c.name else p.customer_name end,
        owner_id = case when p.owner_id is not distinct from o.owner_id then c.owner_id else p.owner_id end
    from old_rows o join customers c on c.id = o.id
    where o.id = any(moved) and p.customer_id = o.id
      and ((c.name is distinct from o.name and p.customer_name is distinct from c.name)
           or (c.owner_id is distinct from o.owner_id and p.owner_id is not distinct from o.owner_id));
    update communications m
    set customer_name = case when c.name is distinct from o.name then c.name else m.customer_name end,
        owner_id = case when m.owner_id is not distinct from o.owner_id then c.owner_id else m.owner_id end
    from old_rows o join customers c on c.id = o.id
    where o.id = any(moved) and m.customer_id = o.id
      and ((c.name is distinct from o.name and m.customer_name is distinct from c.name)
           or (c.owner_id is distinct from o.owner_id and m.owner_id is not distinct from o.owner_id));
    update claims l
    set owner_id = c.owner_id
    from old_rows o join customers c on c.id = o.id join policies p on p.customer_id = c.id
    where o.id = any(moved) and l.policy_id = p.id
      and c.owner_id is distinct from o.owner_id and l.owner_id is not distinct from o.owner_id;
    return null;
end
$$;

-- After an update of policies: their claims follow in number and name.
create function follow_policy() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    moved integer[] := array(
        select id from (
            select id, policy_number, customer_name from new_rows
            except select id, policy_number, customer_name from old_rows) changed);
begin
    if moved = '{}' then
        return null;
    end if;
    update claims l
    set policy_number = case when p.policy_number is distinct from o.policy_number then p.policy_number else l.policy_number end,
        customer_name = case when p.customer_name is distinct from o.customer_name then p.customer_name else l.customer_name end
    from old_rows o join policies p on p.id = o.id
    where o.id = any(moved) and l.policy_id = o.id
      and ((p.policy_number is distinct from o.policy_number and l.policy_number is distinct from p.policy_number)
           or (p.customer_name is distinct from o.customer_name and l.customer_name is distinct from p.customer_name));
    return null;
end
$$;
