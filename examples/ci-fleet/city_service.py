"""A city's service: measurements come by HTTP and lie in SQLite, each once. A WSGI application.

POST /measurements with JSON [{"device": …, "key": …, "quantity": …, "unit": …, "value": …, "time": …, "window_s": …}]
Answer: 204, once all of them are on the disk; 400, and nothing is stored.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

Measurements = list[dict[str, Any]]


class CityService:
    """path: its database, made when it is not there."""

    table = """CREATE TABLE IF NOT EXISTS measurement (
        device TEXT NOT NULL, key TEXT NOT NULL, quantity TEXT NOT NULL, unit TEXT NOT NULL, value REAL NOT NULL,
        time INTEGER, window_s INTEGER NOT NULL, PRIMARY KEY (device, key))"""
    insert = """INSERT INTO measurement VALUES (:device, :key, :quantity, :unit, :value, :time, :window_s)
        ON CONFLICT (device, key) DO NOTHING"""

    def __init__(self, path: Path) -> None:
        self._path = path
        with closing(self.database()) as database:
            database.execute(self.table)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        start_response(self._answer(environ), [])
        return []

    def store(self, measurements: Measurements) -> None:
        """All of them or none."""
        with closing(self.database()) as database, database:
            database.executemany(self.insert, measurements)

    def database(self) -> sqlite3.Connection:
        """A connection of its own."""
        return sqlite3.connect(self._path)

    def _answer(self, environ: dict[str, Any]) -> str:
        if (environ["REQUEST_METHOD"], environ["PATH_INFO"]) != ("POST", "/measurements"):
            return "404 Not Found"
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            self.store(json.loads(body))
        except (ValueError, TypeError, sqlite3.ProgrammingError, sqlite3.IntegrityError):
            return "400 Bad Request"
        return "204 No Content"
