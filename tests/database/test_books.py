"""What the database does to rows by itself: times, versions, names, owners, typed money; direct SQL cannot break it."""

import psycopg
import pytest

from tests.database.conftest import Connection

pytestmark = pytest.mark.server


def one(db: Connection, statement: str, *values: object) -> tuple[object, ...]:
    row = db.execute(statement.encode(), values).fetchone()
    assert row is not None
    return row


def make_user(db: Connection, name: str) -> int:
    statement = "insert into users (username, email, password_hash) values (%s, %s || '@example.com', 'x') returning id"
    return int(str(one(db, statement, name, name)[0]))


def make_customer(db: Connection, name: str = "Ada", owner_id: int | None = None) -> int:
    statement = "insert into customers (name, email, owner_id) values (%s, 'a@example.com', %s) returning id"
    return int(str(one(db, statement, name, owner_id)[0]))


def make_policy(db: Connection, number: str, customer_id: int | None, **values: object) -> int:
    columns = {"policy_number": number, "customer_id": customer_id, "premium": "$1,200/yr"} | values
    places = ", ".join(["%s"] * len(columns))
    statement = f"insert into policies ({', '.join(columns)}) values ({places}) returning id"
    return int(str(one(db, statement, *columns.values())[0]))


def make_claim(db: Connection, number: str, policy_id: int | None, **values: object) -> int:
    columns = {"claim_number": number, "policy_id": policy_id, "amount": "$5,000"} | values
    places = ", ".join(["%s"] * len(columns))
    statement = f"insert into claims ({', '.join(columns)}) values ({places}) returning id"
    return int(str(one(db, statement, *columns.values())[0]))


def test_updated_at_grows_with_every_update_even_within_one_transaction(db: Connection) -> None:
    customer = make_customer(db)
    seen = [one(db, "select updated_at from customers where id = %s", customer)[0]]

    with db.transaction():
        for city in ("Bern", "Bern", "Basel"):
            db.execute("update customers set city = %s, updated_at = '2000-01-01' where id = %s", (city, customer))
            seen.append(one(db, "select updated_at from customers where id = %s", customer)[0])

    assert seen == sorted(set(seen), key=str)
    assert len(set(seen)) == 4


def test_every_table_with_updated_at_moves_it(db: Connection) -> None:
    silent = db.execute(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'updated_at'"
        " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not like 'pgqueuer%'"
        " and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'zz_books_touch')"
    ).fetchall()

    assert silent == []


def test_version_counts_changes_that_people_make(db: Connection) -> None:
    customer = make_customer(db)

    def version() -> object:
        return one(db, "select version from customers where id = %s", customer)[0]

    db.execute("update customers set name = name, updated_at = now()")
    assert version() == 1
    make_policy(db, "P-1", customer)
    assert one(db, "select policies_count from customers") == (1,)
    assert version() == 1
    db.execute("update customers set city = 'Bern', version = 40")
    assert version() == 2
    db.execute("update customers set version = 40")
    assert version() == 2


def test_the_version_of_a_lead_ignores_what_is_computed(db: Connection) -> None:
    db.execute("""insert into leads (contact_info) values ('{"name": "Ada", "email": "ada@example.com"}')""")
    db.execute("update leads set source = source")
    assert one(db, "select version, name from leads") == (1, "Ada")
    db.execute("""update leads set contact_info = contact_info || '{"name": "Ben"}'""")
    assert one(db, "select version, name from leads") == (2, "Ben")


def test_the_birth_of_a_row_never_changes(db: Connection) -> None:
    customer = make_customer(db)
    born = one(db, "select created_at from customers")
    db.execute("update customers set created_at = '2000-01-01'")
    assert one(db, "select created_at from customers") == born
    with pytest.raises(psycopg.Error, match="never changes") as refused:
        db.execute("update customers set id = id + 1 where id = %s", (customer,))
    assert refused.value.sqlstate == "LG002"


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"premium": "$100/mo"}, (10_000, "USD", "month", 120_000)),
        ({"premium": "1200"}, (120_000, "USD", None, 120_000)),
        ({"premium": "€900/yr"}, (90_000, "EUR", "year", 90_000)),
        (
            {"premium": "$600 pay in full", "start_date": "2024-01-01", "end_date": "2024-06-30"},
            (60_000, "USD", "term", 120_000),
        ),
        ({"premium": "$1,200/yr", "premium_cents": 1, "annual_premium_cents": 2}, (120_000, "USD", "year", 120_000)),
    ],
)
def test_a_premium_is_kept_in_cents(db: Connection, values: dict[str, object], kept: tuple[object, ...]) -> None:
    make_policy(db, "P-1", None, customer_name="Ada", **values)
    typed = "select premium_cents, premium_currency, premium_period, annual_premium_cents from policies"
    assert one(db, typed) == kept
    db.execute("update policies set premium_cents = 7, premium_currency = 'CHF', annual_premium_cents = 9")
    assert one(db, typed) == kept


def test_a_premium_follows_its_text_and_its_dates(db: Connection) -> None:
    make_policy(db, "P-1", None, customer_name="Ada", premium="$600/term")
    assert one(db, "select annual_premium_cents from policies") == (60_000,)
    db.execute("update policies set start_date = '2024-01-01', end_date = '2024-07-01'")
    assert one(db, "select annual_premium_cents from policies") == (120_000,)
    db.execute("update policies set premium = '$50/mo'")
    assert one(db, "select annual_premium_cents, premium_period from policies") == (60_000, "month")


def test_unreadable_money_is_refused_by_column(db: Connection) -> None:
    with pytest.raises(psycopg.Error, match=r'premium "a lot" is not an amount of money') as refused:
        make_policy(db, "P-1", None, customer_name="Ada", premium="a lot")
    assert (refused.value.sqlstate, refused.value.diag.column_name) == ("LG001", "premium")
    with pytest.raises(psycopg.Error, match="amount") as refused:
        make_claim(db, "C-1", None, policy_number="P", customer_name="Ada", amount="$5,000/mo")
    assert (refused.value.sqlstate, refused.value.diag.column_name) == ("LG001", "amount")


def test_the_amount_of_a_claim_is_kept_in_cents(db: Connection) -> None:
    make_claim(db, "C-1", None, policy_number="P", customer_name="Ada", amount="$1.2k", amount_cents=5)
    assert one(db, "select amount_cents, amount_currency from claims") == (120_000, "USD")
    db.execute("update claims set amount_cents = 5")
    assert one(db, "select amount_cents, amount_currency from claims") == (120_000, "USD")


def test_missing_names_are_filled_and_given_ones_kept(db: Connection) -> None:
    customer = make_customer(db, "Ada")
    policy = make_policy(db, "P-1", customer)
    make_policy(db, "P-2", customer, customer_name="Ada & Co")
    make_claim(db, "C-1", policy)
    db.execute(
        "insert into communications (customer_id, comm_type, channel) values (%s, 'email', 'Email')", (customer,)
    )

    assert db.execute("select customer_name from policies order by id").fetchall() == [("Ada",), ("Ada & Co",)]
    assert one(db, "select policy_number, customer_name from claims") == ("P-1", "Ada")
    assert one(db, "select customer_name from communications") == ("Ada",)


def test_a_policy_of_nobody_we_know_is_refused_by_its_foreign_key(db: Connection) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        make_policy(db, "P-1", 999)


def test_a_new_name_and_a_new_number_reach_everything(db: Connection) -> None:
    customer = make_customer(db, "Ada")
    policy = make_policy(db, "P-1", customer)
    make_claim(db, "C-1", policy)
    db.execute(
        "insert into communications (customer_id, comm_type, channel) values (%s, 'email', 'Email')", (customer,)
    )

    db.execute("update customers set name = 'Ada King'")
    db.execute("update policies set policy_number = 'P-9'")

    assert one(db, "select customer_name, version from policies") == ("Ada King", 3)
    assert one(db, "select customer_name from communications") == ("Ada King",)
    assert one(db, "select customer_name, policy_number from claims") == ("Ada King", "P-9")


def test_a_policy_that_moves_takes_the_new_customers_name(db: Connection) -> None:
    ada, ben = make_customer(db, "Ada"), make_customer(db, "Ben")
    policy = make_policy(db, "P-1", ada)
    make_claim(db, "C-1", policy)
    db.execute("update policies set customer_id = %s", (ben,))
    assert one(db, "select customer_name from policies") == ("Ben",)
    assert one(db, "select customer_name from claims") == ("Ben",)


def test_a_name_is_never_lost_between_a_renaming_and_a_new_policy(books: str, db: Connection) -> None:
    customer = make_customer(db, "Ada")
    with psycopg.connect(books) as renaming, psycopg.connect(books) as waiting:
        renaming.execute("update customers set name = 'Ada King'")
        pid = waiting.info.backend_pid
        pipeline = waiting.cursor()
        waiting.pgconn.send_query(
            f"insert into policies (policy_number, customer_id, premium) values ('P-1', {customer}, '$5')".encode()
        )
        while one(db, "select wait_event_type from pg_stat_activity where pid = %s", pid) != ("Lock",):
            pass
        renaming.commit()
        while result := waiting.pgconn.get_result():
            assert not result.error_message
        waiting.commit()
        pipeline.close()

    assert one(db, "select customer_name from policies") == ("Ada King",)


def test_records_follow_their_customer_to_the_new_owner_unless_somebody_else_had_them(db: Connection) -> None:
    cleo, dan, ben = make_user(db, "cleo"), make_user(db, "dan"), make_user(db, "ben")
    customer = make_customer(db, owner_id=cleo)
    hers = make_policy(db, "P-1", customer, owner_id=cleo)
    his = make_policy(db, "P-2", customer, owner_id=ben)
    make_claim(db, "C-1", hers, owner_id=cleo)
    make_claim(db, "C-2", his, owner_id=cleo)
    make_claim(db, "C-3", hers, owner_id=ben)
    db.execute(
        "insert into communications (customer_id, comm_type, channel, owner_id) values (%s, 'email', 'Email', %s)",
        (customer, cleo),
    )

    db.execute("update customers set owner_id = %s", (dan,))

    assert db.execute("select owner_id from policies order by id").fetchall() == [(dan,), (ben,)]
    assert db.execute("select owner_id from claims order by id").fetchall() == [(dan,), (dan,), (ben,)]
    assert one(db, "select owner_id from communications") == (dan,)


def test_records_stay_when_their_owner_leaves(db: Connection) -> None:
    cleo = make_user(db, "cleo")
    customer = make_customer(db, owner_id=cleo)
    make_policy(db, "P-1", customer, owner_id=cleo)
    db.execute("delete from users where id = %s", (cleo,))
    assert one(db, "select c.owner_id, p.owner_id from customers c join policies p on p.customer_id = c.id") == (
        None,
        None,
    )
