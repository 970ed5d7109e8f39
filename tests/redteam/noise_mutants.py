"""Noise and releases with one thing done wrong: a proof that does not catch each of them proves nothing."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from types import ModuleType

from stoep_gateway.anonymise import release as release_module
from stoep_gateway.anonymise.noise import laplace
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.anonymise.release import Release, release
from stoep_gateway.anonymise.windows import ClosedWindow
from stoep_gateway.ingest import people

Randbelow = Callable[[int], int]
_STEPS = 1 << 53  # of a float between 0 and 1


def threshold_before_noise(window: ClosedWindow, *, policy: Policy, randbelow: Randbelow) -> Release:
    """Whether a window is shown tells its true sum."""
    assert policy.scale is not None
    values = tuple(
        (quantity, max(0, value + laplace(policy.scale, randbelow=randbelow)))
        for quantity, value in window.sums
        if value is not None and value >= policy.k
    )
    return Release(values=values, suppressed=len(window.sums) - len(values), no_data=0)


def noise_for_the_threshold_only(window: ClosedWindow, *, policy: Policy, randbelow: Randbelow) -> Release:
    """Whether a window is shown costs epsilon; its true sum stands there then."""
    shown = {quantity for quantity, _ in release(window, policy=policy, randbelow=randbelow).values}
    values = tuple((quantity, value) for quantity, value in window.sums if value is not None and quantity in shown)
    return Release(values=values, suppressed=len(window.sums) - len(values), no_data=0)


def contribution_forgotten(window: ClosedWindow, *, policy: Policy, randbelow: Randbelow) -> Release:
    """Noise that hides one crossing where two are promised."""
    return release(window, policy=replace(policy, contribution=1), randbelow=randbelow)


def two_draws_averaged(scale: Fraction, *, randbelow: Randbelow) -> int:
    """Nearer to the truth, for the attacker too."""
    return (laplace(scale, randbelow=randbelow) + laplace(scale, randbelow=randbelow)) // 2


def rounded_continuous(scale: Fraction, *, randbelow: Randbelow) -> int:
    """What a library for statistics gives, rounded."""
    uniform = (randbelow(_STEPS) + 0.5) / _STEPS
    size = -float(scale) * math.log(uniform)
    return round(-size if randbelow(2) else size)


def minus_zero_kept(scale: Fraction, *, randbelow: Randbelow) -> int:
    """A size and a sign, and every 0 stays, whatever its sign: it comes twice as often as it should."""
    while (size := laplace(scale, randbelow=randbelow)) < 0:
        continue
    return -size if randbelow(2) else size


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """name: of what it takes the place of, in that module, while it is `played`. days: of counts that tell it."""

    module: ModuleType
    name: str
    wrong: Callable[..., object]
    days: int

    @contextmanager
    def played(self) -> Iterator[None]:
        """In this process the gateway is that mutant."""
        right = getattr(self.module, self.name)
        setattr(self.module, self.name, self.wrong)
        try:
            yield
        finally:
            setattr(self.module, self.name, right)


SAMPLERS: dict[str, Callable[..., int]] = {
    "rounded continuous noise": rounded_continuous,
    "missing minus-zero rejection": minus_zero_kept,
}
RELEASES: dict[str, Mutant] = {
    "threshold before noise": Mutant(module=people, name="release", wrong=threshold_before_noise, days=20),
    "noise for the threshold only": Mutant(module=people, name="release", wrong=noise_for_the_threshold_only, days=20),
    "C forgotten": Mutant(module=people, name="release", wrong=contribution_forgotten, days=40),
    "two draws averaged": Mutant(module=release_module, name="laplace", wrong=two_draws_averaged, days=200),
}
