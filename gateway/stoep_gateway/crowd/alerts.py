"""When to warn: from a round's board and the alerts so far to those that are raised and those that end.

Pure, and without a memory of its own: the alerts are all that is kept, so a restart changes nothing, and the same round
twice gives nothing the second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import OLD_S, Board, Expected, PlaceState
from stoep_gateway.crowd.chances import chance_of_level, expected_within
from stoep_gateway.crowd.places import Level

_LEVELS = (Level.RED, Level.ORANGE, Level.YELLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """level: the lowest one to warn of. within_s: how far ahead; lead_min_s: what begins sooner is no longer warned of,
    only told once it is there. chance: from which on an alert is raised; it ends below end_share × chance.

    hold_s: an alert stands so long at least. again_s: after its end, so long no new one of the same place and level,
    unless the level is there. quiet: minutes of the local day from which and until which only red, or a level that is
    there, is told; None for never.
    """

    zone: ZoneInfo
    level: Level = Level.ORANGE
    within_s: int = 7200
    lead_min_s: int = 0
    chance: float = 0.45
    end_share: float = 0.6
    hold_s: int = 1800
    again_s: int = 3600
    quiet: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.level == Level.GREEN or not 0 <= self.lead_min_s < self.within_s:
            raise ValueError("warn of yellow or higher, and less ahead at least than at most")
        if not 0 < self.chance <= 1 or not 0 < self.end_share <= 1 or self.hold_s < 0 or self.again_s < 0:
            raise ValueError("chance and end_share are above 0 and at most 1, times are not negative")

    def is_quiet(self, time_s: int) -> bool:
        """Whether the moment is in the quiet hours; they may go over midnight."""
        if self.quiet is None:
            return False
        local = datetime.fromtimestamp(time_s, self.zone)
        return (local.hour * 60 + local.minute - self.quiet[0]) % 1440 < (self.quiet[1] - self.quiet[0]) % 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """raised and ended: what is new. notes: why nothing was decided at a place, or why an alert ended so; a line each,
    the same in each round that it holds, so tell a line when it is new.
    """

    raised: tuple[Alert, ...] = ()
    ended: tuple[Alert, ...] = ()
    notes: tuple[str, ...] = ()


def decide(board: Board, *, alerts: Iterable[Alert], rules: AlertRules) -> Decided:
    """alerts: those that stand and, at least, those that ended in the last again_s; others do no harm.

    A place without recent counts or without a forecast is left as it is, and that is told. Of one place a lower level
    is not raised while a higher one stands. What lies more than a slot ahead of the round ends and counts no more.
    """
    newest: dict[str, dict[Level, Alert]] = {state.name: {} for state in board.places}
    ended: list[Alert] = []
    notes: list[str] = []
    for alert in alerts:
        known = newest.get(alert.place)
        if _touched_s(alert) > board.now_s + board.slot_s:  # by a clock that was ahead: it must not silence the place
            if alert.ended_s is None:
                ended.append(replace(alert, ended_s=alert.raised_s))
                notes.append(f"{alert.place}: {alert.id} was raised by a clock that was ahead: it ended")
        elif known is not None:
            before = known.get(alert.level)
            known[alert.level] = alert if before is None or before.raised_s <= alert.raised_s else before
        elif alert.ended_s is None:
            ended.append(replace(alert, ended_s=max(board.now_s, alert.raised_s)))
            notes.append(f"{alert.place}: is no place any more: its alert {alert.id} ended")
    raised: list[Alert] = []
    for state in board.places:
        place = _Place(state, board=board, rules=rules, newest=newest[state.name])
        doubt = place.doubt()
        if doubt:
            notes.append(doubt)
        elif not place.is_past():
            ended += place.ended()
            raised += place.raised()
    return Decided(raised=tuple(raised), ended=tuple(ended), notes=tuple(notes))


class _Place:
    """One place in one round."""

    def __init__(self, state: PlaceState, *, board: Board, rules: AlertRules, newest: Mapping[Level, Alert]) -> None:
        self._state = state
        self._now_s = board.now_s
        self._slot_s = board.slot_s
        self._rules = rules
        self._newest = {level: newest[level] for level in _LEVELS if level in newest}  # in an order that never differs
        until_s = board.now_s + rules.within_s
        self._soon = expected_within(state.expected, from_s=board.now_s, until_s=until_s)
        self._later = expected_within(state.expected, from_s=board.now_s + rules.lead_min_s, until_s=until_s)

    def doubt(self) -> str:
        """Why nothing can be decided here; "" if it can."""
        name, counted_s = self._state.name, self._state.counted_s
        stand = "".join(f", {alert.id} stands" for alert in self._newest.values() if alert.ended_s is None)
        if counted_s is None or self._state.level is None:
            return f"{name}: no counts: no alert is raised or ended{stand}"
        if self._now_s - counted_s > OLD_S:
            return f"{name}: no counts since {_words(counted_s)}: no alert is raised or ended{stand}"
        if not self._later:
            return f"{name}: no forecast: no alert is raised or ended{stand}"
        return ""

    def is_past(self) -> bool:
        """Whether a later round was decided already."""
        return max(map(_touched_s, self._newest.values()), default=0) > self._now_s

    def ended(self) -> list[Alert]:
        return [replace(alert, ended_s=self._now_s) for level, alert in self._newest.items() if self._is_over(level)]

    def raised(self) -> list[Alert]:
        """One at most: the highest level that is due, unless that one or a higher one stands."""
        for level in _LEVELS:
            before = self._newest.get(level)
            if level < self._rules.level or (before and before.ended_s is None and not self._is_over(level)):
                return []
            if self._is_there(level):
                return [self._alert(level, chance=1.0, expected_s=self._now_s)]
            chance = chance_of_level(self._later, level=level, slot_s=self._slot_s)
            if chance >= self._rules.chance and self._may_be_told(level):
                return [self._alert(level, chance=chance, expected_s=_likely(self._later, level=level).start_s)]
        return []

    def _is_there(self, level: Level) -> bool:
        return self._state.level is not None and self._state.level >= level

    def _is_over(self, level: Level) -> bool:
        alert = self._newest[level]
        if alert.ended_s is not None or self._is_there(level) or self._now_s - alert.raised_s < self._rules.hold_s:
            return False
        limit = self._rules.chance * self._rules.end_share
        return chance_of_level(self._soon, level=level, slot_s=self._slot_s) < limit

    def _may_be_told(self, level: Level) -> bool:
        if self._rules.is_quiet(self._now_s) and level != Level.RED:
            return False
        before = self._newest.get(level)
        return before is None or before.ended_s is None or self._now_s - before.ended_s >= self._rules.again_s

    def _alert(self, level: Level, *, chance: float, expected_s: int) -> Alert:
        return Alert(
            id=f"{self._state.name}/{level:d}/{self._now_s}",
            place=self._state.name,
            level=level,
            raised_s=self._now_s,
            expected_s=expected_s,
            within_s=self._rules.within_s,
            chance=chance,
            is_now=self._is_there(level),
        )


def _touched_s(alert: Alert) -> int:
    """When it changed last."""
    return max(alert.raised_s, alert.ended_s or 0)


def _likely(expected: Iterable[Expected], *, level: Level) -> Expected:
    """The first slot that is likelier than not to reach the level, else the likeliest one."""
    slots = tuple(expected)
    likely = next((slot for slot in slots if slot.chances[level - 1] > 0.5), None)
    return likely or max(slots, key=lambda slot: slot.chances[level - 1])


def _words(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
