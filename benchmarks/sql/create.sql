\set n random(1, 1000000000)
insert into plain.customers (name, email, phone, status, join_date, last_active, metadata) values ('Pat Bench ' || :n, 'pat.' || :n || '@example.org', '+12025550143', 'active', '2024-02-03', '2026-05-06T13:37:00+00:00', '{"zip": "22961", "score": 15}') returning row_to_json(customers)::text;
