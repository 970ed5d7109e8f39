"""Policies without noise, for tests that know what a window holds."""

from stoep_gateway.anonymise.policy import Policy, Schedule
from stoep_gateway.config.settings import PeopleSettings

PLAIN = Policy(window_s=900, night_h=0, epsilon=None)
NO_NOISE: dict[str, object] = {"epsilon": "none", "night_h": 0}  # of [people]


def plain(window_s: int = 900) -> Schedule:
    """One grid for ever, a threshold alone."""
    return Schedule([(0, Policy(window_s=window_s, night_h=0, epsilon=None))])


def plain_settings(*, window_s: int = 900, k: int = 10) -> PeopleSettings:
    """The same as stoep.toml would have it."""
    return PeopleSettings(window_s=window_s, k=k, epsilon="none", night_h=0)
