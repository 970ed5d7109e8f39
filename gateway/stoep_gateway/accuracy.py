"""What noise does to a count and to who guesses at it, in closed form. Of discrete Laplace noise; pure.

P(x) = (1 - r) / (1 + r) · r^|x| with r = exp(-1 / scale), as `anonymise/noise.py` draws it. scale > 0, in counts.
"""

import math
from fractions import Fraction

INTERVAL = 0.95  # share of the draws within `half_width`
TWO_SIDED = 1.96  # standard deviations that hold as much of a mean of many draws
OFTEN = 8  # crossings of a day: who works in the street
CERTAIN = 0.995  # share of right guesses: rounded to per cent it would say 100, which nothing is
_PINNED = 0.5  # counts: an average so exact tells a habit


def mean_absolute_error(scale: Fraction) -> float:
    """How many counts noise adds or takes on average: 2r / (1 - r²)."""
    return 2 * _ratio(scale) / -math.expm1(-2 / scale)  # 1 - r² without its rounding


def standard_deviation(scale: Fraction) -> float:
    """Of one draw, in counts; that of a sum of m released values is √m times as much."""
    return math.sqrt(2 * _ratio(scale)) / -math.expm1(-1 / scale)


def half_width(scale: Fraction) -> int:
    """The smallest whole number that at least 95 % of the draws do not exceed, up or down."""
    # P(|x| > h) = 2 · r^(h + 1) / (1 + r) is to be 1 - INTERVAL at most.
    steps = float(scale) * math.log(2 / ((1 - INTERVAL) * (1 + _ratio(scale))))
    return max(0, math.ceil(steps) - 1)


def hidden_share(count: int, *, scale: Fraction, k: int) -> float:
    """In which share of windows with this true count the noisy one is below k, so that nothing is shown."""
    r, most = _ratio(scale), k - 1 - count  # hidden: the noise is `most` or lower
    return r**-most / (1 + r) if most < 0 else 1 - r ** (most + 1) / (1 + r)


def chance(noise: int, *, scale: Fraction) -> float:
    """How often exactly this noise is drawn."""
    r = _ratio(scale)
    return (1 - r) / (1 + r) * r ** abs(noise)


def best_guess(epsilon: Fraction) -> float:
    """How often somebody who knows everything but whether it happened can be right at most; a blind guess: 0.5."""
    return 1 / (1 + math.exp(-epsilon))


def releases_until_seen(scale: Fraction) -> int:
    """How many values of one habit, a person more each time, until their mean is exact to half a count (95 %)."""
    return math.ceil((TWO_SIDED * standard_deviation(scale) / _PINNED) ** 2)


def _ratio(scale: Fraction) -> float:
    return math.exp(-1 / scale)
