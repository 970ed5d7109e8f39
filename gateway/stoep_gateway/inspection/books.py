"""The ledger: is it whole, by which policies were counts released, and which windows does it know?"""

import sqlite3
from collections.abc import Mapping, Sequence

from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.ledger import WINDOW
from stoep_gateway.anonymise.policy import Policy, Schedule, declared, schedule_of
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.records import Evidence, Finding, Look, Seen, not_done
from stoep_gateway.inspection.stock import K_LEAST, SMALL_COUNTS, WINDOW_LEAST_S, whole_minutes
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.ledger_rows import (
    ANCHOR_FILE,
    count_rows,
    load_ledger,
    read_anchor,
    read_policies,
    read_rows,
)
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.device import Device

_DAY_S = 86_400
_LINKED_DAYS = 35  # windows older than this are not looked up one by one: a year of fifty places would fill a Pi


class Books:
    """What the ledger knew when it was read."""

    def __init__(
        self, windows: frozenset[tuple[str, int, int]], *, first_s: int, devices: Mapping[str, Device]
    ) -> None:
        """windows: (place, Unix start, length) of those that end after first_s."""
        self._windows = windows
        self._first_s = first_s
        self._devices = devices

    def is_linked(self, device: str, start_s: int, window_s: int) -> bool:
        """Also for windows from before first_s, and of devices that are not in the list any more."""
        if start_s < self._first_s or device not in self._devices:
            return True
        return (self._devices[device].group, start_s, window_s) in self._windows


def look_at_books(
    settings: Settings, *, devices: Mapping[str, Device], key: bytes, now_s: int, chains: tuple[str, ...]
) -> tuple[Seen, Books | None]:
    """now_s: Unix. chains: names of those that count people."""
    path = settings.gateway.state_dir / JOURNAL_FILE
    if not path.exists():
        return not_done("ledger", "there is none: the gateway has not run yet"), None
    first_s = now_s - _LINKED_DAYS * _DAY_S
    try:
        anchor = read_anchor(path.with_name(ANCHOR_FILE))
        with read_only(path) as connection:
            state = load_ledger(connection, anchor=anchor)
            flaws = tuple(findings(read_rows(connection), state=state, anchor=anchor, key=key))
            rows = count_rows(connection)
            schedule = schedule_of(read_policies(connection))
            windows = _windows(connection, end_after_s=max(0, first_s - WIRE_EPOCH_S))
    except ConfigError as error:
        return not_done("ledger", str(error)), None
    told = f"{counted(rows, 'row')}, hash chain and second file " + (
        "as they should be" if not flaws else "are not in order"
    )
    found = tuple(
        Finding(rule=SMALL_COUNTS, chain=chain, where="ledger", what=flaw) for flaw in flaws[:5] for chain in chains
    )
    evidence, weak = _told(_held(schedule, now_s=now_s), chains=chains)
    seen = Seen(looks=(Look(name="ledger", told=told),), evidence=evidence, findings=found + weak)
    return seen, Books(windows, first_s=first_s, devices=devices)


def policy_evidence(policy: Policy, *, source: str, chain: str) -> tuple[Evidence, ...]:
    """Smallest total that it lets out, and over how long."""
    return (
        Evidence(fact="min_group", value=policy.k, source=f"{source}: k = {policy.k}", chain=chain),
        Evidence(
            fact="interval_min",
            value=whole_minutes(policy.window_s),
            source=f"{source}: windows of {policy.window_s / 60:g} min",
            chain=chain,
        ),
    )


def policy_findings(policy: Policy, *, source: str, chain: str) -> tuple[Finding, ...]:
    """What no noise makes good: one or two people are a number of their own, or a window is a moment."""
    found = []
    if policy.k < K_LEAST:
        found.append(f"k = {policy.k}: numbers of one or two people are let out")
    if policy.window_s < WINDOW_LEAST_S:
        found.append(f"windows of {policy.window_s / 60:g} min: who passes by is known to the minute")
    return tuple(Finding(rule=SMALL_COUNTS, where=source, what=what, chain=chain) for what in found)


def wanted_policy(settings: Settings, *, chains: tuple[str, ...]) -> Seen:
    """What stoep.toml says: it holds now, or from the next UTC midnight on."""
    policy = declared(settings.people)
    told = f"[people] {policy.text()}"
    evidence, flaws = _told([(policy, f"{settings.file.name} [people]")], chains=chains)
    return Seen(looks=(Look(name="configuration", told=f"{settings.file}: {told}"),), evidence=evidence, findings=flaws)


def _told(
    held: Sequence[tuple[Policy, str]], *, chains: tuple[str, ...]
) -> tuple[tuple[Evidence, ...], tuple[Finding, ...]]:
    """What policies, each with where it stands, say of every chain."""
    each = [(policy, source, chain) for chain in chains for policy, source in held]
    return (
        tuple(one for policy, where, chain in each for one in policy_evidence(policy, source=where, chain=chain)),
        tuple(one for policy, where, chain in each for one in policy_findings(policy, source=where, chain=chain)),
    )


def _held(schedule: Schedule, *, now_s: int) -> list[tuple[Policy, str]]:
    """The policy of now, and the one that will hold if that is another one.

    What earlier ones let out is looked at where it lies.
    """
    if not schedule.newest:
        return []
    now = schedule.at(now_s - WIRE_EPOCH_S)
    later = [] if schedule.newest == now else [(schedule.newest, "the ledger's newest policy")]
    return [(now, "the ledger's policy of now"), *later]


def _windows(connection: sqlite3.Connection, *, end_after_s: int) -> frozenset[tuple[str, int, int]]:
    rows = read_rows(connection, end_after_s=end_after_s)
    return frozenset(
        (row.place, row.start_s + WIRE_EPOCH_S, row.end_s - row.start_s) for row in rows if row.kind == WINDOW
    )
