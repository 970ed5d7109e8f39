"""How old the forecasts are and what became of news, whether or not the analyst runs."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from stoep_gateway.crowd.board import Board, ModelNote
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.writer import OutlookWriter
from stoep_gateway.supervise.crowd_metrics import crowd_samples
from support.crowd_news import ALERT, RAISED_S

NOTE = ModelNote(trained_s=None, history_days=0, has_weather=False, has_calendar=False, coverage80=None)
NOW_S = RAISED_S + 100.0


def values(outlook: OutlookReader | None) -> dict[str, float]:
    samples = crowd_samples(outlook, now_s=NOW_S, started_s=NOW_S - 30)
    return {sample.labels.get("outcome", "age"): sample.value for sample in samples}


def test_without_places_nothing_is_old_and_nothing_is_told() -> None:
    assert values(None) == {"age": 0, "told": 0, "waiting": 0, "given up": 0}


def test_before_the_first_round_they_are_as_old_as_the_gateway_runs(tmp_path: Path) -> None:
    assert values(OutlookReader(tmp_path / "outlook.db"))["age"] == 30
    with closing(OutlookWriter(tmp_path / "outlook.db")):
        assert values(OutlookReader(tmp_path / "outlook.db"))["age"] == 30


def test_news_is_counted_by_what_became_of_it(tmp_path: Path) -> None:
    with closing(OutlookWriter(tmp_path / "outlook.db")) as writer:
        board = Board(now_s=RAISED_S, made_s=RAISED_S, slot_s=900, places=(), model=NOTE)
        writer.keep_round(board, alerts=[ALERT], channels=["a", "b", "c", "d"])
        a, b, c, _ = writer.waiting()
        writer.tried(replace(a, done_s=RAISED_S))
        writer.tried(replace(b, done_s=RAISED_S))
        writer.tried(replace(c, done_s=RAISED_S, is_given_up=True))
        assert values(OutlookReader(tmp_path / "outlook.db")) == {"age": 100, "told": 2, "given up": 1, "waiting": 1}
