"""How long each part of a node was in each of its states."""

from collections import Counter
from collections.abc import Callable, Mapping

Booked = Mapping[tuple[str, str], int]  # (part, state) -> milliseconds


class Meter:
    """A part is in one state at a time; now_ms is a clock that never goes back."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._states: dict[str, tuple[str, int]] = {}  # since when
        self._booked: Counter[tuple[str, str]] = Counter()
        self.entered: Counter[tuple[str, str]] = Counter()

    def switch(self, part: str, state: str) -> None:
        """The part is in another state from now on."""
        now_ms = self._now_ms()
        if part in self._states:
            before, since_ms = self._states[part]
            if before == state:
                return
            self._booked[part, before] += now_ms - since_ms
        self._states[part] = (state, now_ms)
        self.entered[part, state] += 1

    def pulse(self, part: str, state: str, *, size_ms: int) -> None:
        """The part is in a state for so long, from now on, and then in its own one again."""
        self._booked[part, state] += size_ms
        self._booked[part, self._states[part][0]] -= size_ms
        self.entered[part, state] += 1

    def booked(self) -> Booked:
        """Up to now."""
        now_ms = self._now_ms()
        total = Counter(self._booked)
        for part, (state, since_ms) in self._states.items():
            total[part, state] += now_ms - since_ms
        return total
