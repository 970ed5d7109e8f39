"""What answers: chip, MicroPython, flash, why it started last. A board without firmware answers, too."""

import json
import os
import sys

import machine


def main() -> None:
    """One object. reset_cause as the ESP32 port numbers it; not after a soft reset, which would hide it."""
    disk = os.statvfs("/")
    kind = sys.implementation
    found = {
        "micropython": list(kind.version[:3]),
        "mpy": kind._mpy & 0xFF,
        "machine": kind._machine,
        "flash_kb": disk[1] * disk[2] // 1024,
        "free_kb": disk[0] * disk[3] // 1024,
        "reset_cause": machine.reset_cause(),
        "has_main": "main.py" in os.listdir("/"),
    }
    print(json.dumps(found))
