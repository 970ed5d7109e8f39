"""Long series made short: means for a line, lowest, mean and highest for a table. Pure."""

from dataclasses import dataclass

from stoep_gateway.web.ports import Point


@dataclass(frozen=True, slots=True)
class Bucket:
    """The values of one stretch of time that starts at start_s. At least one value."""

    start_s: int
    low: float
    mean: float
    high: float
    total: float


def split(points: tuple[Point, ...], *, size_s: int, start_s: int, end_s: int) -> tuple[Bucket | None, ...]:
    """One bucket for each size_s from start_s on, oldest first; None where nothing was measured."""
    held: list[list[float]] = [[] for _ in range(-(-(end_s - start_s) // size_s))]
    for point in points:
        if start_s <= point.time_s < end_s:
            held[(point.time_s - start_s) // size_s].append(point.value)
    return tuple(
        Bucket(start_s + index * size_s, min(values), sum(values) / len(values), max(values), sum(values))
        if values
        else None
        for index, values in enumerate(held)
    )
