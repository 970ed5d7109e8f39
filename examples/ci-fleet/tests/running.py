"""The service as it runs in the tests: on a free port, behind a proxy that loses answers. Yours stands here instead."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from city_service import CityService

from stoep_testing.stored import Stored


@contextmanager
def running(service: CityService, *, loses: int) -> Iterator[str]:
    """Its URL. loses: of so many answers one is lost after everything was stored, so that the batch comes again."""
    served = make_server("127.0.0.1", 0, _losing(service, every=loses), _Server, _Silent)
    threading.Thread(target=served.serve_forever, args=(0.01,), name="city", daemon=True).start()
    try:
        yield f"http://127.0.0.1:{served.server_port}"
    finally:
        served.shutdown()
        served.server_close()


def rows(service: CityService) -> list[Stored]:
    """What the claims need to know of each measurement that is stored."""
    with closing(service.database()) as database:
        found = database.execute("SELECT device || '/' || key, time, window_s, value, unit FROM measurement")
        return [Stored(*row) for row in found]


def _losing(service: CityService, *, every: int) -> Callable[..., Iterable[bytes]]:
    requests = count(1)

    def proxy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_lost = next(requests) % every == 0
        body = service(environ, (lambda *_: None) if is_lost else start_response)
        if is_lost:
            start_response("504 Gateway Timeout", [])
        return body

    return proxy


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True  # who hangs up half-way must not hold up the end


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""
