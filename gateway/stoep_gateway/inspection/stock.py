"""Count what lies somewhere, value by value: windows, raw counts, places, ages. Never keeps a value. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.records import Chain, Evidence, Finding

_SIZE_MIN_M = 100
_SHOWN_MAX = 3  # rows that a finding names
K_LEAST = 3  # below it one person more or less is seen at once
WINDOW_LEAST_S = 300  # shorter ones tell when somebody passed
SMALL_COUNTS, PLACE = "gdpr.small-counts", "gdpr.publish-place"


class Stored(NamedTuple):
    """One value as it lies in a journal, an archive or a back-end. A tuple: there are many.

    where: how a person finds it again. k: None when nobody wrote down how the value was made. place: x, y and side of
    the cell, metres RD New, as they stand there.
    """

    where: str
    device: str
    profile: str
    quantity: str
    time_s: int | None
    window_s: int
    value: float
    k: int | None = None
    place: tuple[float, float, float] | None = None


@dataclass(slots=True, kw_only=True)
class Tally:
    """Of one chain in one store. where_*: the first rows of a kind."""

    values: int = 0
    windows: int = 0
    raw: int = 0
    below_k: int = 0
    unlinked: int = 0
    cells: int = 0
    exact: int = 0
    k_min: int | None = None
    window_min_s: int | None = None
    value_min: float | None = None  # of released counts, only to be compared
    first_s: int | None = None
    last_s: int | None = None
    devices: set[str] = field(default_factory=set)
    where: dict[str, list[str]] = field(default_factory=dict)

    def note(self, kind: str, row: Stored) -> None:
        rows = self.where.setdefault(kind, [])
        if len(rows) < _SHOWN_MAX:
            rows.append(row.where)


class Stock:
    """Rows of one store. is_linked: whether the ledger has the window of a device that begins then and is so long."""

    def __init__(
        self,
        name: str,
        *,
        chains: Iterable[Chain],
        sensitive: frozenset[str],
        is_linked: Callable[[str, int, int], bool] | None = None,
        unit: str = "value",
    ) -> None:
        """unit: what a row is that is no window."""
        self.name = name
        self._unit = unit
        self.by_chain: dict[str, Tally] = {}
        self._people = frozenset(chain.name for chain in chains if chain.is_people)
        self._sensitive = sensitive
        self._is_linked = is_linked

    def add(self, row: Stored) -> None:
        tally = self.by_chain.get(row.profile)
        if tally is None:
            tally = self.by_chain[row.profile] = Tally()
        tally.values += 1
        tally.devices.add(row.device)
        if row.time_s is not None:
            if tally.first_s is None or row.time_s < tally.first_s:
                tally.first_s = row.time_s
            if tally.last_s is None or row.time_s > tally.last_s:
                tally.last_s = row.time_s
        if row.place is not None:
            if is_cell_centre(*row.place):
                tally.cells += 1
            else:
                tally.exact += 1
                tally.note("exact", row)
        if row.profile in self._people or row.quantity in self._sensitive:
            self._count(tally, row)

    def _count(self, tally: Tally, row: Stored) -> None:
        if not row.window_s:
            tally.raw += 1
            tally.note("raw", row)
            return
        tally.windows += 1
        if tally.window_min_s is None or row.window_s < tally.window_min_s:
            tally.window_min_s = row.window_s
        if tally.value_min is None or row.value < tally.value_min:
            tally.value_min = row.value
        if row.k is not None:
            if tally.k_min is None or row.k < tally.k_min:
                tally.k_min = row.k
            if row.value < row.k:
                tally.below_k += 1
                tally.note("below k", row)
        if self._is_linked and row.time_s is not None and not self._is_linked(row.device, row.time_s, row.window_s):
            tally.unlinked += 1
            tally.note("unlinked", row)

    def told(self) -> str:
        """What lies there, in one line."""
        parts = [f"{name}: {_many(tally, unit=self._unit)}" for name, tally in sorted(self.by_chain.items())]
        return "; ".join(parts) or "nothing"

    def evidence(self) -> Iterable[Evidence]:
        """Facts that these rows tell."""
        for chain, tally in self.by_chain.items():
            source = f"{self.name}: {_many(tally, unit=self._unit)}"
            if tally.exact:
                told = f"{self.name}: {tally.exact:,} of {tally.cells + tally.exact:,} places are no cell centres"
                yield Evidence(fact="public_place", value="exact", source=told, chain=chain)
            elif tally.cells:
                told = f"{source}: all {tally.cells:,} places are centres of cells"
                yield Evidence(fact="public_place", value="area", source=told, chain=chain)
            elif tally.values:
                yield Evidence(fact="public_place", value="none", source=f"{source}: no places", chain=chain)
            if tally.raw or tally.below_k:
                told = f"{self.name}: {tally.raw:,} counts that no window made, {tally.below_k:,} below their k"
                yield Evidence(fact="min_group", value=1, source=told, chain=chain)
            if tally.raw:
                yield Evidence(fact="interval_min", value=1, source=told, chain=chain)
            if tally.k_min is not None:
                yield Evidence(fact="min_group", value=tally.k_min, source=source, chain=chain)
            if tally.window_min_s is not None:
                minutes = whole_minutes(tally.window_min_s)
                yield Evidence(fact="interval_min", value=minutes, source=source, chain=chain)

    def findings(self) -> Iterable[Finding]:
        """What should not lie there."""
        for chain, tally in self.by_chain.items():
            if tally.k_min is not None and tally.k_min < K_LEAST:
                what = f"windows released with k = {tally.k_min}: numbers of one or two people"
                yield Finding(rule=SMALL_COUNTS, chain=chain, where=self.name, what=what)
            if tally.window_min_s is not None and tally.window_min_s < WINDOW_LEAST_S:
                what = f"windows of {tally.window_min_s / 60:g} min: who passes by is known to the minute"
                yield Finding(rule=SMALL_COUNTS, chain=chain, where=self.name, what=what)
            for kind, number, rule, what in (
                ("raw", tally.raw, SMALL_COUNTS, "counts of people that are of no released window"),
                ("below k", tally.below_k, SMALL_COUNTS, "released counts below the k that stands beside them"),
                ("unlinked", tally.unlinked, SMALL_COUNTS, "windows that the ledger does not know"),
                ("exact", tally.exact, PLACE, "places that are no centre of a cell of 100 m or more"),
            ):
                if number:
                    rows = ", ".join(tally.where[kind])
                    yield Finding(rule=rule, chain=chain, where=f"{self.name}: {rows}", what=f"{what}: {number:,}")


def is_cell_centre(x_m: float, y_m: float, size_m: float) -> bool:
    """Whether a place is the centre of an RD New grid cell that may be told."""
    if size_m < _SIZE_MIN_M or any(not float(part).is_integer() for part in (x_m, y_m, size_m)):
        return False
    return int(x_m) % int(size_m) == int(y_m) % int(size_m) == int(size_m) // 2


def whole_minutes(seconds: int) -> int | float:
    """Minutes, whole if they are."""
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 2)


def on_day(time_s: int) -> str:
    """UTC."""
    return f"{datetime.fromtimestamp(time_s, UTC):%Y-%m-%d}"


def _many(tally: Tally, *, unit: str) -> str:
    of, more = counted(len(tally.devices), "device"), "series" if unit == "series" else ""
    what = f"{counted(tally.values, unit, more)} of {of}"
    if tally.windows:
        k = "" if tally.k_min is None else f", k at least {tally.k_min}"
        what = f"{counted(tally.windows, 'window')} of {of}, of {(tally.window_min_s or 0) / 60:g} min"
        what += f" or more{k}"
    if tally.first_s is not None and tally.last_s is not None:
        what += f", {on_day(tally.first_s)} to {on_day(tally.last_s)}"
    return what


def chain_of_quantity(quantity: str, *, chains: Mapping[str, Chain]) -> str:
    """For a store that does not tell what kind of device a value is of; "" when no chain has that quantity."""
    return next((chain.name for chain in chains.values() if quantity in chain.quantities), "")
