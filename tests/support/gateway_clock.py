"""The clock of a gateway under test: as wrong as a test wants it, and synchronised or not by the kernel's word."""

import struct
import time
from pathlib import Path

from stoep_gateway.records import WIRE_EPOCH_S

_WRONG_CLOCK = Path(__file__).with_name("wrong_clock")


class GatewayClock:
    """Right and synchronised at first. Changes reach processes that run already."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._error_s = 0
        self._latest_s = 0
        self._is_synchronised = True
        path.write_bytes(self._state())

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs in its environment to go by this clock."""
        return {"PYTHONPATH": str(_WRONG_CLOCK), "WRONG_CLOCK": str(self._path)}

    @property
    def now_s(self) -> int:
        """Wire time."""
        return int(time.time()) + self._error_s - WIRE_EPOCH_S

    @property
    def latest_s(self) -> int:
        """The highest that it has shown."""
        return max(self._latest_s, self.now_s)

    def go_on(self, by_s: int) -> None:
        """So much time passes; below zero it goes back."""
        self._error_s += by_s
        self._latest_s = max(self._latest_s, self.now_s)
        self._tell()

    def go_on_to(self, *, after_s: int, of_s: int) -> None:
        """To the next moment that lies after_s after a whole multiple of of_s."""
        self.go_on((after_s - self.now_s) % of_s)

    def synchronise(self) -> None:
        self._is_synchronised = True
        self._tell()

    def lose_synchronisation(self) -> None:
        """Whoever synchronised it is gone."""
        self._is_synchronised = False
        self._tell()

    def _state(self) -> bytes:
        return struct.pack("<qq", self._error_s, self._is_synchronised)

    def _tell(self) -> None:
        with self._path.open("r+b") as file:  # in place: the processes have it in their memory
            file.write(self._state())
