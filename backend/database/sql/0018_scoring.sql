-- A lead shows its latest score; models and what is watched of them are kept beside it.

alter function kept_tables() rename to kept_tables_until_0017;

-- As before; what a lead shows of its score is nobody's change. The text of a model stays out of the log.
create function kept_tables()
returns table (name text, version_column text, audited boolean, derived text[], secret text[])
language sql immutable as $$
    select name, version_column, audited,
        case name when 'leads' then derived || array['score', 'score_band', 'scored_at'] else derived end, secret
    from kept_tables_until_0017()
    union all
    values ('scoring_models', null, true, array[]::text[], array['document', 'report'])
$$;

-- A lead follows its latest score, whatever way that came or went. One that nobody works is then `scored`.
create function follow_score() returns trigger
language plpgsql as $$
declare
    concerned integer[] := array(select distinct lead_id from changed_rows);
begin
    if tg_op = 'UPDATE' then
        concerned := concerned || array(select distinct lead_id from old_rows);
    end if;
    update leads l
    set score = latest.score, score_band = latest.band, scored_at = latest.scored_at,
        status = case when l.status = 'new' and l.owner_id is null and latest.score is not null
            then 'scored' else l.status end
    from (select distinct unnest(concerned) as lead_id) one
    left join lateral (
        -- What other systems wrote here may be no probability.
        select s.score, s.band, s.scored_at from scores s
        where s.lead_id = one.lead_id and s.score between 0 and 1
        order by s.scored_at desc, s.id desc limit 1
    ) latest on true
    where l.id = one.lead_id
      and (l.score, l.score_band, l.scored_at) is distinct from (latest.score, latest.band, latest.scored_at);
    return null;
end
$$;

-- A lead comes without a score, also one that is brought back or copied: what it shows is of the scores beside it.
create function begin_unscored() returns trigger
language plpgsql as $$
begin
    new.score := null;
    new.score_band := null;
    new.scored_at := null;
    return new;
end
$$;

create trigger books_score_insert before insert on leads for each row
    when (new.scored_at is not null or new.score is not null or new.score_band is not null)
    execute function begin_unscored();
create trigger books_follow_insert after insert on scores referencing new table as changed_rows
    for each statement execute function follow_score();
create trigger books_follow_update after update on scores
    referencing old table as old_rows new table as changed_rows
    for each statement execute function follow_score();
create trigger books_follow_delete after delete on scores referencing old table as changed_rows
    for each statement execute function follow_score();

select keep_books('leads');
select keep_books('scoring_models');

-- What scoring itself writes is a history already; what people write stays in the log.
create or replace trigger books_audit_insert after insert on scores referencing new table as new_rows
    for each statement when (coalesce(current_setting('leadgen.scoring', true), '') <> 'on')
    execute function keep_audit_of_insert('{}');
