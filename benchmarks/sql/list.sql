\set s random(1, 2)
\set o random(0, 19)
select json_build_object('total', (select count(*) from plain.customers where status = (array['active', 'inactive'])[:s]), 'items', coalesce((select json_agg(p) from (select * from plain.customers where status = (array['active', 'inactive'])[:s] order by id limit 50 offset :o * 50) p), '[]'))::text;
