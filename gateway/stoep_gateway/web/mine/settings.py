"""The page of settings: what is kept of the garden, consents with their dates, and the link."""

from collections.abc import Mapping

from stoep_gateway.desk.garden_records import PURPOSES
from stoep_gateway.web.mine.own_page import OwnPage, OwnVisit


def build(visit: OwnVisit) -> Mapping[str, object]:
    """What the template shows."""
    return {"kept": visit.kept, "purposes": PURPOSES, "history": visit.history, "devices": visit.archive.devices()}


SETTINGS = OwnPage(name="settings", address="/my-garden/settings", template="my_settings.html", build=build)
