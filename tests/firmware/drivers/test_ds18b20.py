import pytest

from stoep_firmware.drivers.ds18b20 import crc8, to_decidegrees
from stoep_simulators.models import faults
from stoep_simulators.models.crc import maxim_crc
from support.sensor_bench import START_S, SensorBench, hint_of

TWO = {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0, "deep_soil_temperature": 1}}
ONE = {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0}}


@pytest.mark.parametrize(
    ("register", "decidegrees"),
    [  # the datasheet's temperature/data table; 0.0625 steps rounded to 0.1, halves up
        (0x07D0, 1250),
        (0x0550, 850),
        (0x0191, 251),
        (0x00A2, 101),
        (0x0008, 5),
        (0x0000, 0),
        (0xFFF8, -5),
        (0xFF5E, -101),
        (0xFE6F, -251),
        (0xFC90, -550),
    ],
)
def test_the_datasheets_table_is_met(register: int, decidegrees: int) -> None:
    assert to_decidegrees(register & 0xFF, register >> 8) == decidegrees


def test_the_crc_meets_the_worked_example_of_maxims_application_note_27() -> None:
    assert crc8(bytes.fromhex("021cb801000000")) == 0xA2


def test_driver_and_model_compute_the_crc_alike_in_two_ways() -> None:
    data = bytes(range(200))
    assert crc8(data) == maxim_crc(data)


@pytest.mark.parametrize("wanted", [-300, -55, -1, 0, 1, 213, 600])
async def test_every_tenth_of_a_degree_comes_through(wanted: int) -> None:
    assert await SensorBench(ONE, levels={"soil_temperature": wanted}).reading(ONE) == {"soil_temperature": wanted}


async def test_two_on_one_pin_are_told_apart_by_index() -> None:
    bench = SensorBench(TWO, levels={"soil_temperature": 187, "deep_soil_temperature": 124}, seed=77)
    assert await bench.reading(TWO) == {"soil_temperature": 187, "deep_soil_temperature": 124}


async def test_two_on_one_pin_are_told_apart_by_address() -> None:
    bench = SensorBench(TWO, levels={"soil_temperature": 187, "deep_soil_temperature": 124})
    first, second = (rom.hex() for rom in bench.wiring.onewire(4).scan())
    config = {"type": "ds18b20", "pin": 4, "as": {"air_temperature": second.upper(), "temperature": first}}
    assert await bench.reading(config) == {"air_temperature": 124, "temperature": 187}


async def test_an_unknown_address_is_told_with_what_was_found() -> None:
    config = {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": "28ff000000000000"}}
    assert "found 2" in await hint_of(SensorBench(TWO), config)


async def test_one_thermometer_too_few_leaves_its_quantity_out_and_keeps_the_other() -> None:
    driver = SensorBench(ONE, levels={"soil_temperature": 100}).driver(TWO)
    assert await driver.read() == {"soil_temperature": 100}
    assert "asks for number 1" in driver.problem.hint


async def test_a_short_loss_of_power_is_repaired_by_asking_again() -> None:
    levels = {
        "soil_temperature": 100,
        "fault.ds18b20": [(START_S, faults.RESET), (START_S, faults.RESET), (START_S + 1, 0)],
    }
    bench = SensorBench(ONE, levels=levels)
    await bench.board.sleep_ms(300)  # the first conversion fails, the second 750 ms later does not
    assert await bench.reading(ONE) == {"soil_temperature": 100}


async def test_a_real_85_degrees_is_not_believed() -> None:
    assert "85.0 °C twice" in await hint_of(SensorBench(ONE, levels={"soil_temperature": 850}), ONE)
