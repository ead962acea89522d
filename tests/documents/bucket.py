"""A server that speaks as much of S3 as our files need, with its objects in memory."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, urlparse

META: Final = {"ETag": '"1"', "Last-Modified": "Sun, 22 Nov 2026 22:00:00 GMT"}
XML: Final = {"Content-Type": "application/xml"}


class Bucket(ThreadingHTTPServer):
    """objects: by path, such as /bucket/reports/7/a.pdf."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}


class Handler(BaseHTTPRequestHandler):
    """Answers signed requests only."""

    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_PUT(self) -> None:
        self.server.objects[self._path] = self._body()
        self._answer(200, b"", META)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        asked = parse_qs(urlparse(self.path).query)
        found = self.server.objects.get(self._path)
        if "list-type" in asked:
            self._answer(200, self._listed(asked["prefix"][0]), XML)
        elif found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>", XML)
        else:
            self._answer(200, found, META)

    def do_POST(self) -> None:
        keys = re.findall("<Key>(.*?)</Key>", self._body().decode())
        for key in keys:
            self.server.objects.pop(f"/bucket/{key}", None)
        told = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{told}</DeleteResult>".encode(), XML)

    @property
    def _path(self) -> str:
        return urlparse(self.path).path

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _listed(self, prefix: str) -> bytes:
        known = {path.removeprefix("/bucket/"): len(content) for path, content in self.server.objects.items()}
        found = "".join(
            f"<Contents><Key>{key}</Key><LastModified>2026-11-22T22:00:00.000Z</LastModified><Size>{size}</Size></Contents>"
            for key, size in known.items()
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        signed = self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256")
        self.send_response(status if signed else 403)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def running_bucket() -> Iterator[Bucket]:
    """A server for the length of a block."""
    bucket = Bucket()
    thread = threading.Thread(target=bucket.serve_forever)
    thread.start()
    try:
        yield bucket
    finally:
        bucket.shutdown()
        thread.join()
        bucket.server_close()
