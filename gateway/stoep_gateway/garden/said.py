"""What a keeper, or the operator, may say of a garden: looked at once, for pages and commands alike. Pure."""

import re

from stoep_gateway.garden.calibration import is_usable
from stoep_gateway.garden.records import Calibration

SUNS = ("sun", "half", "shade")
_GROUPED = re.compile(r"\d[.,]\d{3}")  # as pages write thousands
PROBE_MV_MAX = 5_000  # no board that we know measures more than 3.3 V; some probes are fed with 5 V
# Why something is not taken, as SaidError.why says it.
EMPTY, NUMBER, RANGE, ALIKE, SWAPPED = "empty", "number", "range", "alike", "swapped"


class SaidError(ValueError):
    """why: one of the words above. Pages and commands have a sentence for each."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def percent(text: str) -> int:
    """0 to 100, with or without its sign. SaidError."""
    return _whole(text.strip().removesuffix("%"), most=100)


def calibration(*, dry: str, wet: str) -> Calibration:
    """Of a probe's readings in air and in water, mV, as somebody wrote them down. SaidError."""
    points = Calibration(dry_mv=_millivolts(dry), wet_mv=_millivolts(wet))
    if points.wet_mv > points.dry_mv:  # of a capacitive probe the voltage falls as it gets wetter
        raise SaidError(SWAPPED)
    if not is_usable(points):
        raise SaidError(ALIKE)
    return points


def _millivolts(text: str) -> int:
    text = text.strip().lower().removesuffix("mv").strip()
    if _GROUPED.fullmatch(text):
        text = text[0] + text[2:]
    return _whole(text, most=PROBE_MV_MAX)


def _whole(text: str, *, most: int) -> int:
    text = text.strip()
    if not text:
        raise SaidError(EMPTY)
    if not (text.isascii() and text.isdecimal()):
        raise SaidError(NUMBER)
    if len(text) > 9 or int(text) > most:
        raise SaidError(RANGE)
    return int(text)
