"""When a demo is over: after its time, but not before all have delivered. Pure: the caller owns the clock."""

from collections.abc import Sequence

_HEARD_S = 120.0  # for the last devices to deliver, on a slow machine, once all are connected
_ALERT_S = 90.0  # after that for an alert, which waits for the counts of all; on a busy machine that takes long


class DemoEnd:
    """Look again and again. now_s comes from one clock that never goes back."""

    def __init__(self, *, devices: int, live_s: float) -> None:
        """live_s: from the first readings on."""
        self._devices = devices
        self._live_s = live_s
        self._begun_s: float | None = None
        self._connected_s: float | None = None
        self._all_s: float | None = None

    def look(self, *, delivered: int, connected: int, unheard: Sequence[str], now_s: float) -> tuple[str, ...]:
        """What a person should hear of now. unheard: of the devices so far, those that have delivered nothing yet."""
        told = []
        if delivered and self._begun_s is None:
            self._begun_s = now_s
            told.append("the first readings are delivered")
        if connected == self._devices and self._connected_s is None:
            self._connected_s = now_s
        if self._connected_s is not None and self._all_s is None:
            if not unheard:
                self._all_s = now_s
                told.append(f"all {connected} devices are connected, after two days without a network")
            elif now_s >= self._connected_s + _HEARD_S:
                self._all_s = now_s
                if self._begun_s is None:
                    self._begun_s = now_s  # with nothing delivered at all it ends as well
                told.append(f"not waited for any longer, nothing came from: {', '.join(unheard)}")
        return tuple(told)

    def is_over(self, *, waits_for_alert: bool, now_s: float) -> bool:
        """waits_for_alert: none was raised and acknowledged yet."""
        if self._begun_s is None or self._all_s is None:
            return False
        return now_s >= max(self._begun_s + self._live_s, self._all_s + (_ALERT_S if waits_for_alert else 0.0))
