"""Mails a finished report to everybody on its schedule, each once, however often the job is run.

A link is kept before its mail goes out, and marked as sent once the server took it. Whoever has a mark is not written
to again. Where the answer was lost the mail may have arrived: it goes out again under the same Message-ID, with a link
of its own, and the earlier link keeps working.
"""

from typing import Final
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from backend import clock
from backend.agency.day import ZONE
from backend.database.engine import Connection, Pool
from backend.database.writes import transaction
from backend.errors import LeadGenError, Unavailable
from backend.integrations import mail
from backend.integrations.mail import MailRefused, MailUnavailable, Post, SetupRefused
from backend.integrations.mail.message import AddressUnusable, domain_of
from backend.reports import links, schedules
from backend.reports.letters import Sent, letter
from backend.reports.links import NewLink
from backend.settings import Settings

# A report with the schedule that it was made for. params: report_id int
REPORT: Final = f"""
    select r.id, r.name, r.period, r.format, r.status, r.failure, r.generated_date,
        s.id as schedule_id, s.name as schedule_name, s.owner_id, s.recipients, s.cadence, s.weekday, s.day_of_month,
        s.hour, a.name as agency, {ZONE} as zone,
        coalesce(nullif(u.full_name, ''), u.username) as owner, u.email as owner_email
    from reports r
    join report_schedules s on s.id = r.schedule_id
    left join users u on u.id = s.owner_id
    left join agency_settings a on a.id = 1
    where r.id = $1
"""
# Turns are taken for each report and person. params: report and address as one text
IN_TURN: Final = "select pg_advisory_xact_lock(hashtextextended($1, 19))"
# How far somebody's mail is. params: report_id int, address text, underway since timestamptz
STATE: Final = """
    select coalesce(bool_or(sent_at is not null or failure is not null), false) as done,
        coalesce(bool_or(sent_at is null and failure is null and created_at > $3), false) as underway
    from report_links where report_id = $1 and lower(sent_to) = lower($2)
"""
SENT: Final = "update report_links set sent_at = $2 where id = $1"
REFUSED: Final = "update report_links set failure = $2, revoked_at = $3 where id = $1"
NOT_SENT: Final = "delete from report_links where id = $1 and sent_at is null"
REFUSALS: Final = """
    select sent_to, failure from report_links where report_id = $1 and failure is not null order by lower(sent_to)
"""
WENT_WRONG: Final = (
    "update report_schedules set last_error = $2 where id = $1 and last_error is distinct from $2 returning id"
)


class MailUnderway(Unavailable):
    """Another worker is sending this very mail, or died while it did: this is looked at again in a minute."""

    code = "mail_underway"


async def deliver(pool: Pool, settings: Settings, report_id: int, *, is_last: bool) -> None:
    """Mails the report if it was made for a schedule and is there. Raises what may pass by itself, to be tried again.

    is_last: nobody tries again after this. Of a report that failed nobody is mailed.
    """
    row = await pool.fetchrow(REPORT, report_id)
    if row is None:
        return
    if row["status"] != "completed":
        if row["status"] == "failed":
            await pool.execute(WENT_WRONG, row["schedule_id"], row["failure"] or "The report could not be made.")
        return
    problem = await _mail_everybody(pool, settings, row)
    await _say(pool, row, problem, is_last=is_last)
    if problem is not None:
        raise problem


async def _mail_everybody(pool: Pool, settings: Settings, row: asyncpg.Record) -> LeadGenError | None:
    """What kept somebody's mail from going out and may pass; who was refused for good is noted at their link."""
    sent, problem = _told(row), None
    async with mail.opened(settings) as post:
        for to in schedules.recipients_of(orjson.loads(row["recipients"])):
            try:
                await _mail(pool, settings, post, sent, to)
            except SetupRefused as refused:
                return refused  # whoever it is addressed to: nobody else's mail would fare better
            except (MailRefused, AddressUnusable):
                continue
            except (MailUnavailable, MailUnderway) as waiting:
                problem = waiting
    return problem


def _told(row: asyncpg.Record) -> Sent:
    return Sent(
        report_id=row["id"],
        name=row["name"],
        period=row["period"],
        format=row["format"],
        made_at=row["generated_date"] or clock.now(),
        agency=row["agency"],
        zone=ZoneInfo(row["zone"]),
        how_often=schedules.in_words(row["cadence"], row["weekday"], row["day_of_month"], row["hour"]),
        set_up_by=row["owner"] or "somebody",
        reply_to=row["owner_email"],
    )


async def _mail(pool: Pool, settings: Settings, post: Post, sent: Sent, to: str) -> None:
    """One person's mail, unless that is settled. Raises what the server said."""
    async with transaction(pool, schedules.ACTOR) as connection:
        link = await _claimed(connection, sent.report_id, to)
    if link is None:
        return
    address = links.address(settings, link.token)
    try:
        await post.send(letter(sent, to, address, clock.now() + links.LIFE, domain_of(settings)))
    except (MailRefused, AddressUnusable) as refused:
        if isinstance(refused, SetupRefused):
            await _settle(pool, NOT_SENT, link.id)
        else:
            await _settle(pool, REFUSED, link.id, refused.detail, clock.now())
        raise
    except MailUnavailable as problem:
        if not problem.unsure:
            await _settle(pool, NOT_SENT, link.id)
        raise
    await _settle(pool, SENT, link.id, clock.now())


async def _claimed(connection: Connection, report_id: int, to: str) -> NewLink | None:
    """A new link for somebody who has to be written to; None when that is done. Raises MailUnderway."""
    now = clock.now()
    await connection.execute(IN_TURN, f"report {report_id} to {to.casefold()}")
    state = await connection.fetchrow(STATE, report_id, to, now - links.UNDERWAY)
    assert state is not None  # noqa: S101 - aggregates always have a row
    if state["done"]:
        return None
    if state["underway"]:
        raise MailUnderway
    return await links.make(connection, report_id, to, now)


async def _settle(pool: Pool, statement: str, *values: object) -> None:
    async with transaction(pool, schedules.ACTOR) as connection:
        await connection.execute(statement, *values)


async def _say(pool: Pool, row: asyncpg.Record, problem: LeadGenError | None, *, is_last: bool) -> None:
    """Puts on the schedule what went wrong, and tells its owner once of what does not mend itself."""
    refused = await pool.fetch(REFUSALS, row["id"])
    lines = [f"{each['sent_to']}: {each['failure']}" for each in refused]
    if problem is not None:
        lines.append(problem.detail if is_last else f"{problem.detail} It is tried again.")
    said = " ".join(lines) or None
    async with transaction(pool, schedules.ACTOR) as connection:
        is_new = await connection.fetchval(WENT_WRONG, row["schedule_id"], said) is not None
        for_us = isinstance(problem, SetupRefused)
        if said is not None and is_new and (refused or is_last or for_us):
            title = f"“{row['schedule_name']}” could not be mailed to everybody"
            await schedules.tell(connection, row["schedule_id"], row["owner_id"], title, said, managers=for_us)
