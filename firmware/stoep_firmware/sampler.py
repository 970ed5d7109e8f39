"""One row from the sensors: what is missing, failed or out of range is NULL and counted."""

from array import array

from stoep_firmware.words import words_and_kind
from stoep_protocol.compat import TYPE_CHECKING, const, wait_for
from stoep_protocol.limits import NULL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from stoep_protocol.profiles import Profile

_START_LIMIT_S = const(60)  # a PMS5003's fan needs 30 s
_READ_LIMIT_S = const(30)


class Sampler:
    """Drivers in, `values` out: one integer per column of the profile. hints: a line per sensor that fails now.

    counts: one of them counts between readings.
    """

    def __init__(self, drivers: "Sequence[Any]", *, profile: "Profile") -> None:
        # Last those that ask for the row so far, as its temperature.
        self._drivers = [driver for driver in drivers if not hasattr(driver, "compensate")]
        self._drivers += [driver for driver in drivers if hasattr(driver, "compensate")]
        self.counts = any(getattr(driver, "counts", False) for driver in drivers)
        self._columns = profile.columns
        self.values = array("i", [NULL] * len(profile.columns))
        self.failed = 0  # sensor readings that raised or were incomplete, since power-on or wake
        self.out_of_range = 0
        self.hints: "list[str]" = []
        self._last_hints: "list[str]" = []

    async def start(self) -> None:
        """Wake the sensors, once per wake. A sensor that does not wake fails again at its reading."""
        for driver in self._drivers:
            try:
                await wait_for(driver.start(), _START_LIMIT_S)
            except Exception as error:  # noqa: BLE001 - a maker's own driver may raise anything
                self.hints.append(_hint(driver, error))

    async def read(self) -> None:
        """Fill `values`."""
        for i in range(len(self.values)):
            self.values[i] = NULL
        for driver in self._drivers:
            try:
                if hasattr(driver, "compensate"):
                    driver.compensate(self._so_far())
                self._take(await wait_for(driver.read(), _READ_LIMIT_S))
                problem = getattr(driver, "problem", None)
                if problem is not None:
                    raise problem
            except Exception as error:  # noqa: BLE001 - whatever a driver does, the others' row is kept
                self.failed += 1
                self.hints.append(_hint(driver, error))

    async def stop(self) -> None:
        """Let the sensors sleep."""
        for driver in self._drivers:
            try:
                stopping = driver.stop()
                if stopping is not None:
                    await wait_for(stopping, _READ_LIMIT_S)
            except Exception as error:  # noqa: BLE001 - a maker's own driver may raise anything
                self.hints.append(_hint(driver, error))

    def new_hints(self) -> "list[str]":
        """Hints that were not there at the last call: a broken wire is told once, not every minute."""
        hints, self.hints = self.hints, []
        new = [hint for hint in hints if hint not in self._last_hints]
        self._last_hints = hints
        return new

    def _so_far(self) -> "dict[str, int]":
        columns, values = self._columns, self.values
        return {columns[i].quantity: values[i] for i in range(len(columns)) if values[i] != NULL}

    def _take(self, reading: "dict[str, int]") -> None:
        for i in range(len(self._columns)):
            column = self._columns[i]
            value = reading.get(column.quantity)
            if value is None:
                continue
            if column.low <= value <= column.high:
                self.values[i] = value
            else:
                self.out_of_range += 1
                self.hints.append(column.quantity + ": a value out of range is left out")


def _hint(driver: "Any", error: Exception) -> str:
    """The driver's own words; an unexpected error by its kind, with the quantities that miss it."""
    hint = getattr(error, "hint", None)
    if hint:
        return str(getattr(error, "sensor", "sensor")) + ": " + " ".join(str(hint).split())
    return "sensor of " + ", ".join(getattr(driver, "COLUMNS", ("?",))) + ": " + words_and_kind(error)
