"""ADF 1.0 as vendors really write it. No DTD, no entities, no depth: what tries is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from xml.parsers import expat

from backend.errors import Invalid
from backend.integrations.incoming import Incoming, PayloadUnreadable, instant

MOST_BYTES: Final = 512 * 1024
DEEPEST: Final = 24
MOST_ELEMENTS: Final = 5000
DECLARED: Final = re.compile(rb"^\s*(<\?xml[^>]*\?>)?\s*(<\?adf[^>]*\?>)?", re.IGNORECASE)


class DangerousXml(Invalid):
    """The XML declares a document type or entities, which nobody needs to describe a lead."""

    code = "dangerous_xml"


@dataclass(slots=True)
class Element:
    """One element. text: its own, without that of its children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        return (child for child in self.children if child.name == name)

    def first(self, name: str) -> "Element | None":
        return next(self.all(name), None)

    def word(self, *path: str) -> str:
        """The text at the end of a path of first children, trimmed; empty if there is none."""
        place: Element | None = self
        for name in path:
            place = place.first(name) if place is not None else None
        return place.text.strip() if place is not None else ""

    def as_value(self) -> Any:
        """The element as JSON: a text, or an object of its attributes and children."""
        if not self.children and not self.attributes:
            return self.text.strip()
        made: dict[str, Any] = {f"@{name}": value for name, value in self.attributes.items()}
        if self.text.strip():
            made["text"] = self.text.strip()
        for child in self.children:
            value = child.as_value()
            if child.name in made:
                made[child.name] = [*_listed(made[child.name]), value]
            else:
                made[child.name] = value
        return made


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def parse(body: bytes) -> Element:
    """The root of an XML document. Raises DangerousXml, PayloadUnreadable."""
    if len(body) > MOST_BYTES:
        raise PayloadUnreadable(f"The XML is larger than {MOST_BYTES} bytes.")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    open_elements: list[Element] = [Element("", {})]
    seen = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1
        if len(open_elements) > DEEPEST or seen > MOST_ELEMENTS:
            raise PayloadUnreadable("The XML is nested too deep or has too many elements.")
        element = Element(name.lower(), {key.lower(): value for key, value in attributes.items()})
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        open_elements.pop()

    def text(piece: str) -> None:
        open_elements[-1].text += piece

    def refuse(*_: object) -> None:
        raise DangerousXml

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse  # type: ignore[assignment]
    try:
        parser.Parse(DECLARED.sub(_only_xml, body, count=1).strip(), True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise PayloadUnreadable(f"This is not XML: {error}.") from None
    return open_elements[0].children[0]


def _only_xml(found: re.Match[bytes]) -> bytes:
    return found[1] or b""


def prospects(body: bytes) -> list[Element]:
    """The leads of an ADF document. Raises PayloadUnreadable if there is none."""
    root = parse(body)
    found = [root] if root.name == "prospect" else [*root.all("prospect")]
    if root.name not in ("adf", "prospect") or not found:
        raise PayloadUnreadable("This is not ADF: there is no prospect in it.")
    return found


def lead(prospect: Element, *, channel: str = "adf_email") -> Incoming:
    """One prospect. It says nothing about consent, so nothing is allowed by it."""
    customer = prospect.first("customer") or Element("customer", {})
    contact = customer.first("contact") or Element("contact", {})
    person = _person(contact)
    provider = prospect.first("provider") or Element("provider", {})
    provider_name = provider.word("name")
    numbers = [each for each in prospect.all("id") if each.text.strip()]
    own = numbers[0] if numbers else None
    number = own.text.strip() if own is not None else ""
    by = (own.attributes.get("source") if own is not None else "") or provider_name
    vehicles = [vehicle.as_value() for vehicle in prospect.all("vehicle")]
    key = f"{by}:{number}" if number else _fingerprint(prospect, provider_name, person)
    known = ("id", "requestdate", "vehicle", "customer", "provider", "vendor")
    answers: dict[str, Any] = {child.name: child.as_value() for child in prospect.children if child.name not in known}
    comments = customer.word("comments")
    extra = {
        "ids": [each.as_value() for each in numbers[1:]],
        "customer": _rest(customer, ("contact", "comments", "timeframe")),
        "contact": _rest(contact, ("name", "email", "phone", "address")),
        "comments": comments,
        "timeframe": frame.as_value() if (frame := customer.first("timeframe")) else None,
        "vendor": vendor.as_value() if (vendor := prospect.first("vendor")) else None,
        "provider": provider.as_value() or None,
        "request_date": prospect.word("requestdate"),
        "leadtype": prospect.attributes.get("leadtype"),
    }
    answers |= {name: value for name, value in extra.items() if value}
    return Incoming(
        channel=channel,
        key=key,
        external_id=number[:128] or None,
        source=provider_name[:64] or None,
        person=person,
        product_interest="auto" if vehicles else None,
        insurance={"vehicles": vehicles} if vehicles else {},
        answers=answers,
        received_at=instant(prospect.word("requestdate")),
        is_update=prospect.attributes.get("status", "").lower() == "resend",
    )


def _rest(element: Element, known: tuple[str, ...]) -> dict[str, Any]:
    """What an element says beyond what has a place of its own."""
    others = Element(element.name, element.attributes)
    others.children = [child for child in element.children if child.name not in known]
    value = others.as_value()
    return value if isinstance(value, dict) else {}


def _fingerprint(prospect: Element, provider: str, person: dict[str, object]) -> str:
    vehicle = prospect.first("vehicle")
    parts = (
        provider,
        prospect.word("requestdate"),
        str(person.get("email") or "").lower(),
        re.sub(r"\D", "", str(person.get("phone") or "")),
        str(vehicle.as_value()) if vehicle is not None else "",
    )
    return sha256("\0".join(parts).encode()).hexdigest()


def _person(contact: Element) -> dict[str, object]:
    person: dict[str, object] = {}
    parts = {each.attributes.get("part", "full").lower(): each.text.strip() for each in contact.all("name")}
    person["name"] = parts.get("full") or " ".join(filter(None, (parts.get("first"), parts.get("last"))))
    person |= {f"{part}_name": parts.get(part) for part in ("first", "middle", "last")}
    person["suffix"] = parts.get("suffix")
    person["email"] = contact.word("email")
    phones = [(each.text.strip(), each.attributes) for each in contact.all("phone") if each.text.strip()]
    phones.sort(key=lambda phone: (phone[1].get("preferredcontact") != "1", phone[1].get("type") == "fax"))
    if phones:
        person["phone"] = phones[0][0]
        if phones[0][1].get("time"):
            person["preferred_contact_time"] = phones[0][1]["time"]
    if len(phones) > 1:
        person["other_phones"] = [{"number": number, "type": said.get("type")} for number, said in phones[1:]]
    address = contact.first("address")
    if address is not None:
        streets = [street.text.strip() for street in address.all("street") if street.text.strip()]
        second = address.word("apartment") or (streets[1] if len(streets) > 1 else "")
        person |= {
            "address_line1": streets[0] if streets else "",
            "address_line2": second,
            "city": address.word("city"),
            "state": address.word("regioncode"),
            "postal_code": address.word("postalcode"),
            "country": address.word("country"),
        }
    return {name: value for name, value in person.items() if value}
