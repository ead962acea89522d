\set id random(1, :customers)
select row_to_json(c)::text from plain.customers c where id = :id;
