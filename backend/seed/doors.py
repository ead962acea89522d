"""What is sealed at the demo's doors: secrets that nobody knows, and messages that still wait for somebody."""

import secrets
from datetime import datetime
from typing import Final

import orjson
import psycopg

from backend.leads.intake_sealing import sealed, sealed_words

Connection = psycopg.Connection[tuple[object, ...]]

# Without Meta's access token: the demo asks nobody outside for leads.
SECRETS: Final = {
    "meta": ("app_secret", "verify_token"),
    "google": ("google_key",),
    "adf": ("token",),
    "adf_mailbox": ("password",),
    "ping_post": ("token",),
}
ADF: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<adf>
  <prospect status="new">
    <id sequence="1" source="Valley Motors">VM-20417</id>
    <vehicle interest="buy" status="new"><year>2024</year><make>Honda</make><model>CR-V</model></vehicle>
    <customer>
      <contact>
        <name part="first">Marisol</name>
        <name part="last">Keane</name>
        <email>marisol.keane@example.com</email>
        <phone type="voice">614-555-0173</phone>
        <address><city>Columbus</city><regioncode>OH</regioncode><postalcode>43215</postalcode></address>
      </contact>
      <comments>Picks the car up on Friday and needs coverage by then.</comments>
    </customer>
    <provider><name>Valley Motors</name></provider>
  </prospect>
</adf>
"""
SUBMISSION: Final = {
    "fields": {"first_name": "Terrence", "last_name": "Boyle", "phone": "(614) 555-0118", "product_interest": "Home"},
    "page_url": "https://www.buckeyeharbor.example/quote",
    "company_website": "Boyle and Sons",
}
# params: account, kind, external_id, sealed, status, error, received_at
KEEP: Final = """
    insert into lead_payloads (account, kind, external_id, sealed, status, error, received_at, processed_at, expires_at)
    values (%s, %s, %s, %s, %s, %s, %s, %s::timestamptz + interval '2 seconds', %s::timestamptz + interval '90 days')
"""


def seal(connection: Connection, key: bytes) -> None:
    """Gives every door of the demo its secrets, and leaves two messages that did not become leads."""
    doors = connection.execute("select id, kind from lead_sources order by id").fetchall()
    for number, kind in doors:
        words = {name: secrets.token_urlsafe(24) for name in SECRETS[str(kind)]}
        text = sealed_words(words, key, f"lead_sources:{number}")
        connection.execute("update lead_sources set secrets_sealed = %s where id = %s", (text, number))
    closed = "The door was closed when this was processed."
    _leave(
        connection,
        key,
        "select key from lead_sources where kind = 'adf_mailbox'",
        ("adf_mailbox", ADF, "failed", closed),
    )
    spam = orjson.dumps(SUBMISSION)
    _leave(
        connection,
        key,
        "select key from web_forms order by id limit 1",
        ("web_form", spam, "ignored", "trap_filled"),
    )


def _leave(connection: Connection, key: bytes, which: str, message: tuple[str, bytes, str, str]) -> None:
    kind, body, status, error = message
    rows = connection.execute(which.encode()).fetchall()
    days = connection.execute("select pg_temp.office_hour(pg_temp.today() - 1, 0.7)").fetchall()
    when = days[0][0]
    assert isinstance(when, datetime)  # noqa: S101 - as the statement says
    for (account,) in rows:
        external_id = f"demo-{kind}"
        content = sealed(
            orjson.dumps({"ip": "192.0.2.44", "user_agent": None}) + b"\n" + body, key, f"{account}:{external_id}"
        )
        connection.execute(KEEP, (account, kind, external_id, content, status, error, when, when, when))
