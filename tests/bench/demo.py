"""How soon `stoep demo` shows something."""

import re
import subprocess
from collections.abc import Iterator

from bench.figures import Figure
from support.gateway import STOEP

_LINES = {
    "demo_first_readings_s": ("the first readings are delivered", "four kinds of devices deliver"),
    "demo_garden_picture_s": ("that page shows its soil", "a garden's own page has a picture of its soil"),
}


def demo() -> Iterator[Figure]:
    """Most of a minute."""
    command = [str(STOEP), "demo", "--no-browser", "--minutes", "0.1", "--seed", "3"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    told = ran.stdout + ran.stderr
    assert ran.returncode == 0, told
    for name, (line, what) in _LINES.items():
        found = re.search(rf"([\d.]+) s  {line}", told)
        assert found, told
        yield Figure(
            name=name, value=float(found[1]), unit="s", bar="≤ 20", conditions=f"from the command until {what}; once"
        )
