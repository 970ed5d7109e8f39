"""What must arrive of what devices say they kept. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from stoep_protocol.profiles import Profile, by_name
from stoep_simulators.row_log import KeptRow
from stoep_simulators.scenarios.full_rings import droppable
from stoep_simulators.scenarios.promises import explained_by
from stoep_simulators.scenarios.records import START_S, Fault, Group
from stoep_testing.stored import Stored

_NEVER_MET = "?"  # a life that the gateway does not know


def expected(
    kept: Mapping[str, Sequence[KeptRow]],
    *,
    groups: Iterable[Group],
    lives: Sequence[Mapping[str, Any]],
    released: Iterable[Stored],
    faults: Sequence[Fault] = (),
) -> list[Stored]:
    """Of the rows that are passed on one by one, so of all but people counts. identity: whole; time_s None.

    kept: logs by device; lives: of the accounts; released: by the gateway. Not in it are rows that the accounts say a
    full ring dropped, if the faults let it lose these, and rows that were refused for what a fault explains: of a
    life's rows as many as it says, if no more of them were not released.
    """
    met = {row.identity.rpartition("/")[0] for row in released}
    owners = {name: group for group in groups for name in group.devices}
    found = []
    for device, rows in kept.items():
        profile = by_name(owners[device].kind)
        if profile.is_people:
            continue
        explained = explained_by(faults, device=device)
        known = [life for life in lives if life["device"] == device]
        taken_s = [row.at_s - START_S for row in rows]
        places = droppable(taken_s, group=owners[device], device=device, faults=faults)
        begin = 0
        for run in _lives(rows):
            life = _life(run, known=known)
            names = [f"{device}/{life['life']}/{row.row}" for row in run]
            by_row = {name: _values(row, profile=profile) for name, row in zip(names, run, strict=True)}
            missing = {name for name, values in by_row.items() if values and name not in met}
            of_the_ring = missing & {name for place, name in enumerate(names, begin) if place in places}
            begin += len(run)
            reasons = sum(count for reason, count in life["rejected"].items() if reason in explained)
            gone = _explained(missing, of_the_ring=of_the_ring, dropped=life["dropped"], refused=reasons)
            found += [
                Stored(f"{name}/{quantity}", None, 0, value)
                for name, values in by_row.items()
                if name not in gone
                for quantity, value in values.items()
            ]
    return found


def _explained(missing: set[str], *, of_the_ring: set[str], dropped: int, refused: int) -> set[str]:
    """Those that need not arrive. of_the_ring: those that it can have lost; dropped, refused: what the accounts say."""
    if len(missing) <= dropped + refused and len(missing - of_the_ring) <= refused:
        return missing
    return of_the_ring if len(of_the_ring) <= dropped else set()


def _lives(rows: Sequence[KeptRow]) -> Iterator[Sequence[KeptRow]]:
    """A wiped board counts from 1 again."""
    begin = 0
    for place in range(1, len(rows)):
        if rows[place].row <= rows[place - 1].row:
            yield rows[begin:place]
            begin = place
    if rows:
        yield rows[begin:]


def _life(run: Sequence[KeptRow], *, known: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The account of the life that kept these rows."""
    if len(known) == 1:
        return known[0]
    whole = [life for life in known if life["floor"] == run[-1].row]
    return whole[0] if whole else {"life": _NEVER_MET, "dropped": 0, "rejected": {}}


def _values(row: KeptRow, *, profile: Profile) -> dict[str, float]:
    """Of what was measured, by quantity."""
    return {
        column.quantity: value / 10**column.decimals
        for column, value in zip(profile.columns, row.values, strict=True)
        if value is not None
    }
