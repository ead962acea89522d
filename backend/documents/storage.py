"""Where files are kept: a folder, or a bucket of S3 or what speaks like it. A file is there whole or not at all."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from backend.errors import NotFound, Unavailable
from backend.settings import Settings

# Loaded with the first file: a starting server answers sooner.
if TYPE_CHECKING:
    from obstore.store import ObjectStore

log: Final = structlog.stdlib.get_logger("leadgen.files")

BLOCK: Final = 1 << 18
OF_SYSTEM: Final = re.compile(r"\(os error (\d+)\)")
# What a write leaves behind that was cut off: in a folder its name ends in `#` and a number.
CUT_OFF: Final = "*#*"


class FileMissing(NotFound):
    """The file is no longer there."""

    code = "file_missing"


class FilesUnavailable(Unavailable):
    """Files cannot be kept or read right now."""

    code = "files_unavailable"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file: its key, its size in bytes, and when it was written."""

    key: str
    size: int
    written_at: datetime


class Storage:
    """Files by key, such as `reports/7/3f….pdf`. Everything raises FilesUnavailable when the place does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.files_url
        self._folder = settings.files_dir
        self._opened: ObjectStore | None = None

    async def keep(self, key: str, path: Path) -> None:
        """The file at the path, whole under its key once this returns; after any end of this process whole or not."""
        import obstore

        with _told():
            await obstore.put_async(self._store(), key, path)
            if self._url is None:
                await asyncio.to_thread(_flush, self._folder / key)

    async def size(self, key: str) -> int:
        """In bytes. Raises FileMissing."""
        import obstore

        with _told():
            return (await obstore.head_async(self._store(), key))["size"]

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """The content, piece by piece. Raises FileMissing before the first."""
        import obstore

        with _told():
            found = await obstore.get_async(self._store(), key)
            async for piece in found.stream(min_chunk_size=BLOCK):
                yield bytes(piece)

    async def remove(self, key: str) -> None:
        """Gone, also if it was not there."""
        import obstore

        try:
            with _told():
                await obstore.delete_async(self._store(), key)
        except FileMissing:
            return

    async def below(self, prefix: str) -> AsyncIterator[StoredFile]:
        """Every file whose key begins so."""
        import obstore

        with _told():
            async for some in obstore.list(self._store(), prefix):
                for each in some:
                    yield StoredFile(each["path"], each["size"], each["last_modified"])

    async def clear_cut_off(self, prefix: str, older_than_s: float) -> None:
        """Removes what killed processes left of files. A bucket does so by itself, by a rule of its own."""
        if self._url is None:
            await asyncio.to_thread(_clear, self._folder / prefix, time.time() - older_than_s)

    def _store(self) -> "ObjectStore":
        if self._opened is None:
            from obstore.store import LocalStore, from_url

            if self._url is None:
                self._opened = LocalStore(self._folder, mkdir=True, automatic_cleanup=True)
            else:
                self._opened = from_url(self._url)
        return self._opened


def _flush(path: Path) -> None:
    """Has the file and its name survive a power cut."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear(folder: Path, before: float) -> None:
    for path in folder.rglob(CUT_OFF):
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """Says in our words what a place for files refuses. Raises FileMissing, FilesUnavailable."""
    from obstore.exceptions import BaseError, NotFoundError

    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise FileMissing from None
    except (BaseError, OSError) as error:
        log.warning("files_unavailable", error=str(error).splitlines()[0])
        raise FilesUnavailable(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number is None and (found := OF_SYSTEM.search(str(error))):
        number = int(found[1])
    why = f": {os.strerror(number).lower()}" if number else ""
    return f"Files cannot be kept or read right now{why}."
