"""Hold what arrived and what the accounts say against what the devices took. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chaos.oracle import Readings, Shortfall
from stoep_gateway.accounts import Accounts
from stoep_testing.stored import Stored

_NAMED = 3  # of each kind of finding, so many are named


@dataclass(slots=True, kw_only=True)
class Verdict:
    """All zero and empty: nothing was lost, doubled or left unaccounted for."""

    rows: int = 0
    lost: int = 0
    doubled: int = 0
    unaccounted: int = 0
    findings: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.unaccounted or self.findings)

    def add(self, other: "Verdict") -> None:
        self.rows += other.rows
        self.lost += other.lost
        self.doubled += other.doubled
        self.unaccounted += other.unaccounted
        self.findings += other.findings

    def lose(self, what: Sequence[str], *, where: str) -> None:
        self.lost += len(what)
        self._tell(f"{len(what)} lost at {where}", what)

    def double(self, what: Sequence[str], *, where: str) -> None:
        self.doubled += len(what)
        self._tell(f"{len(what)} doubled at {where}", what)

    def leave_open(self, what: Sequence[str], *, where: str) -> None:
        self.unaccounted += len(what)
        self._tell(f"{len(what)} unaccounted for at {where}", what)

    def _tell(self, head: str, what: Sequence[str]) -> None:
        if what:
            self.findings.append(f"{head}: {'; '.join(what[:_NAMED])}{' …' if len(what) > _NAMED else ''}")


def twice(witness: str, *, stored: Iterable[Stored]) -> Verdict:
    """Identities that it holds more than once."""
    verdict = Verdict()
    verdict.double(
        [name for name, times in Counter(row.identity for row in stored).items() if times > 1], where=witness
    )
    return verdict


def of_readings(witness: str, *, stored: Iterable[Stored], readings: Readings) -> Verdict:
    """stored: of one device."""
    verdict = Verdict()
    held = {row.identity: row for row in stored}
    verdict.lose([name for name in readings.due if name not in held], where=witness)
    strange = [str(row) for name, row in held.items() if readings.possible.get(name) != row]
    verdict.leave_open(strange, where=witness)
    return verdict


def reasons_of(device: str, *, accounts: Accounts) -> Counter[str]:
    """Why rows of a device have no place: reason -> rows, over all its lives."""
    reasons: Counter[str] = Counter()
    for life in accounts.lives:
        if life.device == device:
            reasons.update(life.rejected)
            reasons.update(dropped=life.dropped, absent=life.absent, restore=life.restore)
    return reasons


def of_windows(device: str, *, witness: str, short: Shortfall, reasons: Counter[str]) -> Verdict:
    """A row that is in no window is counted under one reason, and no other row is."""
    verdict = Verdict()
    verdict.leave_open(short.wrong, where=witness)
    counted = reasons.total()
    verdict.lose(_times(f"{device}: row in no window", short.missing - counted), where=witness)
    verdict.leave_open(_times(f"{device}: row that arrived is counted as lost", counted - short.missing), where=witness)
    return verdict


def of_reasons(device: str, *, reasons: Counter[str], before: Counter[str], allowed: frozenset[str]) -> Verdict:
    """before: at the phase before. allowed: what the faults of this one explain."""
    verdict = Verdict()
    for reason, rows in (reasons - before).items():
        if reason not in allowed:
            verdict.lose(_times(f"{device}: {reason}", rows), where="the gateway")
    return verdict


def of_accounts(
    accounts: Accounts, *, kept: Counter[tuple[str, str]], arrived: dict[str, tuple[int, int | None]]
) -> Verdict:
    """kept: rows by (device, life) that witnesses hold. arrived: back-end -> (observations, windows among them).

    Windows are None for a back-end that is younger than the first of them. A back-end that needs a time may have been
    spared an observation without one, which then counts as arrived.
    """
    verdict = Verdict()
    if not accounts.balanced:
        verdict.leave_open([str(accounts)], where="the accounts, which do not balance")
    lives = {(life.device, life.life): life for life in accounts.lives}
    for key, rows in kept.items():
        if key not in lives or lives[key].kept != rows:
            verdict.leave_open([f"{key}: {rows} rows arrived; {lives.get(key)}"], where="the lives")
    for backend in accounts.backends:
        if backend.name not in arrived:
            continue
        observations, windows = arrived[backend.name]
        undated = backend.withheld.get("no time", 0)
        gone = backend.pending + backend.expired + backend.dead + sum(backend.withheld.values()) - undated
        if gone or backend.delivered + undated != observations:
            verdict.leave_open([f"{observations} arrived; {backend}"], where=backend.name)
        if windows not in (None, accounts.windows.released):
            verdict.leave_open([f"{windows} windows arrived; {accounts.windows}"], where=backend.name)
    return verdict


def _times(line: str, number: int) -> list[str]:
    return [line] * max(0, number)
