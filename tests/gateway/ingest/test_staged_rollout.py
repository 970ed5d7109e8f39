"""A whole group through a rollout, hour by hour: who gets the version when, and what stops it."""

from collections.abc import Callable, Collection

import pytest

from stoep_gateway.updates.image import Image
from stoep_gateway.updates.orders import Order
from stoep_gateway.updates.progress import Progress
from stoep_gateway.updates.stages import DOWNLOADING, NOT_BACK, OFFERED, REVERTED, RUNNING, WAITING
from stoep_protocol.extras import Extras
from stoep_protocol.update import CRASHED, RUNS, report
from support.ingest_bench import MASTER, Core, enrolled
from support.wire_device import WireDevice

OLD, NEW = 4_000, 4_001
IMAGE = Image(version=NEW, firmware="stoep-0.4.1", head_bytes=700, data=bytes(2000))
NAMES = [f"garden-{number:02}" for number in range(40)]
HOUR_S = 3600


class Garden:
    """Wakes each hour, downloads what it is offered, and restarts with it: for good, for a try, or never again."""

    def __init__(self, name: str, *, becomes: str = RUNNING) -> None:
        self.name = name
        self.is_alive = True
        self._becomes = becomes
        self._device = WireDevice(name, master=MASTER)
        self._said = report(OLD, RUNS)

    def wake(self, core: Core, *, boot: int) -> None:
        self._device = WireDevice(self.name, master=MASTER, session=boot.to_bytes(8, "big"))
        reply = core.ask(self._device, self._device.hello(next_row=2, extras=Extras(None, {3: self._said}, None)))
        if reply.update is None:
            return
        for offset in range(0, len(IMAGE.data), 896):
            core.take(self._device.ask(NEW, offset))
            assert self._device.open_block(core.replies()[0]).offset == offset
        self.is_alive = self._becomes != NOT_BACK
        self._said = report(NEW, CRASHED if self._becomes == REVERTED else RUNS)


class Gardens:
    def __init__(self, core: Core, *, becomes: dict[str, str]) -> None:
        self.core = core
        self.most_under_way = 0
        self.boots = 0
        self._gardens = [Garden(name, becomes=becomes.get(name, RUNNING)) for name in NAMES]
        self.hour()

    def begin(self, *, first: str | None = None) -> None:
        order = Order(id="1", group="gardens", version=NEW, firmware="stoep-0.4.1", image="x", first=first)
        self.core.ingest.rollouts.follow([(order, IMAGE)], pinned=())

    def hour(self) -> Progress | None:
        """Everybody who is alive wakes once, in an order that changes."""
        self.boots += 1
        turn = self.boots * 7 % len(self._gardens)
        for garden in (*self._gardens[turn:], *self._gardens[:turn]):
            self.core.mono_s += HOUR_S / len(self._gardens)
            self.core.ingest.tick(now_s=None, mono_s=self.core.mono_s)
            if garden.is_alive:
                garden.wake(self.core, boot=self.boots)
            self.most_under_way = max(self.most_under_way, len(self.named(OFFERED, DOWNLOADING)))
        self.core.ingest.tick(now_s=None, mono_s=self.core.mono_s)
        return next(iter(self.core.ingest.rollouts.progress()), None)

    def named(self, *stages: str) -> Collection[str]:
        return [
            device.name
            for rollout in self.core.ingest.rollouts.progress()
            for device in rollout.devices
            if device.stage in stages
        ]


@pytest.fixture
def grow(make_core: Callable[..., Core]) -> Callable[..., Gardens]:
    def gardens(**becomes: str) -> Gardens:
        core = make_core(*(enrolled(name, group="gardens") for name in NAMES))
        return Gardens(core, becomes={name.replace("_", "-"): stage for name, stage in becomes.items()})

    return gardens


def test_one_device_first_then_a_tenth_at_a_time_until_all_run_it(grow: Callable[..., Gardens]) -> None:
    gardens = grow()
    gardens.begin(first="garden-11")
    gardens.hour()
    assert gardens.named(OFFERED, DOWNLOADING, RUNNING) == ["garden-11"]
    told = None
    for _ in range(16):
        told = gardens.hour()
    assert told is not None
    assert told.stopped == ""
    assert gardens.named(RUNNING) == NAMES
    assert gardens.most_under_way == 4


def test_a_first_device_that_never_comes_back_is_the_only_one_lost(grow: Callable[..., Gardens]) -> None:
    gardens = grow(garden_11=NOT_BACK)
    gardens.begin(first="garden-11")
    told = None
    for _ in range(5):
        told = gardens.hour()
        assert told is not None
    assert told is not None
    assert told.stopped == "garden-11, the first device, did not come back"
    assert gardens.named(WAITING) == [name for name in NAMES if name != "garden-11"]
    for _ in range(3):
        gardens.hour()
    assert gardens.named(NOT_BACK) == ["garden-11"]
    assert len(gardens.named(WAITING)) == 39


def test_who_is_heard_next_is_the_first_and_its_crash_stops_the_rollout(grow: Callable[..., Gardens]) -> None:
    gardens = grow(**{name.replace("-", "_"): REVERTED for name in NAMES})
    gardens.begin()
    gardens.hour()
    (first,) = gardens.named(DOWNLOADING)
    told = gardens.hour()
    assert told is not None
    assert told.stopped == f"{first}, the first device, reverted it"
    gardens.hour()
    assert gardens.named(REVERTED, DOWNLOADING, OFFERED) == [first]


def test_one_lost_device_of_many_stops_nothing(grow: Callable[..., Gardens]) -> None:
    one = grow(garden_30=NOT_BACK)
    one.begin(first="garden-11")
    for _ in range(20):
        one.hour()
    assert len(one.named(RUNNING)) == 39


def test_a_version_that_only_the_first_can_run_costs_few_devices(grow: Callable[..., Gardens]) -> None:
    gardens = grow(**{name.replace("-", "_"): NOT_BACK for name in NAMES if name != "garden-11"})
    gardens.begin(first="garden-11")
    told = None
    for _ in range(12):
        told = gardens.hour()
    assert told is not None
    lost = gardens.named(NOT_BACK)
    assert 2 <= len(lost) <= 5  # a tenth at once, and one in the place of who was lost alone
    assert "devices reverted it or did not come back" in told.stopped
    assert len(gardens.named(WAITING)) == 39 - len(lost)
