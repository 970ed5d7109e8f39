"""Devices that were away tell of their two days one after the other: what half of it said leaves no trace."""

from importlib.resources import files
from pathlib import Path

from stoep_gateway.crowd.board import Board
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_simulators.beach_day import DAY
from stoep_simulators.worlds.local_time import DAY_S, HOUR_S, day_start_s
from support.beach_weeks import Window, archive, people, tell, windows
from support.one_analyst import one_analyst

_NOW_S = day_start_s(DAY) + 11 * HOUR_S
_PLACES = files("stoep_simulators.worlds").joinpath("scheveningen.toml").read_text()


def two_days() -> dict[str, list[Window]]:
    found = {}
    for name, crowd in people(4).items():
        counted = windows(crowd, start_s=_NOW_S - 2 * DAY_S, end_s=_NOW_S, seed=name)
        found[name] = [window for window in counted if window.start_s + window.window_s <= _NOW_S]
    return found


def board_after(folder: Path, *steps: dict[str, list[Window]]) -> Board:
    """Of a round after each step, in which the archive and the status come to hold these windows."""
    path = folder / "archive" / "archive.db"
    archive(path, counted={})
    with one_analyst(folder / "outlook", archive=path, places=_PLACES, now_s=lambda: _NOW_S + WIRE_EPOCH_S + 60) as (
        analyst,
        outlook,
    ):
        for counted in steps:
            archive(path, counted=counted)
            tell(path, counted=counted)
            assert analyst.round()
        board = outlook.newest()
    assert board is not None
    return board


def test_the_board_is_the_same_whether_they_tell_one_after_the_other_or_at_once(tmp_path: Path) -> None:
    whole = two_days()
    half = {name: each[: len(each) // 2] for name, each in whole.items() if name != "telpunt-boulevard"}
    late = board_after(tmp_path / "late", half, whole)
    at_once = board_after(tmp_path / "at once", whole)
    assert late == at_once
    assert late.model.errors
    assert all(place.expected for place in late.places)
