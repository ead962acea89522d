"""The demo agency's marketing: segments, templates, triggers and campaigns, in the words of an agency."""

from collections.abc import Sequence
from dataclasses import dataclass

OWNER = "demo"
TOKENS = ("{{first_name}}", "{{policy_type}}", "{{renewal_date}}", "{{agent_name}}")


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; `counted` is the SQL condition on customers c that says how many it had when last calculated."""

    name: str
    description: str
    criteria: dict[str, object]
    counted: str


@dataclass(frozen=True, slots=True)
class Template:
    """One message with places for the recipient's own words."""

    name: str
    template_type: str
    subject: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """One automation."""

    name: str
    trigger_type: str
    config: dict[str, object]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; segment, template and trigger are places in the lists above, from 1.

    days_ago: when it went out, negative for when it will; None for a draft.
    audience: the share of all customers it went to.
    """

    name: str
    campaign_type: str
    status: str
    segment: int
    template: int
    days_ago: int | None
    audience: float
    trigger: int | None = None
    is_ab_test: bool = False


SEGMENTS: Sequence[Segment] = (
    Segment("Active customers", "Everybody with a policy in force", {"status": "active"}, "c.status = 'active'"),
    Segment(
        "Auto without home",
        "One line only, likely to save with a bundle",
        {"insurance_type": ["auto"], "policies_count": {"max": 1}},
        "c.policies_count = 1 and exists (select from policies p where p.customer_id = c.id and p.policy_type = 'Auto'"
        " and p.status = 'active')",
    ),
    Segment(
        "Renewals in 45 days",
        "Home and auto policies whose term ends soon",
        {"renewal_in_days": {"max": 45}, "insurance_type": ["auto", "home"]},
        "exists (select from policies p where p.customer_id = c.id and p.status = 'active'"
        " and p.policy_type in ('Auto', 'Home') and p.renewal_date <= pg_temp.today() + 45)",
    ),
    Segment(
        "Young families",
        "Between 25 and 45 with home or auto",
        {"age": {"min": 25, "max": 45}, "insurance_type": ["auto", "home"]},
        "c.date_of_birth between pg_temp.today() - 16436 and pg_temp.today() - 9131 and c.status = 'active'",
    ),
    Segment("Former customers", "Left us; worth another quote", {"status": "inactive"}, "c.status = 'inactive'"),
    Segment(
        "Turning 65",
        "Medicare within a year",
        {"age": {"min": 64, "max": 65}},
        "c.date_of_birth between pg_temp.today() - 24106 and pg_temp.today() - 23376",
    ),
)

TEMPLATES: Sequence[Template] = (
    Template(
        "Renewal review",
        "email",
        "{{first_name}}, let us look at your {{policy_type}} renewal",
        "Hi {{first_name}},\n\nyour {{policy_type}} policy renews on {{renewal_date}}. We have compared it for you.",
    ),
    Template(
        "Bundle and save",
        "email",
        "One agency, one bill: bundle home and auto",
        "Hi {{first_name}},\n\ncustomers who bundle home and auto usually pay less for both. May we quote you?",
    ),
    Template(
        "Storm season checklist",
        "email",
        "Five things to do before storm season",
        "Hi {{first_name}},\n\nphotograph your belongings, clear the gutters, know your deductible.",
    ),
    Template(
        "Payment reminder",
        "sms",
        None,
        "Hi {{first_name}}, your {{policy_type}} payment is due this week. Reply STOP to opt out.",
    ),
    Template(
        "Win back",
        "email",
        "We would like to quote you again",
        "Hi {{first_name}},\n\nrates have moved. Five minutes may be worth it.",
    ),
    Template(
        "Medicare welcome",
        "drip",
        "Turning 65? Your Medicare dates",
        "Hi {{first_name}},\n\nyour initial enrollment lasts seven months. Here is what happens when.",
    ),
    Template(
        "Quote follow-up",
        "multi_channel",
        "Your quote is still good",
        "Hi {{first_name}}, your quote holds for 30 days. Questions? {{agent_name}} is glad to help.",
    ),
)

TRIGGERS: Sequence[Trigger] = (
    Trigger(
        "Every morning: renewals",
        "time_based",
        {"schedule": "daily", "time": "09:00", "timezone": "America/New_York"},
        True,
    ),
    Trigger("New auto lead", "event_based", {"event": "new_lead", "conditions": {"insurance_type": "auto"}}, True),
    Trigger(
        "Opened the renewal mail",
        "behavior_based",
        {"action": "email_opened", "campaign_id": 1, "wait_time": "2 days"},
        False,
    ),
    Trigger("Hot lead", "score_based", {"score_threshold": 80, "direction": "above"}, True),
)

CAMPAIGNS: Sequence[Campaign] = (
    Campaign("Spring bundle", "email", "completed", 2, 2, 232, 0.10, is_ab_test=True),
    Campaign("Storm season checklist", "email", "completed", 1, 3, 164, 0.14),
    Campaign("Summer win-back", "email", "completed", 5, 5, 118, 0.06),
    Campaign("Payment reminders", "sms", "completed", 1, 4, 62, 0.07),
    Campaign("Autumn renewals", "multi_channel", "completed", 3, 1, 41, 0.09),
    Campaign("Renewal review", "email", "active", 3, 1, 6, 0.05, trigger=1),
    Campaign("Medicare year", "drip", "active", 6, 6, 12, 0.02),
    Campaign("Quote follow-up", "multi_channel", "paused", 4, 7, 20, 0.02, trigger=2),
    Campaign("Winter bundle", "email", "scheduled", 2, 2, -9, 0.0, is_ab_test=True),
    Campaign("Umbrella for homeowners", "email", "draft", 4, 2, None, 0.0),
    Campaign("Last year's greetings", "email", "archived", 1, 3, 330, 0.05),
)
