\set k random(1, 5)
select json_build_object('total', (select count(*) from plain.customers where name ilike '%' || (array['smith', 'johns', 'marti', 'garci', 'willi'])[:k] || '%'), 'items', coalesce((select json_agg(p) from (select * from plain.customers where name ilike '%' || (array['smith', 'johns', 'marti', 'garci', 'willi'])[:k] || '%' order by id limit 50) p), '[]'))::text;
