"""An archive as a thousand devices fill it in a year: the last days as they are, the days before as many bodies.

Pages read two or three days, so of the days before only their number counts: how deep the tables and indexes are.
"""

import json
import math
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from stoep_gateway.archive.part import Moment, encode
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.store import store
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.grid import DAY_S
from stoep_gateway.records import Cell, Observation
from stoep_gateway.write_ahead import close_readable
from stoep_protocol.profiles import by_name
from stoep_testing.observations import NOISY

DEVICES = {"people": 100, "soil": 500, "air": 200, "weather": 200}
DAYS = 365
_WHOLE_DAYS = 3  # that pages look at
_SAMPLE_S = 600
_WINDOW_S = 900
_LIFE = "0badcafe"


def names() -> Iterator[tuple[str, str]]:
    """(name, profile)."""
    for profile, count in DEVICES.items():
        for number in range(count):
            yield f"{profile}-{number}", profile


def fill(path: Path, *, now_s: int) -> None:
    """path: of the archive, not there yet. A minute."""
    path.parent.mkdir(parents=True)
    connection = open_archive(path)
    connection.execute("PRAGMA synchronous = OFF")  # nobody waits for this disk
    today = now_s // DAY_S
    connection.execute("BEGIN")
    for position, (name, profile) in enumerate(names()):
        store(connection, [*_newest(name, profile, now_s=now_s, position=position + 1)])
        ids = dict(
            connection.execute(
                "SELECT quantity, series.id FROM series JOIN device ON device = device.id WHERE name = ?", (name,)
            )
        )
        (device,) = connection.execute("SELECT id FROM device WHERE name = ?", (name,)).fetchone()
        _days(connection, device, ids, profile=profile, today=today, now_s=now_s, seed=position)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    close_readable(connection)
    tell(path, now_s=now_s)


def add(path: Path, *, now_s: int, position: int) -> None:
    """New data, as of one commit: a reading of each of a hundred devices; and a new status."""
    connection = open_archive(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    every = list(names())
    batch = [
        one
        for at in range(100)
        for one in _newest(*every[(position * 37 + at * 10) % len(every)], now_s=now_s, position=position * 1000 + at)
    ]
    store(connection, batch)
    connection.execute("COMMIT")
    connection.close()
    tell(path, now_s=now_s)


def tell(path: Path, *, now_s: int) -> None:
    """The gateway's status, as long as it is with so many devices."""
    windows = {"closed_until_s": now_s - now_s % _WINDOW_S, "closed": 60_000, "released": 40_000, "suppressed": 20_000}
    devices: list[dict[str, object]] = [
        {
            "name": name,
            "profile": profile,
            "columns": [],
            "cell": {"x_m": 79_250, "y_m": 457_250, "size_m": 500},
            "send_s": 3600,
            "seen_s": now_s - 40,
            "firmware": "0.6.0",
            "battery_mv": 3920,
            "waiting": 0,
            "taken": 52_000,
            "settled": 52_000,
            "clone": False,
            "windows": {**windows, "budget": 0, "no_data": 0, "restore": 0, "spent": "40.5"}
            if profile == "people"
            else None,
        }
        for name, profile in names()
    ]
    lives = [
        {
            **{"device": name, "life": _LIFE, "kept": 52_000, "rejected": 0, "dropped": 0, "absent": 0, "restore": 0},
            "balanced": True,
        }
        for name, _ in names()
    ]
    policy = {"k": 10, "window_s": 900, "night_h": 4, "epsilon": "1", "contribution": 2, "cap": "81", "rounding": 1}
    backend = {"name": "archive", "configured": True, "released": 9, "delivered": 9, "pending": 0, "expired": 0}
    status = {
        "written_s": now_s,
        "policy": {**policy, "cell_size_m": 500, "retention_days": 400},
        "changes": [{"from_s": None, **policy}],
        "ledger": None,
        "devices": devices,
        "gardens": {name: [name] for name, profile in names() if profile == "soil"},
        "withdrawn": [],
        "cells": {"used": 300, "with_one_garden": 40},
        "disk": "ok",
        "accounts": {
            "balanced": True,
            "backends": [{**backend, "dead": 0, "withheld": 0, "balanced": True}],
            "lives": lives,
            "windows": {},
        },
    }
    write_status(status_path(path), json.dumps(status))


def _newest(name: str, profile: str, *, now_s: int, position: int) -> Iterator[Observation]:
    """One row of the device, or its newest released window."""
    is_people = profile == "people"
    start_s = now_s - now_s % _WINDOW_S - _WINDOW_S
    for index, column in enumerate(by_name(profile).columns):
        yield Observation(
            position=position,
            index=index,
            device=name,
            profile=profile,
            life="" if is_people else _LIFE,
            row=0 if is_people else now_s // 60,
            quantity=column.quantity,
            unit=column.unit,
            value=40.0 + index,
            time_s=start_s if is_people else now_s,
            window_s=_WINDOW_S if is_people else 0,
            cell=Cell(x_m=79_250, y_m=457_250, size_m=500),
            provenance=NOISY if is_people else None,
        )


def _days(
    connection: sqlite3.Connection,
    device: int,
    ids: dict[str, int],
    *,
    profile: str,
    today: int,
    now_s: int,
    seed: int,
) -> None:
    is_people = profile == "people"
    window_s, life = (_WINDOW_S, "") if is_people else (0, _LIFE)
    bodies = [
        (bucket, _body(bucket, ids, is_people=is_people, now_s=now_s, seed=seed))
        for bucket in range(today - _WHOLE_DAYS, today + 1)
    ]
    old = bodies[0][1]
    rows = [(device, window_s, life, bucket, 0, old) for bucket in range(today - DAYS, today - _WHOLE_DAYS)]
    rows += [(device, window_s, life, bucket, 0, body) for bucket, body in bodies]
    connection.executemany(
        "INSERT OR REPLACE INTO part (device, window_s, life, bucket, first, body) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
    if is_people:
        connection.executemany(
            "INSERT OR IGNORE INTO made VALUES (?, ?, ?, 1, ?)",
            (
                (device, bucket * DAY_S + at, _WINDOW_S, _WINDOW_S)
                for bucket in range(today - DAYS, today + 1)
                for at in range(4 * 3600, DAY_S, _WINDOW_S)
                if bucket * DAY_S + at < now_s - _WINDOW_S
            ),
        )


def _body(bucket: int, ids: dict[str, int], *, is_people: bool, now_s: int, seed: int) -> bytes:
    start_s = bucket * DAY_S
    step_s, first_s = (_WINDOW_S, 4 * 3600) if is_people else (_SAMPLE_S, 0)
    moments = {}
    for time_s in range(start_s + first_s, min(start_s + DAY_S, now_s - step_s), step_s):
        wave = math.sin(time_s / DAY_S * 2 * math.pi + seed)
        values = {one: round(40 + 25 * wave + at + time_s % 7, 1) for at, one in enumerate(ids.values())}
        if is_people:
            values = {one: float(round(value)) for one, value in values.items()}
        moments[time_s if is_people else time_s // 60] = Moment(time_s, values)
    return encode(moments)
