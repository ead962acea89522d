"""Published and computed examples of how others sign, and what comes near them."""

from datetime import UTC, datetime, timedelta

import pytest

from backend.integrations import signatures
from backend.integrations.signatures import WrongSignature

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FIELDS = [
    ("To", "+18005551212"), ("Digits", "1234"), ("CallSid", "CA1234567890ABCDE"), ("Caller", "+12349013030"),
    ("From", "+12349013030"),
]  # fmt: skip
TWILIO = "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
SECRET = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXQ="
BODY = b'{"event_type":"form.completed","timestamp":"2024-01-01T00:00:00Z","data":{"id":1}}'
DOCUSEAL = "1704067200.ec8d4486098e9d450d4d0ca44fb04414e40d00c1f5ba7731c11495369c5549c5"
THEN = datetime(2024, 1, 1, tzinfo=UTC)


def test_twilios_example_is_ours_in_whatever_order_its_fields_come() -> None:
    assert signatures.of_twilio(URL, FIELDS, TOKEN) == TWILIO
    signatures.check_twilio(TWILIO, URL, FIELDS[::-1], TOKEN)


@pytest.mark.parametrize(
    ("header", "url", "fields", "token"),
    [
        (None, URL, FIELDS, TOKEN),
        ("", URL, FIELDS, TOKEN),
        (TWILIO.lower(), URL, FIELDS, TOKEN),
        (TWILIO, URL.replace("https", "http"), FIELDS, TOKEN),
        (TWILIO, URL, FIELDS[1:], TOKEN),
        (TWILIO, URL, [*FIELDS, ("New", "1")], TOKEN),
        (TWILIO, URL, FIELDS, "54321"),
        (signatures.of_twilio(URL, FIELDS, ""), URL, FIELDS, ""),
    ],
)
def test_what_twilio_did_not_sign_is_refused(
    header: str | None, url: str, fields: list[tuple[str, str]], token: str
) -> None:
    with pytest.raises(WrongSignature):
        signatures.check_twilio(header, url, fields, token)


def test_docuseals_example_is_ours_for_five_minutes() -> None:
    assert signatures.of_docuseal(BODY, SECRET, 1_704_067_200) == DOCUSEAL
    for minutes in (-5, 0, 5):
        signatures.check_docuseal(DOCUSEAL, BODY, SECRET, THEN + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("header", "body", "minutes"),
    [
        (None, BODY, 0),
        ("1704067200", BODY, 0),
        (DOCUSEAL.replace("17040672", "17040673"), BODY, 0),
        (DOCUSEAL, BODY + b" ", 0),
        (DOCUSEAL, BODY, 6),
        (DOCUSEAL, BODY, -6),
        (DOCUSEAL.upper(), BODY, 0),
    ],
)
def test_what_docuseal_did_not_sign_or_signed_long_ago_is_refused(
    header: str | None, body: bytes, minutes: int
) -> None:
    with pytest.raises(WrongSignature):
        signatures.check_docuseal(header, body, SECRET, THEN + timedelta(minutes=minutes))


def test_a_standard_webhook_may_carry_the_signature_of_an_old_secret_too() -> None:
    signed = signatures.of_standard_webhook(BODY, b"new", "msg_1", 1_704_067_200)
    both = f"{signatures.of_standard_webhook(BODY, b'old', 'msg_1', 1_704_067_200)} {signed}"

    signatures.check_standard_webhook(both, BODY, b"new", "msg_1", "1704067200", THEN)

    for body, message_id, timestamp in (
        (b"", "msg_1", "1704067200"),
        (BODY, "msg_2", "1704067200"),
        (BODY, "msg_1", "x"),
    ):
        with pytest.raises(WrongSignature):
            signatures.check_standard_webhook(both, body, b"new", message_id, timestamp, THEN)
