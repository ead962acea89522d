"""Everything that happened around a record, in one order: conversations, notes, tasks, documents, events, changes."""

import base64
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final

import orjson

from backend.agency.day import ZONE
from backend.database.engine import Pool
from backend.database.reach import Reach, row
from backend.errors import BadRequest, FieldError

LONGEST_TEXT: Final = 4000


class TimelineKind(StrEnum):
    """What happened."""

    CALL = "call"
    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    MEETING = "meeting"
    MESSAGE = "message"
    NOTE = "note"
    TASK = "task"
    DOCUMENT = "document"
    POLICY = "policy"
    CLAIM = "claim"
    QUOTE = "quote"
    SCORE = "score"
    CHANGE = "change"


CONVERSATIONS: Final = frozenset(
    {
        TimelineKind.CALL,
        TimelineKind.EMAIL,
        TimelineKind.SMS,
        TimelineKind.LETTER,
        TimelineKind.MEETING,
        TimelineKind.MESSAGE,
    }
)

# The records whose timeline it is and those that hang on it; none if the record itself is out of sight.
ABOUT: Final = {
    "customers": """
        select 'customers' as noun, id, true as seen from customers where id = :id and within(customers)
        union all
        select 'policies', id, within(policies) from policies where customer_id = :id
        union all
        select 'claims', claims.id, within(claims)
        from policies theirs join claims on claims.policy_id = theirs.id
        where theirs.customer_id = :id
    """,
    "policies": """
        select 'policies' as noun, id, true as seen from policies where id = :id and within(policies)
        union all
        select 'claims', id, within(claims) from claims where policy_id = :id
    """,
    "claims": "select 'claims' as noun, id, true as seen from claims where id = :id and within(claims)",
    "leads": "select 'leads' as noun, id, true as seen from leads where id = :id and within(leads)",
}
SPOKEN_WITH: Final = {
    "customers": """(
        communications.customer_id = :id
        or communications.lead_id = any(array(select id from leads where customer_id = :id))
    )""",
    "leads": "communications.lead_id = :id",
}
PAPERS_OF: Final = {
    "customers": "{table}.lead_id = any(array(select id from leads where customer_id = :id))",
    "leads": "{table}.lead_id = :id",
}

# Every source answers the same columns; `rank` orders what happened in the same instant.
COLUMNS: Final = "key, at, kind, noun, id, title, text, status, direction, actor_id, actor, before, after"
CUT: Final = "left({column}, " + str(LONGEST_TEXT) + ")"
# How a call ended, and how long it took.
CALLED: Final = """case direction when 'inbound' then 'They called' else 'Called' end
                    || ': ' || lower(left(subject, 1)) || substr(subject, 2)
                    || coalesce(', ' || (communications.metadata ->> 'minutes') || ' min', '')"""


def _conversations(noun: str) -> str:
    kind = """case
        when comm_type = 'call' or (comm_type is null and channel = 'Phone') then 'call'
        when comm_type is not null then comm_type
        when channel = 'Email' then 'email'
        when channel = 'SMS' then 'sms'
        else 'message' end"""
    return f"""
        select 'communications:' || id as key, coalesce(comm_date, created_at) as at, {kind} as kind,
            'communications' as noun, id,
            case
                when communications.metadata ? 'disposition' then {CALLED}
                else coalesce(nullif(subject, ''),
                    case direction when 'inbound' then 'From ' else 'To ' end || customer_name)
                end as title,
            {CUT.format(column="content")} as text, status, direction,
            owner_id as actor_id, null as actor, null::jsonb as before, null::jsonb as after
        from communications
        where {SPOKEN_WITH[noun]} and within(communications)
    """


NOTES: Final = f"""
        select 'notes:' || notes.id, notes.created_at, 'note', 'notes', notes.id,
            case when notes.pinned then 'Pinned note' else 'Note' end, {CUT.format(column="notes.body")}, null, null,
            coalesce(notes.author_id, notes.owner_id), null, null::jsonb, null::jsonb
        from about join notes on notes.record_type = about.noun and notes.record_id = about.id
        where within(notes)
"""

TASKS: Final = f"""
        select 'tasks:' || tasks.id, coalesce(tasks.completed_at, tasks.created_at), 'task', 'tasks', tasks.id,
            tasks.title, {CUT.format(column="tasks.description")}, tasks.status, null,
            coalesce(case when tasks.completed_at is null then tasks.created_by end, tasks.owner_id), null,
            null::jsonb, null::jsonb
        from about join tasks on tasks.record_type = about.noun and tasks.record_id = about.id
        where within(tasks)
"""


def _papers(noun: str) -> str:
    of = PAPERS_OF[noun]
    return f"""
        select 'documents:' || id, coalesce(signed_at, created_at), 'document', 'documents', id, title,
            'For signature', status, null, owner_id, null, null::jsonb, null::jsonb
        from documents
        where {of.format(table="documents")} and within(documents)
        union all
        select 'file-documents:' || id, created_at, 'document', 'file-documents', id,
            coalesce(nullif(title, ''), original_filename), {CUT.format(column="description")}, status, null,
            coalesce(uploaded_by, owner_id), null, null::jsonb, null::jsonb
        from file_documents
        where {of.format(table="file_documents")} and deleted_at is null and within(file_documents)
    """


# A record that came in later than it began counts from the day on which it began.
POLICIES_BORN: Final = f"""
        select 'policies:' || policies.id || '#born',
            least(policies.created_at, policies.start_date::timestamp at time zone {ZONE}),
            'policy', 'policies', policies.id,
            coalesce(policies.policy_type || ' policy ', 'Policy ') || policies.policy_number
                || case when policies.start_date > policies.created_at then ' written' else ' began' end,
            nullif(concat_ws(' · ', policies.carrier, policies.premium), ''), policies.status, null, policies.owner_id,
            null, null::jsonb, null::jsonb
        from about join policies on policies.id = about.id
        where about.noun = 'policies' and about.seen
"""

CLAIMS_BORN: Final = f"""
        select 'claims:' || claims.id || '#born',
            least(claims.created_at, claims.claim_date::timestamp at time zone {ZONE}),
            'claim', 'claims', claims.id, 'Claim ' || claims.claim_number || ' filed',
            nullif(concat_ws(' · ', claims.claim_type, claims.amount, claims.description), ''), claims.status, null,
            claims.owner_id, null, null::jsonb, null::jsonb
        from about join claims on claims.id = about.id
        where about.noun = 'claims' and about.seen
"""

# Decisions that came with the record; those made here stand in the audit trail.
CLAIMS_DECIDED: Final = f"""
        select 'claims:' || claims.id || '#decided', claims.processed_date::timestamp at time zone {ZONE},
            'claim', 'claims', claims.id, 'Claim ' || claims.claim_number || ' ' || claims.status,
            nullif(concat_ws(' · ', claims.claim_type, claims.amount), ''), claims.status, null,
            claims.owner_id, null, null::jsonb, null::jsonb
        from about join claims on claims.id = about.id
        where about.noun = 'claims' and about.seen and claims.status <> 'pending' and claims.processed_date is not null
          and not exists (
              select from audit_log log
              where log.table_name = 'claims' and log.record_id = claims.id and log.action = 'update'
                and log.after ? 'status'
          )
"""

BORN: Final = {
    "customers": """
        select 'customers:' || id || '#born', least(created_at, join_date::timestamp at time zone {zone}), 'change',
            'customers', id, 'Became a customer', null, null, null, null::integer, null, null::jsonb, null::jsonb
        from customers
        where id = :id and within(customers)
    """,
    "leads": """
        select 'leads:' || id || '#born', received_at, 'change', 'leads', id, 'Came in as a lead',
            nullif(concat_ws(' · ', replace(source, '_', ' '), replace(product_interest, '_', ' ')), ''), null, null,
            null::integer, null,
            null::jsonb, null::jsonb
        from leads
        where id = :id and within(leads)
    """,
}

QUOTES: Final = """
        select 'quotes:' || quotes.id, quotes.quoted_at, 'quote', 'quotes', quotes.id,
            'Quoted: ' || quotes.carrier || ', ' || quotes.policy_type || ', '
                || to_char(quotes.premium_cents / 100.0, 'FM$999,999,999,990.00')
                || case quotes.term_months when 12 then ' a year' when 1 then ' a month'
                    else ' for ' || quotes.term_months || ' months' end,
            quotes.coverage, quotes.status, null, quotes.owner_id, null, null::jsonb, null::jsonb
        from about join quotes on quotes.lead_id = about.id
        where within(quotes)
"""

# Scores come with every new model; told is when one says something else than the one before.
SCORES: Final = """
        select 'scores:' || id, scored_at, 'score', 'scores', id,
            'Scored ' || band || ': ' || round(cast(100 * score as numeric)) || '% chance to buy',
            null, null, null, null::integer, null, null::jsonb, null::jsonb
        from (
            select scores.id, scores.scored_at, scores.band, scores.score,
                lag(scores.band) over (order by scores.scored_at, scores.id) as band_before
            from about join scores on scores.lead_id = about.id
            where within(scores)
        ) scored
        where band is distinct from band_before
"""

# Made one of two, and two of one again, told on both.
MERGES: Final = """
        select 'merges:' || merges.id || told.mark, told.at, 'change', 'leads', coalesce(other.id, about.id),
            case
                when merges.merged_id = about.id then told.away || coalesce(other.title, 'another lead')
                else coalesce(other.title, 'Another lead') || told.here end,
            null, null, null, told.user_id, null, null::jsonb, null::jsonb
        from about
        join lead_merges merges on about.id in (merges.kept_id, merges.merged_id)
        cross join lateral (values
            ('#merged', merges.merged_at, merges.merged_by, 'Merged into ', ' was merged into this lead'),
            ('#unmerged', merges.unmerged_at, merges.unmerged_by, 'Taken apart from ', ' was taken apart again')
        ) told (mark, at, user_id, away, here)
        left join lateral (
            select id, coalesce(name, email, phone, 'Lead ' || id) as title
            from leads
            where leads.id = merges.kept_id + merges.merged_id - about.id and within(leads)
        ) other on true
        where told.at is not null
"""

CHANGES: Final = """
        select 'audit:' || log.id, log.at,
            case
                when log.after ? 'status' and about.noun = 'policies' then 'policy'
                when log.after ? 'status' and about.noun = 'claims' then 'claim'
                else 'change' end,
            about.noun, about.id, null, null, case when about.noun <> 'leads' then log.after ->> 'status' end, null,
            log.actor_id, log.actor, log.before, log.after
        from about
        join audit_log log on log.table_name = about.noun and log.record_id = about.id
        where about.seen and log.action = 'update'
          and log.after ?| array(select jsonb_object_keys(cast(:labels as jsonb) -> about.noun))
          and not (about.noun = 'leads' and {steps})
"""
# What the machine does with a new lead is no news: people see one stage.
MACHINE_STEPS: Final = """(
            lead_stage(log.before ->> 'status') = lead_stage(log.after ->> 'status')
            and not (log.after - 'status') ?| array(select jsonb_object_keys(cast(:labels as jsonb) -> about.noun)))"""

# The words of an entry of the audit trail are found for the page's rows only.
PAGE: Final = """
with about as materialized ({about}),
found as (
    {sources}
),
page as (
    select * from found order by at desc, key collate "C" desc limit :size + 1
),
shown as (
    select page.*, changed.fields, changed.names
    from page
    left join lateral (
        select
            json_agg(json_build_object(
                'field', field.key, 'label', field.value, 'before', page.before -> field.key,
                'after', page.after -> field.key) order by field.value) as fields,
            string_agg(field.value, ', ' order by field.value) as names
        from jsonb_each_text(cast(:labels as jsonb) -> page.noun) field
        where page.after ? field.key
            and not (page.noun = 'leads' and field.key in ('status', 'lost_reason', 'owner_id'))
    ) changed on page.after is not null
    order by at desc, key collate "C" desc
    limit :size
)
select
    (select coalesce(json_agg(json_build_object(
        'key', key, 'at', at, 'kind', kind, 'noun', noun, 'id', id,
        'title', coalesce(title, {changed_title}), 'text', text, 'status', status, 'direction', direction,
        'actor_id', actor_id, 'actor_name', coalesce(
            (select coalesce(users.full_name, users.username) from users where users.id = actor_id), actor),
        'changes', fields
    ) order by at desc, key collate "C" desc), '[]') from shown)::text,
    (select count(*) from page) > :size,
    (select at from shown order by at, key collate "C" limit 1),
    (select key from shown order by at, key collate "C" limit 1)
where exists (select from about where noun = :noun)
"""

CHANGED_TITLE: Final = """case
            when noun = 'leads' then concat_ws('. ',
                case
                    when lead_stage(before ->> 'status') = lead_stage(after ->> 'status') then null
                    when after ->> 'status' = 'lost' then 'Lost' || coalesce(': ' || (after ->> 'lost_reason'), '')
                    when after ->> 'status' = 'won' then 'Won'
                    else 'Moved to ' || lead_stage(after ->> 'status') end,
                case when after ? 'owner_id' then coalesce(
                    'Given to ' || (select coalesce(users.full_name, users.username) from users
                        where users.id = (after ->> 'owner_id')::integer), 'Taken from everybody') end,
                names || ' changed',
                case when after ? 'lost_reason' and not after ? 'status' then 'Why lost changed' end)
            when after ? 'status' and noun = 'policies' then
                (select 'Policy ' || policy_number from policies where policies.id = shown.id) || ': ' || status
            when after ? 'status' and noun = 'claims' then
                (select 'Claim ' || claim_number from claims where claims.id = shown.id) || ': ' || status
            else coalesce(
                (select policy_number from policies where noun = 'policies' and policies.id = shown.id) || ': ',
                (select claim_number from claims where noun = 'claims' and claims.id = shown.id) || ': ', ''
            ) || names || ' changed' end"""


@lru_cache(maxsize=100)
def _statement(noun: str, kinds: tuple[TimelineKind, ...], *, follows: bool) -> str:
    """The page's statement with the sources that can answer these kinds."""
    asked = frozenset(kinds)
    sources: list[tuple[bool, str]] = []
    if noun in SPOKEN_WITH:
        sources.append((bool(asked & CONVERSATIONS), _conversations(noun)))
    sources += [(TimelineKind.NOTE in asked, NOTES), (TimelineKind.TASK in asked, TASKS)]
    if noun in PAPERS_OF:
        sources.append((TimelineKind.DOCUMENT in asked, _papers(noun)))
    if noun in ("customers", "policies"):
        sources.append((TimelineKind.POLICY in asked, POLICIES_BORN))
    if noun != "leads":
        sources += [(TimelineKind.CLAIM in asked, CLAIMS_BORN), (TimelineKind.CLAIM in asked, CLAIMS_DECIDED)]
    if noun == "leads":
        sources += [
            (TimelineKind.QUOTE in asked, QUOTES),
            (TimelineKind.SCORE in asked, SCORES),
            (TimelineKind.CHANGE in asked, MERGES),
        ]
    if noun in BORN:
        sources.append((TimelineKind.CHANGE in asked, BORN[noun].format(zone=ZONE)))
    sources.append(
        (
            bool(asked & {TimelineKind.CHANGE, TimelineKind.POLICY, TimelineKind.CLAIM}),
            CHANGES.format(steps=MACHINE_STEPS),
        )
    )
    behind = 'and (at, key collate "C") < (cast(:at as timestamptz), cast(:key as text))' if follows else ""
    selected = "\n    union all\n".join(
        f"    (select {COLUMNS} from ({source}) source ({COLUMNS})\n"
        f"    where kind = any(cast(:kinds as text[])) {behind}\n"
        '    order by at desc, key collate "C" desc limit :size + 1)'
        for is_asked, source in sources
        if is_asked
    )
    if not selected:
        selected = f"    select {COLUMNS} from ({NOTES}) source ({COLUMNS}) where false"
    return PAGE.format(about=ABOUT[noun], sources=selected, changed_title=CHANGED_TITLE)


async def page(
    pool: Pool,
    noun: str,
    record_id: int,
    seen: Reach,
    labels: str,
    *,
    kinds: tuple[TimelineKind, ...],
    after: str | None,
    size: int,
) -> bytes | None:
    """One page as JSON; None if there is no such record within sight. Raises BadRequest on a cursor of something else.

    labels: JSON; by table, the fields whose changes are shown and what they are called.
    """
    values: dict[str, object] = {"id": record_id, "noun": noun, "kinds": list(kinds), "size": size, "labels": labels}
    if after is not None:
        values["at"], values["key"] = _read_cursor(after)
    found = await row(pool, _statement(noun, kinds, follows=after is not None), seen, values)
    if found is None:
        return None
    items, goes_on, at, key = found
    cursor = _write_cursor(at, key) if goes_on else None
    return b'{"items":' + str(items).encode() + b',"next":' + orjson.dumps(cursor) + b"}"


def _write_cursor(at: object, key: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([str(at), key])).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[datetime, str]:
    try:
        at, key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not isinstance(key, str) or "\0" in key:
            raise ValueError("no cursor of a timeline")
    except (ValueError, TypeError):
        message = "The cursor does not belong to this timeline: start again without `after`."
        raise BadRequest(message, errors=[FieldError("?after", message)]) from None
    return moment, key
