"""What each source and each agent brings: leads by the day they came in, followed to where they got.

A cohort: leads received in the window, whatever happened when. Tests and merged leads are no leads; what the merged
ones cost is told beside. A denominator of nothing makes a rate of null, not of 0. The commission is a share of the
premium that the caller names, since the agency's contracts are not in the books.

- Attempted: somebody tried to reach the lead, or it was reached. Contacted: there was a conversation.
- Quoted: a quote was recorded, whatever became of it. Won: customer and policy. An agent's lead is whose it is now.
- Premium: what the policies of the won leads cost in a year, or else what was quoted last.
- ROI is (commission - cost) / cost.

The criteria beside each line select exactly the leads that were counted, which a test proves for every figure.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

import orjson

from backend.agency.day import ZONE
from backend.database.engine import Pool
from backend.database.reach import Reach, row
from backend.leads import facts
from backend.leads.facts import Criteria, as_text


class By(StrEnum):
    """What the lines stand for."""

    SOURCE = "source"
    AGENT = "agent"


KEYS: Final = {By.SOURCE: as_text(facts.ORIGIN), By.AGENT: "owner_id"}
LABELS: Final = {
    By.SOURCE: "coalesce(key, 'Unknown')",
    By.AGENT: "coalesce((select coalesce(full_name, username) from users where id = key), 'Nobody')",
}
FIGURES: Final = """
    'leads', leads, 'attempted', attempted, 'contacted', contacted, 'quoted', quoted, 'won', won, 'lost', lost,
    'open', leads - won - lost, 'cost_cents', cost_cents, 'premium_cents', premium_cents,
    'commission_cents', round(premium_cents * cast(:commission as numeric))::bigint,
    'contact_rate', contacted::float / nullif(leads, 0), 'quote_rate', quoted::float / nullif(leads, 0),
    'bind_rate', won::float / nullif(quoted, 0),
    'close_rate', won::float / nullif(leads, 0), 'close_on_contact', won::float / nullif(contacted, 0),
    'within_five_minutes', prompt::float / nullif(leads, 0),
    'cost_per_lead_cents', round(cost_cents::numeric / nullif(leads, 0))::bigint,
    'cost_per_customer_cents', round(cost_cents::numeric / nullif(won, 0))::bigint,
    'roi', ((premium_cents * cast(:commission as numeric) - cost_cents) / nullif(cost_cents, 0))::float,
    'median_minutes_to_attempt', minutes[1], 'p90_minutes_to_attempt', minutes[2]
"""
# params: from_day, to_day (both days belong to it, by the agency's clock), commission.
# returns: SourceReport, without the rows, but with what tells them
REPORT: Final = f"""
    with span as materialized (
        select zone, cast(:from_day as text)::date::timestamp at time zone zone as begins,
            (cast(:to_day as text)::date + 1)::timestamp at time zone zone as ends
        from (select {ZONE}) a (zone)
    ),
    cohort as (
        select {{key}} as key, source is null as has_no_source, status, cost_cents,
            first_contact_at is not null or status in ('contacted', 'qualified', 'quoted', 'won') as was_contacted,
            first_attempt_at is not null as was_attempted,
            {as_text(facts.MINUTES)} as minutes,
            status in ('quoted', 'won') or exists (select from quotes where quotes.lead_id = leads.id) as was_quoted,
            {as_text(facts.PREMIUM)} as premium_cents
        from leads
        where received_at >= (select begins from span) and received_at < (select ends from span)
          and not is_test and merged_into_id is null and within(leads)
    ),
    added as (
        select grouping(key) as is_total, key, count(*) as leads,
            count(*) filter (where was_attempted or was_contacted) as attempted,
            count(*) filter (where was_contacted) as contacted, count(*) filter (where was_quoted) as quoted,
            count(*) filter (where status = 'won') as won, count(*) filter (where status = 'lost') as lost,
            count(*) filter (where was_attempted and minutes <= {facts.PROMPT_MINUTES}) as prompt,
            coalesce(sum(cost_cents), 0)::bigint as cost_cents,
            coalesce(sum(premium_cents), 0)::bigint as premium_cents,
            bool_or(has_no_source) as some_without, bool_and(has_no_source) as all_without,
            percentile_cont(array[0.5, 0.9]) within group (order by minutes) filter (where was_attempted) as minutes
        from cohort group by grouping sets ((key), ())
    )
    select json_build_object(
        'items', coalesce((select json_agg(json_build_object('key', key::text, 'label', {{label}},
            'some_without', some_without, 'all_without', all_without, {FIGURES})
            order by leads desc, key) from added where is_total = 0), '[]'),
        'total', (select json_build_object('key', null, 'label', 'All', {FIGURES}) from added where is_total = 1),
        'duplicates', (
            select json_build_object('leads', count(*), 'cost_cents', coalesce(sum(cost_cents), 0)::bigint)
            from leads
            where received_at >= (select begins from span) and received_at < (select ends from span)
              and not is_test and merged_into_id is not null and within(leads)),
        'zone', (select zone from span), 'begins', (select begins from span), 'ends', (select ends from span)
    )::text
"""
BEHIND: Final[Mapping[str, Criteria]] = {
    "leads": {},
    "attempted": facts.ATTEMPTED,
    "contacted": facts.SPOKEN_WITH,
    "quoted": facts.QUOTED,
    "won": facts.WON,
    "lost": facts.LOST,
    "open": facts.OPEN,
}


async def report(pool: Pool, by: By, first: date, last: date, commission: float, seen: Reach) -> bytes:
    """One line for each source or agent, the most leads first, and the sum, as JSON. commission: share of a premium."""
    text = REPORT.format(key=KEYS[by], label=LABELS[by])
    found = await row(
        pool, text, seen, {"from_day": first.isoformat(), "to_day": last.isoformat(), "commission": str(commission)}
    )
    assert found is not None  # noqa: S101 - one row whatever there is
    answer: dict[str, Any] = orjson.loads(str(found[0]))
    came: Criteria = {"received_at": {"gte": answer.pop("begins"), "lt": answer.pop("ends")}, "is_test": False}
    counted = came | {"merged_into_id": {"is_null": True}}
    for line in answer["items"]:
        line["rows"] = _behind(counted | _of_line(by, line))
    answer["total"]["rows"] = _behind(counted)
    answer["duplicates"]["rows"] = came | {"merged_into_id": {"is_null": False}}
    return orjson.dumps(answer | {"first": first.isoformat(), "last": last.isoformat()})


def _of_line(by: By, line: dict[str, Any]) -> Criteria:
    """The leads of one source or agent. A lead without a source counts for the way it came in."""
    key, some_without, all_without = line["key"], line.pop("some_without"), line.pop("all_without")
    if by is By.AGENT:
        return {"owner_id": {"is_null": True} if key is None else int(key)}
    if key is None:
        return {"source": {"is_null": True}, "channel": {"is_null": True}}
    of_channel: Criteria = {"source": {"is_null": True}, "channel": key}
    if all_without:
        return of_channel
    return {"or": [{"source": key}, of_channel]} if some_without else {"source": key}


def _behind(base: Criteria) -> dict[str, Criteria]:
    """The criteria of each figure of a line."""
    return {name: _both(base, more) for name, more in BEHIND.items()}


def _both(base: Criteria, more: Criteria) -> Criteria:
    """Both conditions; what they say about the same thing stands side by side."""
    if not base.keys() & more.keys():
        return base | more
    return base | {"and": [more]}
