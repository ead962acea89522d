"""The small tables, row by row, and the wheels that the large ones are drawn from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime, timedelta

import psycopg
from psycopg import sql

from backend.seed import texts
from backend.seed.marketing import CAMPAIGNS, OWNER, SEGMENTS, TEMPLATES, TOKENS, TRIGGERS
from backend.seed.names import first_name_wheel, surname_wheel
from backend.seed.places import STREETS, place_wheel
from backend.seed.staff import FOUNDED_DAYS_AGO, Staff, at_office

Row = Mapping[str, object]
Connection = psycopg.Connection[tuple[object, ...]]

WHEELS = {
    "surname_wheel": "slot int, name text, ascii text, origin int",
    "first_name_wheel": "key int, name text, ascii text, male boolean",
    "place_wheel": "slot int, postal_code text, city text, state text, area_code text, home_premium int",
    "street": "id int, name text",
    "lead_source": "source text, channel text, share_from float8, share_to float8, close_rate float8,"
    " cost_low int, cost_high int",
    "carrier": "line text, choice int, name text, prefix text",
    "claim_cause": "line text, slot int, cause text, mu float8, sigma float8, median_days int, is_storm boolean,"
    " description text",
    "message": "kind text, slot int, comm_type text, channel text, direction text, subject text, content text",
    "note_text": "slot int, body text",
    "file_kind": "slot int, file_type text, mime_type text, category text, title text",
    "campaign_plan": "id int, channel text, is_ab_test boolean, sent_from timestamptz, audience float8",
}


def make_wheels(connection: Connection, today: date) -> None:
    """Temporary tables to draw names, places and texts from."""
    rows: dict[str, Iterable[Sequence[object]]] = {
        "surname_wheel": map(astuple, surname_wheel()),
        "first_name_wheel": (
            (name.origin * 4096 + name.slot, name.name, name.ascii, name.male) for name in first_name_wheel()
        ),
        "place_wheel": map(astuple, place_wheel()),
        "street": enumerate(STREETS, start=1),
        "lead_source": texts.lead_sources(),
        "carrier": texts.CARRIERS,
        "claim_cause": texts.claim_causes(),
        "message": texts.messages(),
        "note_text": enumerate(texts.NOTES),
        "file_kind": ((slot, *kind) for slot, kind in enumerate(texts.FILE_KINDS)),
        "campaign_plan": _campaign_plan(today),
    }
    for name, columns in WHEELS.items():
        table = sql.Identifier(name)
        connection.execute(sql.SQL("create temp table {} ({}) on commit drop").format(table, sql.SQL(columns)))
        with connection.cursor().copy(sql.SQL("copy {} from stdin").format(table)) as copy:
            for row in rows[name]:
                copy.write_row(row)
        connection.execute(sql.SQL("analyze {}").format(table))


def fill_staff(connection: Connection, staff: Staff, *, today: date, password_hash: str) -> None:
    """Teams, users and the sessions that some of them had; none of these sessions opens anything."""
    first_team = _next_id(connection, "teams")
    team_ids = {name: first_team + number for number, (name, _) in enumerate(staff.teams)}
    founded = at_office(today - timedelta(days=FOUNDED_DAYS_AGO), 9)
    _fill(
        connection,
        "teams",
        [
            {"id": team_ids[name], "name": name, "description": said, "created_at": founded, "updated_at": founded}
            for name, said in staff.teams
        ],
    )
    _fill(
        connection,
        "users",
        [
            {
                "id": member.id,
                "username": member.username,
                "email": f"{member.username}@example.com",
                "password_hash": password_hash,
                "role": member.role,
                "full_name": member.full_name,
                "team_id": team_ids[member.team],
                "phone": f"+1614555{100 + member.id % 100:04d}",
                "last_login": at_office(today - timedelta(days=1 + member.id % 3), 8, member.id % 60),
                "created_at": at_office(member.joined, 9),
                "updated_at": at_office(member.joined, 9),
            }
            for member in staff.members
        ],
    )
    first_session = _next_id(connection, "sessions")
    _fill(
        connection,
        "sessions",
        [
            {
                "id": first_session + number,
                # Too short to be the hash of any cookie.
                "session_id": f"demo-{member.id}",
                "user_id": member.id,
                "expires_at": signed_in + timedelta(hours=12),
                "ip_address": f"192.0.2.{10 + number % 200}",
                "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/143.0",
                "is_active": False,
                "last_seen_at": signed_in + timedelta(hours=6),
                "created_at": signed_in,
                "updated_at": signed_in + timedelta(hours=12),
            }
            for number, member in enumerate(staff.members)
            if (signed_in := at_office(today - timedelta(days=2 + member.id % 3), 8, member.id % 60))
        ],
    )


def fill_marketing(connection: Connection, *, today: date) -> None:
    """Segments, templates, triggers and campaigns; sends and figures follow in SQL."""
    made = at_office(today - timedelta(days=400), 10)
    base = {"created_by": OWNER, "created_at": made, "updated_at": made}
    _fill(
        connection,
        "audience_segments",
        [
            {
                "id": number,
                "name": segment.name,
                "description": segment.description,
                "criteria": json.dumps(segment.criteria),
                "last_calculated_at": at_office(today - timedelta(days=1), 6),
                **base,
            }
            for number, segment in enumerate(SEGMENTS, start=1)
        ],
    )
    _fill(
        connection,
        "marketing_templates",
        [
            {
                "id": number,
                "name": template.name,
                "template_type": template.template_type,
                "subject_line": template.subject,
                "text_content": template.text,
                "html_content": None if template.template_type == "sms" else _as_html(template.text),
                "available_tokens": json.dumps(TOKENS),
                **base,
            }
            for number, template in enumerate(TEMPLATES, start=1)
        ],
    )
    _fill(
        connection,
        "automation_triggers",
        [
            {
                "id": number,
                "name": trigger.name,
                "trigger_type": trigger.trigger_type,
                "trigger_config": json.dumps(trigger.config),
                "is_active": trigger.is_active,
                **base,
            }
            for number, trigger in enumerate(TRIGGERS, start=1)
        ],
    )
    _fill(connection, "marketing_campaigns", list(_campaigns(today)))


def count_segments(connection: Connection) -> None:
    """How many customers each segment has."""
    counted = sql.SQL("update audience_segments set estimated_size = (select count(*) from customers as c where {})")
    for number, segment in enumerate(SEGMENTS, start=1):
        connection.execute(sql.SQL("{} where id = {}").format(counted.format(sql.SQL(segment.counted)), number))


def last_user(connection: Connection) -> int:
    """The last id that a user has already, 0 when there is none."""
    return _next_id(connection, "users") - 1


def _campaigns(today: date) -> Iterable[Row]:
    for number, campaign in enumerate(CAMPAIGNS, start=1):
        template = TEMPLATES[campaign.template - 1]
        starts = None if campaign.days_ago is None else at_office(today - timedelta(days=campaign.days_ago), 10)
        is_out = campaign.days_ago is not None and campaign.days_ago > 0
        made = at_office(today - timedelta(days=max(3, campaign.days_ago or 0) + 4), 15)
        is_over = campaign.status in ("completed", "archived")
        yield {
            "id": number,
            "name": campaign.name,
            "campaign_type": campaign.campaign_type,
            "status": campaign.status,
            "segment_id": campaign.segment,
            "template_id": campaign.template,
            "subject_line": template.subject,
            "preview_text": template.text.split("\n")[-1][:200],
            "scheduled_at": starts,
            "started_at": starts if is_out else None,
            "completed_at": starts + timedelta(hours=4) if starts and is_over else None,
            "is_ab_test": campaign.is_ab_test,
            "ab_test_config": json.dumps(_ab_test(template.subject)) if campaign.is_ab_test else None,
            "is_automated": campaign.trigger is not None,
            "automation_trigger_id": campaign.trigger,
            "created_by": OWNER,
            "created_at": made,
            "updated_at": starts + timedelta(hours=4) if starts and is_out else made,
        }


def _campaign_plan(today: date) -> Iterable[Sequence[object]]:
    for number, campaign in enumerate(CAMPAIGNS, start=1):
        is_out = campaign.days_ago is not None and campaign.days_ago > 0
        sent_from: datetime | None = at_office(today - timedelta(days=campaign.days_ago or 0), 10) if is_out else None
        channel = "sms" if campaign.campaign_type == "sms" else "email"
        yield number, channel, campaign.is_ab_test, sent_from, campaign.audience


def _ab_test(subject: str | None) -> dict[str, object]:
    return {"variant_a": {"subject": subject}, "variant_b": {"subject": "A quick question"}, "split": 50}


def _as_html(text: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))


def _next_id(connection: Connection, table: str) -> int:
    statement = sql.SQL("select coalesce(max(id), 0) + 1 from {}").format(sql.Identifier(table))
    ((next_id,),) = connection.execute(statement).fetchall()
    return int(str(next_id))


def _fill(connection: Connection, table: str, rows: Sequence[Row]) -> None:
    names = list(rows[0])
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)
    with connection.cursor().copy(statement) as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
