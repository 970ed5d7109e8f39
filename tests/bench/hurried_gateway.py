"""The gateway part as it is, its waits shortened: `python -m bench.hurried_gateway SPEED CONFIG`.

Every interval, timeout and pause of its event loop takes a SPEED-th of its time, so that with messages that come SPEED
times as fast each of them meets as many commits, transactions and status writes as in real time. At its end it prints
what the kernel counted for it: {"write_bytes": …, "cpu_s": …}.
"""

import asyncio
import json
import selectors
import sys
import time
from pathlib import Path

from stoep_gateway.config.load import load
from stoep_gateway.supervise.gateway_process import run_gateway


class HurriedSelector(selectors.DefaultSelector):
    """Waits a part of what it is asked to."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(timeout / self._speed if timeout else timeout)


class HurriedLoop(asyncio.SelectorEventLoop):
    """Its clock runs as fast as its selector is quick."""

    def __init__(self, speed: float) -> None:
        super().__init__(HurriedSelector(speed))
        self._speed = speed

    def time(self) -> float:
        return time.monotonic() * self._speed


class HurriedPolicy(asyncio.DefaultEventLoopPolicy):
    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return HurriedLoop(self._speed)


def write_bytes(pid: int | str = "self") -> int:
    """What a process has caused to be written to disks: proc_pid_io(5)."""
    for line in Path(f"/proc/{pid}/io").read_text().splitlines():
        name, _, value = line.partition(": ")
        if name == "write_bytes":
            return int(value)
    raise AssertionError("the kernel does not account for writes")


def main() -> int:
    asyncio.set_event_loop_policy(HurriedPolicy(float(sys.argv[1])))
    code = run_gateway(load(Path(sys.argv[2])))
    print(json.dumps({"write_bytes": write_bytes(), "cpu_s": time.process_time()}))
    return code


if __name__ == "__main__":
    sys.exit(main())
