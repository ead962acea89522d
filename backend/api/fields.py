"""The field catalogue for whoever builds forms, columns and criteria: the same one that the server checks against."""

from functools import cache
from typing import Any

import orjson
from fastapi import APIRouter, Response
from pydantic import BaseModel

from backend.api.deps import permit
from backend.database.catalogue import Kind, Noun
from backend.database.criteria import OPERATORS, RELATED
from backend.errors import NotFound
from backend.registry import NOUNS, noun_of_table

router = APIRouter(prefix="/v1/fields", tags=["fields"])


class FieldDescription(BaseModel):
    """A field of a noun.

    references: the noun or table that its values name. derived: computed, only to ask about. indexed: a list in its
    order is quick at any size; in the order of other fields, PostgreSQL sorts every row that matches.
    """

    name: str
    label: str
    kind: Kind
    required: bool
    readonly: bool
    nullable: bool
    sortable: bool
    indexed: bool
    choices: list[str]
    max_length: int | None
    references: str | None
    operators: list[str]
    derived: bool


class RelationDescription(BaseModel):
    """Related records that criteria ask about: `{"policies": {"any": {…}}}`. noun: what they are; any: at least one of
    them fits the criteria; none: not one does."""

    name: str
    label: str
    noun: str
    operators: list[str]


class NounDescription(BaseModel):
    """A noun and its fields. permission: the word before `:read`; match_keys: by which imports recognise a record."""

    noun: str
    label: str
    singular: str
    permission: str
    writable: bool
    owned: bool
    searchable: bool
    match_keys: list[str]
    metadata: bool
    fields: list[FieldDescription]
    relations: list[RelationDescription]


class NounDescriptions(BaseModel):
    """Every noun."""

    items: list[NounDescription]


@cache
def described(noun: Noun) -> dict[str, Any]:
    """A noun's fields and how each can be asked about."""
    fields = [
        {
            "name": field.name,
            "label": field.label,
            "kind": field.kind,
            "required": field.required,
            "readonly": field.readonly,
            "nullable": field.nullable,
            "sortable": field.sortable,
            "indexed": field.indexed,
            "choices": list(field.choices),
            "max_length": field.max_length,
            "references": _referred(field.references),
            "operators": list(OPERATORS[field.kind]),
            "derived": False,
        }
        for field in noun.fields.values()
    ]
    fields += [
        {
            "name": name,
            "label": derived.label,
            "kind": derived.kind,
            "required": False,
            "readonly": True,
            "nullable": True,
            "sortable": False,
            "indexed": False,
            "choices": list(derived.choices),
            "max_length": None,
            "references": None,
            "operators": list(OPERATORS[derived.kind]),
            "derived": True,
        }
        for name, derived in noun.derived.items()
    ]
    return {
        "noun": noun.name,
        "label": noun.label,
        "singular": noun.singular,
        "permission": noun.key,
        "writable": noun.writable,
        "owned": noun.owned,
        "searchable": noun.has_words,
        "match_keys": list(noun.match_keys),
        "metadata": "metadata" in noun.fields,
        "fields": fields,
        "relations": [
            {"name": name, "label": relation.label, "noun": relation.noun.name, "operators": list(RELATED)}
            for name, relation in noun.relations.items()
        ],
    }


def _referred(table: str | None) -> str | None:
    noun = noun_of_table(table) if table else None
    return noun.name if noun else table


@router.get(
    "",
    operation_id="fields_list",
    summary="Every noun with its fields",
    response_model=NounDescriptions,
    dependencies=[permit("fields:read")],
)
async def every_noun() -> Response:
    return Response(
        orjson.dumps({"items": [described(noun) for noun in NOUNS.values()]}), media_type="application/json"
    )


@router.get(
    "/{noun:path}",
    operation_id="fields_get",
    summary="One noun's fields",
    response_model=NounDescription,
    dependencies=[permit("fields:read")],
)
async def one_noun(noun: str) -> Response:
    if noun not in NOUNS:
        raise NotFound(f"There is no noun `{noun[:60]}`; known are {', '.join(NOUNS)}.")
    return Response(orjson.dumps(described(NOUNS[noun])), media_type="application/json")
