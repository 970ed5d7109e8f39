"""From released windows to a board within 90 seconds, alerts out of it, and files of the operator's that are wrong."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stoep_gateway.analyst.analyst import Analyst, Watch, is_training_time
from stoep_gateway.analyst.model_file import ModelFile
from stoep_gateway.analyst.surroundings import Surroundings
from stoep_gateway.analyst.weather_service import WeatherService
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.config.settings import CrowdSettings
from stoep_gateway.crowd.alerts import AlertRules
from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.places import Level
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S, HOUR_S
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.writer import OutlookWriter
from support.crowd_town import People, Town, places_text, usual

MONDAY_S = 20_636 * DAY_S  # 2026-07-02, a Thursday, and two weeks before it
NOON_S = MONDAY_S + 12 * HOUR_S
LINES = ("line-1", "line-2")


class Stage:
    """An analyst over a town, at a clock that only we move."""

    def __init__(self, folder: Path, *, learnt: bytes | None, people: People = usual) -> None:
        """learnt: a forecaster that has looked back already, which takes seconds."""
        self.now_s = float(NOON_S)
        self.is_clock_known = True
        self.alerts = 0
        self.places = folder / "places.toml"
        self.places.write_text(places_text(LINES))
        self.town = Town(folder / "archive" / "archive.db", lines=LINES, people=people)
        self.outlook = folder / "outlook" / "outlook.db"
        self.writer = OutlookWriter(self.outlook)
        self.crowd = CrowdSettings(places_file=self.places)
        self._learnt = learnt
        self.analyst = self.begin()

    def begin(self) -> Analyst:
        folder = self.outlook.parent
        self.analyst = Analyst(
            archive=ArchiveReader(self.town.path),
            writer=self.writer,
            surroundings=Surroundings(self.crowd, places=OutlookReader(self.outlook).places()),
            weather=WeatherService("", folder=folder, rng=None),  # type: ignore[arg-type]
            model=ModelFile(folder),
            forecaster=Forecaster.from_bytes(self._learnt) if self._learnt else Forecaster(),
            watch=Watch(rules=lambda zone: AlertRules(zone=zone), channels=("desk",)),
            alerts_keep_days=400,
            now_s=lambda: self.now_s if self.is_clock_known else None,
            on_alerts=self._heard,
        )
        return self.analyst

    def _heard(self) -> None:
        self.alerts += 1

    def board(self) -> Board:
        board = OutlookReader(self.outlook).newest()
        assert board is not None
        return board

    def close(self) -> None:
        self.writer.close()
        self.town.close()


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    with closing(Stage(tmp_path_factory.mktemp("learnt"), learnt=None)) as stage:
        stage.town.release(MONDAY_S - 9 * DAY_S, NOON_S)
        stage.analyst.round()
        return stage.analyst.forecaster.to_bytes()


@pytest.fixture
def stage(tmp_path: Path, learnt: bytes) -> Iterator[Stage]:
    with closing(Stage(tmp_path, learnt=learnt)) as stage:
        stage.town.release(MONDAY_S - 9 * DAY_S, NOON_S)
        yield stage


def test_a_round_puts_every_place_on_the_board_with_a_day_ahead(stage: Stage) -> None:
    assert stage.analyst.round()
    board = stage.board()
    assert (board.now_s, board.slot_s) == (NOON_S, 900)
    for state in board.places:
        assert state.counted_s == NOON_S
        assert state.counted[-1].people == pytest.approx(2 * usual("line-1", NOON_S - 900), rel=0.1)
        assert [slot.start_s for slot in state.counted] == list(range(NOON_S - DAY_S, NOON_S, 900))
        starts_s = [slot.start_s for slot in state.expected]
        hours = range(NOON_S + 3 * HOUR_S, NOON_S + 24 * HOUR_S + 1, HOUR_S)
        assert starts_s == [*range(NOON_S, NOON_S + 3 * HOUR_S, 900), *hours]
        assert all(list(slot.quantiles) == sorted(slot.quantiles) for slot in state.expected)


def test_without_news_there_is_no_round(stage: Stage) -> None:
    assert stage.analyst.round()
    stage.now_s += 30
    assert not stage.analyst.round()
    stage.town.tell(written_s=NOON_S + 30)
    assert not stage.analyst.round()


def test_a_window_is_on_the_board_within_90_seconds_after_its_end(stage: Stage) -> None:
    assert stage.analyst.round()
    end_s = NOON_S + 900
    stage.now_s = end_s + 1
    assert stage.analyst.round()  # the boundary: forecasts move on before the counts are there
    assert stage.board().places[0].counted_s == NOON_S
    stage.now_s = end_s + 62  # a people node sends each minute, and the gateway releases at once
    stage.town.release(NOON_S, end_s)
    assert stage.analyst.round()
    assert stage.board().places[0].counted_s == end_s
    assert stage.board().made_s - end_s <= 90


def test_a_hidden_window_is_news_too(stage: Stage) -> None:
    late_s = NOON_S + 10 * HOUR_S
    stage.town.release(NOON_S, late_s)
    stage.now_s = late_s + 900
    assert stage.analyst.round()
    stage.town.release(late_s, late_s + 900)
    stage.now_s += 62
    assert stage.analyst.round()
    newest = stage.board().places[0].counted[-1]
    assert (newest.is_hidden, stage.board().places[0].counted_s) == (True, late_s + 900)


@pytest.mark.parametrize("days", [-10_000, -3, -1, 60, 500])
def test_a_clock_that_jumps_and_comes_back_leaves_all_counts_there(tmp_path: Path, learnt: bytes, days: int) -> None:
    with closing(Stage(tmp_path, learnt=learnt)) as stage:
        stage.town.release(MONDAY_S - DAY_S, NOON_S)
        stage.analyst.round()
        before = [place.counted for place in stage.board().places]
        stage.now_s = NOON_S + days * DAY_S
        stage.analyst.round()
        stage.now_s = NOON_S
        stage.analyst.round()
        assert [place.counted for place in stage.board().places] == before


def test_no_round_before_the_clock_is_known(stage: Stage) -> None:
    stage.is_clock_known = False
    assert not stage.analyst.round()
    stage.is_clock_known = True
    assert stage.analyst.round()


def test_a_places_file_that_is_wrong_is_told_on_the_board_and_changes_nothing(stage: Stage) -> None:
    assert stage.analyst.round()
    good = stage.places.read_text()
    stage.places.write_text("title = ")
    assert stage.analyst.round()
    board = stage.board()
    assert len(board.places) == 2
    [(about, why)] = board.model.notes
    assert (about, why.startswith("places.toml:1: not TOML")) == ("places", True)
    assert not stage.analyst.round()
    stage.places.write_text(good)
    assert stage.analyst.round()
    assert stage.board().model.notes == ()


def test_the_places_that_held_last_go_on_holding_after_a_restart(stage: Stage) -> None:
    assert stage.analyst.round()
    stage.places.unlink()
    assert stage.begin().round()
    board = stage.board()
    assert [place.name for place in board.places] == ["street-0", "street-1"]
    assert [about for about, _ in board.model.notes] == ["places"]


def test_without_places_there_is_no_round(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.places.write_text("{")
    assert not stage.analyst.round()
    assert not stage.analyst.round()
    assert len([record for record in caplog.records if "places.toml:1: not JSON" in record.message]) == 1


def test_a_line_that_joins_a_place_is_counted(stage: Stage) -> None:
    stage.places.write_text(places_text(LINES[:1]))
    assert stage.analyst.round()
    assert len(stage.board().places) == 1
    stage.places.write_text(places_text(LINES))
    assert stage.analyst.round()
    assert [place.counted_s for place in stage.board().places] == [NOON_S, NOON_S]
    places = OutlookReader(stage.outlook).places()
    assert places is not None
    assert len(places.places) == 2


def test_a_line_that_never_counted_leaves_its_place_empty(stage: Stage) -> None:
    stage.places.write_text(places_text([*LINES, "line-9"]))
    assert stage.analyst.round()
    empty = stage.board().places[2]
    assert (empty.counted_s, empty.level, empty.expected) == (None, None, ())
    assert [fault.device for fault in empty.faults] == ["line-9"]


def test_an_archive_that_is_not_there_yet_is_waited_for(tmp_path: Path, learnt: bytes) -> None:
    with closing(Stage(tmp_path, learnt=learnt)) as stage:
        stage.town.path.unlink()
        with pytest.raises(RetryableError, match="has the gateway been started"):
            stage.analyst.round()


def test_a_pipe_in_place_of_a_file_holds_up_no_round(stage: Stage) -> None:
    stage.analyst.round()
    stage.places.unlink()
    os.mkfifo(stage.places)
    assert stage.analyst.round()
    assert dict(stage.board().model.notes)["places"].endswith("a pipe or a device, which is not read: put a file there")


def test_a_round_that_could_not_be_kept_is_made_again(stage: Stage) -> None:
    stage.writer.close()
    with pytest.raises(RetryableError, match="cannot be written"):
        stage.analyst.round()
    stage.writer = OutlookWriter(stage.outlook)
    stage.begin()
    assert stage.analyst.round()


def test_places_that_could_not_be_kept_are_kept_later(stage: Stage) -> None:
    stage.analyst.round()
    stage.places.write_text(places_text(LINES).replace("Street 0", "Kade"))
    with closing(sqlite3.connect(stage.outlook, isolation_level=None)) as disk:
        disk.execute("CREATE TRIGGER full BEFORE INSERT ON places BEGIN SELECT RAISE(ABORT, 'no room'); END")
        with pytest.raises(RetryableError, match="no room"):
            stage.analyst.round()
        disk.execute("DROP TRIGGER full")
    assert stage.analyst.round()
    places = OutlookReader(stage.outlook).places()
    assert places is not None
    assert places.places[0].title == "Kade"


def test_a_full_street_raises_an_alert_once_and_ends_it_when_it_is_over(tmp_path: Path, learnt: bytes) -> None:
    def crowd(line: str, start_s: int) -> float:
        return 75.0 if line == "line-1" and NOON_S <= start_s < NOON_S + HOUR_S else usual(line, start_s) / 4

    with closing(Stage(tmp_path, learnt=learnt, people=crowd)) as stage:
        stage.town.release(MONDAY_S - 9 * DAY_S, NOON_S)
        for step in range(24):
            stage.now_s = NOON_S + step * 900 + 62
            stage.town.release(NOON_S + (step - 1) * 900, NOON_S + step * 900) if step else None
            stage.analyst.round()
        [alert] = OutlookReader(stage.outlook).alerts(newest=5)
        assert (alert.place, alert.level) == ("street-0", Level.ORANGE)
        assert (alert.is_now, alert.raised_s) == (True, NOON_S + 900)
        assert alert.ended_s is not None
        assert NOON_S + HOUR_S < alert.ended_s <= NOON_S + 3 * HOUR_S
        assert [due.is_end for due in stage.writer.waiting()] == [False, True]
        assert stage.alerts == 2


def test_an_alert_outlives_a_restart(tmp_path: Path, learnt: bytes) -> None:
    def crowd(line: str, start_s: int) -> float:
        return 75.0 if NOON_S - 1800 <= start_s < NOON_S + HOUR_S else usual(line, start_s) / 4

    with closing(Stage(tmp_path, learnt=learnt, people=crowd)) as stage:
        stage.town.release(MONDAY_S - 9 * DAY_S, NOON_S)
        stage.analyst.round()
        assert len(stage.writer.waiting()) == 2
        stage.begin()
        stage.town.release(NOON_S, NOON_S + 900)
        stage.now_s = NOON_S + 962
        assert stage.analyst.round()
        assert len(stage.writer.waiting()) == 2


def test_what_was_learnt_is_kept_at_the_end(stage: Stage) -> None:
    stage.analyst.round()
    stage.analyst.save(at_once=True)
    kept = ModelFile(stage.outlook.parent).load()
    assert kept.record.learnt_s == stage.analyst.forecaster.record.learnt_s > 0


def test_a_damaged_model_is_told_of_and_begun_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "model.npz").write_bytes(b"PK")
    assert ModelFile(tmp_path).load().record.learnt_s == Forecaster().record.learnt_s
    assert "model.npz: cannot be used" in caplog.text


@pytest.mark.parametrize(
    ("trained_days_ago", "days", "hour", "is_time"),
    [
        (None, 55, 3, False),  # too little to learn from
        (None, 56, 12, True),  # at once
        (6, 400, 3, False),
        (7, 400, 3, True),
        (7, 400, 12, False),  # by day it would be in the way
        (9, 400, 12, True),  # the nights were missed
        (-1, 400, 12, True),  # by a clock that was ahead once
    ],
)
def test_training_is_weekly_and_at_night(trained_days_ago: int | None, days: int, hour: int, is_time: bool) -> None:
    trained_s = None if trained_days_ago is None else NOON_S - trained_days_ago * DAY_S
    assert is_training_time(trained_s, days=days, now_s=NOON_S, hour=hour) is is_time


def test_the_history_is_given_for_training_once_there_is_enough(stage: Stage) -> None:
    assert stage.analyst.training_due(failed_s=0) is None
    stage.analyst.round()
    assert stage.analyst.training_due(failed_s=0) is None
    stage.town.release(MONDAY_S - 60 * DAY_S, MONDAY_S - 9 * DAY_S)
    stage.town.release(MONDAY_S - 9 * DAY_S, NOON_S)  # the same again changes nothing
    stage.begin().round()
    history = stage.analyst.training_due(failed_s=0)
    assert history is not None
    assert history.zone == ZoneInfo("Europe/Amsterdam")
    assert stage.analyst.training_due(failed_s=NOON_S - HOUR_S) is None
    assert stage.analyst.training_due(failed_s=NOON_S + 30 * DAY_S) is not None  # by a clock that was ahead
    stage.analyst.take(Forecaster(record=stage.analyst.forecaster.record, trained_s=NOON_S))
    assert stage.analyst.training_due(failed_s=0) is None
    assert stage.analyst.round()
    assert stage.board().model.trained_s == NOON_S
