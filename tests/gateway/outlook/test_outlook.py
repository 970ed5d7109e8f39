"""What the analyst writes is what pages read, each round and each piece of news once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import Board, ModelNote
from stoep_gateway.crowd.places import Level, Place, Places
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.writer import ROUNDS_KEEP_DAYS, OutlookWriter
from stoep_gateway.web.crowd.outlook import StoredOutlook

NOW_S = 1_800_000_000
NOTE = ModelNote(trained_s=None, history_days=0, has_weather=False, has_calendar=False, coverage80=None)
ALERT = Alert(
    id=f"pier/2/{NOW_S}",
    place="pier",
    level=Level.ORANGE,
    raised_s=NOW_S,
    expected_s=NOW_S + 3600,
    within_s=7200,
    chance=0.62,
    is_now=False,
)
PIER = Place(
    name="pier",
    title="De Pier",
    lines=("pier-1",),
    path=((78_000, 458_000), (78_100, 458_100)),
    is_square=False,
    width_m=6.0,
    from_per_min=(30.0, 60.0, 90.0),
)
PLACES = Places(title="Scheveningen", zone="Europe/Amsterdam", places=(PIER,))


def board(now_s: int, *, made_s: int | None = None) -> Board:
    return Board(now_s=now_s, made_s=now_s + 20 if made_s is None else made_s, slot_s=900, places=(), model=NOTE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outlook" / "outlook.db"


@pytest.fixture
def writer(path: Path) -> Iterator[OutlookWriter]:
    with closing(OutlookWriter(path)) as writer:
        yield writer


def test_before_the_first_round_there_is_nothing(path: Path) -> None:
    with pytest.raises(RetryableError, match="has the analyst been started"):
        OutlookReader(path).newest()


@pytest.mark.usefixtures("writer")
def test_an_empty_outlook_answers_so(path: Path) -> None:
    reader = OutlookReader(path)
    assert reader.newest() is None
    assert reader.places() is None
    assert reader.alerts(newest=5) == ()
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_rounds_are_found_by_their_moment(writer: OutlookWriter, path: Path) -> None:
    for now_s in (NOW_S, NOW_S + 900, NOW_S + 1800):
        writer.keep_round(board(now_s))
    reader = OutlookReader(path)
    assert reader.newest() == board(NOW_S + 1800)
    assert reader.at(NOW_S + 1799) == board(NOW_S + 900)
    assert reader.at(NOW_S - 1) is None
    assert reader.moments(NOW_S, NOW_S + 1800) == (NOW_S, NOW_S + 900)


def test_a_later_round_at_the_same_boundary_replaces_the_earlier_one(writer: OutlookWriter, path: Path) -> None:
    writer.keep_round(board(NOW_S))
    before = OutlookReader(path).version()
    writer.keep_round(board(NOW_S, made_s=NOW_S + 70))
    assert OutlookReader(path).newest() == board(NOW_S, made_s=NOW_S + 70)
    assert OutlookReader(path).version() > before


def test_the_newest_round_is_the_one_kept_last_whatever_a_clock_said_before(writer: OutlookWriter, path: Path) -> None:
    reader = OutlookReader(path)
    writer.keep_round(board(NOW_S + 10 * DAY_S))
    writer.keep_round(board(NOW_S))
    assert reader.newest() == reader.at(NOW_S + DAY_S) == board(NOW_S)
    assert reader.newest_s() == NOW_S


def test_one_round_of_a_clock_that_was_behind_takes_nothing_but_its_own_moment(
    writer: OutlookWriter, path: Path
) -> None:
    reader = OutlookReader(path)
    for now_s in (NOW_S, NOW_S + 900, NOW_S + 1800):
        writer.keep_round(board(now_s))
    writer.keep_round(board(NOW_S, made_s=NOW_S + 70))
    assert reader.newest() == board(NOW_S, made_s=NOW_S + 70)
    writer.keep_round(board(NOW_S + 2700))
    assert reader.newest() == board(NOW_S + 2700)
    assert reader.moments(0, 2 * NOW_S) == (NOW_S, NOW_S + 900, NOW_S + 1800, NOW_S + 2700)


def test_the_same_places_again_are_no_news(writer: OutlookWriter, path: Path) -> None:
    writer.keep_places(PLACES)
    before = OutlookReader(path).version()
    writer.keep_places(PLACES)
    assert OutlookReader(path).version() == before
    assert OutlookReader(path).places() == PLACES


def test_each_channel_is_owed_each_piece_of_news_once(writer: OutlookWriter, path: Path) -> None:
    writer.keep_round(board(NOW_S), alerts=[ALERT], channels=["desk", "mail"])
    surer = replace(ALERT, chance=0.8)
    writer.keep_round(board(NOW_S + 900), alerts=[surer], channels=["desk", "mail"])
    assert OutlookReader(path).alerts(newest=5) == (surer,)
    assert writer.alerts_since(NOW_S) == (surer,)
    over = replace(surer, ended_s=NOW_S + 1800)
    writer.keep_round(board(NOW_S + 1800), alerts=[over], channels=["desk", "mail"])
    assert [(one.channel, one.is_end) for one in writer.waiting()] == [
        ("desk", False),
        ("mail", False),
        ("desk", True),
        ("mail", True),
    ]
    assert writer.alerts_since(NOW_S + 1801) == ()
    assert writer.alerts_since(NOW_S + 1800) == (over,)
    assert writer.alert(ALERT.id) == over


def test_what_became_of_a_delivery_is_kept(writer: OutlookWriter, path: Path) -> None:
    writer.keep_round(board(NOW_S), alerts=[ALERT], channels=["desk", "mail"])
    desk, mail = writer.waiting()
    writer.tried(replace(desk, attempts=1, done_s=NOW_S + 21))
    failed = replace(mail, attempts=1, next_s=NOW_S + 60, reason="no answer")
    writer.tried(failed)
    assert writer.waiting() == (failed,)
    assert [one.done_s for one in OutlookReader(path).deliveries(ALERT.id)] == [NOW_S + 21, None]
    assert StoredOutlook(path).deliveries(ALERT.id) == OutlookReader(path).deliveries(ALERT.id)


def test_alerts_come_newest_first(writer: OutlookWriter, path: Path) -> None:
    alerts = [replace(ALERT, id=f"pier/2/{NOW_S + at}", raised_s=NOW_S + at) for at in range(3)]
    writer.keep_round(board(NOW_S), alerts=alerts)
    assert OutlookReader(path).alerts(newest=2) == (alerts[2], alerts[1])


def _long_standing(writer: OutlookWriter) -> tuple[Alert, ...]:
    """One that stands, and many that were raised and ended after it; each half an hour, the oldest first."""
    ended = [
        replace(ALERT, id=f"pier/3/{NOW_S + at}", raised_s=NOW_S + at, ended_s=NOW_S + at + 900)
        for at in range(1800, 150 * 1800, 1800)
    ]
    writer.keep_round(board(NOW_S), alerts=[ALERT, *ended])
    return ALERT, *ended


def test_an_alert_that_stands_is_shown_however_many_came_and_went_since(writer: OutlookWriter, path: Path) -> None:
    alerts = _long_standing(writer)
    assert OutlookReader(path).alerts(newest=3) == (alerts[-1], alerts[-2], alerts[0])
    assert StoredOutlook(path).alerts(newest=3) == (alerts[-1], alerts[-2], alerts[0])


def test_looking_back_finds_what_stood_then_however_long_ago(writer: OutlookWriter, path: Path) -> None:
    standing, second, *_ = _long_standing(writer)
    for outlook in (OutlookReader(path), StoredOutlook(path)):
        assert outlook.alerts_at(NOW_S - 1) == ()
        assert outlook.alerts_at(second.raised_s) == (second, standing)
        assert outlook.alerts_at(second.raised_s + 900) == (standing,)


def test_old_rounds_leave_and_young_ones_stay(writer: OutlookWriter, path: Path) -> None:
    writer.keep_round(board(NOW_S))
    writer.keep_round(board(NOW_S + 900))
    writer.expire(now_s=NOW_S + ROUNDS_KEEP_DAYS * DAY_S + 1, alerts_keep_days=400)
    assert OutlookReader(path).moments(0, NOW_S * 2) == (NOW_S + 900,)


def test_an_alert_leaves_once_it_ended_long_ago_and_everybody_was_told(writer: OutlookWriter, path: Path) -> None:
    standing = replace(ALERT, id="pier/1/1", level=Level.YELLOW)
    over = replace(ALERT, ended_s=NOW_S + 900)
    writer.keep_round(board(NOW_S), alerts=[standing])
    writer.keep_round(board(NOW_S), alerts=[over], channels=["mail"])
    late_s = NOW_S + 401 * DAY_S
    writer.expire(now_s=late_s, alerts_keep_days=0)
    writer.expire(now_s=late_s, alerts_keep_days=400)
    assert writer.alert(ALERT.id) == over
    [mail] = writer.waiting()
    writer.tried(replace(mail, done_s=late_s, is_given_up=True))
    writer.expire(now_s=late_s, alerts_keep_days=400)
    assert writer.alert(ALERT.id) is None
    assert OutlookReader(path).deliveries(ALERT.id) == ()
    assert writer.alerts_since(late_s) == (standing,)


def test_a_round_that_cannot_be_kept_changes_nothing(writer: OutlookWriter, path: Path) -> None:
    wrong = replace(ALERT, place=None)  # type: ignore[arg-type]
    with pytest.raises(RetryableError, match="NOT NULL"):
        writer.keep_round(board(NOW_S), alerts=[wrong])
    assert OutlookReader(path).newest() is None
    writer.keep_round(board(NOW_S))


def test_a_damaged_round_counts_as_not_there(writer: OutlookWriter, path: Path) -> None:
    writer.keep_round(board(NOW_S))
    writer.keep_places(PLACES)
    writer.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE round SET body = x'00'")
        connection.execute("UPDATE places SET body = x'00'")
        connection.commit()
    assert OutlookReader(path).newest() is None
    assert OutlookReader(path).places() is None


def test_an_outlook_of_a_later_stoep_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigError, match="the outlook has schema 99"):
        OutlookWriter(path)
