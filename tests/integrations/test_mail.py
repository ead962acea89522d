"""Mails at a real mail server: what arrives, what is refused, what is uncertain, and what must never happen."""

import email
import email.policy
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import pytest

from backend import clock, doctor
from backend.doctor import Verdict
from backend.errors import LeadGenError
from backend.integrations.mail import Mail, MailRefused, MailUnavailable, Post, SetupRefused, is_address, opened
from backend.integrations.mail.message import AddressUnusable, compose
from backend.settings import Settings, UnsafeSettings
from tests.mail_server import HOST, PASSWORD, USER, AfterData, MailServer, mail_server, papers

pytestmark = pytest.mark.anyio

ANN: Final = Mail(
    to="ann@example.com",
    subject="Sales: Last Month",
    text="Good morning.\n.\nThe end.\n",
    html="<p>Good morning.</p>",
    message_id="report-7-abc@agency.test",
    sender="Ünal & Söhne Agency",
    reply_to="ben@agency.test",
)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as running:
        yield running


def settings_for(server: MailServer, folder: Path, **others: object) -> Settings:
    wanted = {
        "smtp_host": HOST,
        "smtp_port": server.port,
        "smtp_security": "none",
        "mail_from": "reports@agency.test",
        "data_dir": folder,
    }
    return Settings.model_validate({**wanted, **others})


async def sent(settings: Settings, mail: Mail = ANN) -> None:
    async with opened(settings) as post:
        await post.send(mail)


async def refused(settings: Settings, mail: Mail = ANN, timeout_s: float = 20) -> LeadGenError:
    """What sending the mail raises."""
    post = Post(settings, timeout_s=timeout_s)
    try:
        await post.send(mail)
    except LeadGenError as problem:
        return problem
    finally:
        await post.close()
    raise AssertionError("it was sent")


async def test_a_mail_arrives_as_it_was_written_with_the_headers_that_mail_needs(
    server: MailServer, tmp_path: Path
) -> None:
    await sent(settings_for(server, tmp_path))

    [mail] = server.mails
    assert server.recipients == ["ann@example.com"]
    assert server.envelopes[0].mail_from == "reports@agency.test"
    assert server.greeted_as == ["agency.test"]
    assert mail["From"].addresses[0].display_name == "Ünal & Söhne Agency"
    assert mail["From"].addresses[0].addr_spec == "reports@agency.test"
    assert mail["Reply-To"].addresses[0].addr_spec == "ben@agency.test"
    assert mail["Message-ID"] == "<report-7-abc@agency.test>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert abs((parsedate_to_datetime(mail["Date"]) - clock.now()).total_seconds()) < 60
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert text.get_content().splitlines() == ["Good morning.", ".", "The end."]
    assert "<p>Good morning.</p>" in html.get_content()


@pytest.mark.parametrize(
    "typed", ["Sales\r\nBcc: eve@example.com", "Sales\nX-Evil: 1\n\nbody", "Sales\u2028Bcc: e@x.co"]
)
async def test_nothing_that_is_typed_becomes_a_header(server: MailServer, tmp_path: Path, typed: str) -> None:
    await sent(settings_for(server, tmp_path), replace(ANN, subject=typed, sender=typed))

    [mail] = server.mails
    assert {"Bcc", "X-Evil"}.isdisjoint(mail.keys())
    assert server.recipients == ["ann@example.com"]
    assert mail["Subject"].startswith("Sales")


@pytest.mark.parametrize(
    "address", ["ann@example.com\r\nBcc: eve@example.com", "ann@example.com, eve@example.com", "", "ann", "a b@x.com"]
)
async def test_an_address_is_one_address_or_none(server: MailServer, tmp_path: Path, address: str) -> None:
    assert not is_address(address)

    assert isinstance(await refused(settings_for(server, tmp_path), replace(ANN, to=address)), AddressUnusable)
    assert server.mails == []


async def test_a_domain_of_other_letters_is_written_as_servers_read_it(server: MailServer, tmp_path: Path) -> None:
    await sent(settings_for(server, tmp_path), replace(ANN, to="ann@büro.example"))

    assert server.recipients == ["ann@xn--bro-hoa.example"]


async def test_an_address_of_other_letters_needs_a_server_that_knows_them(server: MailServer, tmp_path: Path) -> None:
    writing = replace(ANN, to="jörg@example.com")
    assert isinstance(await refused(settings_for(server, tmp_path), writing), MailRefused)

    async with mail_server(utf8=True) as modern:
        await sent(settings_for(modern, tmp_path), writing)

        assert modern.recipients == ["jörg@example.com"]


async def test_a_refused_recipient_does_not_spoil_the_next_mail(server: MailServer, tmp_path: Path) -> None:
    server.answers["ann@example.com"] = "550 5.1.1 No such user"
    async with opened(settings_for(server, tmp_path)) as post:
        with pytest.raises(MailRefused, match=r"550: 5\.1\.1 No such user"):
            await post.send(ANN)
        await post.send(replace(ANN, to="bob@example.com"))

    assert server.recipients == ["bob@example.com"]
    assert server.sessions == 1


async def test_a_server_that_wants_us_to_wait_is_tried_again_later(server: MailServer, tmp_path: Path) -> None:
    server.answers["ann@example.com"] = "450 4.2.1 Greylisted"
    waiting = await refused(settings_for(server, tmp_path))
    server.answers.clear()
    server.after_data = AfterData.LATER
    afterwards = await refused(settings_for(server, tmp_path))

    for problem in (waiting, afterwards):
        assert isinstance(problem, MailUnavailable)
        assert not problem.unsure


async def test_a_mail_that_the_server_calls_spam_is_refused_for_good(server: MailServer, tmp_path: Path) -> None:
    server.after_data = AfterData.REFUSE

    problem = await refused(settings_for(server, tmp_path))

    assert type(problem) is MailRefused
    assert "looks like spam" in problem.detail


async def test_a_connection_that_breaks_after_the_mail_leaves_it_open_whether_it_arrived(
    server: MailServer, tmp_path: Path
) -> None:
    server.after_data = AfterData.TAKE_AND_DROP

    problem = await refused(settings_for(server, tmp_path))

    assert isinstance(problem, MailUnavailable)
    assert problem.unsure
    assert len(server.mails) == 1


async def test_a_server_that_never_answers_is_given_up(server: MailServer, tmp_path: Path) -> None:
    server.after_data = AfterData.HANG

    problem = await refused(settings_for(server, tmp_path), timeout_s=0.3)

    assert isinstance(problem, MailUnavailable)
    assert problem.unsure


async def test_a_server_that_is_not_there_may_come_back(server: MailServer, tmp_path: Path) -> None:
    problem = await refused(settings_for(server, tmp_path, smtp_port=9))

    assert isinstance(problem, MailUnavailable)
    assert not problem.unsure
    assert HOST in problem.detail


async def test_a_broken_session_is_replaced_by_a_new_one(server: MailServer, tmp_path: Path) -> None:
    server.after_data = AfterData.TAKE_AND_DROP
    async with opened(settings_for(server, tmp_path)) as post:
        with pytest.raises(MailUnavailable):
            await post.send(ANN)
        server.after_data = AfterData.TAKE
        await post.send(replace(ANN, to="bob@example.com"))

    assert server.recipients == ["ann@example.com", "bob@example.com"]
    assert server.sessions == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_mail_and_password_cross_the_network_encrypted(tmp_path: Path, security: str) -> None:
    known = papers(tmp_path)
    async with mail_server(security=security, certificate=known.server, sign_in=True) as server:
        settings = settings_for(
            server,
            tmp_path,
            smtp_host="localhost",
            smtp_security=security,
            smtp_root_cert=known.authority,
            smtp_user=USER,
            smtp_password=PASSWORD,
        )

        await sent(settings)

        assert server.recipients == ["ann@example.com"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_server_that_cannot_prove_who_it_is_gets_nothing(tmp_path: Path, security: str) -> None:
    unknown, of_another = papers(tmp_path), papers(tmp_path, "mail.elsewhere.test")
    for certificate, authority in ((unknown, None), (of_another, of_another.authority)):
        async with mail_server(security=security, certificate=certificate.server) as server:
            settings = settings_for(
                server, tmp_path, smtp_host="localhost", smtp_security=security, smtp_root_cert=authority
            )

            problem = await refused(settings)

            assert isinstance(problem, SetupRefused)
            assert "could not prove who it is" in problem.detail
            assert server.mails == []


async def test_a_server_without_starttls_gets_nothing_unencrypted(server: MailServer, tmp_path: Path) -> None:
    problem = await refused(settings_for(server, tmp_path, smtp_security="starttls"))

    assert isinstance(problem, SetupRefused)
    assert server.mails == []


async def test_a_wrong_password_is_told_without_saying_it(tmp_path: Path) -> None:
    async with mail_server(sign_in=True) as server:
        settings = settings_for(server, tmp_path, smtp_user=USER, smtp_password="wrong horse")

        problem = await refused(settings)

        assert isinstance(problem, SetupRefused)
        assert "wrong horse" not in problem.detail


async def test_a_password_is_not_sent_in_plain_text_to_another_machine(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "smtp_host": "mail.example.com",
            "smtp_security": "none",
            "smtp_user": USER,
            "smtp_password": PASSWORD,
            "mail_from": "reports@agency.test",
            "data_dir": tmp_path,
        }
    )

    assert isinstance(await refused(settings), SetupRefused)


async def test_without_a_server_mails_lie_in_the_outbox_once_each_and_for_us_alone(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "mail_from": None, "smtp_host": None})

    for _ in range(2):
        await sent(settings)
    await sent(settings, replace(ANN, message_id="../../etc/passwd"))

    files = sorted(settings.outbox_dir.iterdir())
    assert [file.name for file in files] == ["..-..-etc-passwd.eml", "report-7-abc-agency.test.eml"]
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    mail = email.message_from_bytes(files[1].read_bytes(), policy=email.policy.default)
    assert mail["To"] == "ann@example.com"
    assert mail["From"] == "Ünal & Söhne Agency <leadgen@localhost>"


def test_the_name_of_the_sender_can_be_set(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path, "mail_from": '"Lake & Hill" <office@lake.test>'})

    assert compose(ANN, settings, clock.now())["From"] == "Lake & Hill <office@lake.test>"


@pytest.mark.parametrize("sender", ["office", "a@b\r\nBcc: c@d", "<office@lake.test> and more"])
def test_a_sender_that_is_no_address_is_refused_at_the_start(sender: str) -> None:
    with pytest.raises(ValueError, match="is an address"):
        Settings.model_validate({"mail_from": sender})


def test_a_server_without_a_sender_is_refused_at_the_start() -> None:
    with pytest.raises(UnsafeSettings, match="LEADGEN_MAIL_FROM"):
        Settings.model_validate({"smtp_host": HOST, "mail_from": None}).refuse_unsafe()


def test_the_doctor_says_where_mails_go(tmp_path: Path) -> None:
    nowhere = doctor.check_mail(Settings.model_validate({"data_dir": tmp_path, "smtp_host": None}))
    gone = {"data_dir": tmp_path, "smtp_host": HOST, "smtp_port": 9, "mail_from": "a@b.test"}
    broken = doctor.check_mail(Settings.model_validate(gone))

    assert nowhere.verdict is Verdict.odd
    assert str(tmp_path / "outbox") in nowhere.detail
    assert broken.verdict is Verdict.bad
    assert [found.about for found in doctor.check_links(Settings.model_validate(gone))] == ["Links"]
