-- The demo's dice: the same number always falls the same way for the same row, seed and question.
-- What stands in angle brackets is filled in by the caller: numbers, and a date.
create or replace function pg_temp.today() returns date language sql immutable as $$ select date '<today>' $$;
create or replace function pg_temp.customers() returns int language sql immutable as $$ select <customers> $$;
create or replace function pg_temp.leads() returns int language sql immutable as $$ select <leads> $$;
create or replace function pg_temp.recent_customers() returns int language sql immutable as $$ select <recent_customers> $$;
create or replace function pg_temp.streets() returns int language sql immutable as $$ select <streets> $$;
create or replace function pg_temp.agents() returns int[] language sql immutable as $$ select '{<agents>}'::int[] $$;
create or replace function pg_temp.agent_count() returns int language sql immutable as $$ select <agent_count> $$;
create or replace function pg_temp.clerks() returns int[] language sql immutable as $$ select '{<clerks>}'::int[] $$;
create or replace function pg_temp.clerk_count() returns int language sql immutable as $$ select <clerk_count> $$;

-- A number from 0 up to, not including, 1.
create or replace function pg_temp.share(row_id bigint, question int) returns double precision language sql immutable as
$$ select ((hashint8extended(row_id, <seed_hash>::bigint + question) >> 11) & 9007199254740991)::double precision / 9007199254740992 $$;

-- A whole number from 0 up to, not including, `ending`.
create or replace function pg_temp.below(row_id bigint, question int, ending int) returns int language sql immutable as
$$ select ((hashint8extended(row_id, <seed_hash>::bigint + question) & 9007199254740991) % ending)::int $$;

-- A number of the standard normal distribution (Box and Muller); answers two questions.
create or replace function pg_temp.normal(row_id bigint, question int) returns double precision language sql immutable as
$$ select sqrt(-2 * ln(1 - pg_temp.share(row_id, question))) * cos(2 * pi() * pg_temp.share(row_id, question + 1)) $$;

-- A moment in the agency's office hours.
create or replace function pg_temp.office_hour(day date, share double precision) returns timestamptz language sql immutable as
$$ select (day + interval '8 hours 30 minutes' + share * interval '9 hours') at time zone 'America/New_York' $$;
