"""What the read API says of a round, as objects for JSON. Pure; the shapes are written down in schemas.py."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import OLD_S, Board, Counted, Expected, Fault, ModelNote, PlaceState
from stoep_gateway.crowd.places import Level, Measure, Place, Places
from stoep_gateway.web.crowd.levels import Standing, ahead_of, standings
from stoep_gateway.web.ports import Acknowledgement

Object = dict[str, object]


def board_answer(places: Places, board: Board) -> Object:
    """Every place, the one with most need first."""
    return {
        "title": places.title,
        "zone": places.zone,
        "time": utc(board.now_s),
        "made": utc(board.made_s),
        "slot_s": board.slot_s,
        "old_after_s": OLD_S,
        "places": [_standing(one, board) for one in standings(places, board, now_s=board.now_s)],
        "model": _model(board.model),
    }


def places_answer(places: Places) -> Object:
    """What the operator wrote, in the order of the file."""
    return {
        "title": places.title,
        "zone": places.zone,
        "crs": "EPSG:28992",
        "places": [_place(place) for place in places.places],
    }


def place_answer(place: Place, board: Board, *, came: Sequence[Counted] | None) -> Object:
    """came: of a past moment, what was counted after it; None for now."""
    state = next((state for state in board.places if state.name == place.name), None)
    return {
        "place": _place(place),
        "time": utc(board.now_s),
        "slot_s": board.slot_s,
        "level": _level(state.level) if state else None,
        "counted_until": _utc_or_none(state.counted_s if state else None),
        "counted": [_counted(slot, place, board.slot_s) for slot in state.counted] if state else [],
        "expected": [_expected(slot) for slot in state.expected] if state else [],
        "came": None if came is None else [_counted(slot, place, board.slot_s) for slot in came],
        "faults": [_fault(fault) for fault in state.faults] if state else [],
        "model": _model(board.model),
    }


def alerts_answer(alerts: Sequence[Alert], *, seen: Mapping[str, Acknowledgement]) -> Object:
    """The newest first. Who acknowledged is for those who are logged in; that somebody did is for everybody."""
    return {
        "alerts": [
            {
                "id": alert.id,
                "place": alert.place,
                "level": _level(alert.level),
                "raised": utc(alert.raised_s),
                "expected": utc(alert.expected_s),
                "within_s": alert.within_s,
                "chance": round(alert.chance, 3),
                "is_now": alert.is_now,
                "ended": _utc_or_none(alert.ended_s),
                "acknowledged": _utc_or_none(seen[alert.id].at_s if alert.id in seen else None),
            }
            for alert in alerts
        ]
    }


def counted_after(board: Board, later: Board | None, *, name: str) -> tuple[Counted, ...] | None:
    """What a later round knows of the time after this one; None without one."""
    if later is None:
        return None
    state = next((state for state in later.places if state.name == name), None)
    return tuple(slot for slot in state.counted if slot.start_s >= board.now_s) if state else ()


def utc(time_s: int) -> str:
    """2026-07-18T14:00:00Z."""
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _standing(one: Standing, board: Board) -> Object:
    state = next((state for state in board.places if state.name == one.place.name), None)
    return {
        "name": one.place.name,
        "title": one.place.title,
        "number": one.number,
        "level": _level(one.level),
        "people_per_min": None if one.people is None else round(one.people * 60 / board.slot_s, 1),
        "counted_until": _utc_or_none(one.counted_s),
        "peak": _level(one.peak),
        "rise": None
        if one.rise is None
        else {
            "start": utc(one.rise.start_s),
            "level": _level(one.rise.level),
            "chance": round(one.rise.chance, 3),
        },
        "ahead": [_expected(slot) for slot in _at(state, one)],
        "measures": {
            "now": [_measure(measure) for measure in one.measures_now()],
            "later": [_measure(measure) for measure in one.measures_later()],
        },
        "faults": [_fault(fault) for fault in one.faults],
    }


def _at(state: PlaceState | None, one: Standing) -> Sequence[Expected]:
    """The slots that hold 1, 2 and 3 hours from the round."""
    starts = [slot.start_s for slot in one.ahead if slot]
    return [slot for slot in state.expected if slot.start_s in starts] if state else []


def _place(place: Place) -> Object:
    return {
        "name": place.name,
        "title": place.title,
        "is_square": place.is_square,
        "path": [list(point) for point in place.path],
        "width_m": place.width_m,
        "from_per_min": dict(zip(("yellow", "orange", "red"), place.from_per_min, strict=True)),
        "lines": list(place.lines),
        "leads_to": list(place.leads_to),
        "is_beach_access": place.is_beach_access,
        "parking": place.parking,
        "capacity": place.capacity,
        "measures": [_measure(measure) for measure in place.measures],
    }


def _measure(measure: Measure) -> Object:
    return {"level": _level(measure.level), "text": dict(measure.text)}


def _counted(slot: Counted, place: Place, slot_s: int) -> Object:
    return {
        "start": utc(slot.start_s),
        "people": None if slot.people is None or slot.is_hidden else round(slot.people, 1),
        "level": None if slot.people is None else _level(place.level_of(slot.people, slot_s=slot_s)),
        "is_hidden": slot.is_hidden,
        "is_partial": slot.is_partial,
    }


def _expected(slot: Expected) -> Object:
    low95, low80, middle, high80, high95 = (round(people, 1) for people in slot.quantiles)
    yellow, orange, red = (round(chance, 3) for chance in slot.chances)
    return {
        "start": utc(slot.start_s),
        "level": _level(ahead_of(slot).level),
        "people": middle,
        "interval80": [low80, high80],
        "interval95": [low95, high95],
        "chances": {"yellow": yellow, "orange": orange, "red": red},
    }


def _fault(fault: Fault) -> Object:
    return {"device": fault.device, "kind": fault.kind, "since": utc(fault.since_s)}


def _model(note: ModelNote) -> Object:
    return {
        "trained": _utc_or_none(note.trained_s),
        "history_days": note.history_days,
        "has_weather": note.has_weather,
        "has_calendar": note.has_calendar,
        "coverage80": note.coverage80,
        "errors": [{"ahead_s": ahead_s, "wape": round(error, 4)} for ahead_s, error in note.errors],
        "without": list(dict.fromkeys(about for about, _ in note.notes)),
    }


def _level(level: Level | None) -> str | None:
    return None if level is None else level.name.lower()


def _utc_or_none(time_s: int | None) -> str | None:
    return None if time_s is None else utc(time_s)
