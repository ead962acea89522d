"""The agency's own name, address and clock."""

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import orjson

from backend.agency.day import ZONE
from backend.database.engine import Connection, Pool
from backend.errors import FieldError, Invalid

# The row exists once somebody said something; until then the table's own defaults hold.
# returns: AgencySettings
READ: Final = f"""
    select json_build_object(
        'name', a.name,
        'address', case when jsonb_typeof(a.address) = 'object' then json_build_object(
            'street', coalesce(a.address ->> 'line1', a.address ->> 'street'), 'city', a.address ->> 'city',
            'state', a.address ->> 'state', 'zip', coalesce(a.address ->> 'postal_code', a.address ->> 'zip')) end,
        'license_number', a.license_number,
        'timezone', {ZONE},
        'currency', coalesce(a.currency, 'USD'),
        'updated_at', a.updated_at
    )::text
    from (values (1)) one (id) left join agency_settings a using (id)
"""

COLUMNS: Final = ("name", "address", "license_number", "timezone", "currency")
CHANGE: Final = """
    insert into agency_settings (id, {columns}) values (1, {values})
    on conflict (id) do update set {changes}
"""
KNOWN_ZONE: Final = "select exists (select from pg_timezone_names where name = $1)"


async def zone(connection: Connection | Pool) -> ZoneInfo:
    """The clock by which the agency's days begin and end."""
    return ZoneInfo(await connection.fetchval(f"select {ZONE}"))


async def read(connection: Connection | Pool) -> str:
    """The settings as JSON."""
    found: str = await connection.fetchval(READ)
    return found


async def change(connection: Connection, wanted: Mapping[str, object]) -> None:
    """Keeps what is wanted of COLUMNS; what is left out stays. Raises Invalid for a time zone that nobody knows."""
    if "timezone" in wanted:
        await _refuse_unknown_zone(connection, str(wanted["timezone"]))
    names = [name for name in COLUMNS if name in wanted]
    if not names:
        return
    numbered = [f"${i}::jsonb" if name == "address" else f"${i}" for i, name in enumerate(names, start=1)]
    statement = CHANGE.format(
        columns=", ".join(names),
        values=", ".join(numbered),
        changes=", ".join(f"{name} = excluded.{name}" for name in names),
    )
    await connection.execute(statement, *(_stored(name, wanted[name]) for name in names))


async def _refuse_unknown_zone(connection: Connection, name: str) -> None:
    # PostgreSQL counts the days of lists and figures, Python those of imports and jobs: both have to know it.
    if name not in available_timezones() or not await connection.fetchval(KNOWN_ZONE, name):
        raise Invalid(errors=[FieldError("/timezone", "This is not a time zone, such as America/Chicago.")])


def _stored(name: str, value: object) -> object:
    if name != "address" or not isinstance(value, dict):
        return value
    kept = {"line1": value["street"], "city": value["city"], "state": value["state"], "postal_code": value["zip"]}
    return orjson.dumps(kept).decode()
