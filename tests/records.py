"""Makes records of every noun through the API, each valid, each different, with the records they hang on."""

from collections.abc import Mapping
from itertools import count
from typing import Any, Final

from backend.database.catalogue import Field, Kind, Noun
from backend.registry import NOUNS, noun_of_table
from tests.client import Client, Reply
from tests.people import Person

_numbers = count(1)

# What a field needs that its kind does not tell.
SPECIAL: Final[Mapping[str, object]] = {
    "premium": "$1,200/yr",
    "amount": "$1,500.50",
    "record_type": "customers",
    "noun": "customers",
    "criteria": {"status": "active"},
    "definition": {"filter": {"status": "active"}},
    "trigger_config": {"event": "policy_lapsed"},
    "score": 0.5,
    "premium_cents": 120_000,
    "version": 1,
    "report": "sales",
    "asked": {"period": "Last Month"},
    "recipients": ["owner@example.com"],
    "cadence": "daily",
}
# Where the same name means something else.
OF_NOUN: Final[Mapping[str, Mapping[str, object]]] = {
    "own-reports": {
        "noun": "policies",
        "definition": {
            "criteria": {"status": "active"},
            "group": {"field": "carrier"},
            "measures": [{"aggregate": "count"}, {"aggregate": "sum", "field": "annual_premium_cents"}],
            "chart": "bars",
        },
    },
}


class Records:
    """Makes records by calling the API."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def make(self, noun: str, owner: Person | None = None, /, **fields: object) -> dict[str, Any]:
        """A new record, as the API answered it. owner: whose it is, or whose the record is that it hangs on."""
        made = await self.try_make(noun, owner, **fields)
        assert made.status == 201, made.text
        record: dict[str, Any] = made.json
        return record

    async def try_make(self, noun: str, owner: Person | None = None, /, **fields: object) -> Reply:
        return await self._client.post(f"/v1/{noun}", await self.body(NOUNS[noun], owner, **fields))

    async def body(self, noun: Noun, owner: Person | None = None, /, **fields: object) -> dict[str, object]:
        """What to send for a new record: the required fields and those given."""
        number = next(_numbers)
        body: dict[str, object] = {}
        for field in noun.written:
            if field.required and field.name not in fields:
                body[field.name] = await self._value(noun, field, number, owner)
        if "owner_id" in noun.fields and owner is not None:
            body["owner_id"] = owner.id
        if "email" in body and noun.name == "customers":
            body["email"] = f"someone{number}@example.com"
        return body | fields

    async def _value(self, noun: Noun, field: Field, number: int, owner: Person | None) -> object:
        special = {**SPECIAL, **OF_NOUN.get(noun.name, {})}
        if field.name in special:
            return special[field.name]
        parent = noun_of_table(field.references) if field.references else None
        if parent is not None:
            return (await self.make(parent.name, owner))["id"]
        if field.name == "record_id":
            return (await self.make("customers", owner))["id"]
        if field.choices:
            return field.choices[0]
        if field.kind is Kind.TEXT:
            return f"{field.label} {number}"[: field.max_length or None]
        raise AssertionError(f"no value for {field.name}")
