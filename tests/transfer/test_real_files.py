"""The three files of the shared folder, as a user would bring them in; truth.json says what was planted."""

import json
from pathlib import Path

import pytest

from backend.database.engine import Pool
from tests.transfer.conftest import Import, contents

pytestmark = pytest.mark.anyio


async def test_vendor_leads_become_one_lead_per_reachable_person(
    pool: Pool, bring_in: Import, real_files: Path
) -> None:
    truth = json.loads((real_files / "truth.json").read_text())

    _, outcome = await bring_in(real_files / "vendor_leads.csv")

    reachable = truth["people"] - truth["rows_without_any_contact"]
    assert outcome.total("rows") == truth["lead_rows"]
    assert await pool.fetchval("select count(*) from leads") == outcome.total("created") == reachable
    assert (
        await pool.fetchval("select count(*) from leads where metadata ? 'other_ids'") == truth["same_person_other_id"]
    )
    # Four of the forty repeated rows repeat a person without contact, so 60 rows stand for the 56 people refused.
    assert outcome.total("rejected") + outcome.total("repeated") + outcome.total("created") == truth["lead_rows"]
    refused = await pool.fetchval("select count(distinct row ->> 'Lead ID') from operation_rejects")
    assert refused == truth["rows_without_any_contact"]


async def test_a_vendors_lead_is_understood_field_by_field(pool: Pool, bring_in: Import, real_files: Path) -> None:
    await bring_in(real_files / "vendor_leads.csv")

    lead = await pool.fetchrow("select * from leads where email = 'ronnie.brown1812@example.com'")

    assert lead is not None
    assert (lead["name"], lead["phone"], lead["state"], lead["postal_code"]) == (
        "Ronnie Brown",
        "+13055251417",
        "OH",
        "64117",
    )
    assert (lead["product_interest"], lead["cost_cents"], lead["channel"]) == ("auto", 1500, "import")
    assert lead["received_at"].isoformat() == "2026-09-04T04:00:00+00:00"
    assert json.loads(lead["consent"])["tcpa"] is True
    assert await pool.fetchval("select count(*) from leads where postal_code like '0%'") > 100
    assert await pool.fetchval("select count(*) from leads where metadata ->> 'Note' like '=HYPERLINK%'") > 100
    assert await pool.fetchval("select count(*) from leads where metadata ->> 'Note' like E'línea dos\\n%'") > 100


async def test_the_agencys_book_joins_policies_to_customers(pool: Pool, bring_in: Import, real_files: Path) -> None:
    truth = json.loads((real_files / "truth.json").read_text())

    _, outcome = await bring_in(real_files / "agency_book.xlsx")

    assert await pool.fetchval("select count(*) from customers") == truth["customers"]
    assert await pool.fetchval("select count(*) from policies") == truth["policies"]
    assert await pool.fetchval("select count(customer_id) from policies") == truth["policies"]
    assert outcome.total("rejected") == 0
    policy = await pool.fetchrow("select * from policies where policy_number = 'TL-100000-0'")
    assert policy is not None
    assert (policy["customer_name"], policy["premium"], policy["policy_type"]) == ("Dennis Boone", "$3,023.82", "Home")
    assert await pool.fetchval("select sum(policies_count) from customers") == truth["policies"]


async def test_claims_in_latin_1_find_their_policies(pool: Pool, bring_in: Import, real_files: Path) -> None:
    truth = json.loads((real_files / "truth.json").read_text())
    await bring_in(real_files / "agency_book.xlsx")

    _, outcome = await bring_in(real_files / "claims_semicolon_latin1.csv")

    unreadable = await pool.fetchval("select count(*) from operation_rejects where row ->> 'Amount' = 'abc'")
    assert outcome.total("created") + unreadable == truth["claims"]
    assert outcome.total("rejected") == unreadable == 44
    linked = await pool.fetchval("select count(policy_id) from claims")
    assert linked == await pool.fetchval("select count(*) from claims join policies using (policy_number)") > 0
    assert await pool.fetchval(
        "select bool_and(customer_name like '% Muñoz' and description like 'dégât%') from claims"
    )
    amounts = await pool.fetch("select distinct amount from claims order by 1")
    assert [row["amount"] for row in amounts] == ["$1,234.50", "$12,000", "$2.5k", "$5,000"]


async def test_bringing_the_same_files_in_again_changes_nothing(pool: Pool, bring_in: Import, real_files: Path) -> None:
    files = ("vendor_leads.csv", "agency_book.xlsx", "claims_semicolon_latin1.csv")
    for name in files:
        await bring_in(real_files / name)
    before = await contents(pool, "leads", "customers", "policies", "claims")
    audited = await pool.fetchval("select count(*) from audit_log")

    for name in files:
        _, outcome = await bring_in(real_files / name)
        assert (outcome.total("created"), outcome.total("updated")) == (0, 0)

    assert await contents(pool, "leads", "customers", "policies", "claims") == before
    assert await pool.fetchval("select count(*) from audit_log") == audited


async def test_a_dry_run_tells_everything_and_stores_nothing(pool: Pool, bring_in: Import, real_files: Path) -> None:
    _, outcome = await bring_in(real_files / "agency_book.xlsx", dry_run=True)

    assert (outcome.total("created"), outcome.dry_run) == (2427, True)
    assert outcome.sheets[0].mapping["Client Name"] == "name"
    assert outcome.sheets[0].preview[0].action == "create"
    assert await pool.fetchval("select count(*) from customers") == 0
    assert await pool.fetchval("select count(*) from audit_log") == 0
    assert await pool.fetchval("select created_count from operations") == 2427
