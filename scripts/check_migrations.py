"""Compares models and migrations on a throw-away server: from nothing to head, then `alembic check`."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util import CommandError

from backend.database import embedded, migrate


def main() -> int:
    """0 when the migrations make exactly what the models declare."""
    with tempfile.TemporaryDirectory(prefix="leadgen-check-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL may run as another user than we do
        server = embedded.start(Path(folder) / "postgres", durable=False)
        try:
            config = migrate.configuration(server.dsn)
            command.upgrade(config, "head")
            command.check(config)
        except CommandError as difference:
            print(f"The models and the migrations differ: {difference}", file=sys.stderr)
            return 1
        finally:
            embedded.stop(server)
    return 0


if __name__ == "__main__":
    sys.exit(main())
