"""Go-back-N over row numbers: what may be sent next, what a reply or a silence means (SPEC §7)."""

from stoep_protocol.limits import WINDOW_FRAMES

NOT_OURS = 0  # no frame in flight is concerned: it was forgotten by going back
TAKEN = 1
GO_BACK = 2


class Window:
    """Frames in flight as (counter, last row). next_row: the row to send next."""

    def __init__(self) -> None:
        self.next_row = 1
        self._counters: "list[int]" = []
        self._last_rows: "list[int]" = []
        self._frames = 1
        self._alone = False

    def begin(self, next_row: int) -> None:
        """A wake: nothing in flight, one frame at a time until the first reply."""
        self._frames = 1
        self.go_back(next_row)

    def go_back(self, next_row: int) -> None:
        """Forget what is in flight and send from next_row on."""
        self.next_row = next_row
        self._counters.clear()
        self._last_rows.clear()
        self._alone = False

    @property
    def is_empty(self) -> bool:
        """Whether no frame waits for a reply."""
        return not self._counters

    @property
    def is_open(self) -> bool:
        """Whether one more frame may go."""
        return len(self._counters) < self._frames and not self._alone

    def sent(self, counter: int, *, rows: int, is_alone: bool) -> None:
        """A frame with that many rows went out. Alone: nothing follows it before its reply (hello, state)."""
        self.next_row += rows
        self._counters.append(counter)
        self._last_rows.append(self.next_row - 1)
        self._alone = is_alone

    def replied(self, counter: int, *, seen: "int | None") -> int:
        """A reply covers all frames up to counter: NOT_OURS, TAKEN, or GO_BACK when rows of them are not seen.

        seen is None when the reply speaks of another life: its frames were answered, not taken.
        """
        self._frames = WINDOW_FRAMES
        last_row = -1
        while self._counters and self._counters[0] <= counter:
            self._counters.pop(0)
            last_row = self._last_rows.pop(0)
        if last_row < 0:
            return NOT_OURS
        if not self._counters:
            self._alone = False
        return GO_BACK if seen is None or last_row > seen else TAKEN
