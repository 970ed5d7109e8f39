"""The beach door: how many people passed each place, as far as it may be shown."""

from collections.abc import Iterator, Mapping

from stoep_gateway.accuracy import half_width
from stoep_gateway.grid import DAY_S
from stoep_gateway.web.figures import people_figure
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.tiles import by_kind

_PLACES = 4  # a place of 192 windows takes about 15 kB


def build(visit: Visit) -> Mapping[str, object]:
    """Places in parts, each with its two days."""
    part = part_of(by_kind(visit.archive.devices()).get("people", ()), number=visit.part, size=_PLACES)
    return {
        "figures": tuple(people_figure(visit, device.name) for device in part.items),
        "part": part,
        "notes": tuple(_notes(visit)),
    }


def _notes(visit: Visit) -> Iterator[str]:
    """What a reader must know of the numbers: that they have noise, and that the night is one window."""
    policy, speaker = visit.policy, visit.speaker
    if policy is None:
        return
    if policy.scale is not None:
        yield speaker.t("beach.noise", width=half_width(policy.scale))
    if policy.night_h:
        night = _night(visit)
        yield speaker.t("beach.night", start=speaker.clock(night[0]), end=speaker.clock(night[1]))


def _night(visit: Visit) -> tuple[int, int]:
    return visit.window_of(visit.speaker.now_s - visit.speaker.now_s % DAY_S)


PAGE = Page(name="beach", address="/beach", template="beach.html", build=build)
