"""A counter of the beach fails: the board says which one, how and since when, and the other places' forecasts hold."""

import shutil
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_simulators.beach_day import DAY
from stoep_simulators.worlds import counter_faults as faults
from stoep_simulators.worlds.beach import Crowd
from stoep_simulators.worlds.local_time import HOUR_S, day_start_s
from support.beach_weeks import Window, archive, people, tell, windows
from support.one_analyst import one_analyst

_DAYS = 28
_START_S, _NOW_S = day_start_s(DAY + 1 - _DAYS), day_start_s(DAY) + 16 * HOUR_S
_RECENT_S = _NOW_S - 80 * HOUR_S  # every fault begins after it
_PIER, _BOULEVARD, _STREET, _PATH = "telpunt-pier", "telpunt-boulevard", "telpunt-keizerstraat", "telpunt-zwarte-pad"
_PLACES = files("stoep_simulators.worlds").joinpath("scheveningen.toml").read_text()


def _ago_ms(hours: float) -> int:
    return (_NOW_S - int(hours * HOUR_S)) * 1_000


def _a_minute_later() -> float:
    return _NOW_S + WIRE_EPOCH_S + 60


def _seen(crowd: Crowd, *, name: str, start_s: int) -> list[Window]:
    counted = windows(crowd, start_s=start_s, end_s=_NOW_S, seed=name)
    return [window for window in counted if window.start_s + window.window_s <= _NOW_S]


class Beach:
    """Four weeks of all counters, of which one may fail in the last days."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._crowds = people(_DAYS)
        self._windows = {name: _seen(crowd, name=name, start_s=_START_S) for name, crowd in self._crowds.items()}
        self._before = {
            name: [window for window in each if window.start_s < _RECENT_S] for name, each in self._windows.items()
        }
        archive(folder / "before" / "archive.db", counted=self._before)
        self._learnt = Forecaster().to_bytes()
        self.healthy = self.board("healthy", {})

    def board(self, case: str, changed: Mapping[str, list[Window]]) -> Board:
        """What is on the board at _NOW_S when some counters have told other windows lately."""
        path = self._folder / case / "archive" / "archive.db"
        shutil.copytree(self._folder / "before", path.parent)
        recent = {**{name: self.recent(name) for name in self._windows}, **changed}
        archive(path, counted=recent)
        tell(path, counted={name: [*self._before[name], *each] for name, each in recent.items()})
        folder = self._folder / case / "outlook"
        forecaster = Forecaster.from_bytes(self._learnt)
        with one_analyst(folder, archive=path, places=_PLACES, now_s=_a_minute_later, forecaster=forecaster) as (
            analyst,
            outlook,
        ):
            assert analyst.round()
            board = outlook.newest()
            self._learnt = analyst.forecaster.to_bytes()  # four weeks of errors, once for all cases
        assert board is not None
        return board

    def seen_by(self, name: str, crowd: Crowd) -> list[Window]:
        """The counter's last days, if this is what it saw."""
        return _seen(crowd, name=f"{name} fails", start_s=self.recent(name)[0].start_s)

    def crowd(self, name: str) -> Crowd:
        """Who really passes."""
        return self._crowds[name]

    def recent(self, name: str) -> list[Window]:
        """Its last days."""
        return self._windows[name][len(self._before[name]) :]

    def error(self, board: Board, *, without: str) -> float:
        """WAPE of the next three hours at all places but one, against who really comes."""
        off = came = 0.0
        for place in board.places:
            if f"telpunt-{place.name}" == without:
                continue
            crowd = self._crowds[f"telpunt-{place.name}"]
            for slot in place.expected[:12]:
                start_ms = (slot.start_s - WIRE_EPOCH_S) * 1_000
                truth = sum(
                    bisect_left(side, start_ms + 900_000) - bisect_left(side, start_ms)
                    for side in (crowd.ins_ms, crowd.outs_ms)
                )
                off, came = off + abs(slot.quantiles[2] - truth), came + truth
        return off / came


@pytest.fixture(scope="module")
def beach(tmp_path_factory: pytest.TempPathFactory) -> Beach:
    return Beach(tmp_path_factory.mktemp("beach"))


def told(board: Board) -> list[tuple[str, str]]:
    return [(fault.device, fault.kind) for place in board.places for fault in place.faults]


def test_counters_that_work_are_not_in_doubt(beach: Beach) -> None:
    assert told(beach.healthy) == []


def stuck(beach: Beach, name: str) -> list[Window]:
    return beach.seen_by(name, faults.stuck(beach.crowd(name), from_ms=_ago_ms(26), gap_ms=20_000))


def silent(beach: Beach, name: str) -> list[Window]:
    return beach.seen_by(name, faults.blind(beach.crowd(name), from_ms=_ago_ms(5)))


def doubled(beach: Beach, name: str) -> list[Window]:
    return beach.seen_by(name, faults.doubled(beach.crowd(name), from_ms=_ago_ms(50)))


def moved(beach: Beach, name: str) -> list[Window]:
    return beach.seen_by(name, faults.moved(beach.crowd(name), to=beach.crowd(_BOULEVARD), from_ms=_ago_ms(50)))


def clock(beach: Beach, name: str) -> list[Window]:
    return beach.seen_by(name, faults.late(beach.crowd(name), by_ms=HOUR_S * 1_000, from_ms=_ago_ms(74)))


def gap(beach: Beach, name: str) -> list[Window]:
    day = range(_NOW_S - 64 * HOUR_S, _NOW_S - 40 * HOUR_S)
    lost = {window for window in beach.recent(name) if window.start_s in day}
    return [replace(each, values=(None, None), is_lost=True) if each in lost else each for each in beach.recent(name)]


def late(beach: Beach, name: str) -> list[Window]:
    return [window for window in beach.recent(name) if window.start_s < _NOW_S - HOUR_S]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        (_PIER, stuck),
        (_BOULEVARD, silent),
        (_STREET, doubled),
        (_PATH, moved),
        (_PIER, clock),
        (_PIER, gap),
        (_BOULEVARD, late),
    ],
)
def test_a_counter_that_fails_is_told_by_kind_and_the_others_are_forecast_as_well_as_before(
    beach: Beach, name: str, fault: Callable[[Beach, str], list[Window]]
) -> None:
    board = beach.board(fault.__name__, {name: fault(beach, name)})
    assert told(board) == [(name, fault.__name__)]
    assert beach.error(board, without=name) <= 1.05 * beach.error(beach.healthy, without=name)
