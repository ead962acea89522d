"""What needs somebody now, in one ranked queue: tasks due, renewals, claims near a deadline, unanswered messages."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol

from backend import clock
from backend.agency.day import TODAY, ZONE
from backend.database.engine import Pool
from backend.database.reach import Reach, row

# So many of each kind are looked at, the earliest first: more than anybody's own, and a bound for a whole agency.
MOST: Final = 500
RENEWALS_AHEAD: Final = 45
RENEWALS_BEHIND: Final = 30
CLAIMS_AHEAD: Final = 7
MESSAGES_BEHIND: Final = 60


class QueueKind(StrEnum):
    """What needs doing."""

    TASK = "task"
    RENEWAL = "renewal"
    CLAIM = "claim"
    MESSAGE = "message"


class Calendar(Protocol):
    """By when insurers have to answer claims, as columns; `backend/claims/deadlines.py` makes it."""

    @property
    def rules(self) -> tuple[tuple[str, str, int, int, bool], ...]: ...
    @property
    def spans(self) -> tuple[tuple[int, str, str], ...]: ...
    @property
    def sending(self) -> int: ...


def _days(days: str, overdue: str, today: str, ahead: str) -> str:
    """SQL for a sentence about a number of days. ahead, overdue: with %s for "3 days"."""

    def counted(number: str) -> str:
        return f"{number} || case when {number} = 1 then ' day' else ' days' end"

    def said(sentence: str, number: str) -> str:
        before, _, behind = sentence.partition("%s")
        return f"'{before}' || {counted(number)} || '{behind}'"

    return (
        f"case when {days} < 0 then {said(overdue, f'(-{days})')} when {days} = 0 then '{today}'"
        f" else {said(ahead, days)} end"
    )


TASKS: Final = f"""
    select 'task' as kind, 'tasks' as noun, id, title, left(description, 300) as detail,
        record_type as about, record_id as about_id,
        null as name,
        due_date, due_at as at, days, null::bigint as amount_cents,
        greatest(0, least(100,
            case
                when days is null then 25
                when days < 0 then 78 + least(7, -days)
                when days = 0 then 72
                else 50
            end + case urgency when 'high' then 12 when 'low' then -20 else 0 end
        )) as priority,
        case when days is null then 'No day set' else {_days("days", "Overdue by %s", "Due today", "Due in %s")} end
            || case urgency when 'high' then ', high priority' else '' end as reason,
        'complete' as action, owner_id
    from tasks_due
"""

RENEWALS: Final = f"""
    select 'renewal', 'policies', id, coalesce(policy_type || ' policy ', 'Policy ') || policy_number,
        nullif(concat_ws(' · ', carrier, premium), ''), 'customers', customer_id, customer_name,
        due, null::timestamptz, days, annual_premium_cents,
        least(100, case
            when days < 0 then 74
            when days <= 7 then 68
            when days <= 14 then 58
            when days <= 30 then 44
            else 32
        end + least(5, greatest(0, coalesce(annual_premium_cents, 0) / 100000)))::integer,
        {_days("days", "Renewal date passed %s ago", "Renews today", "Renews in %s")}, 'renew', owner_id
    from renewals_due
"""

CLAIMS: Final = f"""
    select 'claim', 'claims', id, 'Claim ' || claim_number,
        nullif(concat_ws(' · ', claim_type, amount, description), ''),
        'customers', customer_id, customer_name, due, null::timestamptz, days, amount_cents,
        case when days < 0 then 82 + least(10, -days) when days = 0 then 80 else 66 - 2 * days end,
        case what
            when 'send' then 'Pass on to the insurer'
            when 'acknowledge' then 'Insurer has to acknowledge'
            when 'decide' then 'Insurer has to decide'
            else 'Decision'
        end || ': ' || {_days("days", "overdue by %s", "due today", "due in %s")}, 'open', owner_id
    from claims_due
"""

MESSAGES: Final = f"""
    select 'message', 'communications', id, coalesce(nullif(subject, ''), left(content, 80), channel),
        left(content, 300), case when customer_id is null then 'leads' else 'customers' end,
        coalesce(customer_id, lead_id),
        customer_name, null::date, at, days, null::bigint,
        case when days < -14 then 58 else least(88, 68 - 4 * days) end,
        case channel when 'Phone' then 'Missed call' when 'SMS' then 'Unanswered text' else 'Unanswered e-mail' end
            || {_days("days", ", waiting for %s", " of today", "")},
        case when channel = 'Phone' then 'call' else 'reply' end, owner_id
    from messages_waiting
"""

# returns: Today
QUEUE: Final = """
with agency as materialized (
    select {today} as today,
        {zone} as zone
),
tasks_due as materialized (
    select id, title, description, priority as urgency, due_at, record_type, record_id, owner_id,
        (due_at at time zone zone)::date as due_date, (due_at at time zone zone)::date - today as days
    from agency, (
        (
            select * from tasks
            where status = 'open' and within(tasks)
              and due_at < ((select today + 2 from agency)::timestamp at time zone (select zone from agency))
            order by due_at, id limit {most}
        )
        union all
        (select * from tasks where status = 'open' and within(tasks) and due_at is null order by id desc limit {most})
    ) tasks
    order by due_at nulls last
    limit {most}
),
renewals_due as materialized (
    select policies.*, due - today as days
    from agency, (
        -- Bounded on one side, in the order of an index: PostgreSQL takes two bounds for a narrow choice and sorts.
        (
            select id, policy_type, policy_number, carrier, premium, customer_id, customer_name, annual_premium_cents,
                owner_id, renewal_date as due
            from policies
            where status = 'active' and within(policies) and renewal_date >= (select today - {behind} from agency)
            order by renewal_date, id
            limit {most}
        )
        union all
        (
            select id, policy_type, policy_number, carrier, premium, customer_id, customer_name, annual_premium_cents,
                owner_id, end_date
            from policies
            where status = 'active' and within(policies) and renewal_date is null
              and end_date >= (select today - {behind} from agency)
            order by end_date, id
            limit {most}
        )
    ) policies
    where due <= today + {ahead}
      and not exists (
          -- What somebody has to see to stands in the queue once, as their task.
          select from tasks_due where tasks_due.record_type = 'policies' and tasks_due.record_id = policies.id
      )
    order by due, id
    limit {most}
),
rules as materialized (
    select *
    from unnest(cast(:states as text[]), cast(:lines as text[]), cast(:acknowledge as integer[]),
                cast(:decide as integer[]), cast(:from_notice as boolean[]))
        rule (state, line, acknowledge, decide, from_notice)
),
spans as materialized (
    select number, first::date as first, last::date as last
    from unnest(cast(:numbers as integer[]), cast(:firsts as text[]), cast(:lasts as text[])) span (number, first, last)
),
claims_due as materialized (
    select claims.id, claims.claim_number, claims.claim_type, claims.amount, claims.amount_cents, claims.description,
        claims.customer_name, claims.owner_id, theirs.customer_id, next.what, next.due, next.due - today as days
    from agency
    cross join (
        select * from claims where status = 'pending' and within(claims) order by due_date, id limit {most}
    ) claims
    left join policies theirs on theirs.id = claims.policy_id
    left join customers insured on insured.id = theirs.customer_id
    left join rules own
        on own.state = upper(insured.state) and own.line = coalesce(claims.claim_type, theirs.policy_type)
    left join rules other on other.state = '' and other.line = coalesce(claims.claim_type, theirs.policy_type)
    left join spans sending on sending.number = cast(:sending as integer) and sending.first = claims.claim_date
    left join spans acknowledging
        on acknowledging.number = coalesce(own.acknowledge, other.acknowledge)
        and acknowledging.first = claims.claim_date
    left join spans deciding
        on deciding.number = coalesce(own.decide, other.decide)
        and deciding.first = case when own.from_notice then claims.claim_date else claims.proof_date end
    cross join lateral (
        select what, due
        from (values
            ('due', claims.due_date),
            ('send', case when claims.sent_date is null and claims.acknowledged_date is null then sending.last end),
            ('acknowledge', case when claims.acknowledged_date is null then acknowledging.last end),
            ('decide', deciding.last)
        ) each (what, due)
        where due <= today + {claims_ahead}
        order by due, what desc
        limit 1
    ) next
),
messages_waiting as materialized (
    select id, subject, content, channel, customer_id, lead_id, customer_name, owner_id,
        coalesce(comm_date, created_at) as at,
        least(0, (coalesce(comm_date, created_at) at time zone zone)::date - today) as days
    from agency, (
        select *
        from communications
        where within(communications) and {unanswered}
          and coalesce(comm_date, created_at) > cast(:now as timestamptz) - interval '{messages_behind} days'
        order by coalesce(comm_date, created_at) desc, id desc
        limit {most}
    ) communications
),
ranked as (
    select first.*, row_number() over (order by priority desc, day, amount_cents desc nulls last, key) as place
    from (
        select source.*, coalesce(due_date, (at at time zone zone)::date) as day, (noun || ':' || id) collate "C" as key
        from agency, ({sources}) source
        order by priority desc, day, amount_cents desc nulls last, key
        limit :size
    ) first
)
select json_build_object(
    'items', (
        select coalesce(json_agg(json_build_object(
            'key', ranked.key, 'kind', ranked.kind, 'noun', ranked.noun, 'id', ranked.id,
            'title', ranked.title, 'detail', ranked.detail,
            'customer_id', customers.id, 'lead_id', leads.id,
            'customer_name', coalesce(customers.name, leads.name, ranked.name),
            'phone', coalesce(customers.phone, leads.phone), 'email', coalesce(customers.email, leads.email),
            'due_date', ranked.due_date, 'at', ranked.at, 'days', ranked.days, 'amount_cents', ranked.amount_cents,
            'priority', ranked.priority, 'reason', ranked.reason, 'action', ranked.action,
            'owner_id', ranked.owner_id,
            'owner_name', (select coalesce(full_name, username) from users where users.id = ranked.owner_id)
        ) order by ranked.place), '[]')
        from ranked
        left join customers on within(customers) and customers.id = case about
            when 'customers' then about_id
            when 'policies' then (select customer_id from policies theirs where theirs.id = about_id)
            when 'claims' then (
                select theirs.customer_id
                from claims claimed join policies theirs on theirs.id = claimed.policy_id
                where claimed.id = about_id)
            when 'communications' then (select customer_id from communications said where said.id = about_id)
        end
        left join leads on within(leads) and leads.id = case about when 'leads' then about_id end
    ),
    'counts', json_build_object(
        'task', (select count(*) from tasks_due),
        'renewal', (select count(*) from renewals_due),
        'claim', (select count(*) from claims_due),
        'message', (select count(*) from messages_waiting),
        'overdue', (select count(*) from tasks_due where days < 0) + (select count(*) from renewals_due where days < 0)
            + (select count(*) from claims_due where days < 0) + (select count(*) from messages_waiting where days < 0)
    )
)::text
"""

SOURCES: Final = {
    QueueKind.TASK: TASKS,
    QueueKind.RENEWAL: RENEWALS,
    QueueKind.CLAIM: CLAIMS,
    QueueKind.MESSAGE: MESSAGES,
}
NOTHING: Final = f"select * from ({TASKS}) nothing where false"


@lru_cache(maxsize=20)
def _statement(kinds: tuple[QueueKind, ...], unanswered: str) -> str:
    # Named by the first one, which selects nothing.
    sources = "\n    union all\n".join([NOTHING, *(SOURCES[kind] for kind in kinds)])
    return QUEUE.format(
        today=TODAY,
        zone=ZONE,
        most=MOST,
        behind=RENEWALS_BEHIND,
        ahead=RENEWALS_AHEAD,
        claims_ahead=CLAIMS_AHEAD,
        messages_behind=MESSAGES_BEHIND,
        unanswered=unanswered,
        sources=sources,
    )


async def queue(
    pool: Pool,
    seen: Reach,
    calendar: Callable[[date], Calendar],
    unanswered: str,
    *,
    kinds: tuple[QueueKind, ...],
    size: int,
) -> bytes:
    """The queue as JSON, the most pressing first; the counts are of all kinds.

    unanswered: which rows of `communications` wait for an answer, in SQL.
    """
    now = clock.now()
    known = calendar(now.date())
    states, lines, acknowledge, decide, from_notice = zip(*known.rules, strict=True)
    numbers, firsts, lasts = zip(*known.spans, strict=True)
    values: dict[str, object] = {
        "now": now,
        "size": size,
        "states": states,
        "lines": lines,
        "acknowledge": acknowledge,
        "decide": decide,
        "from_notice": from_notice,
        "numbers": numbers,
        "firsts": firsts,
        "lasts": lasts,
        "sending": known.sending,
    }
    found = await row(pool, _statement(kinds, unanswered), seen, values)
    assert found is not None  # noqa: S101 - the statement selects aggregates: there is always a row
    return str(found[0]).encode()
