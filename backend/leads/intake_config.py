"""What `config` of a door may hold: told when it is written, not when a vendor's lead stands before it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from backend.errors import FieldError
from backend.integrations.ping_post.presets import LINES
from backend.models.consent import Channel

Check = Callable[[object], str | None]
Wrong = list[FieldError]
CHANNELS: Final = frozenset(Channel) - {Channel.ALL}
MOST_ROWS: Final = 500


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str | int | float | bool) for each in value)


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "It takes a text."


def _words(value: object) -> str | None:
    fits = isinstance(value, dict) and all(isinstance(each, str) and each for each in value.values())
    return None if fits else "It takes names with a word for each."


def _names(value: object) -> str | None:
    """google: column → our field; ping_post: our field → their name, or several."""
    fits = isinstance(value, dict) and all(
        (isinstance(each, str) and each) or (_texts(each) and all(isinstance(one, str) for one in each))
        for each in value.values()
    )
    return None if fits else "It takes names with a name, or a list of names, for each."


def _codes(value: object) -> str | None:
    fits = isinstance(value, dict) and all(isinstance(each, dict) for each in value.values())
    return None if fits else "It takes fields, each with its codes and what they mean."


def _conditions(value: object) -> str | None:
    fits = isinstance(value, dict) and all(_texts(each) for each in value.values())
    return None if fits else "It takes fields, each with a list of values."


def _whole(least: int, most: int) -> Check:
    def check(value: object) -> str | None:
        return None if type(value) is int and least <= value <= most else f"It takes a number from {least} to {most}."

    return check


def _one_of(*words: str) -> Check:
    return lambda value: None if value in words else f"It is one of {', '.join(words)}."


def _yes_no(value: object) -> str | None:
    return None if isinstance(value, bool) else "It takes true or false."


def _channels(value: object) -> str | None:
    fits = isinstance(value, list) and {str(each) for each in value} <= CHANNELS
    return None if fits else f"It takes some of {', '.join(sorted(CHANNELS))}."


def _prices(value: object) -> str | None:
    fits = (
        isinstance(value, list)
        and len(value) <= MOST_ROWS
        and all(
            isinstance(each, dict)
            and each.keys() <= {"when", "price_cents"}
            and _cents(each.get("price_cents")) is None
            and _conditions(each.get("when", {})) is None
            for each in value
        )
    )
    return None if fits else "It takes prices, each with `price_cents` and `when`."


_cents: Final = _whole(0, 100_000_00)


def _auth(value: object) -> str | None:
    fits = (
        isinstance(value, dict)
        and value.keys() <= {"style", "name"}
        and value.get("style", "bearer") in ("bearer", "header", "fields", "signed")
        and isinstance(value.get("name", ""), str)
    )
    return None if fits else "It takes `style` (bearer, header, fields or signed) and, for a header, its `name`."


def _test(value: object) -> str | None:
    fits = (
        isinstance(value, dict)
        and value.keys() <= {"field", "values"}
        and _text(value.get("field")) is None
        and _texts(value.get("values", []))
    )
    return None if fits else "It takes a `field` and the `values` that mean a test."


def _reply(value: object) -> str | None:
    fits = (
        isinstance(value, dict)
        and value.keys() <= {"format", "templates"}
        and value.get("format", "json") in ("json", "xml")
        and _words(value.get("templates", {})) is None
    )
    return None if fits else "It takes a `format` (json or xml) and `templates` by status."


def _forms(value: object) -> str | None:
    fits = isinstance(value, dict) and len(value) <= MOST_ROWS and all(_is_form(each) for each in value.values())
    return None if fits else "It takes forms by their ids, each with `fields`, `product_interest` and `disclaimers`."


def _is_form(form: object) -> bool:
    return (
        isinstance(form, dict)
        and form.keys() <= {"fields", "product_interest", "disclaimers"}
        and _words(form.get("fields", {})) is None
        and isinstance(form.get("product_interest", ""), str)
        and isinstance(form.get("disclaimers", {}), dict)
        and all(_is_box(box) for box in form.get("disclaimers", {}).values())
    )


def _is_box(box: object) -> bool:
    return (
        isinstance(box, dict)
        and box.keys() <= {"text", "channels", "not_condition_of_purchase"}
        and isinstance(box.get("text", ""), str)
        and _channels(box.get("channels", [])) is None
    )


KEYS: Final[Mapping[str, Check]] = {
    "forms": _forms,
    "fields": _names,
    "product_interest": _text,
    "host": _text,
    "port": _whole(1, 65535),
    "security": _one_of("tls", "starttls", "none"),
    "username": _text,
    "folder": _text,
    "preset": _one_of(*LINES),
    "codes": _codes,
    "accept": _conditions,
    "prices": _prices,
    "price_cents": _cents,
    "ping_ttl_minutes": _whole(1, 1440),
    "duplicate_days": _whole(0, 3650),
    "mode": _one_of("ping_post", "full_post"),
    "test": _test,
    "auth": _auth,
    "consent_channels": _channels,
    "not_condition_of_purchase": _yes_no,
    "reply": _reply,
}


def config_errors(config: Mapping[str, Any]) -> Wrong:
    """What is wrong with a door's configuration, with a JSON pointer each; empty if nothing is."""
    wrong = [FieldError(f"/config/{name}", "Not known here.", "unknown") for name in config.keys() - KEYS.keys()]
    for name, check in KEYS.items():
        if name in config and (message := check(config[name])):
            wrong.append(FieldError(f"/config/{name}", message))
    return wrong
