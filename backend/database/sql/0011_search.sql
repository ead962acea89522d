-- How records are found by what people type: words (names, titles) through a dictionary, numbers through trigrams.

create extension if not exists pg_trgm with schema public;
create extension if not exists fuzzystrmatch with schema public;
create extension if not exists unaccent with schema public;

-- The text as the search sees it: lower case, no accents, no apostrophes, other punctuation as spaces.
-- In plpgsql, since a computed column that calls a SQL function is planned again for every INSERT (20 µs, measured).
create function search_plain(words text) returns text
language plpgsql immutable parallel safe strict
as $$
begin
    return regexp_replace(
        replace(lower(public.unaccent('public.unaccent'::regdictionary, words)), '''', ''),
        '[^[:alnum:]]+', ' ', 'g'
    );
end
$$;

-- A number as the search sees it: letters and digits in lower case.
create function search_code(code text) returns text
language plpgsql immutable parallel safe strict
as $$
begin
    return regexp_replace(lower(code), '[^[:alnum:]]', '', 'g');
end
$$;

-- The last word of a name, which for most people is the family name.
create function search_surname(name text) returns text
language plpgsql immutable parallel safe strict
as $$
begin
    return substring(btrim(public.search_plain(name)) from '[^ ]+$');
end
$$;

-- What the dictionary keeps of a word in a text, null for nothing: words of letters, and words with a short number, such
-- as studio54. Of longer ones, which are codes and never end, it keeps the letters they begin with and a star.
create function search_word_of(lexeme text) returns text
language sql immutable parallel safe
return case
    when length(lexeme) <= 64 and lexeme ~ '^([[:alpha:]]{2}|[[:alpha:]]{3,}.{0,4})$' then lexeme
    when lexeme ~ '^[[:alpha:]]{3}' then substring(lexeme from '^[[:alpha:]]{3,63}') || '*'
end;

-- The dictionary words that one typed word can mean, the likeliest first: those that contain it, else those one or two
-- slips away, else itself.
create function search_words_like(token text) returns text[]
language plpgsql stable parallel safe strict
as $$
declare
    found text[];
    slips integer := case when length(token) < 5 then 1 else 2 end;
begin
    found := array(
        select word from public.search_words
        where word like '%' || token || '%'
        order by word <> token, length(word), word
        limit 400
    );
    if found = '{}' and length(token) <= 64 then
        found := array(
            select word from public.search_words
            where length(word) between length(token) - slips and length(token) + slips
                and public.levenshtein_less_equal(word, token, slips) <= slips
            order by public.levenshtein_less_equal(word, token, slips), word
            limit 12
        );
    end if;
    return case when found = '{}' then array[token] else found end;
end
$$;

-- One typed token as a text-search query. Short ones, and those with digits, match the beginnings of words.
create function search_alternatives(token text) returns tsquery
language plpgsql stable parallel safe strict
as $$
begin
    if length(token) < 3 or token ~ '[^[:alpha:]]' then
        return (quote_literal(replace(token, '\', '')) || ':*')::tsquery;
    end if;
    -- No `token:*` here: the index gathers all rows of all words that begin so (10 ms for `Mary Johnson` in a million
    -- customers, where these alternatives take 1.5).
    return (
        select string_agg(distinct quote_literal(rtrim(word, '*')) || case when word like '%*' then ':*' else '' end, ' | ')
        from unnest(public.search_words_like(token) || token) as word
    )::tsquery;
end
$$;

-- What somebody typed, as a text-search query: every token must be found, each in one of its alternatives.
create function search_query(typed text) returns tsquery
language plpgsql stable parallel safe strict
as $$
declare
    token text;
    whole tsquery;
begin
    foreach token in array regexp_split_to_array(btrim(public.search_plain(typed)), '\s+') loop
        continue when token = '';
        whole := case
            when whole is null then public.search_alternatives(token)
            else whole && public.search_alternatives(token)
        end;
    end loop;
    return coalesce(whole, ''::tsquery);
end
$$;

-- Puts words that are new into the dictionary. Sorted, so that two transactions never wait for each other crosswise;
-- looked for first, since most rows bring no new word and preparing an insert costs as much as finding that out.
create function search_learn() returns trigger
language plpgsql
as $$
begin
    if exists (
        select from new_rows, unnest(tsvector_to_array(new_rows.search)) as lexeme
        where not exists (select from public.search_words where word = lexeme)
            and public.search_word_of(lexeme) is not null
            and not exists (select from public.search_words where word = public.search_word_of(lexeme))
    ) then
        insert into public.search_words (word)
        select distinct public.search_word_of(lexeme) as word
        from new_rows, unnest(tsvector_to_array(new_rows.search)) as lexeme
        where public.search_word_of(lexeme) is not null
        order by word
        on conflict do nothing;
    end if;
    return null;
end
$$;

create function search_learn_row() returns trigger
language plpgsql
as $$
begin
    insert into public.search_words (word)
    select distinct public.search_word_of(lexeme) as word
    from unnest(tsvector_to_array(new.search)) as lexeme
    where public.search_word_of(lexeme) is not null
    order by word
    on conflict do nothing;
    return null;
end
$$;

-- How many rows the planner expects from a query whose parameters are the elements of one text array, `($1)[1]` …
create function estimated_count(query text, parameters text[]) returns bigint
language plpgsql volatile -- EXPLAIN is not allowed in others
as $$
declare
    plan json;
begin
    execute 'explain (format json) ' || query into plan using parameters;
    return (plan -> 0 -> 'Plan' ->> 'Plan Rows')::bigint;
end
$$;
