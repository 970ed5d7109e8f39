"""Rows of harmless quantities: into the journal as they are, but for those that no one could use."""

from stoep_gateway.anonymise.quantities import REFUSED
from stoep_gateway.ingest.check import verdicts
from stoep_gateway.ingest.counters import Counters
from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.pending import Pending
from stoep_gateway.journal.blob import encode_message, encode_rows
from stoep_gateway.quick_rows import WholeRows
from stoep_protocol.own_profile import describe
from stoep_protocol.profiles import Profile
from stoep_protocol.rows import CLOCK_KNOWN, Rows


class Harmless:
    """Takes the rows of a frame that is in order."""

    def __init__(self, *, counters: Counters, pending: Pending) -> None:
        self._counters = counters
        self._pending = pending

    def take(self, device: DeviceState, *, life: Life, rows: Rows, profile: Profile, duplicates: int) -> None:
        """Keep every row after the duplicates, or count the reason why not."""
        times, columns, first_row = rows.times, rows.columns, rows.first_row
        if duplicates:
            times = times[duplicates:]
            columns = tuple([values[duplicates:] for values in columns])
            first_row += duplicates
        numbers: int | list[int] = first_row
        message = rows.message if isinstance(rows, WholeRows) and not duplicates else b""
        reasons = verdicts(profile, columns=columns)
        if reasons is None:
            life.keep(rows=len(times), until=first_row + len(times) - 1)
        else:
            sound = [index for index, reason in enumerate(reasons) if reason is None]
            for index, reason in enumerate(reasons):
                if reason is None:
                    life.keep(rows=1, until=first_row + index)
                else:
                    life.reject(reason, row=first_row + index)
            self._counters.rejected += len(reasons) - len(sound)
            message = b""
            numbers = [first_row + index for index in sound]
            times = tuple([times[index] for index in sound])
            columns = tuple([tuple([values[index] for index in sound]) for values in columns])
        self._counters.kept += len(times)
        self._pending.add_life(life)
        if times:
            if message:
                blob = encode_message(device.name, cell=device.cell, message=message)
            else:
                blob = encode_rows(
                    device.name,
                    profile=rows.profile if isinstance(rows.profile, int) else describe(profile),
                    life=life.life,
                    cell=device.cell,
                    timed=rows.clock == CLOCK_KNOWN,
                    rows=numbers,
                    times=times,
                    columns=columns,
                )
            missing = sum([values.count(None) for values in columns])
            self._pending.add_entry(blob, observations=len(times) * len(columns) - missing)

    def refuse(self, *, life: Life, rows: Rows, duplicates: int) -> None:
        """The operator wants none of a quantity among them: no row after the duplicates is kept."""
        for index in range(duplicates, len(rows.times)):
            life.reject(REFUSED, row=rows.first_row + index)
        self._counters.rejected += len(rows.times) - duplicates
        self._pending.add_life(life)
