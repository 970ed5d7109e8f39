"""Waits after failures are short, so that hundreds of failures fit into minutes; their order and number stay."""

import random
from collections.abc import Iterator

from stoep_gateway import backoff

_FIRST_MAX_S, _MAX_S = 0.2, 1.0
_delays_s = backoff.delays_s


def install() -> None:
    backoff.delays_s = _short_delays_s


def _short_delays_s(*, first_s: float, max_s: float, rng: random.Random) -> Iterator[float]:
    return _delays_s(first_s=min(first_s, _FIRST_MAX_S), max_s=min(max_s, _MAX_S), rng=rng)
