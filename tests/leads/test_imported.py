"""Leads out of a spreadsheet are put in order and announced like all others."""

from pathlib import Path

import pytest

from backend.api.gateway import Gateway
from backend.transfer import service

pytestmark = pytest.mark.anyio

HEAD = "lead_id,first_name,last_name,primary_phone,email_address,state,zip_code,lead_created_at,vertical,hobby"
ROW = "v-1,ada,byron,512.555.0101,Ada@Example.com,Texas,02139,2026-01-02,Auto Insurance,chess"


async def test_an_imported_lead_is_in_order_announced_and_comes_once(app: Gateway, tmp_path: Path) -> None:
    pool = app.runtime.pool
    file = tmp_path / "vendor.csv"
    file.write_text(f"{HEAD}\n{ROW}\n")

    for _ in range(2):
        request = service.Request(
            path=file,
            file_name=file.name,
            noun="leads",
            mapping=None,
            match=None,
            dry_run=False,
            created_by=None,
            owner_id=None,
            only_owned_by=None,
        )
        async with pool.acquire() as connection:
            operation = await service.order_import(connection, request, ["anything"])
        assert await service.perform_import(pool, operation) is not None

    [lead] = await pool.fetch("select * from leads where external_id = 'v-1'")
    announced = await pool.fetchval(
        "select count(*) from pgqueuer where entrypoint = 'LeadCaptured'"
        " and convert_from(payload, 'UTF8')::json ->> 'lead_id' = $1",
        str(lead["id"]),
    )
    assert (lead["name"], lead["email"], lead["phone"]) == ("Ada Byron", "ada@example.com", "+15125550101")
    assert (lead["state"], lead["postal_code"], lead["product_interest"]) == ("TX", "02139", "auto")
    assert "chess" in lead["metadata"]
    assert announced == 1
