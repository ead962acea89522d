"""What the door of the import says to forms and files that it cannot use."""

import json

import pytest

from backend.api.operations import ImportPreview
from tests.client import Client

pytestmark = pytest.mark.anyio

CSV = b"Name,Email\nAda Byron,ada@example.com\n"


def form(*parts: tuple[str, str | None, bytes]) -> tuple[bytes, dict[str, str]]:
    """A form of (name, file name or None, content), and the header that goes with it."""
    body = b""
    for name, file_name, content in parts:
        named = f'; filename="{file_name}"' if file_name else ""
        body += f'--cut\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"
    return body + b"--cut--\r\n", {"content-type": "multipart/form-data; boundary=cut"}


@pytest.mark.parametrize(
    ("parts", "said", "pointer"),
    [
        ([("file", None, CSV)], "text field", "/file"),
        ([("file", "a.csv", CSV), ("mapping", None, json.dumps({"zz": {}}).encode())], "no sheet “zz”", "/mapping/zz"),
        ([("file", "a.csv", CSV), ("mapping", None, b"[1]")], "looks like", "/mapping"),
        ([("file", "a.csv", CSV), ("match", None, b"nope")], "“nope”", "/match"),
        ([("file", "a.xlsx", b"PK garbage")], "not a workbook", None),
        ([("file", "a.xlsx", b"PK\x05\x06" + bytes(18))], "not a workbook", None),
    ],
)
async def test_what_cannot_be_used_is_said_with_its_place(
    ada: Client, parts: list[tuple[str, str | None, bytes]], said: str, pointer: str | None
) -> None:
    body, headers = form(*parts)

    for path in ("/v1/imports", "/v1/imports/preview"):
        if path.endswith("preview") and pointer == "/match":
            continue
        reply = await ada.send("POST", path, body=body, headers=headers)

        assert reply.status == 422, reply.text
        assert said in reply.text
        assert [error["pointer"] for error in reply.json.get("errors", [])] == ([pointer] if pointer else [])


async def test_a_preview_is_as_described(ada: Client) -> None:
    body, headers = form(("file", "clients.csv", CSV + b"Ben,nothing\n"))

    reply = await ada.send("POST", "/v1/imports/preview", body=body, headers=headers)

    sheet = ImportPreview.model_validate_json(reply.body, strict=True).sheets[0]
    assert [(row.row, len(row.reasons)) for row in sheet.rows] == [(2, 0), (3, 1)]
    assert sheet.mapping == {"Name": "name", "Email": "email"}


async def test_what_was_only_checked_can_be_left_out_of_the_list(ada: Client) -> None:
    parts = ("file", "rehearsed.csv", CSV), ("noun", None, b"customers"), ("dry_run", None, b"true")
    body, headers = form(*parts)
    await ada.send("POST", "/v1/imports", body=body, headers=headers)

    listed = await ada.get("/v1/operations")
    without = await ada.get("/v1/operations", {"rehearsals": "false"})

    assert "rehearsed.csv" in [one["file_name"] for one in listed.items]
    assert "rehearsed.csv" not in [one["file_name"] for one in without.items]
