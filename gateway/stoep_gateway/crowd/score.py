"""How good forecasts were: error, coverage, width, warnings. Arrays in, numbers out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]

BINS = 10  # of a chance, equally wide


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
class Warnings:
    """Of "passes its limit within so many hours, and is not above it now".

    precision, recall: of origins, with the threshold. crossings_caught: share of moments at which a place passed its
    limit that were warned of before. lead_h: median, of those caught. reliability_gap: mean distance of chance and
    frequency over ten bins that hold an origin. NaN where there was nothing to warn of.
    """

    threshold: float
    average_precision: float
    precision: float
    recall: float
    crossings: int
    crossings_caught: float
    lead_h: float
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
    warned = given >= threshold
    hits = int((warned & came).sum())
    reliability = _reliability(given, came=came)
    leads, crossings = _crossings(chance, above=above, known=known, asked=asked, reach=reach, threshold=threshold)
    gaps = [abs(mean - frequency) for mean, frequency, _ in reliability]
    return Warnings(
        threshold=threshold, average_precision=average_precision(given, came=came),
        precision=_share(hits, of=int(warned.sum())), recall=_share(hits, of=int(came.sum())), crossings=crossings,
        crossings_caught=_share(len(leads), of=crossings),
        lead_h=float(np.median(leads) / per_hour) if leads else float("nan"),
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


def _crossings(
    chance: Numbers, *, above: Flags, known: Flags, asked: Flags, reach: int, threshold: float
) -> tuple[list[int], int]:
    """Slots between the first warning and the slot above, of each crossing that was warned of; and all crossings."""
    warned = asked & (chance >= threshold)
    passed = np.zeros_like(above)
    passed[1:] = above[1:] & ~above[:-1] & known[1:] & known[:-1]
    leads = []
    for slot, place in np.argwhere(passed):
        before = np.flatnonzero(warned[max(0, slot - reach) : slot, place])
        if len(before):
            leads.append(min(int(slot), reach) - int(before[0]))
    return leads, int(passed.sum())


def _share(part: int, *, of: int) -> float:
    return part / of if of else float("nan")
