"""What passes the broker: sealed, of one size, of the kind that was enrolled; nothing of it is kept."""

from stoep_gateway.anonymise.quantities import BUILT_IN_CLASSES
from stoep_gateway.inspection.frames import Ear
from stoep_gateway.inspection.stock import SMALL_COUNTS
from stoep_gateway.inspection.worst import found_in
from stoep_gateway.records import Arrival
from stoep_protocol.names import up_topic
from support.inspected import CHAINS
from support.wire_device import WireDevice

MASTER = bytes(range(32))
NAME = "telpunt-pier"


def ear() -> Ear:
    devices = {device.name: device for chain in CHAINS for device in chain.devices}
    return Ear(devices, master=MASTER, classes=BUILT_IN_CLASSES)


def counter() -> WireDevice:
    return WireDevice(NAME, master=MASTER, profile="people", sample_s=60)


def test_sealed_frames_of_one_size_tell_what_is_measured() -> None:
    hearing, wire = ear(), counter()
    hearing.take((wire.hello(), wire.rows(1, [(1_000, (0, 0))]), wire.rows(2, [(1_060, (59_000, 12))])))
    seen = hearing.told(CHAINS, heard_s=60.0)
    assert hearing.has_heard(NAME)
    found = found_in(seen.evidence, chain="people")
    assert found["captures"].value == {"presence_no_image"}
    assert "all sealed and of 128 bytes" in found["captures"].sources[0]
    assert seen.findings == ()
    assert "59" not in str(seen)


def test_a_message_that_is_not_sealed_is_found() -> None:
    hearing = ear()
    hearing.take((Arrival(up_topic(NAME), b'{"in": 7, "out": 3}'),))
    seen = hearing.told(CHAINS, heard_s=60.0)
    assert [finding.rule for finding in seen.findings] == [SMALL_COUNTS]
    assert found_in(seen.evidence, chain="people")["min_group"].value == 1


def test_frames_of_different_sizes_are_found() -> None:
    hearing, wire = ear(), counter()
    other = WireDevice(NAME, master=MASTER, profile="weather", session=b"session2")
    hearing.take((wire.rows(1, [(1_000, (7, 3))]), other.rows(1, [(1_000, (1, 180, 600, 10_130))])))
    seen = hearing.told(CHAINS, heard_s=60.0)
    assert [finding.rule for finding in seen.findings] == [SMALL_COUNTS]
    assert "captures" not in found_in(seen.evidence, chain="people")


def test_nothing_heard_is_told_as_not_looked_at() -> None:
    (look,) = ear().told(CHAINS, heard_s=5.0).looks
    assert not look.is_done


def test_strangers_and_damage_are_no_evidence() -> None:
    hearing = ear()
    hearing.take((Arrival("other/topic", b"x"), Arrival(up_topic("nobody"), b"x")))
    damaged = counter().rows(1, [(1_000, (7, 3))])
    hearing.take((Arrival(damaged.topic, damaged.payload[:-1] + b"\0"),))
    assert hearing.told(CHAINS, heard_s=5.0).evidence == ()
