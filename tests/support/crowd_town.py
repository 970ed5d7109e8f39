"""Places with counting lines, and an archive of what was released there, as the gateway leaves it."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.store import store
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.grid import DAY_S
from stoep_gateway.records import Observation
from stoep_gateway.write_ahead import close_readable
from stoep_protocol.profiles import by_name

WINDOW_S = 900
NIGHT_H = 4
K = 10
People = Callable[[str, int], float]  # of a line, in a window that starts then, one direction


def places_text(lines: Iterable[str], *, zone: str = "Europe/Amsterdam") -> str:
    """A places file: a street for each line, orange from 8 people a minute on."""
    parts = [f'title = "Town"\nzone = "{zone}"\n']
    for number, line in enumerate(lines):
        parts.append(
            f'[[place]]\nname = "street-{number}"\ntitle = "Street {number}"\nlines = ["{line}"]\n'
            f"path = [[{79_000 + 10 * number}, 458000], [{79_000 + 10 * number}, 458100]]\nwidth_m = 4\n"
            'by = "count"\nlevels = [4, 8, 12]\n'
        )
    return "\n".join(parts)


def usual(line: str, start_s: int) -> float:
    """More in the afternoon, more at the weekend, a little different on each day; UTC."""
    hour = start_s % DAY_S / 3600
    day = start_s // DAY_S
    weekend = 1.6 if (day + 3) % 7 >= 5 else 1.0
    mood = 1 + 0.2 * math.sin(day * 1.7 + len(line))
    return max(0.0, 45 * weekend * mood * math.exp(-(((hour - 14) / 3.5) ** 2)) + 2)


def windows(start_s: int, end_s: int, *, night_h: int = NIGHT_H) -> Iterator[tuple[int, int]]:
    """(start, length) of the windows between two midnights, or two ends of windows."""
    time_s = start_s
    while time_s < end_s:
        length = night_h * 3600 if night_h and time_s % DAY_S == 0 else WINDOW_S
        yield time_s, length
        time_s += length


class Town:
    """An archive that grows by windows. path: of its database; night_h: of the window that is the night, 0 for none."""

    def __init__(self, path: Path, *, lines: Iterable[str], people: People = usual, night_h: int = NIGHT_H) -> None:
        self.path = path
        self.lines = tuple(lines)
        self._people = people
        self._night_h = night_h
        self._closed: dict[str, int] = dict.fromkeys(self.lines, 0)
        self._until: dict[str, int] = dict.fromkeys(self.lines, 0)
        self._position = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = open_archive(path)

    def close(self) -> None:
        close_readable(self._connection)

    def release(self, start_s: int, end_s: int, *, lines: Iterable[str] | None = None, told: bool = True) -> None:
        """Every window between them; those below K are hidden. told: the status says that they are closed."""
        batch: list[Observation] = []
        for line in lines or self.lines:
            for time_s, length in windows(start_s, end_s, night_h=self._night_h):
                self._closed[line] += 1
                self._until[line] = time_s + length
                for quantity in ("in", "out"):
                    people = round(sum(self._people(line, time_s + at) for at in range(0, length, WINDOW_S)))
                    if people >= K:
                        self._position += 1
                        batch.append(_observation(self._position, line, quantity, people, time_s, length))
        self._connection.execute("BEGIN IMMEDIATE")
        store(self._connection, batch)
        self._connection.execute("COMMIT")
        if told:
            self.tell(written_s=end_s)

    def release_one_way(self, start_s: int, *, line: str, people: int) -> None:
        """A window in which only those who came in were enough to be shown. Nobody tells that it is closed."""
        self._position += 1
        self._connection.execute("BEGIN IMMEDIATE")
        store(self._connection, [_observation(self._position, line, "in", people, start_s, WINDOW_S)])
        self._connection.execute("COMMIT")

    def tell(self, *, written_s: int, pending: int = 0, no_data: int = 0) -> None:
        """The status beside the archive."""
        policy = {
            "k": K,
            "window_s": WINDOW_S,
            "night_h": self._night_h,
            "epsilon": "1",
            "contribution": 2,
            "rounding": 1,
        }
        columns = len(by_name("people").columns)
        devices = [
            {
                "name": line,
                "profile": "people",
                "send_s": 60,
                "windows": {
                    "closed_until_s": self._until[line],
                    "closed": self._closed[line] * columns,
                    "no_data": no_data,
                },
            }
            for line in self.lines
        ]
        accounts = {"backends": [{"name": "archive", "pending": pending}]}
        text = json.dumps({"written_s": written_s, "policy": policy, "devices": devices, "accounts": accounts})
        write_status(status_path(self.path), text)


def _observation(position: int, line: str, quantity: str, people: float, time_s: int, length: int) -> Observation:
    return Observation(
        position=position,
        index=0,
        device=line,
        profile="people",
        life="00000001",
        row=0,
        quantity=quantity,
        unit="1",
        value=float(people),
        time_s=time_s,
        window_s=length,
    )
