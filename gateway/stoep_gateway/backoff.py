"""How long to wait after each failure in a row. Pure: the random source is passed in."""

import random
from collections.abc import Iterator


def delays_s(*, first_s: float, max_s: float, rng: random.Random) -> Iterator[float]:
    """Endless: doubling up to max_s, each shortened by up to a half so that a fleet does not move in step."""
    delay_s = first_s
    while True:
        yield delay_s * rng.uniform(0.5, 1.0)
        delay_s = min(max_s, delay_s * 2)
