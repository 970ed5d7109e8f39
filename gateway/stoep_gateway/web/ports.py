"""What the pages ask of archive, outlook, almanac and desk, as frozen records: nothing else of the gateway."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from stoep_gateway.almanac.records import About as About
from stoep_gateway.almanac.records import Block as Block
from stoep_gateway.almanac.records import Figure as Figure
from stoep_gateway.almanac.records import GardenFindings as GardenFindings
from stoep_gateway.almanac.records import Report as Report
from stoep_gateway.archive.counting import Closed as Closed
from stoep_gateway.archive.counting import Policy as Policy
from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.places import Places
from stoep_gateway.desk.records import Acknowledgement as Acknowledgement
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.records import Cell, Provenance
from stoep_protocol.profiles import Column


class ArchiveAwayError(Exception):
    """There is no archive to read now: the gateway has not started yet, or it has stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A device's newest value of one quantity. window_s > 0: the released value of the window that starts at time_s.

    made: how; None for a reading, and where nobody knows.
    """

    quantity: str
    value: float
    time_s: int | None
    window_s: int = 0
    made: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device as the street may see it.

    send_s: seconds between two sends, as it announces; 0 when not known. seen_s: of its last message, Unix seconds.
    columns: of a maker's own profile, () for a built-in one and for a device that the gateway no longer knows.
    """

    name: str
    profile: str
    cell: Cell | None
    send_s: int
    seen_s: int | None = None
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series; time_s in Unix seconds. made: as in Reading."""

    time_s: int
    value: float
    window_s: int = 0
    made: Provenance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The gateway's last look over its whole ledger. anchor: the second file agrees; None: there is none."""

    at_s: int
    rows: int
    findings: int
    anchor: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """index, hash: of the newest row (the hash's beginning). rows: None when not counted yet. is_shut: no releases."""

    index: int
    hash: str
    rows: int | None
    is_shut: bool
    verified: Verified | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendAccount:
    """Observations of one back-end: released = delivered + pending + expired + dead + withheld, if balanced.

    configured: it is among the gateway's settings now; else its account is history.
    """

    name: str
    configured: bool
    released: int
    delivered: int
    pending: int
    expired: int
    dead: int
    withheld: int
    balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowAccount:
    """Closed people windows by what became of them, of one quantity each."""

    closed: int
    released: int
    suppressed: int
    budget: int
    no_data: int
    restore: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingPlace:
    """Where people are counted, by the name of the device. spent: epsilon of today (UTC), None when not told."""

    name: str
    windows: WindowAccount
    spent: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAccount:
    """Rows of all devices that have a final verdict."""

    kept: int
    rejected: int
    dropped: int
    absent: int
    restore: int
    balanced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the gateway wrote about itself at written_s (Unix). Parts that it has not told yet are None or empty.

    policies: those that held, the one that holds, the next one, in the order of time. retention_days: of the archive,
    0 for ever.
    """

    written_s: int
    policies: tuple[Policy, ...] = ()
    cell_size_m: int | None = None
    cells: int = 0
    cells_with_one_garden: int = 0
    retention_days: int | None = None
    ledger: Ledger | None = None
    places: tuple[CountingPlace, ...] = ()
    rows: RowAccount | None = None
    windows: WindowAccount | None = None
    backends: tuple[BackendAccount, ...] = ()
    balanced: bool | None = None
    is_disk_full: bool = False  # new readings wait on the devices

    @property
    def policy(self) -> Policy | None:
        """The one that held when this was written."""
        return self.policy_at(self.written_s)

    def policy_at(self, time_s: int) -> Policy | None:
        """The one of the windows that start then; None when the gateway has told none."""
        held = [policy for policy in self.policies if policy.from_s <= time_s]
        return held[-1] if held else next(iter(self.policies), None)


class Archive(Protocol):
    """One consistent look at the archive, for the time of one page. Any call may raise ArchiveAwayError."""

    def version(self) -> int:
        """The same number means the same answers, as long as the status is the same too, and a disk as full as then."""
        ...

    def devices(self) -> tuple[Device, ...]:
        """Every device that everybody may see, by name: none of a garden's."""
        ...

    def device(self, name: str) -> Device | None:
        """One of them; None when there is none of that name."""
        ...

    def gardens(self) -> tuple[str, ...]:
        """Those that take part, by name."""
        ...

    def garden(self, name: str) -> tuple[Device, ...]:
        """Its devices, for its keeper alone; () for a garden that does not take part (any more)."""
        ...

    def latest(self, device: str) -> tuple[Reading, ...]:
        """The newest value of each quantity."""
        ...

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        """Values with start_s <= time_s < end_s, oldest first. Values without a time are not in it."""
        ...

    def mark(self, device: str, *, start_s: int) -> tuple[object, ...]:
        """Another one whenever `latest`, `closed` or a `series` from start_s on says something else."""
        ...

    def closed(self, device: str) -> Closed | None:
        """Which windows of a counting place are closed. None: the gateway has not told."""
        ...

    def status(self, *, age_max_s: int = 0) -> Status | None:
        """The gateway's newest word about itself, or one that is so much older at most; None before the first."""
        ...

    def close(self) -> None:
        """Release the database. Never raises."""
        ...


class OutlookAwayError(Exception):
    """There is no outlook to read: no analyst has run here yet, or its file cannot be read now."""


class Outlook(Protocol):
    """What the analyst found. Any call may raise OutlookAwayError; all of them are for any thread."""

    def version(self) -> int:
        """The same number means the same answers."""
        ...

    def places(self) -> Places | None:
        """None: the analyst has read no places file yet."""
        ...

    def newest(self, *, history_of: Collection[str] | None = None) -> Board | None:
        """None before the first round. history_of: places of which every counted slot is needed, None for all."""
        ...

    def at(self, time_s: int) -> Board | None:
        """Of the newest round at that moment or before. None: none is kept."""
        ...

    def moments(self, start_s: int, end_s: int) -> tuple[int, ...]:
        """now_s of the rounds with start_s <= now_s < end_s, rising."""
        ...

    def alerts(self, *, newest: int) -> tuple[Alert, ...]:
        """So many at most, the newest first; those that stand rather than those that ended since."""
        ...

    def alerts_at(self, time_s: int) -> tuple[Alert, ...]:
        """Those that stood at that moment, the newest first."""
        ...

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """In the order of the news; by channel."""
        ...


class AlmanacAwayError(Exception):
    """There is no almanac to read: no analyst has run here yet, or its file cannot be read now."""


class Almanac(Protocol):
    """What was found in gardens. Any call may raise AlmanacAwayError; all of them are for any thread."""

    def version(self) -> int:
        """The same number means the same answers."""
        ...

    def garden(self, name: str) -> GardenFindings | None:
        """For its keeper's own page alone. None: nothing was found of it yet."""
        ...

    def about(self) -> About | None:
        """None: no analyst has looked at gardens yet."""
        ...

    def blocks(self) -> tuple[Block, ...]:
        """Those that stand, oldest first."""
        ...

    def figures(self, start: date, end: date) -> tuple[Figure, ...]:
        """Of blocks that stand, from start up to and including end; by day and block."""
        ...

    def report(self, year: int) -> Report | None:
        """None: none was made."""
        ...

    def reports(self) -> tuple[int, ...]:
        """Years with a report, the newest first."""
        ...


class Acknowledged(Protocol):
    """What was seen at the desk. For any thread."""

    def version(self) -> int:
        """The same number means the same answers."""
        ...

    def acknowledged(self, alert_ids: Sequence[str]) -> Mapping[str, Acknowledgement]:
        """Of those that were, by the id of the alert."""
        ...
