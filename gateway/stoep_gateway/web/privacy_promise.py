"""What noise promises a resident, in numbers and as a picture, calculated from the policy in force."""

from dataclasses import dataclass
from fractions import Fraction

from stoep_gateway.accuracy import (
    CERTAIN,
    OFTEN,
    best_guess,
    chance,
    half_width,
    mean_absolute_error,
    releases_until_seen,
)
from stoep_gateway.web.ports import Policy
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.svg import Hills, hills

_BARS_MAX = 400  # noise may reach over millions of numbers: the picture then shows each so many


@dataclass(frozen=True, slots=True)
class Sure:
    """One line of the table. share: of the way from guessing to certain, in per cent, for its bar."""

    what: str
    percent: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """picture: both hills; overlap: per cent of them. once, daily, often: how many of 100 guesses are right at most."""

    error: str
    width: int
    without: int
    with_you: int
    days: int
    once: int
    daily: int
    often: int
    overlap: int
    picture: Hills
    sure: tuple[Sure, ...]


def promise(policy: Policy, *, speaker: Speaker) -> Promise | None:
    """None without noise: then there is nothing to promise."""
    if policy.epsilon is None or policy.scale is None:
        return None
    scale, one = policy.scale, policy.per_crossing
    without = 2 * max(policy.k, 5)
    reach = max(half_width(scale) * 3 // 2, policy.contribution + 3)
    first, beyond = min(without - reach, policy.k - 3), without + policy.contribution + reach + 1
    values = range(first, beyond, 1 + (beyond - first) // _BARS_MAX)
    alone = [chance(value - without, scale=scale) for value in values]
    along = [chance(value - without - policy.contribution, scale=scale) for value in values]
    windows = policy.windows_per_day
    return Promise(
        error=speaker.number(mean_absolute_error(scale), 1),
        width=half_width(scale),
        without=without,
        with_you=without + policy.contribution,
        days=releases_until_seen(scale),
        once=_percent(one),
        daily=_percent(2 * one),
        often=_percent(OFTEN * one),
        overlap=round(100 * values.step * sum(map(min, alone, along))),
        picture=hills(values, alone, along, threshold=policy.k),
        sure=(
            _sure(speaker.t("sure.once"), one, speaker=speaker),
            _sure(speaker.t("sure.twice"), 2 * one, speaker=speaker),
            _sure(speaker.t("sure.often", n=OFTEN), OFTEN * one, speaker=speaker),
            _sure(
                speaker.t("sure.always", n=policy.contribution, times=policy.contribution * windows),
                min(windows * policy.epsilon, policy.cap),
                speaker=speaker,
            ),
        ),
    )


def _sure(what: str, epsilon: Fraction, *, speaker: Speaker) -> Sure:
    share = best_guess(epsilon)
    words = speaker.t("sure.certain") if share >= CERTAIN else speaker.t("sure.percent", n=_percent(epsilon))
    return Sure(what, words, round(100 * (2 * share - 1), 1))


def _percent(epsilon: Fraction) -> int:
    return round(100 * best_guess(epsilon))
