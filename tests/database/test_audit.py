"""The audit log says everything, shows no secret, and cannot be rewritten; changes are announced."""

import json

import psycopg
import pytest

from tests.database.conftest import Connection

pytestmark = pytest.mark.server

TABLES = (
    "customers",
    "policies",
    "claims",
    "communications",
    "leads",
    "tasks",
    "marketing_campaigns",
    "file_documents",
)
UNLOGGED = {"updated_at", "version", "row_version", "policies_count", "total_value", "total_value_cents"} | {
    "search",
    "codes",
    "last_accessed_at",
}
Rows = dict[tuple[str, int], dict[str, object]]


def replayed(db: Connection) -> Rows:
    """The tables as the log tells them, from nothing."""
    rows: Rows = {}
    log = db.execute("select action, table_name, record_id, before, after from audit_log order by id").fetchall()
    for action, table, record, before, after in log:
        key = (str(table), int(str(record)))
        match action:
            case "insert":
                assert isinstance(after, dict)
                assert key not in rows
                rows[key] = after
            case "update":
                assert isinstance(after, dict)
                assert isinstance(before, dict)
                assert {column: rows[key][column] for column in before} == before
                rows[key] = rows[key] | after
            case _:
                assert before is not None
                del rows[key]
    return {key: known(row) for key, row in rows.items() if key[0] in TABLES}


def stored(db: Connection) -> Rows:
    rows: Rows = {}
    for table in TABLES:
        for record, row in db.execute(f"select id, to_jsonb(t) from {table} t".encode()).fetchall():
            assert isinstance(row, dict)
            rows[table, int(str(record))] = known(row)
    return rows


def known(row: dict[str, object]) -> dict[str, object]:
    computed = UNLOGGED | ({"name", "email", "phone", "state", "postal_code"} if "contact_info" in row else set())
    return {column: value for column, value in row.items() if column not in computed}


STORY = """
set timezone = 'Asia/Kathmandu';
insert into users (username, email, password_hash) values ('cleo', 'cleo@example.com', 'secret-1');
insert into customers (name, email, owner_id, metadata) values ('Ada', 'a@example.com', 1, '{"a": [1, null]}'),
    ('Ben', 'b@example.com', null, null);
insert into policies (policy_number, customer_id, premium) values ('P-1', 1, '$100/mo'), ('P-2', 1, '$5'),
    ('P-3', 2, '$7');
insert into claims (claim_number, policy_id, amount) values ('C-1', 1, '$5,000');
"""
REST_OF_STORY = """
insert into communications (customer_id, comm_type, channel, comm_date)
    values (1, 'email', 'Email', '2024-02-20 10:00');
insert into leads (contact_info, customer_id) values ('{"name": "Eve", "email": "eve@example.com"}', 2);
insert into tasks (title, owner_id) values ('Call Eve', 1);
insert into marketing_campaigns (name, campaign_type) values ('Spring', 'email');
insert into file_documents (filename, original_filename, file_path) values ('a', 'a', 'a'), ('b', 'b', 'b');
update file_documents set last_accessed_at = now();
update file_documents set parent_document_id = 1 where id = 2;
update customers set name = 'Ada King', metadata = '{"a": [1, 2]}' where id = 1;
update customers set city = city;
update policies set policy_number = policy_number || 'x', premium = '$9/wk', customer_id = 2 where id < 3;
insert into policies (policy_number, customer_id, premium) values ('P-3', 1, '$8'), ('P-4', 1, '$9')
    on conflict (policy_number) do update set premium = excluded.premium;
update leads set contact_info = contact_info || '{"name": "Eva"}';
delete from users where id = 1;
delete from file_documents where id = 1;
delete from customers where id = 2;
truncate claims;
"""


def test_the_log_alone_gives_the_tables_back(db: Connection) -> None:
    for statement in (STORY + REST_OF_STORY).split(";\n"):
        if statement.strip():
            db.execute(statement.encode())

    db.execute("set timezone = 'UTC'")
    assert replayed(db) == stored(db)
    assert len(stored(db)) == 10


def entries(db: Connection, table: str) -> list[tuple[object, ...]]:
    log = "select action, before, after from audit_log where table_name = %s order by id"
    return db.execute(log, (table,)).fetchall()


def test_an_update_says_what_changed_and_nothing_else(db: Connection) -> None:
    db.execute("insert into customers (name, email) values ('Ada', 'a@example.com')")
    db.execute("update customers set name = name")
    db.execute("insert into policies (policy_number, customer_id, premium) values ('P-1', 1, '$5')")
    db.execute("update customers set city = 'Bern'")
    assert entries(db, "customers")[1:] == [("update", {"city": None}, {"city": "Bern"})]


def test_no_secret_reaches_the_log(db: Connection) -> None:
    db.execute(
        "insert into users (username, email, password_hash, mfa_secret) values ('a', 'a', 'secret-1', 'secret-2')"
    )
    db.execute("update users set password_hash = 'secret-3', mfa_secret = 'secret-4', last_login = now()")
    db.execute("insert into api_keys (name, prefix, key_hash, user_id) values ('k', 'p', 'secret-5', 1)")
    db.execute("update api_keys set key_hash = 'secret-6', last_used_at = now()")
    db.execute("insert into file_documents (filename, original_filename, file_path) values ('a', 'a', 'a')")
    db.execute("insert into document_shares (document_id, share_token) values (1, 'secret-7')")
    db.execute("insert into sessions (session_id, user_id, expires_at) values ('secret-8', 1, now())")
    db.execute("insert into recovery_codes (user_id, code_hash) values (1, 'secret-9')")
    db.execute("delete from users")

    told = db.execute("select string_agg(audit_log::text, ' ') from audit_log").fetchone()

    assert "secret-" not in str(told)
    hidden = {"password_hash": "[redacted]", "mfa_secret": "[redacted]"}
    assert entries(db, "users")[1] == ("update", hidden, hidden)


def test_bookkeeping_is_no_change(db: Connection) -> None:
    db.execute("insert into users (username, email, password_hash) values ('a', 'a', 'x')")
    db.execute("update users set last_login = now(), failed_login_attempts = 3")
    assert len(entries(db, "users")) == 1
    assert db.execute("select version from users").fetchone() == (1,)


def test_who_did_it_and_in_which_request(db: Connection) -> None:
    with db.transaction():
        db.execute("select set_config('leadgen.actor', E'7\\treq-1\\tAda Lovelace', true)")
        db.execute("insert into customers (name, email) values ('Ada', 'a@example.com')")
    db.execute("update customers set city = 'Bern'")
    with db.transaction():
        db.execute("select set_config('leadgen.actor', 'nonsense', true)")
        db.execute("update customers set city = 'Basel'")

    log = db.execute("select actor_id, actor, request_id from audit_log order by id").fetchall()

    assert log == [(7, "Ada Lovelace", "req-1"), (None, "postgres", None), (None, "postgres", None)]


@pytest.mark.parametrize(
    "statement", ["update audit_log set actor = 'x'", "delete from audit_log", "truncate audit_log"]
)
def test_history_cannot_be_rewritten(db: Connection, statement: str) -> None:
    db.execute("insert into customers (name, email) values ('Ada', 'a@example.com')")
    with pytest.raises(psycopg.Error, match="only grows") as refused:
        db.execute(statement.encode())
    assert refused.value.sqlstate == "LG003"


def test_a_role_that_may_not_write_the_log_is_still_logged(db: Connection) -> None:
    db.execute("do $$ begin create role clerk; exception when duplicate_object then null; end $$")
    db.execute("grant select, insert, update, delete on customers to clerk")
    db.execute("grant usage on all sequences in schema public to clerk")
    db.execute("grant select, insert, update on search_words to clerk")
    db.execute("set role clerk")
    db.execute("insert into customers (name, email) values ('Ada', 'a@example.com')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("insert into audit_log (actor, action, table_name) values ('x', 'x', 'x')")
    db.execute("reset role")
    assert [action for action, _, _ in entries(db, "customers")] == ["insert"]


def heard(db: Connection, listener: Connection, statement: str) -> list[tuple[str, dict[str, object]]]:
    db.execute(statement.encode())
    return [(note.channel, json.loads(note.payload)) for note in listener.notifies(timeout=1, stop_after=1)]


def test_changes_are_announced_while_somebody_listens(books: str, db: Connection) -> None:
    with psycopg.connect(books, autocommit=True) as listener:
        listener.execute("listen leadgen_changes")
        unheard = heard(db, listener, "insert into teams (name) values ('Night watch')")
        db.execute("insert into change_listeners (name) values ('a server process')")
        many = "insert into customers (name, email) select 'C', 'c' from generate_series(1, 1000)"
        [(_, insert)] = heard(db, listener, many)
        [(_, update)] = heard(db, listener, "update customers set city = 'Bern' where id = 3")
        nothing = heard(db, listener, "delete from customers where id = 0")

    assert unheard == []
    assert insert["noun"] == "customers"
    assert (insert["op"], insert["count"], insert["ids"]) == ("insert", 1000, list(range(1, 51)))
    assert update == {"noun": "customers", "op": "update", "ids": [3], "count": 1, "actor_id": None}
    assert nothing == []


def test_access_changes_are_announced_and_bookkeeping_is_not(books: str, db: Connection) -> None:
    db.execute("insert into users (username, email, password_hash) values ('a', 'a', 'x')")
    db.execute("insert into sessions (session_id, user_id, expires_at) values ('s', 1, now())")
    with psycopg.connect(books, autocommit=True) as listener:
        listener.execute("listen leadgen_auth")
        db.execute("update users set last_login = now()")
        db.execute("update sessions set last_seen_at = now() + interval '1 day'")
        [(_, session)] = heard(db, listener, "update sessions set is_active = false")
        [(_, user)] = heard(db, listener, "update users set role = 'viewer'")

    assert session == {"table": "sessions", "op": "update", "count": 1, "ids": [1], "user_ids": [1]}
    assert user == {"table": "users", "op": "update", "count": 1, "ids": [1], "user_ids": [1]}
