"""One sensor: where it hangs, its newest values and its last two days."""

from collections.abc import Mapping

from stoep_gateway.web.exact import notes
from stoep_gateway.web.figures import people_figure, series_figure
from stoep_gateway.web.page import NoSuchPageError, Page, Visit
from stoep_gateway.web.quantities import in_order, kind_of
from stoep_gateway.web.tiles import tile


def build(visit: Visit) -> Mapping[str, object]:
    """NoSuchPageError for a name that is not in the archive."""
    device = visit.archive.device(visit.path["device"])
    if device is None:
        raise NoSuchPageError
    latest = visit.archive.latest(device.name)
    quantities = [reading.quantity for reading in in_order(latest, device=device)]
    is_counter = kind_of(device.profile) == "people" and set(quantities) <= {"in", "out"}
    return {
        "title": visit.speaker.t("device.title", name=device.name),
        "device": device,
        "tile": tile(visit, device, latest=latest),
        "people": people_figure(visit, device.name) if is_counter else None,
        "notes": tuple(notes(visit)) if is_counter else (),
        "series": ()
        if is_counter
        else tuple(series_figure(visit, device, quantity=quantity) for quantity in quantities),
    }


PAGE = Page(name="device", address="/device/{device}", template="device.html", build=build)
