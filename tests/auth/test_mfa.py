"""The second factor's arithmetic, and how its seeds are kept."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from backend.auth.mfa import RECOVERY_CODES, Seals, SeedUnreadable, matching_step, new_recovery_codes, new_seed

RFC_SEED = base64.b32encode(b"12345678901234567890").decode()
SEALS = Seals(b"a secret of the installation, long enough")


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


# RFC 6238, appendix B, SHA-1, the last six of eight digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_standard_match(seconds: int, code: str) -> None:
    assert matching_step(RFC_SEED, code, at(seconds), None) == seconds // 30


@pytest.mark.parametrize(("off_s", "accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(off_s: int, accepted: bool) -> None:
    step = matching_step(RFC_SEED, "081804", at(1111111109) + timedelta(seconds=off_s), None)

    assert (step == 1111111109 // 30) is accepted


def test_a_code_counts_once_and_none_before_it_after_it() -> None:
    step = 1111111109 // 30

    assert matching_step(RFC_SEED, "081804", at(1111111109), step - 1) == step
    assert matching_step(RFC_SEED, "081804", at(1111111109), step) is None


@pytest.mark.parametrize("code", ["", "081805", "0818040", "abcdef", "０８１８０４", "081\x00804"])
def test_anything_else_is_no_code(code: str) -> None:
    assert matching_step(RFC_SEED, code, at(1111111109), None) is None


def test_spaces_in_a_code_do_not_matter() -> None:
    assert matching_step(RFC_SEED, "081 804", at(1111111109), None) is not None


def test_a_sealed_seed_opens_for_its_user_only() -> None:
    seed = new_seed()
    sealed = SEALS.sealed(seed, 7)

    assert seed not in sealed
    assert len(sealed) <= 255
    assert SEALS.opened(sealed, 7) == seed
    assert SEALS.sealed(seed, 7) != sealed
    with pytest.raises(SeedUnreadable):
        SEALS.opened(sealed, 8)


def test_another_installation_cannot_open_a_seed() -> None:
    with pytest.raises(SeedUnreadable):
        Seals(b"another secret of another installation").opened(SEALS.sealed(new_seed(), 7), 7)


@pytest.mark.parametrize("touched", ["", "v1:", "v1:AAAA", "v1:not base64!", "plain"])
def test_a_touched_seed_does_not_open(touched: str) -> None:
    with pytest.raises(SeedUnreadable):
        SEALS.opened(touched, 7)


def test_recovery_codes_differ_and_are_kept_as_keyed_hashes() -> None:
    codes = new_recovery_codes()
    hashes = {SEALS.code_hash(code, 7) for code in codes}

    assert len(codes) == len(set(codes)) == len(hashes) == RECOVERY_CODES
    assert SEALS.code_hash(codes[0].upper().replace("-", " "), 7) == SEALS.code_hash(codes[0], 7)
    assert SEALS.code_hash(codes[0], 8) != SEALS.code_hash(codes[0], 7)
