"""The reports of the catalogue, on a book small enough to work out every figure by hand."""

from typing import Any, Final

import pytest

from backend.api.gateway import Gateway
from backend.reports.catalogue import CATALOGUE
from tests.client import Client
from tests.people import CLEO, DAN

pytestmark = pytest.mark.anyio

PATH: Final = "/v1/reports/catalogue"
# Six policies that cost in a year 1,200.00, 600.00, 999.99, 300.00, 1.00 and nothing; four claims, four customers.
BOOK: Final = """
    insert into customers (id, name, email, phone, address_line1, date_of_birth, owner_id) values
        (501, 'Ann Lee', 'ann@example.com', '+13125550101', '1 Main St', '1990-01-01', {cleo}),
        (502, 'Bo Ray', 'bo@example.com', null, '2 Main St', null, {cleo}),
        (503, 'Cy Fox', 'cy@example.com', '+13125550103', null, '1980-02-29', {dan}),
        (504, 'Di Gray', 'di@example.com', null, null, null, null);
    insert into policies (policy_number, customer_id, customer_name, policy_type, status, premium, carrier, owner_id,
                          start_date, end_date, renewal_date) values
        ('R-1', 501, 'Ann Lee', 'Auto', 'active', '$100/mo', 'Harborline', {cleo}, '2024-01-01', '2024-12-31',
            '2024-12-31'),
        ('R-2', 501, 'Ann Lee', 'Home', 'active', '$600/yr', 'Harborline', {cleo}, '2024-01-31', null, '2025-01-31'),
        ('R-3', 502, 'Bo Ray', 'Auto', 'expired', '$999.99/yr', 'Prairie', {dan}, '2023-02-28', '2024-02-28', null),
        ('R-4', 503, 'Cy Fox', 'Life', 'active', '$25/mo', null, {dan}, '2024-02-29', null, '2025-02-28'),
        ('R-5', 503, 'Cy Fox', 'Auto', 'cancelled', '$1/yr', 'Prairie', null, '2024-03-31', '2024-04-01', null),
        ('R-6', 504, 'Di Gray', null, 'active', '$0', null, null, '2022-05-05', null, null);
    insert into claims (
        claim_number, policy_number, customer_name, claim_type, amount, status, claim_date, owner_id) values
        ('C-1', 'R-1', 'Ann Lee', 'Auto', '$1,000.01', 'approved', '2024-01-01', {cleo}),
        ('C-2', 'R-1', 'Ann Lee', 'Auto', '$500.00', 'rejected', '2024-03-31', {cleo}),
        ('C-3', 'R-2', 'Ann Lee', 'Home', '$10', 'pending', '2024-02-29', {dan}),
        ('C-4', 'R-2', 'Ann Lee', 'Home', '$7', 'pending', '2023-12-31', {dan});
"""


@pytest.fixture(autouse=True)
async def book(app: Gateway) -> None:
    pool = app.runtime.pool
    for table in ("claims", "policies", "leads", "customers"):
        await pool.execute(f"delete from {table}")
    await pool.execute(BOOK.format(cleo=CLEO.id, dan=DAN.id))


async def figures(client: Client, report: str, **asked: object) -> Any:
    return (await client.get(f"{PATH}/{report}", asked)).ok()


def table(report: Any, key: str) -> Any:
    return next(each for each in report["tables"] if each["key"] == key)


def lines(report: Any, key: str, *columns: str) -> dict[str, list[Any]]:
    return {line["label"]: [line["figures"][name] for name in columns] for line in table(report, key)["lines"]}


async def test_sales_are_those_worked_out_by_hand(ada: Client) -> None:
    found = await figures(ada, "sales", period="Q1 2024")

    assert lines(found, "by_line", "policies", "premium", "average_premium") == {
        "Auto": [2, 120_100, 60_050],
        "Home": [1, 60_000, 60_000],
        "Life": [1, 30_000, 30_000],
    }
    total = table(found, "by_line")["total"]["figures"]
    assert (total["policies"], total["premium"], total["average_premium"]) == (4, 210_100, 52_525)
    assert lines(found, "by_agent", "policies") == {CLEO.full_name: [2], DAN.full_name: [1], "Nobody": [1]}
    assert lines(found, "by_carrier", "premium") == {"Harborline": [180_000], "Prairie": [100], "Not said": [30_000]}


async def test_a_report_over_time_shows_also_the_months_in_which_nothing_happened(ada: Client) -> None:
    found = table(await figures(ada, "sales", period="2024"), "over_time")

    assert found["grain"] == "month"
    assert [line["figures"]["policies"] for line in found["lines"]] == [2, 1, 1, *[0] * 9]
    assert [line["label"] for line in found["lines"][:2]] == ["Jan 2024", "Feb 2024"]
    december = found["lines"][11]["figures"]
    assert (december["policies"], december["premium"], december["average_premium"]) == (0, 0, None)


async def test_retention_counts_who_stayed_and_not_who_came(ada: Client) -> None:
    found = await figures(ada, "retention", period="2024-02-01..2024-03-31")

    # In force on 1 February; on 1 April of these. came later.
    total = table(found, "by_line")["total"]["figures"]
    assert (total["policies"], total["kept"], total["policy_retention"]) == (4, 3, 0.75)
    assert (total["premium"], total["kept_premium"]) == (279_999, 180_000)
    assert total["premium_kept"] == 0.6429  # 180,000 / 279,999 = 0.64286
    assert lines(found, "by_line", "policy_retention")["Auto"] == [0.5]


async def test_claims_have_severity_and_ages(ada: Client) -> None:
    found = await figures(ada, "claims", period="Q1 2024")

    assert lines(found, "by_line", "claims", "amount", "severity", "approval_rate") == {
        "Auto": [2, 150_001, 50_001, 0.5],  # 500.005 is rounded away from zero
        "Home": [1, 1_000, 1_000, 0.0],
        "Life": [0, 0, None, None],
        "Not said": [0, 0, None, None],
    }
    ageing = table(found, "ageing")["total"]["figures"]
    assert (ageing["open"], ageing["older"], ageing["week"]) == (2, 2, 0)


async def test_the_book_and_what_it_lacks(ada: Client) -> None:
    book = table(await figures(ada, "book"), "by_line")["total"]["figures"]
    quality = table(await figures(ada, "data-quality"), "whole")["total"]["figures"]

    assert book == {
        "policies": 4, "premium": 210_000, "customers": 3, "average_premium": 52_500, "per_customer": 1.3333,
    }  # fmt: skip
    assert (quality["customers"], quality["no_phone"], quality["no_phone_share"]) == (4, 2, 0.5)
    assert (quality["no_address"], quality["no_birth_date"], quality["nobody"]) == (2, 2, 1)


async def test_rates_of_nothing_are_no_figure(ada: Client) -> None:
    empty = table(await figures(ada, "retention", period="1950"), "by_line")

    assert empty["lines"] == []
    assert empty["total"]["figures"]["policies"] == 0
    assert empty["total"]["figures"]["policy_retention"] is None


async def test_another_period_stands_beside(ada: Client) -> None:
    found = await figures(ada, "sales", period="Q1 2024", compare="year_before")

    by_line = {line["label"]: line for line in table(found, "by_line")["lines"]}
    assert found["compared"] == {"first": "2023-01-01", "last": "2023-03-31", "said": "A year before"}
    assert by_line["Auto"]["before"]["policies"] == 1
    assert by_line["Home"]["before"] is None
    assert table(found, "by_line")["total"]["before"]["premium"] == 99_999


async def test_line_agent_and_criteria_narrow_a_report(ada: Client) -> None:
    async def policies(**asked: object) -> int:
        found = await figures(ada, "sales", period="Q1 2024", **asked)
        return int(table(found, "by_line")["total"]["figures"]["policies"])

    assert await policies(line="Auto") == 2
    assert await policies(owner=CLEO.id) == 2
    assert await policies(line="Auto", owner=CLEO.id) == 1
    assert await policies(filter='{"carrier": "Prairie"}') == 1


async def test_people_see_the_figures_of_what_they_see(cleo: Client) -> None:
    found = await figures(cleo, "sales", period="Q1 2024")

    assert table(found, "by_line")["total"]["figures"]["policies"] < 4


@pytest.mark.parametrize(
    ("report", "asked", "status"),
    [
        ("nothing", {}, 404),
        ("sales", {"period": "soon"}, 422),
        ("sales", {"compare": "ever"}, 422),
        ("sales", {"owner": 0}, 422),
        ("sales", {"filter": "{"}, 400),
        ("sales", {"filter": '{"nothing": 1}'}, 422),
        ("data-quality", {"line": "Auto"}, 400),
    ],
)
async def test_what_cannot_be_reported_is_refused(
    ada: Client, report: str, asked: dict[str, object], status: int
) -> None:
    assert (await ada.get(f"{PATH}/{report}", asked)).status == status


async def test_the_catalogue_says_what_each_report_means(ada: Client) -> None:
    known = (await ada.get(PATH)).ok()["items"]

    assert {each["key"] for each in known} == set(CATALOGUE)
    assert all(each["about"].endswith(".") for each in known)
