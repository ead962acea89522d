"""Security events in the audit trail, beside the changes that triggers record there."""

from collections.abc import Mapping
from enum import StrEnum

import orjson

from backend.database.engine import Connection, Pool
from backend.database.writes import Actor

INSERT = """
    insert into audit_log (actor_id, actor, request_id, action, table_name, record_id, after)
    values ($1, $2, $3, $4, $5, $6, $7::jsonb)
"""


class Event(StrEnum):
    """What happened at the door."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    MFA_FAILED = "mfa_failed"
    DENIED = "denied"
    EXPORT = "export"


async def audit_event(
    connection: Connection | Pool,
    actor: Actor,
    event: Event,
    *,
    table: str = "users",
    record_id: int | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Writes one event. details: no secrets, and nothing somebody typed into a name field, which may be a password."""
    after = None if details is None else orjson.dumps(details).decode()
    await connection.execute(
        INSERT, actor.user_id, actor.label[:255], actor.request_id[:64], event.value, table, record_id, after
    )
