"""Rows of makers' own profiles: the operator decides by quantity, the device only describes."""

from collections.abc import Callable

import pytest

from stoep_gateway.anonymise.quantities import HARMLESS, REFUSED, UNCLASSED, Classes
from stoep_gateway.config.settings import QuantitySettings
from stoep_protocol.cbor import Writer
from stoep_protocol.own_profile import from_json
from stoep_protocol.profiles import Profile
from stoep_protocol.reply import FLAG_HELLO
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.own_profiles import own
from support.wire_device import WireDevice

MakeCore = Callable[..., Core]
SOUND = own("sound", ("sound_level",), unit="dB", high=120)
WIDE = QuantitySettings(kind="harmless", unit="dB", low=0, high=140)
ROWS = [(NOON_S + 600 * row, (400 + row,)) for row in range(1, 6)]


def classed(**quantities: QuantitySettings) -> Classes:
    return Classes(own=quantities)


def listening(make_core: MakeCore, *, classes: Classes) -> tuple[Core, WireDevice]:
    core = make_core(enrolled(profile=SOUND), classes=classes)
    device = WireDevice(master=MASTER, profile=SOUND)
    core.take(device.hello())
    core.replies()
    return core, device


def test_a_classed_quantity_is_kept_with_its_own_unit(make_core: MakeCore) -> None:
    core, device = listening(make_core, classes=classed(sound_level=WIDE))
    assert core.ask(device, device.rows(1, ROWS)).seen == 5
    core.commit()
    assert core.reply(device).settled == 5
    found = [(o.profile, o.quantity, o.unit, o.value, o.row) for o in core.observations()]
    assert found == [("sound", "sound_level", "dB", 40.0 + row / 10, row) for row in range(1, 6)]
    assert core.accounts().balanced


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"sound_peak": WIDE},
        {"sound_level": QuantitySettings(kind="harmless", unit="B", low=0, high=140)},
        {"sound_level": QuantitySettings(kind="harmless", unit="dB", low=0, high=119)},
        {"sound_level": QuantitySettings(kind="harmless", unit="dB", low=1, high=140)},
    ],
    ids=["nothing", "another quantity", "another unit", "a lower end", "a higher begin"],
)
def test_rows_of_an_unclassed_quantity_wait_counted_and_told(
    make_core: MakeCore, said: dict[str, QuantitySettings]
) -> None:
    core, device = listening(make_core, classes=classed(**said))
    reply = core.ask(device, device.rows(1, ROWS))
    assert (reply.seen, reply.flags) == (0, 0)
    assert core.ingest.refused == "unclassed"
    core.commit()
    assert (core.accounts().start.not_taken, core.unopened()) == (5, {"unclassed": 1})


def test_they_come_when_the_operator_has_classed_it(make_core: MakeCore) -> None:
    core, device = listening(make_core, classes=classed())
    core.take(device.rows(1, ROWS))
    core.commit()
    core.close()
    later = make_core(enrolled(profile=SOUND), classes=classed(sound_level=WIDE))
    later.take(device.hello(next_row=6))
    later.replies()
    assert later.ask(device, device.rows(1, ROWS)).seen == 5


def test_rows_of_a_refused_quantity_are_thrown_away_and_counted(make_core: MakeCore) -> None:
    core, device = listening(make_core, classes=classed(sound_level=QuantitySettings(kind="refused")))
    assert core.ask(device, device.rows(1, ROWS)).seen == 5
    assert core.ask(device, device.rows(4, ROWS[3:] + ROWS[4:])).seen == 6
    core.commit()
    (life,) = core.accounts().lives
    assert (core.observations(), life.rejected, life.balanced) == ((), {"refused": 6}, True)


def test_the_gateway_asks_for_a_description_that_it_does_not_have(make_core: MakeCore) -> None:
    core, device = listening(make_core, classes=classed(sound_level=WIDE))
    core.take(device.rows(1, ROWS))
    core.restart()
    core.commit()
    assert core.ask(device, device.rows(1, ROWS)).flags == FLAG_HELLO
    reply = core.ask(device, device.hello(next_row=6), device.rows(1, ROWS))
    assert (reply.seen, reply.flags) == (5, 0)


def test_values_out_of_range_are_rejected_and_the_rest_kept(make_core: MakeCore) -> None:
    core, device = listening(make_core, classes=classed(sound_level=WIDE))
    core.take(device.rows(1, [*ROWS[:2], (ROWS[2][0], (1201,)), (ROWS[3][0], (None,)), ROWS[4]]))
    core.commit()
    (life,) = core.accounts().lives
    assert ([o.row for o in core.observations()], life.rejected) == ([1, 2, 5], {"range": 1, "no values": 1})


def test_more_columns_than_described_are_refused(make_core: MakeCore) -> None:
    core, device = listening(make_core, classes=classed(sound_level=WIDE))
    two = WireDevice(master=MASTER, profile=SOUND)
    two.counter = device.counter
    two.profile = SOUND._replace(columns=SOUND.columns * 2)
    assert core.ask(device, two.rows(1, [(NOON_S, (1, 2))])).seen == 0
    core.commit()
    assert core.accounts().balanced
    assert core.unopened() == {"profile": 1}


def test_another_devices_description_says_nothing(make_core: MakeCore) -> None:
    core = make_core(enrolled("a", profile=SOUND), enrolled("b", profile=SOUND), classes=classed(sound_level=WIDE))
    first, second = (WireDevice(name, master=MASTER, profile=SOUND) for name in "ab")
    core.take(first.hello())
    core.replies()
    soil = WireDevice("b", master=MASTER)
    core.take(soil.hello())
    core.replies()
    second.counter = soil.counter
    assert core.ask(second, second.rows(1, ROWS)).flags == FLAG_HELLO


@pytest.mark.parametrize("quantity", ["in", "out", "canary"])
def test_a_count_of_people_never_passes_for_harmless(make_core: MakeCore, quantity: str) -> None:
    smuggled = own("beach", (quantity,), unit="1", aggregate="sum")
    said = QuantitySettings(kind="harmless", unit="1", low=0, high=60)
    assert classed(**{quantity: said}).kind_of(smuggled) == UNCLASSED
    core = make_core(enrolled(profile=smuggled), classes=classed(**{quantity: said}))
    device = WireDevice(master=MASTER, profile=smuggled)
    core.take(device.hello(extras=core.echo))
    core.take(device.rows(1, [(NOON_S, (7,))], extras=core.echo))
    core.commit()
    assert core.observations() == ()
    assert core.accounts().start.not_taken == 1


def column(quantity: str, unit: str, decimals: int, low: int, high: int) -> Profile:
    fields = {"quantity": quantity, "unit": unit, "decimals": decimals, "low": low, "high": high, "aggregate": "mean"}
    return from_json({"name": "x", "columns": [fields]})


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        (column("temperature", "Cel", 2, -40, 60), HARMLESS),
        (column("temperature", "Cel", 0, -10, 30), HARMLESS),
        (column("temperature", "Cel", 1, -41, 60), UNCLASSED),
        (column("temperature", "Cel", 1, -40, 61), UNCLASSED),
        (column("temperature", "K", 1, 0, 60), UNCLASSED),
        (own("x", ("temperature", "sound_level"), unit="dB"), UNCLASSED),
    ],
)
def test_a_known_quantity_is_classed_if_unit_and_range_are_its_own(profile: Profile, kind: str) -> None:
    assert classed(sound_level=WIDE).kind_of(profile) == kind


def test_one_refused_quantity_refuses_the_row() -> None:
    two = own("x", ("sound_level", "smell"), unit="dB")
    refused = QuantitySettings(kind="refused")
    assert classed(smell=refused).kind_of(two) == REFUSED
    assert classed(smell=refused, sound_level=WIDE).kind_of(two) == REFUSED


def test_a_hello_with_a_rotten_description_is_refused(make_core: MakeCore) -> None:
    core = make_core(enrolled(profile=SOUND), classes=classed(sound_level=WIDE))
    device = WireDevice(master=MASTER, profile=SOUND)
    writer = Writer(64)
    writer.array(0)
    device.descriptions = (bytes(writer.view()),)
    assert core.ask(device, device.hello()).flags == FLAG_HELLO
    assert core.unopened() == {"profile": 1}
