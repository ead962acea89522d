"""Reports about leads."""

from collections.abc import Sequence
from typing import Final

from backend.reports.catalogue.definition import WITHOUT_PERIOD, Asked, Definition, by
from backend.reports.tables import Aggregate, Measure, Ratio, Table, Unit


def _pipeline(asked: Asked) -> Sequence[Table]:
    open_leads = asked.of(
        "leads",
        {"status": ["new", "scored", "assigned", "contacted", "qualified", "quoted"]},
        {"is_test": False, "merged_into_id": {"is_null": True}},
    )
    measures = (
        Measure("leads", "Open leads"),
        Measure("value", "Quoted for a year", Aggregate.SUM, "value_cents", unit=Unit.CENTS),
        Measure("unattempted", "Never tried", where={"first_attempt_at": {"is_null": True}}),
        Measure("aged", "In the stage for over a week", where={"stage_since": {"older_than_days": 7}}),
    )
    ratios = (Ratio("average_value", "Average", "value", "leads", Unit.CENTS, "Quoted for a year ÷ open leads"),)
    return (
        by("by_stage", "By stage", "leads", open_leads, "status", (measures, ratios)),
        by("by_agent", "By agent", "leads", open_leads, "owner_id", (measures, ratios)),
        by("by_line", "By line", "leads", open_leads, "product_interest", (measures, ratios)),
    )


REPORTS: Final = (
    Definition(
        "pipeline",
        "Pipeline",
        "Leads that are neither won nor lost, where they stand now; tests and merged ones left out.",
        "leads",
        WITHOUT_PERIOD,
        _pipeline,
    ),
)
