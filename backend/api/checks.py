"""What a noun's values are checked for besides their types, before they are stored: most of it is read later, when
nobody is there to be told that it cannot be understood."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backend.api.listing import check_view
from backend.api.schemas import Unprocessable
from backend.auth.principal import Principal
from backend.database.criteria import parse
from backend.errors import FieldError
from backend.registry import NOUNS

Values = Mapping[str, Any]
Check = Callable[[Principal, Values], None]


def check(key: str, principal: Principal, values: Values) -> None:
    """Refuses what a record of this noun cannot say. Raises Invalid, or NotAllowed."""
    if key in CHECKS:
        CHECKS[key](principal, values)


def _criteria(field: str, noun: str) -> Check:
    def check_criteria(_: Principal, values: Values) -> None:
        if values.get(field) is not None:
            parse(NOUNS[noun], values[field], pointer=f"/{field}")

    return check_criteria


def _refuse(wrong: list[FieldError]) -> None:
    if wrong:
        raise Unprocessable(errors=wrong)


# What checks forms, sources and reports is loaded when the first one is stored.


def _form(_: Principal, values: Values) -> None:
    if values.get("fields") is not None:
        from backend.leads.intake_forms import definition_errors

        _refuse(definition_errors(values["fields"]))


def _source(_: Principal, values: Values) -> None:
    if values.get("config") is not None:
        from backend.leads.intake_config import config_errors

        _refuse(config_errors(values["config"]))


def _schedule(_: Principal, values: Values) -> None:
    from backend.reports.schedules import field_errors

    _refuse(field_errors(values, whole="report" in values))


def _own_report(principal: Principal, values: Values) -> None:
    from backend.api.own_reports import refuse_unreadable

    refuse_unreadable(principal, values)


def _view(_: Principal, values: Values) -> None:
    about = values.get("noun")
    if about is None:
        return
    if about not in NOUNS:
        raise Unprocessable(errors=[FieldError("/noun", f"It is one of {', '.join(NOUNS)}.", "unknown")])
    check_view(NOUNS[about], values.get("definition") or {})


CHECKS: Final[Mapping[str, Check]] = {
    "marketing_segments": _criteria("criteria", "customers"),
    "routing_rules": _criteria("applies_to", "leads"),
    "web_forms": _form,
    "lead_sources": _source,
    "report_schedules": _schedule,
    "own_reports": _own_report,
    "saved_views": _view,
}
