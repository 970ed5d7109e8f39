"""The ledger of what was drawn from people counts: its hash chain, its anchors, and when it must stay shut. Pure."""

import hashlib
import hmac
from dataclasses import replace

from stoep_gateway.anonymise.policy import MICRO, MODE_NONE, Policy
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.records import LEDGER_HISTORY_ROWS, LedgerRow, LedgerState
from stoep_protocol.cbor import Writer
from stoep_protocol.limits import ANCHOR_MAC_BYTES

WINDOW = "window"  # one draw from the counts of one window of one place
RECOVER = "recover"  # the books were put back from an older copy: everything before is closed, everywhere
CLOCK = "clock"  # windows of a future that a wrong clock let in: closed, so that they are not drawn again when it comes
POLICY = "policy"  # what is done with the windows that start at start_s or later; mode: the policy's text
EVERY_PLACE = "*"  # no ledger group is named so
BUDGET = "budget"  # the mode of a window that is closed without a draw: its day has nothing left to spend

FIRST_HASH = bytes(32)
# A device away during a recovery may hold a newer anchor than the one that told of the loss: it must not tell again.
_RECOVERY_STEP = 100_000
_PROOF_BYTES = 5  # of an anchor: that this gateway's master made it; the rest tells this history from another one
_TAG_BYTES = ANCHOR_MAC_BYTES - _PROOF_BYTES
_ROW_BYTES = 320  # the longest row: 32 of hash, 32 of place, 8 of epoch, a policy's text, five small items

Anchor = tuple[int, bytes]


def pay(spent: dict[tuple[str, int], int], *, place: str, day: int, cost: int) -> None:
    """Note what a window of that day cost, in {(place, UTC day): millionths of epsilon}. Earlier days are done."""
    for old in [key for key in spent if key[0] == place and key[1] < day]:
        del spent[old]
    spent[place, day] = spent.get((place, day), 0) + cost


def row_hash(before: bytes, row: LedgerRow) -> bytes:
    """SHA-256 over deterministic CBOR of [hash before, index, epoch, kind, place, start_s, end_s, mode, spent]."""
    writer = Writer(_ROW_BYTES)
    writer.array(9)
    writer.byte_string(before)
    writer.uint(row.index)
    writer.byte_string(row.epoch)
    writer.text(row.kind)
    writer.text(row.place)
    writer.uint(row.start_s)
    writer.uint(row.end_s)
    writer.text(row.mode)
    writer.uint(row.spent)
    return hashlib.sha256(writer.view()).digest()


class Ledger:
    """The books in memory. key: derived from the gateway's master. epoch: of the start that writes on in them, so that
    two starts that go on from one copy never write the same row.

    claimed: an index that somebody proved to know and these books do not, 0 if none: then nothing may be drawn.
    """

    def __init__(self, state: LedgerState, *, key: bytes, epoch: bytes) -> None:
        self._key = key
        self._epoch = epoch
        self._index = state.index
        self._hash = state.hashes[-1] if state.hashes else FIRST_HASH
        # Of the newest durable row, for devices of people counts; None before the first. Each reply looks at it.
        self.anchor: Anchor | None = (state.index, self._mac(state.index, self._hash)) if state.index else None
        self._recovered_index = state.recovered_index
        self._recovered_until_s = state.recovered_until_s
        first_index = state.index - len(state.hashes) + 1
        tags = [self._tag(first_index + at, row) for at, row in enumerate(state.hashes)]
        self._tags = bytearray(b"".join(tags))  # of the newest rows, the last one of the head
        self.claimed = state.claimed
        self._spent = dict(state.spent)  # {(place, UTC day): millionths of epsilon}, since the last recovery
        if state.anchor is not None:
            self.hear(state.anchor)

    @property
    def is_shut(self) -> bool:
        """Whether these books are known to be older than what was released."""
        return self.claimed > 0

    @property
    def recovered_index(self) -> int:
        """Of the last recovery, 0 if there was none."""
        return self._recovered_index

    def draw(self, *, place: str, start_s: int, end_s: int, policy: Policy) -> LedgerRow:
        """The next row: a window that is drawn now. In mode BUDGET its place may spend no more on that UTC day, and
        nothing may be drawn. ValueError while the books are shut.
        """
        if self.is_shut:
            raise ValueError("the ledger is shut")
        day = start_s // DAY_S
        spent = self.spent(place, day=day)
        cost = policy.cost
        lost = cost * self._closed_windows(day, policy=policy)
        mode = policy.mode if lost + spent + cost <= policy.cap * MICRO else BUDGET
        if mode == BUDGET:
            cost = 0
        pay(self._spent, place=place, day=day, cost=cost)
        return self._append(
            self._index + 1, kind=WINDOW, place=place, start_s=start_s, end_s=end_s, mode=mode, spent=cost
        )

    def spent(self, place: str, *, day: int) -> int:
        """Millionths of epsilon that a place has spent on a day (wire time / DAY_S); 0 of days that are closed.

        Without what was spent before a recovery on the same day: nobody knows all of that.
        """
        return self._spent.get((place, day), 0)

    def declare(self, policy: Policy, *, from_s: int) -> LedgerRow:
        """The next row: windows that start then or later are released so."""
        return self._append(
            self._index + 1, kind=POLICY, place=EVERY_PLACE, start_s=from_s, end_s=from_s + 1, mode=policy.text()
        )

    def bar(self, *, place: str, start_s: int, end_s: int) -> LedgerRow:
        """The next row: a range of the future in which this place draws nothing any more."""
        return self._append(self._index + 1, kind=CLOCK, place=place, start_s=start_s, end_s=end_s)

    def recover(self, *, until_s: int) -> LedgerRow:
        """Open the books again: nothing that began before until_s is drawn any more, and older anchors say nothing."""
        index = max(self._index, self.claimed) + _RECOVERY_STEP
        self._tags.clear()
        self._recovered_index, self._recovered_until_s, self.claimed = index, until_s, 0
        self._spent.clear()
        return self._append(index, kind=RECOVER, place=EVERY_PLACE, start_s=0, end_s=until_s)

    def durable(self, row: LedgerRow) -> None:
        """The row is on disk: its anchor may be given away."""
        self.anchor = (row.index, self._mac(row.index, row.hash))

    @property
    def head(self) -> Anchor | None:
        """The anchor of the newest row, durable or not, for the second file. None before the first row, and while shut:
        what the file knows must not be overwritten.
        """
        return (self._index, self._mac(self._index, self._hash)) if self._index and not self.is_shut else None

    def hear(self, anchor: Anchor) -> None:
        """Somebody gives an anchor back: shut the books if this master made it and this history does not have it."""
        index, mac = anchor
        if (
            self.is_shut
            or index < self._recovered_index
            or not hmac.compare_digest(mac[:_PROOF_BYTES], self._proof(index))
        ):
            return
        at = len(self._tags) - _TAG_BYTES * (self._index - index + 1)
        if index > self._index or (at >= 0 and self._tags[at : at + _TAG_BYTES] != mac[_PROOF_BYTES:]):
            self.claimed = index

    def _closed_windows(self, day: int, *, policy: Policy) -> int:
        """How many windows of that day a recovery closed: each may have been paid for in the history that is lost."""
        begin_s = day * DAY_S
        until_s = min(self._recovered_until_s, begin_s + DAY_S)
        if until_s <= begin_s:
            return 0
        return policy.windows_before(policy.window_of(until_s - 1)[1]) - policy.windows_before(begin_s)

    def _append(
        self, index: int, *, kind: str, place: str, start_s: int, end_s: int, mode: str = MODE_NONE, spent: int = 0
    ) -> LedgerRow:
        row = LedgerRow(
            index=index,
            epoch=self._epoch,
            kind=kind,
            place=place,
            start_s=start_s,
            end_s=end_s,
            mode=mode,
            spent=spent,
            hash=b"",
        )
        row = replace(row, hash=row_hash(self._hash, row))
        self._index, self._hash = index, row.hash
        self._tags += self._tag(index, row.hash)
        if len(self._tags) > 2 * _TAG_BYTES * LEDGER_HISTORY_ROWS:
            del self._tags[: _TAG_BYTES * LEDGER_HISTORY_ROWS]
        return row

    def _mac(self, index: int, row: bytes) -> bytes:
        return self._proof(index) + self._tag(index, row)

    def _proof(self, index: int) -> bytes:
        return hmac.digest(self._key, b"index" + index.to_bytes(4, "big"), "sha256")[:_PROOF_BYTES]

    def _tag(self, index: int, row: bytes) -> bytes:
        return hmac.digest(self._key, b"row" + index.to_bytes(4, "big") + row, "sha256")[:_TAG_BYTES]
