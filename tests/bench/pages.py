"""What a page costs: with a year of data from a thousand sensors, right after new data and otherwise.

Held against the empty base page: the frame that all pages share with nothing in it, made anew each time by the same
site. `python -m bench.pages` prints every page.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp, Message

from bench.figures import Figure
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from stoep_gateway.outlook.writer import OutlookWriter
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener
from stoep_gateway.web.crowd.outlook import StoredOutlook
from stoep_gateway.web.page import Page
from stoep_gateway.web.pages import PAGES
from support.street_almanac import StreetAlmanac
from support.street_archive import NOW_S
from support.street_crowd import ROUND_S, SLOT_S, alerts, board, many_places
from support.year_archive import add, fill

PLACES = 50
_ROUNDS = 5  # of new data
_REPEATS = 10
_PAST_SLOTS = 20
_EMPTY = "/empty"
_NAMES = {"device": ("people-3", "weather-3"), "place": ("keizerstraat-4",), "year": ("2026",)}
_FRAME = Page(name="empty", address=_EMPTY, template="base.html", build=lambda visit: {}, is_kept=False)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the processor for one page: right after new data, and otherwise."""

    fresh_s: float
    again_s: float


def pages() -> list[Figure]:
    """A minute and a half."""
    empty_s, costs = asyncio.run(_measure())
    conditions = (
        f"processor time of the site's whole answer, gzip and threads included, without the network; medians of"
        f" {_ROUNDS} and of {_REPEATS} for each; a year from 1,000 sensors, {PLACES} places; right after new data: a"
        f" commit of 100 devices, a status and a round; the empty base page is made anew each time and takes"
        f" {1000 * empty_s:.2f} ms"
    )
    slowest = max(costs, key=lambda path: costs[path].fresh_s)
    usual = max(costs, key=lambda path: costs[path].again_s)
    return [
        Figure(
            name="pages_fresh_vs_empty",
            value=round(costs[slowest].fresh_s / empty_s, 1),
            unit="times",
            bar="≤ 25",
            conditions=f"{slowest}, the slowest of {len(costs)} pages; {conditions}",
        ),
        Figure(
            name="pages_vs_empty",
            value=round(costs[usual].again_s / empty_s, 2),
            unit="times",
            bar="≤ 3",
            conditions=f"{usual}, the slowest of {len(costs)} pages; {conditions}",
        ),
    ]


async def _measure() -> tuple[float, Mapping[str, Cost]]:
    with TemporaryDirectory(prefix="stoep-bench-") as folder:
        archive, outlook = Path(folder) / "archive" / "archive.db", Path(folder) / OUTLOOK_FILE
        fill(archive, now_s=NOW_S)
        writer = OutlookWriter(outlook)
        known = many_places(PLACES)
        writer.keep_places(known)
        for at in (-_PAST_SLOTS, 0):
            writer.keep_round(board(ROUND_S + at * SLOT_S, known=known), alerts=alerts() if at == 0 else ())
        newest = board(ROUND_S, known=known)
        now_s = NOW_S
        app = create(
            opener(archive),
            gateway_name="Bench",
            now_s=lambda: now_s,
            pages=(*PAGES, _FRAME),
            outlook=StoredOutlook(outlook),
            almanac=StreetAlmanac(),
        )
        paths = _paths()
        fresh: dict[str, list[float]] = {path: [] for path in paths}
        again: dict[str, list[float]] = {path: [] for path in paths}
        empty: list[float] = []
        for path in (_EMPTY, *paths):
            await _seconds(app, path)  # templates are compiled once in a process
        for round_number in range(_ROUNDS):
            for path in paths:
                now_s += 1
                add(archive, now_s=now_s, position=2000 + round_number * len(paths))
                writer.keep_round(newest)
                fresh[path].append(await _seconds(app, path))
                again[path] += [await _seconds(app, path) for _ in range(_REPEATS)]
                await _seconds(app, _EMPTY)
                empty += [await _seconds(app, _EMPTY) for _ in range(_REPEATS)]
        writer.close()
    return median(empty), {path: Cost(median(fresh[path]), median(again[path])) for path in paths}


def _paths() -> list[str]:
    """Of every page, present and future, each name in an address filled in; and a past moment of the board."""
    found = []
    for page in PAGES:
        filled = [page.address]
        for name, values in _NAMES.items():
            if f"{{{name}}}" in page.address:
                filled = [page.address.replace(f"{{{name}}}", value) for value in values]
        found += filled
    return [*found, f"/crowd?at={ROUND_S - _PAST_SLOTS * SLOT_S}"]


async def _seconds(app: ASGIApp, path: str) -> float:
    where, _, query = path.partition("?")
    scope = {
        **{"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http"},
        **{"path": where, "raw_path": where.encode(), "query_string": query.encode(), "root_path": ""},
        "headers": [(b"host", b"stoep.test"), (b"accept-encoding", b"gzip")],
    }
    statuses = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    start_s = time.process_time()
    await app(scope, receive, send)
    taken_s = time.process_time() - start_s
    assert statuses == [200], f"{path}: {statuses}"
    return taken_s


def main() -> None:
    empty_s, costs = asyncio.run(_measure())
    print(f"empty base page: {1000 * empty_s:.2f} ms")
    for path, cost in costs.items():
        print(
            f"{path:32} right after new data {1000 * cost.fresh_s:7.2f} ms {cost.fresh_s / empty_s:6.1f} times,"
            f" otherwise {1000 * cost.again_s:6.2f} ms {cost.again_s / empty_s:5.2f} times"
        )


if __name__ == "__main__":
    main()
