import pytest

from stoep_firmware.drivers.vl53l1x import Doorway
from stoep_simulators.models import faults
from stoep_simulators.models.vl53l1x import PASSAGE_MS
from support.sensor_bench import START_S, SensorBench

TOF = {"type": "vl53l1x"}
START_MS = START_S * 1000
FLOOR, HEAD = 2_200, 500


def walked(*ranges: tuple[int | None, int | None], threshold_mm: int = 1_600) -> tuple[int, int]:
    """Ranges of the outside and the inside zone, in turn."""
    doorway = Doorway(threshold_mm)
    for outside, inside in ranges:
        doorway.range(0, outside)
        doorway.range(1, inside)
    return doorway.entered, doorway.left


IN = ((FLOOR, FLOOR), (HEAD, FLOOR), (HEAD, HEAD), (FLOOR, HEAD), (FLOOR, FLOOR))
OUT = tuple((outside, inside) for inside, outside in IN)


def test_the_order_of_the_zones_gives_the_direction() -> None:
    assert walked(*IN) == (1, 0)
    assert walked(*OUT) == (0, 1)
    assert walked(*IN, *IN, *OUT) == (2, 1)


def test_who_turns_back_or_stands_still_does_not_count() -> None:
    assert walked((HEAD, FLOOR), (HEAD, HEAD), (HEAD, FLOOR), (FLOOR, FLOOR)) == (0, 0)
    assert walked((HEAD, FLOOR), *((HEAD, HEAD),) * 500) == (0, 0)


def test_a_child_counts_and_a_dog_does_not() -> None:
    for near_mm, counts in ((1_500, (1, 0)), (1_700, (0, 0))):
        steps = ((near_mm, FLOOR), (near_mm, near_mm), (FLOOR, near_mm), (FLOOR, FLOOR))
        assert walked(*steps) == counts


def test_at_the_threshold_a_hundred_millimetres_are_no_change() -> None:
    swaying = [(1_590 if turn % 2 else 1_690, HEAD) for turn in range(20)]
    assert walked((1_590, FLOOR), *swaying, (FLOOR, HEAD), (FLOOR, FLOOR)) == (1, 0)


def test_dark_hair_that_is_not_seen_at_times_costs_nothing() -> None:
    assert walked((HEAD, None), (None, None), (HEAD, None), (HEAD, HEAD), (None, HEAD), (HEAD, HEAD), *IN[3:]) == (1, 0)


@pytest.mark.parametrize("turned", [0, 1])
async def test_people_who_come_one_by_one_are_counted_exactly(turned: int) -> None:
    config = TOF | {"turned": turned}
    ins, outs = range(START_MS + 500, START_MS + 110_000, 1_900), range(START_MS + 1_300, START_MS + 110_000, 3_800)
    bench = SensorBench(config, events={"in": ins, "out": outs})
    assert await bench.crossings(config, minutes=2) == (len(ins), len(outs))


async def test_a_sensor_that_hangs_the_other_way_exchanges_in_and_out() -> None:
    bench = SensorBench(TOF, events={"in": [START_MS + 1_000]})
    assert await bench.crossings(TOF | {"turned": 1}, minutes=1) == (0, 1)


async def test_those_who_follow_at_once_are_counted() -> None:
    bench = SensorBench(TOF, events={"in": range(START_MS + 1_000, START_MS + 4_000, PASSAGE_MS)})
    assert await bench.crossings(TOF, minutes=1) == (7, 0)


async def test_a_threshold_below_the_heads_counts_nobody() -> None:
    config = TOF | {"threshold_mm": 300}
    bench = SensorBench(config, events={"in": [START_MS + 1_000]})
    assert await bench.crossings(config, minutes=1) == (0, 0)


async def hint_after(bench: SensorBench, *, wait_ms: int, config: dict[str, object] = TOF) -> str:
    driver = bench.driver(config)
    await driver.start()
    await bench.board.sleep_ms(wait_ms)
    with pytest.raises(Exception, match="vl53l1x") as caught:
        await driver.read()
    driver.stop()
    return str(caught.value)


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        (faults.NO_ANSWER, "no answer at I2C 0x29"),
        (faults.WRONG_CHIP, r"another chip answers at I2C 0x29 (id 0xeeaa): VL53L0X?"),
        (faults.STUCK, "stops ranging"),
        (faults.RESET, "stops ranging"),
        (faults.BLOCKED, "blind most of the time: sunlight"),
    ],
)
async def test_each_failure_has_its_hint(fault: int, hint: str) -> None:
    assert hint in await hint_after(SensorBench(TOF, levels={"fault.vl53l1x": fault}), wait_ms=5_000)


async def test_a_film_on_the_sensor_is_told_after_a_minute() -> None:
    config = TOF | {"threshold_mm": 2_300}  # the floor itself is near
    assert "something has been near for a minute" in await hint_after(SensorBench(TOF), wait_ms=62_000, config=config)


@pytest.mark.parametrize("passes", [False, True])
async def test_something_near_at_the_end_of_a_row_does_not_tell_whether_others_passed(passes: bool) -> None:
    bench = SensorBench(TOF, events={"in": [START_MS + 30_000] if passes else []})
    driver = bench.driver(TOF)
    await driver.start()
    await bench.board.sleep_ms(200_000)
    driver._doorway._threshold_mm = 2_300  # from now on the floor is near
    await bench.board.sleep_ms(100_000)
    assert await driver.read() == {"in": int(passes), "out": 0}


async def test_after_a_reset_of_the_sensor_it_is_set_up_anew_and_counts_on() -> None:
    reset = [(START_S, 0), (START_S + 10, 0), (START_S + 10, 5), (START_S + 11, 5), (START_S + 11, 0)]
    people = [START_MS + 5_000, START_MS + 30_000]
    bench = SensorBench(TOF, levels={"fault.vl53l1x": reset}, events={"in": people})
    assert await bench.crossings(TOF, minutes=1) == (2, 0)


async def test_a_reading_before_the_first_range_is_no_failure_and_nobody() -> None:
    assert await SensorBench(TOF).reading(TOF) == {"in": 0, "out": 0}


async def test_nobody_at_the_address_is_told_in_one_line() -> None:
    assert "no answer" in await hint_after(SensorBench(), wait_ms=100)


async def test_a_watch_that_ended_for_whatever_reason_is_no_empty_doorway() -> None:
    bench = SensorBench(TOF)
    driver = bench.driver(TOF)
    await driver.start()
    await bench.board.sleep_ms(10_000)
    driver.stop()
    await bench.board.sleep_ms(10_000)
    with pytest.raises(Exception, match="stops ranging"):
        await driver.read()


async def test_the_model_ranges_the_zone_that_it_had_at_the_start() -> None:
    bench = SensorBench(TOF, events={"in": [START_MS]})
    bus = bench.board.i2c()
    bus.writeto(0x29, b"\x00\x5e\x00\x60")  # 33 ms
    bus.writeto(0x29, bytes([0x00, 0x7F, 167, 0xF7]))
    bus.writeto(0x29, b"\x00\x87\x10")
    bus.writeto(0x29, bytes([0x00, 0x7F, 231]))
    await bench.board.sleep_ms(80)
    distance = bytearray(2)
    bus.writeto(0x29, b"\x00\x96")
    bus.readfrom_into(0x29, distance)
    assert distance[0] << 8 | distance[1] == 500


async def test_the_model_refuses_a_zone_beyond_its_spads() -> None:
    bench = SensorBench(TOF)
    bus = bench.board.i2c()
    bus.writeto(0x29, b"\x00\x5e\x00\x60")
    bus.writeto(0x29, bytes([0x00, 0x7F, 135, 0xF7]))
    bus.writeto(0x29, b"\x00\x87\x10")
    await bench.board.sleep_ms(100)
    status = bytearray(1)
    bus.writeto(0x29, b"\x00\x89")
    bus.readfrom_into(0x29, status)
    assert status[0] & 0x1F == 13
