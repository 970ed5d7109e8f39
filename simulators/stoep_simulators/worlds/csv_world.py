"""A world from real measurements in a CSV file: columns by name, time from a column or from the order of the rows."""

import csv
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from stoep_simulators.worlds.crossings import spread_out
from stoep_simulators.worlds.local_time import HOUR_S

_MAX = 1e6  # with up to two decimals, a tape holds it
_WIRE_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # SPEC §1


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeColumn:
    """Each row says its own time, ISO 8601; without a zone it is UTC."""

    name: str = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrder:
    """Rows follow one another every step_s from start_s on; the times in absent_s have no row.

    For files whose own dates cannot be trusted but whose order can.
    """

    start_s: int
    step_s: int
    absent_s: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """Wire times, and for each column one number a time; None where the file has nothing."""

    times_s: tuple[int, ...]
    columns: Mapping[str, tuple[float | None, ...]]

    def between(self, start_s: int, *, end_s: int) -> "Measurements":
        """Rows from start_s on and before end_s."""
        kept = [index for index, time_s in enumerate(self.times_s) if start_s <= time_s < end_s]
        return Measurements(
            times_s=tuple(self.times_s[index] for index in kept),
            columns={name: tuple(values[index] for index in kept) for name, values in self.columns.items()},
        )

    def moved(self, *, by_s: int) -> "Measurements":
        """The same measurements at another time."""
        return replace(self, times_s=tuple(time_s + by_s for time_s in self.times_s))


def read_csv(
    lines: Iterable[str], *, clock: TimeColumn | RowOrder, names: Iterable[str], counts: Container[str] = ()
) -> Measurements:
    """The columns `names` of a CSV with a header line. ValueError says which line holds no number or no time.

    counts: the columns in which no number may be below 0.
    """
    reader = csv.DictReader(lines)
    columns: dict[str, list[float | None]] = {name: [] for name in names}
    missing = sorted(set(columns) - set(reader.fieldnames or ()))
    if missing:
        raise ValueError(f"the CSV has no column {missing[0]!r}; it has: {', '.join(reader.fieldnames or ())}")
    times_s: list[int] = []
    next_s = clock.start_s if isinstance(clock, RowOrder) else 0
    for row in reader:
        if isinstance(clock, RowOrder):
            while next_s in clock.absent_s:
                next_s += clock.step_s
            times_s.append(next_s)
            next_s += clock.step_s
        else:
            time_s = _wire_s(row[clock.name], line=reader.line_num)
            if times_s and time_s < times_s[-1]:
                raise ValueError(
                    f"line {reader.line_num}: {row[clock.name]} is before the time above it: sort the rows"
                )
            times_s.append(time_s)
        for name, values in columns.items():
            number = _number(row[name], line=reader.line_num, column=name)
            if number is not None and number < 0 and name in counts:
                said = f"line {reader.line_num}, column {name}: {row[name]!r} is no count"
                raise ValueError(f"{said}: write numbers from 0 on, or nothing")
            values.append(number)
    return Measurements(times_s=tuple(times_s), columns={name: tuple(values) for name, values in columns.items()})


def knots(measurements: Measurements, *, column: str, decimals: int) -> tuple[tuple[int, int], ...]:
    """A column as (wire time, value in units of 10**-decimals), without the gaps."""
    return tuple(
        (time_s, round(value * 10**decimals))
        for time_s, value in zip(measurements.times_s, measurements.columns[column], strict=True)
        if value is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where in an hour people may pass, so that the hour's total stays what the file says.

    A device counts in rows of row_s that do not begin on the hour, and a row belongs to the hour in which it begins
    (SPEC §7): nobody passes in the first row_s + clock_error_s and the last clock_error_s. gap_ms: between two.
    """

    row_s: int = 60
    clock_error_s: int = 15
    gap_ms: int = 500


def crossings_ms(measurements: Measurements, *, column: str, seed: str, spread: Spread) -> tuple[int, ...]:
    """Hourly counts as single crossings, drawn by the seed. ValueError where an hour holds more than fit."""
    random = Random(f"{seed}/{column}")
    crossings: list[int] = []
    for time_s, count in zip(measurements.times_s, measurements.columns[column], strict=True):
        crossings += spread_out(
            int(count or 0),
            start_ms=(time_s + spread.row_s + spread.clock_error_s) * 1_000,
            end_ms=(time_s + HOUR_S - spread.clock_error_s) * 1_000,
            gap_ms=spread.gap_ms,
            random=random,
        )
    return tuple(crossings)


def _wire_s(text: str | None, *, line: int) -> int:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError as error:
        raise ValueError(f"line {line}: {text!r} is no time; write it as 2026-07-01T12:00:00Z") from error
    return round(((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _WIRE_EPOCH).total_seconds())


def _number(text: str | None, *, line: int, column: str) -> float | None:
    if text is None or not text.strip():
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError(f"line {line}, column {column}: {text!r} is no number") from error
    if not abs(number) < _MAX:  # nor nan
        raise ValueError(f"line {line}, column {column}: {text!r} is nothing that a sensor can say")
    return number
