"""Places where people pass: streets and squares, how full is full, and what was agreed for then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

Point = tuple[int, int]  # metres, RD New (EPSG:28992)


class Level(IntEnum):
    """Green, yellow, orange, red: the four levels of the Crowdsafety Manager of Scheveningen."""

    GREEN = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What was agreed to do from a level on. text: by language, "nl" always there."""

    level: Level
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A street or square. name: 1 to 32 of a-z, 0-9, -; title: as people call it.

    lines: names of the devices that count here; a place's count is the sum of theirs, in both directions.
    path: the street's middle as a line, or the square's border (then closed); width_m: free to walk on.
    from_per_min: people a minute, both ways together, from which on a level holds, for YELLOW, ORANGE and RED; rising.
    leads_to: names of the next places, towards the beach. parking: spaces, 0 if there is none; capacity: people who can
    be there at once, 0 if nobody said. measures: in order of level.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    path: tuple[Point, ...]
    is_square: bool
    width_m: float
    from_per_min: tuple[float, float, float]
    leads_to: tuple[str, ...] = ()
    is_beach_access: bool = False
    parking: int = 0
    capacity: int = 0
    measures: tuple[Measure, ...] = ()

    def level_of(self, people: float, *, slot_s: int) -> Level:
        """Of so many people in a slot."""
        per_min = people * 60 / slot_s
        return Level(sum(per_min >= limit for limit in self.from_per_min))

    def limit(self, level: Level, *, slot_s: int) -> float:
        """People in a slot from which on the level (YELLOW or higher) holds."""
        return self.from_per_min[level - 1] * slot_s / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Background of the map. kind: "water" | "beach" | "green" | "building"; ring: its border."""

    kind: str
    ring: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All of one places file. zone: IANA name of the local time; places in the file's order."""

    title: str
    zone: str
    places: tuple[Place, ...]
    shapes: tuple[Shape, ...] = ()
    by_name: Mapping[str, Place] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {place.name: place for place in self.places})
