"""What the ledger means for frames and replies: one counter a place, anchors, a gateway put back from an older copy."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stoep_gateway.records import Outgoing
from stoep_gateway.registry.device import Device
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.policies import plain_settings
from support.ring_device import RingDevice

WINDOW_S = 300
MakeCore = Callable[..., Core]


class Boulevard:
    """A gateway and the counters at it, each of which sends all it has and hears what comes back."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.core.now_s = NOON_S + 86_400
        self.counters: dict[str, RingDevice] = {}

    def counter(self, name: str, *, profile: str = "people", start_s: int = NOON_S) -> RingDevice:
        ring = RingDevice(name, master=MASTER, profile=profile, capacity=10_000, sample_s=60, start_s=start_s)
        self.counters[name] = ring
        return ring

    def minutes(self, ring: RingDevice, count: int) -> None:
        for _ in range(count):
            ring.sample((ring.next_row, 1))

    def send(self, ring: RingDevice) -> list[Outgoing]:
        """A conversation; the replies, which the counter has heard."""
        heard: list[Outgoing] = []
        for _ in range(100):
            frames = ring.next_frames(window=4)
            if not frames:
                break
            self.core.take(*frames)
            self.core.commit()
            for outgoing in self.core.replies():
                self.counters[outgoing.topic.split("/")[2]].hear(outgoing)
                heard.append(outgoing)
            if ring.seen == ring.next_row - 1 and not ring.wants_hello:
                break
        return heard

    def lives(self, name: str) -> list[dict[str, object]]:
        found = [life for life in self.core.accounts().lives if life.device == name]
        assert self.core.accounts().balanced
        return [
            {"kept": life.kept, "rejected": life.rejected, "absent": life.absent, "restore": life.restore}
            for life in found
        ]


def at_place(name: str, place: str, *, profile: str = "people", revoked: bool = False) -> Device:
    return replace(enrolled(name, profile=profile, revoked=revoked), group=place)


@pytest.fixture
def boulevard(make_core: MakeCore) -> Boulevard:
    return Boulevard(make_core(enrolled("street-1", profile="people"), policy=plain_settings(window_s=WINDOW_S, k=0)))


def test_each_window_that_closes_is_a_row_of_the_books(boulevard: Boulevard) -> None:
    ring = boulevard.counter("street-1")
    boulevard.minutes(ring, 12)
    boulevard.send(ring)
    assert boulevard.core.draws() == [("street-1", NOON_S), ("street-1", NOON_S + WINDOW_S)]


def test_a_window_below_k_is_drawn_too(make_core: MakeCore) -> None:
    core = make_core(enrolled("street-1", profile="people"), policy=plain_settings(window_s=WINDOW_S, k=1_000))
    boulevard = Boulevard(core)
    ring = boulevard.counter("street-1")
    boulevard.minutes(ring, 5)
    boulevard.send(ring)
    assert boulevard.core.draws() == [("street-1", NOON_S)]


def test_a_device_of_people_counts_is_told_the_anchor_until_it_echoes_it(boulevard: Boulevard) -> None:
    ring = boulevard.counter("street-1")
    boulevard.minutes(ring, 5)
    boulevard.send(ring)
    told = ring.anchor
    assert told is not None
    ring.anchor = None  # it did not keep it
    boulevard.minutes(ring, 1)
    boulevard.send(ring)
    assert ring.anchor == told
    boulevard.minutes(ring, 1)
    boulevard.core.take(*ring.next_frames(window=1))
    (outgoing,) = boulevard.core.replies()
    assert ring.wire.open(outgoing).anchor is None


def test_the_anchor_is_of_a_durable_row(boulevard: Boulevard) -> None:
    ring = boulevard.counter("street-1")
    boulevard.send(ring)
    boulevard.minutes(ring, 5)
    for _ in range(3):
        boulevard.core.take(*ring.next_frames(window=4))
        for outgoing in boulevard.core.replies():
            reply = ring.hear(outgoing)
            assert reply is not None
            assert reply.anchor is None or reply.anchor[0] == 1  # of the policy
    assert ring.seen == 5
    boulevard.core.commit()
    (outgoing,) = boulevard.core.replies()
    anchor = ring.wire.open(outgoing).anchor
    assert anchor is not None
    assert anchor[0] == 2


def test_a_device_of_harmless_rows_is_told_no_anchor(make_core: MakeCore) -> None:
    boulevard = Boulevard(make_core(enrolled("street-1", profile="people"), enrolled("garden-7")))
    ring = boulevard.counter("street-1")
    garden = boulevard.counter("garden-7", profile="soil")
    boulevard.minutes(ring, 30)
    boulevard.send(ring)
    garden.sample((1, 1, 1, 1, 1))
    boulevard.send(garden)
    assert (ring.anchor is not None, garden.anchor) == (True, None)


def restored(boulevard: Boulevard) -> RingDevice:
    """The counter lived on for an hour after the copy, and the gateway is put back from it."""
    ring = boulevard.counter("street-1")
    boulevard.minutes(ring, 12)
    boulevard.send(ring)
    copy = boulevard.core.copy()
    boulevard.minutes(ring, 60)
    boulevard.send(ring)
    boulevard.core.restore(copy)
    boulevard.minutes(ring, 6)
    return ring


def test_counts_wait_on_the_devices_of_a_gateway_put_back_from_an_older_copy(boulevard: Boulevard) -> None:
    ring = restored(boulevard)
    drawn = boulevard.core.draws()
    waiting = ring.next_row - ring.settled
    boulevard.send(ring)
    assert boulevard.core.ingest.is_shut
    assert boulevard.core.draws() == drawn
    assert ring.next_row - ring.settled == waiting


def test_it_stays_so_over_a_gateway_start(boulevard: Boulevard) -> None:
    ring = restored(boulevard)
    boulevard.send(ring)
    boulevard.core.restart()
    assert boulevard.core.ingest.is_shut


def test_harmless_rows_go_on_meanwhile(make_core: MakeCore) -> None:
    core = make_core(enrolled("street-1", profile="people"), enrolled("garden-7"))
    boulevard = Boulevard(core)
    boulevard.send(restored(boulevard))
    garden = boulevard.counter("garden-7", profile="soil")
    garden.sample((1, 1, 1, 1, 1))
    boulevard.send(garden)
    assert garden.settled == 1


def test_after_a_recovery_no_window_is_drawn_twice_and_every_row_is_accounted_for(boulevard: Boulevard) -> None:
    ring = restored(boulevard)
    boulevard.send(ring)
    boulevard.core.recover()
    recovered_s = boulevard.core.now_s
    assert recovered_s is not None
    settled_before = ring.settled
    boulevard.send(ring)
    assert not boulevard.core.ingest.is_shut
    ring.set_clock(by_s=recovered_s - ring.now_s)
    boulevard.core.now_s = recovered_s + 86_400
    boulevard.minutes(ring, 20)
    boulevard.send(ring)
    draws = boulevard.core.draws()
    assert len(draws) == len(set(draws))
    assert [start_s for _, start_s in draws if start_s > NOON_S + 3_600] == [
        recovered_s + WINDOW_S * at for at in range(1, 4)
    ]
    known = boulevard.lives("street-1")[0]
    assert known["restore"] == settled_before - 10  # ten were settled when the copy was taken
    assert known["absent"] == 0
    assert known["rejected"] == {"order": 78 - settled_before + 5}  # the window of the recovery, too


def test_a_recovery_closes_the_windows_of_all_places_once(boulevard: Boulevard) -> None:
    ring = restored(boulevard)
    boulevard.send(ring)
    before = boulevard.core.accounts().windows
    boulevard.core.recover()
    after = boulevard.core.accounts().windows
    assert after.restore - before.restore == after.closed - before.closed == 2 * (86_400 - 600 + WINDOW_S) // WINDOW_S
    assert after.balanced


def test_a_device_that_was_away_during_a_recovery_does_not_shut_the_books_again(boulevard: Boulevard) -> None:
    ring = restored(boulevard)
    boulevard.send(ring)
    late = ring.anchor
    assert late is not None
    boulevard.core.recover()
    boulevard.send(ring)
    assert ring.anchor is not None
    assert ring.anchor[0] > late[0]
    ring.anchor = late
    boulevard.minutes(ring, 1)
    boulevard.send(ring)
    assert not boulevard.core.ingest.is_shut


def test_a_copy_that_went_on_by_itself_is_found_by_the_first_who_knows_better(make_core: MakeCore) -> None:
    devices = (enrolled("street-1", profile="people"), enrolled("street-2", profile="people"))
    boulevard = Boulevard(make_core(*devices, policy=plain_settings(window_s=WINDOW_S, k=0)))
    first, second = boulevard.counter("street-1"), boulevard.counter("street-2")
    copy = boulevard.core.copy()
    boulevard.minutes(first, 30)
    boulevard.send(first)
    boulevard.core.restore(copy)
    boulevard.minutes(second, 60)  # it knows nothing of the lost history
    boulevard.send(second)
    assert not boulevard.core.ingest.is_shut
    boulevard.minutes(first, 1)
    boulevard.send(first)
    assert boulevard.core.ingest.is_shut


def test_a_journal_put_back_without_the_second_file_is_found_at_the_start(boulevard: Boulevard) -> None:
    ring = boulevard.counter("street-1")
    copy = boulevard.core.copy()
    boulevard.minutes(ring, 12)
    boulevard.send(ring)
    second_file = boulevard.core.path.with_name("ledger.anchor")
    anchor = second_file.read_bytes()
    boulevard.core.restore(copy)
    assert not boulevard.core.ingest.is_shut
    second_file.write_bytes(anchor)
    boulevard.core.restart()
    assert boulevard.core.ingest.is_shut
    boulevard.core.commit()
    assert second_file.read_bytes() == anchor


def test_rows_settled_by_a_gateway_that_is_forgotten_are_restore_not_absent(boulevard: Boulevard) -> None:
    """Without any anchor: the journal is gone, master and device list are put back."""
    ring = boulevard.counter("street-1")
    copy = boulevard.core.copy()
    boulevard.minutes(ring, 12)
    boulevard.send(ring)
    ring.anchor = None
    boulevard.core.restore(copy)
    boulevard.minutes(ring, 8)
    boulevard.send(ring)
    assert boulevard.lives("street-1") == [{"kept": 10, "rejected": {}, "absent": 0, "restore": 10}]


def test_a_second_device_at_a_place_is_rejected(make_core: MakeCore) -> None:
    devices = (at_place("street-1", "pier"), at_place("weather-1", "pier", profile="weather"))
    boulevard = Boulevard(make_core(*devices, policy=plain_settings(window_s=WINDOW_S, k=0)))
    first, second = boulevard.counter("street-1"), boulevard.counter("weather-1")  # which counts people after all
    boulevard.minutes(second, 5)
    boulevard.send(second)
    boulevard.minutes(first, 5)
    boulevard.send(first)
    assert boulevard.core.draws() == [("pier", NOON_S)]
    assert boulevard.lives("weather-1") == [{"kept": 0, "rejected": {"group taken": 5}, "absent": 0, "restore": 0}]
    assert boulevard.lives("street-1") == [{"kept": 5, "rejected": {}, "absent": 0, "restore": 0}]


def test_a_device_that_was_enrolled_for_something_else_counts_nobody(make_core: MakeCore) -> None:
    boulevard = Boulevard(make_core(enrolled("weather-1", profile="weather"), policy=plain_settings(window_s=WINDOW_S)))
    ring = boulevard.counter("weather-1")
    boulevard.minutes(ring, 5)
    boulevard.send(ring)
    assert boulevard.core.draws() == []
    assert boulevard.lives("weather-1") == [{"kept": 0, "rejected": {"group taken": 5}, "absent": 0, "restore": 0}]


def test_the_next_device_at_a_place_counts_on_behind_the_last_window(make_core: MakeCore) -> None:
    devices = (at_place("street-1", "pier"),)
    boulevard = Boulevard(make_core(*devices, policy=plain_settings(window_s=WINDOW_S, k=0)))
    first = boulevard.counter("street-1")
    boulevard.minutes(first, 7)
    boulevard.send(first)
    successor = at_place("street-2", "pier")
    boulevard.core.devices = {
        "street-1": at_place("street-1", "pier", revoked=True),
        "street-2": successor,
    }
    boulevard.core.ingest.set_devices(boulevard.core.devices)
    second = boulevard.counter("street-2")
    boulevard.minutes(second, 20)
    boulevard.send(second)
    draws = boulevard.core.draws()
    assert draws == [("pier", NOON_S + WINDOW_S * at) for at in range(4)]
    assert boulevard.lives("street-2") == [{"kept": 10, "rejected": {"order": 10}, "absent": 0, "restore": 0}]
    boulevard.core.restart()
    boulevard.minutes(second, 5)
    boulevard.send(second)
    assert boulevard.core.draws() == [*draws, ("pier", NOON_S + 4 * WINDOW_S)]


def test_a_device_that_moves_closes_its_window_and_begins_at_its_new_place(boulevard: Boulevard) -> None:
    ring = boulevard.counter("street-1")
    boulevard.minutes(ring, 7)
    boulevard.send(ring)
    moved = {"street-1": at_place("street-1", "pier")}
    boulevard.core.devices = moved
    boulevard.core.ingest.set_devices(moved)
    boulevard.minutes(ring, 13)
    boulevard.send(ring)
    assert boulevard.core.draws() == [("street-1", NOON_S), ("street-1", NOON_S + WINDOW_S)] + [
        ("pier", NOON_S + WINDOW_S * at) for at in (2, 3)
    ]
    assert boulevard.lives("street-1")[0]["rejected"] == {"order": 3}


@pytest.mark.parametrize("is_restarted", [False, True])
def test_a_device_that_moves_about_is_not_drawn_twice_in_one_window(is_restarted: bool, boulevard: Boulevard) -> None:
    """At places that have counted before and at new ones."""
    ring = boulevard.counter("street-1")
    for place, minutes in (("pier", 5), ("quay", 6), ("pier", 1), ("quay", 1), ("beach", 1), ("pier", 5), ("pier", 2)):
        moved = {"street-1": at_place("street-1", place)}
        boulevard.core.devices = moved
        boulevard.core.ingest.set_devices(moved)
        boulevard.core.commit()
        if is_restarted:
            boulevard.core.restart()
        boulevard.minutes(ring, minutes)
        boulevard.send(ring)
    starts_s = [start_s for _, start_s in boulevard.core.draws()]
    assert starts_s == [NOON_S, NOON_S + WINDOW_S, NOON_S + 2 * WINDOW_S, NOON_S + 3 * WINDOW_S]
    assert boulevard.core.accounts().balanced
