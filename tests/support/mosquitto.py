"""A Mosquitto set up as docs/mosquitto.md says, in a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from support import tools
from support.repository import ROOT

PAGE = ROOT / "docs" / "mosquitto.md"
_START_S = 60.0


class Mosquitto:
    """Reads stoep's files where stoep writes them: in a test both run as the same user."""

    def __init__(self, folder: Path, *, port: int, files: Path) -> None:
        """files: the folder of mosquitto.passwd and mosquitto.acl."""
        self._folder = folder
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "store").mkdir(parents=True)
        text = page_conf().replace("listener 1883", f"listener {port} 127.0.0.1")
        text = text.replace("/etc/mosquitto/stoep", str(files))
        if os.geteuid() == 0:  # else it becomes user mosquitto, who cannot look into a test's folder
            text += "user root\n"
        (folder / "mosquitto.conf").write_text(f"{text}persistence_location {folder}/store/\n")

    def start(self) -> None:
        """Until it answers."""
        with (self._folder / "mosquitto.log").open("ab") as log:
            command = [str(tools.path("mosquitto")), "-c", str(self._folder / "mosquitto.conf")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        end = time.monotonic() + _START_S
        never = threading.Event()
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "mosquitto.log").read_text()
            assert time.monotonic() < end, "Mosquitto does not answer"
            never.wait(0.02)

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._process.pid if self._process else None

    def reload(self) -> None:
        """SIGHUP: it reads password file and ACL again."""
        if self._process:
            self._process.send_signal(signal.SIGHUP)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(_START_S)
            self._process = None

    def lose_store(self) -> None:
        """Killed; what it had on disk is gone."""
        self.stop(signal.SIGKILL)
        for path in (self._folder / "store").iterdir():
            path.unlink()
        self.start()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return True
        except OSError:
            return False


def page_conf() -> str:
    """The configuration that the page tells to write."""
    [block] = re.findall(r"^ *```conf\n(.*?)^ *```", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^ +", "", block, flags=re.MULTILINE)
