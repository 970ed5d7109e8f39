"""The privacy door: what the gateway keeps and what not, where numbers go, and what is not there yet."""

from collections.abc import Mapping

from stoep_gateway.web.page import Page, Visit


def build(visit: Visit) -> Mapping[str, object]:
    """Nothing but the status, which every page gets."""
    return {}


PAGE = Page(name="privacy", address="/privacy", template="privacy.html", build=build)
