"""The customer's walk-through, word for word, as far as alembic goes; the server's part begins where this one ends."""

from backend.database import migrate
from tests.contract.conftest import MakeDatabase, alembic_on
from tests.servers import TestServer

CUSTOMERS_LINE = "INFO  [alembic.runtime.migration] Running upgrade 5a1c2e3d4f56 -> 6b2d3e4f5a67, add crud tables"


def test_the_walk_through(server: TestServer, make_database: MakeDatabase) -> None:
    alembic = alembic_on(server.dsn_of(make_database(None)))

    assert alembic("current").returncode == 0

    upgraded = alembic("upgrade", "head")
    assert upgraded.returncode == 0, upgraded.stderr
    assert CUSTOMERS_LINE in upgraded.stderr.splitlines()

    assert alembic("downgrade", "-1").returncode == 0
    assert alembic("upgrade", "head").returncode == 0
    assert f"{migrate.head()} (head)" in alembic("current").stdout


def test_down_to_the_ground_and_up_again(server: TestServer, make_database: MakeDatabase) -> None:
    alembic = alembic_on(server.dsn_of(make_database("head")))

    assert alembic("downgrade", "base").returncode == 0
    assert alembic("upgrade", "head").returncode == 0
    assert alembic("check").returncode == 0


def test_history_tells_the_whole_chain(server: TestServer) -> None:
    told = alembic_on(server.dsn)("history").stdout

    assert "5a1c2e3d4f56 -> 6b2d3e4f5a67, add crud tables" in told
    assert "<base> -> 2dd19a2d0626, init schema" in told
