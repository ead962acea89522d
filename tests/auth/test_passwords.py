"""Passwords are kept as argon2id, and the ones everybody would try are refused."""

import pytest

from backend.auth import passwords
from backend.auth.passwords import HASHER, NOBODYS_HASH, WeakPassword, generated, is_outdated, refuse_weak

pytestmark = pytest.mark.anyio

OWASP = "$argon2id$v=19$m=19456,t=2,p=1$"


async def test_a_password_is_kept_as_argon2id_with_the_recommended_cost() -> None:
    assert (await passwords.hashed("correct horse battery staple")).startswith(OWASP)


async def test_the_right_password_matches_exactly() -> None:
    kept = await passwords.hashed("Correct horse battery staple")

    assert await passwords.matches("Correct horse battery staple", kept)
    assert not await passwords.matches("correct horse battery staple", kept)
    assert not await passwords.matches("Correct horse battery staple ", kept)


async def test_the_same_letters_match_however_a_keyboard_composed_them() -> None:
    assert await passwords.matches(
        "cafe\u0301 au lait bien chaud", await passwords.hashed("caf\u00e9 au lait bien chaud")
    )


async def test_nobody_has_no_password_and_takes_as_long() -> None:
    assert NOBODYS_HASH.startswith(OWASP)
    assert not is_outdated(NOBODYS_HASH)
    assert not await passwords.matches("anything at all", None)


def test_a_hash_with_less_cost_is_outdated() -> None:
    assert is_outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$hkoxyGmKJyAU2v6MZuWbsw")
    assert is_outdated("not a hash")
    assert not is_outdated(HASHER.hash("x"))


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "x" * 257,
        "Password1234!",
        "passwordpassword",
        "123456789012",
        "987654321098",
        "abcdefghijkl",
        "qwertyuiopas",
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "Sunshine 2026!!",
        "with a \0 in the middle",
        "with a \ud800 in the middle",
        "I am ada.lovelace today",
        "ADA.LOVELACE@agency.example",
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        refuse_weak(password, min_length=12, names=["ada.lovelace", "ada.lovelace@agency.example"])

    assert refused.value.errors[0].pointer == "/password"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "kein regen im november",
        "UPPERCASE ONLY WORKS",
        "ничего на свете лучше нету",
        "x9" + "long passphrase " * 15,
        "  spaces around are kept  ",
    ],
)
def test_any_other_password_is_fine(password: str) -> None:
    refuse_weak(password, min_length=12, names=["ada", "ada@agency.example"])


def test_a_generated_password_is_long_and_different_each_time() -> None:
    made = {generated() for _ in range(50)}

    assert len(made) == 50
    for password in made:
        refuse_weak(password, min_length=15)
