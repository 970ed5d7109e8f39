"""A gateway's clock that somebody else holds: programs started with `environment` take the time from a file."""

import mmap
import os
import struct
from pathlib import Path

from stoep_simulators.sim_clock import WIRE_EPOCH_UNIX_S


class ToldClock:
    """Stands still at what was told last."""

    def __init__(self, path: Path, *, wire_s: int) -> None:
        path.write_bytes(struct.pack("<d", 0.0))
        self._path = path
        with path.open("r+b") as file:
            self._told = mmap.mmap(file.fileno(), 0)
        self.tell(wire_s)

    def tell(self, wire_s: int) -> None:
        """What time it is from now on, seconds since 2020."""
        struct.pack_into("<d", self._told, 0, float(wire_s + WIRE_EPOCH_UNIX_S))

    def environment(self) -> dict[str, str]:
        """Of a program that is to go by this clock, and all that it starts."""
        before = os.environ.get("PYTHONPATH")
        paths = [str(Path(__file__).parent), *([before] if before else [])]
        return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "STOEP_TOLD_CLOCK": str(self._path)}
