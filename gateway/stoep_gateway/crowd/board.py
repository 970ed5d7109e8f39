"""What one round of the analyst found: now and later at each place, with what is in doubt. Frozen records."""

from dataclasses import dataclass

from stoep_gateway.crowd.places import Level

OLD_S = 20 * 60  # a round every quarter of an hour, a minute after its end: counts older than this and one was missed
PROBABILITIES = (0.025, 0.1, 0.5, 0.9, 0.975)  # of the quantiles: the 95 % and 80 % intervals and the middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One past slot. people: None when nothing is known; is_hidden: below the threshold, so people is a guess below it.

    is_partial: some of the place's lines are missing and were filled in from the others.
    """

    start_s: int
    people: float | None
    is_hidden: bool = False
    is_partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One slot to come. quantiles: people, at PROBABILITIES; chances: of at least YELLOW, ORANGE, RED."""

    start_s: int
    quantiles: tuple[float, float, float, float, float]
    chances: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A line that cannot be trusted. kind: "silent" | "late" | "stuck" | "doubled" | "moved" | "clock" | "gap" |
    "reset" | "noisy"; since_s: Unix.
    """

    device: str
    kind: str
    since_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """counted: the last 24 hours, oldest first; expected: slot by slot from now on, the next three hours without a gap,
    then hour by hour up to a day ahead. Both may be empty. counted_s: end of the newest slot that was counted, None.
    """

    name: str
    counted: tuple[Counted, ...]
    expected: tuple[Expected, ...]
    faults: tuple[Fault, ...]
    counted_s: int | None
    level: Level | None  # of the newest slot counted

    def expected_at(self, time_s: int) -> Expected | None:
        """Of the slot that holds this moment, or the nearest one after it."""
        return next((slot for slot in reversed(self.expected) if slot.start_s <= time_s), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelNote:
    """What stands behind the forecasts. history_days: of the place with most; trained_s: None for the shipped one.

    coverage80: share of the last month's counts inside the 80 % interval an hour ahead, None before a week is scored;
    errors: (horizon_s, WAPE of the last month) of what was forecast here.
    notes: (about what, why), one line each, of what goes without: "places", "calendar", "events", "weather", "model".
    """

    trained_s: int | None
    history_days: int
    has_weather: bool
    has_calendar: bool
    coverage80: float | None
    errors: tuple[tuple[int, float], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """now_s: the slot boundary up to which counts were taken in; made_s: when the round ended."""

    now_s: int
    made_s: int
    slot_s: int
    places: tuple[PlaceState, ...]
    model: ModelNote
