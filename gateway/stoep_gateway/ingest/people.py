"""Rows of people counts: into windows of their place, and a window's release when the rows pass its end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from stoep_gateway.anonymise.ledger import BUDGET, Ledger
from stoep_gateway.anonymise.policy import Schedule, decimal
from stoep_gateway.anonymise.release import Release, release
from stoep_gateway.anonymise.windows import AHEAD_MAX_S, ClosedWindow, Closing
from stoep_gateway.ingest.check import verdicts
from stoep_gateway.ingest.counters import Counters
from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.pending import Pending
from stoep_gateway.ingest.place import PlaceState
from stoep_gateway.journal.blob import encode_cell, encode_window
from stoep_gateway.journal.records import LedgerRow
from stoep_gateway.records import Provenance
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import Profile
from stoep_protocol.rows import CLOCK_UNKNOWN, Rows

NO_TIME = "no time"
ORDER = "order"
AHEAD = "ahead"
GROUP_TAKEN = "group taken"


class People:
    """Takes the rows of a frame that is in order and echoes the epoch; nothing raw goes beyond the windows.

    devices: all of them, by name. randbelow(n): 0 to n - 1, from a generator that nobody can guess. While the ledger is
    shut no window closes: its rows are still in the rings.
    """

    def __init__(
        self,
        *,
        schedule: Schedule,
        randbelow: Callable[[int], int],
        counters: Counters,
        pending: Pending,
        ledger: Ledger,
        devices: Mapping[str, DeviceState],
    ) -> None:
        self._schedule = schedule
        self._randbelow = randbelow
        self._ledger = ledger
        self._devices = devices
        self._counters = counters
        self._pending = pending

    def take(
        self,
        device: DeviceState,
        *,
        life: Life,
        rows: Rows,
        profile: Profile,
        duplicates: int,
        now_s: int,
        mono_s: float,
    ) -> None:
        """Give every row after the duplicates its place in a window or the reason why it has none."""
        place = device.place
        if not place.holder and device.device.profile.is_people:  # else the operator agreed to no counts of people
            place.holder = device.name
        if place.holder != device.name:
            for index in range(duplicates, len(rows.times)):
                self._refuse(life, GROUP_TAKEN, row=rows.first_row + index)
            self._pending.add_life(life)
            return
        windows, quantities = place.windows, len(profile.columns)
        number = cast("int", profile.id)  # no maker's own profile counts people
        values = tuple(zip(*rows.columns, strict=True))
        reasons = verdicts(profile, columns=rows.columns)
        for index in range(duplicates, len(rows.times)):
            end_s = rows.times[index]
            reason = reasons[index] if reasons else None
            if rows.clock == CLOCK_UNKNOWN:
                self._refuse(life, NO_TIME, row=rows.first_row + index)
                life.last_end_s = None
                continue
            if end_s > now_s + AHEAD_MAX_S:
                self._refuse(life, AHEAD, row=rows.first_row + index)
                life.last_end_s = None
                continue
            start_s = _start_s(device, life, end_s=end_s)
            self._close(place, windows.pass_start(start_s, quantities=quantities))
            if reason is None and not windows.accepts(start_s=start_s, end_s=end_s):
                reason = ORDER
            if reason is None:
                windows.enter(number, start_s=start_s, end_s=end_s, cell=device.device.cell, values=values[index])
                life.hold(row=rows.first_row + index)
                self._counters.open += 1
            else:
                self._refuse(life, reason, row=rows.first_row + index)
            life.last_end_s = end_s
            device.progress_mono_s = mono_s
            self._close(place, windows.pass_end(end_s, quantities=quantities))
        self._pending.add_life(life)

    def close(self, device: DeviceState) -> None:
        """Close the window that the device has open with what there is."""
        if device.place.holder == device.name and not self._ledger.is_shut:
            self._close(device.place, device.place.windows.close())

    def hang(self, device: DeviceState, enrolled: Device, *, place: PlaceState) -> None:
        """It hangs as the registry says now. Where a counter comes to another place, what was closed where it hung is
        closed there too: the same line in the same window is not drawn twice.
        """
        if place is not device.place and enrolled.profile.is_people and not place.holder and not self._ledger.is_shut:
            until_s, windows = device.place.windows.closed_until_s, place.windows
            self._close(place, windows.pass_start(until_s, quantities=len(enrolled.profile.columns)))
            place.row = replace(place.row, watermark_s=windows.watermark_s, closed_until_s=windows.closed_until_s)
            self._pending.add_place(place)
        device.enrol(enrolled, place=place)

    def leave(self, device: DeviceState) -> None:
        """The device hangs here no more: another one may."""
        self.close(device)
        if device.place.holder == device.name:
            device.place.holder = ""

    def _refuse(self, life: Life, reason: str, *, row: int) -> None:
        life.reject(reason, row=row)
        self._counters.rejected += 1

    def _close(self, place: PlaceState, closing: Closing) -> None:
        if closing.window is None and not closing.skipped:
            return
        row, windows = place.row, place.windows
        outcome = Release(values=(), suppressed=0, no_data=0)
        budget, ledger_index = 0, row.ledger_index
        if closing.window is not None:
            draw, outcome, budget = self._draw(place, closing.window)
            ledger_index = draw.index
        place.row = replace(
            row,
            watermark_s=windows.watermark_s,
            closed_until_s=windows.closed_until_s,
            closed=row.closed + closing.skipped + outcome.no_data + outcome.suppressed + len(outcome.values) + budget,
            released=row.released + len(outcome.values),
            suppressed=row.suppressed + outcome.suppressed,
            budget=row.budget + budget,
            no_data=row.no_data + closing.skipped + outcome.no_data,
            ledger_index=ledger_index,
        )
        self._pending.add_place(place)

    def _draw(self, place: PlaceState, window: ClosedWindow) -> tuple[LedgerRow, Release, int]:
        """The ledger's row, what may leave, and how many quantities stay here because nothing is left to spend."""
        policy = self._schedule.at(window.start_s)
        end_s = window.start_s + window.window_s
        draw = self._ledger.draw(place=place.row.place, start_s=window.start_s, end_s=end_s, policy=policy)
        self._pending.add_draw(draw)
        self._pending.urgent = True
        if draw.mode == BUDGET:
            no_data = sum(value is None for _, value in window.sums)
            outcome, budget = Release(values=(), suppressed=0, no_data=no_data), len(window.sums) - no_data
        else:
            outcome, budget = release(window, policy=policy, randbelow=self._randbelow), 0
        provenance = Provenance(
            epsilon="" if policy.epsilon is None else decimal(policy.epsilon),
            contribution=policy.contribution,
            k=policy.k,
            rounding=policy.rounding,
            covered_s=window.covered_s,
        )
        for profile in sorted({profile for (profile, _), _ in outcome.values}):
            values = [(column, value) for (of, column), value in outcome.values if of == profile]
            blob = encode_window(
                place.holder,
                profile=profile,
                cell=encode_cell(window.cell),
                start_s=window.start_s,
                window_s=window.window_s,
                values=values,
                provenance=provenance,
            )
            self._pending.add_entry(blob, observations=len(values))
        for life in self._devices[place.holder].lives.values():
            rows = life.release()
            if rows:
                self._counters.open -= rows
                self._counters.kept += rows
                self._pending.add_life(life)
        return draw, outcome, budget


def _start_s(device: DeviceState, life: Life, *, end_s: int) -> int:
    """A count covers the time since the row before it, but no more than the announced interval (SPEC §7)."""
    start_s = max(0, end_s - device.sample_s)
    # Not known after a gateway start: then the row before it is the last one that entered a window.
    before_s = device.place.windows.watermark_s if life.last_end_s is None else life.last_end_s
    return before_s if start_s < before_s <= end_s else start_s
