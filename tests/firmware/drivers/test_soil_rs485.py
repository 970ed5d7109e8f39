import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.drivers.soil_rs485 import crc16, find_answer, request
from stoep_simulators.models.crc import modbus_crc
from stoep_simulators.models.soil_rs485 import SimSoilRs485
from stoep_simulators.models.uart import SimUart
from stoep_simulators.tape import Tape, TapeWriter
from support.sensor_bench import SensorBench, hint_of

PROBE = {"type": "soil_rs485", "model": "sen0601"}
LEVELS = {"water_content": 658, "soil_temperature": -101, "conductivity": 1000}
MODELS = ("7-in-1", "jxbs-3001", "s-temp-vwc-ec-02", "sen0601")


class Recorded(SimUart):
    """A probe that says one frame, recorded by its maker, to whatever it hears."""

    def __init__(self, frame: str, *, baud: int) -> None:
        super().__init__(baud)
        self._frame = bytes.fromhex(frame)
        self.heard = b""

    def hear(self, data: bytes) -> None:
        self.heard = data
        self.talk(self._frame)


def test_the_crc_meets_the_standards_example() -> None:
    """Modbus over Serial Line V1.02, 6.2.2 as quoted by others: the CRC of 02 07 is 1241, sent 41 12."""
    assert crc16(b"\x02\x07") == 0x1241
    assert crc16(b"\x02\x07\x41\x12") == 0


@given(st.binary(max_size=40))
def test_driver_and_model_compute_the_crc_alike_in_two_ways(data: bytes) -> None:
    assert crc16(data) == modbus_crc(data)


@pytest.mark.parametrize(
    ("model", "baud", "asked", "answer", "values"),
    [  # published frames; Seeed's is one of function 04, here with the function and CRC of 03
        ("sen0601", 9600, "01030000000305cb", "0103060292ff9b03e8d80f", (658, -101, 1000)),
        ("7-in-1", 4800, "01030000000305cb", "01030601ef01440004b559", (495, 324, 4)),
        ("s-temp-vwc-ec-02", 9600, "01030000000305cb", "01030608900e93024e93b1", (373, 219, 590)),
    ],
)
async def test_the_makers_own_example_is_read(
    model: str, baud: int, asked: str, answer: str, values: tuple[int, int, int]
) -> None:
    bench = SensorBench()
    probe = Recorded(answer, baud=baud)
    bench.wiring.uart = probe
    reading = await bench.reading({"type": "soil_rs485", "model": model})
    assert tuple(reading[name] for name in ("water_content", "soil_temperature", "conductivity")) == values
    assert probe.heard.hex() == asked


def test_requests_are_those_of_the_makers() -> None:
    assert request(1, 0x12, 2).hex() == "010300120002640e"
    assert request(1, 0x15, 1).hex() == "01030015000195ce"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("direction", [{}, {"de": 18}], ids=["by itself", "by a pin"])
async def test_the_worlds_values_come_through(model: str, direction: dict[str, int]) -> None:
    config = {"type": "soil_rs485", "model": model, "address": 7, **direction}
    assert await SensorBench(config, levels=LEVELS).reading(config) == LEVELS


async def test_a_request_is_whole_before_the_transceiver_turns_round() -> None:
    bench = SensorBench(PROBE | {"de": 18}, levels=LEVELS)
    uart, direction = bench.board.uart(9600), bench.board.output(18)
    for flushes, answered in ((False, False), (True, True)):
        direction.value(1)
        uart.write(request(1, 0, 3))
        if flushes:
            uart.flush()
        direction.value(0)
        uart.flush()
        await bench.board.sleep_ms(100)
        assert bool(uart.any()) is answered


async def test_a_direction_pin_that_nobody_moves_is_no_answer() -> None:
    assert "no answer from address 1 at 9600 baud" in await hint_of(SensorBench(PROBE | {"de": 18}), PROBE)


async def test_a_speed_of_its_own_is_set() -> None:
    config = PROBE | {"baud": 2400}
    assert await SensorBench(config, levels=LEVELS).reading(config) == LEVELS


@pytest.mark.parametrize(
    ("config", "hint"),
    [
        ({"address": 2}, "no answer from address 2"),
        ({"baud": 4800}, "no answer from address 1 at 4800 baud: A/B swapped"),
        ({"model": "jxbs-3001"}, "exception 2): another model"),
        ({"model": "s-temp-vwc-ec-02"}, "conductivity"),
    ],
)
async def test_an_entry_that_does_not_fit_the_probe_is_told(config: dict[str, Any], hint: str) -> None:
    bench = SensorBench(PROBE, levels={"water_content": 402, "soil_temperature": 5, "conductivity": 20_001})
    assert hint in await hint_of(bench, PROBE | config)


async def test_what_no_soil_is_like_is_another_model() -> None:
    seeed = {"type": "soil_rs485", "model": "s-temp-vwc-ec-02"}
    bench = SensorBench(seeed, levels={"water_content": 373, "soil_temperature": 219})
    assert "water_content cannot be 2190: it is another model" in await hint_of(bench, PROBE)


async def test_an_answer_to_an_older_question_is_not_taken_for_the_new_one() -> None:
    bench = SensorBench(PROBE, levels=LEVELS)
    frame = bytes.fromhex("010306000100020003fd74")
    assert crc16(frame) == 0
    uart = bench.board.uart(9600)
    uart.talk(frame)
    assert await bench.reading(PROBE) == LEVELS


async def test_a_transceiver_that_hears_itself_is_no_answer_and_no_harm() -> None:
    class Echo(SimUart):
        def hear(self, data: bytes) -> None:
            self.talk(data)

    bench = SensorBench()
    bench.wiring.uart = Echo(9600)
    assert "no answer" in await hint_of(bench, PROBE)

    class EchoingProbe(SimSoilRs485):
        def hear(self, data: bytes) -> None:
            self.talk(data)
            super().hear(data)

    tape = TapeWriter()
    for name, value in LEVELS.items():
        tape.level(name, [(0, value)])
    bench.wiring.uart = EchoingProbe(
        bench.clock,
        Tape(io.BytesIO(tape.to_bytes())),
        names={name: name for name in LEVELS},
        model="sen0601",
        address=1,
        baud=None,
        direction=None,
    )
    assert await bench.reading(PROBE) == LEVELS


@pytest.mark.parametrize("config", [{}, {"model": "sen9999"}, {"model": 3}])
async def test_a_model_that_is_not_known_names_the_known_ones(config: dict[str, Any]) -> None:
    with pytest.raises(Exception, match='needs "model", one of 7-in-1, jxbs-3001'):
        SensorBench().driver({"type": "soil_rs485"} | config)


@given(index=st.integers(0, 10), flip=st.integers(1, 255))
def test_one_damaged_byte_is_never_an_answer(index: int, flip: int) -> None:
    frame = bytearray.fromhex("0103060292ff9b03e8d80f")
    frame[index] ^= flip
    assert find_answer(frame, address=1, size=6) == (-1, 0)


@given(before=st.binary(max_size=12), cut=st.integers(0, 10))
def test_a_frame_is_found_between_other_bytes_and_only_whole(before: bytes, cut: int) -> None:
    frame = bytes.fromhex("0103060292ff9b03e8d80f")
    at, refusal = find_answer(before + frame, address=1, size=6)
    assert (before + frame)[at : at + 6] == frame[3:9]
    assert refusal == 0
    assert find_answer(frame[:cut], address=1, size=6) == (-1, 0)
