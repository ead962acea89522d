"""The migrated database has every column, type, default, index and reference of the contract."""

import re
from dataclasses import dataclass

import psycopg
import pytest

from tests.contract.conftest import MakeDatabase, ReadOnly
from tests.contract.schema import CATEGORIES, CHAIN, EVERY_TABLE, TABLES, UNIQUE_TOGETHER, VALUES
from tests.servers import TestServer

LINE = re.compile(r"(?P<name>\w+)\s+(?P<type>double precision\S*|\S+)\s*(?P<rules>.*)")
REFERENCE = re.compile(r"-> (\w+) (cascade|set null)")
LAST_OF_CONTRACT = CHAIN[-1][0]


@dataclass(frozen=True)
class Column:
    """One line of the contract."""

    name: str
    types: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def default(self) -> str | None:
        return next((rule.removeprefix("default ") for rule in self.rules if rule.startswith("default ")), None)

    @property
    def reference(self) -> tuple[str, str] | None:
        found = next((REFERENCE.fullmatch(rule) for rule in self.rules if rule.startswith("->")), None)
        return (found[1], found[2]) if found else None


@dataclass(frozen=True)
class Found:
    """The same, as the database tells it."""

    type: str
    required: bool
    default: str | None
    reference: tuple[str, str] | None
    indexed: bool
    unique: bool


def columns_of(table: str) -> list[Column]:
    lines = (EVERY_TABLE + TABLES[table]).strip().splitlines()
    matches = [match for line in lines if (match := LINE.fullmatch(line.strip()))]
    return [
        Column(match["name"], tuple(match["type"].split("|")), tuple(filter(None, match["rules"].split(", "))))
        for match in matches
    ]


FACTS = """
select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = a.attrelid and d.adnum = a.attnum),
  (select f.confrelid::regclass::text || ' '
     || case f.confdeltype when 'c' then 'cascade' when 'n' then 'set null' else 'other' end
   from pg_constraint f where f.contype = 'f' and f.conrelid = a.attrelid and f.conkey = array[a.attnum]),
  exists (select from pg_index i
     where i.indrelid = a.attrelid and i.indkey[0] = a.attnum and i.indpred is null),
  exists (select from pg_index i
     where i.indrelid = a.attrelid and i.indkey::text = a.attnum::text and i.indpred is null and i.indisunique)
from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped
"""


def facts(dsn: str, table: str) -> dict[str, Found]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(FACTS, [table]).fetchall()
    found: dict[str, Found] = {}
    for name, kind, required, default, reference, indexed, unique in rows:
        told = tuple(reference.split(" ", 1)) if reference else None
        found[name] = Found(_short(kind), required, _plain(default), told, indexed, unique)
    return found


def _short(kind: str) -> str:
    return kind.replace("character varying", "varchar").replace("timestamp with time zone", "timestamptz")


def _plain(default: str | None) -> str | None:
    return re.sub(r"::[a-z ]+(\(\d+\))?", "", default) if default is not None else None


def fits(found: str, wanted: str) -> bool:
    """Whether `found` is `wanted` or wider; a type without a length is one whose length the contract leaves open."""
    kind, _, length = found.rstrip(")").partition("(")
    wanted_kind, _, wanted_length = wanted.rstrip(")").partition("(")
    if kind != wanted_kind:
        return False
    return not wanted_length or not length or int(length) >= int(wanted_length)


def shortcomings(column: Column, found: Found | None) -> list[str]:
    """What the database has otherwise than the contract says; empty when all is well."""
    if found is None:
        return [f"{column.name} is missing"]
    wrong = []
    if not any(fits(found.type, wanted) for wanted in column.types):
        wrong.append(f"type {found.type}")
    if "required" in column.rules and not found.required:
        wrong.append("may be null")
    if "optional" in column.rules and found.required:
        wrong.append("may not be null")
    if column.default is not None and found.default != column.default:
        wrong.append(f"default {found.default}")
    if column.reference is not None and column.reference != found.reference:
        wrong.append(f"reference {found.reference}")
    if "indexed" in column.rules and not found.indexed:
        wrong.append("no index")
    if "unique" in column.rules and not found.unique:
        wrong.append("not unique")
    return [f"{column.name}: {what}" for what in wrong]


@pytest.mark.parametrize("revision", [LAST_OF_CONTRACT, "head"])
@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_everything_the_contract_says(read_only: ReadOnly, table: str, revision: str) -> None:
    found = facts(read_only(revision), table)

    wrong = [problem for column in columns_of(table) for problem in shortcomings(column, found.get(column.name))]

    assert wrong == []


@pytest.mark.parametrize("table", TABLES)
def test_the_customers_own_chain_adds_nothing_of_ours(read_only: ReadOnly, table: str) -> None:
    found = facts(read_only(LAST_OF_CONTRACT), table)

    assert set(found) == {column.name for column in columns_of(table)}


def test_no_table_of_the_chain_was_left_out() -> None:
    assert {table for _, _, tables in CHAIN for table in tables} == set(TABLES)


def test_two_versions_of_a_file_cannot_have_the_same_number(read_only: ReadOnly) -> None:
    with psycopg.connect(read_only("head")) as connection:
        for table, columns in UNIQUE_TOGETHER.items():
            definitions = connection.execute(
                "select pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass and contype = 'u'",
                [table],
            ).fetchall()
            assert (f"UNIQUE ({', '.join(columns)})",) in definitions


def test_eight_categories_come_with_the_schema(read_only: ReadOnly) -> None:
    with psycopg.connect(read_only(LAST_OF_CONTRACT)) as connection:
        names = connection.execute("select name from document_categories order by sort_order").fetchall()

    assert [name for (name,) in names] == CATEGORIES


def test_an_id_is_given_by_the_database_and_may_be_given_by_an_import(
    server: TestServer, make_database: MakeDatabase
) -> None:
    with psycopg.connect(server.dsn_of(make_database(LAST_OF_CONTRACT))) as connection:
        given = connection.execute("insert into leads (source) values ('web') returning id").fetchone()
        kept = connection.execute("insert into leads (id, source) values (77, 'file') returning id").fetchone()

    assert (given, kept) == ((1,), (77,))


@pytest.mark.parametrize("place", VALUES)
def test_only_the_listed_values_are_taken_exactly_as_written(read_only: ReadOnly, place: str) -> None:
    table, column = place.split(".")
    with psycopg.connect(read_only("head")) as connection:
        checks = connection.execute(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s and conrelid = %s::regclass",
            [f"ck_{table}_{column}", table],
        ).fetchall()

    assert len(checks) == 1
    assert set(re.findall(r"'([^']*)'", checks[0][0])) >= set(VALUES[place].split(" / "))


def test_a_value_in_the_wrong_case_is_refused(server: TestServer, make_database: MakeDatabase) -> None:
    with (
        psycopg.connect(server.dsn_of(make_database("0007"))) as connection,
        pytest.raises(psycopg.errors.CheckViolation, match="ck_customers_status"),
    ):
        connection.execute("insert into customers (name, email, status) values ('Ana', 'ana@example.com', 'Active')")
