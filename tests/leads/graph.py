"""A Graph API on this machine: leads are put into it, and handed out to whoever shows the token."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Graph:
    """leads: by id, as Meta would answer them. out_of_order: how many requests still fail with 503."""

    address: str = ""
    token: str = "graph-token"
    leads: dict[str, dict[str, Any]] = field(default_factory=dict)
    out_of_order: int = 0
    asked: list[str] = field(default_factory=list)

    def put(self, number: str, form_id: str = "2", **answers: str) -> None:
        self.leads[number] = {
            "id": number,
            "created_time": "2026-01-02T03:04:05+0000",
            "form_id": form_id,
            "ad_id": "77",
            "campaign_name": "Spring",
            "is_organic": False,
            "platform": "ig",
            "field_data": [{"name": name, "values": [value]} for name, value in answers.items()],
        }


@contextmanager
def running_graph() -> Iterator[Graph]:
    """The API, on a port of its own."""
    graph = Graph()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            graph.asked.append(place.path)
            if graph.out_of_order > 0:
                graph.out_of_order -= 1
                self._answer(503, {"error": {"code": 2, "message": "Service temporarily unavailable"}})
            elif self.headers["authorization"] != f"Bearer {graph.token}":
                self._answer(400, {"error": {"code": 190, "message": "Invalid OAuth access token."}})
            elif place.path.endswith("/leads"):
                self._answer(200, self._page(place.path.split("/")[-2], parse_qs(place.query)))
            elif place.path.strip("/") in graph.leads:
                self._answer(200, graph.leads[place.path.strip("/")])
            else:
                self._answer(404, {"error": {"code": 100, "message": "Unsupported get request."}})

        def _page(self, form_id: str, query: dict[str, list[str]]) -> dict[str, Any]:
            """Two leads a page, so that the cursor is used."""
            all_leads = [lead for lead in graph.leads.values() if lead["form_id"] == form_id]
            begin = int(query.get("after", ["0"])[0])
            page: dict[str, Any] = {"data": all_leads[begin : begin + 2]}
            if begin + 2 < len(all_leads):
                page["paging"] = {"cursors": {"after": str(begin + 2)}, "next": "more"}
            return page

        def _answer(self, status: int, document: dict[str, Any]) -> None:
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    graph.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="graph")
    thread.start()
    try:
        yield graph
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
