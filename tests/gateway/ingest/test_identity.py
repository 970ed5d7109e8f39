"""Who speaks: keys, generations, boards, sessions, and what is refused with which reason (SPEC §4, §9)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from stoep_gateway.records import Arrival
from stoep_gateway.registry.enrolment import successor
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import Extras
from stoep_protocol.keys import up_cipher
from stoep_protocol.master_keys import device_secret
from stoep_protocol.reply import FLAG_CLONE, FLAG_HELLO
from support.ingest_bench import MASTER, Core, enrolled, soil_rows
from support.wire_device import WireDevice

UP = "stoep/1/garden-7/up"


def sealed(plaintext: bytes) -> Arrival:
    secret = device_secret(MASTER, device_id="garden-7", generation=1)
    cipher = up_cipher(secret, device_id="garden-7", session=b"session9")
    return Arrival(topic=UP, payload=cipher.seal(plaintext, counter=0))


@pytest.mark.parametrize(
    ("arrival", "reason"),
    [
        (Arrival(topic="stoep/2/garden-7/up", payload=b"x"), "version"),
        (Arrival(topic="stoep/1/GARDEN/up", payload=b"x"), "topic"),
        (Arrival(topic="stoep/1/garden-8/up", payload=b"x"), "device"),
        (Arrival(topic=UP, payload=b""), "size"),
        (Arrival(topic=UP, payload=bytes(1025)), "size"),
        (Arrival(topic=UP, payload=b"hello"), "envelope"),
        (sealed(b"\xff"), "cbor"),
        (sealed(b"\x81\x09"), "kind"),
        (sealed(b"\x81\x02"), "shape"),
        (WireDevice(master=bytes(32)).hello(), "key"),
        (WireDevice(master=MASTER, generation=2).hello(), "key"),
    ],
)
def test_bad_input_is_one_counted_rejection(core: Core, arrival: Arrival, reason: str) -> None:
    core.take(arrival)
    core.commit()
    assert core.accounts().unopened == {reason: 1}


def test_a_profile_that_does_not_exist_is_refused(core: Core) -> None:
    writer = Writer(100)
    writer.array(9)
    for number in (2, 99):
        writer.uint(number)
    writer.byte_string(b"liv1")
    for number in (1, 0, 1, 0, 0):
        writer.uint(number)
    writer.array(0)
    core.take(sealed(bytes(writer.view())))
    assert core.unopened() == {"profile": 1}


def test_what_opens_but_makes_no_sense_is_answered_all_the_same(core: Core) -> None:
    core.take(sealed(b"\x81\x09"))
    assert len(core.replies()) == 1


def test_what_does_not_open_is_not_answered(core: Core) -> None:
    core.take(Arrival(topic=UP, payload=b"hello"))
    assert core.replies() == ()


class BadPayload(bytes):
    """Bytes that a decoder stumbles over."""

    def __getitem__(self, at: object) -> bytes:  # type: ignore[override]
        raise TypeError("a mistake of ours")


def test_a_mistake_in_a_decoder_costs_its_frame_and_no_more(core: Core) -> None:
    core.take(Arrival(topic=UP, payload=BadPayload(100)))
    device = WireDevice(master=MASTER)
    assert core.ask(device, device.hello()).flags == 0
    assert core.unopened() == {"fault": 1}


def test_a_device_that_begins_life_after_life_is_refused_before_memory_is_full(core: Core) -> None:
    device = WireDevice(master=MASTER)
    for number in range(1000):
        core.take(device.hello(number.to_bytes(4, "big"), extras=core.echo))
    core.replies()
    reply = core.ask(device, device.hello(b"more", extras=core.echo))
    assert reply.life == (999).to_bytes(4, "big")
    assert core.unopened() == {"lives": 1}
    assert core.ask(device, device.rows(1, soil_rows(1, 3), life=(999).to_bytes(4, "big"))).seen == 3


def test_a_revoked_device_is_unknown(core: Core) -> None:
    core.ingest.set_devices({"garden-7": enrolled(revoked=True)})
    core.take(WireDevice(master=MASTER).hello())
    assert core.unopened() == {"device": 1}


def test_a_device_enrolled_later_is_known_at_once(core: Core) -> None:
    core.ingest.set_devices({"garden-7": enrolled(), "garden-8": enrolled("garden-8")})
    device = WireDevice("garden-8", master=MASTER)
    assert core.ask(device, device.hello()).flags == 0


def test_another_board_under_the_same_key_is_refused_as_a_clone(core: Core) -> None:
    first = WireDevice(master=MASTER)
    core.ask(first, first.hello())
    twin = WireDevice(master=MASTER, session=b"session2", board_id=b"board-02")
    assert core.ask(twin, twin.hello()).flags == FLAG_CLONE
    assert core.unopened() == {"clone": 1}
    assert [status.clone for status in core.ingest.statuses()] == [True]


def test_a_clones_rows_are_not_taken(core: Core) -> None:
    first = WireDevice(master=MASTER)
    core.ask(first, first.hello())
    twin = WireDevice(master=MASTER, session=b"session2", board_id=b"board-02")
    reply = core.ask(twin, twin.hello(), twin.rows(1, soil_rows(1, 3)))
    assert (reply.flags, reply.seen) == (FLAG_HELLO, 0)


def test_a_board_stays_bound_after_a_gateway_start(core: Core) -> None:
    first = WireDevice(master=MASTER)
    core.ask(first, first.hello())
    core.commit()
    core.restart()
    twin = WireDevice(master=MASTER, session=b"session2", board_id=b"board-02")
    assert core.ask(twin, twin.hello()).flags == FLAG_CLONE


def test_both_generations_are_accepted_until_the_first_frame_under_the_new_one(core: Core) -> None:
    old = WireDevice(master=MASTER)
    core.ask(old, old.hello())
    core.ingest.set_devices({"garden-7": enrolled(generation=2)})
    assert core.ask(old, old.rows(1, soil_rows(1, 3))).seen == 3
    new = WireDevice(master=MASTER, generation=2, session=b"session2", board_id=b"board-02")
    assert core.ask(new, new.hello(b"liv2", extras=core.echo)).flags == 0
    core.take(old.rows(4, soil_rows(4, 3), lag=3))
    assert core.unopened() == {"key": 1}


def test_the_old_generation_stays_refused_after_a_gateway_start(make_core: Callable[..., Core]) -> None:
    core = make_core(enrolled(generation=2))
    new = WireDevice(master=MASTER, generation=2)
    core.ask(new, new.hello())
    core.commit()
    core.restart()
    core.take(WireDevice(master=MASTER, generation=1).hello())
    assert core.unopened() == {"key": 1}


def test_a_replaced_board_is_refused_at_once_and_its_successor_goes_on(core: Core) -> None:
    old = WireDevice(master=MASTER)
    core.ask(old, old.hello(), old.rows(1, soil_rows(1, 3)))
    devices = {"garden-7": successor({"garden-7": enrolled()}, name="garden-7")}
    core.ingest.set_devices(devices)
    core.take(old.rows(4, soil_rows(4, 3), lag=3))
    assert core.unopened() == {"key": 1}
    core.commit()
    core.devices = devices
    core.restart()
    new = WireDevice(master=MASTER, generation=3, session=b"session2", board_id=b"board-02")
    assert core.ask(new, new.hello(b"liv2")).flags == FLAG_HELLO
    reply = core.ask(new, new.hello(b"liv2", extras=core.echo), new.rows(1, soil_rows(7, 2), life=b"liv2"))
    assert (reply.flags, reply.seen) == (0, 2)
    core.take(old.rows(7, soil_rows(7, 3)))
    assert core.unopened() == {"key": 1}
    core.commit()
    probes = [observation.value for observation in core.observations() if observation.quantity == "probe_mv"]
    assert probes == [1, 2, 3, 7, 8]


def test_a_hello_of_an_earlier_session_is_stale(core: Core) -> None:
    first = WireDevice(master=MASTER)
    old_hello = first.hello()
    second = WireDevice(master=MASTER, session=b"session2")
    core.take(old_hello, second.hello(b"liv2", extras=core.echo), old_hello)
    core.commit()
    assert core.unopened() == {"stale": 1}
    assert [life.life for life in core.accounts().lives] == [b"liv1".hex(), b"liv2".hex()]


def test_the_hello_of_a_session_long_past_is_stale(core: Core) -> None:
    hellos = [WireDevice(master=MASTER, session=b"session%d" % number).hello() for number in range(9)]
    core.take(*hellos, hellos[0])
    assert core.unopened() == {"stale": 1}


def test_a_hello_from_before_the_sessions_remembered_is_stale_too(core: Core) -> None:
    first = WireDevice(master=MASTER, session=b"session0")
    old = first.hello()
    core.take(old, first.rows(1, soil_rows(1, 3)))
    for number in range(65):
        device = WireDevice(master=MASTER, session=number.to_bytes(8, "big"))
        core.take(device.hello(next_row=4))
    core.commit()
    core.replies()
    core.take(old)
    assert core.unopened() == {"stale": 1}
    core.replies()
    assert core.ask(device, device.hello(next_row=4)).flags == 0
    assert core.unopened() == {"stale": 1}


def test_a_hello_sent_twice_is_stale_the_second_time(core: Core) -> None:
    device = WireDevice(master=MASTER)
    hello = device.hello()
    core.take(hello, hello)
    assert core.unopened() == {"stale": 1}


def test_an_old_hello_stays_stale_after_a_gateway_start(core: Core) -> None:
    first = WireDevice(master=MASTER)
    old_hello = first.hello()
    second = WireDevice(master=MASTER, session=b"session2")
    core.take(old_hello, second.hello())
    core.commit()
    core.restart()
    core.take(old_hello)
    assert core.unopened() == {"stale": 1}


def test_the_present_sessions_own_hello_is_stale_after_a_gateway_start(core: Core) -> None:
    device = WireDevice(master=MASTER)
    hello = device.hello()
    core.take(hello, device.rows(1, soil_rows(1, 3)))
    core.commit()
    core.restart()
    core.take(hello)
    assert core.unopened() == {"stale": 1}


def test_rows_of_an_earlier_session_that_were_on_the_way_are_taken(core: Core) -> None:
    first = WireDevice(master=MASTER)
    core.take(first.hello())
    late = first.rows(1, soil_rows(1, 3))
    second = WireDevice(master=MASTER, session=b"session2")
    core.take(second.hello(), late)
    assert {second.open(outgoing).seen for outgoing in core.replies()} == {3}


def test_the_configuration_goes_down_until_its_version_is_reported(core: Core) -> None:
    device = WireDevice(master=MASTER)
    told = core.ask(device, device.hello()).configuration
    assert told is not None
    assert told[1] == {1: 600, 2: 3600}
    applied = Extras(None, {1: told[0]}, None)
    assert core.ask(device, device.rows(1, [], extras=applied)).configuration is None
    core.commit()
    core.restart()
    assert core.ask(device, device.rows(1, [])).configuration is None


def test_a_changed_setting_is_a_new_version(core: Core) -> None:
    device = WireDevice(master=MASTER)
    told = core.ask(device, device.hello()).configuration
    assert told is not None
    core.take(device.rows(1, [], extras=Extras(None, {1: told[0]}, None)))
    core.ingest.set_devices({"garden-7": replace(enrolled(), sample_s=300)})
    again = core.reply(device).configuration
    assert again is not None
    assert (again[0] != told[0], again[1]) == (True, {1: 300, 2: 3600})


def test_versions_in_an_older_frame_do_not_count(core: Core) -> None:
    device = WireDevice(master=MASTER)
    told = core.ask(device, device.hello()).configuration
    assert told is not None
    older = device.rows(1, [], extras=Extras(None, {1: told[0] - 1}, None))
    core.take(device.rows(1, [], extras=Extras(None, {1: told[0]}, None)), older)
    assert core.reply(device).configuration is None


def test_replies_of_one_session_are_coalesced_to_its_highest_counter(core: Core) -> None:
    device = WireDevice(master=MASTER)
    reply = core.ask(device, device.hello(), device.rows(1, soil_rows(1, 1)), device.rows(2, soil_rows(2, 1)))
    assert (reply.counter, reply.seen) == (2, 2)


def test_a_frame_that_arrives_late_does_not_lower_the_counter_of_the_reply(core: Core) -> None:
    device = WireDevice(master=MASTER)
    hello, first, second = device.hello(), device.rows(1, soil_rows(1, 1)), device.rows(2, soil_rows(2, 1), lag=1)
    assert core.ask(device, hello, second, first).counter == 2


def test_no_time_is_given_while_the_clock_is_not_trusted(core: Core) -> None:
    core.now_s = None
    device = WireDevice(master=MASTER)
    assert core.ask(device, device.hello()).time_s is None


def test_a_hello_that_nobody_understands_is_asked_for_again(core: Core) -> None:
    """Told of another life without that, an honest device would take its own for closed and draw a new one."""
    device = WireDevice(master=MASTER)
    core.take(device.hello(b"liv1"))
    core.replies()
    again = WireDevice(master=MASTER, session=b"session9")
    core.take(sealed(b"\x81\x01"))  # kind 1, no hello
    (outgoing,) = core.replies()
    reply = again.open(outgoing)
    assert (reply.life, reply.flags) == (b"liv1", FLAG_HELLO)
