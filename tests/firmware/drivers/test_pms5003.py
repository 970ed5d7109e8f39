from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.drivers.pms5003 import find_frame
from support.sensor_bench import START_S, SensorBench

PMS = {"type": "pms5003"}
LEVELS = {"pm2_5": 150, "pm10": 290}


def frame(words: list[int]) -> bytes:
    data = b"BM\x00\x1c" + b"".join(word.to_bytes(2, "big") for word in words)
    return data + sum(data).to_bytes(2, "big")


async def test_whole_micrograms_become_tenths() -> None:
    assert await SensorBench(PMS, levels=LEVELS).reading(PMS) == {"pm2_5": 150, "pm10": 290}


async def test_it_waits_until_the_fan_has_run_for_half_a_minute() -> None:
    bench = SensorBench(PMS, levels=LEVELS)
    await bench.reading(PMS)
    await bench.board.sleep_ms(600_000)
    before_ms = bench.clock.now_ms
    assert await bench.reading(PMS) == {"pm2_5": 150, "pm10": 290}
    assert bench.clock.now_ms - before_ms >= 30_000


async def test_old_frames_in_the_buffer_are_not_taken_for_new_ones() -> None:
    bench = SensorBench(PMS, levels={"pm2_5": [(START_S, 100), (START_S + 60, 100), (START_S + 60, 700)], "pm10": 900})
    driver = bench.driver(PMS)
    await driver.start()
    bench.board.uart(9600).any()  # it wakes talking: frames of the first minute wait in the buffer
    await bench.board.sleep_ms(40_000)
    assert (await driver.read())["pm2_5"] == 700


async def test_it_stops_the_fan() -> None:
    bench = SensorBench(PMS, levels=LEVELS)
    await bench.reading(PMS)
    uart = bench.board.uart(9600)
    while uart.any():
        uart.readinto(bytearray(64))
    await bench.board.sleep_ms(10_000)
    assert uart.any() == 0


@given(
    before=st.binary(max_size=40),
    after=st.binary(max_size=20),
    words=st.lists(st.integers(0, 65535), min_size=13, max_size=13),
)
def test_a_frame_is_found_between_other_bytes(before: bytes, after: bytes, words: list[int]) -> None:
    data = bytearray(before + frame(words) + after)
    at = find_frame(data)
    assert 0 <= at <= len(before)
    assert sum(data[at : at + 30]) == int.from_bytes(data[at + 30 : at + 32], "big")


@given(st.binary(max_size=31))
def test_less_than_a_frame_is_none(data: bytes) -> None:
    assert find_frame(data) == -1


@given(index=st.integers(0, 29), flip=st.integers(1, 255))
def test_one_damaged_byte_is_never_a_frame(index: int, flip: int) -> None:
    data = bytearray(frame([5] * 13))
    data[index] ^= flip
    assert find_frame(data) == -1
