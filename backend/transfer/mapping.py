"""Which column is which field, and which noun a sheet holds: guessed from headers and values, editable as JSON.

A mapping is `{"<sheet>": {"<header>": "<field>" | null} | null}`. A header that is left out, or mapped to "metadata",
is kept in the record's metadata; one mapped to null is dropped, and of several sheets one mapped to null is left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Final, TypeAlias

from backend.errors import FieldError
from backend.transfer import normalising
from backend.transfer.errors import MappingUnusable
from backend.transfer.normalising import Unreadable, same_word
from backend.transfer.reading import Book, Sheet, as_text
from backend.transfer.targets import RECORD_ID, Kind, Shape, Target, nouns_exported, nouns_guessed, shape_of
from backend.transfer.words import NOTHING

METADATA: Final = "metadata"
EXACT: Final = 100
STRIPPED: Final = 80
CONTAINED: Final = 50
BY_VALUE: Final = 30
FILLED: Final = 10
OWN_SHARE: Final = 0.9  # of the headers of our own export are its own; people add a column of theirs

FileMapping: TypeAlias = Mapping[str, Mapping[str, str | None] | None]

_OWNER_WORDS: Final = frozenset(
    [
        "client",
        "clients",
        "customer",
        "customers",
        "insured",
        "lead",
        "prospect",
        "contact",
        "primary",
        "policyholder",
        "applicant",
        "member",
        "consumer",
        "your",
        "the",
        "s",
        "main",
        "preferred",
        "current",
        "policy",
        "claim",
        "person",
        "owner",
        "borrower",
        "driver1",
        "cust",
        "kunde",
        "kunden",
        "cliente",
    ]
)
_OTHER_PERSON: Final = frozenset(
    [
        "spouse",
        "agent",
        "producer",
        "csr",
        "adjuster",
        "emergency",
        "beneficiary",
        "driver2",
        "employer",
        "secondary",
        "alternate",
        "alt",
        "second",
        "other",
        "work",
        "fax",
        "mailing",
        "billing",
    ]
)
# Of which things a header speaks that only sounds like the field: IP address, e-mail 2 address, policy number.
_NEVER: Final = {
    "address_line1": frozenset({"ip", "web", "mail", "email"}),
    "address_line2": frozenset({"ip", "web", "mail", "email"}),
    "external_id": frozenset({"policy", "pol", "claim"}),
}
_WEIGHT: Final = {
    "policy_number": 5,
    "claim_number": 5,
    "premium": 5,
    "date_of_loss": 4,
    "start_date": 2,
    "end_date": 2,
    "coverage_amount": 3,
    "tcpa": 4,
    "jornaya_leadid": 4,
    "trustedform_url": 4,
    "received_at": 1,
    "cost": 2,
    "product_interest": 1,
    "comm_type": 2,
    "subject": 3,
    "content": 2,
    "direction": 3,
    "amount": 2,
    "carrier": 2,
    "policy_type": 1,
    "claim_type": 1,
    "join_date": 2,
    "last_active": 2,
    "claim_date": 1,
    "renewal_date": 3,
}


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What is done with one sheet. fields: header → target name, "metadata", or None to drop it."""

    sheet: Sheet
    shape: Shape
    fields: Mapping[str, str | None]

    @property
    def own(self) -> bool:
        """Whether the sheet is our own export, whose cells say what is stored, letter by letter."""
        return is_own_export(self.sheet.headers, self.shape)

    def as_json(self) -> dict[str, object]:
        """The plan as the user sees and edits it."""
        return {
            "sheet": self.sheet.name,
            "noun": self.shape.noun,
            "header_row": self.sheet.header_row,
            "mapping": dict(self.fields),
        }


def plan(book: Book, *, file_name: str, noun: str | None, mapping: FileMapping | None) -> list[SheetPlan]:
    """What becomes of every sheet, parents before children. Raises MappingUnusable when nothing can be recognised."""
    told: dict[str, object] = {str(sheet): fields for sheet, fields in (mapping or {}).items()}
    if len(book.sheets) == 1:
        told = _of_one_sheet(book.sheets[0], told, file_name)
    _refuse_unknown_sheets(book, told)
    plans = []
    for sheet in book.sheets:
        if sheet.name in told and told[sheet.name] is None:
            continue
        wanted = noun if len(book.sheets) == 1 else None
        found = _plan_sheet(sheet, file_name, wanted, _told_for(sheet, told))
        if found is not None:
            plans.append(found)
    if noun is not None and len(book.sheets) > 1:
        plans = _with_noun(plans, noun)
    if not plans:
        raise MappingUnusable("No column could be recognised: say what the file holds, and map its columns.")
    order = ("customers", "leads", "policies", "claims", "communications")
    return sorted(plans, key=lambda one: order.index(one.shape.noun) if one.shape.noun in order else 9)


def _with_noun(plans: list[SheetPlan], noun: str) -> list[SheetPlan]:
    """Of several sheets only the kind that was asked for; where none was recognised as it, all are read as it."""
    key = shape_of(noun).noun
    chosen = [one for one in plans if one.shape.noun == key]
    if chosen:
        return plans if key in ("customers", "policies") else chosen
    return [SheetPlan(one.sheet, shape_of(noun), guess(one.sheet, shape_of(noun))[0]) for one in plans[:1]]


def _of_one_sheet(sheet: Sheet, told: dict[str, object], file_name: str) -> dict[str, object]:
    """Where there is one sheet only, its name may be left out, and the file's name stands for it."""
    if told and all(value is None or isinstance(value, str) for value in told.values()):
        return {sheet.name: told}
    names = {sheet.name, "file", file_name, PurePath(file_name).stem}
    return {sheet.name if name in names else name: fields for name, fields in told.items()}


def _refuse_unknown_sheets(book: Book, told: Mapping[str, object]) -> None:
    names = [sheet.name for sheet in book.sheets]
    unknown = [name for name in told if name not in names]
    if unknown:
        raise _unusable(f"The file has no sheet “{unknown[0][:60]}” with rows; it has {', '.join(names)}.", unknown[0])


def _unusable(message: str, *place: str) -> MappingUnusable:
    """The refusal of a mapping, with a pointer to the part that does not fit."""
    steps = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in ("mapping", *place))
    return MappingUnusable(message, errors=[FieldError(steps, message)])


def _told_for(sheet: Sheet, told: Mapping[str, object]) -> Mapping[str, str | None] | None:
    """The user's mapping of this sheet."""
    if sheet.name not in told:
        return None
    own = told[sheet.name]
    if not isinstance(own, Mapping) or not all(value is None or isinstance(value, str) for value in own.values()):
        raise _unusable('A mapping looks like {"sheet": {"Header": "field" or null}}.', sheet.name)
    unknown = [str(header) for header in own if header not in sheet.headers]
    if unknown:
        columns = ", ".join(sheet.headers)
        raise _unusable(
            f"The file has no column “{unknown[0][:60]}”; its columns are {columns}.", sheet.name, unknown[0]
        )
    return own


def _plan_sheet(
    sheet: Sheet, file_name: str, noun: str | None, told: Mapping[str, str | None] | None
) -> SheetPlan | None:
    shape = shape_of(noun) if noun else _recognised(sheet, file_name, told)
    if shape is None:
        return None
    if told is None:
        return SheetPlan(sheet, shape, guess(sheet, shape)[0])
    taken: set[str] = set()
    for header, name in told.items():
        if name is None or name == METADATA:
            continue
        if name not in shape.targets:
            raise _unusable(
                f"“{header}” is mapped to “{name[:60]}”, which {shape.noun} do not have; "
                f"they have {', '.join(sorted(shape.targets))}.",
                sheet.name,
                header,
            )
        if name in taken:
            raise _unusable(f"Two columns are mapped to “{name}”.", sheet.name, header)
        taken.add(name)
    return SheetPlan(sheet, shape, {header: told.get(header, METADATA) for header in sheet.headers})


def _recognised(sheet: Sheet, file_name: str, told: Mapping[str, str | None] | None) -> Shape | None:
    """The noun whose fields explain most of the sheet's columns."""
    own = [shape for shape in map(shape_of, nouns_exported()) if is_own_export(sheet.headers, shape)]
    if own:
        return max(own, key=lambda shape: (_explained(sheet.headers, shape), -len(shape.headers)))
    scores: dict[str, float] = {}
    for noun in nouns_guessed():
        shape = shape_of(noun)
        if told is not None and not {name for name in told.values() if name not in (None, METADATA)} <= set(
            shape.targets
        ):
            continue
        fields, points = guess(sheet, shape)
        names = {name for name in fields.values() if name}
        if "name" not in names and names & {"first_name", "last_name"}:
            # The name can be put together; but a list without other hints is of leads, which vendors write like that.
            names.add("name")
            points -= 125 if "name" in shape.targets and shape.targets["name"].required else 0
        if any(shape.targets[name].required for name in shape.targets if name not in names and name != "customer_name"):
            points -= 250
        if shape.any_of and not names & set(shape.any_of):
            points -= 250
        points += sum(_WEIGHT.get(name, 0) * 20 for name in names)
        points += 250 * _hinted(shape, sheet.name) + 60 * _hinted(shape, PurePath(file_name).stem)
        points += 60 * sum(_hinted(shape, header) for header in sheet.headers)
        scores[noun] = points + (40 if noun == "leads" else 0)
    best = max(scores, key=lambda noun: scores[noun], default=None)
    return shape_of(best) if best is not None and scores[best] > 60 else None


def _hinted(shape: Shape, text: str) -> bool:
    low = text.lower().replace("_", " ")
    return any(hint in low for hint in shape.hints)


def is_own_export(headers: Sequence[str], shape: Shape) -> bool:
    """Whether our own export of this noun has such headers.

    Other systems have columns named ID too, so what counts changes and a time must be there, and nearly all the rest.
    """
    columns = {shape.headers.get(header) for header in headers}
    counted = shape.counter is None or shape.counter in columns
    timed = {"created_at", "updated_at"} & columns
    numbered = "ID" in headers or "id" in headers
    return numbered and counted and bool(timed) and _explained(headers, shape) >= OWN_SHARE * len(headers)


def _explained(headers: Sequence[str], shape: Shape) -> int:
    return sum(header in shape.headers for header in headers)


def _own_fields(sheet: Sheet, shape: Shape) -> dict[str, str | None]:
    """What our own export says: what the database keeps by itself is dropped, columns that people added are kept."""
    fields: dict[str, str | None] = {}
    for header in sheet.headers:
        column = shape.headers.get(header, METADATA)
        offered = column == METADATA or (column in shape.targets and column not in fields.values())
        fields[header] = column if offered else None
    return fields


def guess(sheet: Sheet, shape: Shape) -> tuple[dict[str, str | None], float]:
    """Header → field for one noun, and how sure that is. Every field is given to one column at most."""
    if is_own_export(sheet.headers, shape):
        return _own_fields(sheet, shape), float(EXACT * len(sheet.headers))
    claims: list[tuple[float, int, str, str]] = []
    samples = {header: _sample(sheet, at) for at, header in enumerate(sheet.headers)}
    for at, header in enumerate(sheet.headers):
        for target in shape.targets.values():
            # What another system calls ID is no id of ours.
            if target.name == RECORD_ID:
                continue
            points = header_points(header, target)
            if points and _plausible(samples[header], target, points):
                # Of two columns of phone numbers the one that is filled tells more.
                filled = len(samples[header]) / max(1, len(sheet.sample))
                claims.append((points + filled * FILLED - at * 0.01, at, header, target.name))
    fields: dict[str, str | None] = dict.fromkeys(sheet.headers, METADATA)
    taken: set[str] = set()
    total = 0.0
    for points, _, header, name in sorted(claims, key=lambda claim: -claim[0]):
        if fields[header] == METADATA and name not in taken:
            fields[header] = name
            taken.add(name)
            total += points
    _tell_parts_of_names(fields, samples)
    for header in sheet.headers:
        if fields[header] == METADATA and (found := _by_value(samples[header], shape, taken)):
            fields[header] = found
            taken.add(found)
            total += BY_VALUE
    return fields, total


def _tell_parts_of_names(fields: dict[str, str | None], samples: Mapping[str, Sequence[str]]) -> None:
    """“Nombre” beside “Apellidos” is the first name, “Name” beside “Vorname” the last one, where each is one word."""
    columns = {field: header for header, field in fields.items()}
    parts = {"first_name", "last_name"} & set(columns)
    if "name" not in columns or len(parts) != 1:
        return
    sample = samples[columns["name"]]
    if sum(len(text.split()) == 1 for text in sample) * 2 > len(sample):
        fields[columns["name"]] = "last_name" if "first_name" in parts else "first_name"


def _sample(sheet: Sheet, at: int) -> list[str]:
    texts = (as_text(cells[at]).strip() for _, cells in sheet.sample if at < len(cells))
    return [text for text in texts if text and text.lower() not in NOTHING]


@cache
def _squeezed(synonym: str) -> str:
    return same_word(synonym).replace(" ", "")


@cache
def _spellings(target_name: str, synonyms: tuple[str, ...]) -> tuple[tuple[str, frozenset[str]], ...]:
    every = dict.fromkeys((target_name.replace("_", " "), *synonyms))
    return tuple((_squeezed(one), frozenset(same_word(one).split())) for one in every if one)


def header_points(header: str, target: Target) -> float:
    """How well a header names a field: exactly, without words such as “client”, or as part of a longer header."""
    if header in (target.name, target.label):
        return EXACT * 2
    words = same_word(_separated(header)).split()
    squeezed = "".join(words)
    whole = same_word(header).replace(" ", "")
    spellings = _spellings(target.name, target.synonyms)
    forms = [form for form, _ in spellings]
    if whole in forms:
        # Of several fields that claim a word, the one that lists it earlier means it more.
        return EXACT - min(forms.index(whole), 30) * 0.3
    if set(words) & _OTHER_PERSON and squeezed not in forms:
        return 0
    if set(words) & _NEVER.get(target.name, frozenset()):
        return 0
    kept = [word for word in words if word not in _OWNER_WORDS]
    if kept and "".join(kept) in forms:
        return STRIPPED - min(forms.index("".join(kept)), 30) * 0.3
    contained = [
        len(form) for form, tokens in spellings if len(form) > 2 and tokens <= set(words) and tokens - _OWNER_WORDS
    ]
    return CONTAINED * min(1.0, max(contained) / max(1, len(squeezed)) + 0.3) if contained else 0


def _separated(header: str) -> str:
    """FirstName and first_name as words; what stands in brackets is left out unless it is all there is."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", text) if re.sub(r"\([^)]*\)", "", text).strip() else text


_CHECKS: Final[Mapping[Kind, Callable[[str], str]]] = {
    Kind.EMAIL: normalising.email,
    Kind.PHONE: normalising.phone,
    Kind.DATE: normalising.DateStyle().day,
    Kind.INSTANT: lambda text: normalising.DateStyle().instant(text, "UTC"),
    Kind.STATE: normalising.state,
    Kind.CENTS: normalising.cents,
    Kind.NUMBER: normalising.number,
    Kind.INTEGER: normalising.integer,
    Kind.MONEY: normalising.money,
    Kind.YES_NO: normalising.yes_no,
    Kind.JSON: normalising.json_text,
}


def _plausible(sample: Sequence[str], target: Target, points: float) -> bool:
    """Whether the values can be what the header says; a doubtful header needs better proof."""
    if target.kind is Kind.NAME:
        return not sample or _share(sample, normalising.email) < 0.5
    if target.kind is Kind.CHOICE and sample:
        column = normalising.column_for(target)
        return _share(sample, column.understand) >= (0.2 if points > STRIPPED else 0.5)
    check = _CHECKS.get(target.kind)
    if check is None or (len(sample) < 3 and target.kind is not Kind.JSON):
        return True
    return _share(sample, check) >= (0.2 if points >= EXACT - 10 else 0.5)


def _share(sample: Sequence[str], check: Callable[[str], str]) -> float:
    return sum(1 for text in sample[:60] if _passes(check, text)) / max(1, min(len(sample), 60))


def _passes(check: Callable[[str], str], text: str) -> bool:
    try:
        return bool(check(text))
    except Unreadable:
        return False


def _by_value(sample: Sequence[str], shape: Shape, taken: set[str]) -> str | None:
    """An unnamed column whose values are e-mail addresses or phone numbers beyond doubt."""
    if len(sample) < 2:
        return None
    for name in ("email", "phone", "customer_email", "customer_phone"):
        target = shape.targets.get(name)
        if target is None or name in taken:
            continue
        written = (
            sample if target.kind is Kind.EMAIL else [text for text in sample if re.search(r"\d{3}\D*\d{4}$", text)]
        )
        if len(written) >= len(sample) * 0.8 and _share(written, _CHECKS[target.kind]) >= 0.8:
            return name
    return None


@cache
def _every_spelling() -> frozenset[str]:
    return frozenset(
        form
        for noun in nouns_guessed()
        for target in shape_of(noun).targets.values()
        for form, _ in _spellings(target.name, target.synonyms)
    )


def is_known_header(text: str) -> bool:
    """Whether a cell holds a word that heads a column of any noun."""
    if len(text) > 60:
        return False
    words = same_word(_separated(text)).split()
    kept = [word for word in words if word not in _OWNER_WORDS]
    known = _every_spelling()
    return bool(words) and ("".join(words) in known or bool(kept and "".join(kept) in known))
