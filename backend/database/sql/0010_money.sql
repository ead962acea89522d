-- Money as people write it, read into cents. backend/values.py reads the same grammar: change both, and the table of
-- examples in tests/database/money_examples.py.

create type money_reading as (cents bigint, currency text, period text, annual_cents bigint);

-- Calendar months from start to end, as an insurance term counts them: Jan 1 to Dec 31 is 12. Null when unknown.
create function term_months(starts date, ends date) returns integer
language sql immutable parallel safe as $$
    select nullif(greatest(0,
        12 * (extract(year from ends) - extract(year from starts))
        + extract(month from ends) - extract(month from starts)
        + round((extract(day from ends) - extract(day from starts)) / 30.0)
    ), 0)::integer
$$;

-- Round half to even: what accountants expect of $1,200.005.
create function round_half_even(amount numeric) returns numeric
language sql immutable strict parallel safe as $$
    select case when abs(amount - trunc(amount)) = 0.5 then 2 * round(amount / 2) else round(amount) end
$$;

-- `annual_cents` of a text without a period counts it as a year's premium; `period` is then null.
-- term_months: how long the policy's term is, for a premium paid per term; 12 when null.
-- Raises LG001 with what is wrong and what is accepted; never answers 0 for something it cannot read.
create function parse_money(written text, term_months integer default 12, field text default 'money')
returns money_reading
language plpgsql immutable parallel safe as $$
declare
    parts text[];
    front text;
    digits text;
    rest text;
    unread text;
    back_currency text;
    currency text := 'USD';
    period text;
    scale numeric := 100;
    amount numeric;
    cents bigint;
    wrong text;
begin
    parts := regexp_match(lower(coalesce(written, '') collate "C"), '^([^0-9.]*)([0-9.,]*)(.*)$');
    front := translate(parts[1], E' \t\n\r\u00a0\u202f', '');
    digits := parts[2];
    rest := translate(parts[3], E' \t\n\r\u00a0\u202f', '');

    if front <> '$' then
        if front like '(%' and rest like '%)' then
            front := '-' || substr(front, 2);
            rest := left(rest, -1);
        end if;
        front := replace(front, U&'\2212', '-');
        if front like '-%' then
            scale := -100;
            front := substr(front, 2);
        elsif front like '%-' then
            scale := -100;
            front := left(front, -1);
        end if;
        currency := case
            when front in ('', '$', 'us$', 'usd', 'usd$') then 'USD'
            when front in ('€', 'eur') then 'EUR'
            when front in ('£', 'gbp') then 'GBP'
            when front in ('c$', 'ca$', 'cad') then 'CAD'
            when front in ('a$', 'au$', 'aud') then 'AUD'
            when front in ('mx$', 'mxn') then 'MXN'
            when front = 'chf' then 'CHF'
        end;
    end if;

    if rest <> '' then
        unread := rest;
        loop
            period := case
                when rest in ('/yr', '/year', '/y', '/annum', '/12mo', '/12months', 'peryear', 'peryr', 'perannum',
                              'ayear', 'annually', 'annual', 'yearly', 'p.a.', 'pa') then 'year'
                when rest in ('/mo', '/month', '/mth', '/m', 'permonth', 'permo', 'amonth', 'monthly') then 'month'
                when rest in ('/6mo', '/6mos', '/6months', '/6month', '/6m', 'per6months', 'every6months', '/halfyear',
                              '/half-year', 'semi-annual', 'semiannual', 'semi-annually', 'semiannually',
                              'half-yearly', 'halfyearly') then 'half_year'
                when rest in ('/qtr', '/quarter', '/q', '/3mo', '/3months', 'perquarter', 'perqtr', 'aquarter',
                              'quarterly') then 'quarter'
                when rest in ('/wk', '/week', '/w', 'perweek', 'perwk', 'aweek', 'weekly') then 'week'
                when rest in ('/term', 'perterm', 'aterm', 'payinfull', 'paidinfull', 'pay-in-full', 'paid-in-full',
                              '/pif', 'pif') then 'term'
            end;
            exit when period is not null or rest = '';
            if back_currency is null and rest ~ '^(usd|eur|gbp|cad|aud|mxn|chf|€|£|\$)' then
                back_currency := case left(rest, 1)
                    when '€' then 'EUR' when '£' then 'GBP' when '$' then 'USD' else upper(left(rest, 3)) end;
                rest := substr(rest, case when left(rest, 1) in ('€', '£', '$') then 2 else 4 end);
            elsif abs(scale) = 100 and back_currency is null and left(rest, 1) in ('k', 'm') then
                scale := scale * case left(rest, 1) when 'k' then 1000 else 1000000 end;
                rest := substr(rest, 2);
            else
                wrong := format('"%s" after the number is neither a period nor a currency', left(unread, 20));
                exit;
            end if;
        end loop;
        if back_currency is not null and back_currency is distinct from currency then
            if front = '' or (front = '$' and back_currency in ('CAD', 'AUD', 'MXN')) then
                currency := back_currency;
            else
                wrong := 'it names two currencies';
            end if;
        end if;
    end if;

    if wrong is null and currency is not null and length(written) <= 50
       and digits ~ '^([0-9]+(\.[0-9]+)?|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|\.[0-9]+)$' then
        amount := replace(digits, ',', '')::numeric * scale;
        if amount <> trunc(amount) then
            amount := round_half_even(amount);
        end if;
        if abs(amount) <= 999999999999 then
            cents := amount;
            return row(cents, currency, period, case period
                when 'year' then cents
                when 'month' then cents * 12
                when 'half_year' then cents * 2
                when 'quarter' then cents * 4
                when 'week' then cents * 52
                when 'term' then round_half_even(cents * 12.0 / coalesce(term_months, 12))::bigint
                else cents
            end)::money_reading;
        end if;
        wrong := 'it is more than 9,999,999,999.99';
    end if;
    wrong := case
        when btrim(coalesce(written, '')) = '' then 'it is empty'
        when length(written) > 50 then 'it is longer than 50 characters'
        when digits = '' then 'there is no number in it'
        when digits !~ '^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]+)?$' then
            format('"%s" is not grouped like 1,200.50', left(digits, 20))
        when currency is null then format('"%s" before the number is not a currency', left(front, 20))
        else wrong
    end;
    raise exception using
        errcode = 'LG001',
        message = format('%s "%s" is not an amount of money: %s.', field, left(coalesce(written, ''), 60), wrong),
        hint = 'Write it like $1,200/yr, $100/mo, $600/6mo, $1.2k, €900/yr or -$50.',
        column = field;
end
$$;
