"""The stages of a lead. From which to which, and what has to be there, is one table in the database, which keeps it:
`lead_transitions()` in database/sql/0017_pipeline.sql.

| from → to | caused by | work that follows |
|---|---|---|
| – → new | `intake.capture` | `LeadCaptured` → `jobs.receive` → scored, then `routing.assign` |
| new → contacted | `service.change_stage`, `dispositions.record` | the clock of `routing` stops |
| → qualified | `service.change_stage` | |
| → quoted | a quote is recorded (trigger `follow_quote`) | |
| → won | `conversion.convert` | customer and policy in the same transaction |
| → lost | `service.change_stage` with a reason | |
"""

from enum import StrEnum
from typing import Final

from backend.database.engine import Connection, Pool
from backend.models.lead import LeadStatus


class Stage(StrEnum):
    """A column of the board."""

    NEW = "new"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    QUOTED = "quoted"
    WON = "won"
    LOST = "lost"


OPEN: Final = (Stage.NEW, Stage.CONTACTED, Stage.QUALIFIED, Stage.QUOTED)
STATUSES: Final = {
    Stage.NEW: (LeadStatus.NEW, LeadStatus.SCORED, LeadStatus.ASSIGNED),
    **{Stage(status): (status,) for status in LeadStatus if status.value in set(Stage) - {Stage.NEW}},
}
STAGE_OF: Final = {status.value: stage for stage, statuses in STATUSES.items() for status in statuses}


def _as_sql(*stages: Stage) -> str:
    quoted = (f"'{status}'" for stage in stages for status in STATUSES[stage])
    return f"({', '.join(quoted)})"


# For statements, after `status in`.
NEW_STATUSES: Final = _as_sql(Stage.NEW)
OPEN_STATUSES: Final = _as_sql(*OPEN)
# What is offered to choose from; any other words are as good.
LOST_REASONS: Final = (
    "No answer",
    "Premium too high",
    "Stayed with current carrier",
    "Bought elsewhere",
    "Not eligible",
    "Only comparing",
    "Wrong number",
    "Asked not to be contacted",
    "Duplicate",
)
# returns: Lifecycle, without the reasons
TABLE: Final = """
    select json_build_object('transitions', json_agg(json_build_object(
        'from_stage', from_stage, 'to_stage', to_stage, 'needs', needs)))::text
    from lead_transitions()
"""


async def table(connection: Connection | Pool) -> str:
    """The table as JSON."""
    found: str = await connection.fetchval(TABLE)
    return found
