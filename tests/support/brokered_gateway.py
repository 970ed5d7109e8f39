"""A gateway with either broker: NATS, which it runs itself, or Mosquitto beside it."""

import os
import shutil
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from support.gateway import Gateway
from support.gateway_clock import GatewayClock
from support.mosquitto import Mosquitto
from support.processes import holding


class BrokeredGateway(Gateway):
    """As an operator runs it with that broker."""

    def __init__(
        self,
        folder: Path,
        *,
        broker: str,
        settings: Mapping[str, Mapping[str, object]] | None = None,
        backends: Sequence[Mapping[str, object]] = (),
        clock: GatewayClock | None = None,
    ) -> None:
        self._mosquitto: Mosquitto | None = None
        own: dict[str, Mapping[str, object]] = {}
        if broker == "mosquitto":
            folder.mkdir(parents=True)
            password = folder / "mosquitto.password"
            password.write_text("a word of the operator's\n")
            password.chmod(0o600)
            own["broker"] = {"embedded": False, "user": "_gateway", "password_file": str(password)}
        super().__init__(folder, settings={**own, **(settings or {})}, backends=backends, clock=clock)
        if broker == "mosquitto":
            self._mosquitto = Mosquitto(folder / "mosquitto", port=self.port, files=self.state_dir / "broker")

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        if self._mosquitto:
            self._mosquitto.stop()

    def start(self) -> None:
        if self._mosquitto and not self._mosquitto.is_running:
            if not (self.state_dir / "broker" / "mosquitto.passwd").exists():
                raise AssertionError("enrol a device first, as the page says")
            self._mosquitto.start()
        super().start()

    def enroll(self, name: str, *, profile: str, **options: object) -> dict[str, Any]:
        bundle = super().enroll(name, profile=profile, **options)
        if self._mosquitto:
            self._mosquitto.reload()
        return bundle

    def pause_gateway(self) -> int:
        """The gateway process stands still, the broker goes on. Returns its pid: `kill` brings a new one."""
        pid = self.pids()["gateway"]
        os.kill(pid, signal.SIGSTOP)
        return pid

    def lose_broker_store(self) -> None:
        """The broker is killed, and when it comes back it has nothing."""
        if self._mosquitto:
            self._mosquitto.lose_store()
            return
        assert self._process
        broker = self.pids()["broker"]
        self._process.send_signal(signal.SIGSTOP)  # its supervisor must not be quicker than we are
        try:
            with holding(lambda: self.pids().get("broker")) as handle:
                if handle:
                    handle.kill()
            shutil.rmtree(self.state_dir / "broker" / "store")
        finally:
            self._process.send_signal(signal.SIGCONT)
        self.wait_until(lambda: self.pids().get("broker", broker) != broker, what="the broker runs again")
