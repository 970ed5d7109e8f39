"""How often a pseudonym that changes is linked to the one before, by cell and measured values. Figures, once measured.

By `make relink`, seeds 1 to 3: three simulated towns of 1,000 gardens at random places on 85 km², each with a soil, a
shade and a probe of its own, rows of ten minutes, one change for all at midnight. The attacker compares the last row
before with the first one after, within a cell. No real garden was in it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Relinked:
    """cell_m: the side of the cells that are given away, None: no place at all. low, high: shares of the towns."""

    cell_m: int | None
    low: float
    high: float


RELINKED = (
    Relinked(cell_m=100, low=1.0, high=1.0),
    Relinked(cell_m=500, low=0.994, high=1.0),
    Relinked(cell_m=1000, low=0.98, high=0.994),
    Relinked(cell_m=None, low=0.417, high=0.432),
)
