"""How many rows a device's full ring can have lost: by its rhythm, its ring's size and the time line of its faults.

Pure, and nothing of it is the firmware's own: what that counts as dropped is held against this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from stoep_simulators.scenarios.records import (
    CLOCK_DRIFT,
    GATEWAY_AWAY,
    POWER_CUT,
    UPDATE_HALF_WAY,
    WIFI_AWAY,
    Fault,
    Group,
)

# docs/device.md: a ring in flash of 72 hours of rows, at least 128 and at most 5,000.
_HELD_S, _LEAST_ROWS, _MOST_ROWS = 72 * 3_600, 128, 5_000
_RETRY_S = 900  # who reaches nobody tries again after so long or after its `send`, give or take a quarter
_OPEN_S = 7 * 3_600  # docs/configuration.md: a window of counts is a night of 6 h at most, and closes within the hour
_ODD_ROWS = 2  # besides the rhythm's: one at power-on, one when the clock is set


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Seconds since the start, end_s without, in which nothing of a device's may have arrived. off_s: without power."""

    begin_s: int
    end_s: int
    off_s: int = 0
    cuts: int = 0


def ring_rows(sample_s: int) -> int:
    """What a ring holds at least."""
    return min(max(_HELD_S // sample_s, _LEAST_ROWS), _MOST_ROWS)


def silences(group: Group, *, device: str, faults: Iterable[Fault]) -> tuple[Silence, ...]:
    """When its faults keep the device from saying all that it has, with the time until it surely has; rising."""
    mine = [fault for fault in faults if fault.kind == GATEWAY_AWAY or device in fault.devices]
    reach_s = _reach_s(group)
    found = [
        Silence(begin_s=fault.at_s - (_forgets_s(group) if fault.kind == GATEWAY_AWAY else 0), end_s=fault.end_s)
        for fault in mine
        if fault.kind in (WIFI_AWAY, GATEWAY_AWAY) or (fault.kind == POWER_CUT and not fault.mid_conversation)
    ]
    found.sort(key=lambda each: each.begin_s)
    waiting = [fault for fault in mine if fault.mid_conversation or fault.kind == UPDATE_HALF_WAY]
    for fault in sorted(waiting, key=lambda each: each.at_s):
        found.append(_cut_in_conversation(fault, after=found, reach_s=reach_s))
        found.sort(key=lambda each: each.begin_s)
    merged: list[Silence] = []
    for each in found:
        if merged and each.begin_s < merged[-1].end_s + reach_s:
            last = merged.pop()
            each = replace(last, end_s=max(last.end_s, each.end_s))
        merged.append(each)
    around = (Silence(begin_s=max(0, each.begin_s - reach_s), end_s=each.end_s + reach_s) for each in merged)
    return tuple(_without_power(each, faults=mine, waiting=waiting) for each in around)


def explained_drops(group: Group, *, device: str, faults: Iterable[Fault]) -> int:
    """How many rows of the device a full ring can have lost."""
    faults = tuple(faults)
    room = ring_rows(group.sample_s)
    most = [
        _rows(silence, group=group, ppm=_fastest(faults, device=device))
        for silence in silences(group, device=device, faults=faults)
    ]
    return sum(max(0, rows - room) for rows in most)


def droppable(taken_s: Sequence[int], *, group: Group, device: str, faults: Iterable[Fault]) -> frozenset[int]:
    """Which of its rows a full ring can have lost: of each silence all but the newest that a ring holds.

    taken_s: of all its rows, seconds since the start, in their order. Places in it.
    """
    faults = tuple(faults)
    room = ring_rows(group.sample_s)
    found: set[int] = set()
    for silence in silences(group, device=device, faults=faults):
        places = [place for place, at_s in enumerate(taken_s) if silence.begin_s <= at_s < silence.end_s]
        rows = min(len(places), _rows(silence, group=group, ppm=_fastest(faults, device=device)))
        found.update(places[: max(0, rows - room)])
    return frozenset(found)


def unexplained_drops(
    dropped: Mapping[str, int], *, groups: Iterable[Group], faults: Iterable[Fault]
) -> dict[str, tuple[int, int]]:
    """Of devices with more dropped rows than their faults explain: how many those are, and how many would be."""
    faults, found = tuple(faults), {}
    owners = {name: group for group in groups for name in group.devices}
    for device, count in dropped.items():
        group = owners.get(device)
        explained = explained_drops(group, device=device, faults=faults) if group is not None and count else 0
        if count > explained:
            found[device] = count, explained
    return found


def _reach_s(group: Group) -> int:
    """Within which a device that reaches the gateway has had a conversation. It looks once a row whether one is due."""
    return max(group.send_s, _RETRY_S) * 5 // 4 + group.sample_s


def _forgets_s(group: Group) -> int:
    """What a gateway without power had only in memory, and has never met then: a conversation's rows, a window's."""
    return _OPEN_S if group.kind == "people" else _reach_s(group)


def _cut_in_conversation(fault: Fault, *, after: Sequence[Silence], reach_s: int) -> Silence:
    """Not at its moment, but in the first conversation that is possible from then on."""
    at_s = fault.at_s
    for silence in after:
        if silence.begin_s < at_s + reach_s and at_s < silence.end_s + reach_s:
            at_s = max(at_s, silence.end_s)
    return Silence(begin_s=at_s, end_s=at_s + reach_s + fault.for_s)


def _without_power(silence: Silence, *, faults: Iterable[Fault], waiting: Sequence[Fault]) -> Silence:
    """How long it surely has none: cuts at their moments lie apart, one in a conversation may lie in another."""
    cuts = [
        fault
        for fault in faults
        if fault.kind == POWER_CUT and fault not in waiting and silence.begin_s <= fault.at_s < silence.end_s
    ]
    met = [fault for fault in waiting if silence.begin_s <= fault.at_s and fault.end_s <= silence.end_s]
    off_s = max([sum(fault.for_s for fault in cuts), *(fault.for_s for fault in met)])
    return replace(silence, off_s=off_s, cuts=len(cuts) + len(waiting))


def _rows(silence: Silence, *, group: Group, ppm: int) -> int:
    """How many rows the rhythm gives at most in it."""
    lasts_s = silence.end_s - silence.begin_s - silence.off_s
    return -(-lasts_s * (1_000_000 + ppm) // (1_000_000 * group.sample_s)) + _ODD_ROWS + silence.cuts


def _fastest(faults: Iterable[Fault], *, device: str) -> int:
    """What the device's crystal counts too many in a million, at its fastest."""
    return max([0, *(fault.ppm for fault in faults if fault.kind == CLOCK_DRIFT and device in fault.devices)])
