"""Updates on the wire: offers, asks and blocks with real frames (SPEC §10)."""

from collections.abc import Callable

import pytest

from stoep_gateway.updates.image import Image
from stoep_gateway.updates.orders import Order
from stoep_gateway.updates.stages import NO_UPDATES, OFFERED, REVERTED, RUNNING, STALLED
from stoep_protocol.extras import Echo, Extras
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.reply import FLAG_HELLO
from stoep_protocol.update import CRASHED, MAX_BLOCK_BYTES, RUNS, report
from support.ingest_bench import MASTER, Core, enrolled, soil_rows
from support.wire_device import WireDevice

OLD, NEW = 4_000, 4_001
IMAGE = Image(version=NEW, firmware="stoep-0.4.1", head_bytes=700, data=bytes(range(256)) * 9)


def order(
    core: Core, *, group: str = "garden-7", image: Image = IMAGE, number: int = 1, first: str | None = None
) -> None:
    wanted = Order(id=str(number), group=group, version=image.version, firmware=image.firmware, image="x", first=first)
    core.ingest.rollouts.follow([(wanted, image)], pinned=())


def versions(version: int, outcome: int = RUNS) -> Extras:
    return Extras(None, {3: report(version, outcome)}, None)


@pytest.fixture
def garden(core: Core) -> WireDevice:
    """Introduced, takes updates, and is the first of a rollout."""
    device = WireDevice(master=MASTER)
    core.ask(device, device.hello(extras=versions(OLD)))
    order(core)
    return device


def test_a_device_that_never_said_that_it_takes_updates_is_offered_none(core: Core) -> None:
    device = WireDevice(master=MASTER)
    order(core)
    assert core.ask(device, device.hello()).update is None


def test_the_whole_image_comes_in_blocks_until_the_device_reports_it(core: Core, garden: WireDevice) -> None:
    assert core.ask(garden, garden.rows(1, soil_rows(1, 1))).update == (NEW, IMAGE.head_bytes)
    got = b""
    while len(got) < len(IMAGE.data):
        core.take(garden.ask(NEW, len(got)))
        (outgoing,) = core.replies()
        assert len(outgoing.payload) <= MAX_FRAME_BYTES
        block = garden.open_block(outgoing)
        assert (block.session, block.counter, block.offset) == (garden.session, garden.counter - 1, len(got))
        got += block.data
    assert got == IMAGE.data
    assert core.ingest.rollouts.progress()[0].devices[0].percent == 100
    assert core.ask(garden, garden.rows(2, [], extras=versions(NEW))).update is None
    assert core.ingest.rollouts.progress()[0].devices[0].stage == RUNNING


def test_the_last_block_is_short_and_beyond_the_end_it_is_empty(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    core.take(garden.ask(NEW, len(IMAGE.data) - 10))
    assert garden.open_block(core.replies()[0]).data == IMAGE.data[-10:]
    core.take(garden.ask(NEW, len(IMAGE.data)))
    assert garden.open_block(core.replies()[0]).data == b""
    core.take(garden.ask(NEW, 0, size=7))
    assert garden.open_block(core.replies()[0]).data == IMAGE.data[:7]


def test_another_version_is_answered_with_a_reply(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    reply = core.ask(garden, garden.ask(NEW + 1, 0))
    assert reply.update == (NEW, IMAGE.head_bytes)


def test_an_ask_before_the_offer_is_answered_with_a_reply(core: Core, garden: WireDevice) -> None:
    assert core.ask(garden, garden.ask(NEW, 0)).counter == 1


def test_an_ask_of_a_session_without_hello_is_answered_with_a_wish_for_one(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    again = WireDevice(master=MASTER, session=b"session2")
    assert core.ask(again, again.ask(NEW, 0)).flags == FLAG_HELLO


def test_blocks_and_replies_share_one_rising_counter(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    counters = [garden.down_counter]
    for offset in (0, 896):
        core.take(garden.ask(NEW, offset))
        garden.open_block(core.replies()[0])
        counters.append(garden.down_counter)
    core.ask(garden, garden.rows(2, []))
    assert [*counters, garden.down_counter] == [1, 2, 3, 4]


def test_an_ask_sent_again_by_somebody_else_is_no_progress(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    asked = garden.ask(NEW, 1000)
    core.take(asked)
    core.replies()
    core.mono_s = 5 * 3600.0
    core.ask(garden, garden.rows(2, soil_rows(2, 1)))
    core.ingest.tick(now_s=None, mono_s=core.mono_s)
    core.take(asked)
    core.replies()
    assert core.ingest.rollouts.progress()[0].devices[0].stage == STALLED


def test_who_reverted_is_not_offered_it_again_and_a_higher_one_is(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    core.take(garden.ask(NEW, 0))
    core.replies()
    assert core.ask(garden, garden.rows(2, [], extras=versions(NEW, CRASHED))).update is None
    core.ingest.tick(now_s=None, mono_s=5.0)
    (told,) = core.ingest.rollouts.progress()
    assert (told.stopped, told.devices[0].stage) == ("garden-7, the first device, reverted it", REVERTED)
    order(core, image=Image(version=NEW + 1, firmware="stoep-0.4.2", head_bytes=9, data=b"x" * 20), number=2)
    assert core.ask(garden, garden.rows(2, [])).update == (NEW + 1, 9)


def test_a_stopped_rollout_gives_no_block_any_more(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    core.ingest.rollouts.stop_all("enough")
    assert core.ask(garden, garden.ask(NEW, 0)).update is None


def test_a_pinned_device_is_left_out_at_once(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, soil_rows(1, 1)))
    wanted = Order(id="1", group="garden-7", version=NEW, firmware="stoep-0.4.1", image="x")
    core.ingest.rollouts.follow([(wanted, IMAGE)], pinned=["garden-7"])
    assert core.ask(garden, garden.ask(NEW, 0)).update is None


def test_a_counter_of_people_asks_in_frames_of_one_length(make_core: Callable[..., Core]) -> None:
    core = make_core(enrolled("street-1", profile="people"))
    counter = WireDevice("street-1", master=MASTER, profile="people", sample_s=60)
    echo = Echo(core.epoch, None, None)
    order(core, group="street-1")
    hello = core.ask(counter, counter.hello(extras=Extras(None, {3: report(OLD, RUNS)}, echo)))
    assert hello.update == (NEW, IMAGE.head_bytes)
    asked = counter.ask(NEW, 0)
    assert len(asked.payload) == 128
    core.take(asked)
    assert counter.open_block(core.replies()[0]).data == IMAGE.data[:MAX_BLOCK_BYTES]


def test_after_a_restart_a_download_goes_on_and_the_first_one_stays_the_first(make_core: Callable[..., Core]) -> None:
    core = make_core(*(enrolled(name, group="gardens") for name in ("garden-1", "garden-2")))
    devices = {name: WireDevice(name, master=MASTER) for name in ("garden-1", "garden-2")}
    for device in devices.values():
        core.ask(device, device.hello(extras=versions(OLD)))
    order(core, group="gardens")
    assert core.ask(devices["garden-2"], devices["garden-2"].rows(1, [])).update
    core.take(devices["garden-2"].ask(NEW, 0))
    core.replies()
    core.commit()
    before = core.ingest.rollouts.progress()
    core.restart()
    order(core, group="gardens")
    core.ingest.rollouts.resume(before, mono_s=0.0)
    core.ask(devices["garden-1"], devices["garden-1"].hello(next_row=2, extras=versions(OLD)))
    assert core.ask(devices["garden-1"], devices["garden-1"].rows(1, [])).update is None
    core.take(devices["garden-2"].hello(next_row=2, extras=versions(OLD)))
    core.replies()
    core.take(devices["garden-2"].ask(NEW, 896))
    assert devices["garden-2"].open_block(core.replies()[0]).offset == 896


def test_who_was_offered_it_and_never_asks_gives_its_turn_away(make_core: Callable[..., Core]) -> None:
    core = make_core(*(enrolled(name, group="gardens") for name in ("garden-1", "garden-2", "garden-3")))
    devices = [WireDevice(name, master=MASTER) for name in ("garden-1", "garden-2", "garden-3")]
    for device in devices:
        core.ask(device, device.hello(extras=versions(OLD)))
    order(core, group="gardens", first="garden-1")
    core.take(devices[0].rows(1, [], extras=versions(NEW)))
    core.replies()
    assert core.ask(devices[1], devices[1].rows(1, [])).update
    assert core.ask(devices[2], devices[2].rows(1, [])).update is None
    assert core.ingest.rollouts.progress()[0].devices[1].stage == OFFERED
    core.ingest.tick(now_s=None, mono_s=3 * 3600.0)
    assert core.ask(devices[1], devices[1].rows(1, [])).update
    core.ingest.tick(now_s=None, mono_s=4 * 3600.0 + 1)
    assert core.ask(devices[2], devices[2].rows(1, [])).update


def test_what_an_earlier_board_reported_is_not_said_of_the_next_one(core: Core, garden: WireDevice) -> None:
    core.ask(garden, garden.rows(1, [], extras=versions(NEW)))
    assert core.ingest.rollouts.progress()[0].devices[0].stage == RUNNING
    core.ingest.set_devices({"garden-7": enrolled(generation=2)})
    next_board = WireDevice(master=MASTER, generation=2, session=b"session2", board_id=b"board-02")
    core.ask(next_board, next_board.hello(b"liv2", extras=core.echo))
    assert core.ingest.rollouts.progress()[0].devices[0].stage == NO_UPDATES
    core.ask(next_board, next_board.rows(1, [], life=b"liv2", extras=versions(OLD)))
    assert core.ingest.rollouts.progress()[0].devices[0].version == OLD
