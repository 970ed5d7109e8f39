import pytest

from stoep_firmware.drivers import SensorError
from stoep_firmware.drivers.sensirion import command
from stoep_firmware.sampler import Sampler
from stoep_protocol.profiles import by_name
from stoep_simulators.models import faults
from stoep_simulators.models.crc import sensirion_crc
from support.sensor_bench import START_S, SensorBench, hint_of

SGP = {"type": "sgp41"}
BME = {"type": "bme280"}
LEVELS = {"voc_ticks": 28_415, "nox_ticks": 15_612, "temperature": 83, "humidity": 912}
DRY = LEVELS | {"humidity": 500}  # as the default words say
FIRST = "its heater has just come on"


async def hot(bench: SensorBench) -> None:
    """The wake after power-on, then five minutes of sleep."""
    assert FIRST in await hint_of(bench, SGP)
    await bench.board.sleep_ms(300_000)


def asleep(bench: SensorBench) -> SensorBench:
    """The same bench after deep sleep: everything but the processor kept its power."""
    bench.board._cause = 4
    return bench


async def test_ticks_come_through_from_the_second_row_on() -> None:
    bench = SensorBench(SGP, levels=DRY)
    await hot(bench)
    assert await asleep(bench).reading(SGP) == {"voc_ticks": 28_415, "nox_ticks": 15_612}


async def test_power_on_costs_less_than_ten_seconds_of_conditioning_and_a_wake_a_moment() -> None:
    bench = SensorBench(SGP, levels=DRY)
    start_ms = bench.clock.now_ms
    assert FIRST in await hint_of(bench, SGP)
    assert 9_000 <= bench.clock.now_ms - start_ms < 10_000
    asleep(bench)
    await bench.board.sleep_ms(300_000)
    start_ms = bench.clock.now_ms
    await bench.reading(SGP)
    assert bench.clock.now_ms - start_ms < 100


async def test_after_a_reset_of_the_board_it_is_conditioned_anew_from_idle() -> None:
    bench = SensorBench(SGP, levels=DRY)
    await hot(bench)
    bench.board._cause = 2
    await hot(bench)
    assert await asleep(bench).reading(SGP) == {"voc_ticks": 28_415, "nox_ticks": 15_612}


async def test_a_conditioning_that_is_broken_off_does_not_go_on() -> None:
    bench = SensorBench(SGP, levels=DRY)
    driver = bench.driver(SGP)
    reading = driver.read()
    bench.board.sleep_ms = _Impatient(bench.board.sleep_ms, waits=4)  # type: ignore[method-assign]
    with pytest.raises(_BrokenOffError):
        await reading
    await bench.board.sleep_ms(60_000)
    bench.board.i2c().writeto(0x59, command(b"\x26\x19", 0x8000, 0x6666))
    assert not bench.wiring.i2c._devices[0x59].is_damaged  # type: ignore[attr-defined]


class _BrokenOffError(Exception):
    """Somebody lost patience."""


class _Impatient:
    """Sleeps so many times, then once not."""

    def __init__(self, sleep_ms: object, *, waits: int) -> None:
        self._sleep_ms = sleep_ms
        self._waits = waits

    async def __call__(self, delay_ms: int) -> None:
        self._waits -= 1
        if self._waits == 0:
            raise _BrokenOffError
        await self._sleep_ms(delay_ms)  # type: ignore[operator]


async def test_the_rows_temperature_and_humidity_compensate_in_whatever_order_the_sensors_are_listed() -> None:
    bench = SensorBench(SGP, BME, levels=LEVELS)
    sampler = Sampler([bench.driver(SGP), bench.driver(BME)], profile=by_name("air"))
    await sampler.read()
    await bench.board.sleep_ms(300_000)
    await sampler.read()
    columns = [column.quantity for column in by_name("air").columns]
    row = dict(zip(columns, sampler.values, strict=True))
    assert (row["temperature"], row["humidity"]) == (83, 912)
    assert abs(row["voc_ticks"] - 28_415) <= 1
    assert abs(row["nox_ticks"] - 15_612) <= 1


async def test_without_a_thermometer_the_default_words_are_sent() -> None:
    bench = SensorBench(SGP, levels=LEVELS)
    await hot(bench)
    assert await asleep(bench).reading(SGP) == {"voc_ticks": 28_415 - 618, "nox_ticks": 15_612 - 618}


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ({"temperature": 250, "humidity": 500}, "8000 a2 6666 93"),  # SGP40 version 1.0, table 10 (p. 13)
        ({"temperature": -450, "humidity": 0}, "0000 81 0000 81"),
        ({"temperature": 1_300, "humidity": 1_000}, "ffff ac ffff ac"),
        ({"temperature": -600, "humidity": 1_020}, "ffff ac 0000 81"),
        ({"temperature": 250}, "8000 a2 6666 93"),
        ({}, "8000 a2 6666 93"),
    ],
)
def test_the_compensation_words_are_the_datasheets(reading: dict[str, int], words: str) -> None:
    driver = SensorBench(SGP).driver(SGP)
    driver.compensate({"temperature": 1, "humidity": 1})
    driver.compensate(reading)
    assert command(b"", *driver._air).hex() == words.replace(" ", "")


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        (faults.NO_ANSWER, "no answer at I2C 0x59: SDA/SCL swapped"),
        (faults.WRONG_CHIP, "this is an SGP40: it has no NOx"),
        (faults.RESET, "no answer at I2C 0x59"),
    ],
)
async def test_each_failure_at_power_on_has_its_hint(fault: int, hint: str) -> None:
    assert hint in await hint_of(SensorBench(SGP, levels=DRY | {"fault.sgp41": fault}), SGP)


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        (faults.NO_ANSWER, "no answer at I2C 0x59"),
        (faults.BAD_CHECKSUM, "checksum wrong twice"),
        (faults.BLOCKED, "at its end stop"),
        (faults.RESET, "no answer at I2C 0x59"),
    ],
)
async def test_each_failure_later_has_its_hint(fault: int, hint: str) -> None:
    later_s = START_S + 60
    bench = SensorBench(SGP, levels=DRY | {"fault.sgp41": [(later_s, 0), (later_s, fault)]})
    await hot(bench)
    assert hint in await hint_of(asleep(bench), SGP)


async def test_a_node_that_stays_awake_heats_it_again_after_it_was_away() -> None:
    away = [(START_S, 0), (START_S + 100, 0), (START_S + 100, 1), (START_S + 400, 1), (START_S + 400, 0)]
    bench = SensorBench(SGP, levels=DRY | {"fault.sgp41": away})
    driver = bench.driver(SGP)
    said = []
    for _ in range(4):
        try:
            said.append(str(await driver.read()))
        except SensorError as error:
            said.append(error.hint[:12])
        await bench.board.sleep_ms(200_000)
    assert said == ["its heater h", "no answer at", "its heater h", "{'voc_ticks': 28415, 'nox_ticks': 15612}"]


async def test_the_model_refuses_words_with_a_wrong_crc_and_an_answer_too_early() -> None:
    bus = SensorBench(SGP).board.i2c()
    with pytest.raises(OSError, match="19"):
        bus.writeto(0x59, bytes.fromhex("2619 8000a3 666693"))
    bus.writeto(0x59, bytes.fromhex("2619 8000a2 666693"))
    with pytest.raises(OSError, match="19"):
        bus.readfrom_into(0x59, bytearray(6))


async def test_conditioning_beyond_ten_seconds_damages_the_model() -> None:
    bench = SensorBench(SGP)
    bus = bench.board.i2c()
    bus.writeto(0x59, command(b"\x26\x12", 0x8000, 0x6666))
    await bench.board.sleep_ms(11_000)
    bus.writeto(0x59, command(b"\x26\x19", 0x8000, 0x6666))
    await bench.board.sleep_ms(50)
    answer = bytearray(6)
    bus.readfrom_into(0x59, answer)
    assert answer[3:5] == b"\xff\xff"
    assert sensirion_crc(answer[3:6]) == 0
