"""Which lines cannot be trusted, and since when, judged by their own weeks and by the other lines."""

from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.board import Fault
from stoep_gateway.crowd.fault_signs import Signs, signs
from stoep_gateway.crowd.forecast.history import DAY_S, HOUR_S, Flags, Floats
from stoep_gateway.crowd.line_usual import HourlyLines, hourly
from stoep_gateway.crowd.lines import LineCounts

PAST_H = 35 * 24  # hours judged; ten weeks before them make up what is usual
LEFT_OUT = ("stuck", "clock", "noisy")

# Each limit was chosen on Auckland's counts of 2023 and 2024.
_LATE_S, _SILENT_S = 1_200, 7_200  # past 20 minutes data is called old; past two hours it is not on its way
_DEAD_PEOPLE = 150.0  # expected while nobody was counted
_GAP_S, _GAP_SHOWN_S = 6 * HOUR_S, 7 * DAY_S  # as long as the hole stands in the place of last week
_SAME_SLOTS = 6
_PLAIN = 0.3  # mean distance of the other hours of a day from what is expected
_TELLING_H = 8  # hours of a day in which enough people are expected


def find(lines: LineCounts, *, zone: ZoneInfo, due_s: int) -> tuple[Fault, ...]:
    """At most one fault a line, the surest; in the order of the lines. zone: of the local clock.

    due_s: end of the newest window that should have come in by now, at most lines.now_s: the night is one long window.
    """
    hours, total = hourly(lines, zone=zone, hours=PAST_H), lines.total
    day, two_days, three_days = (signs(hours, window_h=days * 24) for days in (1, 2, 3))
    found = []
    for line, device in enumerate(lines.lines):
        one = _absent(lines, total[:, line], due_s=due_s) or _dead(lines, hours, line)
        one = one or _stuck(lines, total[:, line], hours, line)
        one = one or _jumped(hours, line) or _strange(hours, (day, two_days, three_days), line)
        one = one or _hole(lines, total[:, line], due_s=due_s)
        if one:
            kind, since_s = one
            found.append(Fault(device=device, kind=kind, since_s=since_s))
    return tuple(found)


def distrusted(lines: LineCounts, *, faults: tuple[Fault, ...]) -> Flags:
    """(slots, lines): counts to leave out of their place. Nobody is left out for counting more than is usual:
    "doubled" and "moved" are told and still counted, since a real crowd may look like them.
    """
    flags = np.zeros(lines.counts.shape[:2], dtype=bool)
    for fault in faults:
        if fault.kind in LEFT_OUT or fault.kind == "silent":
            first = max(0, (fault.since_s - lines.start_s) // lines.slot_s)
            flags[first:, lines.lines.index(fault.device)] = True
    return flags


_Found = tuple[str, int] | None


def _absent(lines: LineCounts, total: Floats, *, due_s: int) -> _Found:
    known = np.flatnonzero(~np.isnan(total))
    last_s = lines.start_s + (int(known[-1]) + 1) * lines.slot_s if len(known) else lines.start_s
    missing_s = due_s - last_s
    if missing_s <= _LATE_S:
        return None
    return ("late" if missing_s <= _SILENT_S else "silent"), last_s


def _dead(lines: LineCounts, hours: HourlyLines, line: int) -> _Found:
    """Nobody, or so few that it is hidden, while many would be expected."""
    is_empty = (lines.counts[:, line] == 0) | lines.hidden[:, line]
    length = _run(is_empty.all(axis=1))
    begin_s = lines.now_s - length * lines.slot_s
    inside = hours.ends_s > begin_s
    if length and np.nansum((hours.expected - hours.counted)[inside, line]) >= _DEAD_PEOPLE:
        return "silent", begin_s
    return None


def _stuck(lines: LineCounts, total: Floats, hours: HourlyLines, line: int) -> _Found:
    """The same count again and again, or differing by no more than the noise that was added."""
    per_hour = HOUR_S // lines.slot_s
    is_shown = np.logical_not(lines.hidden[:, line].any(axis=1))
    same = 1 + _run((np.diff(total) == 0) & is_shown[1:] & is_shown[:-1])
    if same >= _SAME_SLOTS and total[-1] > 0:
        grain = _grain(total[-DAY_S // lines.slot_s :])
        if (
            _spread(hours.expected[-(same // per_hour + 1) :, line], per_hour=per_hour, slots=same)
            >= 20 * grain**2 * same
        ):
            return "stuck", lines.now_s - same * lines.slot_s
    noise = 2 * float(lines.noise[line]) ** 2
    slots = 12 * per_hour
    last = total[-slots:]
    if noise and len(last) == slots and not np.isnan(last).any() and not lines.hidden[-slots:, line].all():
        noisy = 2 * noise * slots  # twice what noise alone gives
        expected = _spread(hours.expected[-12:, line], per_hour=per_hour, slots=slots)
        if np.square(last - last.mean()).sum() < noisy and expected > 10 * noisy:
            return "stuck", lines.now_s - 12 * HOUR_S
    return None


def _strange(hours: HourlyLines, windows: tuple[Signs, Signs, Signs], line: int) -> _Found:
    day, two, three = windows
    if day.telling_h[line] < _TELLING_H:
        return None
    kind = ""
    if any(w.shift_gain[line] > gain and w.shift_left[line] < left
           for w, gain, left in ((day, 0.10, 0.65), (two, 0.07, 0.75), (three, 0.03, 0.85))):  # fmt: skip
        kind, window = "clock", day
    elif day.jitter[line] > 0.3 and day.jitter_times[line] > 2.6:
        kind, window = "noisy", day
    elif (day.twice[line] > 0.85 and day.off_times[line] > 2) or (two.twice[line] > 0.7 and two.off_times[line] > 1.8):
        kind, window = "doubled", two
    elif (
        two.telling_h[line] >= 2 * _TELLING_H
        and two.off[line] > 0.35
        and two.off_times[line] > 2.2
        and day.off_times[line] > 2
    ):
        kind, window = "moved", two
    return (kind, _since(hours, window, line)) if kind else None


def _jumped(hours: HourlyLines, line: int) -> _Found:
    """One hour of many more people in a day as usual: a total that was sent as if it were new."""
    off, expected = hours.off[-26:, line], hours.expected[-26:, line]
    middle = slice(1, -1)
    is_plain = (np.abs(off[:-2]) < 0.7) & (np.abs(off[2:]) < 0.7)
    jumps = np.flatnonzero(is_plain & (off[middle] > 1.4) & (expected[middle] >= 20))
    others = (expected >= 20) & ~np.isin(np.arange(len(off)), jumps + 1)
    if len(jumps) != 1 or not others.any() or np.nanmean(np.abs(off[others])) > _PLAIN:
        return None
    return "reset", int(hours.ends_s[-26:][jumps[0] + 1]) - HOUR_S


def _hole(lines: LineCounts, total: Floats, *, due_s: int) -> _Found:
    """Hours without a count that have ended. A line's time before its first count is no hole."""
    known = np.flatnonzero(~np.isnan(total[: (due_s - lines.start_s) // lines.slot_s]))
    holes = np.flatnonzero(np.diff(known) * lines.slot_s > _GAP_S)
    if not len(holes):
        return None
    begin, end = int(known[holes[-1]]) + 1, int(known[holes[-1] + 1])
    is_recent = due_s - (lines.start_s + end * lines.slot_s) <= _GAP_SHOWN_S
    return ("gap", lines.start_s + begin * lines.slot_s) if is_recent else None


def _since(hours: HourlyLines, window: Signs, line: int) -> int:
    """Where the counts begin to be as far off as they are now."""
    off = np.nan_to_num(np.abs(hours.off[-7 * 24 :, line]))
    weight = np.nan_to_num(hours.expected[-7 * 24 :, line])
    beyond = (off - (window.off[line] + window.off_before[line]) / 2) * weight
    best = int(np.argmax(np.cumsum(beyond[::-1])))
    return int(hours.ends_s[-1 - best]) - HOUR_S


def _run(flags: NDArray[np.bool_]) -> int:
    """How many at the end are true."""
    falses = np.flatnonzero(~flags)
    return len(flags) - 1 - int(falses[-1]) if len(falses) else len(flags)


def _grain(counts: Floats) -> float:
    """Smallest step between counts: 1, or what they were rounded to."""
    steps = np.abs(np.diff(np.unique(counts[~np.isnan(counts)])))
    return float(max(1.0, steps.min(initial=np.inf))) if len(steps) else 1.0


def _spread(expected: Floats, *, per_hour: int, slots: int) -> float:
    """Sum of squares that people who come one by one would make in so many slots; 0 when nothing is expected."""
    if np.isnan(expected).all():
        return 0.0
    return float(slots * (np.nanvar(expected) / per_hour**2 + np.nanmean(expected) / per_hour))
