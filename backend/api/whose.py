"""Whose records a page is about."""

from enum import StrEnum

from backend.auth.permissions import Scope


class Whose(StrEnum):
    """Whose records are meant; never more than the caller may list."""

    ME = "me"
    TEAM = "team"
    ALL = "all"

    @property
    def scope(self) -> Scope:
        """The same in the words of the permissions."""
        return {Whose.ME: Scope.OWN, Whose.TEAM: Scope.TEAM, Whose.ALL: Scope.ALL}[self]
