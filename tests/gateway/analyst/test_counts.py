"""Released counts on one grid: hidden where a closed window has no value, unknown where nothing was closed."""

from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from stoep_gateway.analyst.counts import SLOT_S, Counts
from stoep_gateway.archive.counting import Counting, parse_counting
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.grid import DAY_S, HOUR_S
from support.crowd_town import NIGHT_H, Town, usual

MIDNIGHT_S = 20_000 * DAY_S
LINES = ("line-1", "line-2")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with closing(Town(tmp_path / "archive" / "archive.db", lines=LINES)) as town:
        yield town


def told(town: Town) -> Counting:
    counting = parse_counting(ArchiveReader(town.path).status() or "")
    assert counting is not None
    return counting


def counts_of(town: Town, *, now_s: int) -> Counts:
    counts = Counts(ArchiveReader(town.path), lines=LINES, now_s=now_s)
    counts.refresh(told(town), now_s=now_s)
    return counts


def test_released_windows_stand_in_their_slots(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    lines = counts_of(town, now_s=MIDNIGHT_S + DAY_S).until(MIDNIGHT_S + DAY_S)
    assert (lines.start_s, lines.now_s, lines.lines) == (MIDNIGHT_S, MIDNIGHT_S + DAY_S, LINES)
    noon = 12 * HOUR_S // SLOT_S
    assert lines.counts[noon, 0, 0] == round(usual("line-1", MIDNIGHT_S + 12 * HOUR_S))
    assert not lines.hidden[noon].any()
    assert lines.noise[0] == pytest.approx(2.8, abs=0.1)


def test_the_night_is_spread_over_its_slots(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    lines = counts_of(town, now_s=MIDNIGHT_S + DAY_S).until(MIDNIGHT_S + DAY_S)
    night = lines.counts[: NIGHT_H * 4, 0, 0]
    assert len(set(night)) == 1
    assert night.sum() == pytest.approx(sum(usual("line-1", MIDNIGHT_S + at) for at in range(0, 14_400, 900)), abs=1)


def test_a_closed_window_without_a_value_is_hidden(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    lines = counts_of(town, now_s=MIDNIGHT_S + DAY_S).until(MIDNIGHT_S + DAY_S)
    late = 23 * HOUR_S // SLOT_S
    assert lines.hidden[late].all()
    assert (lines.counts[late] > 0).all()
    assert not np.isnan(lines.counts).any()


def test_a_window_that_is_not_closed_yet_is_unknown(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + 12 * HOUR_S)
    town.release(MIDNIGHT_S + 12 * HOUR_S, MIDNIGHT_S + 13 * HOUR_S, lines=LINES[:1])
    lines = counts_of(town, now_s=MIDNIGHT_S + 13 * HOUR_S).until(MIDNIGHT_S + 13 * HOUR_S)
    assert not np.isnan(lines.counts[-4:, 0]).any()
    assert np.isnan(lines.counts[-4:, 1]).all()


def test_what_is_closed_counts_only_when_nothing_is_on_its_way(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + 22 * HOUR_S)
    counts = counts_of(town, now_s=MIDNIGHT_S + 22 * HOUR_S)
    town.release(MIDNIGHT_S + 22 * HOUR_S, MIDNIGHT_S + 23 * HOUR_S, told=False)  # all of it hidden
    now_s = MIDNIGHT_S + 23 * HOUR_S
    town.tell(written_s=now_s, pending=2)
    counts.refresh(told(town), now_s=now_s)
    assert np.isnan(counts.until(now_s).counts[-4:]).all()
    assert not np.isnan(counts.until(now_s).counts[-92:-4]).any()
    town.tell(written_s=now_s)
    assert counts.refresh(told(town), now_s=now_s)
    assert counts.until(now_s).hidden[-4:].all()


def test_who_is_too_few_beside_a_shown_direction_is_hidden_before_anybody_tells(town: Town) -> None:
    noon_s = MIDNIGHT_S + 12 * HOUR_S
    town.release(MIDNIGHT_S, noon_s)
    town.release_one_way(noon_s, line=LINES[0], people=40)
    lines = counts_of(town, now_s=noon_s + SLOT_S).until(noon_s + SLOT_S)
    assert lines.counts[-1, 0].tolist() == [40, pytest.approx(4)]
    assert lines.hidden[-1, 0].tolist() == [False, True]
    assert np.isnan(lines.counts[-1, 1]).all()


def test_counting_anew_and_going_on_come_to_the_same(town: Town) -> None:
    ends_s = [MIDNIGHT_S, MIDNIGHT_S + DAY_S + 12 * HOUR_S, MIDNIGHT_S + 2 * DAY_S, MIDNIGHT_S + 3 * DAY_S + 4 * HOUR_S]
    town.release(MIDNIGHT_S - DAY_S, ends_s[0])
    grown = counts_of(town, now_s=ends_s[0])
    for begin_s, end_s in pairwise(ends_s):
        town.release(begin_s, end_s)
        assert grown.refresh(told(town), now_s=end_s)
        anew = counts_of(town, now_s=end_s).until(end_s)
        assert np.array_equal(grown.until(end_s).counts, anew.counts, equal_nan=True)
        assert np.array_equal(grown.until(end_s).hidden, anew.hidden)
    assert not grown.refresh(told(town), now_s=ends_s[-1])


def test_late_windows_of_a_line_that_was_away_fill_their_days(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    end_s = MIDNIGHT_S + 3 * DAY_S
    town.release(MIDNIGHT_S + DAY_S, end_s, lines=LINES[:1])
    counts = counts_of(town, now_s=end_s)
    assert np.isnan(counts.until(end_s).counts[96:, 1]).all()
    town.release(MIDNIGHT_S + DAY_S, end_s, lines=LINES[1:])
    counts.refresh(told(town), now_s=end_s)
    assert not np.isnan(counts.until(end_s).counts).any()


def test_days_without_any_value_are_unknown_where_some_were_lost(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + DAY_S)
    end_s = MIDNIGHT_S + 4 * DAY_S
    gone = Town(town.path, lines=LINES, people=lambda line, start_s: 0 if line == "line-2" else usual(line, start_s))
    with closing(gone):
        gone.release(MIDNIGHT_S, end_s, told=False)
        gone.tell(written_s=end_s, no_data=300)
    lines = counts_of(town, now_s=end_s).until(end_s)
    assert not np.isnan(lines.counts[:, 0]).any()  # nights are short
    assert np.isnan(lines.counts[2 * 96 : 3 * 96, 1]).all()


def test_a_year_and_more_goes_on_in_the_same_arrays(town: Town) -> None:
    counts = Counts(ArchiveReader(town.path), lines=LINES, now_s=MIDNIGHT_S)
    for day in range(0, 120, 40):
        begin_s = MIDNIGHT_S + day * DAY_S
        town.release(begin_s, begin_s + DAY_S)
        counts.refresh(told(town), now_s=begin_s + DAY_S)
    lines = counts.until(MIDNIGHT_S + 81 * DAY_S)
    known = [day for day in range(81) if lines.counts[day * 96 + 56, 0, 0] > 4]  # else hidden or unknown
    assert lines.start_s == MIDNIGHT_S
    assert known == [0, 40, 80]


def test_what_a_clock_that_is_behind_hides_is_read_once_it_is_right(town: Town) -> None:
    town.release(MIDNIGHT_S, MIDNIGHT_S + 5 * DAY_S)
    counts = counts_of(town, now_s=MIDNIGHT_S + DAY_S)  # as an analyst that starts before the clock is set
    right_s = MIDNIGHT_S + 5 * DAY_S
    assert counts.refresh(told(town), now_s=right_s)
    assert not np.isnan(counts.until(right_s).total).any()
