"""The beach door: how many people passed each place, as far as it may be shown."""

from collections.abc import Mapping

from stoep_gateway.web.exact import notes
from stoep_gateway.web.figures import WINDOW_S, PeopleFigure, people_figure
from stoep_gateway.web.fragments import Piece
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.pieces import piece
from stoep_gateway.web.ports import Device
from stoep_gateway.web.tiles import by_kind

_PLACES = 4  # a place of 192 windows takes about 20 kB


def build(visit: Visit) -> Mapping[str, object]:
    """Places in parts, each with its two days."""
    part = part_of(by_kind(visit.archive.devices()).get("people", ()), number=visit.part, size=_PLACES)
    return {
        "figures": tuple(_piece(visit, device) for device in part.items),
        "span": visit.speaker.span(_window_s(visit)),
        "part": part,
        "notes": tuple(notes(visit)),
    }


def _piece(visit: Visit, device: Device) -> Piece[PeopleFigure]:
    def make() -> PeopleFigure:
        return people_figure(visit, device.name)

    return piece(visit, device, make, step_s=_window_s(visit), page="beach")


def _window_s(visit: Visit) -> int:
    return visit.policy.window_s if visit.policy else WINDOW_S


PAGE = Page(name="beach", address="/beach", template="beach.html", build=build)
