"""The garden door: what all gardens say together, as far as it may be shown, and the weather stations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from stoep_gateway.almanac.records import Figure
from stoep_gateway.web.figures import SeriesFigure, series_figure
from stoep_gateway.web.fragments import Piece
from stoep_gateway.web.garden.known import known
from stoep_gateway.web.garden.others import Share, cohorts, newest
from stoep_gateway.web.garden.together import DAYS, month
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.pieces import AGES_S, piece
from stoep_gateway.web.ports import Almanac, Device
from stoep_gateway.web.quantities import in_order
from stoep_gateway.web.tiles import Tile, by_kind, tile

_KINDS = ("weather", "other")
_DEVICES = 16  # about 4 kB each
_LEADING = "temperature"  # else a device's first quantity: what it was hung up for


@dataclass(frozen=True, slots=True)
class Bed:
    """One device: its newest values and the series of the quantity that matters most."""

    tile: Tile
    figure: SeriesFigure | None


def build(visit: Visit) -> Mapping[str, object]:
    """Gardens on the first part, devices in parts, under their kinds."""
    groups = by_kind(visit.archive.devices())
    devices = tuple(device for kind in _KINDS for device in groups.get(kind, ()))
    part = part_of(devices, number=visit.part, size=_DEVICES)
    beds = by_kind(part.items)
    figures = last_figures(visit)
    speaker = visit.speaker
    found = cohorts(speaker, figures or ())
    gardens = len(visit.archive.gardens())
    return {
        "gardens": gardens,
        "is_away": figures is None and visit.almanac is not None and gardens > 0,
        "together": newest(figures or ()),
        "soils": tuple(
            Share(label=each.label, percent=each.figure.fill_percent, gardens=each.figure.gardens)
            for each in found["soil"]
        ),
        "month": month(speaker, figures or ()),
        "beds": {kind: tuple(_piece(visit, device) for device in group) for kind, group in beds.items()},
        "part": part,
    }


def last_figures(visit: Visit) -> tuple[Figure, ...] | None:
    """Of the last weeks. None: nobody can tell now."""
    today = visit.speaker.today

    def ask(almanac: Almanac) -> tuple[Figure, ...]:
        return almanac.figures(_weeks_before(today), today)

    return known(visit.almanac, ask)


def _weeks_before(day: date) -> date:
    return day - timedelta(days=DAYS + 2)  # the newest figures are of yesterday or the day before


def _piece(visit: Visit, device: Device) -> Piece[Bed]:
    return piece(visit, device, lambda: _bed(visit, device), step_s=AGES_S, page="garden")


def _bed(visit: Visit, device: Device) -> Bed:
    latest = visit.archive.latest(device.name)
    quantities = [reading.quantity for reading in in_order(latest, device=device)]
    quantity = _LEADING if _LEADING in quantities else next(iter(quantities), None)
    figure = series_figure(visit, device, quantity=quantity) if quantity else None
    return Bed(tile(visit, device, latest=latest), figure)


PAGE = Page(name="garden", address="/garden", template="garden.html", build=build)
