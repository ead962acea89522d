"""A small application for the tests of the embedded server: starts it, says so, and obeys its standard input."""

import json
import sys
from pathlib import Path

from backend.database import embedded


def main(folder: str) -> None:
    server = embedded.start(Path(folder), timeout_s=30)
    try:
        print(json.dumps({"dsn": server.dsn, "owned": server.owned}), flush=True)
        sys.stdin.readline()
    except KeyboardInterrupt:
        print(use_once_more(server.dsn), flush=True)
    embedded.stop(server)
    print("stopped", flush=True)


def use_once_more(dsn: str) -> str:
    """What an application does between Ctrl-C and its end; long enough for a signal to have reached the server."""
    import psycopg

    with psycopg.connect(dsn) as connection:
        row = connection.execute("select pg_sleep(0.3), 'still there'").fetchone()
    return str(row and row[1])


if __name__ == "__main__":
    main(sys.argv[1])
