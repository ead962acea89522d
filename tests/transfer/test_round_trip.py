"""Our own export comes back: unchanged it changes nothing, edited it changes the records whose ids it tells."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import psycopg
import pytest

from backend.database.engine import Pool, open_pool
from backend.registry import NOUNS
from backend.seed import seed
from backend.settings import Settings
from backend.transfer.errors import UnknownNoun
from backend.transfer.targets import nouns_exported, shape_of
from tests.servers import TestServer
from tests.transfer.conftest import TEMPLATE, Import
from tests.transfer.test_exporting import exported

pytestmark = pytest.mark.anyio

# What people, other systems and the API leave behind: none of it may be spelled in another way by an import.
ODDITIES = """
    insert into customers (name, email, phone, last_active, date_of_birth, postal_code, state, external_id, metadata)
    values
        ('=HYP(1)', 'a@example.com', '-', '2026-11-01 05:30:00.000001+00', '9999-12-31', '2139', 'ny', '=7',
         '{"big": 123456789012345678901234567890, "n": [1, {"a": null}], "nul": "\\\\ud83d\\\\ude00"}'),
        ('x', 'x@example.com', 'call me', '2026-11-01 06:30:00.999999+00', '0001-01-01', ' 1 ', null, 'N/A', '{}'),
        ('BYRON,  ADA ', 'Shouting@EXAMPLE.com', '212-555-0199 x42', null, '1850-01-01', null, null, '"q"', null),
        (E'tab\\tline\\nslash\\\\N', 'a@example.com', '+1 (212) 555-0199', '1800-01-01', 'infinity', 'SW1A 1AA',
         'TX', '', '{"more": [1.50]}');
    insert into customers (name, email) values ('EVE STONE', 'Eve@Example.com');
    insert into policies (customer_id, customer_name, policy_number, policy_type, premium, start_date, end_date)
    select id, 'x', 'ODD-' || id, 'Auto', '$1,200.00/yr', '2026-01-01', '9999-12-31' from customers where name = 'x';
    update policies set premium = U&'\\00a05' where policy_number like 'ODD-%';
    insert into leads (contact_info, received_at, consent) values
        ('{"first_name": "ada", "last_name": "BYRON", "email": "X@Example.com", "more": [1]}',
         '2026-11-01 05:30:00.000001+00', '{"tcpa": true}'),
        ('{"name": " x ", "phone": "call me", "state": "zz"}', '9999-12-31 23:59:59.999999+00', null),
        (null, '2026-07-01 00:00:00+00', null);
    insert into communications (customer_name, channel, content, comm_date)
    select 'nobody in particular', 'Email', E' =1+1\\r\\n', '2026-11-01 06:30:00.5+00' from generate_series(1, 3);
    insert into notes (record_type, record_id, body) values ('customers', 1, '=cmd'), ('customers', 1, '=cmd');
"""
IMPORTED = sorted(nouns_exported())


def noun_named(key: str) -> str:
    """The name in the API of what the permissions call `key`."""
    return next(noun.name for noun in NOUNS.values() if noun.key == key)


@pytest.fixture(scope="module")
def agency(transfer_server: TestServer) -> str:
    """A database with a demo agency and oddities in it; tests that leave it as it is share it."""
    dsn = transfer_server.create_database("transfer_agency", template=TEMPLATE)
    seed(dsn, customers=60, report=lambda _: None)
    with psycopg.connect(dsn) as connection:
        connection.execute(ODDITIES.encode())
    return dsn


@pytest.fixture
async def pool(agency: str) -> AsyncIterator[Pool]:
    async with await open_pool(agency, Settings(pool_min=1, pool_max=4)) as pool:
        yield pool


async def everything_in(pool: Pool, table: str) -> list[str]:
    return [row[0] for row in await pool.fetch(f"select to_jsonb(t)::text from {table} t order by id")]


def test_all_nouns_that_can_be_imported_come_back() -> None:
    for noun in NOUNS.values():
        try:
            shape = shape_of(noun.key)
        except UnknownNoun:
            continue
        assert shape.noun in IMPORTED


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("key", IMPORTED)
async def test_an_export_brought_in_unchanged_changes_nothing(
    pool: Pool, bring_in: Import, tmp_path: Path, key: str, form: str
) -> None:
    table = shape_of(key).table
    before = await everything_in(pool, table)
    if not before:
        pytest.skip("the demo agency has none")
    path = tmp_path / f"export.{form}"
    path.write_bytes(await exported(pool, noun_named(key), form))

    operation_id, outcome = await bring_in(path)

    sheet = outcome.sheets[0]
    rejects = await pool.fetch("select reasons from operation_rejects where operation_id = $1", operation_id)
    assert not rejects
    assert (sheet.noun, sheet.rows, sheet.unchanged) == (key, len(before), len(before))
    assert (sheet.created, sheet.updated, sheet.repeated, sheet.set_aside) == (0, 0, 0, {})
    assert await everything_in(pool, table) == before
    changes = "select count(*) from audit_log where request_id = $1"
    assert await pool.fetchval(changes, f"operation:{operation_id}") == 0


async def rows_of(pool: Pool, noun: str) -> list[dict[str, str]]:
    """The records of a noun as its CSV tells them."""
    text = (await exported(pool, noun, "csv")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def saved(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


async def reasons(pool: Pool, operation_id: int) -> list[str]:
    rows = await pool.fetch(
        "select reasons -> 0 ->> 'message' from operation_rejects where operation_id = $1 order by row_number",
        operation_id,
    )
    return [row[0] for row in rows]


async def test_an_edited_export_changes_the_record_of_its_id(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    note, lead = (await rows_of(pool, "notes"))[-1], (await rows_of(pool, "leads"))[-1]
    note["Note"] = "mended"
    lead["E-mail"] = "NEW@example.com"

    _, notes = await bring_in(saved(tmp_path / "a.csv", [note]))
    _, leads = await bring_in(saved(tmp_path / "b.csv", [lead]))

    assert [notes.total("updated"), leads.total("updated"), notes.total("created"), leads.total("created")] == [
        1,
        1,
        0,
        0,
    ]
    assert await pool.fetchval("select body from notes where id = $1", int(note["ID"])) == "mended"
    assert await pool.fetchval("select email from leads where id = $1", int(lead["ID"])) == "new@example.com"


async def test_a_name_that_somebody_spelled_anew_is_stored_as_they_did(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    row = (await rows_of(pool, "customers"))[-1]
    row["Name"] = row["Name"].upper()

    await bring_in(saved(tmp_path / "a.csv", [row]))

    assert await pool.fetchval("select name from customers where id = $1", int(row["ID"])) == row["Name"]


async def test_an_id_that_does_not_exist_is_refused_and_a_row_without_one_is_new(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    row = (await rows_of(pool, "notes"))[0]
    none, strange, added = row | {"ID": "999999"}, row | {"ID": "C-7"}, row | {"ID": "", "Note": "added by hand"}

    operation_id, outcome = await bring_in(saved(tmp_path / "a.csv", [none, strange, added]))

    assert await reasons(pool, operation_id) == [
        "There is no record with the ID 999999 here; leave the ID empty for a new one.",
        "ID “C-7” is not the ID of a record.",
    ]
    assert (outcome.total("created"), outcome.total("updated")) == (1, 0)


async def test_an_id_out_of_reach_is_refused(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    rows = await rows_of(pool, "tasks")
    before = await everything_in(pool, "tasks")
    for row in rows:
        row["Title"] = "taken over"

    operation_id, outcome = await bring_in(saved(tmp_path / "a.csv", rows), owner_id=None, only_owned_by=(0,))

    assert set(await reasons(pool, operation_id)) == {"There is such a record already, and it is not yours to change."}
    assert (outcome.total("rejected"), await everything_in(pool, "tasks")) == (len(rows), before)


async def test_a_document_without_an_id_is_refused_because_no_file_names_its_lead(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    row = (await rows_of(pool, "documents"))[0] | {"ID": ""}

    operation_id, _ = await bring_in(saved(tmp_path / "a.csv", [row]))

    assert await reasons(pool, operation_id) == ["The lead id is missing; a new record needs it."]


async def test_the_id_of_another_system_is_no_id_of_ours(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    path.write_text("ID,Name,E-mail,Created\n1,Somebody Else,somebody.else@example.org,2026-01-02\n")
    before = (await everything_in(pool, "customers"))[0]

    _, outcome = await bring_in(path, noun="customers")

    assert outcome.total("created") == 1
    assert (await everything_in(pool, "customers"))[0] == before
    assert await pool.fetchval("select external_id from customers order by id desc limit 1") == "1"


async def test_a_mapping_can_say_that_a_column_holds_our_ids(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    known = await pool.fetchval("select max(id) from notes")
    path = tmp_path / "list.csv"
    path.write_text(f"No,Text\n{known},said anew\n")

    await bring_in(path, noun="notes", mapping={"file": {"No": "id", "Text": "body"}})

    assert await pool.fetchval("select body from notes where id = $1", known) == "said anew"


async def test_a_foreign_file_does_not_spell_known_people_anew(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    path = tmp_path / "clients.csv"
    path.write_text("Name,Email,Mobile\nx,x@example.com,\nEVE STONE,eve@example.com,\n")
    stored = "select name, email from customers where lower(name) in ('x', 'eve stone') order by id"
    before = await pool.fetch(stored)

    await bring_in(path, noun="customers")

    assert await pool.fetch(stored) == before


async def test_days_without_end_stay_what_they_are(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    path = tmp_path / "policies.csv"
    path.write_text(
        "Policy Number,Named Insured,Premium,Effective Date,Expiration Date,Customer Email\n"
        "E-1,Ada,$100,1/2/2026,12/31/9999,nobody\nE-2,Ada,$100,2026-01-02,9999-12-31,nobody\n"
    )

    await bring_in(path, noun="policies", mapping=None)

    found = "select end_date::text from policies where policy_number like 'E-%' order by policy_number"
    assert [row[0] for row in await pool.fetch(found)] == ["9999-12-31", "9999-12-31"]


async def test_a_workbook_holds_days_that_no_spreadsheet_knows_as_text(pool: Pool) -> None:
    await pool.execute(
        "update customers set date_of_birth = '0044-03-15 BC', last_active = 'infinity' where name = 'x'"
    )

    book = openpyxl.load_workbook(io.BytesIO(await exported(pool, "customers", "xlsx")))

    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    born, name = head.index("Date of birth"), head.index("Name")
    days = {row[name]: str(row[born]) for row in rows}
    assert (days["x"], days["=HYP(1)"][:10]) == ("0044-03-15 BC", "9999-12-31")
