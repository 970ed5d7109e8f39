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
from stoep_gateway.ingest.replies import Answer
from stoep_gateway.journal.blob import append_message
from stoep_gateway.quick_rows import QuickFrame


class Straight:
    """kinds: the class of each profile's quantities. memory_bytes: as of Ingest."""

    def __init__(self, *, counters: Counters, pending: Pending, kinds: Mapping[int, str], memory_bytes: int) -> None:
        self._counters = counters
        self._pending = pending
        self._harmless = frozenset(profile for profile, kind in kinds.items() if kind == HARMLESS)
        self._memory_bytes = memory_bytes

    def fits(self, device: DeviceState, frame: QuickFrame, *, session: bytes, mono_s: float) -> Life | None:
        """The life whose next rows these are. None: the frame must go the long way. Changes nothing."""
        life = device.life
        if (
            life is None
            or session != device.session
            or frame.life != life.life
            or frame.first_row != life.taken + 1
            or life.held is not None
            or frame.profile not in self._harmless
            or self._pending.size_bytes >= self._memory_bytes
            or not device.quota.allows(len(frame.differences[0]), mono_s=mono_s)
            or not are_whole(frame.profile, differences=frame.differences)
        ):
            return None
        return life

    def take(self, device: DeviceState, frame: QuickFrame, *, life: Life, counter: int) -> Answer:
        """Keep every row of a frame that fits."""
        rows = len(frame.differences[0])
        if counter > life.counter:
            life.counter = counter
        counters, pending = self._counters, self._pending
        counters.received += rows
        counters.kept += rows
        device.quota.spend(rows)
        life.keep(rows=rows, until=life.taken + rows)
        pending.add_life(life)
        blob = append_message(device.message_head, frame.message)
        pending.add_entry(blob, observations=rows * len(frame.differences))
        return Answer(life)
