"""The outbox against a list in memory: whatever is appended, cut, settled, dropped and opened again."""

import os
import shutil
import tempfile
from array import array
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stoep_firmware.outbox import Outbox
from stoep_firmware.segment import record_bytes
from stoep_protocol.limits import NULL
from stoep_protocol.profiles import by_name
from stoep_protocol.rows import FrameBuffer

CAPACITY_ROWS = 24
SEGMENT_ROWS = 5
VALUE = st.one_of(st.just(NULL), st.integers(-(2**30) + 1, 2**30 - 1))
FRAME = FrameBuffer(max_rows=16, max_columns=16)


def opened(folder: str | Path, *, profile: str, owner: int = 7) -> Outbox:
    return Outbox(
        str(folder), owner=owner, profile=by_name(profile), capacity_rows=CAPACITY_ROWS, segment_rows=SEGMENT_ROWS
    )


def held(outbox: Outbox, *, boot: int = 1) -> dict[int, tuple[int, int, list[int]]]:
    """Every row that can be read now: {row: (time, clock, values)}."""
    rows = {}
    row = outbox.oldest_row
    while count := outbox.read(FRAME, first_row=row, max_rows=16, boot=boot):
        width = FRAME.column_count
        for at in range(count):
            values = list(FRAME.values[at * width : (at + 1) * width])
            rows[row + at] = (FRAME.times[at], FRAME.clock, values)
        row += count
    return rows


def append(outbox: Outbox, *values: int, time_s: int = 0, boot: int = 1, is_dated: bool = True) -> int:
    return outbox.append(array("i", values), time_s=time_s, boot=boot, is_dated=is_dated)


def tail(folder: Path) -> Path:
    return sorted((folder / "outbox").glob("*.seg"))[-1]


class _Ring(RuleBasedStateMachine):
    """What both kinds of ring promise; the model is a dict of the rows that are due."""

    profile = ""
    columns = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.outbox = opened(self.folder, profile=self.profile)
        self.outbox.begin_life(b"life", boot=1)
        self.rows: dict[int, list[int]] = {}
        self.settled = 0
        self.dropped = 0

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(data=st.data(), count=st.integers(1, 9))
    def measure(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            values = data.draw(st.lists(VALUE, min_size=self.columns, max_size=self.columns))
            before = self.outbox.oldest_row
            row = append(self.outbox, *values, time_s=self.outbox.next_row)
            assert row == max(self.rows, default=0) + 1
            self.rows[row] = values
            for gone in range(before, self.outbox.oldest_row):
                self.dropped += gone > self.settled

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        row = data.draw(st.integers(0, max(self.rows)))
        self.outbox.settle(row)
        self.settled = self.expected_settled(row)

    @precondition(lambda self: self.rows)
    @rule(data=st.data())
    def cut_the_last_write(self, data: st.DataObject) -> None:
        """A row in flight, its bytes on flash only in part, power off and on."""
        missing = data.draw(st.integers(1, record_bytes(self.columns)))
        oldest = self.outbox.oldest_row
        append(self.outbox, *[1] * self.columns, time_s=self.outbox.next_row)
        for gone in range(oldest, self.outbox.oldest_row):
            self.dropped += gone > self.settled
        written = tail(Path(self.folder))
        os.truncate(written, written.stat().st_size - missing)
        self.outbox = opened(self.folder, profile=self.profile)

    @rule()
    def open_again(self) -> None:
        self.outbox = opened(self.folder, profile=self.profile)

    @invariant()
    def every_row_held_is_the_row_appended(self) -> None:
        rows = held(self.outbox)
        assert {row: content[2] for row, content in rows.items()} == {
            row: values for row, values in self.rows.items() if row >= self.outbox.oldest_row
        }

    @invariant()
    def numbers_and_counts_agree(self) -> None:
        outbox = self.outbox
        assert outbox.next_row == max(self.rows, default=0) + 1
        assert outbox.settled == self.settled
        assert outbox.dropped == self.dropped
        assert outbox.life == b"life"
        assert outbox.next_row - outbox.oldest_row < CAPACITY_ROWS + 2 * SEGMENT_ROWS

    def expected_settled(self, row: int) -> int:
        raise NotImplementedError


class HarmlessRing(_Ring):
    profile = "weather"
    columns = 4

    def expected_settled(self, row: int) -> int:
        return max(row, self.outbox.oldest_row - 1)

    @invariant()
    def a_full_ring_holds_as_many_as_it_promises(self) -> None:
        outbox = self.outbox
        assert outbox.next_row - outbox.oldest_row >= min(outbox.next_row - 1, CAPACITY_ROWS)


class PeopleRing(_Ring):
    profile = "people"
    columns = 2

    def expected_settled(self, row: int) -> int:
        return max(row, self.settled)

    @invariant()
    def settled_counts_are_gone_from_flash(self) -> None:
        firsts = [int(path.name[:10]) for path in sorted(Path(self.folder, "outbox").glob("*.seg"))]
        assert all(end - 1 > self.settled for end in firsts[1:])
        if self.settled == self.outbox.next_row - 1 and self.settled:
            assert sum(path.stat().st_size for path in Path(self.folder, "outbox").glob("*.seg")) < record_bytes(2)


TestHarmlessRing = HarmlessRing.TestCase
TestHarmlessRing.settings = settings(max_examples=25, stateful_step_count=20)
TestPeopleRing = PeopleRing.TestCase
TestPeopleRing.settings = settings(max_examples=25, stateful_step_count=20)


@settings(max_examples=100)
@given(damage=st.lists(st.tuples(st.integers(0, 12 * 27 - 1), st.integers(1, 255)), min_size=1, max_size=4))
def test_damaged_bytes_cost_their_rows_and_never_give_a_wrong_one(damage: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outbox = opened(folder, profile="weather")
        for row in range(1, 13):
            append(outbox, row, -row, NULL, 0, time_s=row)
        paths = sorted(Path(folder, "outbox").glob("*.seg"))
        contents = [bytearray(path.read_bytes()) for path in paths]
        touched = set()
        for at, mask in damage:
            index, offset = divmod(at, SEGMENT_ROWS * 27)
            contents[index][offset] ^= mask
            touched.add(1 + at // 27)
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        rows = held(opened(folder, profile="weather"))
        assert sorted(rows) == list(range(1, 13))
        for row, (_, _, values) in rows.items():
            assert values == [row, -row, NULL, 0] or (row in touched and values == [NULL] * 4)


def test_a_segment_that_is_gone_is_sent_as_rows_without_values(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    for row in range(1, 13):
        append(outbox, row, 0, time_s=60 * row)
    sorted((tmp_path / "outbox").glob("*.seg"))[1].unlink()
    rows = held(opened(tmp_path, profile="people"))
    assert [row for row, content in rows.items() if content[2] == [NULL, NULL]] == [6, 7, 8, 9, 10]


def test_a_lost_state_file_means_a_new_life_with_all_rows(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    outbox.begin_life(b"old!", boot=1)
    for row in range(1, 9):
        append(outbox, row, 0, 0, 0, 0, time_s=row)
    outbox.settle(6)
    (tmp_path / "outbox" / "state").write_bytes(b"garbage")
    again = opened(tmp_path, profile="soil")
    assert again.life is None
    again.begin_life(b"new!", boot=2)
    assert (again.oldest_row, again.next_row, again.settled) == (1, 9, 0)


def test_lost_segments_mean_a_new_life(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    outbox.begin_life(b"old!", boot=1)
    append(outbox, 1, 0, 0, 0, 0)
    for path in (tmp_path / "outbox").glob("*.seg"):
        path.unlink()
    again = opened(tmp_path, profile="soil")
    assert (again.life, again.oldest_row, again.next_row) == (None, 1, 1)


def test_another_device_on_the_same_flash_finds_no_rows(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    outbox.begin_life(b"life", boot=1)
    append(outbox, 3, 4)
    other = opened(tmp_path, profile="people", owner=8)
    assert other.life is None
    assert held(other) == {}
    assert [path.stat().st_size for path in (tmp_path / "outbox").glob("*.seg")] == [0]


def test_a_life_after_restored_flash_keeps_the_rows_of_this_power_on_only(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    outbox.begin_life(b"old!", boot=1)
    for value in range(7):
        append(outbox, value, 0, 0, 0, 0, boot=1)
    for value in range(20, 23):
        append(outbox, value, 0, 0, 0, 0, boot=2)
    outbox.begin_life(b"new!", boot=2)
    again = opened(tmp_path, profile="soil")
    assert {row: content[2][0] for row, content in held(again).items()} == {1: 20, 2: 21, 3: 22}


def test_rows_without_time_wait_and_are_dated_when_the_time_of_their_power_on_is_known(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    for uptime_s in (10, 20, 30):
        append(outbox, 1, 0, 0, 0, 0, time_s=uptime_s, boot=5, is_dated=False)
    assert held(outbox, boot=5) == {}
    outbox.date_boot(5, offset_s=1_000)
    again = opened(tmp_path, profile="soil")
    assert [content[:2] for content in held(again, boot=6).values()] == [(1_010, 1), (1_020, 1), (1_030, 1)]


def test_rows_of_an_earlier_power_on_without_time_go_at_once_as_unknown(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    append(outbox, 1, 0, 0, 0, 0, time_s=10, boot=5, is_dated=False)
    append(outbox, 2, 0, 0, 0, 0, time_s=5, boot=6, is_dated=False)
    assert [content[:2] for content in held(outbox, boot=6).values()] == [(10, 0)]
    assert outbox.read(FRAME, first_row=1, max_rows=9, boot=7) == 1, "two power-ons never share a frame"


def test_at_most_half_the_ring_waits_for_the_time(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    for uptime_s in range(20):
        append(outbox, 1, 0, 0, 0, 0, time_s=uptime_s, boot=1, is_dated=False)
    assert sorted(held(outbox, boot=1)) == list(range(1, 20 - CAPACITY_ROWS // 2 + 1))


def test_a_frame_ends_where_time_goes_back_or_the_profile_changes(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    for time_s in (100, 200, 150):
        append(outbox, 1, 0, 0, 0, 0, time_s=time_s)
    other = opened(tmp_path, profile="people")
    append(other, 1, 2, time_s=300)
    assert other.read(FRAME, first_row=1, max_rows=9, boot=1) == 2
    assert other.read(FRAME, first_row=3, max_rows=9, boot=1) == 1
    assert other.read(FRAME, first_row=4, max_rows=9, boot=1) == 1
    assert (FRAME.profile_id, other.profiles()) == (4, (1, 4))


def test_a_write_that_fails_costs_only_its_row(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    append(outbox, 1, 1)
    path = tail(tmp_path)
    path.rename(tmp_path / "away")
    path.mkdir()  # flash refuses the write
    try:
        append(outbox, 2, 2)
        raise AssertionError("written")
    except OSError:
        pass
    path.rmdir()
    (tmp_path / "away").rename(path)
    assert append(outbox, 3, 3) == 2
    assert {row: content[2] for row, content in held(opened(tmp_path, profile="people")).items()} == {
        1: [1, 1],
        2: [3, 3],
    }


def test_a_drop_that_flash_refused_is_counted_once(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    outbox.begin_life(b"life", boot=1)
    (tmp_path / "outbox" / "state.new").mkdir()  # the state cannot be written
    refused = 0
    for row in range(1, 41):
        try:
            append(outbox, row, 0)
        except OSError:
            refused += 1
    (tmp_path / "outbox" / "state.new").rmdir()
    for row in range(10):
        append(outbox, row, 0)
    assert refused
    assert outbox.dropped == outbox.oldest_row - 1


def test_a_segment_that_flash_does_not_let_go_stops_nothing(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    for row in range(1, 13):
        append(outbox, row, 0)
    first, second, third = sorted((tmp_path / "outbox").glob("*.seg"))
    second.rename(tmp_path / "aside")
    second.mkdir()
    refused = 0
    for _ in range(3):
        try:
            outbox.settle(12)
        except OSError:
            refused += 1
    assert (refused, first.exists(), third.exists()) == (1, False, False)
    assert append(outbox, 1, 1) == 13


def test_a_segment_that_cannot_be_read_is_sent_as_rows_without_values(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    for row in range(1, 13):
        append(outbox, row, 0)
    first = sorted((tmp_path / "outbox").glob("*.seg"))[0]
    first.unlink()
    first.symlink_to("/proc/self/mem")  # opens well, reads EIO
    assert [row for row, content in held(outbox).items() if content[2] == [NULL, NULL]] == [1, 2, 3, 4, 5]


def test_a_segment_of_no_known_profile_costs_the_life_and_not_the_board(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    outbox.begin_life(b"old!", boot=1)
    append(outbox, 1, 0, 0, 0, 0)
    strangers = ["0000000002-99-2.seg", "0000000003-1-4.seg", "9999999999-1-5.seg"]
    for name in strangers:
        (tmp_path / "outbox" / name).write_bytes(bytes(100))
    again = opened(tmp_path, profile="soil")
    assert (again.life, again.next_row) == (None, 2)
    assert not any((tmp_path / "outbox" / name).exists() for name in strangers)


def test_a_full_flash_makes_the_ring_smaller_and_takes_the_new_row(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="people")
    outbox.begin_life(b"life", boot=1)
    for row in range(1, 9):
        append(outbox, row, 0)
    tail(tmp_path).unlink()
    (tmp_path / "outbox" / "0000000006-4-2.seg").symlink_to("/dev/full")
    assert append(outbox, 9, 0) == 9
    assert (outbox.oldest_row, outbox.dropped) == (6, 5)
    assert held(outbox)[9][2] == [9, 0]


def test_a_power_on_after_a_lost_state_gets_a_number_that_no_row_has(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    for boot in (1, 2, 3):
        append(outbox, 1, 0, 0, 0, 0, time_s=10, boot=boot, is_dated=False)
    (tmp_path / "outbox" / "state").unlink()
    assert opened(tmp_path, profile="soil").begin_boot() == 4


def test_a_power_on_after_flash_was_wiped_under_a_running_rtc_gets_a_number_of_its_own(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    outbox.go_on_with_boot(2)
    outbox.date_boot(2, offset_s=1_000)
    assert opened(tmp_path, profile="soil").begin_boot() == 3


def test_a_row_whose_time_no_frame_could_carry_blocks_nothing(tmp_path: Path) -> None:
    outbox = opened(tmp_path, profile="soil")
    for time_s in (5, 2**30, -1, 7):
        append(outbox, 1, 0, 0, 0, 0, time_s=time_s)
    assert [content[2][0] for content in held(outbox).values()] == [1, NULL, NULL, 1]


def test_a_long_wait_takes_few_files_and_raw_counts_still_go_soon_after_their_verdict(tmp_path: Path) -> None:
    outbox = Outbox(str(tmp_path), owner=7, profile=by_name("people"), capacity_rows=4320, segment_rows=15)
    outbox.begin_life(b"life", boot=outbox.begin_boot())
    for minute in range(4320):
        append(outbox, 1, 2, time_s=60 * minute)
    assert len(list(tmp_path.rglob("*.seg"))) < 100
    assert outbox.oldest_row == 1
    outbox.settle(outbox.next_row - 1)
    for minute in range(4320, 4340):
        append(outbox, 1, 2, time_s=60 * minute)
        outbox.settle(outbox.next_row - 1)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.seg")) <= 15 * record_bytes(2)
