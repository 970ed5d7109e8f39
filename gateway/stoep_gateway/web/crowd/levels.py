"""What a round says of each place: the level now and later, what it may become, and who needs help first. Pure."""

from dataclasses import dataclass, replace

from stoep_gateway.crowd.board import OLD_S, Board, Expected, Fault, PlaceState
from stoep_gateway.crowd.places import Level, Measure, Place, Places
from stoep_gateway.grid import HOUR_S

HOURS = (1, 2, 3)
_LIKELY = 0.5
_POSSIBLE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A slot to come. level: likelier than not; may: possible too, with its chance (of at least that level)."""

    start_s: int
    level: Level
    chance: float
    may: Level
    may_chance: float

    @property
    def is_open(self) -> bool:
        """Whether a higher level than the likely one is possible."""
        return self.may > self.level


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One place in one round. number: 1 is who needs help first. level: None when nothing is known; counted_s: until
    when it was counted, None for never. ahead: at HOURS, None where nothing is expected.

    people: in the newest slot that was counted, None when that is hidden or not known.
    rise: the slot of the next three hours that first reaches the highest level, None when no level is above the one
    now. peak: the highest of now and the next three hours.
    """

    number: int
    place: Place
    level: Level | None
    people: float | None
    counted_s: int | None
    is_old: bool
    ahead: tuple[Ahead | None, ...]
    rise: Ahead | None
    peak: Level
    faults: tuple[Fault, ...]

    def measures_now(self) -> tuple[Measure, ...]:
        """That apply already."""
        return tuple(measure for measure in self.place.measures if self.level and measure.level <= self.level)

    def measures_later(self) -> tuple[Measure, ...]:
        """That apply once the highest expected level is reached, and not before."""
        return tuple(
            measure for measure in self.place.measures if (self.level or Level.GREEN) < measure.level <= self.peak
        )


def likely(expected: Expected) -> Level:
    """The highest level that is likelier than not."""
    yellow, orange, red = expected.chances
    if red >= _LIKELY:
        return Level.RED
    if orange >= _LIKELY:
        return Level.ORANGE
    return Level.YELLOW if yellow >= _LIKELY else Level.GREEN


def ahead_of(expected: Expected) -> Ahead:
    """The likely and the possible level of one slot."""
    level = likely(expected)
    may = Level(sum(chance >= _POSSIBLE for chance in expected.chances))
    return Ahead(
        start_s=expected.start_s,
        level=level,
        chance=_chance(expected, level),
        may=may,
        may_chance=_chance(expected, may),
    )


def standings(places: Places, board: Board | None, *, now_s: int) -> tuple[Standing, ...]:
    """Every place of the file, most need first. now_s: of the reader, for what is old."""
    states = {state.name: state for state in board.places} if board else {}
    judged = [
        _standing(place, states.get(place.name), base_s=board.now_s if board else now_s, now_s=now_s)
        for place in places.places
    ]
    order = sorted(range(len(judged)), key=lambda at: (-judged[at][1][0], -judged[at][1][1], at))
    return tuple(replace(judged[at][0], number=number) for number, at in enumerate(order, start=1))


def counted_until(board: Board) -> int | None:
    """End of the newest slot that was counted anywhere."""
    return max((state.counted_s for state in board.places if state.counted_s is not None), default=None)


def is_old(counted_s: int | None, *, now_s: int) -> bool:
    """Past twenty minutes, or never counted."""
    return counted_s is None or now_s - counted_s > OLD_S


def _standing(place: Place, state: PlaceState | None, *, base_s: int, now_s: int) -> tuple[Standing, tuple[int, float]]:
    """And how much need there is: the highest level, then how far up the chances reach."""
    if state is None:
        none = Standing(
            number=0,
            place=place,
            level=None,
            people=None,
            counted_s=None,
            is_old=True,
            ahead=(None,) * len(HOURS),
            rise=None,
            peak=Level.GREEN,
            faults=(),
        )
        return none, (0, 0.0)
    now = state.level if state.level is not None else Level.GREEN
    soon = [slot for slot in state.expected if slot.start_s < base_s + HOURS[-1] * HOUR_S + 1]
    peak = max([now, *(likely(slot) for slot in soon)])
    first = next((slot for slot in soon if likely(slot) == peak), None)
    found = [state.expected_at(base_s + hours * HOUR_S) for hours in HOURS]
    standing = Standing(
        number=0,
        place=place,
        level=state.level,
        people=_newest_people(state),
        counted_s=state.counted_s,
        is_old=is_old(state.counted_s, now_s=now_s),
        ahead=tuple(None if slot is None else ahead_of(slot) for slot in found),
        rise=ahead_of(first) if first and peak > now else None,
        peak=peak,
        faults=state.faults,
    )
    return standing, (peak, max([float(now), *(sum(slot.chances) for slot in soon)]))


def came(place: Place, later: Board, *, base_s: int) -> tuple[Level | None, ...]:
    """What the level became at HOURS after base_s, as a later round counted it; None where nobody knows."""
    state = next((state for state in later.places if state.name == place.name), None)
    counts = {slot.start_s: slot.people for slot in state.counted} if state else {}
    people = [counts.get(base_s + hours * HOUR_S) for hours in HOURS]
    return tuple(None if count is None else place.level_of(count, slot_s=later.slot_s) for count in people)


def _newest_people(state: PlaceState) -> float | None:
    slot = next((slot for slot in reversed(state.counted) if slot.people is not None), None)
    return None if slot is None or slot.is_hidden else slot.people


def _chance(expected: Expected, level: Level) -> float:
    return 1.0 if level is Level.GREEN else expected.chances[level - 1]
