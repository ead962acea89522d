"""The reports that come with LeadGen: each is one definition, in words and in the language of lists.

A new one is a `Definition` more among those of its subject; the API, its formats and the pages know it from then on.
"""

from collections.abc import Mapping
from typing import Final

from backend.reports.catalogue import book, claims, consent, customers, leads, performance, sales
from backend.reports.catalogue.definition import LINE_OF, Asked, Definition, Takes

__all__ = ["CATALOGUE", "LINE_OF", "Asked", "Definition", "Takes"]

_ALL: Final = (
    *sales.REPORTS,
    *leads.REPORTS,
    *consent.REPORTS,
    *performance.REPORTS,
    *book.REPORTS,
    *claims.REPORTS,
    *customers.REPORTS,
)
CATALOGUE: Final[Mapping[str, Definition]] = {each.key: each for each in _ALL}
