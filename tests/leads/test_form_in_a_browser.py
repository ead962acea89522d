"""The form on somebody else's website, in a real browser: shown, mended, sent, and a lead afterwards."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

import psycopg
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.client import listening
from tests.conftest import SettingsOf
from tests.e2e.browser import launch
from tests.jobs.conftest import until
from tests.people import ADA

TEXT = "Acme Insurance may text me with automated technology. Consent is not a condition of purchase."
FIELDS = {
    "fields": [
        {"name": "first_name", "label": "First name", "required": True},
        {"name": "phone", "label": "Phone", "type": "tel", "required": True},
    ],
    "consent": {"channels": ["sms"], "not_condition_of_purchase": True},
    "min_seconds": 0,
    "thanks": "We call you.",
}


@contextmanager
def website(script: str) -> Iterator[str]:
    """A page of another origin that embeds the form."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f'<!doctype html><title>Agency</title><h1>Agency</h1><script src="{script}" async></script>'.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def made_form(address: str) -> str:
    body = json.dumps({"name": "Quote", "fields": FIELDS, "consent_text": TEXT}).encode()
    headers = {**ADA.headers, "content-type": "application/json"}
    with urlopen(Request(f"{address}/v1/web-forms", body, headers)) as answer:  # noqa: S310 - our own address
        return str(json.load(answer)["key"])


@pytest.mark.timeout(180)
@pytest.mark.anyio
async def test_a_visitor_fills_in_a_form_on_another_website(own_database: str, settings_of: SettingsOf) -> None:
    with listening(settings_of(own_database, run_worker=True)) as address:
        key = made_form(address)
        with website(f"{address}/v1/forms/{key}/embed.js") as site:
            await asyncio.to_thread(visit, site)

        def lead() -> Any:
            with psycopg.connect(own_database) as connection:
                return connection.execute(
                    "select l.name, l.phone, l.metadata -> 'attribution' ->> 'utm_source', e.disclosure_text,"
                    " e.page_url from leads l join consent_entries e on e.person_id = l.id where l.channel = 'web_form'"
                ).fetchone()

        await until(lead, within_s=60)
        name, phone, source, text, page = lead()

    assert (name, phone, source, text) == ("Ada", "+16145550142", "mail", TEXT)
    assert page.startswith(site)


def visit(site: str) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.goto(f"{site}/?utm_source=Mail")
        page.get_by_label("First name").fill("ada")
        page.get_by_label("Phone").fill("12")
        page.get_by_label(TEXT).check()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("is not a phone number")).to_be_visible()
        page.get_by_label("Phone").fill("(614) 555-0142")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("We call you.")).to_be_visible()
        browser.close()
