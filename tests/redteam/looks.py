"""What was looked at, and which recognisable counts stood in it. A control set that nobody sent is searched for too."""

import json
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path

from redteam.canary import hits

WINDOW_ROWS = 15
KEY = "the master key"  # a fact: it is there
_CHANCE = random.Random(20)


def _draw() -> int:
    return _CHANCE.randrange(2**20, 2**24)


# Alternating with zero, so that each difference on the wire is a recognisable number too. Three windows and a bit.
COUNTS = tuple(_draw() if minute % 2 == 0 else 0 for minute in range(3 * WINDOW_ROWS + 5))
_ENDS = range(WINDOW_ROWS, len(COUNTS) + 1, WINDOW_ROWS)
# The rows of each window and its running sums, up to the total, which only leaves with noise.
CANARIES = tuple(
    sorted(
        {count for count in COUNTS if count}
        | {total for end in _ENDS for total in accumulate(COUNTS[end - WINDOW_ROWS : end]) if total}
    )
)
CONTROL = tuple(_draw() for _ in CANARIES)


@dataclass(kw_only=True)
class Look:
    """At one kind of place. found: where a count stands; chance: where one of the control set does."""

    places: int = 0
    size_bytes: int = 0
    found: list[str] = field(default_factory=list)
    chance: list[str] = field(default_factory=list)

    def at(self, name: str, data: bytes) -> None:
        self.places += 1
        self.size_bytes += len(data)
        if hits(data, values=CANARIES):
            self.found.append(name)
        if hits(data, values=CONTROL):
            self.chance.append(name)

    def at_files(self, paths: Iterable[Path], *, below: Path) -> None:
        for path in sorted(paths):
            name = str(path.relative_to(below)) if path.is_relative_to(below) else str(path)
            try:
                self.at(name, path.read_bytes())
            except FileNotFoundError:  # gone meanwhile: it is nowhere any more
                continue


class Looks:
    """By kind of place; and what else an attacker learned, in words."""

    def __init__(self) -> None:
        self.by_kind: dict[str, Look] = {}
        self.facts: dict[str, str] = {}

    def of(self, kind: str) -> Look:
        return self.by_kind.setdefault(kind, Look())

    def write(self, path: Path) -> None:
        looks = {kind: asdict(look) for kind, look in self.by_kind.items()}
        path.write_text(json.dumps({"looks": looks, "facts": self.facts}, indent=1))

    @classmethod
    def read(cls, path: Path) -> "Looks":
        told, looks = json.loads(path.read_text()), cls()
        looks.by_kind = {kind: Look(**look) for kind, look in told["looks"].items()}
        looks.facts = told["facts"]
        return looks
