"""Ask the almanac, which may be away: a page then says so and shows the rest."""

from collections.abc import Callable
from typing import TypeVar

from stoep_gateway.web.ports import Almanac, AlmanacAwayError

T = TypeVar("T")
K = 10  # while nobody tells: the default of [garden] k


def known(almanac: Almanac | None, ask: Callable[[Almanac], T]) -> T | None:
    """None without an almanac, and while it cannot be read."""
    if almanac is None:
        return None
    try:
        return ask(almanac)
    except AlmanacAwayError:
        return None


def version_of(almanac: Almanac) -> int:
    return almanac.version()


def group_min(almanac: Almanac | None) -> int:
    """How many gardens a figure is of, at least."""
    about = known(almanac, lambda each: each.about())
    return (about.k if about else K) + 1
