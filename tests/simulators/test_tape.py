import io
import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.tape import NEVER, Tape, TapeWriter, blank_tape, open_tape
from support.on_device import run_on_cpython, run_on_micropython
from support.repository import ROOT

SECONDS = st.integers(0, 2**30 - 1)
VALUES = st.integers(-(2**30) + 1, 2**30 - 1)
KNOTS = st.lists(st.tuples(SECONDS, VALUES), min_size=1, max_size=90).map(
    lambda knots: sorted(knots, key=lambda k: k[0])
)


def played(writer: TapeWriter) -> Tape:
    return Tape(io.BytesIO(writer.to_bytes()))


def value_at(knots: list[tuple[int, int]], now_ms: int) -> int:
    """The definition, without a thought for speed."""
    before = [knot for knot in knots if knot[0] * 1000 <= now_ms]
    after = [knot for knot in knots if knot[0] * 1000 > now_ms]
    if not before or not after:
        return before[-1][1] if before else after[0][1]
    (start_s, start), (end_s, end) = before[-1], after[0]
    return start + (end - start) * (now_ms - start_s * 1000) // ((end_s - start_s) * 1000)


@given(knots=KNOTS, moments=st.lists(st.integers(0, 2**30 * 1000), max_size=40))
def test_a_level_is_linear_between_its_knots_wherever_one_asks(
    knots: list[tuple[int, int]], moments: list[int]
) -> None:
    writer = TapeWriter()
    writer.level("co2", knots)
    level = played(writer).level("co2")
    moments += [time_s * 1000 + off for time_s, _ in knots[:20] for off in (-1, 0, 1)]
    for now_ms in moments + sorted(moments):
        assert level.at_ms(now_ms) == value_at(knots, now_ms)


@given(times=st.lists(st.integers(0, 2**30 * 1000), max_size=200), start=st.integers(0, 2**30 * 1000))
def test_events_come_in_order_and_can_be_entered_anywhere(times: list[int], start: int) -> None:
    times.sort()
    writer = TapeWriter()
    writer.events("in", times)
    for first in (0, start):
        events = played(writer).events("in")
        events.skip_before(first)
        heard = []
        while events.next_ms != NEVER:
            heard.append(events.next_ms)
            events.pop()
        assert heard == [time_ms for time_ms in times if time_ms >= first]


@given(st.lists(st.tuples(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), KNOTS), max_size=5))
def test_channels_do_not_touch_each_other(channels: list[tuple[str, list[tuple[int, int]]]]) -> None:
    writer = TapeWriter()
    wanted = dict(channels)
    for name, knots in wanted.items():
        writer.level(name, knots)
    tape = played(writer)
    assert tape.names() == sorted(wanted)
    cursors = {name: tape.level(name) for name in wanted}
    for now_ms in (0, 2**29 * 1000, 77):
        assert {n: c.at_ms(now_ms) for n, c in cursors.items()} == {n: value_at(k, now_ms) for n, k in wanted.items()}


def test_two_knots_in_one_second_make_a_step() -> None:
    writer = TapeWriter()
    writer.level("fault.scd41", [(10, 0), (20, 0), (20, 3), (30, 3), (30, 0)])
    level = played(writer).level("fault.scd41")
    assert [level.at_ms(ms) for ms in (19_999, 20_000, 29_999, 30_000)] == [0, 3, 3, 0]


def test_a_beach_day_is_not_loaded_at_once() -> None:
    class Counting(io.BytesIO):
        read_bytes = 0

        def readinto(self, buffer: object) -> int:
            count = super().readinto(buffer)  # type: ignore[arg-type]
            self.read_bytes += count
            return count

    writer = TapeWriter()
    writer.events("in", range(0, 1_000_000, 10))
    stream = Counting(writer.to_bytes())
    events = Tape(stream).events("in")  # type: ignore[arg-type]
    events.skip_before(999_900)
    assert events.next_ms == 999_900
    assert stream.read_bytes < 10_000


def test_an_absent_level_is_its_default_and_absent_events_never_come() -> None:
    tape = blank_tape()
    assert tape.level("battery_mv", 4_000).at_ms(5) == 4_000
    assert tape.events("in").next_ms == NEVER
    with pytest.raises(KeyError, match="co2"):
        tape.level("co2")


@pytest.mark.parametrize("knots", [[], [(2, 0), (1, 0)], [(0, 2**30)], [(2**30, 0)]])
def test_what_cannot_be_played_is_not_written(knots: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="tape level x"):
        TapeWriter().level("x", knots)


def test_a_name_is_used_once() -> None:
    writer = TapeWriter()
    writer.events("in", [])
    with pytest.raises(ValueError, match="repeated"):
        writer.level("in", [(0, 0)])


def test_another_file_is_no_tape() -> None:
    with pytest.raises(ValueError, match="not a tape"):
        Tape(io.BytesIO(b"\x89PNG\r\n\x1a\n"))


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Path, Path]:
    """A tape and what it has to say, by the definition above."""
    source = random.Random(3)
    writer = TapeWriter()
    wanted: dict[str, list[list[int]]] = {}
    for number in range(12):
        name = f"level{number}"
        knots = sorted((source.randrange(10**6), source.randrange(-(10**6), 10**6)) for _ in range(1 + number * 20))
        writer.level(name, knots)
        moments = [source.randrange(11 * 10**8) for _ in range(60)]
        wanted[name] = [[now_ms, value_at(knots, now_ms)] for now_ms in moments + sorted(moments)]
    writer.events("in", range(0, 1_000_000, 10))
    writer.write(str(tmp_path / "street.tape"))
    tape = open_tape(str(tmp_path / "street.tape"))
    assert len(tape.names()) == 13
    tape.close()
    (tmp_path / "wanted.json").write_text(json.dumps(wanted))
    return tmp_path / "street.tape", tmp_path / "wanted.json"


def test_the_tape_plays_on_cpython(cases: tuple[Path, Path]) -> None:
    run = run_on_cpython("simulated_board.py", *cases)
    assert run.stdout.strip() == "ok", run.stderr


@pytest.mark.needs("micropython")
def test_tape_sensors_and_drivers_play_alike_on_micropython_from_source(cases: tuple[Path, Path]) -> None:
    path = [ROOT / "protocol", ROOT / "firmware", ROOT / "simulators"]
    run = run_on_micropython("simulated_board.py", *cases, path=path, heap="512k")
    assert run.stdout.strip() == "ok", run.stdout + run.stderr


@pytest.mark.needs("micropython")
def test_tape_sensors_and_drivers_play_alike_on_micropython_compiled(cases: tuple[Path, Path], compiled: Path) -> None:
    run = run_on_micropython("simulated_board.py", *cases, path=[compiled], heap="256k")
    assert run.stdout.strip() == "ok", run.stdout + run.stderr
