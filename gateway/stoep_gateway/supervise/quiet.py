"""Say the same thing once a minute, and few things in all: what strangers send must not fill a log. Pure."""

from collections.abc import Hashable
from dataclasses import dataclass

_QUIET_S = 60.0
_LINES_MAX = 1000  # a minute, and as many things are remembered; what is not told is still counted elsewhere


@dataclass(slots=True, kw_only=True)
class _Told:
    at_s: float
    untold: int = 0


class Quiet:
    """Remembers what was told. Keys come from peers: keep them short."""

    def __init__(self) -> None:
        self._told: dict[Hashable, _Told] = {}
        self._since_s = 0.0
        self._lines = 0

    def more(self, key: Hashable, *, mono_s: float) -> str | None:
        """None: do not tell it now; else what to add about those not told. mono_s: a clock that never goes back."""
        if mono_s - self._since_s >= _QUIET_S:
            self._since_s, self._lines = mono_s, 0
        told = self._told.get(key)
        if self._lines >= _LINES_MAX or (told is not None and mono_s - told.at_s < _QUIET_S):
            if told is not None:
                told.untold += 1
            return None
        if told is None and len(self._told) >= _LINES_MAX:
            del self._told[next(iter(self._told))]  # the one that was told longest ago
        self._told.pop(key, None)
        self._told[key] = _Told(at_s=mono_s)
        self._lines += 1
        return f" ({told.untold} more since the last line)" if told and told.untold else ""
