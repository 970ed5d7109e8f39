"""The bus models themselves: what a driver that does it wrong would meet."""

import pytest

from stoep_simulators.models.uart import SimUart
from support.sensor_bench import SensorBench


class Parrot(SimUart):
    """Says back what it hears."""

    def hear(self, data: bytes) -> None:
        self.talk(data)


def test_at_the_wrong_speed_a_uart_hears_nothing_and_reads_garbage() -> None:
    parrot = Parrot(9_600)
    parrot.open_at(115_200)
    parrot.write(b"hello")
    assert parrot.any() == 0
    parrot.talk(b"hello hello")
    buffer = bytearray(20)
    count = parrot.readinto(buffer)
    assert count
    assert b"h" not in buffer[:count]


def test_a_receive_buffer_that_is_full_drops_what_comes_later() -> None:
    parrot = Parrot(9_600)
    parrot.write(bytes([1]) * 1_000)
    parrot.write(bytes([2]) * 1_000)
    buffer = bytearray(2_000)
    assert parrot.readinto(buffer) == 1_024
    assert buffer[1_023] == 2
    assert parrot.readinto(buffer) is None


def test_an_empty_address_on_i2c_is_not_acknowledged() -> None:
    bus = SensorBench({"type": "bme280"}, {"type": "scd41"}).board.i2c()
    assert bus.scan() == [0x62, 0x76]
    with pytest.raises(OSError, match="19"):
        bus.writeto(0x40, b"\x00")


async def test_an_scd41_is_deaf_while_it_measures() -> None:
    bench = SensorBench({"type": "scd41"})
    bus = bench.board.i2c()
    bus.writeto(0x62, b"\x21\x9d")
    with pytest.raises(OSError, match="19"):
        bus.writeto(0x62, b"\xec\x05")
    await bench.board.sleep_ms(5_000)
    bus.writeto(0x62, b"\xec\x05")


async def test_a_bme280_says_that_it_measures() -> None:
    bench = SensorBench({"type": "bme280"})
    bus = bench.board.i2c()
    status = bytearray(1)
    bus.writeto_mem(0x76, 0xF4, b"\x25")
    bus.readfrom_mem_into(0x76, 0xF3, status)
    assert status[0] == 0x08
    await bench.board.sleep_ms(10)
    bus.readfrom_mem_into(0x76, 0xF3, status)
    assert status[0] == 0


async def test_a_thermometer_read_too_early_says_85_degrees() -> None:
    bench = SensorBench({"type": "ds18b20", "pin": 4}, levels={"soil_temperature": 100})
    wire = bench.board.onewire(4)
    wire.reset()
    wire.writebyte(0xCC)
    wire.writebyte(0x44)
    readings = []
    for wait_ms in (100, 700):
        await bench.board.sleep_ms(wait_ms)
        wire.reset()
        wire.writebyte(0xCC)
        wire.writebyte(0xBE)
        readings.append((wire.readbyte() | wire.readbyte() << 8) / 16)
    assert readings == [85.0, 10.0]


def test_two_thermometers_answering_at_once_are_unreadable() -> None:
    wire = SensorBench({"type": "ds18b20", "pin": 4, "as": {"a": 0, "b": 1}}).board.onewire(4)
    wire.reset()
    wire.writebyte(0xCC)
    wire.writebyte(0xBE)
    assert wire.readbyte() == 0xFF
