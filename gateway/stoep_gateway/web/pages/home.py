"""The first page: four doors, how many gardens, every other sensor, and whether each number arrives."""

from collections.abc import Mapping

from stoep_gateway.web.fragments import Piece
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.pieces import AGES_S, piece
from stoep_gateway.web.ports import Device
from stoep_gateway.web.quantities import KINDS, kind_of
from stoep_gateway.web.tiles import Tile, by_kind, tile

_TILES = 48  # about 45 kB of page


def build(visit: Visit) -> Mapping[str, object]:
    """Devices in parts, under their kinds."""
    devices = sorted(visit.archive.devices(), key=lambda device: (KINDS.index(kind_of(device.profile)), device.name))
    kinds = [kind_of(device.profile) for device in devices]
    part = part_of(tuple(devices), number=visit.part, size=_TILES)
    return {
        "people_count": kinds.count("people"),
        "air_count": kinds.count("air"),
        "gardens": len(visit.archive.gardens()),
        "groups": {
            kind: tuple(_piece(visit, device) for device in group) for kind, group in by_kind(part.items).items()
        },
        "part": part,
    }


def _piece(visit: Visit, device: Device) -> Piece[Tile]:
    def make() -> Tile:
        return tile(visit, device, latest=visit.archive.latest(device.name))

    return piece(visit, device, make, step_s=AGES_S, page="home")


PAGE = Page(name="home", address="/", template="home.html", build=build)
