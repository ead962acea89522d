"""Criteria as people say them: what stands beside the figures of a report that is narrowed by some."""

from typing import Any, Final

from backend.database.catalogue import Noun

OPERATORS: Final = {
    "eq": "is",
    "ne": "is not",
    "in": "is one of",
    "not_in": "is none of",
    "gt": "is more than",
    "gte": "is at least",
    "min": "is at least",
    "lt": "is less than",
    "lte": "is at most",
    "max": "is at most",
    "contains": "contains",
    "starts_with": "starts with",
    "ends_with": "ends with",
}
DAYS: Final = {
    "newer_than_days": "is in the last {} days",
    "older_than_days": "is more than {} days ago",
    "within_next_days": "is in the next {} days",
}
MOST_VALUES: Final = 10


def criteria_said(noun: Noun, criteria: dict[str, Any]) -> str:
    """A sentence without its full stop, such as `carrier is Prairie and status is active`."""
    return " and ".join(_part(noun, name, asked) for name, asked in criteria.items()) or "all"


def _part(noun: Noun, name: str, asked: Any) -> str:
    if name in ("and", "or"):
        parts = [criteria_said(noun, each) for each in asked]
        return parts[0] if len(parts) == 1 else f"({f' {name} '.join(parts)})"
    if name == "not":
        return f"not ({criteria_said(noun, asked)})"
    if name in noun.relations:
        relation = noun.relations[name]
        words = {"any": f"has {relation.label.lower()} with", "none": f"has no {relation.label.lower()} with"}
        return " and ".join(f"{words[how]} ({criteria_said(relation.noun, each)})" for how, each in asked.items())
    known = noun.fields.get(name) or noun.derived.get(name)
    label = known.label if known else name
    tests = asked if isinstance(asked, dict) else {"in" if isinstance(asked, list) else "eq": asked}
    return " and ".join(f"{label} {_test(operator, value)}" for operator, value in tests.items())


def _test(operator: str, value: Any) -> str:
    if operator == "is_null" or value is None:
        return "is empty" if (value is None) is (operator == "eq") or value is True else "is not empty"
    if operator in DAYS:
        return DAYS[operator].format(value)
    if isinstance(value, list):
        shown = ", ".join(map(_value, value[:MOST_VALUES]))
        more = len(value) - MOST_VALUES
        return f"{OPERATORS[operator]} {shown}" + (f" and {more} more" if more > 0 else "")
    return f"{OPERATORS[operator]} {_value(value)}"


def _value(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)
