"""Which way people pass two places side by side: out of the order in which they take them; sans-IO."""

# Which places are taken (bit 0 outside, bit 1 inside) → step on the way in: 0 nobody, 1 outside, 2 both, 3 inside.
_STEP = b"\x00\x01\x03\x02"


class Direction:
    """A passage counts when both places are free again after a full round of the four steps.

    Who turns back takes the steps back and does not count; two people within one step of each other are one.
    """

    def __init__(self) -> None:
        self.entered = 0
        self.left = 0
        self.unsure = 0  # rounds in which both places changed at once: two people side by side, or changes lost
        self._step = 0
        self._way = 0
        self._torn = False

    def take(self, taken: int) -> None:
        """The places taken now: bit 0 outside, bit 1 inside."""
        step = _STEP[taken]
        move = (step - self._step) & 3
        self._step = step
        if move == 1:
            self._way += 1
        elif move == 3:
            self._way -= 1
        elif move == 2:
            self._torn = True
        if step == 0:
            if self._torn:
                self.unsure += 1
            elif self._way == 4:
                self.entered += 1
            elif self._way == -4:
                self.left += 1
            self._way = 0
            self._torn = False
