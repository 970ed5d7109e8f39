"""The garden door: soil, weather and air as measured, without advice or levels yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.web.figures import SeriesFigure, series_figure
from stoep_gateway.web.fragments import Piece
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.pieces import AGES_S, piece
from stoep_gateway.web.ports import Device
from stoep_gateway.web.quantities import KINDS, in_order, kind_of
from stoep_gateway.web.tiles import Tile, by_kind, tile

_DEVICES = 16  # about 4 kB each
_LEADING = {"weather": "temperature"}  # else a device's first quantity: what it was hung up for


@dataclass(frozen=True, slots=True)
class Bed:
    """One device: its newest values and the series of the quantity that matters most."""

    tile: Tile
    figure: SeriesFigure | None


def build(visit: Visit) -> Mapping[str, object]:
    """Devices in parts, under their kinds."""
    groups = by_kind(visit.archive.devices())
    devices = tuple(device for kind in KINDS if kind != "people" for device in groups.get(kind, ()))
    part = part_of(devices, number=visit.part, size=_DEVICES)
    beds = by_kind(part.items)
    return {
        "beds": {kind: tuple(_piece(visit, device) for device in group) for kind, group in beds.items()},
        "has_probe": any(device.profile == "soil" for device in part.items),
        "part": part,
    }


def _piece(visit: Visit, device: Device) -> Piece[Bed]:
    return piece(visit, device, lambda: _bed(visit, device), step_s=AGES_S, page="garden")


def _bed(visit: Visit, device: Device) -> Bed:
    latest = visit.archive.latest(device.name)
    quantities = [reading.quantity for reading in in_order(latest, device=device)]
    leading = _LEADING.get(kind_of(device.profile))
    quantity = leading if leading in quantities else next(iter(quantities), None)
    figure = series_figure(visit, device, quantity=quantity) if quantity else None
    return Bed(tile(visit, device, latest=latest), figure)


PAGE = Page(name="garden", address="/garden", template="garden.html", build=build)
