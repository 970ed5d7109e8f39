"""Which of a garden's soil probes its water is estimated from, and whose calibration is kept. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from stoep_gateway.garden.records import Setup

# A probe that is silent for so long beside another that is not has been replaced. Less, and a board that was away for
# an hour would take the garden's history and calibration with it, and give both back.
REPLACED_S = 86_400


def probe_of(newest: Mapping[str, int | None], *, now_s: float) -> str:
    """The first by name that was heard within a day of the one that was heard last; "" without any.

    newest: of each probe that is not revoked, when its newest reading was, Unix seconds; None: it has none. A moment to
    come, of a clock that was ahead, says nothing.
    """
    heard = {name: time_s if time_s is not None and time_s <= now_s else 0 for name, time_s in newest.items()}
    last_s = max(heard.values(), default=0)
    return min((name for name, time_s in heard.items() if time_s > last_s - REPLACED_S), default="")


def setup_for(setup: Setup, *, probe: str) -> Setup:
    """As it holds for that probe, "" when nobody knows which: two points of another one say nothing about it."""
    points = setup.calibration
    is_others = bool(points and points.probe and probe and points.probe != probe)
    return replace(setup, calibration=None) if is_others else setup
