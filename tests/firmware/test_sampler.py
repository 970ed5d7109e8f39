"""Drivers in, one row out: what fails or lies out of range is left out, counted and told once."""

from typing import Any

from stoep_firmware.drivers.errors import SensorError
from stoep_firmware.sampler import Sampler
from stoep_protocol.limits import NULL
from stoep_protocol.profiles import by_name


class Probe:
    """A driver that says what the test wants; an exception is raised."""

    COLUMNS = ("rain_tips",)
    counts = False
    problem: Exception | None = None

    def __init__(self, *readings: dict[str, int] | Exception, on_start: Exception | None = None) -> None:
        self._readings = list(readings)
        self._on_start = on_start
        self.is_stopped = False

    async def start(self) -> None:
        if self._on_start is not None:
            raise self._on_start

    async def read(self) -> dict[str, int]:
        reading = self._readings.pop(0)
        if isinstance(reading, Exception):
            raise reading
        return reading

    def stop(self) -> None:
        self.is_stopped = True


async def row_of(*drivers: Probe) -> tuple[list[int], Sampler]:
    sampler = Sampler(drivers, profile=by_name("weather"))
    await sampler.start()
    await sampler.read()
    return list(sampler.values), sampler


async def test_each_quantity_lands_in_its_column_and_the_rest_is_null() -> None:
    values, _ = await row_of(Probe({"pressure": 10_130, "noise": 4}), Probe({"rain_tips": 3}))
    assert values == [3, NULL, NULL, 10_130]


async def test_a_value_out_of_range_is_left_out_and_counted() -> None:
    values, sampler = await row_of(Probe({"pressure": 11_001, "temperature": -400}))
    assert values == [NULL, -400, NULL, NULL]
    assert sampler.out_of_range == 1
    assert sampler.new_hints() == ["pressure: a value out of range is left out"]


async def test_a_sensor_that_fails_costs_its_columns_only() -> None:
    failing = Probe(SensorError("bme280", "no answer at I2C 0x76: SDA/SCL swapped?"))
    values, sampler = await row_of(failing, Probe({"rain_tips": 1}))
    assert values == [1, NULL, NULL, NULL]
    assert (sampler.failed, sampler.new_hints()) == (1, ["bme280: no answer at I2C 0x76: SDA/SCL swapped?"])


async def test_a_driver_with_a_fault_of_its_own_is_told_by_its_kind() -> None:
    _, sampler = await row_of(Probe(ZeroDivisionError("division by zero")))
    assert sampler.new_hints() == ["sensor of rain_tips: ZeroDivisionError division by zero"]


async def test_a_sensor_that_does_not_wake_is_told_and_still_read() -> None:
    values, sampler = await row_of(Probe({"rain_tips": 1}, on_start=SensorError("bucket", "pin 4 is not free")))
    assert values[0] == 1
    assert sampler.new_hints() == ["bucket: pin 4 is not free"]


async def test_a_broken_wire_is_told_once_and_again_after_it_was_whole() -> None:
    broken = SensorError("bme280", "no answer")
    sampler = Sampler([Probe(broken, broken, {"pressure": 10_000}, broken)], profile=by_name("weather"))
    told = []
    for _ in range(4):
        await sampler.read()
        told.append(len(sampler.new_hints()))
    assert told == [1, 0, 0, 1]


async def test_stopping_reaches_every_sensor() -> None:
    drivers = (Probe({}), Probe({}))
    await Sampler(drivers, profile=by_name("weather")).stop()
    assert all(driver.is_stopped for driver in drivers)


async def test_a_sensor_that_fails_in_part_keeps_the_rest_and_is_told() -> None:
    partial = Probe({"temperature": 120})
    partial.problem = SensorError("ds18b20", "pin 4: found 1 on this pin, stoep.json asks for number 1")
    values, sampler = await row_of(partial)
    assert values == [NULL, 120, NULL, NULL]
    assert sampler.failed == 1
    assert sampler.new_hints() == ["ds18b20: pin 4: found 1 on this pin, stoep.json asks for number 1"]


async def test_what_no_column_could_hold_costs_that_sensor_only() -> None:
    readings: list[Any] = [{"rain_tips": "3"}, {"rain_tips": 2.5}, None, [3]]
    for reading in readings:
        values, sampler = await row_of(Probe(reading), Probe({"pressure": 10_130}))
        assert values == [NULL, NULL, NULL, 10_130]
        assert (sampler.failed, len(sampler.new_hints())) == (1, 1)


async def test_a_sensor_without_memory_is_named_and_every_hint_is_one_line() -> None:
    _, sampler = await row_of(Probe(MemoryError("memory allocation failed,\nallocating 512 bytes\n")))
    assert sampler.failed == 1
    assert sampler.new_hints() == ["sensor of rain_tips: MemoryError memory allocation failed, allocating 512 bytes"]
