"""The board: a map and every place with its level now and in the hours to come; who needs help first stands first."""

from collections.abc import Mapping

from stoep_gateway.grid import HOUR_S
from stoep_gateway.web.crowd import board
from stoep_gateway.web.crowd.levels import HOURS, Standing, counted_until, standings
from stoep_gateway.web.crowd.look import Look, look
from stoep_gateway.web.crowd.map_drawing import Drawings
from stoep_gateway.web.page import Page, Visit

_DRAWINGS = Drawings()


def build(visit: Visit) -> Mapping[str, object]:
    """Without places only what the operator has to do."""
    view = look(visit)
    return {**context(visit, view), "replay": view.replay}


def context(visit: Visit, view: Look) -> dict[str, object]:
    """What board and wall share."""
    speaker = view.speaker
    title = speaker.t("crowd.title")
    if view.places is None:
        return {"title": speaker.t(f"crowd.{view.missing}.title"), "missing": view.missing}
    found = standings(view.places, view.board, now_s=speaker.now_s)
    counted_s = counted_until(view.board) if view.board else None
    return {
        "title": title,
        "missing": "",
        "speaker": speaker,
        "view": view,
        "counted_s": counted_s,
        "old": board.old_words(view),
        "headline": board.headline(speaker, found, board=view.board) if view.board else speaker.t("crowd.first"),
        "head_level": board.level_key(found[0].peak) if found and view.board else "none",
        "heads": board.heads(speaker, view.board),
        "rows": board.rows(view, found),
        "alerts": board.warned(view, visit.desk),
        "broken": board.broken(view, found),
        "without": board.without(speaker, view.board),
        "drawing": _DRAWINGS.of(view.places),
        "map_words": board.map_words(view, found),
        "now_levels": {one.place.name: board.level_key(one.level) for one in found},
        "numbers": {one.place.name: (one.number, one.place.title) for one in found},
        "later_maps": tuple(_later(view, found, at) for at in range(len(HOURS))) if view.board else (),
    }


def _later(view: Look, found: tuple[Standing, ...], at: int) -> tuple[str, dict[str, str]]:
    """The time of a small map, and the levels on it."""
    levels = {}
    for one in found:
        slot = one.ahead[at]
        levels[one.place.name] = board.level_key(slot.level if slot else None)
    time_s = (view.board.now_s if view.board else 0) + HOURS[at] * HOUR_S
    return view.speaker.clock(time_s), levels


PAGE = Page(
    name="crowd", address="/crowd", template="crowd.html", build=build, query=("at",), is_live=True, tells_status=False
)
