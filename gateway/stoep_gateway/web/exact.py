"""How exact the counts on the pages are, in words: never as if they were the truth."""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from stoep_gateway.accuracy import TWO_SIDED, half_width, standard_deviation
from stoep_gateway.grid import DAY_S
from stoep_gateway.records import Provenance
from stoep_gateway.web.page import Visit
from stoep_gateway.web.speech import Speaker


def margin(made: Sequence[Provenance | None]) -> int | None:
    """How far the sum of values made like this is mostly (95 %) off, in counts. None: nobody knows how they were made.

    Noise and rounding of different windows are independent, so they partly cancel out.
    """
    if not made or any(one is None for one in made):
        return None
    known = [(one.epsilon, one.contribution, one.rounding) for one in made if one is not None]
    if len(known) == 1:
        return _width(*known[0])
    return math.ceil(TWO_SIDED * math.sqrt(sum(_variance(*one) for one in known)))


def count_words(speaker: Speaker, value: int, *, made: Provenance | None) -> str:
    """One released count; `within_words` tells how exact."""
    number = speaker.number(value)
    return speaker.t("people.about", number=number) if margin((made,)) else number


def within_words(speaker: Speaker, made: Sequence[Provenance | None]) -> str:
    """How exact each of some counts is, at least; "" if nobody knows or there is no noise."""
    width = max((margin((one,)) or 0 for one in made), default=0)
    return speaker.t("people.within", width=width) if width else ""


def notes(visit: Visit) -> Iterator[str]:
    """What a reader must know of all counts: that they have noise, and that the night is one window."""
    policy, speaker = visit.policy, visit.speaker
    if policy is None:
        return
    if policy.scale is not None:
        yield speaker.t("beach.noise", width=half_width(policy.scale))
    if policy.night_h:
        night = visit.window_of(speaker.now_s - speaker.now_s % DAY_S)
        yield speaker.t("beach.night", start=speaker.clock(night[0]), end=speaker.clock(night[1]))


@lru_cache(maxsize=64)  # of a place's whole life there are few ways, and a page has a thousand windows
def _width(epsilon: str, contribution: int, rounding: int) -> int:
    return (half_width(contribution / Fraction(epsilon)) if epsilon else 0) + rounding // 2


@lru_cache(maxsize=64)
def _variance(epsilon: str, contribution: int, rounding: int) -> float:
    noise = standard_deviation(contribution / Fraction(epsilon)) ** 2 if epsilon else 0.0
    return noise + (rounding**2 - 1) / 12  # of rounding: uniform
