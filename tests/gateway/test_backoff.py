"""Waits grow, but not for ever, and not in step."""

import random
from itertools import islice

from stoep_gateway.backoff import delays_s


def test_waits_double_up_to_the_cap_and_are_shortened_by_at_most_half() -> None:
    waits = list(islice(delays_s(first_s=1.0, max_s=8.0, rng=random.Random(1)), 6))
    for wait, full in zip(waits, (1, 2, 4, 8, 8, 8), strict=True):
        assert full / 2 <= wait <= full
