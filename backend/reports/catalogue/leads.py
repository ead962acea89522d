"""Reports about leads: where they stand, what their sources cost and bring, how soon somebody tried to reach them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from backend.leads import facts
from backend.reports.catalogue.definition import EVERYTHING, WITHOUT_PERIOD, Asked, Definition, Figures, by
from backend.reports.periods import Period
from backend.reports.tables import Aggregate, Chart, Criteria, Measure, Ratio, Sum, Table, Unit

MERGED: Final[Criteria] = {"is_test": False, "merged_into_id": {"is_null": False}}
LEADS: Final = Measure("leads", "Leads", about="Neither tests nor merged into others")
COST: Final = Measure("cost", "Cost", Aggregate.SUM, "cost_cents", unit=Unit.CENTS, about="What was paid for them")
WON: Final = Measure("won", "Won", where=facts.WON, about="Became customers with a policy")
PREMIUM_WON: Final = Measure(
    "premium",
    "Premium won",
    Aggregate.SUM,
    "premium_won_cents",
    facts.WON,
    Unit.CENTS,
    "What the policies of the won cost in a year, or else what was quoted last",
)
SHARE: Final = f"{facts.COMMISSION:.0%}".replace("%", " %")
COMMISSION: Final = Measure(
    "commission",
    "Commission",
    Aggregate.SUM,
    "commission_won_cents",
    facts.WON,
    Unit.CENTS,
    f"{SHARE} of the premium won",
)
WHAT_SOURCES_BRING: Final[Figures] = (
    (
        LEADS,
        Measure("attempted", "Attempted", where=facts.ATTEMPTED, about="Somebody tried to reach them, or reached them"),
        Measure("contacted", "Contacted", where=facts.SPOKEN_WITH, about="There was a conversation"),
        Measure("quoted", "Quoted", where=facts.QUOTED, about="A quote was recorded, whatever became of it"),
        WON,
        COST,
        PREMIUM_WON,
        COMMISSION,
    ),
    (
        Ratio("contact_rate", "Contact rate", "contacted", "leads", about="Contacted ÷ leads"),
        Ratio("quote_rate", "Lead to quote", "quoted", "leads", about="Quoted ÷ leads"),
        Ratio("bind_rate", "Quote to bind", "won", "quoted", about="Won ÷ quoted"),
        Ratio("close_rate", "Lead to bind", "won", "leads", about="Won ÷ leads, all that were delivered"),
        Ratio("close_on_contact", "Close on contact", "won", "contacted", about="Won ÷ contacted"),
        Ratio("cost_per_lead", "Cost per lead", "cost", "leads", Unit.CENTS, "Cost ÷ leads"),
        Ratio("cost_per_customer", "Cost per customer", "cost", "won", Unit.CENTS, "Cost ÷ won"),
        Sum("gain", "Gain", ("commission",), ("cost",), about="Commission − cost"),
        Ratio("roi", "Return on cost", "gain", "cost", about="(Commission − cost) ÷ cost"),
    ),
)


def _came(asked: Asked, *more: Criteria) -> Criteria:
    """The leads that came in during the period."""
    return asked.of("leads", asked.during("leads", "received_at"), *more)


def _sources(asked: Asked) -> Sequence[Table]:
    came = _came(asked, facts.COUNTED)
    figures = WHAT_SOURCES_BRING
    left_out = (
        Measure("received", "Came in", about="Everything that came in"),
        Measure("tests", "Tests", where={"is_test": True}, about="Sent to try a source out"),
        Measure("merged", "Merged into others", where=MERGED, about="Turned out to be somebody known; not tests"),
        Measure("merged_cost", "Cost of the merged", Aggregate.SUM, "cost_cents", MERGED, Unit.CENTS, "Paid for them"),
    )
    shares = (Ratio("merged_share", "Share merged", "merged", "received", about="Merged ÷ came in"),)
    return (
        by("by_source", "By source", "leads", came, "source_or_channel", figures, chart_of="won"),
        asked.over_time("By when they came in", "leads", came, "received_at", figures),
        by("by_agent", "By agent", "leads", came, "owner_id", figures, chart_of="won"),
        by("by_line", "By line", "leads", came, "product_interest", figures, chart_of="won"),
        Table("left_out", "Not counted above", "leads", _came(asked), left_out, ratios=shares),
    )


UNATTEMPTED: Final[Criteria] = {"first_attempt_at": {"is_null": True}}
PROMPT: Final = f"within {facts.PROMPT_MINUTES} minutes"
HOW_SOON: Final[Figures] = (
    (
        LEADS,
        Measure("unattempted", "Never tried", where=UNATTEMPTED, about="Nobody has tried to reach them so far"),
        Measure(
            "prompt",
            f"Tried {PROMPT}",
            where={"minutes_to_attempt": {"lte": facts.PROMPT_MINUTES}},
            about="By the clock, from arrival to the first attempt",
        ),
        Measure(
            "office_prompt",
            f"Tried {PROMPT} of office hours",
            where={"office_minutes_to_attempt": {"lte": facts.PROMPT_MINUTES}},
            about="Only minutes in which the office was open, by its hours and the federal holidays, count",
        ),
        Measure(
            "median",
            "Median minutes",
            Aggregate.MEDIAN,
            "minutes_to_attempt",
            unit=Unit.NUMBER,
            about="Half of the tried were tried sooner; the never tried have no minutes",
        ),
        Measure(
            "p90",
            "Minutes for nine in ten",
            Aggregate.P90,
            "minutes_to_attempt",
            unit=Unit.NUMBER,
            about="90th percentile of the tried",
        ),
        Measure(
            "office_median",
            "Median office minutes",
            Aggregate.MEDIAN,
            "office_minutes_to_attempt",
            unit=Unit.NUMBER,
            about="The same of minutes in which the office was open",
        ),
        Measure(
            "office_p90",
            "Office minutes for nine in ten",
            Aggregate.P90,
            "office_minutes_to_attempt",
            unit=Unit.NUMBER,
            about="90th percentile of the same",
        ),
    ),
    (
        Ratio("prompt_share", f"Share {PROMPT}", "prompt", "leads", about=f"Tried {PROMPT} ÷ leads"),
        Ratio(
            "office_prompt_share",
            f"Share {PROMPT} of office hours",
            "office_prompt",
            "leads",
            about=f"Tried {PROMPT} of office hours ÷ leads",
        ),
        Ratio("unattempted_share", "Share never tried", "unattempted", "leads", about="Never tried ÷ leads"),
    ),
)


def _speed(asked: Asked) -> Sequence[Table]:
    came = _came(asked, facts.COUNTED)
    return (
        asked.over_time("By when they came in", "leads", came, "received_at", HOW_SOON),
        by("by_agent", "By agent", "leads", came, "owner_id", HOW_SOON, chart_of="median"),
        by("by_source", "By source", "leads", came, "source_or_channel", HOW_SOON, chart_of="median"),
    )


WORTH: Final[Figures] = (
    (
        Measure("leads", "Open leads", about="Neither won nor lost; tests and merged ones left out"),
        Measure("value", "Quoted for a year", Aggregate.SUM, "value_cents", unit=Unit.CENTS, about="By the last quote"),
        Measure(
            "wins",
            "Expected wins",
            Aggregate.SUM,
            "score",
            {"score": {"is_null": False}},
            Unit.NUMBER,
            "Their chances to buy, added up; those without a score count nothing",
        ),
        Measure(
            "expected",
            "Expected premium",
            Aggregate.SUM,
            "expected_premium_cents",
            {"expected_premium_cents": {"is_null": False}},
            Unit.CENTS,
            "Quoted for a year times the chance to buy, added up",
        ),
        Measure("unscored", "Without a score", where={"score": {"is_null": True}}, about="Nobody knows their chance"),
        Measure("unattempted", "Never tried", where=UNATTEMPTED, about="Nobody has tried to reach them so far"),
    ),
    (Ratio("average_value", "Average", "value", "leads", Unit.CENTS, "Quoted for a year ÷ open leads"),),
)


def _pipeline(asked: Asked) -> Sequence[Table]:
    open_leads = asked.of("leads", facts.OPEN, facts.COUNTED)
    ages = (_ages(asked), ())
    return (
        by("by_stage", "By stage", "leads", open_leads, "stage", WORTH, chart=Chart.BARS),
        by("ageing", "By how long in the stage", "leads", open_leads, "stage", ages, chart=Chart.NONE),
        by("by_agent", "By agent", "leads", open_leads, "owner_id", WORTH),
        by("by_line", "By line", "leads", open_leads, "product_interest", WORTH),
    )


def _ages(asked: Asked) -> tuple[Measure, ...]:
    """How many have been in their stage for how many days, counted in days by the agency's clock."""

    def since(days: int) -> str:
        day = asked.today - timedelta(days=days)
        return Period(day, day).begins(asked.zone).strftime("%Y-%m-%dT%H:%M:%SZ")

    return (
        Measure("leads", "Open leads"),
        Measure("week", "0 to 7 days", where={"stage_since": {"gte": since(7)}}),
        Measure("month", "8 to 30 days", where={"stage_since": {"gte": since(30), "lt": since(7)}}),
        Measure("quarter", "31 to 90 days", where={"stage_since": {"gte": since(90), "lt": since(30)}}),
        Measure("older", "More than 90 days", where={"stage_since": {"lt": since(90)}}),
    )


REPORTS: Final = (
    Definition(
        "pipeline",
        "Pipeline",
        "Leads that are neither won nor lost, where they stand now and since when; tests and merged ones left out. "
        "What they are worth is what was quoted last, weighted by the chance that their score gives them.",
        "leads",
        WITHOUT_PERIOD,
        _pipeline,
    ),
    Definition(
        "lead-sources",
        "Lead sources",
        "Leads that came in during the period, followed to where they are now: what they cost and what they brought. "
        "Tests and merged leads are told apart. A lead without a source counts for the way it came in. Commission is "
        f"reckoned as {SHARE} of the first year's premium, since the agency's contracts are not in the books.",
        "leads",
        EVERYTHING,
        _sources,
    ),
    Definition(
        "speed-to-lead",
        "Speed to lead",
        "How soon somebody tried to reach the leads that came in during the period: by the clock, and counting only "
        "minutes of office hours. Whoever was never tried has no minutes and is told as a share of its own. Tests and "
        "merged leads do not count.",
        "leads",
        EVERYTHING,
        _speed,
    ),
)
