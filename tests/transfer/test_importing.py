"""What becomes of rows: matched, merged, linked, refused, written; and of files that are broken."""

import asyncio
import csv
import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import asyncpg
import openpyxl
import pytest

from backend.api.operations import ImportResult
from backend.database.engine import Pool
from backend.database.writes import Actor, transaction
from backend.errors import LeadGenError
from backend.transfer import mapping, service
from backend.transfer.reading import open_book
from tests.transfer.conftest import Import, contents, revert

pytestmark = pytest.mark.anyio


def written(folder: Path, text: str, name: str = "clients.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def plans(path: Path, noun: str | None = None) -> list[mapping.SheetPlan]:
    return mapping.plan(open_book(path, mapping.is_known_header), file_name=path.name, noun=noun, mapping=None)


@pytest.mark.parametrize(
    ("text", "encoding", "noun", "expected"),
    [
        (
            "Surname\tGiven Name\tCell\tDOB\tE-mail\nByron\tAda\t5125550101\t1/2/80\tada@example.com\n",
            "utf-16",
            "leads",
            {
                "Surname": "last_name",
                "Given Name": "first_name",
                "Cell": "phone",
                "DOB": "date_of_birth",
                "E-mail": "email",
            },
        ),
        (
            "Policy Number|Named Insured|Annual Premium|Effective Date|Expiration Date|Carrier\n"
            "P1|Ada Byron|$1,200|1/1/26|1/1/27|Acme\n",
            "utf-8",
            "policies",
            {
                "Policy Number": "policy_number",
                "Named Insured": "customer_name",
                "Annual Premium": "premium",
                "Effective Date": "start_date",
                "Expiration Date": "end_date",
                "Carrier": "carrier",
            },
        ),
        (
            "Claim #;Policy Number;Claimant;Loss Date;Amount Claimed\nC1;P1;Ada Byron;1/2/26;500\n",
            "cp1252",
            "claims",
            {
                "Claim #": "claim_number",
                "Policy Number": "policy_number",
                "Claimant": "customer_name",
                "Loss Date": "date_of_loss",
                "Amount Claimed": "amount",
            },
        ),
        (
            "Vendor export 2026\n\nfirst_name,last_name,primary_phone,email_address,zip_code,lead_created_at,price\n"
            "Ada,Byron,5125550101,ada@example.com,02139,2026-01-02,8\n",
            "utf-8",
            "leads",
            {
                "first_name": "first_name",
                "last_name": "last_name",
                "primary_phone": "phone",
                "email_address": "email",
                "zip_code": "postal_code",
                "lead_created_at": "received_at",
                "price": "cost",
            },
        ),
        (
            "Kundennummer;Vorname;Nachname;E-Mail-Adresse;Bundesstaat;Kunde seit\n"
            "K1;Ada;Byron;ada@example.com;TX;13.1.2019\n",
            "utf-16",
            "customers",
            {
                "Kundennummer": "external_id",
                "Vorname": "first_name",
                "Nachname": "last_name",
                "E-Mail-Adresse": "email",
                "Bundesstaat": "state",
                "Kunde seit": "join_date",
            },
        ),
        (
            "Nombre;Apellidos;Correo;Cliente desde\nJosé;García López;jose@example.com;13/01/2020\n"
            "María José;Ruiz;maria@example.com;14/01/2020\nAna;Vega;ana@example.com;15/01/2020\n",
            "cp1252",
            "customers",
            {
                "Nombre": "first_name",
                "Apellidos": "last_name",
                "Correo": "email",
                "Cliente desde": "join_date",
            },
        ),
        (
            "Name;Vorname;E-Mail;Kunde seit\nByron;Ada;ada@example.com;13.1.2019\n",
            "utf-8",
            "customers",
            {"Name": "last_name", "Vorname": "first_name", "E-Mail": "email", "Kunde seit": "join_date"},
        ),
        (
            "Policy Number,Named Insured,Writing Co,LOB Desc,Eff Dt,X-Date,Curr Prem Amt,Pol Stat\n"
            'P1,"Byron, Ada",Safeco,HOMEOWNERS,01152026,01152027,$ 1000.00,A\n',
            "utf-8",
            "policies",
            {
                "Policy Number": "policy_number",
                "Named Insured": "customer_name",
                "Writing Co": "carrier",
                "LOB Desc": "policy_type",
                "Eff Dt": "start_date",
                "X-Date": "end_date",
                "Curr Prem Amt": "premium",
                "Pol Stat": "status",
            },
        ),
        (
            '"Last, First",Home Phone,Cell,IP Address,E-mail 2 Address,Bday,Added\n'
            '"Byron, Ada",,5125550101,10.0.0.1,,20077,45007\n"Bell, Ben",,5125550102,10.0.0.1,,20078,45007\n',
            "utf-8",
            "leads",
            {
                "Last, First": "name",
                "Home Phone": "metadata",
                "Cell": "phone",
                "IP Address": "consent_ip",
                "E-mail 2 Address": "email",
                "Bday": "date_of_birth",
                "Added": "received_at",
            },
        ),
        (
            "Ada Byron,ada@example.com,5125550101\nBen Bell,ben@example.com,5125550102\n"
            "Cleo Cox,cleo@example.com,5125550103\n",
            "utf-8",
            "leads",
            {"Column A": "metadata", "Column B": "email", "Column C": "phone"},
        ),
    ],
)
def test_files_of_every_kind_are_recognised(
    tmp_path: Path, text: str, encoding: str, noun: str, expected: dict[str, str]
) -> None:
    [plan] = plans(written(tmp_path, text, "file.csv", encoding))

    assert plan.shape.noun == noun
    assert dict(plan.fields) == expected


async def test_ragged_blank_repeated_and_total_rows(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = (
        "Client list,,,\n,,,\nName,Email,Phone,\nAda Byron,ada@example.com,5125550101,\n\n,,,\n"
        "Ben Bell,ben@example.com\nName,Email,Phone,\nCleo Cox,cleo@example.com,5125550103,,,extra\nTotal,3,,\n"
    )

    _, outcome = await bring_in(written(tmp_path, text))

    assert (outcome.total("rows"), outcome.total("created"), outcome.total("rejected")) == (3, 2, 1)
    [refused] = await pool.fetch("select row_number, reasons from operation_rejects")
    assert refused["row_number"] == 9
    assert "more cells than the header" in refused["reasons"]


async def test_a_header_with_one_title_twice_is_known_again(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = (
        "Name,Email,Phone,Phone\nAda Byron,ada@example.com,5125550101,\n"
        "Name,Email,Phone,Phone\nPage 1 of 2,,,\nBen Bell,ben@example.com,5125550102,\n"
    )

    _, outcome = await bring_in(written(tmp_path, text))

    assert (outcome.total("rows"), outcome.total("created")) == (2, 2)


async def test_a_sheet_with_a_remark_alone_does_not_keep_the_others_out(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    book = workbook(
        tmp_path, [["Client No", "Name", "Email"], ["C1", "Ada Byron", "ada@example.com"]], [["Prepared by Ben"]]
    )

    _, outcome = await bring_in(book)

    assert outcome.total("created") == 1


async def test_what_only_the_database_refuses_costs_only_its_row(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = "Lead ID,Name,Email,Status\n" + "".join(f"L{n},Ada {n},ada{n}@example.com,new\n" for n in range(9))
    await bring_in(written(tmp_path, text), noun="leads")
    told = text.replace("ada4@example.com,new", "ada4@example.com,Sold").replace("example.com,new", "example.org,new")

    _, outcome = await bring_in(written(tmp_path, told), noun="leads")

    assert (outcome.total("updated"), outcome.total("rejected")) == (8, 1)
    [refused] = await pool.fetch("select row_number, reasons from operation_rejects")
    assert refused["row_number"] == 6
    assert "There is no customer yet: convert the lead." in refused["reasons"]


async def test_a_repeat_fills_and_overwrites_but_never_empties(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    await bring_in(written(tmp_path, "Client No,Name,Email,City\nC1,Ada Byron,ada@example.com,Austin\n"))

    _, outcome = await bring_in(
        written(tmp_path, "Client No,Name,Email,City,Mobile\nC1,Ada Byron,ada@example.org,,(512) 555-0101\n")
    )

    assert (outcome.total("created"), outcome.total("updated")) == (0, 1)
    row = await pool.fetchrow("select email, city, phone from customers")
    assert tuple(row or ()) == ("ada@example.org", "Austin", "+15125550101")


async def test_rows_of_one_person_are_merged_in_the_order_of_the_file(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    text = (
        "Client No,Name,Email,Mobile,City\nC1,Ada Byron,ada@example.com,,Austin\n"
        "C9,ADA BYRON,ADA@example.com,512 555 0101,\n,Ada Byron,,5125550101,Dallas\n"
    )

    _, outcome = await bring_in(written(tmp_path, text))

    assert (outcome.total("created"), outcome.total("repeated")) == (1, 2)
    row = await pool.fetchrow("select external_id, phone, city, metadata from customers")
    assert row is not None
    assert tuple(row)[:3] == ("C1", "+15125550101", "Dallas")
    assert json.loads(row["metadata"]) == {"other_ids": ["C9"]}


async def test_a_household_on_one_phone_stays_two_people(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = "Name,Email,Mobile\nAda Byron,ada@example.com,5125550101\nBen Byron,ben@example.com,5125550101\n"

    _, outcome = await bring_in(written(tmp_path, text), noun="customers")

    assert outcome.total("created") == 2


async def test_a_row_that_means_two_records_is_refused(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    await bring_in(
        written(tmp_path, "Client No,Name,Email\nC1,Ada Byron,ada@example.com\nC2,Ada Byron,b@example.com\n")
    )

    _, outcome = await bring_in(written(tmp_path, "Client No,Name,Email\nC1,Ada Byron,b@example.com\n"))

    assert (outcome.total("rejected"), outcome.total("updated")) == (1, 0)
    assert "means two records" in await pool.fetchval("select reasons::text from operation_rejects")


async def test_a_claim_finds_its_policy_without_punctuation(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    await bring_in(written(tmp_path, "Policy Number,Insured,Premium\nPA-100/7,Ada Byron,$1200/yr\n", "policies.csv"))

    await bring_in(written(tmp_path, "Claim No,Policy No,Amount\nC1,pa1007,$500\n", "claims.csv"))

    assert await pool.fetchval("select policy_id is not null and customer_name = 'Ada Byron' from claims")


async def test_a_policy_of_nobody_is_refused_with_the_number_it_names(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    _, outcome = await bring_in(written(tmp_path, "Policy No,Client No,Premium\nP1,C404,$1200\n", "policies.csv"))

    assert outcome.total("rejected") == 1
    assert "C404" in await pool.fetchval("select reasons::text from operation_rejects")


async def test_an_agent_cannot_change_what_others_own(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    agent = await pool.fetchval(
        "insert into users (username, email, password_hash) values ('cleo', 'cleo@example.com', 'x') returning id"
    )
    await bring_in(written(tmp_path, "Client No,Name,Email\nC1,Ada Byron,ada@example.com\n"))
    text = "Client No,Name,Email,City\nC1,Ada Byron,ada@example.com,Austin\nC2,Ben Bell,ben@example.com,Austin\n"

    _, outcome = await bring_in(written(tmp_path, text), owner_id=agent, only_owned_by=(agent,), created_by=agent)

    assert (outcome.total("created"), outcome.total("updated"), outcome.total("rejected")) == (1, 0, 1)
    assert await pool.fetchval("select owner_id from customers where external_id = 'C2'") == agent


async def test_the_users_own_mapping_wins(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    path = written(tmp_path, "A,B,C,D\nAda Byron,ada@example.com,secret,green\n")

    await bring_in(path, noun="customers", mapping={"file": {"A": "name", "B": "email", "C": None}})

    row = await pool.fetchrow("select name, email, metadata from customers")
    assert tuple(row or ()) == ("Ada Byron", "ada@example.com", '{"D": "green"}')


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"file": {"Nope/1": "name"}}, "/mapping/file/Nope~11"),
        ({"file": {"A": "nope"}}, "/mapping/file/A"),
        ({"file": {"A": "name", "B": "name"}}, "/mapping/file/B"),
        ({"zz": {"A": "name"}}, "/mapping/zz"),
        ({"file": {"A": "name"}, "zz": {}}, "/mapping/zz"),
        ({"file": ["A"]}, "/mapping/file"),
    ],
)
async def test_a_mapping_that_does_not_fit_is_refused_with_the_place(
    bring_in: Import, tmp_path: Path, told: dict[str, object], pointer: str
) -> None:
    with pytest.raises(LeadGenError) as refused:
        await bring_in(written(tmp_path, "A,B\nAda,ada@example.com\n"), noun="customers", mapping=told)

    assert (refused.value.code, refused.value.status) == ("mapping_unusable", 422)
    assert [error.pointer for error in refused.value.errors] == [pointer]


async def test_rejected_rows_come_back_mended(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = 'Name,Email,Since,Note\nAda Byron,ada@example.com,soon,"=1+1"\nBen Bell,ben@example.com,2020-01-01,\n'
    operation_id, outcome = await bring_in(written(tmp_path, text), noun="customers")
    assert outcome.total("rejected") == 1

    rejects = b"".join([part async for part in service.rejects_csv(pool, operation_id)]).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(rejects))
    assert (row["row"], row["Note"]) == ("2", "'=1+1")
    assert row["reason"] == "Since “soon” is not a date."

    mended = written(tmp_path, rejects.replace("soon", "2020-02-02", 2), "mended.csv")
    await bring_in(
        mended,
        noun="customers",
        mapping={
            "file": {
                "Name": "name",
                "Email": "email",
                "Since": "join_date",
                "Note": "metadata",
                "row": None,
                "reason": None,
            }
        },
    )

    assert await pool.fetchval("select metadata ->> 'Note' from customers where name = 'Ada Byron'") == "=1+1"


async def test_a_revert_restores_every_byte(pool: Pool, bring_in: Import, real_files: Path, tmp_path: Path) -> None:
    await bring_in(real_files / "agency_book.xlsx")
    tables = ("customers", "policies", "claims")
    before = await contents(pool, *tables)
    changed = "Client No,Name,Email,City,Zip\n"
    changed += "C00000,Dennis Boone Jr,d@example.com,Austin,78701\nNEW,Ada Byron,ada@example.com,Waco,\n"
    operation_id, outcome = await bring_in(written(tmp_path, changed))
    assert (outcome.total("created"), outcome.total("updated")) == (1, 1)

    done = await revert(pool, operation_id)

    assert (done.removed, done.kept_count) == (1, 0)
    assert await contents(pool, *tables) == before
    assert await pool.fetchval("select status from operations where id = $1", operation_id) == "reverted"


async def test_a_revert_of_a_whole_book_leaves_nothing(pool: Pool, bring_in: Import, real_files: Path) -> None:
    operation_id, _ = await bring_in(real_files / "agency_book.xlsx")

    done = await revert(pool, operation_id)

    assert (done.removed, done.kept_count) == (2427, 0)
    assert await contents(pool, "customers", "policies") == {"customers": [], "policies": []}


async def test_a_revert_keeps_and_lists_what_was_edited_since(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = (
        "Client No,Name,Email\nC1,Ada Byron,ada@example.com\nC2,Ben Bell,ben@example.com\nC3,Cleo Cox,c@example.com\n"
    )
    operation_id, _ = await bring_in(written(tmp_path, text))
    await pool.execute("update customers set city = 'Austin' where external_id = 'C1'")
    await pool.execute(
        "insert into policies (policy_number, customer_id, customer_name, premium)"
        " select 'P1', id, name, '$10' from customers where external_id = 'C2'"
    )

    done = await revert(pool, operation_id)

    left = [row["external_id"] for row in await pool.fetch("select external_id from customers order by 1")]
    assert left == ["C1", "C2"]
    assert sorted(kept.reason for kept in done.kept) == [
        "has records that were added or changed since",
        "was changed since",
    ]


async def test_a_revert_takes_back_leads_that_were_only_scored_and_assigned_since(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    text = "Lead ID,Name,Email\nL1,Ada Byron,ada@example.com\nL2,Ben Bell,ben@example.com\n"
    operation_id, _ = await bring_in(written(tmp_path, text), noun="leads")
    async with transaction(pool, Actor(None, "Scoring", "scoring")) as connection:
        await connection.execute("update leads set status = 'scored'")
    await pool.execute(
        "insert into documents (lead_id, title) select id, 'Licence' from leads where external_id = 'L2'"
    )

    done = await revert(pool, operation_id)

    assert done.removed == 1
    assert [kept.noun for kept in done.kept] == ["leads"]
    assert await pool.fetchval("select array_agg(external_id) from leads") == ["L2"]


async def test_a_revert_keeps_who_has_a_note_since(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    text = "Client No,Name,Email\nC1,Ada Byron,ada@example.com\nC2,Ben Bell,ben@example.com\n"
    operation_id, _ = await bring_in(written(tmp_path, text))
    await pool.execute(
        "insert into notes (record_type, record_id, body)"
        " select 'customers', id, 'called' from customers where external_id = 'C1'"
    )

    done = await revert(pool, operation_id)

    assert done.kept_count == 1
    assert await pool.fetchval("select array_agg(external_id) from customers") == ["C1"]


async def test_what_was_reverted_cannot_be_reverted_again(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    operation_id, _ = await bring_in(written(tmp_path, "Name,Email\nAda Byron,ada@example.com\n"), noun="customers")
    await revert(pool, operation_id)

    with pytest.raises(LeadGenError) as refused:
        await revert(pool, operation_id)

    assert refused.value.code == "not_reversible"


async def test_a_killed_import_leaves_nothing_half_written(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    rows = "".join(f"C{i},Ada Byron {i},ada{i}@example.com\n" for i in range(30_000))
    path = written(tmp_path, "Client No,Name,Email\n" + rows)
    running = asyncio.create_task(bring_in(path))
    inserting = """
        select pid from pg_stat_activity
        where query ilike '%insert into customers%' and state = 'active' and pid <> pg_backend_pid()
    """
    while not (pid := await pool.fetchval(inserting)):  # noqa: ASYNC110  # only the server knows
        await asyncio.sleep(0.005)
    await pool.execute("select pg_terminate_backend($1)", pid)

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await running

    assert await pool.fetchval("select count(*) from customers") == 0
    assert await pool.fetchval("select status from operations") == "failed"


def workbook(folder: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    path = folder / "book.xlsx"
    book.save(path)
    return path


def far_corner(folder: Path) -> Path:
    path = workbook(folder, [["Name", "Email"], ["Ada", "ada@example.com"]])
    bomb = folder / "far.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bomb, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.endswith("sheet1.xml"):
                data = data.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            target.writestr(item, data)
    return bomb


def zip_bomb(folder: Path) -> Path:
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", "<workbook/>")
        target.writestr("xl/worksheets/sheet1.xml", b" " * 120_000_000)
    return path


BROKEN = {
    "empty": (b"", "empty_file"),
    "only blanks": (b"\n\n , ,\n", "empty_file"),
    "only a mark": (b"\xef\xbb\xbf", "empty_file"),
    "only a header": (b"Name,Email\n", "empty_file"),
    "only NULs": (b"\0" * 100, "empty_file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "not_a_spreadsheet"),
    "a page": (b"<!DOCTYPE html><html><table><tr><td>Name</td></tr></table></html>", "not_a_spreadsheet"),
    "a zip": (b"PK\x03\x04" + b"rubbish" * 50, "broken_file"),
    "an empty zip": (b"PK\x05\x06" + bytes(18), "not_a_spreadsheet"),
    "half a zip": (b"PK\x01rubbish,more\n1,2\n", "not_a_spreadsheet"),
    "open quote": (b'Name,Email\nAda,ada@example.com\n"Ben,ben@example.com\nCleo,c@example.com\n', "broken_file"),
    "endless cell": (b'Name,Email\n"' + b"x" * 200_000 + b'",a@example.com\n', "broken_file"),
    "too wide": (
        b",".join(b"h%d" % i for i in range(400)) + b"\n" + b",".join(b"1" for _ in range(400)),
        "file_too_large",
    ),
    "senseless": (b"foo,bar\n1,2\n3,4\n", "mapping_unusable"),
}


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_file_is_refused_in_a_sentence(pool: Pool, bring_in: Import, tmp_path: Path, kind: str) -> None:
    content, code = BROKEN[kind]
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    with pytest.raises(LeadGenError) as refused:
        await bring_in(path)

    assert (refused.value.code, refused.value.status < 500) == (code, True)
    assert await pool.fetchval("select status || ': ' || error from operations") == f"failed: {refused.value.detail}"
    assert await pool.fetchval("select count(*) from leads") == 0


async def test_a_text_that_calls_itself_a_workbook_says_so(bring_in: Import, tmp_path: Path) -> None:
    path = written(tmp_path, "PK,rubbish\n", "clients.xlsx")

    with pytest.raises(LeadGenError, match="not a workbook"):
        await bring_in(path)


@pytest.mark.parametrize("make", [far_corner, zip_bomb])
async def test_a_workbook_that_would_fill_the_memory_is_refused(bring_in: Import, tmp_path: Path, make: object) -> None:
    assert callable(make)

    with pytest.raises(LeadGenError) as refused:
        await bring_in(make(tmp_path))

    assert refused.value.code == "file_too_large"


async def test_an_encrypted_workbook_says_so(bring_in: Import, tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    )

    with pytest.raises(LeadGenError) as refused:
        await bring_in(path)

    assert refused.value.code == "encrypted_workbook"


async def test_characters_that_cannot_be_stored_cost_only_their_row(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    path = tmp_path / "nul.csv"
    good = "".join(f"José {name},{name}@example.com\n" for name in ("Ada", "Ben", "Cleo", "Dan", "Vic", "Zoe")).encode()
    path.write_bytes(b"Name,Email\nEve\0 X,eve@example.com\n" + good + b"F\xff Y,f@example.com\n")

    _, outcome = await bring_in(path, noun="customers")

    assert (outcome.total("created"), outcome.total("rejected")) == (6, 2)


async def test_numbers_of_a_workbook_keep_their_zeros(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["Agency export"],
            [],
            ["Client ID", "Name", "Email", "Phone", "Zip"],
            [17.0, "Ada Byron", "ada@example.com", 5128078608.0, 2139.0],
        ],
    )

    await bring_in(path)

    row = await pool.fetchrow("select external_id, phone, postal_code from customers")
    assert tuple(row or ()) == ("17", "+15128078608", "02139")


async def test_a_dry_run_says_of_each_row_what_would_become_of_it(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    known = written(tmp_path, "Name,Email,Phone,City\nAda Byron,ada@example.com,512 555 0101,Austin\n"
                    "Ben Shaw,ben@example.com,512 555 0102,Dallas\n")  # fmt: skip
    await bring_in(known, noun="customers")
    await pool.execute("update customers set external_id = 'B-2' where name = 'Ben Shaw'")
    rows = [
        "Name,Email,Phone,City,Client Number,Shoe size",
        "Ada Byron,ada@example.com,512 555 0101,Houston,,7",
        "Ben Shaw,ben@example.com,,,,",
        "Cleo Dane,cleo@example.com,,Tulsa,,",
        "Cleo Dane,cleo@example.com,512 555 0103,,,",
        "Dora Eden,,,Waco,,",
        "Ada Byron,ada@example.com,,,B-2,",
    ]

    operation, outcome = await bring_in(written(tmp_path, "\n".join(rows), "new.csv"), noun="customers", dry_run=True)

    sheet = outcome.sheets[0]
    assert [(plan.row, plan.action) for plan in sheet.preview] == [
        (2, "update"), (3, "skip"), (4, "create"), (5, "skip"), (6, "reject"), (7, "conflict"),
    ]  # fmt: skip
    update, _, create, repeat, reject, conflict = sheet.preview
    assert [(change.field, change.before, change.after) for change in update.changes] == [
        ("city", "Austin", "Houston"),
        ("metadata.Shoe size", None, "7"),
    ]
    assert (create.fields["name"], create.fields["phone"]) == ("Cleo Dane", "+15125550103")
    assert repeat.of == 4
    assert reject.reasons[0]["field"] == "email"
    assert reject.cells["City"] == "Waco"
    assert "two records" in conflict.reasons[0]["message"]
    assert (sheet.created, sheet.updated, sheet.unchanged, sheet.repeated) == (1, 1, 1, 1)
    assert (sheet.rejected, sheet.conflicting) == (2, 1)
    assert await pool.fetchval("select count(*) from customers") == 2
    ImportResult.model_validate_json(
        await pool.fetchval("select params -> 'result' from operations where id = $1", operation)
    )


async def test_a_rehearsal_of_many_rows_keeps_the_first_of_each_kind(
    pool: Pool, bring_in: Import, tmp_path: Path
) -> None:
    good = [f"Person {number},p{number}@example.com" for number in range(5_000)]
    bad = [f"Person {number},nothing" for number in range(3_000)]

    _, outcome = await bring_in(
        written(tmp_path, "\n".join(["Name,Email", *good, *bad])), noun="customers", dry_run=True
    )

    sheet = outcome.sheets[0]
    assert (sheet.created, sheet.rejected) == (5_000, 3_000)
    assert Counter(plan.action for plan in sheet.preview) == {"create": 100, "reject": 100}


async def test_a_sheet_mapped_to_nothing_is_left_out(pool: Pool, bring_in: Import, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, row in (("Clients", ["Ada", "ada@example.com"]), ("Old clients", ["Ben", "ben@example.com"])):
        sheet = book.create_sheet(title)
        sheet.append(["Client Name", "Email"])
        sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "book.xlsx")

    _, outcome = await bring_in(tmp_path / "book.xlsx", mapping={"Old clients": None})

    assert [sheet.sheet for sheet in outcome.sheets] == ["Clients"]
    assert outcome.total("created") == 1
