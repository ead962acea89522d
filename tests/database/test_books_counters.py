"""What a customer's row says of its policies is true, whatever is done, by whomever, at the same time."""

import random
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.database.conftest import Connection

pytestmark = pytest.mark.server

WRONG = """
select c.id, c.policies_count, c.total_value_cents, c.total_value, truth.policies, truth.cents
from customers c
cross join lateral (
    select count(*) as policies,
           coalesce(sum(annual_premium_cents) filter (where status = 'active' and premium_currency = 'USD'), 0) as cents
    from policies p where p.customer_id = c.id
) truth
where (c.policies_count, c.total_value_cents, c.total_value::numeric)
      is distinct from (truth.policies, truth.cents::bigint, round(truth.cents / 100, 2))
"""


def figures(db: Connection) -> list[tuple[object, ...]]:
    return db.execute("select policies_count, total_value_cents from customers order by id").fetchall()


def three_customers(db: Connection) -> None:
    db.execute("insert into customers (name, email) select 'C' || i, 'c@example.com' from generate_series(1, 3) i")


def add(db: Connection, number: str, customer: int, premium: str = "$100/yr", status: str = "active") -> None:
    db.execute(
        "insert into policies (policy_number, customer_id, premium, status) values (%s, %s, %s, %s)",
        (number, customer, premium, status),
    )


def test_only_active_policies_in_dollars_have_value(db: Connection) -> None:
    three_customers(db)
    add(db, "P-1", 1)
    add(db, "P-2", 1, "$10/mo")
    add(db, "P-3", 1, "$10/mo", "expired")
    add(db, "P-4", 1, "€10/mo")
    add(db, "P-5", 1, "-$1/yr")
    assert figures(db)[0] == (5, 10_000 + 12_000 - 100)
    assert db.execute("select total_value::text from customers where id = 1").fetchone() == ("219.00",)


STATEMENTS = [
    ("update policies set premium = '$7/yr' where id = 1", [(2, 10_700), (1, 10_000), (0, 0)]),
    ("update policies set status = 'cancelled' where id < 3", [(2, 0), (1, 10_000), (0, 0)]),
    ("update policies set customer_id = 3 where id <> 2", [(1, 10_000), (0, 0), (2, 20_000)]),
    ("update policies set customer_id = null where id = 1", [(1, 10_000), (1, 10_000), (0, 0)]),
    ("update policies set customer_id = 4 - customer_id", [(0, 0), (1, 10_000), (2, 20_000)]),
    ("delete from policies where id in (1, 3)", [(1, 10_000), (0, 0), (0, 0)]),
    ("truncate policies cascade", [(0, 0), (0, 0), (0, 0)]),
    ("delete from customers where id = 1", [(1, 10_000), (0, 0)]),
    ("update customers set policies_count = 77, total_value = 5", [(2, 20_000), (1, 10_000), (0, 0)]),
    ("update customers set total_value_cents = 9, city = 'Bern'", [(2, 20_000), (1, 10_000), (0, 0)]),
    (
        "insert into policies (policy_number, customer_id, premium) values ('P-1', 2, '$5/yr'), ('P-7', 3, '$9/yr')"
        " on conflict (policy_number) do update set customer_id = excluded.customer_id, premium = excluded.premium",
        [(1, 10_000), (2, 10_500), (1, 900)],
    ),
    (
        "merge into policies p using (values ('P-1', 2), ('P-7', 3), ('P-3', null)) as n (number, customer)"
        " on p.policy_number = n.number when matched and n.customer is null then delete"
        " when matched then update set customer_id = n.customer"
        " when not matched then insert (policy_number, customer_id, premium) values (n.number, n.customer, '$9/yr')",
        [(1, 10_000), (1, 10_000), (1, 900)],
    ),
    (
        "with gone as (delete from policies where id = 1), moved as (update policies set customer_id = 3 where id = 2)"
        " insert into policies (policy_number, customer_id, premium) values ('P-8', 1, '$1/yr')",
        [(1, 100), (1, 10_000), (1, 10_000)],
    ),
    (
        "insert into customers (name, email, policies_count, total_value, total_value_cents)"
        " values ('Liar', 'l@example.com', 5, 5, 5)",
        [(2, 20_000), (1, 10_000), (0, 0), (0, 0)],
    ),
]


@pytest.mark.parametrize(("statement", "expected"), STATEMENTS, ids=[text[:40] for text, _ in STATEMENTS])
def test_the_figures_are_true_after(db: Connection, statement: str, expected: list[tuple[int, int]]) -> None:
    three_customers(db)
    for number, customer in (("P-1", 1), ("P-2", 1), ("P-3", 2)):
        add(db, number, customer)

    db.execute(statement.encode())

    assert figures(db) == expected
    assert db.execute(WRONG).fetchall() == []


def test_copy_counts(db: Connection) -> None:
    three_customers(db)
    with db.cursor().copy("copy policies (policy_number, customer_id, customer_name, premium) from stdin") as copy:
        for number in range(300):
            copy.write_row((f"P-{number}", 1 + number % 3, "Ada", "$1/yr"))
    assert figures(db) == [(100, 10_000)] * 3


def test_a_trigger_of_somebody_else_cannot_forge_the_figures(db: Connection) -> None:
    three_customers(db)
    add(db, "P-1", 1)
    db.execute("""
        create function forge() returns trigger language plpgsql as $$
        begin
            update customers set policies_count = 99, total_value_cents = 99 where id = 1;
            return null;
        end $$
    """)
    db.execute("create trigger forge after insert on communications for each row execute function forge()")
    db.execute("insert into communications (customer_id, comm_type, channel) values (1, 'email', 'Email')")
    assert figures(db)[0] == (1, 10_000)


def test_a_schema_in_front_cannot_forge_the_figures(db: Connection) -> None:
    three_customers(db)
    add(db, "P-1", 1)
    db.execute("create schema fake")
    db.execute("create table fake.policies (like public.policies)")
    db.execute("set search_path = fake, public")
    db.execute("update customers set policies_count = 0")
    assert figures(db)[0] == (1, 10_000)


def test_a_rolled_back_change_leaves_no_trace(db: Connection) -> None:
    three_customers(db)
    with db.transaction(force_rollback=True):
        add(db, "P-1", 1)
        assert figures(db)[0] == (1, 10_000)
    assert figures(db) == [(0, 0)] * 3


def random_statement(chance: random.Random, customers: int) -> str:
    customer = chance.randint(1, customers)
    some = f"id % {chance.randint(2, 7)} = 0"
    premium = chance.choice(["$100/yr", "$7/mo", "€9/yr", "1200", "-$3/wk"])
    status = chance.choice(["active", "expired", "cancelled"])
    number = f"P-{chance.randint(1, 60)}"
    return chance.choice(
        [
            "insert into policies (policy_number, customer_id, premium, status)"
            f" values ('{number}', {customer}, '{premium}', '{status}')"
            " on conflict (policy_number) do update set customer_id = excluded.customer_id, status = excluded.status",
            "insert into policies (policy_number, customer_id, premium)"
            f" select '{chance.getrandbits(60)}-' || i, (select min(id) from customers where id >= i), '{premium}'"
            f" from generate_series({customers}, 1, -2) i",
            f"update policies set premium = '{premium}' where {some}",
            f"update policies set status = '{status}' where {some}",
            f"update policies set customer_id = (select max(id) from customers where id <= {customer}) where {some}",
            f"delete from policies where {some}",
            f"update customers set policies_count = {customer}, total_value = 1 where {some}",
            f"update customers set name = 'N{chance.random()}' where id = {customer}",
            f"delete from customers where id = {customer}" if chance.random() < 0.1 else f"select {customer}",
        ]
    )


def work(dsn: str, seed: int, customers: int, statements: int) -> int:
    """Random transactions of one to three statements; returns how many were given up for a deadlock."""
    chance = random.Random(seed)
    given_up = 0
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set deadlock_timeout = '20ms'")
        if seed % 3 == 0:
            connection.execute("set default_transaction_isolation = 'repeatable read'")
        for _ in range(statements):
            try:
                with connection.transaction():
                    for _ in range(chance.randint(1, 3)):
                        connection.execute(random_statement(chance, customers).encode())
                    if chance.random() < 0.15:
                        raise psycopg.Rollback
            except (
                psycopg.errors.DeadlockDetected,
                psycopg.errors.SerializationFailure,
                psycopg.errors.ForeignKeyViolation,
                psycopg.errors.NotNullViolation,  # no customer is left to take the policy from
            ):
                given_up += 1
    return given_up


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_are_true_after_anything_at_the_same_time(books: str, db: Connection, seed: int) -> None:
    db.execute("insert into customers (name, email) select 'C' || i, 'c@example.com' from generate_series(1, 12) i")

    with ThreadPoolExecutor(5) as workers:
        given_up = sum(workers.map(lambda n: work(books, 100 * seed + n, 12, 40), range(5)))

    assert db.execute(WRONG).fetchall() == []
    assert given_up < 150
    assert db.execute("select count(*) > 0 from policies").fetchone() == (True,)


def test_two_bulk_loads_in_opposite_order_never_wait_for_each_other_crosswise(books: str, db: Connection) -> None:
    db.execute("insert into customers (name, email) select 'C' || i, 'c@example.com' from generate_series(1, 200) i")

    def load(step: int) -> None:
        with psycopg.connect(books, autocommit=True) as connection:
            for turn in range(15):
                connection.execute(
                    "insert into policies (policy_number, customer_id, customer_name, premium)"
                    " select %s || '-' || i, i, 'Ada', '$1/yr'"
                    " from generate_series(%s::integer, %s::integer, %s::integer) i",
                    (f"{step}-{turn}", *((1, 200) if step > 0 else (200, 1)), step),
                )

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(load, (1, -1)))

    assert figures(db) == [(30, 3_000)] * 200
