import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.drivers import SensorError
from stoep_firmware.drivers.breakbeam import Passages
from stoep_simulators.models import faults
from support.sensor_bench import START_S, SensorBench

BEAMS = {"type": "breakbeam", "outside": 25, "inside": 26}
START_MS = START_S * 1000
DAY_MS = 86_400_000


def walk(passages: Passages, start: int, first: int) -> None:
    passages.edge(first, 1, start)
    passages.edge(1 - first, 1, start + 70)
    passages.edge(first, 0, start + 280)
    passages.edge(1 - first, 0, start + 350)


def test_order_gives_direction() -> None:
    passages = Passages(debounce_ms=10)
    walk(passages, 0, first=0)
    walk(passages, 1_000, first=0)
    walk(passages, 2_000, first=1)
    passages.settle(9_000)
    assert (passages.entered, passages.left, passages.unsure) == (2, 1, 0)


def test_who_turns_round_between_the_beams_does_not_count() -> None:
    passages = Passages(debounce_ms=10)
    for beam, broken, ticks in ((0, 1, 0), (1, 1, 70), (1, 0, 400), (0, 0, 480)):
        passages.edge(beam, broken, ticks)
    passages.settle(9_000)
    assert (passages.entered, passages.left) == (0, 0)


def test_a_flicker_shorter_than_the_debounce_is_nothing() -> None:
    passages = Passages(debounce_ms=10)
    for ticks in range(0, 1_000, 20):
        passages.edge(ticks // 20 % 2, 1, ticks)
        passages.edge(ticks // 20 % 2, 0, ticks + 4)
    passages.settle(9_000)
    assert (passages.entered, passages.left, passages.unsure) == (0, 0, 0)


def test_the_ticks_may_wrap_in_the_middle_of_a_passage() -> None:
    passages = Passages(debounce_ms=10)
    period = 1 << 29
    for beam, broken, ticks in ((0, 1, period - 100), (1, 1, period - 30), (0, 0, 180), (1, 0, 250)):
        passages.edge(beam, broken, ticks)
    passages.settle(9_000)
    assert passages.entered == 1


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 400)), max_size=60))
def test_no_sequence_of_edges_counts_more_than_a_passage_in_four_edges(edges: list[tuple[int, int, int]]) -> None:
    passages = Passages(debounce_ms=10)
    ticks = 0
    for beam, broken, wait in edges:
        ticks += wait
        passages.edge(beam, broken, ticks)
    passages.settle(ticks + 1_000)
    assert 4 * (passages.entered + passages.left) <= len(edges)


@pytest.mark.parametrize("fault", [faults.NONE, faults.BOUNCE], ids=["clean", "chattering"])
async def test_a_day_of_random_crossings_is_counted_exactly(fault: int) -> None:
    source = random.Random(20260801)
    ins = sorted(source.randrange(START_MS, START_MS + DAY_MS - 60_000) for _ in range(6_000))
    outs = sorted(source.randrange(START_MS, START_MS + DAY_MS - 60_000) for _ in range(5_000))
    bench = SensorBench(BEAMS, levels={"fault.breakbeam": fault}, events={"in": ins, "out": outs})
    assert await bench.crossings(BEAMS, minutes=1_440) == (6_000, 5_000)


async def test_more_people_than_the_buffer_holds_between_two_reads_are_counted_all_the_same() -> None:
    bench = SensorBench(BEAMS, events={"in": range(START_MS, START_MS + 600_000, 1_000)})
    driver = bench.driver(BEAMS)
    await driver.start()
    await bench.board.sleep_ms(610_000)
    assert await driver.read() == {"in": 600, "out": 0}


async def test_reading_clears_the_count() -> None:
    bench = SensorBench(BEAMS, events={"out": [START_MS + 100]})
    driver = bench.driver(BEAMS)
    await driver.start()
    await bench.board.sleep_ms(5_000)
    assert [await driver.read(), await driver.read()] == [{"in": 0, "out": 1}, {"in": 0, "out": 0}]


async def test_receivers_that_switch_the_other_way_are_configured() -> None:
    config = BEAMS | {"broken": 1}
    bench = SensorBench(config, events={"in": [START_MS + 100]})
    driver = bench.driver(config)
    await driver.start()
    await bench.board.sleep_ms(5_000)
    assert await driver.read() == {"in": 1, "out": 0}


async def test_a_beam_that_stays_broken_is_told_after_a_minute() -> None:
    bench = SensorBench()
    driver = bench.driver(BEAMS)
    await driver.start()
    bench.wiring.pin(26).drive(0)
    await bench.board.sleep_ms(60_000)
    assert await driver.read() == {"in": 0, "out": 0}
    await bench.board.sleep_ms(60_000)
    with pytest.raises(SensorError, match="inside beam has been broken for a minute"):
        await driver.read()


@pytest.mark.parametrize("passes", [False, True])
async def test_a_beam_that_somebody_breaks_at_each_row_does_not_tell_whether_others_passed(passes: bool) -> None:
    """A row without values is counted where everybody sees it, without noise."""
    bench = SensorBench()
    driver = bench.driver(BEAMS)
    await driver.start()
    outside, inside = bench.wiring.pin(25), bench.wiring.pin(26)
    rows = []
    for _ in range(5):
        await bench.board.sleep_ms(30_000)
        for pin, level in ((outside, 0), (inside, 0), (outside, 1), (inside, 1)) if passes else ():
            pin.drive(level)
            await bench.board.sleep_ms(200)
        inside.drive(0)
        await bench.board.sleep_ms(30_000 - 800 * passes)
        rows.append(await driver.read())
        inside.drive(1)
        await bench.board.sleep_ms(100)
    assert rows == [{"in": int(passes), "out": 0}] * 5


async def test_after_stop_nothing_is_counted() -> None:
    bench = SensorBench(BEAMS, events={"in": [START_MS + 100]})
    driver = bench.driver(BEAMS)
    await driver.start()
    driver.stop()
    await bench.board.sleep_ms(5_000)
    assert await driver.read() == {"in": 0, "out": 0}
