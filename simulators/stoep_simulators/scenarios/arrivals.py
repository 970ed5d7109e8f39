"""What became of rows, by what `stoep accounts --json` says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Rows of all devices by what the gateway made of them. open: counts in its memory, in their device's ring too."""

    kept: int
    open: int
    rejected: int
    dropped: int
    absent: int
    restore: int
    pending: int  # observations that a back-end has yet to get

    @property
    def accounted(self) -> int:
        """Rows that the gateway has met or knows to be lost."""
        return self.kept + self.open + self.rejected + self.dropped + self.absent + self.restore


def arrivals(accounts: Mapping[str, Any]) -> Arrivals:
    """Read them from what `stoep accounts --json` says of a gateway that was started once."""
    lives = accounts["lives"]
    return Arrivals(
        kept=sum(life["kept"] for life in lives),
        open=accounts["start"]["open"],
        rejected=sum(sum(life["rejected"].values()) for life in lives),
        dropped=sum(life["dropped"] for life in lives),
        absent=sum(life["absent"] for life in lives),
        restore=sum(life["restore"] for life in lives),
        pending=sum(backend["pending"] for backend in accounts["backends"]),
    )
