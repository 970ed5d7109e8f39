"""One device takes no more than its share, however much it sends; an honest one never meets the limit."""

from collections.abc import Callable

import pytest

from stoep_gateway.ingest.quota import ROWS_MAX, Quota
from stoep_gateway.records import Arrival
from stoep_protocol.extras import NO_EXTRAS, Extras, Health
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.wire_device import WireDevice

FRAME_ROWS = 150  # that is what a frame has room for, if they hardly differ
LONG_WAY = Extras(Health(3300, -60, 0, 0, 1), None, None)
RING_ROWS = 5_000  # firmware, outbox.capacity_rows
TEN_MINUTES_S = 600
THIEF = "t" * 32


def frame(device: WireDevice, first: int, *, count: int = FRAME_ROWS, extras: Extras = NO_EXTRAS) -> Arrival:
    rows = [(600 * row, (1500, 180, 150, 201, 650)) for row in range(first, first + count)]
    return device.rows(first, rows, lag=first - 1, extras=extras)


def bring(core: Core, device: WireDevice, *, rows: int, first: int = 1) -> int:
    """As many rows as are wanted, in whole frames, with a commit now and then. Returns the last row taken."""
    for at in range(first, first + rows, FRAME_ROWS):
        core.take(frame(device, at))
        if core.ingest.wants_commit:
            core.commit()
    core.commit()
    return max(device.open(outgoing).seen for outgoing in core.replies())


def test_a_bucket_is_full_at_first_and_fills_at_twice_the_rate() -> None:
    quota = Quota(sample_s=600)
    assert quota.allows(ROWS_MAX, mono_s=1e6)
    quota.spend(ROWS_MAX)
    assert [quota.allows(rows, mono_s=1e6 + 3_000) for rows in (10, 11)] == [True, False]
    assert [quota.allows(rows, mono_s=1e12) for rows in (ROWS_MAX, ROWS_MAX + 1)] == [True, False]


def test_another_rate_of_the_device_leaves_what_it_has() -> None:
    quota = Quota(sample_s=600)
    quota.allows(ROWS_MAX, mono_s=0.0)
    quota.spend(ROWS_MAX - 7)
    quota.sample_s = 1
    assert [quota.allows(rows, mono_s=0.0) for rows in (7, 8)] == [True, False]


def test_four_full_rings_are_taken_at_once(core: Core) -> None:
    device = WireDevice(master=MASTER)
    core.take(device.hello())
    assert bring(core, device, rows=4 * RING_ROWS - FRAME_ROWS) >= 4 * RING_ROWS - FRAME_ROWS
    assert "quota" not in core.unopened()


@pytest.mark.parametrize("extras", [NO_EXTRAS, LONG_WAY], ids=["straight", "long way"])
def test_beyond_them_frames_are_not_taken_counted_and_told_and_come_again(core: Core, extras: Extras) -> None:
    device = WireDevice(master=MASTER)
    core.take(device.hello())
    taken = bring(core, device, rows=ROWS_MAX)
    assert ROWS_MAX - FRAME_ROWS < taken <= ROWS_MAX
    before = core.ingest.counts()
    core.take(frame(device, taken + 1, extras=extras))
    counts = core.ingest.counts()
    assert core.ingest.refused == "quota"
    assert counts.not_taken - before.not_taken == FRAME_ROWS
    assert counts.unopened["quota"] - before.unopened["quota"] == 1
    core.commit()
    assert core.accounts().balanced
    core.replies()
    core.mono_s += FRAME_ROWS * TEN_MINUTES_S / 2
    assert core.ask(device, frame(device, taken + 1, extras=extras)).seen == taken + FRAME_ROWS


def test_what_came_before_is_a_duplicate_and_costs_nothing(core: Core) -> None:
    device = WireDevice(master=MASTER)
    core.take(device.hello())
    taken = bring(core, device, rows=ROWS_MAX)
    core.take(frame(device, taken - FRAME_ROWS + 1))
    assert core.ingest.refused is None
    assert core.ingest.counts().duplicate == FRAME_ROWS


def test_a_new_life_brings_no_new_quota(core: Core) -> None:
    device = WireDevice(master=MASTER)
    core.take(device.hello())
    bring(core, device, rows=ROWS_MAX)
    wiped = WireDevice(master=MASTER, session=b"session2")
    core.take(wiped.hello(b"liv2", extras=core.echo))
    rows = [(600 * row, (1500, 180, 150, 201, 650)) for row in range(1, 1 + FRAME_ROWS)]
    core.take(wiped.rows(1, rows, life=b"liv2"))
    assert core.ingest.refused == "quota"


def test_the_devices_own_word_of_its_rate_changes_nothing(core: Core) -> None:
    device = WireDevice(master=MASTER, sample_s=1)
    core.take(device.hello())
    taken = bring(core, device, rows=ROWS_MAX)
    core.mono_s += 150
    core.take(frame(device, taken + 1))
    assert core.ingest.refused == "quota"


def test_a_flood_of_one_device_takes_little_room_and_others_lose_nothing(make_core: Callable[..., Core]) -> None:
    """In the form that costs most: a long name, frames of one row each and large values, as many as it is let."""
    core = make_core(enrolled(THIEF, profile="air"), enrolled("garden-7"), max_size_bytes=6 << 20, memory_bytes=8 << 20)
    core.journal.attach(["city"])
    honest, thief = WireDevice("garden-7", master=MASTER), WireDevice(THIEF, master=MASTER, profile="air")
    core.take(honest.hello(), frame(honest, 1), thief.hello())
    core.commit()
    before = core.journal.used_bytes()
    for row in range(1, ROWS_MAX + 2_000):
        rows = [(NOON_S + row, tuple(column.high for column in thief.profile.columns))]
        core.take(thief.rows(row, rows, lag=row - 1, extras=LONG_WAY))
    core.commit()
    assert core.ingest.counts().not_taken == 1_999
    assert core.unopened() == {"quota": 1}  # the frames after it came too early
    assert core.journal.used_bytes() - before < 2_600_000  # as docs say
    core.take(frame(honest, 1 + FRAME_ROWS))
    core.commit()
    (city,) = core.accounts().backends
    assert (city.expired, core.ingest.refused) == (0, None)
