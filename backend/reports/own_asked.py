"""What is asked of an own report: which one it is, in whose sight, of which days."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import orjson

from backend.agency import settings
from backend.auth.principal import Principal
from backend.database import reads
from backend.database.catalogue import Noun
from backend.database.engine import Connection, Pool
from backend.database.sight import Sight
from backend.errors import BadRequest, FieldError, NotFound
from backend.registry import NOUNS
from backend.reports.figures import OWN, Compared, Request, seen_by
from backend.reports.own_definition import (
    DefinitionInvalid,
    OwnDefinition,
    read_definition,
)
from backend.reports.periods import Period, read_period
from backend.reports.tables import (
    Criteria,
    both,
    within,
)


@dataclass(frozen=True, slots=True)
class Own:
    """An own report, kept or just being put together. key: `own:7`."""

    key: str
    name: str
    about: str
    noun: Noun
    definition: OwnDefinition


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an own report. period: of whose days its records are, None for all; said: its name; other: the
    one that it is compared with."""

    own: Own
    criteria: Criteria
    period: Period | None
    said: str
    other: Period | None
    zone: ZoneInfo
    sight: Sight

    def during(self, period: Period | None) -> Criteria:
        """The records of a period."""
        field = self.own.definition.period_field
        if period is None or field is None:
            return self.criteria
        return both(self.criteria, within(self.own.noun, field, period, self.zone))


def noun_for(who: Principal, name: object, pointer: str = "/noun") -> Noun:
    """The records that a report is about. Raises DefinitionInvalid for none, or NotAllowed if the caller sees none."""
    noun = NOUNS.get(name) if isinstance(name, str) else None
    if noun is None:
        raise DefinitionInvalid(errors=[FieldError(pointer, f"It is one of {', '.join(NOUNS)}.", "unknown")])
    who.require(f"{noun.key}:read")
    return noun


async def kept(pool: Pool | Connection, who: Principal, key: str, now: datetime) -> Own:
    """The report with this key, `own:7`. Raises NotFound where it is gone or no longer shared with the caller."""
    number = key.removeprefix(OWN)
    gone = NotFound("This report is no longer there, or it is no longer shared with you.")
    if not number.isascii() or not number.isdigit() or len(number) > 10:
        raise gone
    found = await reads.one(pool, NOUNS["own-reports"], int(number), seen_by(who, NOUNS["own-reports"]))
    if found is None:
        raise gone
    record = orjson.loads(found[0])
    noun = noun_for(who, record["noun"])
    definition = read_definition(noun, record["definition"], now.date())
    return Own(f"{OWN}{record['id']}", record["name"], record["about"] or "", noun, definition)


async def ask(pool: Pool | Connection, who: Principal, own: Own, request: Request, now: datetime) -> Asked:
    """What is asked, in order. Raises BadRequest for what an own report does not take."""
    for name in ("line", "owner", "team", "filter"):
        if getattr(request, name) is not None:
            raise _refused(name, f"“{own.name}” takes no `{name}`: its criteria say which records it is about.")
    definition, zone = own.definition, await settings.zone(pool)
    if request.period and definition.period_field is None:
        raise _refused("period", f"“{own.name}” is about no period.")
    said = request.period or definition.period
    period = read_period(said, now.astimezone(zone).date()) if said else None
    if request.compare and (period is None or definition.lists):
        raise _refused("compare", f"“{own.name}” has no figures of a period that others could stand beside.")
    return Asked(
        own,
        definition.criteria or {},
        period,
        said or "",
        _other(period, request.compare),
        zone,
        seen_by(who, own.noun),
    )


def _refused(name: str, message: str) -> BadRequest:
    return BadRequest(message, errors=[FieldError(f"?{name}", message)])


def _other(period: Period | None, compare: Compared | None) -> Period | None:
    if period is None or compare is None:
        return None
    return period.before() if compare is Compared.BEFORE else period.year_before()
