import itertools

from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.drivers.ld2450 import Frames, Line, signed
from support.sensor_bench import START_S, SensorBench

RADAR = {"type": "ld2450"}
START_MS = START_S * 1000
# The instruction manual's example (V1.00, p. 12): one target at x −782 mm, y 1713 mm.
EXAMPLE = bytes.fromhex("aaff03000e03b1861000400100000000000000000000000000000000 55cc".replace(" ", ""))


def test_the_manuals_example_is_read() -> None:
    assert Frames().feed(EXAMPLE) == [[(-782, 1713), (0, 0), (0, 0)]]


def test_the_top_bit_means_positive() -> None:
    assert (signed(0x0E, 0x03), signed(0xB1, 0x86), signed(0x10, 0x00)) == (-782, 1713, -16)


@given(st.lists(st.integers(0, 90), max_size=6))
def test_any_cutting_gives_the_same_frames(cuts: list[int]) -> None:
    stream = b"\x00\xaa" + EXAMPLE * 3
    frames = Frames()
    found = []
    places = [0, *sorted(cuts), len(stream)]
    for start, end in itertools.pairwise(places):
        found += frames.feed(stream[start:end])
    assert len(found) == 3


@given(st.binary(max_size=200))
def test_noise_before_a_frame_does_not_grow_the_memory(noise: bytes) -> None:
    frames = Frames()
    for _ in range(5):
        frames.feed(noise)
    assert len(frames._data) < 30


def test_a_sway_on_the_line_is_no_crossing() -> None:
    line = Line(line_mm=1_500)
    for y_mm in (1_800, 1_550, 1_400, 1_580, 1_420, 1_700):
        line.frame([(10, y_mm), (0, 0), (0, 0)])
    assert (line.nearer, line.farther) == (0, 0)


def test_another_person_in_the_same_slot_is_no_crossing() -> None:
    line = Line(line_mm=1_500)
    line.frame([(10, 3_500), (0, 0), (0, 0)])
    line.frame([(10, 600), (0, 0), (0, 0)])
    assert (line.nearer, line.farther) == (0, 0)


async def test_people_who_come_one_by_one_are_counted_exactly() -> None:
    ins, outs = range(START_MS, START_MS + 600_000, 2_700), range(START_MS + 1_300, START_MS + 600_000, 7_100)
    bench = SensorBench(RADAR, events={"in": ins, "out": outs})
    assert await bench.crossings(RADAR, minutes=11) == (len(ins), len(outs))


async def test_coming_nearer_may_mean_going_out() -> None:
    config = RADAR | {"nearer": "out"}
    bench = SensorBench(RADAR, events={"in": [START_MS + 1_000]})
    driver = bench.driver(config)
    await driver.start()
    await bench.board.sleep_ms(10_000)
    assert await driver.read() == {"in": 0, "out": 1}
    driver.stop()
