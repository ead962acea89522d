"""Who gets a lead, and by when it has to be answered.

The active rules are asked in order; the first that fits and has somebody free decides. Among those who are free the
turns go round by weight: smooth weighted round robin, as in nginx (everybody's counter grows by the weight, the highest
is chosen and pays the sum), so that 3:1 means A A B A and a newcomer is not flooded. Without any active rule those of
last resort hold; a lead that no active rule means goes to everybody else.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg
import orjson
import sqlalchemy as sa
import structlog

from backend.agency import settings
from backend.database.catalogue import noun
from backend.database.criteria import Shape, condition, parse
from backend.database.engine import Connection, Pool, Statement
from backend.database.parameters import Named, in_turn
from backend.database.writes import Actor, transaction
from backend.errors import LeadGenError, NotFound
from backend.jobs import Task, enqueue, enqueue_all
from backend.leads import office_hours
from backend.leads.lifecycle import NEW_STATUSES, OPEN_STATUSES, STATUSES, Stage
from backend.models.lead import Lead

log: Final = structlog.stdlib.get_logger("leadgen.routing")
ACTOR: Final = Actor(None, "Routing", "routing")
LEADS: Final = noun(sa.inspect(Lead).local_table, "leads", "lead")

# One at a time decides whose turn it is. A few milliseconds each; held until the transaction ends.
IN_TURN: Final = "select pg_advisory_xact_lock(hashtextextended('leadgen.routing', 0))"
WHAT: Final = "id, owner_id, status, state, lower(product_interest) as line, first_attempt_at, merged_into_id, is_test"
# params: id
LEAD: Final = f"select {WHAT} from leads where id = $1 for update"
WAITS: Final = f"""
    owner_id is null and status in {NEW_STATUSES} and merged_into_id is null and not is_test
"""
STILL_WAITS: Final = f"select exists (select from leads where id = $1 and {WAITS})"
# Leads that wait beside the one that is asked for: a burst is given out in few transactions. 39 leads took 184 ms,
# one by one 13 ms each (on a machine with much else to do).
BESIDE: Final = 50
# The lead and those whose turn comes next. Rows that somebody else has are left to them. params: lead_id, size
ARRIVED: Final = f"""
    select {WHAT} from leads
    where {WAITS} and (id = $1 or id = any(array(
        select (convert_from(payload, 'UTF8')::json ->> 'lead_id')::integer from pgqueuer
        where entrypoint = 'LeadCaptured' and status = 'queued' order by priority desc, id limit $2)))
    order by id for update skip locked
"""
# Leads of the last days for which nobody was free when they came in. Any of them, so that none keeps others from
# their turn. params: since, size
LEFT: Final = f"""
    select {WHAT} from leads
    where id = any(array(
        select id from leads l
        where {WAITS} and received_at > $1
          and not exists (select from lead_assignments a where a.lead_id = l.id)
          and not exists (select from pgqueuer q where q.entrypoint = 'LeadCaptured' and q.status <> 'failed'
              and q.payload = convert_to(json_build_object('lead_id', l.id)::text, 'UTF8'))
        order by random() limit $2))
      and {WAITS}
    order by id for update skip locked
"""
LEFT_DAYS: Final = 30
RULES: Final = """
    select id, name, applies_to, team_id, user_id, needs_license, respond_within_minutes, most_reassignments,
        escalate_to
    from routing_rules where is_active and ($1::integer is null or id = $1) order by position, id
"""
# Everybody of these roles takes part, and whoever a rule names, with weight 1 until told otherwise.
# params: user_id, roles
TAKE_PART: Final = """
    insert into routing_agents (user_id)
    select id from users where is_active and (role = any($2::text[]) or id = $1)
        and not exists (select from routing_agents r where r.user_id = users.id)
    on conflict do nothing
"""
# Who is free for this lead. Where the state is not known there is nothing to check a license by.
# params: team_id, user_id, needs_license, state, line, today, lead_id, roles
CHOOSE: Final = f"""
    with free as (
        select r.id, r.user_id, r.weight, r.current_weight
        from routing_agents r join users u on u.id = r.user_id
        where u.is_active and r.is_available and r.weight > 0
          and ($1::integer is null or u.team_id = $1)
          and case when $2::integer is null then u.role = any($8::text[]) else u.id = $2 end
          and (not $3 or $4::text is null or exists (
              select from agent_licenses l
              where l.user_id = u.id and l.state = $4 and (l.line is null or lower(l.line) = $5)
                and (l.expires_on is null or l.expires_on >= $6::text::date)))
          and (r.most_open_leads is null or r.most_open_leads > (
              select count(*) from leads
              where owner_id = u.id and status in {OPEN_STATUSES}
                and merged_into_id is null and not is_test))
          and not exists (select from lead_assignments a where a.lead_id = $7 and a.user_id = u.id)
    ),
    chosen as (
        select id, user_id from free order by current_weight + weight desc, id limit 1
    )
    update routing_agents r
    set current_weight = r.current_weight + free.weight
        - case when r.id = (select id from chosen) then (select sum(weight) from free) else 0 end
    from free where free.id = r.id
    returning case when r.id = (select id from chosen) then r.user_id end as user_id
"""
# Why nobody of those whom a rule means is free. params: team_id, user_id, needs_license, state, line, today, roles
PASSED_OVER: Final = """
    select r.user_id, case
        when not r.is_available then 'away'
        when r.weight = 0 then 'no_turns'
        when $3 and $4::text is not null and not exists (
            select from agent_licenses l
            where l.user_id = u.id and l.state = $4 and (l.line is null or lower(l.line) = $5)
              and (l.expires_on is null or l.expires_on >= $6::text::date)) then 'no_license'
        else 'full' end as why
    from routing_agents r join users u on u.id = r.user_id
    where u.is_active and ($1::integer is null or u.team_id = $1)
      and case when $2::integer is null then u.role = any($7::text[]) else u.id = $2 end
    order by r.id
    limit 50
"""
# params: lead_id, user_id, rule_id, number, due_at, now
ASSIGN: Final = """
    with given as (
        update leads set owner_id = $2, answer_by = $5,
            status = case when status in ('new', 'scored') then 'assigned' else status end
        where id = $1
    )
    insert into lead_assignments (lead_id, user_id, rule_id, number, assigned_at, due_at)
    values ($1, $2, $3, $4, $6, $5) returning id
"""
# Without a rule, or when it is gone, an administrator is told. params: id, how often it is handed on without a rule
CURRENT: Final = """
    select a.id, a.lead_id, a.user_id, a.rule_id, a.number, a.answered_at,
        coalesce(r.most_reassignments, $2) as most_reassignments,
        case when r.id is null then (select min(id) from users where role = 'admin' and is_active)
            else r.escalate_to end as escalate_to
    from lead_assignments a left join routing_rules r on r.id = a.rule_id
    where a.id = $1 and a.ended_at is null and a.escalated_at is null
"""
# The one who is told gets a task, and with it a notification. params: lead_id, user_id, due_at
ESCALATE: Final = """
    insert into tasks (title, description, priority, due_at, record_type, record_id, owner_id)
    select 'Nobody answers ' || coalesce(l.name, 'lead ' || l.id), 'It was given to ' || (
            select string_agg(coalesce(u.full_name, u.username), ', ' order by a.id)
            from lead_assignments a join users u on u.id = a.user_id where a.lead_id = l.id
        ) || '.', 'high', $3, 'leads', l.id, $2
    from leads l where l.id = $1
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which leads go to whom, as `routing_rules` has it. roles: among whom turns go round when it names nobody."""

    id: int | None
    name: str
    applies_to: str | None = None
    team_id: int | None = None
    user_id: int | None = None
    needs_license: bool = False
    respond_within_minutes: int = 15
    most_reassignments: int = 2
    escalate_to: int | None = None
    roles: tuple[str, ...] = ("agent",)


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody whom a rule means and who is not free. why: away, no_turns, no_license or full."""

    user_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that was asked. rule_id: null for one of last resort; user_id: who gets the lead by it."""

    rule_id: int | None
    name: str
    fits: bool
    user_id: int | None
    passed_over: tuple[PassedOver, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What routing would do with a lead. user_id: null when nobody would get it."""

    steps: tuple[Step, ...]
    user_id: int | None
    due_at: datetime | None


# What holds while no rule is active, so that a new agency leaves no lead with nobody.
LAST_RESORT: Final = (
    Rule(None, "All agents by turns"),
    Rule(None, "Managers and administrators by turns", roles=("manager", "admin")),
)
# What holds for a lead that no active rule means: a license is needed wherever somebody made rules, except to look
# after it.
EVERYBODY_ELSE: Final = (Rule(None, "Everybody else: licensed agents by turns", needs_license=True), LAST_RESORT[1])


@dataclass(frozen=True, slots=True)
class AnswerDue(Task):
    """The time to answer a lead is over."""

    assignment_id: int


async def assign(pool: Pool, lead_id: int, now: datetime) -> int | None:
    """Gives a new lead that nobody has to somebody; returns whom. None: it needs nobody, or nobody is free.

    However often and however many at once: a lead is given once.
    """
    async with transaction(pool, ACTOR) as connection:
        lead = await connection.fetchrow(LEAD, lead_id)
        if lead is None or lead["owner_id"] is not None or not _waits(lead):
            return None
        return await _give(connection, lead, now, number=1)


async def assign_arrived(pool: Pool, lead_id: int, now: datetime) -> None:
    """Gives a lead that came in to somebody, and with it those that wait behind it."""
    if not await pool.fetchval(STILL_WAITS, lead_id):
        return
    try:
        async with transaction(pool, ACTOR) as connection:
            # In this order: whoever holds a lead may wait for their turn, so a turn never waits for a lead.
            await connection.execute(IN_TURN)
            rows = await connection.fetch(ARRIVED, lead_id, BESIDE)
            await _give_all(connection, rows, now)
    except (asyncpg.PostgresError, LeadGenError) as error:
        # One that cannot be given keeps nobody else from being given: each has a job of its own.
        log.warning("leads_given_one_by_one", error=str(error))
    else:
        if any(row["id"] == lead_id for row in rows):
            return
    await assign(pool, lead_id, now)


async def assign_left(pool: Pool, now: datetime) -> int:
    """Gives out leads for which nobody was free when they came in, now that somebody may be; returns how many."""
    async with transaction(pool, ACTOR) as connection:
        await connection.execute(IN_TURN)
        rows = await connection.fetch(LEFT, now - timedelta(days=LEFT_DAYS), BESIDE)
        return await _give_all(connection, rows, now)


async def answer_due(pool: Pool, assignment_id: int, now: datetime) -> None:
    """Hands on a lead that was not answered in time; tells somebody when it was handed on often enough."""
    async with transaction(pool, ACTOR) as connection:
        lead_id = await connection.fetchval("select lead_id from lead_assignments where id = $1", assignment_id)
        lead = await connection.fetchrow(LEAD, lead_id)
        # After the lock: it may have changed meanwhile.
        current = await connection.fetchrow(CURRENT, assignment_id, LAST_RESORT[0].most_reassignments)
        if lead is None or current is None:
            return
        if lead["first_attempt_at"] is not None or not _waits(lead):
            await connection.execute(
                "update lead_assignments set answered_at = coalesce(answered_at, $2) where id = $1", assignment_id, now
            )
            return
        if lead["owner_id"] != current["user_id"]:  # somebody gave it to somebody else, who watches it
            await _end(connection, assignment_id, now)
            return
        if current["number"] <= current["most_reassignments"]:
            await _end(connection, assignment_id, now)
            if await _give(connection, lead, now, number=current["number"] + 1, rule_id=current["rule_id"]) is not None:
                return
            await connection.execute("update lead_assignments set ended_at = null where id = $1", assignment_id)
        await connection.execute("update lead_assignments set escalated_at = $2 where id = $1", assignment_id, now)
        if current["escalate_to"] is not None:
            await connection.execute(ESCALATE, lead_id, current["escalate_to"], now)


def _waits(lead: asyncpg.Record) -> bool:
    return lead["status"] in STATUSES[Stage.NEW] and lead["merged_into_id"] is None and not lead["is_test"]


async def _end(connection: Connection, assignment_id: int, now: datetime) -> None:
    await connection.execute("update lead_assignments set ended_at = $2 where id = $1", assignment_id, now)


async def _give(
    connection: Connection, lead: asyncpg.Record, now: datetime, *, number: int, rule_id: int | None = None
) -> int | None:
    await connection.execute(IN_TURN)
    given = await _give_by(connection, lead, await _order_of_things(connection, now, rule_id), number)
    if given is None:
        return None
    await enqueue(connection, AnswerDue(given.assignment_id), run_at=given.due_at)
    return given.user_id


async def _give_all(connection: Connection, leads: Sequence[asyncpg.Record], now: datetime) -> int:
    """Gives new leads to somebody, in the caller's turn; returns how many found somebody."""
    if not leads:
        return 0
    order = await _order_of_things(connection, now, None)
    given = [each for lead in leads if (each := await _give_by(connection, lead, order, 1))]
    for moment in {each.due_at for each in given}:
        tasks = [AnswerDue(each.assignment_id) for each in given if each.due_at == moment]
        await enqueue_all(connection, tasks, run_at=moment)
    return len(given)


@dataclass(frozen=True, slots=True)
class _Order:
    """What leads are given by at a moment."""

    now: datetime
    zone: ZoneInfo
    week: office_hours.Week
    rules: Sequence[Rule]
    rest: Sequence[Rule]
    took_part: list[Rule] = field(default_factory=list)  # the rules whose people have a place in the turns

    def due_by(self, rule: Rule) -> datetime:
        """Until when a lead that is given by this rule has to be answered."""
        return office_hours.due(self.now, rule.respond_within_minutes, self.zone, self.week)


@dataclass(frozen=True, slots=True)
class _Given:
    assignment_id: int
    user_id: int
    due_at: datetime


async def _order_of_things(connection: Connection, now: datetime, rule_id: int | None) -> _Order:
    zone, week = await settings.zone(connection), await office_hours.week(connection)
    rest = EVERYBODY_ELSE if rule_id is None else ()
    return _Order(now, zone, week, await _rules(connection, rule_id), rest)


async def _give_by(connection: Connection, lead: asyncpg.Record, order: _Order, number: int) -> _Given | None:
    async for rule, _, chosen in _turns(connection, lead, order):
        if chosen is not None:
            until = order.due_by(rule)
            assignment = await connection.fetchval(ASSIGN, lead["id"], chosen, rule.id, number, until, order.now)
            return _Given(assignment, chosen, until)
    return None


async def _turns(
    connection: Connection, lead: asyncpg.Record, order: _Order
) -> AsyncIterator[tuple[Rule, bool, int | None]]:
    """Each rule in its turn, whether it means the lead, and who gets it; those of the rest where none means it."""
    is_meant = False
    for rule in order.rules:
        fits, chosen = await _turn_by(connection, rule, lead, order)
        is_meant = is_meant or fits
        yield rule, fits, chosen
    for rule in () if is_meant else order.rest:
        yield rule, *await _turn_by(connection, rule, lead, order)


async def _turn_by(connection: Connection, rule: Rule, lead: asyncpg.Record, order: _Order) -> tuple[bool, int | None]:
    """Whether the rule means the lead, and whose turn it is among those who are free for it; counts the turn."""
    if not await _fits(connection, rule, lead["id"]):
        return False, None
    if rule not in order.took_part:
        await connection.execute(TAKE_PART, rule.user_id, rule.roles)
        order.took_part.append(rule)
    rows = await connection.fetch(CHOOSE, *_asked(rule, lead, order), lead["id"], rule.roles)
    return True, next((row["user_id"] for row in rows if row["user_id"] is not None), None)


async def _rules(connection: Connection, rule_id: int | None) -> Sequence[Rule]:
    """The active rules in their order, or only this one; without any, those of last resort."""
    found = [Rule(**row) for row in await connection.fetch(RULES, rule_id)]
    return found if found or rule_id is not None else LAST_RESORT


def _asked(rule: Rule, lead: asyncpg.Record, order: _Order) -> tuple[object, ...]:
    today = order.now.astimezone(order.zone).date()
    return rule.team_id, rule.user_id, rule.needs_license, lead["state"], lead["line"], today.isoformat()


async def trial(connection: Connection, lead_id: int, now: datetime) -> Trial:
    """Who would get this lead if it came in now, rule by rule. Writes as it goes: the caller takes it all back.

    Raises NotFound.
    """
    lead = await connection.fetchrow(LEAD, lead_id)
    if lead is None:
        raise NotFound
    await connection.execute("delete from lead_assignments where lead_id = $1", lead_id)
    await connection.execute(IN_TURN)
    order = await _order_of_things(connection, now, None)
    steps: list[Step] = []
    async for rule, fits, chosen in _turns(connection, lead, order):
        if chosen is not None:
            steps.append(Step(rule.id, rule.name, fits, chosen, ()))
            return Trial(tuple(steps), chosen, order.due_by(rule))
        rows = await connection.fetch(PASSED_OVER, *_asked(rule, lead, order), rule.roles) if fits else []
        steps.append(Step(rule.id, rule.name, fits, None, tuple(PassedOver(**row) for row in rows)))
    return Trial(tuple(steps), None, None)


async def _fits(connection: Connection, rule: Rule, lead_id: int) -> bool:
    if rule.applies_to is None:
        return True
    selection = parse(LEADS, orjson.loads(rule.applies_to))
    names = tuple(f"c{place}" for place in range(len(selection.values)))
    statement = _fitting(selection.shape, names)
    values = dict(zip(names, selection.values, strict=True))
    found: bool = await connection.fetchval(statement.text, *statement.arguments({"id": lead_id, **values}))
    return found


@lru_cache(maxsize=200)
def _fitting(shape: Shape, names: tuple[str, ...]) -> Statement:
    named = Named()
    fits = condition(LEADS, shape, in_turn(named, names))
    this = LEADS.table.c.id == named("id", sa.Integer())
    return Statement(sa.select(sa.select(LEADS.table.c.id).where(this, fits).exists()))
