"""What day it is at the agency."""

from typing import Final

# A subquery for statements with the parameter `now`.
TODAY: Final = """(
    (cast(:now as timestamptz) at time zone coalesce((select timezone from agency_settings where id = 1),
                                                     'America/New_York'))::date
)"""
