"""What a load run counts and times while it goes on."""

from array import array
from dataclasses import dataclass, field


def _times() -> "array[float]":
    return array("d")


@dataclass(slots=True, kw_only=True)
class Tally:
    """due: frames whose moment has come; sent: of them, written to a connection. Times in seconds.

    again: messages with rows that had been written before. answered_s, settled_s: from a frame's scheduled moment until
    a reply covers it. lateness_s: from a moment until the generator came to it.
    """

    due: int = 0
    sent: int = 0
    again: int = 0
    refused: int = 0  # replies that were damaged, stale or not for the device's session
    breaks: int = 0  # connections that ended before they should
    answered_s: "array[float]" = field(default_factory=_times)
    settled_s: "array[float]" = field(default_factory=_times)
    lateness_s: "array[float]" = field(default_factory=_times)

    @property
    def settled(self) -> int:
        """Frames."""
        return len(self.settled_s)

    @property
    def unsettled(self) -> int:
        """Frames that were due."""
        return self.due - self.settled
