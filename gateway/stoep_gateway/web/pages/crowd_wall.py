"""The board for a big screen that nobody touches: the map, the places with most need, nothing to scroll."""

from collections.abc import Mapping

from stoep_gateway.web.crowd.board import level_key
from stoep_gateway.web.crowd.levels import standings
from stoep_gateway.web.crowd.look import look
from stoep_gateway.web.page import Page, Visit
from stoep_gateway.web.pages.crowd import context

_ROWS = 10  # that a screen of 1920 by 1080 holds in letters that can be read across a room
_ALERTS = 3


def build(visit: Visit) -> Mapping[str, object]:
    """The first places of the board; how many are not shown is said."""
    view = look(visit)
    shared = context(visit, view)
    if view.places is None:
        return shared
    found = standings(view.places, view.board, now_s=view.speaker.now_s)
    rest = found[_ROWS - 1 :] if len(found) > _ROWS else ()  # the last line says how many there are
    return {
        **shared,
        "shown": len(found) - len(rest),
        "alerts_shown": _ALERTS,
        "rest": len(rest),
        "rest_level": level_key(rest[0].peak) if rest else "0",
    }


PAGE = Page(
    name="crowd-wall",
    address="/crowd/wall",
    template="crowd_wall.html",
    build=build,
    section="crowd",
    is_live=True,
    is_copied=False,  # it hangs on a wall to be of now
    tells_status=False,
)
