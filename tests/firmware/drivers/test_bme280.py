import pytest

from stoep_simulators.models import faults
from support.sensor_bench import START_S, SensorBench

AIR = {"type": "bme280"}
SOIL = {"type": "bme280", "as": {"air_temperature": "temperature", "air_humidity": "humidity"}}


@pytest.mark.parametrize("seed", [0, 1, 4711])
@pytest.mark.parametrize(
    ("temperature", "humidity", "pressure"), [(-87, 873, 10_132), (0, 500, 9_650), (412, 95, 10_480)]
)
async def test_the_worlds_values_come_through_every_chips_calibration(
    seed: int, temperature: int, humidity: int, pressure: int
) -> None:
    levels = {"temperature": temperature, "humidity": humidity, "pressure": pressure}
    assert await SensorBench(AIR, levels=levels, seed=seed).reading(AIR) == levels


async def test_a_soil_node_renames_and_leaves_out() -> None:
    levels = {"air_temperature": 53, "air_humidity": 901}
    assert await SensorBench(SOIL, levels=levels).reading(SOIL) == levels


async def test_the_other_address_is_found() -> None:
    config = AIR | {"address": 0x77}
    assert (await SensorBench(config, levels={"temperature": 99}).reading(AIR))["temperature"] == 99


async def test_it_measures_anew_at_each_reading() -> None:
    bench = SensorBench(AIR, levels={"temperature": [(START_S, 100), (START_S + 600, 160)]})
    driver = bench.driver(AIR)
    first = (await driver.read())["temperature"]
    await bench.board.sleep_ms(300_000)
    assert (first, (await driver.read())["temperature"]) == (100, 130)


async def test_a_chip_that_comes_loose_is_told_and_found_again() -> None:
    fault = [
        (START_S, 0),
        (START_S + 60, 0),
        (START_S + 60, faults.NO_ANSWER),
        (START_S + 120, faults.NO_ANSWER),
        (START_S + 120, 0),
    ]
    bench = SensorBench(AIR, levels={"temperature": 77, "fault.bme280": fault})
    driver = bench.driver(AIR)
    assert (await driver.read())["temperature"] == 77
    await bench.board.sleep_ms(60_000)
    with pytest.raises(Exception, match="no answer at I2C 0x76: SDA/SCL swapped"):
        await driver.read()
    await bench.board.sleep_ms(60_000)
    assert (await driver.read())["temperature"] == 77
