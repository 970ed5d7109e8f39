"""A gateway whose processes, broker and clock can be taken away at any moment, and that counts how often they were."""

import os
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from chaos.preload.disk import FULL
from chaos.preload.kill_points import KILLED, WHOLE
from support.brokered_gateway import BrokeredGateway
from support.gateway import STOEP
from support.gateway_clock import GatewayClock
from support.processes import holding
from support.repository import TESTS
from support.waiting import LIMIT_S

_PRELOAD = Path(__file__).with_name("preload")


class SiteClock(GatewayClock):
    """Brings along all that is loaded before the gateway. points: the folder where kill points are armed."""

    def __init__(self, path: Path, *, points: Path, mutant: str) -> None:
        super().__init__(path)
        self._more = {"KILL_POINTS": str(points), "MUTANT": mutant, "TZ": "Europe/Amsterdam"}

    def put_on_disk(self, folder: Path, *, library: Path) -> None:
        """library: of `fault_disk.c`. That folder's disk can be full."""
        self._more |= {"LD_PRELOAD": str(library), "FAULT_DISK_FOLDER": str(folder)}

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "PYTHONPATH": f"{_PRELOAD}:{TESTS}", **self._more}


class Site(BrokeredGateway):
    """sigkills: how many processes have died by SIGKILL."""

    def __init__(
        self,
        folder: Path,
        *,
        broker: str,
        settings: Mapping[str, Mapping[str, object]],
        backends: Sequence[Mapping[str, object]],
        mutant: str,
        disk: Path | None,
    ) -> None:
        """disk: the library of `fault_disk.c`; without it the disk is never full."""
        folder.mkdir(parents=True)
        self._points = folder / "points"
        self._points.mkdir()
        self.clock = SiteClock(folder / "clock", points=self._points, mutant=mutant)
        self._sigkills = 0
        super().__init__(folder / "gateway", broker=broker, settings=settings, backends=backends, clock=self.clock)
        self.has_disk = disk is not None
        if disk:
            self.clock.put_on_disk(self.state_dir, library=disk)

    @property
    def sigkills(self) -> int:
        killed = self._points / KILLED
        return self._sigkills + (len(killed.read_text().split()) if killed.exists() else 0)

    def command(self, *arguments: str) -> None:
        """In a process of its own that goes by the clock of the gateway. CalledProcessError: findings."""
        command = [str(STOEP), *arguments, "--config", str(self.config)]
        environment = {**os.environ, **self.clock.environment}
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=LIMIT_S)

    def arm(self, point: str, *, passes: int, more: str = "") -> None:
        """The gateway dies when it passes that point for so many more times."""
        new = self._points / f"{point}.new"
        new.write_text(f"{passes} {more}")
        new.rename(self._points / point)

    def arm_whole(self, point: str) -> None:
        """Likewise, the next time, and nobody starts it again: `sigkill("power")` then kills all the others."""
        self.arm(point, passes=1, more=WHOLE)

    def disarm(self) -> None:
        for path in self._points.iterdir():
            if path.name not in (KILLED, FULL):
                path.unlink(missing_ok=True)

    def is_armed(self, point: str) -> bool:
        return (self._points / point).exists()

    def fill_disk(self) -> None:
        """The gateway's files grow no more."""
        (self._points / FULL).touch()

    def clear_disk(self) -> None:
        (self._points / FULL).unlink()

    def says_disk_is_full(self) -> bool:
        """As the gateway sees it."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.metrics_port}/healthz", timeout=5).close()
        except urllib.error.HTTPError as error:
            return b"disk is full" in error.read()
        except OSError:
            pass
        return False

    def sigkill(self, part: str) -> None:
        """gateway, web, broker or supervisor; with `power` all of them. Waits for what is not there just now."""
        if part == "broker" and self._mosquitto:
            self._sigkills += 1
            self._mosquitto.stop(signal.SIGKILL)
            self._mosquitto.start()
        elif part == "supervisor":
            self._kill(part)
            self._start_again()
        elif part == "power":
            self._supervisor.send_signal(signal.SIGSTOP)  # it must not be quicker than we are
            for each in (*self.pids(), "supervisor"):
                self._kill(each)
            self._start_again()
        else:
            self.wait_until(lambda: self._kill(part), what=f"there is a {part} to be killed")

    def lose_store(self) -> None:
        """The broker is killed, and what it had on disk is gone."""
        self.wait_until(lambda: self.pid_of("broker") is not None, what="the broker runs")
        self._sigkills += 1
        self.lose_broker_store()

    def pid_of(self, part: str) -> int | None:
        """As in `sigkill`, but `power`. None: it is not there."""
        if part == "supervisor":
            return self._supervisor.pid
        return self._mosquitto.pid if part == "broker" and self._mosquitto else self.pids().get(part)

    @property
    def _supervisor(self) -> subprocess.Popen[bytes]:
        assert self._process
        return self._process

    def _start_again(self) -> None:
        self._supervisor.wait()
        self._process = None
        self.start()

    def _kill(self, part: str) -> bool:
        """False: it is not there just now."""
        with holding(lambda: self.pid_of(part)) as handle:
            was_there = handle is not None and handle.kill()
        self._sigkills += was_there
        return was_there
