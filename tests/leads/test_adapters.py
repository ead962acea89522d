"""What the reading of each sender's format gives, on examples as they are really sent."""

import imaplib
import time
from typing import Any, cast

import pytest

from backend.integrations import incoming
from backend.integrations.adf import mailbox
from backend.integrations.adf import reading as adf
from backend.integrations.google_ads import reading as google
from backend.integrations.incoming import PERSONAL, PayloadUnreadable, attribution, in_order, product
from backend.integrations.meta import checking
from backend.integrations.meta import reading as meta
from backend.integrations.ping_post import reading as ping_post
from backend.integrations.ping_post.reading import Told
from backend.integrations.ping_post.replies import Reply, written

META_BODY = (
    b'{"object":"page","entry":[{"id":"1","time":1700000000,"changes":[{"field":"leadgen","value":'
    b'{"leadgen_id":"444","page_id":"1","form_id":"2","created_time":1700000000}}]}]}'
)


def test_the_published_signature_of_meta_is_ours() -> None:
    assert len(META_BODY) == 171
    assert (
        checking.signature(META_BODY, "test_app_secret")
        == "sha256=a5c6e8dcbf7b672d8ceeaf2b8685621dd4ebc7afeea21d54b55a4849aff93a3c"
    )


@pytest.mark.parametrize("header", [None, "", "sha256=", "sha1=abc", "sha256=" + "0" * 64])
def test_a_wrong_signature_is_refused(header: str | None) -> None:
    with pytest.raises(checking.WrongSignature):
        checking.check_signature(META_BODY, header, "test_app_secret")


def test_without_a_secret_no_signature_is_right() -> None:
    with pytest.raises(checking.WrongSignature):
        checking.check_signature(META_BODY, checking.signature(META_BODY, ""), "")


def test_a_batch_names_each_lead_whether_its_ids_are_numbers_or_texts() -> None:
    value = {"leadgen_id": 444444444444444444, "form_id": "2", "page_id": 1}
    changes = [{"field": "leadgen", "value": value}, {"field": "feed", "value": {"leadgen_id": "9"}}]
    document = {
        "object": "page",
        "entry": [{"changes": changes}, {"changes": [{"field": "leadgen", "value": {"leadgen_id": "5"}}]}],
    }

    assert [each["leadgen_id"] for each in meta.notified(document)] == ["444444444444444444", "5"]


@pytest.mark.parametrize("document", [None, [], {}, {"object": "user", "entry": []}, {"object": "page", "entry": 7}])
def test_what_is_no_notification_is_refused(document: object) -> None:
    with pytest.raises(PayloadUnreadable):
        meta.notified(document)


def test_a_meta_lead_keeps_questions_that_nobody_knows() -> None:
    told = {
        "id": "444",
        "created_time": "2026-01-02T03:04:05+0000",
        "form_id": "2",
        "ad_id": "77",
        "is_organic": True,
        "field_data": [
            {"name": "full_name", "values": ["Ada Lovelace"]},
            {"name": "phone_number_(eg.65xxxxxxxx)", "values": ["6145550142"]},
            {"name": "which_cover?", "values": ["home", "umbrella"]},
        ],
        "custom_disclaimer_responses": [{"checkbox_key": "tcpa", "is_checked": "1"}],
    }
    disclaimers = {"tcpa": {"text": "Call me.", "channels": ["call_manual"]}}
    config = {"forms": {"2": {"fields": {"phone_number_(eg.65xxxxxxxx)": "phone"}, "disclaimers": disclaimers}}}

    lead = meta.lead(told, config)

    assert lead.person == {"name": "Ada Lovelace", "phone": "6145550142"}
    assert lead.answers == {"which_cover?": ["home", "umbrella"]}
    assert "ad_id" not in lead.attribution
    assert (lead.consents[0].channels, lead.consents[0].text) == (("call_manual",), "Call me.")
    assert lead.received_at is not None
    assert lead.received_at.isoformat() == "2026-01-02T03:04:05+00:00"


def test_a_google_lead_keeps_the_zero_of_its_zip_and_unknown_columns() -> None:
    told = {
        "lead_id": "g1",
        "user_column_data": [
            {"column_id": "FULL_NAME", "string_value": "Ada Lovelace"},
            {"column_id": "POSTAL_CODE", "string_value": "02139"},
            {"column_id": "VEHICLE_MODEL", "string_value": "Model T"},
        ],
        "campaign_id": 9007199254740993,
        "gcl_id": "abc",
        "is_test": True,
    }

    lead = google.lead(told, {})

    assert incoming.in_order(lead.person).info["postal_code"] == "02139"
    assert lead.answers == {"VEHICLE_MODEL": "Model T"}
    assert lead.attribution == {"campaign_id": "9007199254740993", "gclid": "abc"}
    assert lead.is_test


ADF = b"""<?ADF VERSION="1.0"?>
<?xml version="1.0" encoding="UTF-8"?>
<adf>
 <prospect status="new">
  <id sequence="1" source="cars.example">A-17</id>
  <requestdate>2026-01-02T03:04-08:0</requestdate>
  <vehicle interest="buy" status="used"><year>2019</year><make>Ford</make><model>F-150</model></vehicle>
  <customer>
   <contact>
    <name part="full">ada lovelace</name>
    <email>Ada@Example.com</email>
    <phone type="mobile" preferredcontact="1">(614) 555-0142</phone>
    <phone type="work">614-555-0199</phone>
    <address><street line="1">1 Main St</street><apartment>4B</apartment><city>Columbus</city>
     <regioncode>oh</regioncode><postalcode>43215</postalcode></address>
   </contact>
   <comments><![CDATA[Call <after> five]]></comments>
  </customer>
  <provider><name part="full">Cars Example</name></provider>
 </prospect>
</adf>"""


def test_adf_as_vendors_write_it() -> None:
    lead = adf.lead(adf.prospects(ADF)[0])
    info = incoming.in_order(lead.person).info

    assert (lead.key, lead.external_id, lead.source) == ("cars.example:A-17", "A-17", "Cars Example")
    assert (info["name"], info["email"], info["phone"], info["state"]) == (
        "Ada Lovelace",
        "ada@example.com",
        "+16145550142",
        "OH",
    )
    assert (info["address_line1"], info["address_line2"], info["postal_code"]) == ("1 Main St", "4B", "43215")
    vehicles: Any = lead.insurance["vehicles"]
    assert vehicles[0]["model"] == "F-150"
    assert lead.answers["comments"] == "Call <after> five"
    assert lead.consents == ()
    assert lead.received_at is not None


def test_adf_without_a_number_is_known_by_what_it_says() -> None:
    bare = ADF.replace(b'<id sequence="1" source="cars.example">A-17</id>', b"<id></id>")

    first, again = (adf.lead(adf.prospects(bare)[0]).key for _ in range(2))
    other = adf.lead(adf.prospects(bare.replace(b"Ada@", b"Grace@"))[0]).key

    assert first == again
    assert first != other


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
<adf><prospect><customer><contact><name part="full">&lol2;</name></contact></customer></prospect></adf>"""
THIEF = b"""<?xml version="1.0"?><!DOCTYPE adf [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<adf><prospect><id>&x;</id></prospect></adf>"""
DTD = b'<?xml version="1.0"?><!DOCTYPE adf SYSTEM "http://127.0.0.1:9/adf.dtd"><adf><prospect/></adf>'


@pytest.mark.parametrize("body", [BOMB, THIEF, DTD], ids=["billion laughs", "external entity", "external DTD"])
def test_xml_with_a_document_type_is_refused(body: bytes) -> None:
    with pytest.raises(adf.DangerousXml):
        adf.prospects(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<adf>",
        b"<adf></adf>",
        b"<html><prospect/></html>",
        b"<adf><prospect>&undeclared;</prospect></adf>",
        b"<a>" * 100 + b"</a>" * 100,
        b"<adf>" + b"<prospect/>" * 6000 + b"</adf>",
        b"<adf><prospect>" + b"x" * 600_000 + b"</prospect></adf>",
    ],
    ids=["nothing", "text", "open", "empty", "other", "entity", "too deep", "too many", "too long"],
)
def test_xml_that_is_no_lead_is_refused(body: bytes) -> None:
    with pytest.raises(PayloadUnreadable):
        adf.prospects(body)


def test_adf_is_found_in_the_text_of_a_mail_and_in_attachments() -> None:
    mail = (
        b"From: leads@cars.example\r\nSubject: Lead\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n'
        b'--x\r\nContent-Type: application/x-adf+xml; name="l.adf"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + ADF
        + b"\r\n--x--\r\n"
    )

    found = list(mailbox.documents(mail))

    assert len(found) == 1
    assert adf.lead(adf.prospects(found[0])[0]).external_id == "A-17"


CONFIG = {
    "preset": "generic-auto",
    "codes": {"gender": {"0": "male", "1": "female"}},
    "test": {"field": "lead_mode", "values": ["0"]},
}


def test_a_vendors_words_become_ours_by_its_own_maps() -> None:
    said = ping_post.flattened(
        b'{"TXID":"t1","Lead":{"FirstName":"Ada","Zip":"02139"},"driver1_gender":"1","lead_mode":0,"odd":{"x":[1]}}',
        "application/json",
    )
    told = ping_post.translated(said, CONFIG, {"token": "x"})

    assert told.transaction == "t1"
    assert told.fields["first_name"] == "Ada"
    assert told.fields["gender"] == "female"
    assert told.rest == {"lead_mode": 0, "odd.x": [1]}
    assert ping_post.is_test(told, CONFIG)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"state":"Ohio","zip":"43215"}', "application/json"),
        (b"state=Ohio&zip=43215", "application/x-www-form-urlencoded"),
        (b"<lead><state>Ohio</state><zip>43215</zip></lead>", "text/xml; charset=utf-8"),
    ],
)
def test_json_forms_and_xml_say_the_same(body: bytes, kind: str) -> None:
    told = ping_post.translated(ping_post.flattened(body, kind), {}, {})

    assert ping_post.facts(told) == {"state": "OH", "postal_code": "43215"}


def test_nothing_personal_is_kept_of_a_ping() -> None:
    said = {
        "first_name": "Ada", "email": "ada@example.com", "phone": "6145550142", "address": "1 Main St",
        "dob": "1985-12-10", "ip": "198.51.100.7", "zip": "43215", "occupation": "ada@example.com",
        "currently_insured": "yes", "phone_last_4": "0142", "landing_page": "https://x.example/?email=a@b.co",
        "drivers": [{"first_name": "Ada"}],
    }  # fmt: skip

    kept = ping_post.facts(ping_post.translated(said, CONFIG, {}))

    assert kept == {"postal_code": "43215", "currently_insured": "yes"}


def test_answers_are_json_xml_or_what_the_vendor_wants() -> None:
    reply = Reply("accepted", bid_id="b<1>", lead_id=7, price_cents=420)

    assert written(reply, {})[0] == b'{"status":"accepted","bid_id":"b<1>","lead_id":7,"price":"4.20"}'
    xml, kind = written(reply, {"reply": {"format": "xml"}})
    assert xml == b"<reply><code>1</code><lead>7</lead><payout>4.20</payout><status>accepted</status></reply>"
    assert kind == "application/xml"
    own = {"reply": {"format": "xml", "templates": {"accepted": "<ok id='{lead_id}'>{bid_id}</ok>"}}}
    assert written(reply, own)[0] == b"<ok id='7'>b&lt;1&gt;</ok>"


def test_campaigns_lose_addresses_and_keep_one_case() -> None:
    said = {"utm_source": "Google", "utm_content": "ada@example.com", "gclid": "Ab1", "landing_page": "x" * 2000}

    kept = incoming.attribution(said)

    assert kept["utm_source"] == "google"
    assert kept["utm_source_as_entered"] == "Google"
    assert "utm_content" not in kept
    assert len(str(kept["landing_page"])) == 1000


@pytest.mark.parametrize(
    ("written_as", "ours"),
    [("Auto Insurance", "auto"), ("HO3", "home"), ("Medicare Supplement", "medicare"), ("pet", "pet"), (None, None)],
)
def test_products_have_one_name(written_as: str | None, ours: str | None) -> None:
    assert incoming.product(written_as) == ours


@pytest.mark.parametrize(
    ("typed", "told"),
    [("1", True), ("Y", True), ("2", False), ("no", False), (True, True), ("maybe", None), (None, None)],
)
def test_a_yes_is_a_yes_however_it_is_written(typed: object, told: bool | None) -> None:
    assert incoming.yes(typed) is told


@pytest.mark.parametrize("text", ["<adf " * 400_000, "<?xml" * 400_000, "<adf>" * 200_000 + "</adf" * 200_000])
def test_a_mail_of_two_megabytes_is_read_once_whatever_is_in_it(text: str) -> None:
    began = time.process_time()

    list(mailbox.documents(b"Subject: x\r\n\r\n" + text.encode()))

    assert time.process_time() - began < 5  # once it took hours


@pytest.mark.parametrize("letter", ["x", "1", "x ", "a@", "-", "(", "Mc", "' "])
def test_a_text_of_a_megabyte_is_put_in_order_without_holding_up_anybody(letter: str) -> None:
    text = letter * (1_000_000 // len(letter))
    began = time.process_time()

    attribution(dict.fromkeys(("utm_source", "utm_content", "gclid", "landing_page"), text))
    product(text)
    PERSONAL.sub("…", text)
    ping_post.facts(Told(dict.fromkeys(("state", "postal_code", "insurance.x"), text), {}))
    in_order(dict.fromkeys(("email", "phone", "first_name", "state", "postal_code", "date_of_birth"), text))

    assert time.process_time() - began < 10  # 40,000 letters took 12 s, a megabyte hours


def test_a_broken_mail_is_flagged_and_keeps_no_other_from_being_read() -> None:
    broken = b"Content-Type: application/xml; name*=utf-8\x00''%ff.xml\r\n\r\n<adf><prospect/></adf>"
    whole = b"Subject: a lead\r\n\r\n<?xml version='1.0' encoding='latin-1'?><adf><prospect/></adf>"

    class Inbox:
        def uid(self, command: str, *arguments: str) -> tuple[str, list[object]]:
            if command == "SEARCH":
                return "OK", [b"1 2"]
            return "OK", [(b"", broken if arguments[0] == "1" else whole)]

    found = list(mailbox.unread(cast(imaplib.IMAP4, Inbox())))

    assert [(mail.uid, mail.documents) for mail in found] == [("1", ()), ("2", (b"<adf><prospect/></adf>",))]
