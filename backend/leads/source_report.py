"""What each source and each agent brings: leads by the day they came in, followed to where they got.

A cohort: leads received in the window, whatever happened when. Tests and merged leads are no leads. A denominator of
nothing makes a rate of null, not of 0. ROI is (commission - cost) / cost; the commission is a share of the premium that
the caller names, since the agency's contracts are not in the books.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from backend.database.engine import Pool
from backend.database.reach import Reach, row


class By(StrEnum):
    """What the lines stand for."""

    SOURCE = "source"
    AGENT = "agent"


ZONE: Final = "coalesce((select timezone from agency_settings where id = 1), 'America/New_York')"
KEYS: Final = {By.SOURCE: "coalesce(source, channel)", By.AGENT: "owner_id::text"}
LABELS: Final = {
    By.SOURCE: "coalesce(key, 'Unknown')",
    By.AGENT: "coalesce((select coalesce(full_name, username) from users where id::text = key), 'Nobody')",
}
FIGURES: Final = """
    'leads', leads, 'attempted', attempted, 'contacted', contacted, 'quoted', quoted, 'won', won, 'lost', lost,
    'open', leads - won - lost, 'cost_cents', cost_cents, 'premium_cents', premium_cents,
    'contact_rate', contacted::float / nullif(leads, 0), 'quote_rate', quoted::float / nullif(leads, 0),
    'close_rate', won::float / nullif(leads, 0), 'close_on_contact', won::float / nullif(contacted, 0),
    'cost_per_lead_cents', round(cost_cents::numeric / nullif(leads, 0))::bigint,
    'cost_per_customer_cents', round(cost_cents::numeric / nullif(won, 0))::bigint,
    'roi', (premium_cents * cast(:commission as float) - cost_cents) / nullif(cost_cents, 0),
    'median_minutes_to_attempt', minutes
"""
# params: from_day, to_day (both days belong to it, by the agency's clock), commission. returns: SourceReport
REPORT: Final = f"""
    with cohort as (
        select {{key}} as key, status, cost_cents, first_contact_at, first_attempt_at, received_at,
            value_cents is not null or status in ('quoted', 'won') as was_quoted,
            case when status = 'won' then coalesce(
                (select annual_premium_cents from policies where policies.id = leads.policy_id), value_cents, 0
            ) else 0 end as premium_cents
        from leads
        where received_at >= cast(:from_day as text)::date::timestamp at time zone {ZONE}
          and received_at < (cast(:to_day as text)::date + 1)::timestamp at time zone {ZONE}
          and not is_test and merged_into_id is null and within(leads)
    ),
    added as (
        select grouping(key) as is_total, key, count(*) as leads, count(first_attempt_at) as attempted,
            count(*) filter (
                where first_contact_at is not null or status in ('contacted', 'qualified', 'quoted', 'won')
            ) as contacted,
            count(*) filter (where was_quoted) as quoted, count(*) filter (where status = 'won') as won,
            count(*) filter (where status = 'lost') as lost, coalesce(sum(cost_cents), 0)::bigint as cost_cents,
            coalesce(sum(premium_cents), 0)::bigint as premium_cents,
            percentile_cont(0.5) within group (
                order by extract(epoch from first_attempt_at - received_at) / 60
            ) filter (where first_attempt_at is not null) as minutes
        from cohort group by grouping sets ((key), ())
    )
    select json_build_object(
        'items', coalesce((select json_agg(json_build_object('key', key, 'label', {{label}}, {FIGURES})
            order by leads desc, key) from added where is_total = 0), '[]'),
        'total', (select json_build_object('key', null, 'label', 'All', {FIGURES}) from added where is_total = 1)
    )::text
"""


async def report(pool: Pool, by: By, first: date, last: date, commission: float, seen: Reach) -> str:
    """One line for each source or agent, the most leads first, and the sum, as JSON. commission: share of a premium."""
    text = REPORT.format(key=KEYS[by], label=LABELS[by])
    found = await row(
        pool, text, seen, {"from_day": first.isoformat(), "to_day": last.isoformat(), "commission": commission}
    )
    assert found is not None  # noqa: S101 - one row whatever there is
    return str(found[0])
