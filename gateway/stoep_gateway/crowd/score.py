"""How good forecasts were: error, coverage, width, warnings. Arrays in, numbers out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

BINS = 10  # of a chance, equally wide
CHOICES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)  # of chances to warn from, side by side


def wape(forecast: Numbers, *, counted: Numbers, scored: Flags) -> float:
    """Sum of |error| over the sum of people, where scored; NaN where nobody was."""
    people = counted[scored].sum(dtype=np.float64)
    error = np.abs(forecast[scored].astype(np.float64) - counted[scored]).sum()
    return float(error / people) if people > 0 else float("nan")


def coverage(low: Numbers, *, high: Numbers, counted: Numbers, scored: Flags) -> float:
    """Share of counts within the interval, ends included; NaN where nothing is scored."""
    inside = (counted >= low) & (counted <= high)
    return float(inside[scored].mean()) if scored.any() else float("nan")


def relative_width(low: Numbers, *, high: Numbers, counted: Numbers, scored: Flags) -> float:
    """Mean width of the interval over the mean count."""
    mean = counted[scored].mean(dtype=np.float64) if scored.any() else 0.0
    return float((high - low)[scored].mean(dtype=np.float64) / mean) if mean > 0 else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What warning from a chance on gives.

    precision, recall: of origins. crossings_caught: share of moments at which a place passed its limit that were warned
    of before. lead_h: median, of those caught. NaN where there was nothing to warn of, or nobody was warned.
    """

    threshold: float
    precision: float
    recall: float
    crossings_caught: float
    lead_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Warnings:
    """Of "passes its limit within so many hours, and is not above it now".

    chosen: with the threshold that was given; choices: with others, rising. reliability_gap: mean distance of chance
    and frequency over ten bins that hold an origin; NaN, like average_precision, where there was nothing to warn of.
    """

    average_precision: float
    crossings: int
    chosen: Choice
    choices: tuple[Choice, ...]
    reliability_gap: float
    reliability: tuple[tuple[float, float, int], ...]  # mean chance, frequency, origins; of each bin that holds one


def warnings(
    chance: Numbers, *, above: Flags, known: Flags, per_hour: int, within_h: int, threshold: float
) -> Warnings:
    """chance: (slots, places), given at the end of each slot, of being above within the hours that follow.

    above, known: (slots, places), of the counts themselves. NaN chances are not scored.
    """
    slots, reach = len(above), within_h * per_hour
    coming, seen = np.zeros_like(above), known.copy()
    for step in range(1, reach + 1):
        coming[: slots - step] |= (above & known)[step:]
        seen[: slots - step] &= known[step:]
        seen[slots - step :] = False
    asked = seen & ~above & ~np.isnan(chance)
    given, came = chance[asked], coming[asked]
    passed = np.zeros_like(above)
    passed[1:] = above[1:] & ~above[:-1] & known[1:] & known[:-1]

    def choice(least: float) -> Choice:
        warned = given >= least
        hits = int((warned & came).sum())
        leads = _leads(asked & (chance >= least), passed=passed, reach=reach)
        return Choice(
            threshold=least, precision=_share(hits, of=int(warned.sum())), recall=_share(hits, of=int(came.sum())),
            crossings_caught=_share(len(leads), of=int(passed.sum())),
            lead_h=float(np.median(leads) / per_hour) if leads else float("nan"),
        )  # fmt: skip

    reliability = _reliability(given, came=came)
    gaps = [abs(mean - frequency) for mean, frequency, _ in reliability]
    return Warnings(
        average_precision=average_precision(given, came=came), crossings=int(passed.sum()), chosen=choice(threshold),
        choices=tuple(choice(least) for least in CHOICES),
        reliability_gap=float(np.mean(gaps)) if gaps else float("nan"), reliability=reliability,
    )  # fmt: skip


def average_precision(chance: Numbers, *, came: Flags) -> float:
    """Area below precision over recall, by steps; equal chances are one step. NaN where nothing came."""
    if not came.any():
        return float("nan")
    order = np.argsort(-chance, kind="stable")
    hits, asked = np.cumsum(came[order]), np.arange(1, len(order) + 1)
    last = np.append(np.flatnonzero(np.diff(chance[order])), len(order) - 1)
    precision, recall = hits[last] / asked[last], hits[last] / hits[-1]
    return float(np.sum(np.diff(recall, prepend=0) * precision))


def _reliability(chance: Numbers, *, came: Flags) -> tuple[tuple[float, float, int], ...]:
    bins = np.minimum((chance * BINS).astype(np.int64), BINS - 1)
    parts = [bins == number for number in range(BINS)]
    return tuple((float(chance[at].mean()), float(came[at].mean()), int(at.sum())) for at in parts if at.any())


def _leads(warned: Flags, *, passed: Flags, reach: int) -> list[int]:
    """Slots between the first warning and the slot above, of each crossing that was warned of."""
    leads = []
    for slot, place in np.argwhere(passed):
        before = np.flatnonzero(warned[max(0, slot - reach) : slot, place])
        if len(before):
            leads.append(min(int(slot), reach) - int(before[0]))
    return leads


def _share(part: int, *, of: int) -> float:
    return part / of if of else float("nan")
