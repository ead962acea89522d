"""A lead becomes a customer with a policy: all of it in one transaction, once however often it is asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import asyncpg

from backend import clock
from backend.agency.day import TODAY
from backend.database import reads
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.sight import Sight
from backend.database.writes import Actor, transaction
from backend.errors import Conflict, FieldError, Invalid, NotFound

PAID_PER: Final = {12: "/yr", 6: "/6mo", 3: "/qtr", 1: "/mo"}

# params: id
LEAD: Final = """
    select id, status, name, email, phone, source, product_interest, contact_info, owner_id, customer_id, policy_id,
        merged_into_id
    from leads where id = $1 for update
"""
# Two leads of one person, won at the same moment: the second waits until the first's customer can be found.
ONE_BY_ONE: Final = "select pg_advisory_xact_lock(hashtextextended('leadgen.customer ' || lower($1), 0))"
# Whoever has the same address and the same name is the same person. params: email, name
KNOWN_CUSTOMER: Final = """
    select id from customers
    where lower(email) = lower($1) and search_plain(name) = search_plain($2)
    order by id limit 1
"""
# params: name, email, contact_info, source, owner_id, join_date
CUSTOMER: Final = """
    insert into customers (name, email, phone, first_name, last_name, date_of_birth, address_line1, address_line2,
        city, state, postal_code, source, owner_id, join_date)
    select $1, $2, left(c ->> 'phone', 50), left(c ->> 'first_name', 100), left(c ->> 'last_name', 100),
        case when c ->> 'date_of_birth' ~ '^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])$'
            then (c ->> 'date_of_birth')::date end,
        left(coalesce(c ->> 'address_line1', c ->> 'street'), 255), left(c ->> 'address_line2', 255),
        left(c ->> 'city', 100), left(upper(c ->> 'state'), 2), left(c ->> 'postal_code', 10), $4, $5, $6::text::date
    from (select coalesce($3::jsonb, '{}') as c) said
    returning id
"""
# params: number, customer_id, type, premium, start, months, carrier, owner_id, end
POLICY: Final = """
    insert into policies (policy_number, customer_id, customer_name, policy_type, premium, start_date, end_date,
        renewal_date, carrier, owner_id, coverage_amount)
    select $1, $2, '', $3, $4, d.starts, d.ends, d.ends, $7, $8, null
    from (select $5::text::date as starts,
        coalesce($9::text::date, ($5::text::date + make_interval(months => $6))::date) as ends) d
    returning id
"""
QUOTE: Final = "select id, carrier, policy_type, premium_cents, term_months from quotes where id = $1 and lead_id = $2"
ACCEPT: Final = "update quotes set status = 'accepted', policy_id = $2 where id = $1"
WIN: Final = "update leads set status = 'won', customer_id = $2, policy_id = $3 where id = $1"
# Who lives at the same address is one household. params: lead_id. returns: Converted
RESULT: Final = """
    select json_build_object('lead_id', l.id, 'customer_id', l.customer_id, 'policy_id', l.policy_id,
        'household', coalesce((
            select json_agg(other.id order by other.id)
            from customers own join customers other on other.id <> own.id
                and household_key(other.address_line1, other.address_line2, other.postal_code)
                    = household_key(own.address_line1, own.address_line2, own.postal_code)
            where own.id = l.customer_id), '[]'))::text
    from leads l where l.id = $1
"""


class WasMerged(Conflict):
    """This lead was merged into another one: convert that."""

    code = "merged_already"


class NoAddress(Invalid):
    """A customer needs an e-mail address and a name."""

    code = "customer_incomplete"


class NoSuchQuote(Invalid):
    """There is no such quote of this lead."""

    code = "no_such_quote"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the lead becomes. What a quote says need not be said again.

    customer_id: somebody who is a customer already; premium: as it is written, such as $1,200/yr.
    """

    policy_number: str
    quote_id: int | None = None
    customer_id: int | None = None
    name: str | None = None
    email: str | None = None
    policy_type: str | None = None
    carrier: str | None = None
    premium: str | None = None
    start_date: date | None = None
    end_date: date | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """How far the caller reaches, and in which nouns."""

    leads: Noun
    customers: Noun
    leads_sight: Sight
    customers_sight: Sight


async def convert(pool: Pool, lead_id: int, wanted: Wanted, rights: Rights, actor: Actor) -> str:
    """Lead, customer and policy as JSON; the same again for a lead that was converted before.

    Raises NotFound, WasMerged, NoAddress, NoSuchQuote, or what the table of stages refuses.
    """
    async with transaction(pool, actor) as connection:
        if await reads.one(connection, rights.leads, lead_id, rights.leads_sight) is None:
            raise NotFound
        lead = await connection.fetchrow(LEAD, lead_id)
        if lead is None:
            raise NotFound
        if lead["merged_into_id"] is not None:
            raise WasMerged
        if lead["policy_id"] is None:
            await _convert(connection, lead, wanted, rights, actor)
        done: str = await connection.fetchval(RESULT, lead_id)
        return done


async def _convert(connection: Connection, lead: asyncpg.Record, wanted: Wanted, rights: Rights, actor: Actor) -> None:
    quote = None
    if wanted.quote_id is not None:
        quote = await connection.fetchrow(QUOTE, wanted.quote_id, lead["id"])
        if quote is None:
            raise NoSuchQuote(errors=[FieldError("/quote_id", "There is no such quote of this lead.")])
    policy_type = wanted.policy_type or (quote["policy_type"] if quote else None)
    premium = wanted.premium or (_written(quote) if quote else None)
    lacking = [name for name, value in (("policy_type", policy_type), ("premium", premium)) if value is None]
    if lacking:
        raise Invalid(errors=[FieldError(f"/{name}", "Say it, or name a quote.", "required") for name in lacking])
    owner_id = lead["owner_id"] or actor.user_id
    today = await connection.fetchval(f"select {TODAY.replace(':now', '$1')}::text", clock.now())
    customer_id = await _customer(connection, lead, wanted, rights, owner_id, today)
    policy_id = await connection.fetchval(
        POLICY,
        wanted.policy_number,
        customer_id,
        policy_type,
        premium,
        wanted.start_date.isoformat() if wanted.start_date else today,
        max(quote["term_months"], 6) if quote else 12,
        wanted.carrier or (quote["carrier"] if quote else None),
        owner_id,
        wanted.end_date.isoformat() if wanted.end_date else None,
    )
    if quote:
        await connection.execute(ACCEPT, quote["id"], policy_id)
    await connection.execute(WIN, lead["id"], customer_id, policy_id)


async def _customer(
    connection: Connection, lead: asyncpg.Record, wanted: Wanted, rights: Rights, owner_id: int | None, today: str
) -> int:
    """Who it is: as was said, as the lead says, whoever has the same address and name, or somebody new."""
    chosen = wanted.customer_id or lead["customer_id"]
    if chosen is not None:
        if await reads.one(connection, rights.customers, chosen, rights.customers_sight) is None:
            raise Invalid(errors=[FieldError("/customer_id", "There is no such record, or you may not see it.")])
        return int(chosen)
    name, email = wanted.name or lead["name"], wanted.email or lead["email"]
    if not name or not email:
        lacking = [field for field, value in (("name", name), ("email", email)) if not value]
        raise NoAddress(errors=[FieldError(f"/{field}", "The lead has none.", "required") for field in lacking])
    await connection.execute(ONE_BY_ONE, email)
    known = await connection.fetchval(KNOWN_CUSTOMER, email, name)
    if known is not None and await reads.one(connection, rights.customers, known, rights.customers_sight) is not None:
        return int(known)
    made: int = await connection.fetchval(CUSTOMER, name, email, lead["contact_info"], lead["source"], owner_id, today)
    return made


def _written(quote: asyncpg.Record) -> str:
    return f"${quote['premium_cents'] / 100:,.2f}{PAID_PER[quote['term_months']]}"
