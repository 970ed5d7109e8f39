"""What the next transaction will hold, and how much memory it takes meanwhile."""

from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.life import Life
from stoep_gateway.ingest.place import PlaceState
from stoep_gateway.journal.records import CommitBatch, LedgerRow, StartRow

_ENTRY_BYTES = 120  # a tuple, an int and the head of a bytes object in CPython 3.13, rounded up


class Pending:
    """Collected by ingest, taken whole. urgent: a window has closed, do not wait."""

    __slots__ = ("_devices", "_entries", "_ledger", "_lives", "_places", "_taken_bytes", "size_bytes", "urgent")

    def __init__(self) -> None:
        self._entries: list[tuple[int, bytes]] = []
        self._lives: dict[Life, None] = {}
        self._devices: dict[DeviceState, None] = {}
        self._places: dict[PlaceState, None] = {}
        self._ledger: list[LedgerRow] = []
        self._taken_bytes = 0
        self.size_bytes = 0
        self.urgent = False

    def add_entry(self, blob: bytes, *, observations: int) -> None:
        self._entries.append((observations, blob))
        self.size_bytes += len(blob) + _ENTRY_BYTES

    def add_life(self, life: Life) -> None:
        self._lives[life] = None

    def add_device(self, device: DeviceState) -> None:
        self._devices[device] = None

    def add_place(self, place: PlaceState) -> None:
        self._places[place] = None

    def add_draw(self, row: LedgerRow) -> None:
        self._ledger.append(row)

    @property
    def is_empty(self) -> bool:
        return not (self._entries or self._lives or self._devices or self._places or self._ledger)

    def take(self, number: int, *, start: StartRow, claimed: int, anchor: tuple[int, bytes] | None) -> CommitBatch:
        """Everything collected, as one batch. Its bytes are counted until `durable`. claimed, anchor: of the ledger."""
        batch = CommitBatch(
            number=number,
            entries=tuple(self._entries),
            lives=tuple(life.row() for life in self._lives),
            devices=tuple(device.row() for device in self._devices),
            places=tuple(place.row for place in self._places),
            start=start,
            ledger=tuple(self._ledger),
            claimed=claimed,
            anchor=anchor,
        )
        self._entries = []
        self._lives = {}
        self._devices = {}
        self._places = {}
        self._ledger = []
        self._taken_bytes = self.size_bytes
        self.urgent = False
        return batch

    def durable(self) -> None:
        """The batch taken last needs no memory any more."""
        self.size_bytes -= self._taken_bytes
        self._taken_bytes = 0
