"""A crystal that does not beat true: the time that a board counts, beside that of the world."""

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from stoep_simulators.tape_player import Level, Tape

CHANNEL = "crystal_ms"


def crystal_on(tape: "Tape") -> "Crystal | None":
    """The board's, None for one that beats true."""
    return Crystal(tape.level(CHANNEL)) if CHANNEL in tape.names() else None


class Crystal:
    """lead: milliseconds that it has counted too many, at every moment; it never counts backwards."""

    def __init__(self, lead: "Level") -> None:
        self._lead = lead

    def counted_ms(self, now_ms: int) -> int:
        """What it has counted at a moment of the world."""
        return now_ms + self._lead.at_ms(now_ms)

    def wait_ms(self, delay_ms: int, *, now_ms: int) -> int:
        """How long it takes the world until it has counted delay_ms more."""
        target_ms = self.counted_ms(now_ms) + delay_ms
        until_ms = now_ms + delay_ms
        while True:  # a crystal is off by less than half, so each turn halves what is missing
            off_ms = target_ms - self.counted_ms(until_ms)
            until_ms += off_ms
            if -2 < off_ms < 2:
                break
        while self.counted_ms(until_ms) < target_ms:
            until_ms += 1
        return max(until_ms - now_ms, 0)
