"""From the released counts of lines to the history of places: windows onto slots, lines into sums."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import DAY_S, Flags, Floats

_GUESS = 0.4  # of the threshold: what a hidden window is read as
_SHARES_DAYS = 28  # over which a line's usual share of its place is taken
_KNOWN_LEAST = 0.5  # share of the usual flow that must be there before the rest is filled in


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCounts:
    """Lines on one grid of slots. counts: (slots, lines, 2), in and out, people, NaN = not known.

    hidden: (slots, lines, 2), the count is a guess below the threshold. noise: (lines,), standard deviation of the
    noise in one slot's count of one direction, 0 without.
    """

    slot_s: int
    start_s: int
    lines: tuple[str, ...]
    counts: Floats
    hidden: Flags
    noise: Floats

    @property
    def now_s(self) -> int:
        """End of the last slot."""
        return self.start_s + len(self.counts) * self.slot_s

    @property
    def total(self) -> Floats:
        """(slots, lines): both directions together, NaN where one is not known."""
        total: Floats = self.counts.sum(axis=2)
        return total


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCounts:
    """As History wants them: counts, hidden (slots, places), noise (places,). partial: (slots, places), filled in."""

    counts: Floats
    hidden: Flags
    partial: Flags
    noise: Floats


def on_slots(
    starts_s: NDArray[np.int64],
    *,
    windows_s: NDArray[np.int64],
    people: Floats,
    threshold: int,
    slot_s: int,
    start_s: int,
    slots: int,
) -> tuple[Floats, Flags]:
    """(slots,) counts and hidden of one direction of one line, from its windows, each told once; NaN people: hidden.

    A window longer than a slot (the night) is spread evenly; a slot is known when windows cover all of it.
    """
    is_hidden = np.isnan(people)
    people = np.where(is_hidden, _GUESS * threshold, people)
    counts, guessed, covered_s = np.zeros(slots), np.zeros(slots), np.zeros(slots)
    first = (starts_s - start_s) // slot_s
    last = (starts_s + windows_s - 1 - start_s) // slot_s
    for step in range(int((last - first).max(initial=-1)) + 1):
        slot = first + step
        begin_s = np.maximum(starts_s, start_s + slot * slot_s)
        end_s = np.minimum(starts_s + windows_s, start_s + (slot + 1) * slot_s)
        is_in = (end_s > begin_s) & (slot >= 0) & (slot < slots)
        part = np.where(is_in, (end_s - begin_s) / windows_s, 0)[is_in]
        np.add.at(counts, slot[is_in], (people[is_in] * part))
        np.add.at(guessed, slot[is_in], (end_s - begin_s)[is_in] * is_hidden[is_in])
        np.add.at(covered_s, slot[is_in], (end_s - begin_s)[is_in])
    is_known = covered_s >= slot_s
    return np.where(is_known, counts, np.nan).astype(np.float32), is_known & (2 * guessed > slot_s)


def of_places(lines: LineCounts, *, places: Sequence[Sequence[int]], distrusted: Flags | None = None) -> PlaceCounts:
    """Sum the lines of each place, given by their index. distrusted: (slots, lines), counts to leave out.

    What is missing is filled in from the usual shares while the rest usually makes up half of the place or more;
    then partial says so. A place is hidden where everything known of it is.
    """
    counts = lines.counts if distrusted is None else np.where(distrusted[..., None], np.nan, lines.counts)
    sums = np.full((len(counts), len(places)), np.nan, dtype=np.float32)
    hidden, partial = np.zeros(sums.shape, dtype=bool), np.zeros(sums.shape, dtype=bool)
    noise = np.zeros(len(places), dtype=np.float32)
    for place, members in enumerate(places):
        if not members:
            continue
        chosen = list(members)
        each = counts[:, chosen].reshape(len(counts), -1)
        is_known = ~np.isnan(each)
        share = is_known @ _shares(each, slots=_SHARES_DAYS * DAY_S // lines.slot_s)
        is_enough = is_known.any(axis=1) & (share >= _KNOWN_LEAST)
        sums[:, place] = np.where(is_enough, np.nansum(each, axis=1) / np.where(is_enough, share, 1), np.nan)
        is_open = is_known & ~lines.hidden[:, chosen].reshape(len(counts), -1)
        hidden[:, place] = is_enough & ~is_open.any(axis=1)
        partial[:, place] = is_enough & ~is_known.all(axis=1)
        noise[place] = np.sqrt(2 * np.square(lines.noise[chosen]).sum())
    return PlaceCounts(counts=sums, hidden=hidden, partial=partial, noise=noise)


def _shares(each: Floats, *, slots: int) -> Floats:
    """(slots, parts) -> (parts,), adding up to 1: of the newest slots in which all were known, else of what was."""
    recent = each[-slots:]
    is_whole = ~np.isnan(recent).any(axis=1)
    if is_whole.sum() >= slots // 28:  # a day of four weeks
        flow = recent[is_whole].mean(axis=0)
    else:
        known = np.maximum((~np.isnan(recent)).sum(axis=0), 1)
        flow = np.nansum(recent, axis=0) / known
    flow = np.maximum(flow, 0) + 1e-3  # a line that never counted anybody has next to no share
    shares: Floats = flow / flow.sum()
    return shares
