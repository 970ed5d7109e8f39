"""Strict order of rows and their final verdicts (SPEC §7)."""

from collections.abc import Callable

import pytest

from stoep_protocol.extras import Extras, Health
from stoep_protocol.reply import FLAG_HELLO
from support.ingest_bench import MASTER, NOON_S, Core, enrolled, soil_rows
from support.wire_device import WireDevice


def health(*, dropped: int) -> Extras:
    return Extras(Health(3300, -60, 0, dropped, 1), None, None)


@pytest.fixture
def garden(core: Core) -> WireDevice:
    """Introduced and answered."""
    device = WireDevice(master=MASTER)
    core.ask(device, device.hello())
    return device


def test_a_row_is_seen_at_once_and_settled_by_the_commit(core: Core, garden: WireDevice) -> None:
    first = core.ask(garden, garden.rows(1, soil_rows(1, 3)))
    core.commit()
    second = core.reply(garden)
    assert (first.settled, first.seen) == (0, 3)
    assert (second.settled, second.seen, second.counter) == (3, 3, first.counter)


def test_rows_taken_before_are_duplicates_and_the_rest_of_the_frame_is_taken(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, soil_rows(1, 3)), garden.rows(2, soil_rows(2, 4)))
    core.commit()
    assert core.ingest.counts().duplicate == 2
    assert [o.row for o in core.observations() if o.quantity == "probe_mv"] == [1, 2, 3, 4, 5]


def test_a_frame_beyond_a_gap_is_not_taken_while_the_ring_holds_the_gap(core: Core, garden: WireDevice) -> None:
    reply = core.ask(garden, garden.rows(4, soil_rows(4, 3), lag=3))
    assert reply.seen == 0
    assert core.ingest.counts().not_taken == 3


def test_rows_that_left_the_ring_are_final_and_absent_when_the_device_does_not_explain_them(
    core: Core, garden: WireDevice
) -> None:
    core.take(garden.rows(4, soil_rows(4, 3)))
    core.commit()
    (life,) = core.accounts().lives
    assert (life.floor, life.kept, life.dropped, life.absent) == (6, 3, 0, 3)


def test_rows_that_the_devices_own_counter_explains_are_dropped(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(4, soil_rows(4, 3), extras=health(dropped=2)))
    core.commit()
    (life,) = core.accounts().lives
    assert (life.dropped, life.absent) == (2, 1)


def test_a_counter_that_arrives_later_still_explains_them(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(4, soil_rows(4, 3)), garden.rows(7, [], extras=health(dropped=3)))
    core.commit()
    (life,) = core.accounts().lives
    assert (life.dropped, life.absent) == (3, 0)


def test_a_value_out_of_range_rejects_its_row_alone(core: Core, garden: WireDevice) -> None:
    rows = soil_rows(1, 3)
    rows[1] = (rows[1][0], (4000, 180, 150, 201, 650))
    core.take(garden.rows(1, rows))
    core.commit()
    (life,) = core.accounts().lives
    assert (life.floor, life.kept, life.rejected) == (3, 2, {"range": 1})
    assert [o.row for o in core.observations() if o.quantity == "probe_mv"] == [1, 3]


def test_a_row_without_values_is_rejected_and_the_floor_passes_it(core: Core, garden: WireDevice) -> None:
    rows = soil_rows(1, 2)
    rows[0] = (rows[0][0], (None,) * 5)
    core.take(garden.rows(1, rows))
    core.commit()
    (life,) = core.accounts().lives
    assert (life.floor, life.rejected) == (2, {"no values": 1})


def test_a_row_of_unknown_time_is_kept_with_an_empty_time(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, [(77, (1, 180, None, 201, 650))], clock=0))
    core.commit()
    assert [(o.quantity, o.time_s) for o in core.observations()][:2] == [("probe_mv", None), ("soil_temperature", None)]
    assert len(core.observations()) == 4


def test_a_frame_before_its_sessions_hello_is_not_taken_and_a_hello_is_asked_for(core: Core) -> None:
    device = WireDevice(master=MASTER)
    reply = core.ask(device, device.rows(1, soil_rows(1, 3)))
    assert (reply.flags, reply.seen) == (FLAG_HELLO, 0)


def test_a_frame_that_memory_has_no_room_for_is_not_taken_until_a_commit(make_core: Callable[..., Core]) -> None:
    core = make_core(memory_bytes=600)
    device = WireDevice(master=MASTER)
    core.take(device.hello())
    for first in range(1, 31, 3):
        core.take(device.rows(first, soil_rows(first, 3), lag=first - 1))
    seen = core.reply(device).seen
    assert 0 < seen < 30
    core.commit()
    core.take(device.rows(seen + 1, soil_rows(seen + 1, 3), lag=seen))
    assert core.replies()[-1] is not None
    core.commit()
    assert core.accounts().lives[0].floor == seen + 3


def test_ingest_asks_for_a_commit_when_memory_is_half_full(make_core: Callable[..., Core]) -> None:
    core = make_core(memory_bytes=600)
    device = WireDevice(master=MASTER)
    core.take(device.hello(), device.rows(1, soil_rows(1, 3)))
    before = core.ingest.wants_commit
    core.take(device.rows(4, soil_rows(4, 3), lag=3))
    assert (before, core.ingest.wants_commit) == (False, True)


def test_a_new_life_closes_the_old_one_whose_late_rows_are_rejected(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, soil_rows(1, 3)))
    late = garden.rows(4, soil_rows(4, 3), lag=3)
    wiped = WireDevice(master=MASTER, session=b"session2")
    core.take(wiped.hello(b"liv2", extras=core.echo), late)
    core.commit()
    old, new = core.accounts().lives
    assert (old.floor, old.kept, old.rejected) == (6, 3, {"old life": 3})
    assert new.floor == 0
    assert core.accounts().balanced


def test_a_hello_that_was_held_back_closes_no_life(core: Core, garden: WireDevice) -> None:
    held_back = WireDevice(master=MASTER, session=b"session0").hello(b"liv0")
    core.take(garden.rows(1, soil_rows(1, 3)), held_back)
    core.replies()
    assert core.ask(garden, garden.rows(4, soil_rows(4, 3), lag=3)).seen == 6
    core.commit()
    (life,) = core.accounts().lives
    assert (life.kept, life.rejected) == (6, {})


def test_a_wiped_device_is_asked_for_a_fresh_hello(core: Core, garden: WireDevice) -> None:
    wiped = WireDevice(master=MASTER, session=b"session2")
    reply = core.ask(wiped, wiped.hello(b"liv2"))
    assert (reply.life, reply.flags) == (b"liv1", FLAG_HELLO)
    assert core.ask(wiped, wiped.hello(b"liv2", extras=core.echo)).life == b"liv2"


def test_an_image_of_an_earlier_life_is_told_to_draw_a_new_one(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, soil_rows(1, 3)))
    wiped = WireDevice(master=MASTER, session=b"session2")
    core.take(wiped.hello(b"liv2", extras=core.echo))
    core.replies()
    restored = WireDevice(master=MASTER, session=b"session3")
    reply = core.ask(restored, restored.hello(b"liv1", next_row=40))
    assert reply.life == b"liv1"
    assert reply.settled >= 40


def test_a_restored_flash_hears_a_settled_beyond_its_own_rows(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, soil_rows(1, 6)))
    core.commit()
    core.replies()
    restored = WireDevice(master=MASTER, session=b"session2")
    assert core.ask(restored, restored.hello(b"liv1", next_row=3)).settled == 6


def test_a_gateway_that_starts_again_knows_session_life_and_floor(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, soil_rows(1, 3)))
    core.commit()
    core.restart()
    reply = core.ask(garden, garden.rows(4, soil_rows(4, 3), lag=3))
    assert (reply.flags, reply.settled, reply.seen) == (0, 3, 6)


def test_rows_that_were_only_in_memory_are_asked_for_again_after_a_start(core: Core, garden: WireDevice) -> None:
    core.commit()
    core.take(garden.rows(1, soil_rows(1, 3)))
    core.restart()
    assert core.ask(garden, garden.rows(4, soil_rows(4, 3), lag=3)).seen == 0


def test_a_batch_that_failed_is_kept_whole_and_what_comes_meanwhile_follows(core: Core, garden: WireDevice) -> None:
    core.take(garden.rows(1, soil_rows(1, 3)))
    batch = core.ingest.batch()
    assert batch is not None
    core.take(garden.rows(4, soil_rows(4, 3), lag=3))
    assert core.ingest.batch() is None
    core.journal.commit(batch)
    core.journal.commit(batch)
    core.ingest.committed(batch)
    core.commit()
    assert [o.row for o in core.observations() if o.quantity == "probe_mv"] == [1, 2, 3, 4, 5, 6]


def test_two_devices_do_not_touch_each_others_rows(make_core: Callable[..., Core]) -> None:
    core = make_core(enrolled("garden-7"), enrolled("garden-8"))
    for name in ("garden-7", "garden-8"):
        device = WireDevice(name, master=MASTER)
        core.take(device.hello(), device.rows(1, soil_rows(1, 1)))
    core.commit()
    assert {(o.device, o.time_s) for o in core.observations()} == {
        ("garden-7", NOON_S + 600 + 1_577_836_800),
        ("garden-8", NOON_S + 600 + 1_577_836_800),
    }
