"""The agency in figures, each with the list of records behind it.

The figures are counted by one statement over covering indexes; the criteria beside each one select exactly the records
that were counted, which a test proves for every figure.

What a figure means:
- In force is a policy whose status is active; its premium is what it costs in a year.
- New business of a month is what was entered in it; lost business is what ended in it (cancelled or expired).
- Retention is of policies: those in force a year ago (`months`, to be exact) that are in force today, by number and by
  annual premium at today's price. Nothing in force then: no rate.
- A renewal falls on the renewal date, or where there is none on the end date.
- The age of an open claim counts from the day it was filed, or else entered.
- Days and months begin and end in the agency's time zone.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from math import inf
from time import monotonic
from typing import Any, Final
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from backend.agency.day import ZONE
from backend.auth.permissions import Scope, narrowest
from backend.auth.principal import Principal
from backend.database.engine import Pool
from backend.models.claim import ClaimStatus
from backend.models.policy import PolicyType

Criteria = dict[str, Any]

COUNTED: Final = ("customers", "policies", "claims")
# From which age in days to which; None is without end.
AGES: Final = (("0-7", 0, 7), ("8-30", 8, 30), ("31-90", 31, 90), ("90+", 91, None))
RENEWAL_DAYS: Final = (30, 60, 90)
LONGEST_KEPT_S: Final = 10.0
DEFINITION: Final = (
    "Of the policies in force {months} months ago, the share that is in force today: by number, and by annual premium "
    "at today's price. New business does not count."
)

# $1 viewer int, $2 team int[]; as `backend.database.sight` says for a table with an owner.
WITHIN: Final[Mapping[Scope, str]] = {
    Scope.NONE: "false",
    Scope.OWN: "owner_id = $1",
    Scope.TEAM: "(owner_id = any($2::int[]) or owner_id is null)",
    Scope.ALL: "true",
}

# params: viewer int | null, team int[], months int
STATEMENT: Final = """
with asked as (
    select $1::int as viewer, $2::int[] as team  -- gives the parameters a type that no condition uses
), day as materialized (
    select zone, today, (today - make_interval(months => $3))::date as then_day,
        (today - make_interval(months => $3)) at time zone zone as then_at, today::timestamp at time zone zone as begins
    from (
        select zone, (now() at time zone zone)::date as today
        from (select {zone}) a (zone)
    ) b
), month as materialized (
    select first::date as first, (first + interval '1 month')::date - 1 as last,
        first at time zone zone as begins, (first + interval '1 month') at time zone zone as ends
    from day, generate_series(
        date_trunc('month', today::timestamp) - make_interval(months => $3 - 1), today::timestamp, interval '1 month'
    ) first
), in_force as (
    select policy_type, count(*) as policies, sum(annual_premium_cents) as cents,
        count(*) filter (
            where created_at < (select then_at from day) or start_date < (select then_day from day)) as kept,
        sum(annual_premium_cents) filter (
            where created_at < (select then_at from day) or start_date < (select then_day from day)) as kept_cents
    from policies
    where status = 'active' and {policies}
    group by policy_type
), gone as (
    select count(*) as policies, sum(annual_premium_cents) as cents
    from policies
    where status <> 'active' and end_date >= (select then_day from day)
        and (created_at < (select then_at from day) or start_date < (select then_day from day)) and {policies}
), ahead as (
    select days, sum(policies)::bigint as policies, sum(cents) as cents
    from unnest(array[{renewal_days}]) days
    cross join lateral (
        select count(*) as policies, sum(annual_premium_cents) as cents
        from policies
        where status = 'active' and {policies}
            and renewal_date between (select today from day) and (select today from day) + days
        union all
        select count(*), sum(annual_premium_cents)
        from policies
        where status = 'active' and {policies} and renewal_date is null
            and end_date between (select today from day) and (select today from day) + days
    ) part
    group by days
)
select json_build_object(
    'as_of', now(),
    'today', (select today from day),
    'zone', (select zone from day),
    'day_begins', (select begins from day),
    'customers', (select count(*) from customers where status = 'active' and {customers}),
    'in_force', (select coalesce(json_agg(f), '[]') from in_force f),
    'gone', (select to_json(gone) from gone),
    'months', (
        select json_agg(json_build_object('first', first, 'last', last, 'begins', begins, 'ends', ends,
            'new', new.n, 'new_cents', new.cents, 'lost', lost.n, 'lost_cents', lost.cents) order by first)
        from month
        cross join lateral (
            select count(*) as n, coalesce(sum(annual_premium_cents), 0) as cents
            from policies where created_at >= month.begins and created_at < month.ends and {policies}
        ) new
        cross join lateral (
            select count(*) as n, coalesce(sum(annual_premium_cents), 0) as cents
            from policies where status <> 'active' and end_date between month.first and month.last and {policies}
        ) lost
    ),
    'claims', (
        select coalesce(json_agg(c), '[]')
        from (
            select status, count(*) as n, coalesce(sum(amount_cents), 0) as cents
            from claims where {claims} group by status
        ) c
    ),
    'ages', (
        select json_build_object({ages})
        from (
            select (select today from day)
                - coalesce(claim_date, (created_at at time zone (select zone from day))::date) as age
            from claims where status = 'pending' and {claims}
        ) open
    ),
    'renewals', (select json_agg(a order by days) from ahead a)
)::text
"""

# The caller's own; never remembered, since people look here whether what they just did is done.
# params: viewer int | null, overdue before timestamptz
TASKS: Final = """
select count(*) as mine, count(*) filter (where due_at < $2) as overdue
from tasks where status = 'open' and owner_id = $1
"""


Key = tuple[str, int | None, tuple[int, ...], int]


@dataclass(slots=True)
class Kept:
    """An answer, or the search for it."""

    answer: "asyncio.Task[dict[str, Any]]"
    until: float = inf


@dataclass(frozen=True, slots=True)
class View:
    """Whose figures somebody sees: a scope for each noun, never wider than the caller's own."""

    principal: Principal
    whose: Scope

    def scope(self, noun: str) -> Scope:
        """How far the figures about this noun reach."""
        return narrowest(self.whose, self.principal.scope(f"{noun}:read"))

    @property
    def seeing(self) -> tuple[int | None, tuple[int, ...]]:
        """The user and the team that the figures depend on: the same for all whose view is the same."""
        scopes = {self.scope(noun) for noun in COUNTED}
        user_id = self.principal.user_id if Scope.OWN in scopes else None
        return user_id, self.team if Scope.TEAM in scopes else ()

    @property
    def team(self) -> tuple[int, ...]:
        return self.principal.team_user_ids

    def rows(self, noun: str, criteria: Criteria) -> dict[str, Any]:
        """The list that shows what was counted."""
        return {"noun": noun, "filter": self._narrowed(noun) | criteria}

    def _narrowed(self, noun: str) -> Criteria:
        """What the caller's list of this noun needs to show no more than the figure counts."""
        scope = self.scope(noun)
        if scope is self.principal.scope(f"{noun}:read"):
            return {}
        if scope is Scope.OWN:
            return self.mine()
        return {"and": [{"or": [{"owner_id": list(self.team)}, {"owner_id": {"is_null": True}}]}]}

    def mine(self) -> Criteria:
        """Only the caller's own; without a user, nothing."""
        user_id = self.principal.user_id
        return {"id": 0} if user_id is None else {"owner_id": user_id}


class Figures:
    """The figures of one agency, for one process.

    An answer is kept ten times as long as it took to find, at most ten seconds, and whoever asks meanwhile waits for
    the same one: a room full of open dashboards keeps a tenth of one processor busy, and a small agency's figures are
    never older than a moment.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept: dict[Key, Kept] = {}

    async def read(self, principal: Principal, *, whose: Scope, months: int) -> bytes:
        """The figures as JSON, as `backend.api.dashboard.Dashboard` describes them. months: how far back they go."""
        view = View(principal, whose)
        found = await self._found(view, months)
        tasks = await self._pool.fetchrow(TASKS, *_own_tasks(view, found))
        return orjson.dumps(_figures(found, view, months) | {"open_tasks": _tasks(tasks, found, view)})

    async def _found(self, view: View, months: int) -> dict[str, Any]:
        key = (_statement(view), *view.seeing, months)
        kept = self._kept.get(key)
        if kept is None or kept.until < monotonic():
            kept = self._kept[key] = Kept(asyncio.create_task(self._count(key)))
            kept.answer.add_done_callback(partial(self._keep, key, kept, monotonic()))
        # Whoever hangs up takes the answer away from nobody else.
        return await asyncio.shield(kept.answer)

    async def _count(self, key: "Key") -> dict[str, Any]:
        statement, viewer, team, months = key
        found: dict[str, Any] = orjson.loads(await self._pool.fetchval(statement, viewer, list(team), months))
        return found

    def _keep(self, key: "Key", kept: "Kept", began: float, answer: "asyncio.Task[dict[str, Any]]") -> None:
        now = monotonic()
        kept.until = now + min(LONGEST_KEPT_S, 10 * (now - began))
        if answer.cancelled() or answer.exception() is not None:
            self._kept.pop(key, None)
        for old in [old for old, other in self._kept.items() if other.until < now]:
            del self._kept[old]


def _statement(view: View) -> str:
    ages = ", ".join(
        f"'{bucket}', count(*) filter (where {_age_condition(youngest, oldest)})" for bucket, youngest, oldest in AGES
    )
    days = ", ".join(map(str, RENEWAL_DAYS))
    within = {noun: WITHIN[view.scope(noun)] for noun in COUNTED}
    return STATEMENT.format(zone=ZONE, ages=ages, renewal_days=days, **within)


def _age_condition(youngest: int, oldest: int | None) -> str:
    # Filed tomorrow, says a slip of the pen: as young as can be.
    parts = [f"age >= {youngest}" if youngest else "", f"age <= {oldest}" if oldest is not None else ""]
    return " and ".join(part for part in parts if part)


def _figures(found: dict[str, Any], view: View, months: int) -> dict[str, Any]:
    today = date.fromisoformat(found["today"])
    zone = ZoneInfo(found["zone"])
    in_force = {each["policy_type"]: each for each in found["in_force"]}
    active = {"status": "active"}
    return {
        "as_of": found["as_of"],
        "premium_in_force": {
            "cents": _sum(in_force.values(), "cents"),
            "policies": _sum(in_force.values(), "policies"),
            "rows": view.rows("policies", active),
        },
        "customers": {"active": found["customers"], "rows": view.rows("customers", active)},
        "policies_by_line": [_line(line, in_force.get(line), view) for line in _lines(in_force)],
        "business_by_month": [_month(each, view) for each in found["months"]],
        "retention": _retention(in_force.values(), found["gone"], months),
        "claims_by_status": _claims_by_status(found["claims"], view),
        "claims_by_age": [
            {
                "bucket": bucket,
                "claims": found["ages"][bucket],
                "rows": view.rows("claims", _filed(today, youngest, oldest, zone)),
            }
            for bucket, youngest, oldest in AGES
        ],
        "renewals": [
            {
                "days": each["days"],
                "policies": each["policies"],
                "premium_cents": each["cents"] or 0,
                "rows": view.rows("policies", _renewing(today, each["days"])),
            }
            for each in found["renewals"]
        ],
    }


def _sum(rows: Iterable[Mapping[str, int | None]], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def _lines(in_force: Iterable[str | None]) -> list[str | None]:
    """Every line the agency can write, and none for policies that do not say theirs."""
    return [*(line.value for line in PolicyType), *([None] if None in in_force else [])]


def _line(line: str | None, found: Mapping[str, int | None] | None, view: View) -> dict[str, Any]:
    criteria = {"status": "active", "policy_type": {"is_null": True} if line is None else line}
    return {
        "line": line,
        "label": line or "No line",
        "policies": _sum([found or {"policies": 0}], "policies"),
        "premium_cents": _sum([found or {"cents": 0}], "cents"),
        "rows": view.rows("policies", criteria),
    }


def _month(found: Mapping[str, Any], view: View) -> dict[str, Any]:
    entered = {"created_at": {"gte": found["begins"], "lt": found["ends"]}}
    ended = {"status": {"ne": "active"}, "end_date": {"gte": found["first"], "lte": found["last"]}}
    return {
        "month": found["first"][:7],
        "new_policies": found["new"],
        "new_premium_cents": found["new_cents"],
        "new_rows": view.rows("policies", entered),
        "lost_policies": found["lost"],
        "lost_premium_cents": found["lost_cents"],
        "lost_rows": view.rows("policies", ended),
    }


def _retention(
    in_force: Iterable[Mapping[str, int | None]], gone: Mapping[str, int | None], months: int
) -> dict[str, Any]:
    in_force = list(in_force)
    kept, kept_cents = _sum(in_force, "kept"), _sum(in_force, "kept_cents")
    then, then_cents = kept + _sum([gone], "policies"), kept_cents + _sum([gone], "cents")
    return {
        "policies_rate_bp": _basis_points(kept, then),
        "expiring": then,
        "kept": kept,
        "premium_rate_bp": _basis_points(kept_cents, then_cents),
        "definition": DEFINITION.format(months=months),
    }


def _basis_points(part: int, whole: int) -> int | None:
    """The share in hundredths of a percent, half up; None of nothing."""
    return (20_000 * part + whole) // (2 * whole) if whole else None


def _claims_by_status(found: Iterable[Mapping[str, Any]], view: View) -> list[dict[str, Any]]:
    counted = {each["status"]: each for each in found}
    none = {"n": 0, "cents": 0}
    return [
        {
            "status": status.value,
            "label": status.value.capitalize(),
            "claims": counted.get(status.value, none)["n"],
            "amount_cents": counted.get(status.value, none)["cents"],
            "rows": view.rows("claims", {"status": status.value}),
        }
        for status in ClaimStatus
    ]


def _filed(today: date, youngest: int, oldest: int | None, zone: ZoneInfo) -> Criteria:
    """Open claims of this age."""
    days: Criteria = {}
    instants: Criteria = {}
    if youngest:
        days["lte"] = (today - timedelta(days=youngest)).isoformat()
        instants["lt"] = _midnight(today - timedelta(days=youngest - 1), zone)
    if oldest is not None:
        days["gte"] = (today - timedelta(days=oldest)).isoformat()
        instants["gte"] = _midnight(today - timedelta(days=oldest), zone)
    return {
        "status": ClaimStatus.PENDING.value,
        "or": [{"claim_date": days}, {"claim_date": {"is_null": True}, "created_at": instants}],
    }


def _midnight(day: date, zone: ZoneInfo) -> str:
    return datetime(day.year, day.month, day.day, tzinfo=zone).isoformat()


def _renewing(today: date, days: int) -> Criteria:
    within = {"gte": today.isoformat(), "lte": (today + timedelta(days=days)).isoformat()}
    return {
        "status": "active",
        "or": [{"renewal_date": within}, {"renewal_date": {"is_null": True}, "end_date": within}],
    }


def _own_tasks(view: View, found: Mapping[str, Any]) -> tuple[int | None, datetime]:
    readable = view.principal.scope("tasks:read")
    return view.principal.user_id if readable else None, datetime.fromisoformat(found["day_begins"])


def _tasks(counted: asyncpg.Record | None, found: Mapping[str, Any], view: View) -> dict[str, Any]:
    mine = view.mine() | {"status": "open"}
    return {
        "mine": counted["mine"] if counted else 0,
        "overdue": counted["overdue"] if counted else 0,
        "rows": {"noun": "tasks", "filter": mine},
        "overdue_rows": {"noun": "tasks", "filter": mine | {"due_at": {"lt": found["day_begins"]}}},
    }
