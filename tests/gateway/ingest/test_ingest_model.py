"""Any interleaving of loss, repetition, reordering, restarts and lost commits, against what the devices know."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stoep_gateway.records import Arrival
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.policies import plain_settings
from support.ring_device import RingDevice

WINDOW_FRAMES = 4


class Neighbourhood(RuleBasedStateMachine):
    """A garden whose ring is small enough to overflow, and a street counter whose ring is not."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.core = Core(
            Path(self._folder.name),
            enrolled("garden-7"),
            enrolled("street-1", profile="people"),
            policy=plain_settings(window_s=300, k=0),
        )
        self.garden = RingDevice("garden-7", master=MASTER, profile="soil", capacity=12, sample_s=600, start_s=NOON_S)
        self.street = RingDevice(
            "street-1", master=MASTER, profile="people", capacity=10_000, sample_s=60, start_s=NOON_S
        )
        self.on_the_way: list[Arrival] = []
        self.settled: set[tuple[bytes, int]] = set()  # rows the garden was told are settled

    def teardown(self) -> None:
        self.core.close()
        self._folder.cleanup()

    @rule(count=st.integers(1, 8))
    def the_garden_samples(self, count: int) -> None:
        for _ in range(count):
            self.garden.sample((self.garden.next_row, 180, 150, 201, 650))

    @rule(counts=st.lists(st.integers(0, 9), min_size=1, max_size=8))
    def people_walk_by(self, counts: list[int]) -> None:
        for count in counts:
            self.street.sample((count, 1))

    @rule(which=st.booleans(), window=st.integers(1, WINDOW_FRAMES))
    def a_device_sends(self, which: bool, window: int) -> None:
        self.on_the_way.extend((self.garden if which else self.street).next_frames(window=window))

    @precondition(lambda self: self.on_the_way)
    @rule(data=st.data())
    def a_frame_arrives(self, data: st.DataObject) -> None:
        arrival = data.draw(st.sampled_from(self.on_the_way))
        self._take(arrival)

    @precondition(lambda self: self.on_the_way)
    @rule(lost=st.booleans())
    def everything_arrives_in_order(self, lost: bool) -> None:
        frames, self.on_the_way = self.on_the_way, []
        for arrival in frames[1:] if lost else frames:
            self._take(arrival)

    @rule()
    def replies_arrive(self) -> None:
        for outgoing in self.core.replies():
            device = self.garden if "garden" in outgoing.topic else self.street
            life = device.life
            if device.hear(outgoing) is not None and device is self.garden and device.life == life:
                self.settled |= {(life, row) for row in range(1, device.settled + 1)}

    @rule()
    def replies_get_lost(self) -> None:
        self.core.replies()

    @rule()
    def a_commit_succeeds(self) -> None:
        self.core.commit()

    @rule()
    def the_gateway_is_killed(self) -> None:
        self.core.restart()

    @rule()
    def the_gateway_is_killed_before_a_commit(self) -> None:
        self.core.ingest.batch()
        self.core.restart()

    @rule()
    def the_gateway_is_killed_behind_a_commit(self) -> None:
        batch = self.core.ingest.batch()
        if batch is not None:
            self.core.journal.commit(batch)
        self.core.restart()

    @rule(which=st.booleans())
    def a_device_loses_power(self, which: bool) -> None:
        (self.garden if which else self.street).power_cycle()

    @rule()
    def the_garden_is_wiped(self) -> None:
        self.garden.wipe()

    @invariant()
    def the_accounts_balance(self) -> None:
        assert self.core.accounts().balanced
        start = self.core.ingest.counts()
        assert start.received == start.duplicate + start.not_taken + start.rejected + start.open + start.kept

    @invariant()
    def no_row_is_kept_twice_and_none_that_is_settled_is_missing(self) -> None:
        kept = [
            (bytes.fromhex(observation.life), observation.row)
            for observation in self.core.observations()
            if observation.quantity == "probe_mv"
        ]
        assert len(kept) == len(set(kept))
        assert self.settled <= set(kept) | self.garden.lost

    @rule()
    def a_day_without_faults(self) -> None:
        """Everything that a ring still holds is kept, once and as it was; each count is in one released window."""
        self.on_the_way.clear()
        for device in (self.garden, self.street):
            for _ in range(200):
                if device.settled == device.next_row - 1 and not device.wants_hello:
                    break
                for arrival in device.next_frames(window=WINDOW_FRAMES):
                    self._take(arrival)
                self.core.commit()
                self.replies_arrive()
                if device is self.street and device.settled < device.seen == device.next_row - 1:
                    while self.street.now_s % 300:  # nobody comes by any more; the window's end passes all the same
                        self.street.sample((0, 0))
            assert device.settled == device.next_row - 1
        kept = {
            (bytes.fromhex(observation.life), observation.row): observation.value
            for observation in self.core.observations()
            if observation.quantity == "probe_mv"
        }
        held = {(self.garden.life, row) for row in range(self.garden.oldest_row, self.garden.next_row)}
        assert held <= set(kept)
        assert all(value == row for (_, row), value in kept.items())
        released = sum(observation.value for observation in self.core.observations() if observation.quantity == "in")
        assert released == sum(values[0] for _, values in self.street.taken.values())

    def _take(self, arrival: Arrival) -> None:
        self.core.now_s = max(self.garden.now_s, self.street.now_s)
        self.core.take(arrival)


TestAnyInterleaving = Neighbourhood.TestCase
TestAnyInterleaving.settings = settings(max_examples=60, stateful_step_count=40)
