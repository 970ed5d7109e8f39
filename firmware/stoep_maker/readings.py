"""What a watched board says, as lines for the person beside it. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_UNITS = {"Cel": "°C", "[ppm]": "ppm", "ug/m3": "µg/m³", "uS/cm": "µS/cm", "1": ""}  # of UCUM, as people write them


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One of a profile's columns. Value in `unit` = integer / 10^decimals. counts: since the last reading."""

    unit: str
    decimals: int
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A board that is being watched. quantities: by name."""

    device: str
    is_people: bool
    quantities: Mapping[str, Quantity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """number: of the sensor in stoep.json. values: wire integers. hint: "" if all is well."""

    number: int
    sensor: str
    values: Mapping[str, int]
    hint: str


def parse_watched(said: Mapping[str, Any]) -> Watched:
    """The first object of on_board/watch.py."""
    quantities = {
        name: Quantity(unit=unit, decimals=decimals, counts=counts) for name, unit, decimals, counts in said["columns"]
    }
    return Watched(device=said["device"], is_people=said["is_people"], quantities=quantities)


def parse_reading(said: Mapping[str, Any]) -> Reading:
    """Each of its others."""
    return Reading(number=said["number"], sensor=said["sensor"], values=said["values"], hint=said["hint"])


class Narrator:
    """A line for each measurement; for a counter one when it counted something; a hint once, until it changes."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._hints: dict[int, str] = {}  # of the last reading, by number of the sensor
        self.totals: Counter[str] = Counter()

    def tell(self, reading: Reading) -> Sequence[str]:
        """Its lines, without a time."""
        before = self._hints.get(reading.number)
        self._hints[reading.number] = reading.hint
        counts = [name for name in reading.values if name in self._watched.quantities and self._counts(name)]
        self.totals.update({name: reading.values[name] for name in counts})
        lines = []
        if any(reading.values[name] for name in counts):
            news, all_so_far = self._list(reading.values, counts), self._list(self.totals, counts)
            lines.append(f"{news} (so far {all_so_far})")
        elif counts and not reading.hint and before != "":
            lines.append("counts" if before is None else "counts again")
        measured = [name for name in reading.values if name not in counts]
        if measured:
            lines.append(self._list(reading.values, measured))
        if reading.hint and reading.hint != before:
            lines.append(reading.hint)
        return [f"{reading.sensor:<10} {line}" for line in lines]

    def _counts(self, name: str) -> bool:
        return self._watched.quantities[name].counts

    def _list(self, values: Mapping[str, int], names: Sequence[str]) -> str:
        return ", ".join(self._value(name, values[name]) for name in names)

    def _value(self, name: str, value: int) -> str:
        quantity = self._watched.quantities.get(name)
        if quantity is None:
            return f"{name} {value} (its profile has no such quantity: it is not sent)"
        unit = _UNITS.get(quantity.unit, quantity.unit)
        return f"{name} {value / 10**quantity.decimals:.{quantity.decimals}f} {unit}".rstrip()
