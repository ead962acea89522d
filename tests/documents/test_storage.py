"""Files are kept alike in a folder and in a bucket: whole, by key, and gone when they are removed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.documents.storage import FileMissing, FilesUnavailable, Storage
from backend.settings import Settings
from tests.documents.bucket import running_bucket

pytestmark = pytest.mark.anyio

KEY = "reports/7/0123456789abcdef.pdf"
CONTENT = os.urandom(600_000)


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Storage]:
    if request.param == "folder":
        yield Storage(Settings(data_dir=tmp_path / "data"))
        return
    with running_bucket() as bucket:
        said = {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "REGION": "us-east-1", "ALLOW_HTTP": "true"}
        for name, value in (said | {"ENDPOINT_URL": f"http://127.0.0.1:{bucket.server_port}"}).items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield Storage(Settings(data_dir=tmp_path / "data", files_url="s3://bucket/leadgen"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


async def content(storage: Storage, key: str) -> bytes:
    return b"".join([piece async for piece in storage.read(key)])


async def test_a_file_is_kept_listed_read_and_removed(storage: Storage, file: Path) -> None:
    await storage.keep(KEY, file)

    assert await storage.size(KEY) == 600_000
    assert await content(storage, KEY) == CONTENT
    assert [(each.key, each.size) async for each in storage.below("reports/")] == [(KEY, 600_000)]
    assert [each async for each in storage.below("others/")] == []

    await storage.remove(KEY)
    await storage.remove(KEY)
    with pytest.raises(FileMissing):
        await storage.size(KEY)
    with pytest.raises(FileMissing):
        await content(storage, KEY)


async def test_a_folder_that_is_none_says_so_in_a_sentence(tmp_path: Path, file: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    storage = Storage(Settings(data_dir=tmp_path / "data"))

    with pytest.raises(FilesUnavailable, match=r"^Files cannot be kept or read right now: not a directory\.$"):
        await storage.keep(KEY, file)


async def test_what_a_killed_process_left_is_cleared_when_it_is_old(tmp_path: Path, file: Path) -> None:
    storage = Storage(Settings(data_dir=tmp_path / "data"))
    await storage.keep(KEY, file)
    place = tmp_path / "data" / "files" / KEY
    old, young = place.with_name(f"{place.name}#1"), place.with_name(f"{place.name}#2")
    for each in (old, young):
        each.write_bytes(b"half")
    os.utime(old, (1, 1))

    await storage.clear_cut_off("reports", older_than_s=3600)

    assert (place.exists(), old.exists(), young.exists()) == (True, False, True)
