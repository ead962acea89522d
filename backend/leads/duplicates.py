"""The same person twice: found by e-mail address, phone number, or name and ZIP; merged, and taken apart again.

A merge moves what hangs on one lead to the other and fills the gaps of the one that is kept. Everything it did is kept
in `lead_merges`, so that taking it apart restores every row that nobody changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from backend.database import reads
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.reach import Reach, row
from backend.database.sight import Sight
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, FieldError, Invalid, NotFound
from backend.leads.lifecycle import OPEN_STATUSES

MOST: Final = 25
# What hangs on a lead, and how it points there.
HANGING: Final[Mapping[str, str]] = {
    "communications": "lead_id",
    "documents": "lead_id",
    "file_documents": "lead_id",
    "quotes": "lead_id",
    "notes": "record_id",
    "tasks": "record_id",
}
FILLED: Final = ("product_interest", "owner_id", "first_attempt_at", "first_contact_at")

# By each key at most so many: an address that everybody gives is no sign of anything.
# params: email text | null, phone text | null, name text | null, zip text | null, not_id int
# returns: Duplicates
FIND: Final = f"""
    with matching as (
        (select id, 'email' as reason from leads
         where email = lower(btrim(cast(:email as text))) and merged_into_id is null and not is_test
         order by id desc limit {MOST})
        union all
        (select id, 'phone' from leads
         where phone = cast(:phone as text) and merged_into_id is null and not is_test order by id desc limit {MOST})
        union all
        (select id, 'name_and_zip' from leads
         where person_key(name, postal_code) = person_key(cast(:name as text), cast(:zip as text))
           and merged_into_id is null and not is_test
         order by id desc limit {MOST})
    ),
    same as (
        select id, json_agg(reason order by reason) as reasons, count(*) as strength
        from matching where id <> cast(:not_id as integer) group by id
        order by strength desc, id desc limit {MOST}
    ),
    shown as (
        select leads.id, name, email, phone, status, source, owner_id, received_at, same.reasons, same.strength
        from same join leads on leads.id = same.id
        where within(leads)
    ),
    known as (
        select id, name, email, phone, status, policies_count
        from customers
        where lower(email) = lower(btrim(cast(:email as text))) and within(customers)
        order by id limit {MOST}
    )
    select json_build_object(
        'leads', coalesce((select json_agg(json_build_object(
            'id', id, 'name', name, 'email', email, 'phone', phone, 'status', status, 'source', source,
            'owner_id', owner_id, 'received_at', received_at, 'reasons', reasons
        ) order by strength desc, id desc) from shown), '[]'),
        'out_of_sight', (select count(*) from same) - (select count(*) from shown),
        'customers', coalesce((select json_agg(known order by id) from known), '[]')
    )::text
"""
# Whose number or address somebody has who comes in: the newest lead, the oldest customer.
# params: email, phone
KNOWN: Final = """
    select
        (select max(id) from (
            (select id from leads where email = $1 and merged_into_id is null and not is_test order by id desc limit 1)
            union all
            (select id from leads where phone = $2 and merged_into_id is null and not is_test order by id desc limit 1)
        ) same) as lead_id,
        (select id from customers where lower(email) = $1 order by id limit 1) as customer_id
"""
# params: id
KEYS: Final = "select email, phone, name, postal_code from leads where id = $1"
# Open leads that came lately, each with the older ones of the same person. returns: Suggestions
SUGGESTED: Final = f"""
    with fresh as materialized (
        select id, name, email, phone
        from leads
        where status in {OPEN_STATUSES}
          and merged_into_id is null and not is_test and stage_since > cast(:now as timestamptz) - interval '90 days'
          and within(leads)
        order by stage_since desc limit 2000
    ),
    pairs as (
        select fresh.id as merge_id, fresh.name, other.id as keep_id, other.reasons
        from fresh cross join lateral (
            select id, json_agg(reason order by reason) as reasons from (
                (select id, 'email' as reason from leads
                 where email = fresh.email and id < fresh.id and merged_into_id is null and not is_test
                   and within(leads) order by id limit 1)
                union all
                (select id, 'phone' from leads
                 where phone = fresh.phone and id < fresh.id and merged_into_id is null and not is_test
                   and within(leads) order by id limit 1)
            ) found group by id order by count(*) desc, id limit 1
        ) other
        order by fresh.id desc limit {MOST}
    )
    select json_build_object('items', coalesce(json_agg(pairs order by merge_id desc), '[]'))::text from pairs
"""
# Both rows, in the order of their ids, so that two merges never wait for each other crosswise.
LOCK: Final = """
    select id, merged_into_id, to_jsonb(l) as whole from leads l where id = any($1) order by id for update
"""
# params: kept_id, merged_id, moved, before, user_id
KEEP: Final = """
    insert into lead_merges (kept_id, merged_id, moved, before, merged_by) values ($1, $2, $3, $4, $5)
"""
CURRENT: Final = """
    select id, kept_id, moved, before from lead_merges where merged_id = $1 and unmerged_at is null for update
"""


class NotTwoLeads(Invalid):
    """A lead is merged with another one."""

    code = "not_two_leads"


class MergedAlready(Conflict):
    """This lead was merged into another one already."""

    code = "merged_already"


class NotMerged(Conflict):
    """This lead is not merged into another one."""

    code = "not_merged"


class KeptWasMerged(Conflict):
    """The lead that this one was merged into was merged itself: take that apart first."""

    code = "kept_was_merged"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a person is recognised by, as intake writes it: the number as E.164."""

    email: str | None = None
    phone: str | None = None
    name: str | None = None
    postal_code: str | None = None


async def find(connection: Pool | Connection, keys: Keys, seen: Reach, *, besides: int = 0) -> str:
    """Leads and customers who may be the same person, the likeliest first, as JSON. besides: an id to leave out."""
    found = await row(
        connection,
        FIND,
        seen,
        {"email": keys.email, "phone": keys.phone, "name": keys.name, "zip": keys.postal_code, "not_id": besides},
    )
    assert found is not None  # noqa: S101 - one row whatever there is
    return str(found[0])


async def known(connection: Pool | Connection, contact: Mapping[str, object]) -> dict[str, int]:
    """Whom we know by the address or number of a contact in order: `lead_id`, `customer_id`, neither, or both."""
    email, phone = (value if isinstance(value, str) else None for value in map(contact.get, ("email", "phone")))
    if not email and not phone:
        return {}
    row = await connection.fetchrow(KNOWN, email or None, phone or None)
    return {name: number for name, number in row.items() if number is not None} if row else {}


async def keys_of(connection: Pool | Connection, lead_id: int) -> Keys:
    """By what a lead is recognised. Raises NotFound."""
    found = await connection.fetchrow(KEYS, lead_id)
    if found is None:
        raise NotFound
    return Keys(*found)


async def suggested(connection: Pool | Connection, seen: Reach, now: object) -> str:
    """Pairs that look like one person, the newest first, as JSON."""
    found = await row(connection, SUGGESTED, seen, {"now": now})
    assert found is not None  # noqa: S101
    return str(found[0])


async def merge(pool: Pool, leads: Noun, kept_id: int, merged_id: int, actor: Actor, sight: Sight) -> None:
    """Makes one of two. Raises NotFound for a lead out of sight, MergedAlready, NotTwoLeads."""
    if kept_id == merged_id:
        raise NotTwoLeads(errors=[FieldError("/lead_id", "This is the same lead.")])
    async with transaction(pool, actor) as connection:
        rows = {found["id"]: found for found in await connection.fetch(LOCK, [kept_id, merged_id])}
        for number in (kept_id, merged_id):
            if number not in rows or await reads.one(connection, leads, number, sight) is None:
                raise NotFound
            if rows[number]["merged_into_id"] is not None:
                raise MergedAlready
        kept, merged = (orjson.loads(rows[number]["whole"]) for number in (kept_id, merged_id))
        filled = _gaps(kept, merged)
        moved = {table: await _move(connection, table, merged_id, kept_id) for table in HANGING}
        before = {name: {"was": kept[name], "is": value} for name, value in filled.items()}
        await _write(connection, kept_id, filled)
        await connection.execute("update leads set merged_into_id = $2 where id = $1", merged_id, kept_id)
        await connection.execute(
            "update lead_assignments set ended_at = now() where lead_id = $1 and ended_at is null", merged_id
        )
        kept_rows = orjson.dumps({table: ids for table, ids in moved.items() if ids}).decode()
        await connection.execute(KEEP, kept_id, merged_id, kept_rows, orjson.dumps(before).decode(), actor.user_id)


async def unmerge(pool: Pool, leads: Noun, merged_id: int, actor: Actor, sight: Sight) -> None:
    """Takes a lead out of the one that it was merged into. Raises NotFound, NotMerged, KeptWasMerged."""
    async with transaction(pool, actor) as connection:
        if await reads.one(connection, leads, merged_id, sight) is None:
            raise NotFound
        known = await connection.fetchrow(CURRENT, merged_id)
        if known is None:
            raise NotMerged
        rows = {found["id"]: found for found in await connection.fetch(LOCK, [known["kept_id"], merged_id])}
        kept_id = known["kept_id"]
        if rows[kept_id]["merged_into_id"] is not None:
            raise KeptWasMerged
        for table, ids in orjson.loads(known["moved"]).items():
            await _move(connection, table, kept_id, merged_id, ids)
        kept, before = orjson.loads(rows[kept_id]["whole"]), orjson.loads(known["before"])
        back = {name: change["was"] for name, change in before.items() if kept[name] == change["is"]}
        await _write(connection, kept_id, back)
        await connection.execute("update leads set merged_into_id = null where id = $1", merged_id)
        await connection.execute(
            "update lead_merges set unmerged_at = now(), unmerged_by = $2 where id = $1", known["id"], actor.user_id
        )


def _gaps(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
    """What the kept lead lacks and the other one has."""
    filled = {name: merged[name] for name in FILLED if kept[name] is None and merged[name] is not None}
    contact = {**(merged["contact_info"] or {}), **(kept["contact_info"] or {})}
    if contact != (kept["contact_info"] or {}):
        filled["contact_info"] = contact
    return filled


async def _write(connection: Connection, lead_id: int, values: Mapping[str, Any]) -> None:
    if not values:
        return
    names = sorted(values)
    changes = ", ".join(f"{name} = r.{name}" for name in names)
    statement = f"update leads set {changes} from jsonb_populate_record(null::leads, $2::jsonb) r where leads.id = $1"
    await connection.execute(statement, lead_id, orjson.dumps(dict(values)).decode())


async def _move(
    connection: Connection, table: str, source: int, target: int, only: list[int] | None = None
) -> list[int]:
    """Hangs rows on another lead; returns their ids. only: these, as far as they still hang where they did."""
    column = HANGING[table]
    about = " and record_type = 'leads'" if column == "record_id" else ""
    rows = await connection.fetch(
        f"update {table} set {column} = $2"
        f" where {column} = $1{about} and ($3::integer[] is null or id = any($3)) returning id",
        source,
        target,
        only,
    )
    return sorted(found["id"] for found in rows)
