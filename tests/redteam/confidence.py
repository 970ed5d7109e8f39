"""What can be said for certain of counted events, exactly: no normal approximation, no library. Pure."""

import math
from collections.abc import Sequence

_HALVINGS = 60  # of an interval below 1: then nothing is left of a float


def chi_square_p(seen: Sequence[int], *, shares: Sequence[float]) -> float:
    """How often chance alone strays from the shares at least as far as what was seen. An odd number of cells >= 3.

    shares: of each cell, in the same order; they sum up to 1.
    """
    if len(seen) != len(shares) or len(seen) % 2 == 0:
        raise ValueError("an odd number of cells is wanted, and a share of each")
    total = sum(seen)
    distance = sum((count - total * share) ** 2 / (total * share) for count, share in zip(seen, shares, strict=True))
    # With an even number of degrees of freedom, 2n: the first n terms of a Poisson distribution of mean distance / 2.
    half = distance / 2
    term, summed = math.exp(-half), 0.0
    for n in range(len(seen) // 2):
        summed += term
        term *= half / (n + 1)
    return summed


def lower_share(hits: int, *, of: int, error: float) -> float:
    """The true share is not below this, but with a probability of at most `error` (Clopper and Pearson 1934)."""
    low, high = 0.0, hits / of
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_least(hits, of=of, share=middle) < error:
            low = middle
        else:
            high = middle
    return low


def upper_share(hits: int, *, of: int, error: float) -> float:
    """The true share is not above this, but with a probability of at most `error`."""
    return 1 - lower_share(of - hits, of=of, error=error)


def _at_least(hits: int, *, of: int, share: float) -> float:
    """How often `of` tries with this share have so many hits or more. 0 < share <= hits / of: terms only fall."""
    if not hits:
        return 1.0
    if share <= 0 or share >= 1:
        return float(share >= 1)
    log_ways = math.lgamma(of + 1) - math.lgamma(hits + 1) - math.lgamma(of - hits + 1)
    term = math.exp(log_ways + hits * math.log(share) + (of - hits) * math.log1p(-share))
    odds, total = share / (1 - share), 0.0
    for at in range(hits, of + 1):
        total += term
        term *= (of - at) / (at + 1) * odds
        if term <= total * 1e-17:
            break
    return total
