"""The one place where time enters."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present calendar day in UTC; an agency's own day comes from its time zone setting."""
    return now().date()
