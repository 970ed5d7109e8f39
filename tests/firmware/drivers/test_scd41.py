import pytest

from support.sensor_bench import SensorBench

SCD = {"type": "scd41"}
LEVELS = {"co2": 512, "temperature": -33, "humidity": 333}
CO2 = {"type": "scd41", "as": {"co2": "co2"}}


@pytest.mark.parametrize(("co2", "temperature", "humidity"), [(400, -100, 0), (512, -33, 333), (4_980, 599, 1_000)])
async def test_the_worlds_values_come_through(co2: int, temperature: int, humidity: int) -> None:
    levels = {"co2": co2, "temperature": temperature, "humidity": humidity}
    assert await SensorBench(SCD, levels=levels).reading(SCD) == levels


async def test_co2_alone_leaves_the_others_to_a_better_thermometer() -> None:
    assert await SensorBench(CO2, levels=LEVELS).reading(CO2) == {"co2": 512}


async def test_the_first_shot_after_power_on_is_thrown_away() -> None:
    bench = SensorBench(SCD, levels=LEVELS)
    before_ms = bench.clock.now_ms
    assert (await bench.reading(SCD))["co2"] == 512
    assert bench.clock.now_ms - before_ms > 10_000


async def test_after_deep_sleep_one_shot_is_enough() -> None:
    bench = SensorBench(SCD, levels=LEVELS, cause=4)
    before_ms = bench.clock.now_ms
    await bench.reading(SCD)
    assert 5_000 <= bench.clock.now_ms - before_ms < 5_100
