"""Who has brought too many wrong codes of late. Pure."""

from dataclasses import dataclass

_WRONG_MAX = 5
_PERIOD_S = 60.0
_ADDRESSES_MAX = 1000  # remembered at once


@dataclass(slots=True, kw_only=True)
class _Tries:
    since_s: float
    wrong: int = 0


class WrongCodes:
    """No code can be guessed; this bounds what trying costs, in log lines too. mono_s: a clock that never goes back."""

    def __init__(self) -> None:
        self._tries: dict[str, _Tries] = {}

    def is_barred(self, address: str, *, mono_s: float) -> bool:
        """Whether it has to wait until a minute after its first wrong code."""
        tries = self._tries.get(address)
        return tries is not None and tries.wrong >= _WRONG_MAX and mono_s - tries.since_s < _PERIOD_S

    def note(self, address: str, *, mono_s: float) -> None:
        """One more."""
        tries = self._tries.get(address)
        if tries is None or mono_s - tries.since_s >= _PERIOD_S:
            self._tries.pop(address, None)
            if len(self._tries) >= _ADDRESSES_MAX:
                del self._tries[next(iter(self._tries))]  # the one that began longest ago
            tries = self._tries[address] = _Tries(since_s=mono_s)
        tries.wrong += 1
