"""A device that keeps the rules of SPEC §7 in memory: what its ring holds, what it would send next, what it hears."""

from stoep_gateway.records import Arrival, Outgoing
from stoep_protocol.extras import Echo, Extras, Health
from stoep_protocol.profiles import Profile, by_name
from stoep_protocol.reply import FLAG_HELLO, Reply
from stoep_protocol.seal import parse_envelope
from support.wire_device import WireDevice

FRAME_ROWS = 3


class RingDevice:
    """taken: every row it ever took, by (life, row), as (time, values). Rows leave the ring oldest first."""

    def __init__(self, name: str, *, master: bytes, profile: str, capacity: int, sample_s: int, start_s: int) -> None:
        self.name = name
        self.taken: dict[tuple[bytes, int], tuple[int, tuple[int | None, ...]]] = {}
        self.lost: set[tuple[bytes, int]] = set()  # left the ring before it heard that they were settled
        self._master = master
        self._profile = profile
        self._capacity = capacity
        self._sample_s = sample_s
        self._now_s = start_s
        self._lives = 0
        self._sessions = 0
        self.settled = 0
        self.oldest_row = self.next_row = 1
        self.wipe()

    def wipe(self) -> None:
        """The board is re-flashed: an empty ring and a new life."""
        self._lose(until=self.next_row - 1)
        self._lives += 1
        self.life = self._lives.to_bytes(4, "big")
        self.oldest_row = self.next_row = 1
        self.settled = self.dropped = 0
        self.epoch: bytes | None = None
        self.anchor: tuple[int, bytes] | None = None
        self.power_cycle()

    def power_cycle(self) -> None:
        """RTC memory is gone: a new session, and only what flash knows."""
        self._sessions += 1
        session = self._sessions.to_bytes(8, "big")
        self.wire = WireDevice(
            self.name, master=self._master, profile=self._profile, session=session, sample_s=self._sample_s
        )
        self.seen = self.settled
        self.wants_hello = True
        self._last_echo = (-1, b"", -1)

    def sample(self, values: tuple[int | None, ...]) -> None:
        """Take a row; the ring forgets its oldest when full."""
        self._now_s += self._sample_s
        self.taken[self.life, self.next_row] = (self._now_s, values)
        self.next_row += 1
        if self.next_row - self.oldest_row > self._capacity:
            if self.oldest_row > self.settled:
                self.dropped += 1
            self._lose(until=self.oldest_row)

    @property
    def profile(self) -> Profile:
        return by_name(self._profile)

    @property
    def now_s(self) -> int:
        return self._now_s

    def set_clock(self, *, by_s: int) -> None:
        """The gateway told another time."""
        self._now_s += by_s

    def next_frames(self, *, window: int) -> list[Arrival]:
        """A hello if one is wanted, then up to `window` frames of rows from the read pointer on."""
        frames = []
        if self.wants_hello:
            self.wants_hello = False
            frames.append(self.hello())
        first = max(self.seen + 1, self.oldest_row)
        for _ in range(window):
            rows = self._frame_rows(first)
            if rows:
                lag = first - self.oldest_row
                frames.append(self.wire.rows(first, rows, life=self.life, lag=lag, extras=self._extras()))
            first += len(rows)
        return frames

    def hello(self) -> Arrival:
        return self.wire.hello(
            self.life,
            oldest_row=self.oldest_row,
            next_row=self.next_row,
            settled=self.settled,
            extras=self._extras(),
        )

    def hear(self, outgoing: Outgoing) -> Reply | None:
        """Take a reply, or drop it as the rules say."""
        envelope = parse_envelope(outgoing.payload)
        reply = self.wire.open(outgoing)
        counter, epoch, partial_iv = self._last_echo
        repeated = reply.counter == counter and envelope.kid == epoch and envelope.counter > partial_iv
        if reply.session != self.wire.session or not (reply.counter > counter or repeated):
            return None
        self._last_echo = (reply.counter, envelope.kid, envelope.counter)
        self.epoch = envelope.kid
        self.wants_hello = self.wants_hello or bool(reply.flags & FLAG_HELLO)
        if reply.anchor is not None and (self.anchor is None or reply.anchor[0] > self.anchor[0]):
            self.anchor = reply.anchor
        if reply.life == self.life:
            self._move(reply)
        return reply

    def _frame_rows(self, first: int) -> list[tuple[int, tuple[int | None, ...]]]:
        """Where the clock was put back, another frame begins."""
        rows: list[tuple[int, tuple[int | None, ...]]] = []
        for row in range(first, min(first + FRAME_ROWS, self.next_row)):
            taken = self.taken[self.life, row]
            if rows and taken[0] <= rows[-1][0]:
                break
            rows.append(taken)
        return rows

    def _move(self, reply: Reply) -> None:
        if reply.settled >= self.next_row:
            self.wipe()
        elif self.wire.profile.is_people:
            self.settled = max(self.settled, reply.settled)
            self.seen = max(self.settled, reply.seen)
            self.oldest_row = max(self.oldest_row, self.settled + 1)
        else:
            self.settled, self.seen = reply.settled, reply.seen

    def _lose(self, *, until: int) -> None:
        for row in range(self.oldest_row, until + 1):
            if row > self.settled:
                self.lost.add((self.life, row))
        self.oldest_row = until + 1

    def _extras(self) -> Extras:
        index, mac = self.anchor or (None, None)
        echo = Echo(self.epoch, index, mac) if self.epoch else None
        return Extras(Health(3300, -60, self.next_row - 1 - self.seen, self.dropped, 1), None, echo)
