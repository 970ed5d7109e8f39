"""A gateway put back from older copies at any moment: what one of its devices can prove is never drawn again."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stoep_gateway.records import Arrival
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.policies import plain_settings
from support.ring_device import RingDevice

WINDOW_S = 300
NAMES = ("street-1", "street-2")
Draw = tuple[str, int]


class Restores(RuleBasedStateMachine):
    """Two counters at two places, so that one may know of releases of the other whose replies were lost."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        policy = plain_settings(window_s=WINDOW_S, k=0)
        devices = [enrolled(name, profile="people") for name in NAMES]
        self.core = Core(Path(self._folder.name), *devices, policy=policy)
        self.core.now_s = NOON_S + 600
        self.streets = {
            name: RingDevice(name, master=MASTER, profile="people", capacity=10_000, sample_s=60, start_s=NOON_S)
            for name in NAMES
        }
        self.on_the_way: list[Arrival] = []
        self.copy: tuple[Path, int] | None = None  # with the newest row of its books
        self.proven: set[Draw] = set()  # drawn in some history, up to an anchor that a device held at its end
        self.must_shut = False  # a device held an anchor that the copy put back does not know
        self.was_shut = False  # since it was put back
        self.drawn: set[Draw] = set()

    def teardown(self) -> None:
        self.core.close()
        self._folder.cleanup()

    @rule(name=st.sampled_from(NAMES), minutes=st.integers(1, 15))
    def people_walk_by(self, name: str, minutes: int) -> None:
        for _ in range(minutes):
            self.streets[name].sample((1, 0))

    @rule(name=st.sampled_from(NAMES), window=st.integers(1, 4))
    def one_sends(self, name: str, window: int) -> None:
        self.on_the_way.extend(self.streets[name].next_frames(window=window))

    @rule(lost=st.booleans())
    def frames_arrive(self, lost: bool) -> None:
        frames, self.on_the_way = self.on_the_way, []
        self.take(frames[1:] if lost else frames)

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def a_frame_arrives_again(self, data: st.DataObject) -> None:
        self.take([data.draw(st.sampled_from(self.on_the_way))])

    @rule(heard=st.sets(st.sampled_from(NAMES)))
    def a_commit_succeeds(self, heard: set[str]) -> None:
        self.commit()
        self.replies(heard=heard)

    @rule()
    def the_gateway_is_killed(self) -> None:
        self.core.restart()

    @rule(name=st.sampled_from(NAMES))
    def one_loses_power(self, name: str) -> None:
        self.streets[name].power_cycle()

    @rule()
    def a_copy_is_made(self) -> None:
        self.commit()
        self.copy = (self.core.copy(), self.core.journal.load_state().ledger.index)

    @precondition(lambda self: self.copy is not None)
    @rule()
    def the_gateway_is_put_back(self) -> None:
        assert self.copy is not None
        copy, newest = self.copy
        known = max(street.anchor[0] if street.anchor else 0 for street in self.streets.values())
        self.proven |= {(row.place, row.start_s) for row in self.core.books() if row.index <= known}
        self.core.restore(copy)
        self.must_shut = known > newest
        self.was_shut = self.core.ingest.is_shut
        self.drawn = set(self.core.draws())

    @precondition(lambda self: self.core.ingest.is_shut)
    @rule()
    def the_operator_recovers(self) -> None:
        self.core.recover()
        assert not self.core.ingest.is_shut

    @invariant()
    def the_accounts_balance(self) -> None:
        assert self.core.accounts().balanced

    @rule()
    def a_day_without_faults(self) -> None:
        """Every row gets its verdict, and who knows better has been heard."""
        self.on_the_way.clear()
        for street in self.streets.values():
            street.sample((0, 0))
        for _ in range(2):
            for street in self.streets.values():
                self.converse(street)
            if not self.core.ingest.is_shut:
                break
            self.the_operator_recovers()
        assert self.was_shut or not self.must_shut
        assert all(street.settled == street.next_row - 1 for street in self.streets.values())

    def converse(self, street: RingDevice) -> None:
        """As long as there is something to say; in the end nobody walks by any more, and the last window ends."""
        for _ in range(200):
            if street.settled == street.next_row - 1 and not street.wants_hello:
                return
            if self.core.ingest.is_shut and street.epoch == self.core.epoch and not street.wants_hello:
                return
            self.take(street.next_frames(window=4))
            self.commit()
            self.replies(heard=set(NAMES))
            if street.settled < street.seen == street.next_row - 1:
                while street.now_s % WINDOW_S:
                    street.sample((0, 0))

    def take(self, frames: list[Arrival]) -> None:
        self.core.now_s = max(self.core.now_s or 0, *(street.now_s for street in self.streets.values()))
        for frame in frames:
            self.core.take(frame)
            if self.core.ingest.is_shut and not self.was_shut:
                self.commit()  # what was drawn before it was known
                self.was_shut = True

    def commit(self) -> None:
        """Nothing is drawn twice in one history, nor what another one drew once that is known."""
        self.core.commit()
        draws = self.core.draws()
        assert len(draws) == len(set(draws))
        assert not (self.was_shut and (set(draws) - self.drawn) & self.proven)
        self.drawn = set(draws)

    def replies(self, *, heard: set[str]) -> None:
        for outgoing in self.core.replies():
            name = outgoing.topic.split("/")[2]
            if name in heard:
                self.streets[name].hear(outgoing)


TestAnyRestore = Restores.TestCase
TestAnyRestore.settings = settings(max_examples=100, stateful_step_count=40)
