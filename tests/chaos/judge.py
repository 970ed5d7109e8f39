"""Look at everything that a gateway says and its back-ends hold, at one moment, and judge it by what devices took."""

import subprocess
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chaos import oracle, verdict
from chaos.board import CountingBoard, SoilBoard
from chaos.draws import Draws
from chaos.nonces import TwoWayProxy
from chaos.site import Site
from chaos.verdict import Verdict
from chaos.witnesses import Witness
from stoep_gateway.accounts import Accounts
from stoep_gateway.accounts import read as read_accounts
from stoep_gateway.anonymise.policy import Policy
from stoep_testing.stored import Stored
from support.given_out import GivenOut
from support.ring_device import RingDevice

_LOOKS = 50  # a device that never gets its verdict asks for it for ever
# What a board's own clock explains: it goes by a gateway's that jumps, and has none before it is told.
_OF_CLOCKS = frozenset({"order", "ahead", "no time"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """stored: witness -> what its back-end holds."""

    accounts: Accounts
    stored: Mapping[str, list[Stored]]

    @property
    def is_delivered(self) -> bool:
        return all(backend.pending == 0 for backend in self.accounts.backends if backend.configured)


class Judge:
    """Remembers what was judged before. uncounted: back-ends whose accounts do not say what their store holds.

    policy: with noise a window's value tells no rows, but it is the same at every back-end for ever.
    """

    def __init__(self, site: Site, *, proxy: TwoWayProxy, policy: Policy) -> None:
        self._policy = policy
        self._given = GivenOut()
        self.draws = Draws(site.state_dir / "journal.db")
        self.uncounted: set[str] = set()
        self._site = site
        self._proxy = proxy
        self._reasons: dict[str, Counter[str]] = {}  # of each device that counts, when it was judged last

    def accounts(self) -> Accounts:
        return read_accounts(self._site.state_dir / "journal.db")

    def look(self, witnesses: Sequence[Witness]) -> Sight:
        """Again while something has changed meanwhile: what was still on its way when all was settled may come now."""
        for _ in range(_LOOKS):
            accounts = self.accounts()
            sight = Sight(accounts=accounts, stored={witness.name: witness.stored() for witness in witnesses})
            if self.accounts() == accounts:
                break
        return sight

    def remember(self, witnesses: Sequence[Witness]) -> None:
        """The values of all windows, before back-ends are put back."""
        self._note({witness.name: witness.stored() for witness in witnesses})

    def _note(self, stored: Mapping[str, list[Stored]]) -> None:
        for rows in stored.values():
            for row in rows:
                if row.window_s:
                    self._given.note(row.identity, row.value)

    def judge(
        self,
        sight: Sight,
        *,
        witnesses: Sequence[Witness],
        rings: Sequence[RingDevice],
        boards: Sequence[SoilBoard | CountingBoard],
        marks: Mapping[str, int],
        allowed: frozenset[str],
    ) -> Verdict:
        """marks: board -> the row up to which its rows must have come. allowed: reasons for which counts may be lost.

        Those that a clock explains always are, for boards.
        """
        found, accounts = Verdict(), sight.accounts
        counting = [ring.name for ring in rings if ring.profile.is_people]
        explained = dict.fromkeys(counting, allowed)
        explained |= {each.name: allowed | _OF_CLOCKS for each in boards if isinstance(each, CountingBoard)}
        reasons = {name: verdict.reasons_of(name, accounts=accounts) for name in explained}
        for name, told in reasons.items():
            before = self._reasons.get(name, Counter())
            found.add(verdict.of_reasons(name, reasons=told, before=before, allowed=explained[name]))
        self._reasons = reasons
        for name, mark in marks.items():
            if not mark:
                found.leave_open([name], where="boards that took no rows")
        kept: Counter[tuple[str, str]] = Counter()
        arrived: dict[str, tuple[int, int | None]] = {}
        undated: set[str] = set()  # a board that lost its power before it was told the time never can date them
        for witness in sorted(witnesses, key=lambda witness: witness.needs_time):
            own = sight.stored[witness.name]
            undated |= {row.identity for row in own if row.time_s is None}
            spared = undated if witness.needs_time else set()
            found.add(verdict.twice(witness.name, stored=own))
            held = {row.identity for row in own}
            by_device: dict[str, list[Stored]] = {}
            for row in (*own, *(row for row in witness.before if row.identity not in held)):
                by_device.setdefault(row.identity.split("/")[0], []).append(row)
            for ring in rings:
                mine = by_device.get(ring.name, [])
                found.add(_of_ring(ring, witness.name, stored=mine, reasons=reasons, policy=self._policy))
            for each in boards:
                mine = by_device.get(each.name, [])
                found.add(_of_board(each, witness.name, stored=mine, marks=marks, spared=spared, accounts=accounts))
            if witness.name == "archive":
                rows = {tuple(row.identity.split("/")[:3]) for row in own if not row.window_s}
                kept.update((device, life) for device, life, _ in rows)
            if witness.name not in self.uncounted:
                windows = None if witness.before else sum(row.window_s > 0 for row in own)
                arrived[witness.name] = (len(own) + len(spared), windows)
        self._note(sight.stored)
        found.double(sorted(self._given.doubled), where="back-ends: another value of a window")
        found.add(verdict.of_accounts(accounts, kept=kept, arrived=arrived))
        found.add(self.draws.look(windows_released=accounts.windows.released))
        found.double([str(nonce) for nonce in self._proxy.repeated()], where="the proxy: nonces")
        found.leave_open(self._ledger_findings(), where="stoep ledger verify")
        return found

    def _ledger_findings(self) -> Sequence[str]:
        try:
            self._site.command("ledger", "verify")
        except subprocess.CalledProcessError as error:
            return [f"{error.output}{error.stderr}"]
        return []


def _of_ring(
    ring: RingDevice, witness: str, *, stored: list[Stored], reasons: Mapping[str, Counter[str]], policy: Policy
) -> Verdict:
    if not ring.profile.is_people:
        return verdict.of_readings(witness, stored=stored, readings=oracle.readings(ring))
    if policy.epsilon is not None:
        found = Verdict()
        found.leave_open(oracle.strangers(ring, stored, policy=policy), where=witness)
        return found
    short = oracle.shortfall(ring, stored)
    return verdict.of_windows(ring.name, witness=witness, short=short, reasons=reasons[ring.name])


def _of_board(
    board: SoilBoard | CountingBoard,
    witness: str,
    *,
    stored: list[Stored],
    marks: Mapping[str, int],
    spared: Collection[str],
    accounts: Accounts,
) -> Verdict:
    if isinstance(board, CountingBoard):
        return board.judge(witness, stored=stored, accounts=accounts)
    return board.judge(witness, stored=stored, until_row=marks.get(board.name, 0), spared=spared)
