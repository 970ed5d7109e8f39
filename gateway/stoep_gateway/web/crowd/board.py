"""A round in one reader's words: the sentence at the top, the rows of the places, alerts and faults."""

from collections.abc import Iterator
from dataclasses import dataclass

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import OLD_S, Board, Fault
from stoep_gateway.crowd.places import Level, Measure, Places
from stoep_gateway.grid import HOUR_S
from stoep_gateway.web.crowd.levels import HOURS, Ahead, Standing, came, counted_until
from stoep_gateway.web.crowd.look import Look
from stoep_gateway.web.ports import Acknowledged, Acknowledgement
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.words import WORDS

_WATCHED = 3  # places that the sentence at the top names at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One level of a place's row. level: "0" to "3" or "none"; small: what stands below it; became: of a replay."""

    level: str
    small: str
    is_old: bool = False
    became: str = ""
    became_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place. tags: what is wrong with it; rise: when it gets worse; measures: (when, what)."""

    number: int
    name: str
    title: str
    level: str
    tags: tuple[str, ...]
    rise: str
    cells: tuple[Cell, ...]
    measures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """An alert that stands. id: for a form; level as in Cell."""

    id: str
    name: str
    title: str
    level: str
    when: str
    chance: str
    raised: str
    seen: str
    is_seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A line with a fault."""

    place: str
    title: str
    device: str
    what: str
    since_s: int
    since: str
    todo: str


def percent(speaker: Speaker, chance: float) -> str:
    """Whole per cents; never 0 or 100, which no forecast can mean."""
    return speaker.t("crowd.percent", n=min(max(round(100 * chance), 1), 99))


def level_key(level: Level | None) -> str:
    """For classes and words."""
    return "none" if level is None else str(int(level))


def level_words(speaker: Speaker, level: Level | None) -> str:
    return speaker.t(f"level.{level_key(level)}")


def headline(speaker: Speaker, found: tuple[Standing, ...], *, board: Board) -> str:
    """One glance: where it will be too full, or that it will not."""
    if all(one.level is None and not any(one.ahead) for one in found):
        return speaker.t("crowd.head.blind")
    first = found[0]
    if first.peak is Level.GREEN:
        return speaker.t("crowd.head.calm", time=speaker.clock(board.now_s + HOURS[-1] * HOUR_S))
    if first.rise:
        said = speaker.t(
            "crowd.head.rise",
            place=first.place.title,
            level=level_words(speaker, first.peak),
            time=speaker.clock(first.rise.start_s),
            chance=percent(speaker, first.rise.chance),
        )
    else:
        said = speaker.t("crowd.head.now", place=first.place.title, level=level_words(speaker, first.level))
    others = [one.place.title for one in found[1:] if one.peak >= Level.ORANGE][:_WATCHED]
    more = speaker.t("crowd.head.more", places=", ".join(others)) if others else ""
    return f"{said} {more}".rstrip()


def rows(view: Look, found: tuple[Standing, ...]) -> tuple[Row, ...]:
    """In the order of need."""
    return tuple(_row(view, one) for one in found)


def heads(speaker: Speaker, board: Board | None) -> tuple[str, ...]:
    """Above the levels of a row."""
    later = (speaker.clock(board.now_s + hours * HOUR_S) for hours in HOURS) if board else ("–",) * len(HOURS)
    return (speaker.t("crowd.col.now"), *later)


def warned(view: Look, desk: Acknowledged | None) -> tuple[Warned, ...]:
    """The alerts that stand at the moment of the page, those that nobody saw first; a replay's too."""
    if view.outlook is None or view.places is None:
        return ()
    now_s = view.speaker.now_s
    standing = [alert for alert in view.outlook.alerts_at(now_s) if alert.place in view.places.by_name]
    seen = desk.acknowledged([alert.id for alert in standing]) if desk else {}
    known = {key: one for key, one in seen.items() if one.at_s <= now_s}
    standing.sort(key=lambda alert: (alert.id in known, -alert.level, alert.expected_s))
    return tuple(_warned(view.speaker, view.places, alert, known.get(alert.id)) for alert in standing)


def broken(view: Look, found: tuple[Standing, ...]) -> tuple[Broken, ...]:
    """Every line with a fault, the oldest first."""
    every = [(one, fault) for one in found for fault in one.faults]
    every.sort(key=lambda pair: pair[1].since_s)
    return tuple(_broken(view.speaker, one, fault) for one, fault in every)


def old_words(view: Look) -> str:
    """Why the page must not be taken for now; "" when it may be."""
    speaker, board = view.speaker, view.board
    if board is None or view.replay:
        return ""
    if speaker.now_s - board.now_s > OLD_S:
        return speaker.t("crowd.old.round", moment=speaker.moment(board.now_s))
    counted_s = counted_until(board)
    if counted_s is None:
        return speaker.t("crowd.old.never")
    return speaker.t("crowd.old", moment=speaker.moment(counted_s)) if speaker.now_s - counted_s > OLD_S else ""


def measure_text(measure: Measure, *, language: str) -> str:
    """In the reader's language, else in Dutch."""
    return measure.text.get(language) or measure.text["nl"]


def fault_words(speaker: Speaker, fault: Fault) -> tuple[str, str]:
    """What it is, and what to do. A kind that an analyst of another version tells is "other"."""
    kind = fault.kind if f"fault.{fault.kind}" in WORDS else "other"
    return speaker.t(f"fault.{kind}"), speaker.t(f"fault.{kind}.todo")


def without(speaker: Speaker, board: Board | None) -> tuple[str, ...]:
    """What the forecast goes without. Why may name files of the operator's, so that is for the log."""
    about = dict.fromkeys(about for about, _ in board.model.notes) if board else {}
    return tuple(speaker.t(f"crowd.without.{one}") for one in about if f"crowd.without.{one}" in WORDS)


def map_words(view: Look, found: tuple[Standing, ...]) -> str:
    """What the map shows, for who does not see it."""
    speaker = view.speaker
    said = " ".join(
        speaker.t(
            "crowd.map.place",
            number=str(one.number),
            place=one.place.title,
            level=level_words(speaker, one.level),
        )
        for one in found
    )
    time_s = view.board.now_s if view.board else speaker.now_s
    title = view.places.title if view.places else ""
    return speaker.t("crowd.map.words", title=title, time=speaker.clock(time_s), places=said)


def _row(view: Look, one: Standing) -> Row:
    speaker = view.speaker
    tags = []
    if one.is_old and view.board:
        time = speaker.t("age.unknown") if one.counted_s is None else speaker.clock(one.counted_s)
        tags.append(speaker.t("crowd.old.tag", time=time))
    if one.faults:
        tags.append(speaker.t("crowd.fault.tag"))
    rise = ""
    if one.rise:
        rise = speaker.t(
            "crowd.rise",
            level=level_words(speaker, one.rise.level),
            time=speaker.clock(one.rise.start_s),
            chance=percent(speaker, one.rise.chance),
        )
    return Row(
        number=one.number,
        name=one.place.name,
        title=one.place.title,
        level=level_key(one.level),
        tags=tuple(tags),
        rise=rise,
        cells=tuple(_cells(view, one)),
        measures=tuple(_measures(speaker, one)),
    )


def _cells(view: Look, one: Standing) -> Iterator[Cell]:
    speaker = view.speaker
    small = ""
    if one.people is not None and view.board:
        small = speaker.t("crowd.per.minute", n=round(one.people * 60 / view.board.slot_s))
    elif one.level is not None:
        small = speaker.t("crowd.hidden")
    yield Cell(level=level_key(one.level), small=small, is_old=one.is_old)
    is_past = view.later is not None and view.board is not None
    became = came(one.place, view.later, base_s=view.board.now_s) if view.later and view.board else (None,) * len(HOURS)
    for slot, level in zip(one.ahead, became, strict=True):
        words = ""
        if is_past:
            key = "crowd.became.unknown" if level is None else "crowd.became"
            words = speaker.t(key) if level is None else speaker.t(key, level=level_words(speaker, level))
        yield Cell(
            level=level_key(slot.level if slot else None),
            small=_possible(speaker, slot),
            became=level_key(level) if is_past else "",
            became_words=words,
        )


def _possible(speaker: Speaker, slot: Ahead | None) -> str:
    """The chance of more, or how sure the level is."""
    if slot is None:
        return ""
    level, chance = (slot.may, slot.may_chance) if slot.is_open else (slot.level, slot.chance)
    if level is Level.GREEN:
        return ""
    return speaker.t("crowd.may", level=level_words(speaker, level), chance=percent(speaker, chance))


def _measures(speaker: Speaker, one: Standing) -> Iterator[tuple[str, str]]:
    for measure in one.measures_now():
        yield speaker.t("crowd.measure.now"), measure_text(measure, language=speaker.language)
    for measure in one.measures_later():
        when = speaker.t("crowd.measure.later", level=level_words(speaker, measure.level))
        yield when, measure_text(measure, language=speaker.language)


def _warned(speaker: Speaker, places: Places, alert: Alert, seen: Acknowledgement | None) -> Warned:
    title = places.by_name[alert.place].title
    lead_s = alert.expected_s - speaker.now_s
    if alert.is_now:
        when = speaker.t("crowd.alert.reached")
    else:
        lead = speaker.t("crowd.alert.lead", span=_lead(speaker, lead_s)) if lead_s >= 60 else ""
        when = speaker.t(
            "crowd.alert.expected",
            time=speaker.clock(alert.expected_s),
            lead=lead or speaker.t("crowd.alert.passed"),
        )
    return Warned(
        id=alert.id,
        name=alert.place,
        title=_sentence(speaker.t("crowd.alert", level=level_words(speaker, alert.level), place=title)),
        level=level_key(alert.level),
        when=when,
        chance=speaker.t(
            "crowd.alert.chance", chance=percent(speaker, alert.chance), span=speaker.span(alert.within_s)
        ),
        raised=speaker.t("crowd.alert.raised", time=_clock_or_moment(speaker, alert.raised_s)),
        seen=speaker.t("crowd.alert.seen", time=_clock_or_moment(speaker, seen.at_s))
        if seen
        else speaker.t("crowd.alert.open"),
        is_seen=seen is not None,
    )


def _broken(speaker: Speaker, one: Standing, fault: Fault) -> Broken:
    what, todo = fault_words(speaker, fault)
    return Broken(
        place=one.place.name,
        title=one.place.title,
        device=fault.device,
        what=what,
        since_s=fault.since_s,
        since=_clock_or_moment(speaker, fault.since_s),
        todo=todo,
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lead(speaker: Speaker, seconds: int) -> str:
    """1 hour 25 minutes, in whole minutes."""
    hours, minutes = divmod(seconds // 60, 60)
    parts = [speaker.count("span.hours", hours)] if hours else []
    if minutes or not hours:
        parts.append(speaker.count("span.minutes", minutes))
    return " ".join(parts)


def _clock_or_moment(speaker: Speaker, time_s: int) -> str:
    """The day is said only when it is not today."""
    return speaker.clock(time_s) if speaker.day(time_s) == speaker.day(speaker.now_s) else speaker.moment(time_s)
