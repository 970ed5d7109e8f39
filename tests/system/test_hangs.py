"""A part of `stoep run` that lives and does nothing any more is killed and started again, and no row is lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.registry.master import load_master
from support.gateway import Gateway
from support.wire_client import WireClient
from support.wire_device import WireDevice

NOON_S = 150_000_000
HANGING = Path(__file__).parents[1] / "support" / "hanging"
LIMIT_S = 4.0  # a busy machine may well keep a sound part from its turn for half a second
LOOP = f"hangs: its event loop has not run for {LIMIT_S:g} s"
DISK = "gateway hangs: the disk has not answered its journal or archive"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path, environment={"WATCHDOG_USEC": f"{LIMIT_S * 1e6:.0f}", "PYTHONPATH": str(HANGING)}) as made:
        yield made


def lines(gateway: Gateway) -> str:
    return gateway.log.read_text()


def hang(gateway: Gateway, part: str, number: signal.Signals, *, told: str) -> None:
    """Until the supervisor has said so and the part is another process."""
    pid = gateway.pids()[part]
    os.kill(pid, number)
    gateway.wait_until(lambda: told in lines(gateway), what=told)
    gateway.wait_until(lambda: gateway.pids().get(part, pid) != pid, what=f"{part} runs again")
    gateway.wait_until(gateway.is_healthy, what="healthy again")


async def settle(gateway: Gateway, device: WireDevice, bundle: dict[str, object], *, rows: int) -> None:
    taken = [(NOON_S + 600 * row, (1500, 180, 150, 200, 600)) for row in range(rows)]
    async with WireClient(device, bundle=bundle) as client:
        await client.say(device.hello(next_row=rows + 1))
        reply = await client.say(device.rows(1, taken))
        while reply.settled < rows:
            reply = await client.hear()


@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGUSR1, LOOP), (signal.SIGSTOP, LOOP), (signal.SIGUSR2, DISK)],
    ids=["loop", "stopped", "journal"],
)
async def test_a_gateway_that_hangs_is_started_again_and_no_row_is_lost(
    gateway: Gateway, number: signal.Signals, told: str
) -> None:
    bundle = gateway.enroll("garden-7", profile="soil")
    gateway.start()
    device = WireDevice("garden-7", master=load_master(gateway.state_dir))
    await settle(gateway, device, bundle, rows=2)
    hang(gateway, "gateway", number, told=told)
    await settle(gateway, device, bundle, rows=3)
    gateway.stop()
    accounts = gateway.accounts()
    assert accounts["balanced"]
    assert accounts["lives"][0]["kept"] == 3


def test_pages_that_hang_are_started_again(gateway: Gateway) -> None:
    gateway.start()
    gateway.wait_until(lambda: "pages at" in lines(gateway), what="pages")
    hang(gateway, "web", signal.SIGUSR1, told=f"web {LOOP}")


def test_stopping_everything_for_a_while_is_no_hang(gateway: Gateway) -> None:
    """As a machine that sleeps: nobody runs, the supervisor included."""
    gateway.start()
    gateway.wait_until(lambda: "pages at" in lines(gateway), what="pages")
    gateway.signal_all(signal.SIGSTOP)
    end_s = time.monotonic() + 1.5 * LIMIT_S
    gateway.wait_until(lambda: time.monotonic() > end_s, what="longer than the limit")
    gateway.signal_all(signal.SIGCONT)
    gateway.wait_until(gateway.is_healthy, what="healthy")
    gateway.stop()
    assert "hangs:" not in lines(gateway)
