"""Books put back from an older copy, and a clock that was ahead: closed once, barred once, counted once."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.anonymise.ledger import CLOCK, RECOVER, Ledger
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.anonymise.recovery import accept, recover
from stoep_gateway.anonymise.windows import AHEAD_MAX_S, Windows, windows_of
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal import Journal
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.records import CommitBatch, JournalState, LedgerRow, PlaceRow
from support.policies import PLAIN, plain

KEY = bytes(range(32))
EPOCH = b"epoch-07"
QUARTER_S = 900
NOON_S = 215_006_400  # a whole quarter of an hour, and a whole hour
EVE_S = NOON_S - AHEAD_MAX_S  # rows that end at noon are taken
YEAR_S = 365 * 86_400


class Town:
    """A journal, and a gateway that draws windows at some places; every batch is really committed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._journal = Journal.open(path)
        self._number = 0

    def __enter__(self) -> "Town":
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()

    @property
    def state(self) -> JournalState:
        return self._journal.load_state()

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.state.ledger, key=KEY, epoch=EPOCH)

    def place(self, name: str = "beach") -> PlaceRow:
        return self.state.places[name]

    def windows(self, name: str = "beach", *, window_s: int = QUARTER_S) -> Windows:
        """As a gateway that starts would have them."""
        return windows_of(self.place(name), ledger=self.state.ledger, schedule=plain(window_s))

    def rows(self, *, end_after_s: int = 0) -> tuple[LedgerRow, ...]:
        with read_only(self._path) as connection:
            return tuple(read_rows(connection, end_after_s=end_after_s))

    def commit(self, batch: CommitBatch) -> CommitBatch:
        self._number += 1
        self._journal.commit(replace(batch, number=self._number))
        return batch

    def count(self, name: str = "beach", *, start_s: int, windows: int = 1, window_s: int = QUARTER_S) -> None:
        """People pass in each of the windows, which are drawn and released."""
        ledger, of_place = self.ledger, self.state.places.get(name, PlaceRow(place=name))
        skipped = Windows(plain(window_s), closed_until_s=of_place.closed_until_s).pass_start(start_s, quantities=1)
        starts_s = [start_s + at * window_s for at in range(windows)]
        rows = [
            ledger.draw(place=name, start_s=begin_s, end_s=begin_s + window_s, policy=PLAIN) for begin_s in starts_s
        ]
        place = replace(
            of_place,
            watermark_s=rows[-1].end_s,
            closed_until_s=rows[-1].end_s,
            closed=of_place.closed + skipped.skipped + windows,
            released=of_place.released + windows,
            no_data=of_place.no_data + skipped.skipped,
            ledger_index=rows[-1].index,
        )
        self.commit(CommitBatch(number=1, places=(place,), ledger=tuple(rows), anchor=ledger.head))

    def claim(self, index: int) -> None:
        """A device knows better."""
        self.commit(CommitBatch(number=1, claimed=index))

    def recover(
        self,
        *,
        now_s: int,
        window_s: int = QUARTER_S,
        wanted: Policy | None = None,
        quantities: Mapping[str, int] | None = None,
    ) -> CommitBatch:
        return self.commit(
            recover(
                self.state,
                ledger=self.ledger,
                now_s=now_s,
                schedule=plain(window_s),
                wanted=wanted or Policy(window_s=window_s, night_h=0, epsilon=None),
                quantities=quantities or {},
            )
        )

    def accept(self, *, now_s: int, window_s: int = QUARTER_S) -> CommitBatch | None:
        begun_s = now_s - now_s % window_s
        batch = accept(
            self.state, drawn=self.rows(end_after_s=begun_s), ledger=self.ledger, now_s=now_s, schedule=plain(window_s)
        )
        return batch and self.commit(batch)


def is_balanced(place: PlaceRow) -> bool:
    return place.closed == place.released + place.suppressed + place.budget + place.no_data + place.restore


def takes(windows: Windows, *, start_s: int) -> bool:
    """Whether a row of a minute enters a window."""
    return windows.accepts(start_s=start_s, end_s=start_s + 60)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with Town(tmp_path / "journal.db") as made:
        yield made


def test_books_with_another_policy_than_the_wanted_one_are_closed_until_that_one_holds(town: Town) -> None:
    town.count(start_s=NOON_S - 9000)
    batch = town.recover(now_s=NOON_S, wanted=Policy())
    assert [row.end_s for row in batch.ledger] == [NOON_S - NOON_S % DAY_S + DAY_S]
    assert town.place().closed_until_s == batch.ledger[0].end_s


@pytest.mark.parametrize(
    ("now_s", "until_s"),
    [
        (NOON_S, NOON_S + QUARTER_S),
        (NOON_S - AHEAD_MAX_S, NOON_S),
        (NOON_S - AHEAD_MAX_S + 1, NOON_S + QUARTER_S),
    ],
)
def test_a_recovery_closes_what_has_begun_by_rows_two_minutes_ahead(town: Town, now_s: int, until_s: int) -> None:
    town.count(start_s=NOON_S - 9000)
    batch = town.recover(now_s=now_s)
    assert [(row.kind, row.place, row.start_s, row.end_s) for row in batch.ledger] == [(RECOVER, "*", 0, until_s)]
    assert (town.place().closed_until_s, town.place().watermark_s) == (until_s, until_s)


def test_a_recovery_counts_what_it_closes_as_restore_a_quantity_each(town: Town) -> None:
    town.count("beach", start_s=NOON_S - 4 * QUARTER_S)
    town.count("street", start_s=NOON_S - 2 * QUARTER_S)
    town.recover(now_s=EVE_S, quantities={"beach": 2})
    assert (town.place("beach").restore, town.place("beach").closed) == (6, 7)
    assert (town.place("street").restore, town.place("street").closed) == (1, 2)
    assert all(is_balanced(place) for place in town.state.places.values())


def test_a_recovery_closes_a_place_that_never_had_a_window_and_counts_nothing(town: Town) -> None:
    town.commit(CommitBatch(number=1, places=(PlaceRow(place="beach"),)))
    town.recover(now_s=EVE_S)
    assert (town.place().closed_until_s, town.place().restore) == (NOON_S, 0)


def test_a_recovery_leaves_a_place_that_is_further_on_where_it_is(town: Town) -> None:
    town.count(start_s=NOON_S + 9000)
    town.recover(now_s=NOON_S)
    assert (town.place().closed_until_s, town.place().restore) == (NOON_S + 9900, 0)


def test_every_place_is_told_of_the_recovery(town: Town) -> None:
    town.count("beach", start_s=NOON_S - 9000)
    town.count("street", start_s=NOON_S + 9000)
    (row,) = town.recover(now_s=NOON_S).ledger
    assert [place.ledger_index for place in town.state.places.values()] == [row.index, row.index]


def test_after_a_recovery_the_books_are_open_and_the_second_file_knows_it(town: Town) -> None:
    town.count(start_s=NOON_S - 9000)
    town.claim(50)
    was_shut = town.ledger.is_shut
    (row,) = town.recover(now_s=NOON_S).ledger
    assert (was_shut, town.ledger.is_shut) == (True, False)
    assert row.index > 50
    assert town.state.ledger.anchor == town.ledger.head


def test_after_a_recovery_nothing_of_before_is_drawn_and_everything_after(town: Town) -> None:
    town.count(start_s=NOON_S - 9000)
    town.recover(now_s=EVE_S)
    with pytest.raises(sqlite3.IntegrityError, match="drawn once"):
        town.count(start_s=NOON_S - QUARTER_S)
    assert not takes(town.windows(), start_s=NOON_S - 60)
    assert takes(town.windows(), start_s=NOON_S)
    town.count(start_s=NOON_S)


def test_a_second_recovery_counts_only_what_came_in_between(town: Town) -> None:
    town.count(start_s=NOON_S - QUARTER_S)
    town.recover(now_s=EVE_S)
    town.recover(now_s=EVE_S + 3 * QUARTER_S)
    assert (town.place().restore, town.place().closed_until_s) == (3, NOON_S + 3 * QUARTER_S)


def test_a_recovery_does_not_count_again_what_a_wrong_clock_barred(town: Town) -> None:
    town.count(start_s=NOON_S - QUARTER_S)
    town.count(start_s=NOON_S + 4 * QUARTER_S, windows=2)
    town.count("street", start_s=NOON_S - QUARTER_S)
    town.accept(now_s=NOON_S)
    town.recover(now_s=EVE_S + 8 * QUARTER_S)
    assert (town.place("beach").restore, town.place("street").restore) == (8 - 2, 8)
    assert is_balanced(town.place())


def test_with_no_place_ahead_there_is_nothing_to_accept(town: Town) -> None:
    assert town.accept(now_s=NOON_S) is None
    town.count("beach", start_s=NOON_S - QUARTER_S)
    town.recover(now_s=NOON_S)
    assert town.accept(now_s=NOON_S) is None


def test_a_place_where_a_recovery_may_have_left_it_is_not_ahead(town: Town) -> None:
    town.count(start_s=NOON_S - QUARTER_S)
    assert town.accept(now_s=EVE_S - QUARTER_S + 1) is None
    assert town.accept(now_s=EVE_S - QUARTER_S) is not None


def test_a_place_that_is_ahead_counts_on_from_now(town: Town) -> None:
    town.count(start_s=NOON_S + YEAR_S)
    town.accept(now_s=NOON_S + 100)
    assert (town.place().closed_until_s, town.place().watermark_s) == (NOON_S, NOON_S)
    assert takes(town.windows(), start_s=NOON_S)
    assert not takes(town.windows(), start_s=NOON_S - 60)


def test_what_was_drawn_for_the_time_ahead_is_barred_for_its_place_alone(town: Town) -> None:
    town.count("street", start_s=NOON_S - QUARTER_S)
    town.count("beach", start_s=NOON_S + YEAR_S)
    town.count("beach", start_s=NOON_S + YEAR_S + 4 * QUARTER_S)
    street = town.place("street")
    batch = town.accept(now_s=NOON_S)
    assert batch is not None
    end_s = NOON_S + YEAR_S + 5 * QUARTER_S
    assert [(row.kind, row.place, row.start_s, row.end_s) for row in batch.ledger] == [
        (CLOCK, "beach", NOON_S + YEAR_S, end_s)
    ]
    assert town.place("beach").ledger_index == batch.ledger[0].index
    assert town.place("street") == street


def test_windows_that_were_closed_ahead_after_the_last_draw_are_barred_with_it(town: Town) -> None:
    town.count(start_s=NOON_S + YEAR_S)
    end_s = NOON_S + YEAR_S + 8 * QUARTER_S
    place = replace(town.place(), watermark_s=end_s, closed_until_s=end_s, closed=8, no_data=7)
    town.commit(CommitBatch(number=1, places=(place,)))
    town.accept(now_s=NOON_S)
    assert town.state.ledger.barred == (("beach", NOON_S + YEAR_S, end_s),)


@pytest.mark.parametrize("closed_until_s", [NOON_S, NOON_S + YEAR_S])
def test_a_place_that_is_ahead_without_a_draw_there_goes_back_without_a_row(town: Town, closed_until_s: int) -> None:
    town.count(start_s=NOON_S - QUARTER_S)
    place = replace(town.place(), watermark_s=NOON_S + YEAR_S, closed_until_s=closed_until_s)
    town.commit(CommitBatch(number=1, places=(place,)))
    batch = town.accept(now_s=NOON_S)
    assert batch is not None
    assert batch.ledger == ()
    assert town.place() == replace(place, watermark_s=NOON_S, closed_until_s=NOON_S)


def test_a_place_within_a_barred_range_goes_back_to_now_as_well(town: Town) -> None:
    town.count(start_s=NOON_S)
    town.commit(CommitBatch(number=1, places=(replace(town.place(), closed_until_s=NOON_S + 8 * QUARTER_S),)))
    town.accept(now_s=NOON_S - 9000)
    place = replace(town.place(), watermark_s=NOON_S + YEAR_S, closed_until_s=NOON_S + YEAR_S)
    town.commit(CommitBatch(number=1, places=(place,)))
    town.accept(now_s=NOON_S + 4 * QUARTER_S)
    assert town.place().closed_until_s == NOON_S + 4 * QUARTER_S


def test_a_window_that_began_within_two_minutes_from_now_stays_closed_without_being_barred(town: Town) -> None:
    town.count(start_s=NOON_S, windows=3)
    town.accept(now_s=NOON_S - AHEAD_MAX_S)
    assert town.place().closed_until_s == NOON_S + QUARTER_S
    assert town.state.ledger.barred == (("beach", NOON_S + QUARTER_S, NOON_S + 3 * QUARTER_S),)


def test_a_barred_window_takes_no_row_when_its_time_comes_and_the_next_one_does(town: Town) -> None:
    town.count(start_s=NOON_S + 8 * QUARTER_S, windows=2)
    town.accept(now_s=NOON_S)
    town.count(start_s=NOON_S, windows=8)
    assert not takes(town.windows(), start_s=NOON_S + 8 * QUARTER_S)
    assert takes(town.windows(), start_s=NOON_S + 10 * QUARTER_S)
    town.count(start_s=NOON_S + 10 * QUARTER_S)


def test_a_clock_that_is_ahead_twice_bars_once_and_counts_once(town: Town) -> None:
    town.count(start_s=NOON_S + 8 * QUARTER_S, windows=2)
    town.accept(now_s=NOON_S)
    town.count(start_s=NOON_S + 12 * QUARTER_S)
    town.accept(now_s=NOON_S)
    assert town.windows().pass_start(NOON_S + 20 * QUARTER_S, quantities=1).skipped == 20 - 5
    assert is_balanced(town.place())


def test_longer_windows_since_then_do_not_reach_over_one_that_was_drawn_this_hour(town: Town) -> None:
    town.count(start_s=NOON_S + QUARTER_S)
    town.count(start_s=NOON_S + YEAR_S)
    town.accept(now_s=NOON_S + 3 * QUARTER_S, window_s=3600)
    windows = town.windows(window_s=3600)
    assert not takes(windows, start_s=NOON_S + 3000)
    assert takes(windows, start_s=NOON_S + 3600)


def test_to_accept_a_clock_does_not_open_books_that_are_shut(town: Town) -> None:
    town.count(start_s=NOON_S + YEAR_S)
    town.claim(50)
    batch = town.accept(now_s=NOON_S)
    assert batch is not None
    assert (batch.claimed, batch.anchor, town.ledger.is_shut) == (50, None, True)


def test_a_recovery_under_a_wrong_clock_is_taken_back_to_now(town: Town) -> None:
    town.count("beach", start_s=NOON_S - 9000)
    town.count("street", start_s=NOON_S - QUARTER_S)
    town.recover(now_s=EVE_S + YEAR_S)
    restored = town.place().restore
    batch = town.accept(now_s=EVE_S)
    assert batch is not None
    assert [(row.kind, row.end_s) for row in batch.ledger] == [(RECOVER, NOON_S)]
    assert town.state.ledger.recovered_until_s == NOON_S
    assert {place.closed_until_s for place in town.state.places.values()} == {NOON_S}
    assert (town.place().restore, is_balanced(town.place())) == (restored, True)
    town.count("beach", start_s=NOON_S)


def test_a_recovery_under_a_wrong_clock_keeps_closed_what_rows_two_minutes_ahead_may_have_ended(town: Town) -> None:
    town.count(start_s=NOON_S - 9000)
    town.recover(now_s=NOON_S + YEAR_S)
    town.accept(now_s=NOON_S + QUARTER_S - AHEAD_MAX_S)
    assert town.place().closed_until_s == NOON_S + QUARTER_S


def test_a_place_that_comes_new_after_a_recovery_that_was_taken_back_begins_now(town: Town) -> None:
    town.recover(now_s=EVE_S + YEAR_S)
    batch = town.accept(now_s=EVE_S)
    assert batch is not None
    assert batch.places == ()
    town.count("new", start_s=NOON_S)


def test_draws_after_a_recovery_under_a_wrong_clock_are_barred_as_well(town: Town) -> None:
    town.count(start_s=NOON_S - QUARTER_S)
    town.recover(now_s=EVE_S + YEAR_S)
    town.count(start_s=NOON_S + YEAR_S, windows=2)
    batch = town.accept(now_s=EVE_S)
    assert batch is not None
    assert [row.kind for row in batch.ledger] == [RECOVER, CLOCK]
    assert town.state.ledger.barred == (("beach", NOON_S + YEAR_S, NOON_S + YEAR_S + 2 * QUARTER_S),)
    assert (town.place().closed_until_s, town.place().ledger_index) == (NOON_S, batch.ledger[1].index)


def test_a_recovery_under_the_right_clock_leaves_the_places_ahead_for_accept(town: Town) -> None:
    town.count(start_s=NOON_S - 9000)
    town.recover(now_s=NOON_S + YEAR_S)
    town.recover(now_s=NOON_S)
    batch = town.accept(now_s=NOON_S + QUARTER_S)
    assert batch is not None
    assert batch.ledger == ()
    assert town.place().closed_until_s == NOON_S + QUARTER_S


def test_to_accept_twice_changes_nothing_more(town: Town) -> None:
    town.count(start_s=NOON_S + YEAR_S)
    town.accept(now_s=NOON_S)
    assert town.accept(now_s=NOON_S) is None
