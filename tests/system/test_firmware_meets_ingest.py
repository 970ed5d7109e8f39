"""The real outbox and link against the real ingest and journal in one process; network and power are bad.

Deterministic by seed. What the device measured is in the journal once and as it was, or it is counted.
"""

import random
from array import array
from pathlib import Path

import pytest

from stoep_firmware.link import Link
from stoep_firmware.outbox import Outbox
from stoep_firmware.records import Identity, Vitals
from stoep_firmware.rtc import RtcRecord
from stoep_gateway.records import WIRE_EPOCH_S, Arrival
from stoep_protocol.master_keys import device_secret
from stoep_protocol.names import up_topic
from stoep_protocol.profiles import by_name
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.policies import plain_settings

WINDOW_S = 300
NAME = "street-1"


class Board:
    """Flash in a folder, RTC memory, one row a minute whose values tell its serial number."""

    def __init__(self, folder: Path, *, profile: str, capacity_rows: int, source: random.Random) -> None:
        self.now_s = NOON_S
        self.measured: dict[int, int] = {}  # time → first value
        self.nonces: dict[tuple[bytes, int], bytes] = {}
        self._folder = folder
        self._profile = by_name(profile)
        self._capacity_rows = capacity_rows
        self._source = source
        self._boots = 0
        self._rtc_data = b""
        self.wake()

    def wake(self) -> None:
        """RAM is new; flash and RTC memory are what they were."""
        self.rtc = RtcRecord(self._rtc_data, write=self._write_rtc)
        self.outbox = Outbox(
            str(self._folder), owner=1, profile=self._profile, capacity_rows=self._capacity_rows, segment_rows=7
        )
        if self.rtc.is_new:
            self._boots += 1
            self.rtc.boot = self._boots
        secret = device_secret(MASTER, device_id=NAME, generation=1)
        identity = Identity(NAME, secret, b"board-01", "stoep-test")
        self.link = Link(self.outbox, rtc=self.rtc, identity=identity, draw=self._source.randbytes)

    def lose_power(self) -> None:
        self._rtc_data = b""
        self.wake()

    def measure(self, count: int) -> None:
        for _ in range(count):
            self._keep(self._source.randint(0, 9) if self._profile.is_people else len(self.measured) % 3300)

    def measure_nothing(self) -> None:
        self._keep(0)

    def _keep(self, value: int) -> None:
        self.now_s += 60
        values = array("i", [value] + [0] * (len(self._profile.columns) - 1))
        self.outbox.append(values, time_s=self.now_s, boot=self.rtc.boot, is_dated=True)
        self.measured[self.now_s] = value

    def say(self) -> bytes | None:
        message = self.link.next_message(now_ms=0)
        if message is not None:
            nonce = (self.rtc.session, self.rtc.counter - 1)
            assert self.nonces.setdefault(nonce, message) == message
            assert len(message) == 128 or not self._profile.is_people
        return message

    def begin(self) -> None:
        vitals = Vitals(3900, -60, 1, 60, 600, 0, 0)
        self.link.begin(vitals, uptime_s=self.now_s - NOON_S, is_wake=self._source.random() < 0.5)

    def _write_rtc(self, data: bytes | bytearray) -> None:
        self._rtc_data = bytes(data)


class Pair:
    """A board and a gateway, and what may happen to them."""

    def __init__(self, folder: Path, *, profile: str, capacity_rows: int, seed: int) -> None:
        self.source = random.Random(seed)
        (folder / "flash").mkdir()
        self.board = Board(folder / "flash", profile=profile, capacity_rows=capacity_rows, source=self.source)
        policy = plain_settings(window_s=WINDOW_S, k=0)
        self.core = Core(folder, enrolled(NAME, profile=profile), policy=policy)

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.source.choice(
                (
                    self._measure,
                    self._measure,
                    self.board.wake,
                    self.board.lose_power,
                    self.core.restart,
                    self.core.commit,
                    self._kill_around_commit,
                    self._talk_badly,
                    self._talk_badly,
                    self._talk_badly,
                    self.talk,
                )
            )()

    def talk(self) -> None:
        """A whole conversation over a perfect network."""
        board = self.board
        board.begin()
        for _ in range(2000):
            message = board.say()
            if board.link.done:
                return
            if message is not None:
                self._arrive(message)
            for outgoing in self.core.replies():
                board.link.take(outgoing.payload, now_ms=0)
        raise AssertionError("the conversation does not end")

    def settle(self) -> None:
        """Faultless days until everything has its verdict; nobody walks by any more."""
        board = self.board
        for _ in range(20):
            for _ in range(2):  # the second one hears of the commit
                self.talk()
                self.core.commit()
            if board.outbox.settled == board.outbox.next_row - 1:
                return
            board.measure_nothing()
        raise AssertionError(f"settled {board.outbox.settled} of {board.outbox.next_row - 1}")

    def _measure(self) -> None:
        self.board.measure(self.source.randint(1, 25))

    def _kill_around_commit(self) -> None:
        batch = self.core.ingest.batch()
        if batch is not None and self.source.random() < 0.5:
            self.core.journal.commit(batch)
        self.core.restart()

    def _arrive(self, message: bytes) -> None:
        self.core.now_s = self.board.now_s
        self.core.take(Arrival(topic=up_topic(NAME), payload=message))

    def _talk_badly(self) -> None:
        """Loss, repetition and reordering both ways, commits, and now and then a death of either end on the way."""
        source, board, link = self.source, self.board, self.board.link
        board.begin()
        up: list[bytes] = []
        down: list[bytes] = []
        for _ in range(source.randint(1, 60)):
            if link.done:
                break
            message = board.say()
            if message is not None:
                up += [message] * source.choice((1, 1, 1, 0, 2))
            if up and source.random() < 0.6:
                self._arrive(up.pop(source.randrange(len(up)) if source.random() < 0.3 else 0))
            if source.random() < 0.6:
                for outgoing in self.core.replies():
                    down += [outgoing.payload] * source.choice((1, 1, 1, 0, 2))
            if down and source.random() < 0.6:
                link.take(down.pop(source.randrange(len(down)) if source.random() < 0.3 else 0), now_ms=0)
            elif message is None and not up and not down and not link.done:
                link.late()
            if source.random() < 0.03:
                self.core.restart()
            if source.random() < 0.1:
                self.core.commit()
        for message in up:  # the broker still has them when the device sleeps
            if source.random() < 0.5:
                self._arrive(message)


@pytest.mark.parametrize("seed", range(20))
def test_every_row_is_in_the_journal_once_and_as_it_was(seed: int, tmp_path: Path) -> None:
    pair = Pair(tmp_path, profile="soil", capacity_rows=10_000, seed=seed)
    with pair.core:
        pair.live(25)
        pair.settle()
        found = _readings(pair)
        assert sorted(found) == sorted(pair.board.measured.items())
        _check_accounts(pair, lost=0)


@pytest.mark.parametrize("seed", range(20))
def test_what_a_full_ring_loses_is_counted_as_dropped_to_the_row(seed: int, tmp_path: Path) -> None:
    pair = Pair(tmp_path, profile="soil", capacity_rows=30, seed=seed)
    with pair.core:
        pair.live(25)
        pair.settle()
        found = _readings(pair)
        assert len(found) == len(set(found))
        assert set(found) <= set(pair.board.measured.items())
        _check_accounts(pair, lost=len(pair.board.measured) - len(found))


@pytest.mark.parametrize("seed", range(20))
def test_every_person_is_released_once(seed: int, tmp_path: Path) -> None:
    pair = Pair(tmp_path, profile="people", capacity_rows=10_000, seed=seed)
    with pair.core:
        pair.live(25)
        pair.settle()
        released = sum(o.value for o in pair.core.observations() if o.quantity == "in")
        assert released == sum(pair.board.measured.values())
        _check_accounts(pair, lost=0)
        assert sum(path.stat().st_size for path in (tmp_path / "flash" / "outbox").glob("*.seg")) == 0


def _readings(pair: Pair) -> list[tuple[int, float]]:
    """(wire time, value) of every reading in the journal."""
    return [
        ((observation.time_s or 0) - WIRE_EPOCH_S, observation.value)
        for observation in pair.core.observations()
        if observation.quantity == "probe_mv"
    ]


def _check_accounts(pair: Pair, *, lost: int) -> None:
    accounts = pair.core.accounts()
    assert accounts.balanced
    (life,) = accounts.lives
    assert life.rejected == {}
    assert (life.dropped, life.absent) == (lost, 0)
