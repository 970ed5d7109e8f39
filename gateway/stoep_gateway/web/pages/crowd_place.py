"""One street or square: its curve, the levels' limits, what was agreed, its sensors, what the forecasts were worth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stoep_gateway.crowd.board import Counted, Expected, ModelNote, PlaceState
from stoep_gateway.crowd.places import Level, Place
from stoep_gateway.grid import DAY_S
from stoep_gateway.web.axis import marks
from stoep_gateway.web.crowd import board
from stoep_gateway.web.crowd.curve import Curve, curve
from stoep_gateway.web.crowd.levels import Standing, ahead_of, counted_until, standings
from stoep_gateway.web.crowd.look import Look, look
from stoep_gateway.web.figures import Row
from stoep_gateway.web.page import NoSuchPageError, Page, Visit
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.svg import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveFigure:
    """The chart, the words that say the same, and both tables."""

    chart: Curve
    marks: tuple[Mark, ...]
    words: str
    window: str
    expected: tuple[Row, ...]
    counted: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """One level of a place: from how many people on, and what was agreed. state: "now", "later" or ""."""

    level: str
    people: str
    texts: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """One device that counts here, with what is wrong with it."""

    device: str
    faults: tuple[board.Broken, ...]


def build(visit: Visit) -> Mapping[str, object]:
    """NoSuchPageError for a place that is not in the file."""
    view = look(visit, history_of=(visit.path["place"],))
    speaker = view.speaker
    if view.places is None:
        return {"title": speaker.t(f"crowd.{view.missing}.title"), "missing": view.missing}
    place = view.places.by_name.get(visit.path["place"])
    if place is None:
        raise NoSuchPageError
    found = standings(view.places, view.board, now_s=speaker.now_s)
    one = next(standing for standing in found if standing.place is place)
    state = _state_of(view, place)
    return {
        "title": place.title,
        "missing": "",
        "speaker": speaker,
        "view": view,
        "replay": view.replay,
        "place": place,
        "counted_s": counted_until(view.board) if view.board else None,
        "old": board.old_words(view),
        "heads": board.heads(speaker, view.board),
        "row": next(row for row in board.rows(view, found) if row.name == place.name),
        "alerts": tuple(alert for alert in board.warned(view, visit.desk) if alert.name == place.name),
        "figure": _figure(view, place, state) if state and view.board else None,
        "agreed": tuple(_agreed(speaker, one)),
        "lines": _lines(view, one),
        "leads_to": tuple(view.places.by_name[name] for name in place.leads_to if name in view.places.by_name),
        "worth": _worth(speaker, view.board.model) if view.board else (),
        "errors": _errors(speaker, view.board.model) if view.board else (),
    }


def _state_of(view: Look, place: Place, *, is_later: bool = False) -> PlaceState | None:
    source = view.later if is_later else view.board
    return next((state for state in source.places if state.name == place.name), None) if source else None


def _figure(view: Look, place: Place, state: PlaceState) -> CurveFigure:
    """view has a board."""
    if view.board is None:
        raise NoSuchPageError
    speaker, slot_s, now_s = view.speaker, view.board.slot_s, view.board.now_s
    start_s = now_s - DAY_S
    end_s = max(now_s, *(slot.start_s for slot in state.expected), now_s) + slot_s
    later = _state_of(view, place, is_later=True)
    came = tuple(slot for slot in later.counted if slot.start_s >= now_s) if later else ()
    chart = curve(
        place,
        counted=state.counted,
        expected=state.expected,
        came=came,
        start_s=start_s,
        now_s=now_s,
        end_s=end_s,
        slot_s=slot_s,
    )
    known = {slot.start_s: slot for slot in came}
    return CurveFigure(
        chart=chart,
        marks=marks(speaker, start_s=start_s, end_s=end_s),
        words=speaker.t(
            "place.curve.words",
            window=speaker.span(slot_s),
            place=place.title,
            start=speaker.moment(start_s),
            now=speaker.moment(now_s),
            end=speaker.moment(end_s),
        ),
        window=speaker.span(slot_s),
        expected=tuple(_expected_row(speaker, slot, known if view.later else None) for slot in state.expected),
        counted=tuple(_counted_row(speaker, place, slot, slot_s=slot_s) for slot in reversed(state.counted)),
    )


def _expected_row(speaker: Speaker, slot: Expected, came: Mapping[int, Counted] | None) -> Row:
    low, narrow_low, middle, narrow_high, high = slot.quantiles
    level = ahead_of(slot)
    words = board.level_words(speaker, level.level)
    if level.level > Level.GREEN:
        words += f" {board.percent(speaker, level.chance)}"
    cells = [speaker.number(middle), speaker.reach(narrow_low, narrow_high), speaker.reach(low, high), words]
    if came is not None:
        then = came.get(slot.start_s)
        cells.append(_count_words(speaker, then) if then else "–")
    return Row(speaker.day(slot.start_s), speaker.clock(slot.start_s), tuple(cells))


def _counted_row(speaker: Speaker, place: Place, slot: Counted, *, slot_s: int) -> Row:
    level = "–"
    if slot.people is not None:
        level = board.level_words(speaker, place.level_of(slot.people, slot_s=slot_s))
    return Row(speaker.day(slot.start_s), speaker.clock(slot.start_s), (_count_words(speaker, slot), level))


def _count_words(speaker: Speaker, slot: Counted) -> str:
    """A guess is never told as a count."""
    if slot.people is None:
        return speaker.t("place.unknown")
    if slot.is_hidden:
        return speaker.t("place.few")
    number = speaker.number(slot.people)
    return speaker.t("place.partial", number=number) if slot.is_partial else number


def _agreed(speaker: Speaker, one: Standing) -> Iterator[Agreed]:
    for level in (Level.YELLOW, Level.ORANGE, Level.RED):
        limit = one.place.from_per_min[level - 1]
        holds = one.level is not None and one.level >= level
        texts = tuple(
            board.measure_text(measure, language=speaker.language)
            for measure in one.place.measures
            if measure.level is level
        )
        yield Agreed(
            level=board.level_key(level),
            people=speaker.t(
                "place.measures.from",
                level=board.level_words(speaker, level),
                people=speaker.number(limit, 0 if limit == int(limit) else 1),
            ),
            texts=texts,
            state="now" if holds else "later" if one.peak >= level else "",
        )


def _lines(view: Look, one: Standing) -> tuple[LineState, ...]:
    """Those of the places file, and those that the analyst names besides."""
    faults = board.broken(view, (one,))
    named: dict[str, list[board.Broken]] = {device: [] for device in one.place.lines}
    for fault in faults:
        named.setdefault(fault.device, []).append(fault)
    return tuple(LineState(device=device, faults=tuple(found)) for device, found in named.items())


def _worth(speaker: Speaker, note: ModelNote) -> tuple[str, ...]:
    coverage = (
        speaker.t("place.worth.young")
        if note.coverage80 is None
        else speaker.t("place.worth.coverage", share=board.percent(speaker, note.coverage80))
    )
    learned = (
        speaker.t("place.worth.shipped", days=note.history_days)
        if note.trained_s is None
        else speaker.t("place.worth.own", days=note.history_days, when=speaker.moment(note.trained_s))
    )
    return (
        coverage,
        learned,
        speaker.t("place.worth.weather" if note.has_weather else "place.worth.no.weather"),
        speaker.t("place.worth.calendar" if note.has_calendar else "place.worth.no.calendar"),
    )


def _errors(speaker: Speaker, note: ModelNote) -> tuple[tuple[str, str], ...]:
    return tuple((speaker.span(ahead_s), board.percent(speaker, error)) for ahead_s, error in note.errors)


PAGE = Page(
    name="crowd-place",
    address="/crowd/{place}",
    template="crowd_place.html",
    build=build,
    query=("at",),
    section="crowd",
    is_live=True,
    tells_status=False,
)
