import pytest

from stoep_firmware.drivers import SensorError
from stoep_firmware.drivers.sps30 import _number
from stoep_simulators.models import faults
from stoep_simulators.models.sps30 import SimSps30
from support.sensor_bench import START_S, SensorBench, hint_of

SPS = {"type": "sps30"}
LEVELS = {"pm2_5": 153, "pm10": 297}
HOUR_MS = 3_600_000


def model(bench: SensorBench) -> SimSps30:
    found = bench.wiring.i2c._devices[0x69]
    assert isinstance(found, SimSps30)
    return found


# Sensirion's test of embedded-sps has none; IEEE 754 has.
@pytest.mark.parametrize(("words", "value"), [((0x3F80, 0), 1.0), ((0x4175, 0x999A), 15.35), ((0, 0), 0.0)])
def test_two_words_are_a_float(words: tuple[int, int], value: float) -> None:
    assert _number(*words) == pytest.approx(value, rel=1e-6)


@pytest.mark.parametrize(("pm2_5", "pm10"), [(0, 0), (1, 3), (153, 297), (9_999, 10_000)])
async def test_the_worlds_values_come_through_with_their_tenths(pm2_5: int, pm10: int) -> None:
    levels = {"pm2_5": pm2_5, "pm10": pm10}
    assert await SensorBench(SPS, levels=levels).reading(SPS) == levels


async def test_it_sleeps_between_readings_and_is_woken_again() -> None:
    bench = SensorBench(SPS, levels=LEVELS)
    for _ in range(3):
        assert await bench.reading(SPS) == LEVELS
        assert model(bench).is_asleep
        await bench.board.sleep_ms(300_000)


async def test_a_board_that_was_reset_finds_it_running_and_starts_it_anew() -> None:
    bench = SensorBench(SPS, levels=LEVELS)
    await bench.driver(SPS).start()
    assert await bench.reading(SPS) == LEVELS


async def test_a_reading_takes_half_a_minute_and_ten_seconds() -> None:
    bench = SensorBench(SPS, levels=LEVELS)
    await bench.board.sleep_ms(2 * HOUR_MS)
    start_ms = bench.clock.now_ms
    await bench.reading(SPS)
    assert 39_000 <= bench.clock.now_ms - start_ms < 42_000


async def test_the_fan_is_cleaned_after_power_on_and_weekly() -> None:
    bench = SensorBench(SPS, levels=LEVELS)
    cleaned = []
    for hour in (0, 1, 2, 100, 167, 168, 169, 335, 336, 337):
        await bench.board.sleep_ms(START_S * 1000 + hour * HOUR_MS - bench.clock.now_ms)
        before = len(model(bench).cleaned_ms)
        assert await bench.reading(SPS) == LEVELS
        cleaned += [hour] * (len(model(bench).cleaned_ms) - before)
    assert cleaned == [0, 168, 336]


async def test_a_node_that_stays_awake_reads_on_and_finds_one_that_comes_back() -> None:
    away = [(START_S, 0), (START_S + 100, 0), (START_S + 100, 1), (START_S + 180, 1), (START_S + 180, 0)]
    bench = SensorBench(SPS, levels=LEVELS | {"fault.sps30": away})
    driver = bench.driver(SPS)
    await driver.start()
    said = []
    for _ in range(5):
        try:
            said.append(str(await driver.read()))
        except SensorError as error:
            said.append(error.hint[:14])
        await bench.board.sleep_ms(45_000)
    whole = str(LEVELS)
    assert said == [whole, "no answer at I", "no answer at I", "its fan has ju", whole]


@pytest.mark.parametrize(
    ("fault", "hint"),
    [
        (faults.NO_ANSWER, "no answer at I2C 0x69: SEL pin to ground before the power comes"),
        (faults.WRONG_CHIP, "another chip answers"),
        (faults.BAD_CHECKSUM, "checksum wrong in most answers"),
        (faults.STUCK, "no new value for three seconds"),
        (faults.BLOCKED, "its fan stands still"),
    ],
)
async def test_each_failure_has_its_hint(fault: int, hint: str) -> None:
    assert hint in await hint_of(SensorBench(SPS, levels=LEVELS | {"fault.sps30": fault}), SPS)


async def test_a_reset_in_between_is_told_and_the_next_reading_starts_it_again() -> None:
    away = [(START_S, 0), (START_S + 42, 0), (START_S + 42, 5), (START_S + 43, 5), (START_S + 43, 0)]
    bench = SensorBench(SPS, levels=LEVELS | {"fault.sps30": away})
    assert "no answer at I2C 0x69" in await hint_of(bench, SPS)
    await bench.board.sleep_ms(2_000)
    assert await bench.reading(SPS) == LEVELS


async def test_the_model_is_deaf_asleep_until_woken_twice_within_a_tenth_of_a_second() -> None:
    bench = SensorBench(SPS)
    bus = bench.board.i2c()
    bus.writeto(0x69, b"\x10\x01")
    for wait_ms in (0, 150, 150):
        await bench.board.sleep_ms(wait_ms)
        with pytest.raises(OSError, match="19"):
            bus.writeto(0x69, b"\x11\x03")
    bus.writeto(0x69, b"\x11\x03")
    await bench.board.sleep_ms(5)
    bus.writeto(0x69, b"\x02\x02")


async def test_the_model_says_stale_values_if_nobody_asks_for_data_ready() -> None:
    bench = SensorBench(SPS, levels=LEVELS)
    bus = bench.board.i2c()
    bus.writeto(0x69, bytes.fromhex("0010 0300 ac"))
    await bench.board.sleep_ms(5_000)
    ready = bytearray(3)
    seen = []
    for wait_ms in (0, 0, 1_000):
        await bench.board.sleep_ms(wait_ms)
        bus.writeto(0x69, b"\x02\x02")
        bus.readfrom_into(0x69, ready)
        seen.append(ready[1])
        bus.writeto(0x69, b"\x03\x00")
    assert seen == [1, 0, 1]
