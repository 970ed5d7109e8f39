"""Draw discrete Laplace noise exactly: whole numbers and fractions, never a float. Pure: randomness is an argument.

Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential Privacy", 2020, arXiv:2004.00010, algorithms 1 and 2
(numbered so by other implementations that cite it; the paper itself: not seen).
"""

from collections.abc import Callable
from fractions import Fraction


def laplace(scale: Fraction, *, randbelow: Callable[[int], int]) -> int:
    """One draw, with P(x) proportional to exp(-|x| / scale). scale > 0, in counts.

    randbelow(n): uniform in 0..n-1 and never told to anybody, such as `secrets.randbelow`.
    """
    # With scale = t / s: |x| is u + t·v over s, rounded down, where u < t and v geometric make a geometric number.
    t, s = scale.numerator, scale.denominator
    while True:
        u = randbelow(t)
        if not _happens(u, t, randbelow=randbelow):
            continue
        v = 0
        while _happens(1, 1, randbelow=randbelow):
            v += 1
        size = (u + t * v) // s
        is_negative = randbelow(2) == 1
        if size or not is_negative:  # +0 and -0 are one number: with both it would come twice as often
            return -size if is_negative else size


def _happens(a: int, b: int, *, randbelow: Callable[[int], int]) -> bool:
    """True with the probability exp(-a / b), 0 <= a <= b: the parity of a run whose k-th step succeeds with a / (b·k).

    The run ends at the k-th step with (a/b)^(k-1)/(k-1)! - (a/b)^k/k!; over the odd k that is the series of exp(-a/b).
    """
    k = 1
    while randbelow(b * k) < a:
        k += 1
    return k % 2 == 1
