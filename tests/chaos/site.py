"""A gateway whose processes, broker and clock can be taken away at any moment, and that counts how often they were."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from chaos.preload.kill_points import KILLED
from support.brokered_gateway import BrokeredGateway
from support.gateway import STOEP
from support.gateway_clock import GatewayClock
from support.repository import TESTS

_PRELOAD = Path(__file__).with_name("preload")


class SiteClock(GatewayClock):
    """Brings along all that is loaded before the gateway. points: the folder where kill points are armed."""

    def __init__(self, path: Path, *, points: Path, mutant: str = "") -> None:
        super().__init__(path)
        self._more = {"KILL_POINTS": str(points), "MUTANT": mutant, "TZ": "Europe/Amsterdam"}

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
        mutant: str = "",
    ) -> None:
        folder.mkdir(parents=True)
        self._points = folder / "points"
        self._points.mkdir()
        self.clock = SiteClock(folder / "clock", points=self._points, mutant=mutant)
        self._sigkills = 0
        super().__init__(folder / "gateway", broker=broker, settings=settings, backends=backends, clock=self.clock)

    @property
    def sigkills(self) -> int:
        killed = self._points / KILLED
        return self._sigkills + (len(killed.read_text().split()) if killed.exists() else 0)

    def command(self, *arguments: str) -> None:
        """In a process of its own that goes by the clock of the gateway. CalledProcessError: findings."""
        command = [str(STOEP), *arguments, "--config", str(self.config)]
        environment = {**os.environ, **self.clock.environment}
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)

    def arm(self, point: str, *, passes: int) -> None:
        """The gateway dies when it passes that point for so many more times."""
        new = self._points / f"{point}.new"
        new.write_text(str(passes))
        new.rename(self._points / point)

    def disarm(self) -> None:
        for path in self._points.iterdir():
            if path.name != KILLED:
                path.unlink(missing_ok=True)

    def is_armed(self, point: str) -> bool:
        return (self._points / point).exists()

    def sigkill(self, part: str) -> None:
        """gateway, web, broker or supervisor; with `power` all of them. What is not there does not die."""
        if part == "broker" and self._mosquitto:
            self._sigkills += 1
            self._mosquitto.stop(signal.SIGKILL)
            self._mosquitto.start()
        elif part == "supervisor":
            self._kill_all([self._supervisor.pid])
            self._start_again()
        elif part == "power":
            self._supervisor.send_signal(signal.SIGSTOP)  # it must not be quicker than we are
            self._kill_all([*self.pids().values(), self._supervisor.pid])
            self._start_again()
        else:
            self._kill_all([pid for name, pid in self.pids().items() if name == part])

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

    def signal(self, pid: int | None, number: signal.Signals) -> bool:
        """False: there is no such process."""
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    @property
    def _supervisor(self) -> subprocess.Popen[bytes]:
        assert self._process
        return self._process

    def _start_again(self) -> None:
        self._supervisor.wait()
        self._process = None
        self.start()

    def _kill_all(self, pids: Sequence[int]) -> None:
        for pid in pids:
            self._sigkills += self.signal(pid, signal.SIGKILL)
