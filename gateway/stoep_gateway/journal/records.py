"""What one transaction of the journal takes, and what it gives back, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stoep_gateway.records import Observation

# Anchors of older rows can no longer be checked. 50 places with windows of 15 minutes: three days, as long as a ring.
LEDGER_HISTORY_ROWS = 16_384


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeRow:
    """One life of a device. floor = kept + sum(rejected) + gone + restore, always.

    device_dropped: the device's own counter of rows it lost; counter: of the newest frame that counted for its state.
    """

    device: str
    life: bytes
    floor: int = 0
    kept: int = 0
    gone: int = 0
    device_dropped: int = 0
    restore: int = 0
    counter: int = -1
    rejected: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """Whom the gateway believes a device to be. generation 0: no frame opened yet. past_sessions: oldest first."""

    device: str
    generation: int = 0
    board_id: bytes | None = None
    board_generation: int = 0
    life: bytes | None = None
    session: bytes | None = None
    past_sessions: tuple[bytes, ...] = ()
    sample_s: int = 0
    applied: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """The windows of one place, named by its ledger group. Wire times; the counters are windows of one quantity.

    ledger_index: of the newest ledger row about this place.
    """

    place: str
    watermark_s: int = 0
    closed_until_s: int = 0
    closed: int = 0
    released: int = 0
    suppressed: int = 0
    budget: int = 0
    no_data: int = 0
    restore: int = 0
    ledger_index: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One row of the ledger; anonymise.ledger says what the kinds mean and what the hash covers.

    epoch: of the gateway start that wrote it. start_s, end_s: wire times of what it closes for good. spent: millionths
    of epsilon.
    """

    index: int
    epoch: bytes
    kind: str
    place: str
    start_s: int
    end_s: int
    mode: str
    spent: int
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerState:
    """The ledger as a gateway that starts must know it.

    hashes: of the newest rows, the last one the head's; none is older than the last recovery. barred: (place, start,
    end) of each range that a wrong clock closed. policies: (from when, text) as they were declared one after the other.
    spent: {(place, UTC day): millionths of epsilon}, of each place from the day on which its next window starts, for
    windows since the last recovery.
    claimed: an index that a device knows and this ledger does not, 0 if none. anchor: (index, MAC) of the second file.
    """

    index: int = 0
    hashes: tuple[bytes, ...] = ()
    recovered_index: int = 0
    recovered_until_s: int = 0
    barred: tuple[tuple[str, int, int], ...] = ()
    policies: tuple[tuple[int, str], ...] = ()
    spent: Mapping[tuple[str, int], int] = field(default_factory=dict)
    claimed: int = 0
    anchor: tuple[int, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRow:
    """Rows of opened frames since the gateway started: received = duplicate + not_taken + rejected + open + kept."""

    received: int = 0
    duplicate: int = 0
    not_taken: int = 0
    rejected: int = 0
    open: int = 0
    kept: int = 0
    unopened: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitBatch:
    """What commits together. entries: (observations, blob). number: from 1, one more each batch of a start.

    anchor: (index, MAC) of the ledger's head after this batch, for the second file; claimed: as in LedgerState.
    """

    number: int
    entries: tuple[tuple[int, bytes], ...] = ()
    lives: tuple[LifeRow, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    start: StartRow = StartRow()
    ledger: tuple[LedgerRow, ...] = ()
    claimed: int = 0
    anchor: tuple[int, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalState:
    """What a gateway that starts must know."""

    devices: Mapping[str, DeviceRow] = field(default_factory=dict)
    lives: tuple[LifeRow, ...] = ()
    places: Mapping[str, PlaceRow] = field(default_factory=dict)
    ledger: LedgerState = field(default_factory=LedgerState)


@dataclass(frozen=True, slots=True)
class Entry:
    """One blob as it lies on disk. sound: its CRC fits."""

    position: int
    observations: int
    blob: bytes
    sound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What a back-end still has to deliver: [backlog_next, backlog_end) and from live_next on."""

    backlog_next: int
    backlog_end: int
    live_next: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One observation that a back-end refused for good."""

    observation: Observation
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The outcome of one batch of whole entries of one lane.

    entries: (position, observations) of each; next_position: where the lane goes on.
    sum of observations = delivered + sum(withheld) + len(dead).
    """

    backend: str
    lane: str
    entries: tuple[tuple[int, int], ...]
    next_position: int
    delivered: int
    withheld: Mapping[str, int] = field(default_factory=dict)
    dead: tuple[DeadLetter, ...] = ()
