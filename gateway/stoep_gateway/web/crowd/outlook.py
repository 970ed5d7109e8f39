"""The pages' look at the real outlook: each round is unpacked once, however many readers ask for it."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Generic, TypeVar

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.places import Places
from stoep_gateway.errors import RetryableError
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.web.ports import OutlookAwayError

T = TypeVar("T")
_PAST_MAX = 8  # rounds of past days: of 50 places each takes about 4 MB
_ALERTS_MAX = 100
_NEWEST_MAX = 4  # forms of the newest round: with the history of one place, or another, of all, of none


class StoredOutlook:
    """Honours stoep_gateway.web.ports.Outlook. Two threads may unpack the same thing at once: that does no harm."""

    def __init__(self, path: Path) -> None:
        self._reader = OutlookReader(path)
        self._newest: dict[frozenset[str] | None, _Kept[Board | None]] = {}
        self._places: _Kept[Places | None] = _Kept(self._reader.places)
        self._alerts: _Kept[tuple[Alert, ...]] = _Kept(lambda: self._reader.alerts(newest=_ALERTS_MAX))
        self._past: dict[int, Board] = {}

    def version(self) -> int:
        return _asked(self._reader.version)

    def places(self) -> Places | None:
        return self._places.get(self.version())

    def newest(self, *, history_of: Collection[str] | None = None) -> Board | None:
        key = None if history_of is None else frozenset(history_of)
        kept = self._newest.get(key)
        if kept is None:
            if len(self._newest) >= _NEWEST_MAX:
                self._newest.clear()
            kept = self._newest[key] = _Kept(lambda: self._reader.newest(history_of=history_of))
        return kept.get(self.version())

    def at(self, time_s: int) -> Board | None:
        """A past round never changes, so its own moment is its key."""
        moments = self.moments(time_s - 86_400, time_s + 1)
        if not moments:
            return _asked(lambda: self._reader.at(time_s))
        found = self._past.get(moments[-1]) or _asked(lambda: self._reader.at(moments[-1]))
        if found is not None:
            while len(self._past) >= _PAST_MAX:
                self._past.pop(next(iter(self._past)), None)
            self._past[found.now_s] = found
        return found

    def moments(self, start_s: int, end_s: int) -> tuple[int, ...]:
        return _asked(lambda: self._reader.moments(start_s, end_s))

    def alerts(self, *, newest: int) -> tuple[Alert, ...]:
        """At most a hundred."""
        held = self._alerts.get(self.version())
        chosen = sorted(held, key=lambda alert: alert.ended_s is not None)[:newest]
        return tuple(alert for alert in held if alert in chosen)

    def alerts_at(self, time_s: int) -> tuple[Alert, ...]:
        return _asked(lambda: self._reader.alerts_at(time_s))

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        return _asked(lambda: self._reader.deliveries(alert_id))


class _Kept(Generic[T]):
    """The answer to one question, until the version is another one."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._held: tuple[int, T] | None = None

    def get(self, version: int) -> T:
        held = self._held
        if held is None or held[0] != version:
            held = self._held = (version, _asked(self._ask))
        return held[1]


def _asked(call: Callable[[], T]) -> T:
    try:
        return call()
    except RetryableError as error:
        raise OutlookAwayError(str(error)) from error
