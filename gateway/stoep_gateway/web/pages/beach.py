"""The beach door: how many people passed each place, as far as it may be shown."""

from collections.abc import Mapping

from stoep_gateway.web.exact import notes
from stoep_gateway.web.figures import people_figure
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.tiles import by_kind

_PLACES = 4  # a place of 192 windows takes about 20 kB


def build(visit: Visit) -> Mapping[str, object]:
    """Places in parts, each with its two days."""
    part = part_of(by_kind(visit.archive.devices()).get("people", ()), number=visit.part, size=_PLACES)
    return {
        "figures": tuple(people_figure(visit, device.name) for device in part.items),
        "part": part,
        "notes": tuple(notes(visit)),
    }


PAGE = Page(name="beach", address="/beach", template="beach.html", build=build)
