"""The city's endpoint, as small as one can be: a table in memory behind HTTP. Yours stands here instead."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stoep_testing.stored import Stored


class City:
    """Context manager: listens on a free port.

    refused: values that its table does not take. loses: of so many answers one is lost, after all is stored; 0: none.
    """

    def __init__(self, *, loses: int = 0) -> None:
        self.refused: set[float] = set()
        self.requests = 0
        self._loses = loses
        self._table: dict[str, dict[str, Any]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True  # a client that hangs must not hold up the end
        self.url = f"http://127.0.0.1:{self._server.server_port}/observations"

    def __enter__(self) -> "City":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), name="city", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, observations: list[dict[str, Any]]) -> list[str]:
        """Store what is new. The ids that are refused. ConnectionError: the answer is lost."""
        bad = [one["id"] for one in observations if one["value"] in self.refused]
        for one in observations:
            if one["id"] not in bad:
                self._table.setdefault(one["id"], one)
        self.requests += 1
        if self._loses and self.requests % self._loses == 0:
            raise ConnectionError
        return bad

    def rows(self) -> list[Stored]:
        """Everything in the table."""
        fields = ("id", "time", "window_s", "value", "unit")
        return [Stored(*(one[field] for field in fields)) for one in self._table.values()]


def _handler(city: City) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                answer = json.dumps({"refused": city.take(body["observations"])}).encode()
            except ConnectionError:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
