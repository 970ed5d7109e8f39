"""The common frame of harmless rows, by a short way: it takes what the long way takes just so, and leaves the rest.

A gateway that catches up spends most of its time here. The frame is the next one of the present session and life, all
its values are there and in range, and there is room: no row is lost, doubled, rejected or held. So there is nothing to
decide, nothing to decode, and the message goes into the journal as it came.
"""

from collections.abc import Mapping

from stoep_gateway.anonymise.quantities import HARMLESS
from stoep_gateway.ingest.check import are_whole
from stoep_gateway.ingest.counters import Counters
from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.pending import Pending
from stoep_gateway.journal.blob import append_message
from stoep_gateway.quick_rows import QuickFrame
from stoep_protocol.profiles import BUILT_IN


class Straight:
    """kinds: the class of each profile's quantities. memory_bytes: as of Ingest."""

    def __init__(self, *, counters: Counters, pending: Pending, kinds: Mapping[int, str], memory_bytes: int) -> None:
        self._counters = counters
        self._pending = pending
        self._widths = {profile: len(BUILT_IN[profile].columns) for profile, kind in kinds.items() if kind == HARMLESS}
        self._memory_bytes = memory_bytes

    def take(
        self, device: DeviceState, frame: QuickFrame, *, session: bytes, counter: int, mono_s: float
    ) -> Life | None:
        """Keep every row of a frame that fits; its life. None: it must go the long way, and nothing has changed."""
        profile, life_id, first_row, _, _, _, _, rows, differences, message = frame
        life, pending = device.life, self._pending
        if (
            life is None
            or session != device.session
            or life_id != life.life
            or first_row != life.taken + 1
            or life.held is not None
            or profile not in self._widths
            or pending.size_bytes >= self._memory_bytes
            or not device.quota.allows(rows, mono_s=mono_s)
            or not (differences is None or are_whole(profile, differences=differences))
        ):
            return None
        if counter > life.counter:
            life.counter = counter
        self._counters.received += rows
        self._counters.kept += rows
        device.quota.spend(rows)
        life.keep(rows=rows, until=life.taken + rows)
        pending.add_life(life)
        blob = append_message(device.message_head, message)
        pending.add_entry(blob, observations=rows * self._widths[profile])
        return life
