"""The built pages as the server hands them out."""

import re
from pathlib import Path

import pytest

from backend.api.pages import Message, Pages, Receive, Scope, Send
from tests.client import Client

pytestmark = pytest.mark.anyio


async def test_the_page_starts_from_a_file_that_is_kept_for_ever(nobody: Client) -> None:
    page = await nobody.get("/customers/7", Accept="text/html")
    script = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
    assert script is not None

    packed = await nobody.get(script[1], **{"Accept-Encoding": "br, gzip"})

    assert page.headers["cache-control"] == "no-cache"
    assert packed.headers["content-encoding"] == "br"
    assert "immutable" in packed.headers["cache-control"]
    assert packed.headers["content-type"].startswith("text/javascript")


async def test_a_reader_without_compression_gets_the_plain_file(nobody: Client) -> None:
    page = await nobody.get("/", Accept="text/html")
    script = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
    assert script is not None

    plain = await nobody.get(script[1], **{"Accept-Encoding": "identity"})

    assert "content-encoding" not in plain.headers
    assert b"StrictMode" in plain.body


async def test_the_page_runs_no_script_but_our_own(nobody: Client) -> None:
    page = await nobody.get("/", Accept="text/html")

    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text


async def test_a_missing_asset_and_an_unknown_route_of_the_api_are_not_pages(nobody: Client) -> None:
    for path in ("/assets/gone-12345678.js", "/v1/nothing"):
        answer = await nobody.get(path, Accept="application/json")

        assert answer.status == 404, path


async def test_an_asset_that_a_later_build_took_away_is_left_to_the_framework(tmp_path: Path) -> None:
    asset = tmp_path / "assets" / "of-the-build-before.js"
    asset.parent.mkdir()
    asset.write_text("1")
    asked: list[str] = []

    async def framework(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])

    async def nothing() -> Message:
        return {}

    async def nowhere(message: Message) -> None:
        pass

    pages = Pages(framework, tmp_path)
    asset.unlink()
    await pages({"type": "http", "method": "GET", "path": "/assets/of-the-build-before.js"}, nothing, nowhere)

    assert asked == ["/assets/of-the-build-before.js"]
