"""The time axis that all charts share: two days up to now, marked at local midnight and noon. Pure."""

from dataclasses import dataclass

from stoep_gateway.grid import HOUR_S
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.svg import Mark

REACH_S = 48 * HOUR_S
_EDGE_PERCENT = 5  # a label closer to the edge would be cut off on a phone


@dataclass(frozen=True, slots=True)
class Axis:
    """start_s <= time < end_s, both whole steps."""

    start_s: int
    end_s: int
    marks: tuple[Mark, ...]


def axis(speaker: Speaker, *, step_s: int) -> Axis:
    """The step that is under way is the last one."""
    end_s = (speaker.now_s // step_s + 1) * step_s
    start_s = end_s - REACH_S // step_s * step_s
    return Axis(start_s, end_s, marks(speaker, start_s=start_s, end_s=end_s))


def marks(speaker: Speaker, *, start_s: int, end_s: int) -> tuple[Mark, ...]:
    """Local midnight and noon between the two."""
    found = []
    for time_s in range(start_s - start_s % HOUR_S, end_s, HOUR_S):
        percent = round(100 * (time_s - start_s) / (end_s - start_s), 1)
        clock = speaker.clock(time_s)
        if clock in ("00:00", "12:00") and _EDGE_PERCENT <= percent <= 100 - _EDGE_PERCENT:
            found.append(Mark(percent, speaker.weekday(time_s) if clock == "00:00" else clock))
    return tuple(found)
