"""A book small enough to work out every figure of the catalogue by hand, and how its reports are read in tests."""

from datetime import UTC, datetime
from typing import Any, Final

from backend.auth.principal import Principal
from backend.database.engine import Pool
from backend.reports.document import FigureLine, FigureTable, ReportDocument
from backend.reports.figures import Request, document
from tests.people import ADA, CLEO, DAN

TABLES: Final = ("claims", "quotes", "leads", "policies", "consent_entries", "tasks", "customers")
# The afternoon of 5 April 2024 in New York.
NOW: Final = datetime(2024, 4, 5, 18, tzinfo=UTC)

BOOK: Final = f"""
insert into customers (id, name, email, phone, address_line1, postal_code, date_of_birth, owner_id) values
    (501, 'Ann Lee', 'ann@example.com', '+13125550101', '1 Main St', '60601', '1990-01-01', {CLEO.id}),
    (502, 'Bo Ray', 'bo@example', '312-555', '2 Main St', null, null, {CLEO.id}),
    (503, 'Cy Fox', 'cy@example.com', null, null, null, '1980-02-29', {DAN.id}),
    (504, 'Di Gray', 'di@example.com', null, null, null, null, null);
insert into policies (id, policy_number, customer_id, customer_name, policy_type, status, premium, carrier, owner_id,
                      start_date, end_date, renewal_date) values
    (601, 'A1', 501, 'Ann Lee', 'Auto', 'active', '$1,200/yr', 'Harborline', {CLEO.id},
        '2023-07-01', '2024-07-01', '2024-07-01'),
    (602, 'A2', 501, 'Ann Lee', 'Home', 'active', '$600/yr', 'Harborline', {CLEO.id},
        '2024-01-15', null, '2025-01-15'),
    (603, 'B1', 502, 'Bo Ray', 'Auto', 'expired', '$1,000/yr', 'Prairie', {CLEO.id},
        '2023-02-01', '2024-02-01', null),
    (604, 'B2', 502, 'Bo Ray', 'Auto', 'active', '$1,100/yr', 'Harborline', {CLEO.id},
        '2024-02-01', '2025-02-01', '2025-02-01'),
    (605, 'C1', 503, 'Cy Fox', 'Life', 'active', '$300/yr', 'Prairie', {DAN.id},
        '2020-02-29', null, '2024-02-29'),
    (606, 'C2', 503, 'Cy Fox', 'Auto', 'cancelled', '$730/yr', 'Prairie', {DAN.id},
        '2024-01-01', '2024-03-14', null),
    (607, 'D1', 504, 'Di Gray', null, 'expired', '$365/yr', null, null,
        '2022-05-05', '2024-02-15', null);
insert into claims (claim_number, policy_id, policy_number, customer_name, claim_type, amount, status, claim_date,
                    processed_date, owner_id) values
    ('K1', 601, 'A1', 'Ann Lee', 'Auto', '$900.00', 'approved', '2024-01-10', '2024-01-20', {CLEO.id}),
    ('K2', 601, 'A1', 'Ann Lee', 'Auto', '$400.00', 'rejected', '2024-02-29', '2024-04-01', {CLEO.id}),
    ('K3', 605, 'C1', 'Cy Fox',  'Life', '$50.55',  'pending',  '2024-03-31', null, {DAN.id}),
    ('K4', 606, 'C2', 'Cy Fox',  'Auto', '$10.00',  'pending',  '2023-12-31', null, {DAN.id});
insert into leads (id, source, product_interest, contact_info, status, received_at, owner_id) values
    (801, 'web', 'Auto', '{{"name": "Ed"}}', 'new',  '2024-03-01T12:00Z', {CLEO.id}),
    (802, 'web', 'Auto', '{{"name": "Fay"}}', 'won', '2024-01-05T12:00Z', {CLEO.id}),
    (803, 'web', 'Home', '{{"name": "Gus"}}', 'lost', '2024-01-05T12:00Z', {CLEO.id}),
    (804, 'web', 'Home', '{{"name": "Hal"}}', 'lost', '2024-01-05T12:00Z', {DAN.id});
update leads set stage_since = case id
    when 802 then timestamptz '2024-02-01T12:00Z'
    when 803 then timestamptz '2024-04-01T03:30Z'  -- 31 March, half past eleven in New York
    when 804 then timestamptz '2024-04-01T04:00Z'  -- 1 April, midnight in New York
    else stage_since end;
insert into quotes (lead_id, carrier, policy_type, premium_cents, quoted_at, owner_id) values
    (802, 'Prairie', 'Auto', 90000, '2024-01-20T12:00Z', {CLEO.id}),
    (804, 'Prairie', 'Home', 80000, '2024-03-10T07:30Z', {DAN.id}),
    (804, 'Prairie', 'Home', 81000, '2024-11-04T04:30Z', {DAN.id});
insert into tasks (title, status, completed_at, owner_id) values
    ('Call Ann', 'done', '2024-02-02T12:00Z', {CLEO.id}),
    ('Call Bo', 'open', null, {CLEO.id});
insert into consent_entries (person_type, person_id, channel, purpose, action, captured_at) values
    ('customers', 501, 'email', 'marketing', 'granted', '2024-01-01T00:00Z'),
    ('customers', 502, 'sms', 'marketing', 'granted', '2024-01-01T00:00Z'),
    ('customers', 502, 'all', 'marketing', 'revoked', '2024-01-02T00:00Z');
"""


async def put(pool: Pool, book: str = BOOK, zone: str = "America/New_York") -> None:
    """This book and no other, in an agency with this clock."""
    await pool.execute(
        "set session_replication_role = replica; delete from consent_entries; reset session_replication_role"
    )
    for table in TABLES:
        if table != "consent_entries":
            await pool.execute(f"delete from {table}")
    await pool.execute(book)
    await pool.execute(
        "insert into agency_settings (id, timezone) values (1, $1) on conflict (id) do update set timezone = $1", zone
    )


async def report(
    pool: Pool, key: str, *, who: Principal = ADA.principal, now: datetime = NOW, **asked: Any
) -> ReportDocument:
    return await document(pool, who, Request(key, **asked), now)


def table(found: ReportDocument, key: str) -> FigureTable:
    return next(each for each in found.tables if each.key == key)


def line(found: ReportDocument, key: str, label: str) -> FigureLine:
    return next(each for each in table(found, key).lines if each.label == label)


def total(found: ReportDocument, key: str) -> dict[str, float | int | None]:
    return table(found, key).total.figures


def chosen(figures: dict[str, float | int | None], names: str) -> list[float | int | None]:
    """Some of the figures of a line, in this order."""
    return [figures[name] for name in names.split()]
