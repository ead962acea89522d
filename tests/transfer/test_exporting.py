"""Exports: complete, harmless in a spreadsheet, and readable by our own import."""

import asyncio
import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from backend.database import reads
from backend.database.engine import Pool
from backend.database.sight import ALL_SEEING
from backend.registry import NOUNS
from backend.transfer.export import export, safe_text
from backend.transfer.normalising import unprefixed
from tests.servers import TestServer
from tests.transfer.conftest import Import, contents

pytestmark = pytest.mark.anyio

PROJECT = Path(__file__).parents[2]
DANGEROUS = ["=1+1", "+15125550101", "-50", "@cmd", "\t=1", "\r=1", "'=1", "''=1", " =1", "-$50"]


async def exported(pool: Pool, noun: str, form: str) -> bytes:
    found = NOUNS[noun]
    query, arguments = reads.everything(found, reads.Question(), ALL_SEEING)
    async with pool.acquire() as connection:
        parts = export(form, connection, query, arguments, list(found.fields.values()))
        return b"".join([part async for part in parts])


@pytest.mark.parametrize("text", [*DANGEROUS, "plain", "O'Brien", "'quoted'"])
def test_protection_is_taken_back_exactly(text: str) -> None:
    safe = safe_text(text)

    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unprefixed(safe) == text


async def add_customers(pool: Pool, *names: str) -> None:
    await pool.executemany(
        "insert into customers (name, email, phone) values ($1, $2, '+15125550101')",
        [(name, f"c{at}@example.com") for at, name in enumerate(names)],
    )


async def test_no_cell_of_a_csv_is_a_formula(pool: Pool) -> None:
    await add_customers(pool, *DANGEROUS)

    text = (await exported(pool, "customers", "csv")).decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == len(DANGEROUS)
    cells = [cell for row in rows for name, cell in row.items() if name != "Total value"]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


async def test_a_workbook_holds_text_as_text(pool: Pool) -> None:
    await add_customers(pool, "=1+1", "Ada Byron")

    book = openpyxl.load_workbook(io.BytesIO(await exported(pool, "customers", "xlsx")))

    sheet = book.worksheets[0]
    names = {sheet.cell(row, 2).value: sheet.cell(row, 2).data_type for row in (2, 3)}
    assert names == {"=1+1": "s", "Ada Byron": "s"} or names == {"=1+1": "inlineStr", "Ada Byron": "inlineStr"}


async def test_json_is_one_list_of_records(pool: Pool) -> None:
    assert json.loads(await exported(pool, "customers", "json")) == []
    await add_customers(pool, *(f"Person {n}" for n in range(2_500)))

    records = json.loads(await exported(pool, "customers", "json"))

    assert len(records) == 2_500
    assert set(records[0]) == set(NOUNS["customers"].fields)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_our_own_export_comes_back_without_a_change(
    pool: Pool, bring_in: Import, real_files: Path, tmp_path: Path, form: str
) -> None:
    await bring_in(real_files / "agency_book.xlsx")
    await bring_in(real_files / "vendor_leads.csv")
    before = await contents(pool, "customers", "policies", "leads")

    for noun in ("customers", "policies", "leads"):
        path = tmp_path / f"{noun}.{form}"
        path.write_bytes(await exported(pool, noun, form))
        _, outcome = await bring_in(path)
        assert (outcome.sheets[0].noun, outcome.total("rejected")) == (noun, 0)

    assert await contents(pool, "customers", "policies", "leads") == before


async def test_an_import_of_many_rows_stays_small_in_memory(
    transfer_server: TestServer, pool: Pool, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(
        f"C{i},Ada Byron {i},ada{i}@example.com,512555{i % 10_000:04},A,1/2/2020,call {i}\n" for i in range(60_000)
    )
    path.write_text("Client No,Name,Email,Mobile,Status,Since,Note\n" + rows)
    dsn = await pool.fetchval("select current_database()")

    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.transfer.measured_import", transfer_server.dsn_of(dsn), str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
    )

    told = json.loads(done.stdout)
    assert told["created"] == 60_000
    assert told["megabytes"] < 150, "the limit is 300 MB for 100,000 rows"
