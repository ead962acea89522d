"""A whole LeadGen for the browser: our server as its own process, on a database with a demo agency."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from backend.seed import seed

PROJECT = Path(__file__).resolve().parents[2]
PAGES = PROJECT / "backend" / "web" / "index.html"
PASSWORD = "a-pond-with-4-grey-herons"
CUSTOMERS = 300
START_LIMIT_S = 60


class Site:
    """The server process, its address, and one person of each role."""

    def __init__(self, dsn: str, data_dir: Path, customers: int = CUSTOMERS) -> None:
        self.dsn = dsn
        self._customers = customers
        self.data_dir = data_dir
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        # The demo's door opens on `localhost` only.
        self.url = f"http://localhost:{self.port}"
        self._log = data_dir / "log"
        self._settings = {
            "ENV": "development",
            "USE_DB": "true",
            "DATABASE_URL": dsn,
            "PORT": str(self.port),
            "LEADGEN_DATA_DIR": str(data_dir),
            # One address and few people do here what many do elsewhere.
            "API_RATE_PER_MINUTE": "100000",
            "LOGIN_RATE_PER_MINUTE": "1000",
            "SECRET_KEY": "a key for tests in the browser, long enough",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with ThreadPoolExecutor(1) as aside:  # while Playwright's loop runs, this thread can start no other
            aside.submit(self._fill).result()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "backend", "serve"],
                env=os.environ | self._settings,
                cwd=PROJECT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._until_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=30)

    def people(self) -> dict[str, str]:
        """The user name of one person of each role, as the sign-in page offers them."""
        found = json.loads(self._get("/v1/auth/demo"))["people"]
        return {person["role"]: person["username"] for person in found}

    def log(self) -> str:
        """The end of what the server printed."""
        return self._log.read_text(errors="replace")[-3000:]

    def _fill(self) -> None:
        seed(self.dsn, customers=self._customers, report=lambda _: None, sign_in_password=PASSWORD)

    def _until_ready(self) -> None:
        limit = time.monotonic() + START_LIMIT_S
        while time.monotonic() < limit:
            assert self._process is not None
            assert self._process.poll() is None, self.log()
            try:
                self._get("/v1/health/ready")
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"The server was not ready in time:\n{self.log()}")

    def _get(self, path: str) -> bytes:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise ConnectionError(f"{path} answered {answer.status}")
            return answer.read()
        finally:
            connection.close()
