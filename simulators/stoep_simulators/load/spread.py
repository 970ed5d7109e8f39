"""How far apart many measured times lie: percentiles that are measured values themselves."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

NEVER = math.inf  # what did not come to its end has no time: it stands above all that did


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Seconds; NEVER where so many did not come to their end."""

    count: int
    p50: float
    p99: float
    p999: float
    most: float


def spread(times_s: Iterable[float], *, never: int = 0) -> Spread | None:
    """Of at least one. never: how many more did not come to their end."""
    found = sorted(times_s) + [NEVER] * never
    if not found:
        return None
    return Spread(
        count=len(found),
        p50=nearest_rank(found, percent="50"),
        p99=nearest_rank(found, percent="99"),
        p999=nearest_rank(found, percent="99.9"),
        most=found[-1],
    )


def nearest_rank(found: Sequence[float], *, percent: str) -> float:
    """The least of the sorted values that at least so many percent of them do not exceed. percent: decimal, 0–100."""
    rank = math.ceil(Fraction(percent) * len(found) / 100)  # exact: 99.9 % of a thousand is the 999th
    return found[max(rank, 1) - 1]
