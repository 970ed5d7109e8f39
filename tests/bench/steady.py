"""A steady stream: 200 devices, each a frame of 30 readings a minute, through a real broker into the real gateway.

What it writes, by the kernel's account, and how long a frame waits until it is settled.
`python -m bench.steady` compares commit intervals; --interval, --minutes and --speed run one of them.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bench.figures import Figure
from bench.hurried_gateway import write_bytes
from stoep_gateway.broker.nats_server import NatsServer
from stoep_gateway.config.load import load
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_protocol.master_keys import broker_password, device_secret
from stoep_protocol.profiles import by_name
from stoep_simulators.load.schedule import Moment, schedule
from stoep_simulators.load.senders import Account, Endpoint, Senders
from stoep_simulators.load.talker import Row, Speaker
from stoep_simulators.load.tally import Tally
from stoep_simulators.load.walks import Walk
from support.gateway import Gateway

DEVICES = 200
FRAME_S = 60
ROWS_A_FRAME = 6
COLUMNS = 5
INTERVAL_S = 30.0
MINUTES = 60
SPEED = 30
_PROFILE = by_name("soil")
_RAM = Path("/dev/shm")  # noqa: S108 - a file system without a disk, as Linux has one everywhere
_STOP_S = 60
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """delays: of each frame until it is settled, in commit intervals. bytes: between the first frame and the end."""

    readings: int
    written_bytes: int
    delays: tuple[float, ...]

    @property
    def bytes_a_reading(self) -> float:
        return self.written_bytes / self.readings

    @property
    def delay_p99(self) -> float:
        return quantiles(self.delays, n=100)[-1]


def steady(*, minutes: int = MINUTES, speed: int = SPEED) -> list[Figure]:
    """Twice minutes / speed, and a little."""
    stream = (
        f"{DEVICES} devices, each a frame of {ROWS_A_FRAME * COLUMNS} readings a minute, {minutes} minutes at {speed}"
        f" times the speed (waits of the gateway shortened alike), commit interval {INTERVAL_S:g} s, NATS"
    )
    account = "write_bytes of the gateway process from the first frame to its end, last checkpoint included"
    journal = run(minutes=minutes, speed=speed, interval_s=INTERVAL_S, only_journal=True)
    whole = run(minutes=minutes, speed=speed, interval_s=INTERVAL_S, only_journal=False)
    return [
        Figure(
            name="journal_bytes_per_kept_reading",
            value=round(journal.bytes_a_reading, 1),
            unit="B/reading",
            bar="≤ 20",
            conditions=f"{account}, all but the journal in memory; {stream}",
        ),
        Figure(
            name="journal_and_archive_bytes_per_kept_reading",
            value=round(whole.bytes_a_reading, 1),
            unit="B/reading",
            bar="≤ 60",
            conditions=f"{account}, status for the pages included; {stream}",
        ),
        Figure(
            name="settled_delay_p99",
            value=round(whole.delay_p99, 2),
            unit="commit intervals",
            bar="≤ 2",
            conditions=f"from a frame's way out to the reply that settles it, {len(whole.delays):,} frames; {stream}",
        ),
    ]


def run(*, minutes: int, speed: int, interval_s: float, only_journal: bool) -> Outcome:
    """One gateway's life. only_journal: everything else of it lies in memory and is not counted."""
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as disk, _state_folder(only_journal) as ram:
        if only_journal:
            (Path(disk) / "state").symlink_to(ram)
        gateway = Gateway(Path(disk), settings={"journal": {"commit_interval_s": interval_s}})
        if only_journal:  # SQLite keeps its log beside the file that the link names
            (Path(ram) / "journal.db").symlink_to(Path(disk) / "journal.db")
        devices = [_device(number) for number in range(DEVICES)]
        master = load_master(gateway.state_dir)
        Registry(gateway.state_dir).put(devices[0], devices={device.name: device for device in devices})
        nats = NatsServer(settings=load(gateway.config).broker, folder=gateway.state_dir / "broker")
        nats.write_config(devices, master=master)
        with _process(nats.command()), _gateway(gateway, speed=speed) as child:
            gateway.wait_until(gateway.is_healthy, what="the gateway answers")
            before = write_bytes(child.pid)
            delays_s = asyncio.run(_stream(gateway.port, master=master, minutes=minutes, speed=speed))
            child.terminate()
            said = json.loads(child.communicate(timeout=_STOP_S)[0])
        kept = {life["device"]: life["kept"] for life in gateway.accounts()["lives"]}
    assert kept == dict.fromkeys((device.name for device in devices), minutes * ROWS_A_FRAME), "not all were kept"
    return Outcome(
        readings=DEVICES * minutes * ROWS_A_FRAME * COLUMNS,
        written_bytes=said["write_bytes"] - before,
        delays=tuple(delay_s * speed / interval_s for delay_s in delays_s),
    )


@contextmanager
def _state_folder(is_wanted: bool) -> Iterator[str]:
    if not is_wanted:
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="stoep-bench-", dir=_RAM) as folder:
        yield folder


def _device(number: int) -> Device:
    name = f"tuin-{number}"
    return Device(name=name, profile=by_name("soil"), generation=1, group=name, cell=None, sample_s=10, send_s=FRAME_S)


async def _stream(port: int, *, master: bytes, minutes: int, speed: int) -> list[float]:
    """Each device at its own second of the minute. Returns seconds until settled, of every frame."""
    tally, devices = Tally(), [_account(f"tuin-{number}", master=master) for number in range(DEVICES)]
    series = [Walk(_PROFILE, seed=number) for number in range(DEVICES)]
    start_s = int(time.time()) - WIRE_EPOCH_S - minutes * FRAME_S - 3600

    def rows_of(moment: Moment) -> list[Row]:
        first = 1 + moment.frame * ROWS_A_FRAME
        return [(start_s + 10 * (first + at), series[moment.device].next_row()) for at in range(ROWS_A_FRAME)]

    senders = Senders(devices, broker=Endpoint(host="127.0.0.1", port=port), tally=tally, seed=7)
    moments = schedule(DEVICES, every_s=FRAME_S / speed, frames=minutes, seed=7)
    async with senders.connected():
        await senders.introduce(patience_s=_STOP_S)
        await senders.send(moments, start_s=asyncio.get_running_loop().time() + 1, rows_of=rows_of)
        while tally.unsettled:  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_S)
    return list(tally.settled_s)


def _account(name: str, *, master: bytes) -> Account:
    secret = device_secret(master, device_id=name, generation=1)
    speaker = Speaker(name=name, secret=secret, profile=_PROFILE, sample_s=10, send_s=FRAME_S)
    return Account(speaker=speaker, user=name, password=broker_password(master, device_id=name, generation=1))


@contextmanager
def _process(command: tuple[str, ...]) -> Iterator[None]:
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=_STOP_S)


@contextmanager
def _gateway(gateway: Gateway, *, speed: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bench.hurried_gateway", str(speed), str(gateway.config)]
    with gateway.log.open("ab") as log:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
    try:
        yield child
    finally:
        child.kill()
        child.communicate(timeout=_STOP_S)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.steady")
    parser.add_argument("--interval", type=float, nargs="+", default=[1.0, 5.0, 30.0, 120.0])
    parser.add_argument("--minutes", type=int, default=20)
    parser.add_argument("--speed", type=int, default=10)
    parser.add_argument("--only-journal", action="store_true")
    wanted = parser.parse_args()
    print("interval  bytes a reading  settled: p50, p99, in seconds")
    for interval_s in wanted.interval:
        outcome = run(
            minutes=wanted.minutes, speed=wanted.speed, interval_s=interval_s, only_journal=wanted.only_journal
        )
        p50_s, p99_s = median(outcome.delays) * interval_s, outcome.delay_p99 * interval_s
        print(f"{interval_s:6g} s  {outcome.bytes_a_reading:15.1f}  {p50_s:.1f} {p99_s:.1f}", flush=True)


if __name__ == "__main__":
    main()
