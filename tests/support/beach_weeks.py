"""Weeks at the beach as the gateway released them, in an archive: the demo's counters, any of them failing."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import cast

from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.anonymise.release import release
from stoep_gateway.anonymise.windows import ClosedWindow
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.store import store
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.records import WIRE_EPOCH_S, Observation, Provenance
from stoep_gateway.write_ahead import close_readable
from stoep_protocol.profiles import by_name
from stoep_simulators.beach_day import DAY, crowds
from stoep_simulators.worlds.beach import Crowd
from stoep_simulators.worlds.local_time import day_start_s
from stoep_simulators.worlds.weather import weather

NOISE = Policy()
_PEOPLE = cast("int", by_name("people").id)
_DIRECTIONS = ("in", "out")
_SEED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One closed window of a counter, wire time. values: (in, out), None: hidden, or with is_lost nobody counted."""

    start_s: int
    window_s: int
    values: tuple[int | None, int | None]
    is_lost: bool = False


@cache
def people(days: int) -> Mapping[str, Crowd]:
    """Of so many days up to the end of DAY, by counter."""
    start_s, end_s = day_start_s(DAY + 1 - days), day_start_s(DAY + 1)
    return crowds(weather(_SEED, start_s=start_s, end_s=end_s), seed=_SEED)


def windows(crowd: Crowd, *, start_s: int, end_s: int, policy: Policy = NOISE, seed: str) -> Iterator[Window]:
    """Those that begin in between. The noise is drawn again for each seed: only a test may know it."""
    draws = Random(seed)
    while start_s < end_s:
        begin_s, until_s = policy.window_of(start_s)
        sums = (
            bisect_left(side, until_s * 1_000) - bisect_left(side, begin_s * 1_000)
            for side in (crowd.ins_ms, crowd.outs_ms)
        )
        closed = ClosedWindow(
            start_s=begin_s,
            window_s=until_s - begin_s,
            cell=None,
            covered_s=until_s - begin_s,
            sums=tuple(((_PEOPLE, column), value) for column, value in enumerate(sums)),
        )
        shown = dict(release(closed, policy=policy, randbelow=draws.randrange).values)
        values = shown.get((_PEOPLE, 0)), shown.get((_PEOPLE, 1))
        yield Window(start_s=begin_s, window_s=until_s - begin_s, values=values)
        start_s = until_s


def archive(path: Path, *, counted: Mapping[str, Sequence[Window]], policy: Policy = NOISE) -> None:
    """Keep windows, by counter, in the archive at `path`, which is made if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = open_archive(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        store(connection, [each for device in counted for each in _observations(device, counted[device], policy)])
        connection.execute("COMMIT")
    finally:
        close_readable(connection)


def tell(path: Path, *, counted: Mapping[str, Sequence[Window]], policy: Policy = NOISE) -> None:
    """The gateway's status beside the archive at `path`: these windows are closed, all of each counter's in order."""
    devices = [
        {
            "name": device,
            "profile": "people",
            "send_s": 60,
            "windows": {
                "closed_until_s": _until_s(each),
                "closed": len(each) * len(_DIRECTIONS),
                "no_data": sum(window.is_lost for window in each) * len(_DIRECTIONS),
            },
        }
        for device, each in counted.items()
    ]
    text = json.dumps(
        {
            "written_s": max(_until_s(each) for each in counted.values()),
            "policy": {
                "k": policy.k,
                "window_s": policy.window_s,
                "night_h": policy.night_h,
                "epsilon": str(policy.epsilon or ""),
                "contribution": policy.contribution,
                "rounding": policy.rounding,
            },
            "devices": devices,
            "accounts": {"backends": [{"name": "archive", "pending": 0}]},
        }
    )
    write_status(status_path(path), text)


def _until_s(counted: Sequence[Window]) -> int:
    """Unix."""
    return counted[-1].start_s + counted[-1].window_s + WIRE_EPOCH_S


def _observations(device: str, counted: Sequence[Window], policy: Policy) -> Iterator[Observation]:
    for window in counted:
        provenance = Provenance(
            epsilon=str(policy.epsilon or ""),
            contribution=policy.contribution,
            k=policy.k,
            rounding=policy.rounding,
            covered_s=window.window_s,
        )
        for quantity, value in zip(_DIRECTIONS, window.values, strict=True):
            if value is not None:
                yield Observation(
                    position=window.start_s,
                    index=0,
                    device=device,
                    profile="people",
                    life="ffffffff",
                    row=0,
                    quantity=quantity,
                    unit="1",
                    value=float(value),
                    time_s=window.start_s + WIRE_EPOCH_S,
                    window_s=window.window_s,
                    cell=None,
                    provenance=provenance,
                )
