"""What nobody needs any more goes, and nothing else."""

from pathlib import Path

import asyncpg
import pytest

from backend.database import migrate
from backend.jobs import JobContext
from backend.jobs.cleaning import clean_up, remove_imported_files
from backend.settings import Settings
from tests.servers import TestServer

pytestmark = [pytest.mark.anyio, pytest.mark.server]


@pytest.fixture(scope="module")
def dsn(queue_server: TestServer) -> str:
    address = queue_server.create_database("cleaning")
    migrate.upgrade(address)
    return address


async def test_only_the_old_and_expired_goes(dsn: str, tmp_path: Path) -> None:
    own, theirs = tmp_path / "data" / "old.csv", tmp_path / "their.csv"
    own.parent.mkdir()
    for file in (own, theirs):
        file.write_text("name")
    async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
        await pool.execute(
            "insert into idempotency_keys (principal, key, request_hash, created_at) "
            "values ('user:1', 'old', 'x', now() - interval '25 hours'), ('user:1', 'new', 'x', now())"
        )
        await pool.execute(
            "insert into pgqueuer_log (created, job_id, status, priority, entrypoint) "
            "values (now() - interval '8 days', 1, 'successful', 0, 'x'), (now(), 2, 'successful', 0, 'x')"
        )
        await pool.executemany(
            "insert into operations (kind, noun, status, file_path, finished_at) "
            "values ('import', 'customers', 'completed', $1, now() - interval '31 days')",
            [(str(own),), (str(theirs),)],
        )
        await pool.execute(
            "with u as ("
            "insert into users (username, email, password_hash) values ('eve', 'e@x.example', '!') returning id) "
            "insert into notifications (user_id, kind, title, created_at, read_at) "
            "select id, 'mentioned', title, created_at, read_at from u, (values "
            "('read long ago', now() - interval '100 days', now() - interval '91 days'), "
            "('never read', now() - interval '366 days', null), ('just read', now() - interval '100 days', now()), "
            "('unread', now() - interval '100 days', null)) told (title, created_at, read_at)"
        )
        context = JobContext(pool, Settings(data_dir=tmp_path / "data"), job_id=1, attempt=1)

        await clean_up(context)
        await remove_imported_files(context)

        assert [row["key"] for row in await pool.fetch("select key from idempotency_keys")] == ["new"]
        assert [row["job_id"] for row in await pool.fetch("select job_id from pgqueuer_log")] == [2]
        told = await pool.fetch("select title from notifications order by id")
        assert [row["title"] for row in told] == ["just read", "unread"]
        assert (own.exists(), theirs.exists()) == (False, True)
