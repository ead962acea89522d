"""What each agent sold, kept, worked on and finished."""

from collections.abc import Sequence
from typing import Final

from backend.reports.catalogue.definition import Asked, Definition, Takes, in_force_on, kept, premium_of
from backend.reports.tables import Criteria, Group, Measure, Part, Ratio, Table

BY_AGENT: Final = Group("owner_id")
OPEN: Final[Criteria] = {"status": ["new", "scored", "assigned", "contacted", "qualified", "quoted"]}
WORKED: Final[Criteria] = {"is_test": False, "merged_into_id": {"is_null": True}}


def _performance(asked: Asked) -> Sequence[Table]:
    sold = asked.of("policies", asked.during("policies", "start_date"))
    measures = (
        Measure("policies", "New policies", about="Policies whose term began in the period"),
        premium_of("premium", "Their premium", None, "Annual premium of the new policies, added up"),
    )
    beside = (_kept(asked), *_leads(asked), _quotes(asked), _tasks(asked), _claims(asked))
    ratios = (
        Ratio("retention", "Retention", "kept", "held", about="Still in force ÷ in force before"),
        Ratio("close_rate", "Won, of those closed", "won", "closed", about="Leads won ÷ leads closed"),
    )
    return (
        Table("by_agent", "By agent", "policies", sold, measures, BY_AGENT, ratios, beside=beside, chart_of="premium"),
    )


def _kept(asked: Asked) -> Part:
    first, end = asked.period.first, asked.end
    measures = (
        Measure("held", "In force before", about=f"Policies in force on {first}"),
        Measure(
            "kept",
            "Still in force",
            where=kept(first, end),
            about=f"Of these, those in force on {end}, or rewritten",
        ),
    )
    return Part("policies", asked.of("policies", in_force_on(first)), measures, BY_AGENT)


def _leads(asked: Asked) -> Sequence[Part]:
    closed = asked.of("leads", {"status": ["won", "lost"], **asked.during("leads", "stage_since")}, WORKED)
    return (
        Part(
            "leads",
            asked.of("leads", OPEN, WORKED),
            (Measure("open", "Open leads", about="As they are now"),),
            BY_AGENT,
        ),
        Part(
            "leads",
            closed,
            (
                Measure("closed", "Leads closed", about="Won or lost in the period"),
                Measure("won", "Leads won", where={"status": "won"}),
            ),
            BY_AGENT,
        ),
    )


def _quotes(asked: Asked) -> Part:
    quoted = asked.of("quotes", asked.during("quotes", "quoted_at"))
    return Part("quotes", quoted, (Measure("quotes", "Quotes", about="Made in the period"),), BY_AGENT)


def _tasks(asked: Asked) -> Part:
    done = asked.of("tasks", {"status": "done"}, asked.during("tasks", "completed_at"))
    return Part("tasks", done, (Measure("tasks", "Tasks done", about="Completed in the period"),), BY_AGENT)


def _claims(asked: Asked) -> Part:
    handled = asked.of("claims", asked.during("claims", "processed_date"))
    return Part("claims", handled, (Measure("handled", "Claims handled", about="Processed in the period"),), BY_AGENT)


REPORTS: Final = (
    Definition(
        "performance",
        "Performance",
        "What each agent sold in the period, kept of what was in force when it began, and finished in it.",
        "policies",
        (Takes.PERIOD, Takes.OWNER, Takes.TEAM),
        _performance,
        also=("leads", "quotes", "tasks", "claims"),
    ),
)
