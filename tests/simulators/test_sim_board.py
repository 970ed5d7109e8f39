import asyncio
import contextlib
from collections.abc import Callable

import pytest

from stoep_simulators.sim_board import Restarted, Slept
from stoep_simulators.sim_clock import SKIPPING
from stoep_simulators.tape import NEVER
from support.answering_gateway import AnsweringGateway
from support.sensor_bench import SensorBench


async def test_random_bytes_need_the_radio() -> None:
    bench = SensorBench()
    with pytest.raises(OSError, match="radio"):
        bench.board.random(8)
    bench.network.online = True
    await bench.board.radio_on("street", "password")
    assert len(bench.board.random(8)) == 8
    bench.board.radio_off()
    with pytest.raises(OSError, match="radio"):
        bench.board.random(8)


async def test_joining_takes_its_time_and_fails_while_the_network_is_away() -> None:
    bench = SensorBench()
    with pytest.raises(OSError, match="113"):
        await bench.board.radio_on("street", "password")
    assert bench.board.ticks_ms() == 2_130


async def test_rtc_memory_holds_2048_bytes_and_no_more() -> None:
    board = SensorBench().board
    assert board.rtc_read() == b""
    board.rtc_write(bytes(2_048))
    with pytest.raises(ValueError, match="buffer too long"):
        board.rtc_write(bytes(2_049))
    assert len(board.rtc_read()) == 2_048


async def test_ticks_wrap_and_uptime_does_not() -> None:
    bench = SensorBench()
    await bench.board.sleep_ms((1 << 29) + 5)
    assert bench.board.ticks_ms() == 5
    assert bench.board.uptime_s() == (1 << 29) // 1_000


def test_sleep_and_restart_end_the_firmware_whatever_it_catches() -> None:
    def careless(act: Callable[[], object]) -> None:
        with contextlib.suppress(Exception):
            act()

    board = SensorBench().board
    with pytest.raises(Slept):
        careless(lambda: board.deep_sleep_ms(5))
    with pytest.raises(Restarted):
        careless(board.restart)


async def test_a_task_of_a_life_that_ended_stops_at_its_next_wait() -> None:
    bench = SensorBench()
    left_over = asyncio.create_task(bench.board.sleep_ms(1_000))
    await asyncio.sleep(0)
    bench.board.end()
    with pytest.raises(asyncio.CancelledError):
        await left_over


async def test_pins_are_quiet_after_the_end_of_a_life() -> None:
    bench = SensorBench()
    heard: list[int] = []
    pin = bench.board.pin(4)
    pin.irq(lambda changed: heard.append(changed.value()), pin.IRQ_FALLING)
    bench.wiring.pin(4).drive(0)
    bench.board.end()
    bench.wiring.pin(4).drive(1)
    bench.wiring.pin(4).drive(0)
    assert heard == [0]


async def test_a_network_that_goes_away_breaks_the_connection_and_frees_the_clock() -> None:
    bench = SensorBench()
    async with AnsweringGateway("street-1", time_s=None) as gateway:
        bench.clock.run(SKIPPING, until_ms=NEVER)
        bench.network.online = True
        await bench.board.radio_on("street", "password")
        reader, writer = await bench.board.connect("127.0.0.1", gateway.port, None)
        assert bench.clock.holds == 1
        waiting = asyncio.create_task(reader.read(100))
        await asyncio.sleep(0)
        bench.network.go_away()
        assert await waiting == b""
        with pytest.raises(OSError, match="113"):
            writer.write(b"late")
        assert bench.clock.holds == 0


async def test_without_the_radio_there_is_no_connection() -> None:
    with pytest.raises(OSError, match="113"):
        await SensorBench().board.connect("127.0.0.1", 1, None)
