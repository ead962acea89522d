"""Links to reports for people who may have no account: one for each recipient, for two weeks, and they can be revoked.

Of a link only the hash is kept, so nobody can read it out of the database. What has expired, was revoked or never was
looks the same from outside.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from backend.agency.day import ZONE
from backend.database.engine import Connection, Pool
from backend.errors import NotFound
from backend.settings import Settings

LIFE: Final = timedelta(days=14)
# As long as a mail may be on its way to the server, and some more.
UNDERWAY: Final = timedelta(seconds=60)
PAGE: Final = "/shared-report/"

MADE: Final = """
    insert into report_links (report_id, token_hash, sent_to, created_at, expires_at) values ($1, $2, $3, $4, $5)
    returning id
"""
# The file of a link that works. params: token_hash text, now timestamptz
WORKS: Final = f"""
    select r.id, r.name, r.format, r.generated_date, r.file_size, r.file_path, l.expires_at,
        {ZONE} as zone,
        (select name from agency_settings where id = 1) as agency
    from report_links l join reports r on r.id = l.report_id
    where l.token_hash = $1 and l.revoked_at is null and l.expires_at > $2
        and r.status = 'completed' and r.file_path is not null
"""
OPENED: Final = """
    update report_links set opens = opens + 1, opened_at = coalesce(opened_at, $2)
    where token_hash = $1 and revoked_at is null and expires_at > $2
"""
# returns: SentLinks
OF_REPORT: Final = """
    select json_build_object('items', coalesce(json_agg(json_build_object(
        'id', id, 'sent_to', sent_to, 'created_at', created_at, 'sent_at', sent_at, 'failure', failure,
        'expires_at', expires_at, 'opened_at', opened_at, 'opens', opens, 'revoked_at', revoked_at
    ) order by lower(sent_to), id), '[]'))::text
    from report_links where report_id = $1
"""
REVOKED: Final = """
    update report_links set revoked_at = coalesce(revoked_at, $2) where id = $1 returning id
"""


class LinkGone(NotFound):
    """This link does not work, or not any more. A link works for 14 days: ask whoever sent it for a new one."""

    code = "link_gone"


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link leads to. agency: null while it has no name; zone: by which its days are counted."""

    report_id: int
    name: str
    format: str
    made_at: datetime | None
    file_size: int | None
    file_path: str
    expires_at: datetime
    agency: str | None
    zone: str


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link whose token is known here and nowhere else."""

    id: int
    token: str


def address(settings: Settings, token: str = "") -> str:
    """Where links begin, or with a token all of one. Without a public address only this machine can follow it."""
    return f"{settings.address}{PAGE}{token}"


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode(errors="replace")).hexdigest()


async def make(connection: Connection, report_id: int, to: str, now: datetime) -> NewLink:
    """A link that works from the commit on."""
    token = secrets.token_urlsafe(32)
    link_id = await connection.fetchval(MADE, report_id, hash_of(token), to, now, now + LIFE)
    return NewLink(link_id, token)


async def shared(pool: Pool, token: str, now: datetime) -> Shared:
    """What the link leads to. Raises LinkGone."""
    row = await pool.fetchrow(WORKS, hash_of(token), now)
    if row is None:
        raise LinkGone
    return Shared(
        report_id=row["id"],
        name=row["name"],
        format=row["format"],
        made_at=row["generated_date"],
        file_size=row["file_size"],
        file_path=row["file_path"],
        expires_at=row["expires_at"],
        agency=row["agency"],
        zone=row["zone"],
    )


async def count_opening(pool: Pool, token: str, now: datetime) -> None:
    """Notes that the file behind the link was fetched."""
    await pool.execute(OPENED, hash_of(token), now)


async def of_report(pool: Pool, report_id: int) -> str:
    """Whom a report was sent, as JSON."""
    found: str = await pool.fetchval(OF_REPORT, report_id)
    return found


async def revoke(connection: Connection, link_id: int, now: datetime) -> None:
    """The link works no more. Raises NotFound."""
    if await connection.fetchval(REVOKED, link_id, now) is None:
        raise NotFound
