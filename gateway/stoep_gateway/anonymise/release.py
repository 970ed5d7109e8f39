"""Decide once what a closed window gives away. Every back-end gets this, or less."""

from collections.abc import Callable
from dataclasses import dataclass

from stoep_gateway.anonymise.coarser import rounded
from stoep_gateway.anonymise.noise import laplace
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.anonymise.windows import ClosedWindow, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """values: what may leave; the others leave no trace but their number."""

    values: tuple[tuple[Quantity, int], ...]
    suppressed: int
    no_data: int


def release(window: ClosedWindow, *, policy: Policy, randbelow: Callable[[int], int]) -> Release:
    """Add noise to every sum, an empty window's 0 too, hide what then is below k, round the rest.

    Noise of scale contribution / epsilon on each sum makes the whole window cost epsilon: whoever crosses at most
    `contribution` times changes the sums by so much in all, in whichever of them. Threshold and rounding look at noisy
    values only and cost nothing.
    """
    known = [(quantity, value) for quantity, value in window.sums if value is not None]
    if (scale := policy.scale) is None:
        noisy = known
    else:
        noisy = [(quantity, value + laplace(scale, randbelow=randbelow)) for quantity, value in known]
    values = tuple((quantity, rounded(value, to=policy.rounding)) for quantity, value in noisy if value >= policy.k)
    values = tuple((quantity, value) for quantity, value in values if value >= policy.k)
    return Release(values=values, suppressed=len(known) - len(values), no_data=len(window.sums) - len(known))
