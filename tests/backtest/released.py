"""Auckland as a gateway would release it by its default policy: noise on each window and direction, few hidden."""

import numpy as np

from backtest.auckland import Auckland
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.crowd.forecast.history import Flags, Floats

DIRECTIONS = 2
_GUESS = 0.4  # of the threshold, as crowd/lines.py reads a hidden window


def released(data: Auckland, *, seed: int) -> tuple[Floats, Flags, float]:
    """Counts, hidden, and the standard deviation of the noise in an hour: the hour is the window here, since the file
    has nothing finer, and which way people went is drawn, since it does not say.
    """
    policy = PeopleSettings()
    scale = float(policy.contribution) / float(policy.epsilon)
    chance = np.random.default_rng(seed)
    known = ~np.isnan(data.counts)
    people = np.where(known, data.counts, 0).astype(np.int64)
    one_way = chance.binomial(people, 0.5)
    sums, open_ways = np.zeros(people.shape), np.zeros(people.shape, dtype=np.int64)
    for way in (one_way, people - one_way):
        noisy = way + _laplace(chance, scale=scale, shape=way.shape)
        shown = noisy >= policy.k
        sums += np.where(shown, noisy, _GUESS * policy.k)
        open_ways += shown
    counts = np.where(known, sums, np.nan).astype(np.float32)
    decay = np.exp(-1 / scale)
    return counts, known & (open_ways == 0), float(np.sqrt(DIRECTIONS * 2 * decay) / (1 - decay))


def _laplace(chance: np.random.Generator, *, scale: float, shape: tuple[int, ...]) -> "np.typing.NDArray[np.int64]":
    """Discrete: the difference of two geometric draws. Drawn to be drawn again, not to protect anybody."""
    share = 1 - np.exp(-1 / scale)
    return np.asarray(chance.geometric(share, size=shape) - chance.geometric(share, size=shape))
