"""What day it is at the agency, by its own clock."""

from typing import Final

# An expression for statements: the name of the agency's time zone, also before anybody said one.
ZONE: Final = "coalesce((select timezone from agency_settings where id = 1), 'America/New_York')"
# A subquery for statements with the parameter `now`.
TODAY: Final = f"((cast(:now as timestamptz) at time zone {ZONE})::date)"
