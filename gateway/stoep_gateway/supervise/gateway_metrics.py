"""The gateway's numbers as metric samples: accounts, broker link, devices, back-ends, process."""

import resource
from collections.abc import Iterator, Mapping, Sequence

from stoep_gateway.accounts import Accounts
from stoep_gateway.forward.batch import DAMAGED, NO_TIME
from stoep_gateway.grid import DAY_S
from stoep_gateway.ingest.status import DeviceStatus
from stoep_gateway.metrics import Sample
from stoep_gateway.sources.mqtt import LinkFacts
from stoep_gateway.supervise.disk_room import DiskRoom
from stoep_gateway.supervise.refusals import REASONS
from stoep_gateway.updates.progress import Progress
from stoep_gateway.updates.stages import STAGES

_KIBIBYTE = 1024  # getrusage(2): ru_maxrss is in kibibytes on Linux


def samples(
    *,
    accounts: Accounts | None,
    link: LinkFacts,
    healthy: bool,
    failing: Mapping[str, bool],
    devices: Sequence[DeviceStatus],
    rollouts: Sequence[Progress],
    room: DiskRoom | None,
    disk_full: bool,
    archive_deleted: int,
    archive_oldest_day: int | None,
    ledger_shut: bool,
    clock_trusted: bool,
    started_mono_s: float,
    mono_s: float,
) -> Iterator[Sample]:
    """Everything of one scrape. failing: back-end name -> whether its last send failed."""
    yield Sample(name="healthy", help="1 while nothing stands in the way of taking frames", value=float(healthy))
    yield Sample(name="devices", help="devices that are not revoked", value=len(devices))
    yield Sample(name="broker_up", help="1 while the broker is connected", value=float(link.up))
    yield Sample(name="broker_connects", kind="counter", help="connections to the broker", value=link.connects)
    yield Sample(name="messages", kind="counter", help="messages that arrived", value=link.messages)
    yield Sample(name="dropped_replies", kind="counter", help="replies without room", value=link.dropped_replies)
    yield Sample(name="disk_full", help="1 while commits wait for room on the disk", value=float(disk_full))
    yield Sample(name="ledger_shut", help="1 while people counts wait for a recovery", value=float(ledger_shut))
    yield Sample(
        name="rollouts_stopped",
        help="rollouts of updates that have stopped by themselves",
        value=sum(bool(rollout.stopped) for rollout in rollouts),
    )
    yield Sample(name="clock_trusted", help="1 while devices are told the time", value=float(clock_trusted))
    if room:
        yield Sample(name="disk_free_bytes", help="free on the state folder's disk", value=room.free_bytes)
        yield Sample(name="journal_used_bytes", help="what the journal's contents take", value=room.used_bytes)
        yield Sample(name="journal_max_bytes", help="above it the oldest entries expire", value=room.max_bytes)
    yield Sample(
        name="archive_deleted",
        kind="counter",
        help="observations that the archive has kept long enough, since the start",
        value=archive_deleted,
    )
    if archive_oldest_day is not None:
        yield Sample(
            name="archive_oldest_s",
            help="where the oldest day in the archive begins, in Unix seconds",
            value=archive_oldest_day * DAY_S,
        )
    usage = resource.getrusage(resource.RUSAGE_SELF)
    yield Sample(name="memory_peak_bytes", help="largest resident size", value=usage.ru_maxrss * _KIBIBYTE)
    yield Sample(name="cpu_s", kind="counter", help="processor seconds used", value=usage.ru_utime + usage.ru_stime)
    for device in devices:
        heard_mono_s = started_mono_s if device.seen_mono_s is None else device.seen_mono_s
        yield Sample(
            name="device_silent_intervals",
            help="how many of its sending intervals a device was not heard for, the gateway's start counting as heard",
            value=(mono_s - heard_mono_s) / device.send_s,
            labels={"device": device.device},
        )
    for rollout in rollouts:
        for stage in STAGES:
            yield Sample(
                name="rollout_devices",
                help="devices of a rollout's group, by how far they are",
                value=sum(device.stage == stage for device in rollout.devices),
                labels={"group": rollout.group, "stage": stage.replace(" ", "_")},
            )
    for name, failed in failing.items():
        yield Sample(
            name="backend_failing",
            help="1 while the last send failed",
            value=float(failed),
            labels={"backend": name},
        )
    if accounts:
        yield from _accounts(accounts)


def _accounts(accounts: Accounts) -> Iterator[Sample]:
    yield Sample(name="accounts_balanced", help="1 while every account balances", value=float(accounts.balanced))
    yield Sample(name="rows_set_aside", help="damaged rows of the journal, ever", value=accounts.set_aside)
    start = accounts.start
    for outcome in ("received", "duplicate", "not_taken", "rejected", "open", "kept"):
        yield Sample(
            name="rows",
            help="rows of opened frames since the start, by outcome",
            value=getattr(start, outcome),
            labels={"outcome": outcome},
        )
    for reason, frames in {**dict.fromkeys(REASONS, 0), **accounts.unopened}.items():
        yield Sample(
            name="frames_refused",
            help="frames that did not open since the start",
            value=frames,
            labels={"reason": reason},
        )
    windows = accounts.windows
    for outcome in ("closed", "released", "suppressed", "budget", "no_data", "restore"):
        yield Sample(
            name="windows",
            help="people windows, by outcome",
            value=getattr(windows, outcome),
            labels={"outcome": outcome},
        )
    for backend in accounts.backends:
        for outcome in ("released", "delivered", "pending", "expired", "dead"):
            yield Sample(
                name="observations",
                help="observations for a back-end, by outcome",
                value=getattr(backend, outcome),
                labels={"backend": backend.name, "outcome": outcome},
            )
        for reason, number in {NO_TIME: 0, DAMAGED: 0, **backend.withheld}.items():
            yield Sample(
                name="observations_withheld",
                help="observations kept from a back-end",
                value=number,
                labels={"backend": backend.name, "reason": reason},
            )
