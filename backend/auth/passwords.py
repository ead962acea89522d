"""Passwords: how they are kept (argon2id) and which ones are refused.

Parameters: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, two passes, one lane: 28 ms on our machine,
where the library's defaults took 296 ms.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

from pwdlib.hashers.argon2 import Argon2Hasher

from backend.errors import FieldError, Invalid

MAX_LENGTH: Final = 256

HASHER: Final = Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Verified when nobody has that name, so that the answer takes as long as for somebody who exists.
NOBODYS_HASH: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$DD1CiY1rR9cKK1Hoqd9lXg$NAdbVvS6nxGTbKEb5qLdz2Hx3kDQ5UfHgPIR1UGjc7U"
)

# Two at a time: each takes 19 MiB and a core, and a flood of sign-ins must leave room for everybody else.
_hashing: Final = ThreadPoolExecutor(2, thread_name_prefix="password")


class WeakPassword(Invalid):
    """This password is too easy to guess."""

    code = "weak_password"


async def hashed(password: str) -> str:
    """What to keep instead of the password."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, HASHER.hash, _bytes(password))


async def matches(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; without a hash False, just as slowly."""
    check = asyncio.get_running_loop().run_in_executor(
        _hashing, HASHER.verify, _bytes(password), password_hash or NOBODYS_HASH
    )
    return await check and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return not Argon2Hasher.identify(password_hash) or HASHER.check_needs_rehash(password_hash)


def generated() -> str:
    """A password nobody chose, such as `k7m2p-9xqrt-4hvnc-w8sdz`: 99 bits."""
    return readable_secret(4)


def readable_secret(groups: int) -> str:
    """Random groups of five characters that cannot be mistaken for one another when read aloud, 25 bits a group."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(5)) for _ in range(groups))


_CLEAR: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_RUNS: Final = ("0123456789" * 26, "abcdefghijklmnopqrstuvwxyz" * 10, "qwertyuiopasdfghjklzxcvbnm" * 10)


def refuse_weak(password: str, *, min_length: int, names: Iterable[str] = (), pointer: str = "/password") -> None:
    """Raises WeakPassword for one that is too short or too easy to guess. names: the user's own, and the address.

    There are no rules about kinds of characters, and nothing expires: ASVS 5.0, 6.2.
    """
    reason = _weakness(password, min_length, names)
    if reason is not None:
        raise WeakPassword(reason, errors=[FieldError(pointer, reason, "weak_password")])


def _weakness(password: str, min_length: int, names: Iterable[str]) -> str | None:
    if len(password) < min_length:
        return f"The password needs at least {min_length} characters; a few unrelated words make a good one."
    if len(password) > MAX_LENGTH:
        return f"The password may have at most {MAX_LENGTH} characters."
    if "\0" in password or any(unicodedata.category(character) == "Cs" for character in password):
        return "The password contains a character that cannot be typed."
    folded = _folded(password)
    if len(set(folded)) < 5 or _is_common(folded):
        return "This password is among the first that anybody would try: choose another."
    if any(len(name) > 3 and name in folded for name in map(_folded, _parts(names))):
        return "The password contains your name or e-mail address: choose another."
    return None


def _parts(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield name
        yield name.partition("@")[0]


def _is_common(folded: str) -> bool:
    """Whether it is a common password, alone, repeated, or with digits and signs before or after it."""
    core = folded.strip("0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")
    words = common_passwords()
    if any(folded in run or folded[::-1] in run for run in _RUNS):
        return True
    return bool({folded, core} & words) or _repeated(folded) in words or _repeated(core) in words


def _repeated(text: str) -> str:
    """The shortest piece of which the text is a repetition; the text itself if it is none."""
    period = (text + text).find(text, 1)
    return text[:period] if period > 0 else text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def common_passwords() -> frozenset[str]:
    """The few thousand passwords that are tried first (from the zxcvbn project's list, MIT)."""
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())


def _bytes(password: str) -> bytes:
    """The same bytes for the same letters, however a keyboard composed them."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
