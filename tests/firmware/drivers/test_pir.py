import random
from collections.abc import Iterable
from typing import Any

import pytest

from stoep_firmware.drivers import SensorError
from stoep_simulators.models import faults
from support.sensor_bench import START_S, SensorBench

PIR = {"type": "pir", "pin": 13}
START_MS = START_S * 1000
DAY_MS = 86_400_000
ASLEEP = 4  # reset cause: it has had power all the while


async def triggers(
    movements_ms: Iterable[int], *, minutes: int, config: dict[str, Any] = PIR, fault: int = 0, cause: int = ASLEEP
) -> list[int | None]:
    """What each minute's reading says, None if nothing; movements in milliseconds from power-on on.

    One that does not begin at power-on begins a minute later.
    """
    moments = [START_MS + moment_ms for moment_ms in movements_ms]
    bench = SensorBench(config, levels={"fault.pir": fault}, events={"movements": moments}, cause=cause)
    driver = bench.driver(config)
    if cause == ASLEEP:
        await bench.board.sleep_ms(60_000)
    await driver.start()
    said = []
    for _ in range(minutes):
        await bench.board.sleep_ms(60_000)
        said.append((await driver.read()).get("triggers"))
    driver.stop()
    return said


@pytest.mark.parametrize("fault", [faults.NONE, faults.BOUNCE], ids=["clean", "with spikes"])
async def test_a_day_of_movements_apart_is_counted_exactly(fault: int) -> None:
    source = random.Random(11)
    movements, moment_ms = [], 120_000
    while moment_ms < DAY_MS - 60_000:
        movements.append(moment_ms)
        moment_ms += source.randrange(20_000, 900_000)
    said = await triggers(movements, minutes=1_439, fault=fault)
    assert sum(value or 0 for value in said) == len(movements)


async def test_who_lingers_is_one_movement() -> None:
    """Out for 3 s, blind for 2.5 s, out again: one who moves for a minute, not eleven who pass."""
    assert await triggers(range(70_000, 130_000, 1_500), minutes=3) == [0, 1, 0]
    assert await triggers(range(70_000, 130_000, 5_800), minutes=3) == [1, 0, 0]


async def test_how_long_it_is_the_same_movement_can_be_chosen() -> None:
    config = PIR | {"again_ms": 1_000}
    assert await triggers(range(70_000, 100_000, 6_000), minutes=3, config=config) == [5, 0, 0]


async def test_the_pulses_of_the_first_minute_after_power_on_are_nobody() -> None:
    assert await triggers([90_000], minutes=3, cause=1) == [None, 1, 0]


async def test_a_spike_is_noise() -> None:
    bench = SensorBench(cause=ASLEEP)
    pin = bench.wiring.pin(13)
    pin.drive(0)
    driver = bench.driver(PIR)
    await driver.start()
    for width_ms in (1, 49, 50):
        pin.drive(1)
        await bench.board.sleep_ms(width_ms)
        pin.drive(0)
        await bench.board.sleep_ms(10_000)
    assert await driver.read() == {"triggers": 1}


async def test_a_movement_after_quiet_days_counts_although_the_ticks_seem_to_run_backwards() -> None:
    said = await triggers([100_000, 5 * DAY_MS], minutes=5 * 1_440 + 1)
    assert sum(value or 0 for value in said) == 2


async def test_one_that_switches_the_other_way_is_configured() -> None:
    assert await triggers([90_000], minutes=2, config=PIR | {"active": 0}) == [1, 0]


async def test_a_wire_that_is_off_is_told_after_an_hour_and_for_ever() -> None:
    bench = SensorBench(PIR, levels={"fault.pir": faults.NO_ANSWER}, cause=ASLEEP)
    driver = bench.driver(PIR)
    await driver.start()
    await bench.board.sleep_ms(3_599_000)
    assert await driver.read() == {"triggers": 0}
    for _ in range(5):
        await bench.board.sleep_ms(DAY_MS)
        with pytest.raises(SensorError, match="signal wire off"):
            await driver.read()
