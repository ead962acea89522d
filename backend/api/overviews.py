"""GET /v1/customers/{id}/overview, and of policies and claims: what surrounds a record, in one answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel

from backend.api.deps import reach_of
from backend.api.schemas import Sent
from backend.auth.principal import Principal
from backend.claims import overview as claims
from backend.customers import overview as customers
from backend.database.engine import Pool
from backend.database.reach import Reach
from backend.policies import overview as policies

SURROUNDINGS: Final = ("customers", "policies", "claims", "communications", "tasks")


class HouseholdMember(Sent):
    """A customer at the same address."""

    id: int
    name: str
    status: str
    policies_count: int
    total_value_cents: int


class PolicyInLine(Sent):
    """A policy of the customer. premium_cents: a year's."""

    id: int
    policy_number: str
    status: str
    carrier: str | None
    premium_cents: int | None
    effective_date: date | None
    expiration_date: date | None


class PolicyLine(Sent):
    """What the customer has in one line, which may be nothing. line: null for policies without one."""

    line: str | None
    label: str
    policies: list[PolicyInLine]


class ClaimInBrief(Sent):
    """A claim, as it stands beside its customer or policy."""

    id: int
    claim_number: str
    status: str
    claim_type: str | None
    amount_cents: int | None
    incident_date: date | None


class NextRenewal(Sent):
    """The policy that is up for renewal first. days: until then, negative when the day has passed."""

    id: int
    policy_number: str
    expiration_date: date
    days: int


class CustomerOverview(Sent):
    """What surrounds a customer. unanswered: messages that nobody has answered."""

    household: list[HouseholdMember]
    lines: list[PolicyLine]
    premium_in_force_cents: int
    active_policies: int
    open_claims: list[ClaimInBrief]
    next_renewal: NextRenewal | None
    unanswered: int
    open_tasks: int


class CustomerInBrief(Sent):
    """Whom to call."""

    id: int
    name: str
    phone: str | None
    email: str


class PolicyTerm(Sent):
    """How long the policy covers. days_left: negative after the last day."""

    effective_date: date | None
    expiration_date: date | None
    days_left: int | None
    days_total: int | None


class PremiumChange(Sent):
    """One change of the premium: a year's in cents, and as it was written."""

    at: datetime
    actor_name: str
    before_cents: int | None
    after_cents: int | None
    before_text: str | None
    after_text: str | None


class PolicyOverview(Sent):
    """What surrounds a policy. claims_paid_cents: the amounts of approved claims."""

    customer: CustomerInBrief | None
    term: PolicyTerm
    premium_history: list[PremiumChange]
    claims: list[ClaimInBrief]
    claims_paid_cents: int


class PolicyInBrief(Sent):
    """The policy that is claimed on. premium_cents: a year's."""

    id: int
    policy_number: str
    policy_type: str | None
    status: str
    carrier: str | None
    premium_cents: int | None
    effective_date: date | None
    expiration_date: date | None


class ClaimStep(Sent):
    """One step of the claim. skipped: passed over, or passed without a date being kept."""

    key: str
    label: str
    status: Literal["done", "current", "coming", "skipped"]
    at: date | None


class ClaimDeadline(Sent):
    """A day by which something has to be done. met: null while it is open, or when nobody wrote down whether.

    source: the rule it follows from.
    """

    key: str
    label: str
    due_date: date
    days_left: int
    met: bool | None
    source: str


class ClaimOverview(Sent):
    """What surrounds a claim. next_deadline: the open one that is due first, which may have passed."""

    customer: CustomerInBrief | None
    policy: PolicyInBrief | None
    steps: list[ClaimStep]
    deadlines: list[ClaimDeadline]
    next_deadline: ClaimDeadline | None


Read = Callable[[Pool, int, Reach], Awaitable[bytes | None]]


@dataclass(frozen=True)
class Overview:
    """How a noun's overview is read, and what it looks like."""

    read: Read
    answer: type[BaseModel]


OVERVIEWS: Final[Mapping[str, Overview]] = {
    "customers": Overview(customers.overview, CustomerOverview),
    "policies": Overview(policies.overview, PolicyOverview),
    "claims": Overview(claims.overview, ClaimOverview),
}


async def overview(name: str, pool: Pool, record_id: int, caller: Principal) -> bytes | None:
    """The overview of a record as JSON; None if there is no such record within sight."""
    return await OVERVIEWS[name].read(pool, record_id, reach_of(caller, SURROUNDINGS))
