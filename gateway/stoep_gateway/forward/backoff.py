"""How long to wait after each failure in a row."""

import random
from collections.abc import Iterator


def backoff(*, first_s: float, max_s: float, chance: random.Random) -> Iterator[float]:
    """Twice as long each time up to max_s, cut by up to half so that many senders do not return together."""
    delay_s = first_s
    while True:
        yield delay_s * (0.5 + chance.random() / 2)
        delay_s = min(max_s, delay_s * 2)
