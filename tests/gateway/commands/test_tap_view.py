"""What a tap shows of makers' own profiles: only what the operator has classed."""

import pytest

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.commands.tap_view import TapView
from stoep_gateway.config.settings import QuantitySettings
from support.ingest_bench import MASTER, NOON_S, enrolled
from support.own_profiles import own
from support.wire_device import WireDevice

SOUND = own("sound", ("sound_level",), unit="dB", high=120)
CLASSED = Classes(own={"sound_level": QuantitySettings(kind="harmless", unit="dB", low=0, high=120)})


def seen(view: TapView, device: WireDevice) -> object:
    return view.look(device.rows(1, [(NOON_S, (415,))]))["readings"]


@pytest.mark.parametrize(("classes", "is_shown"), [(CLASSED, True), (Classes(), False)])
def test_readings_of_an_own_profile_are_masked_until_they_are_classed(classes: Classes, is_shown: bool) -> None:
    view = TapView({"garden-7": enrolled(profile=SOUND)}, master=MASTER, classes=classes)
    found = seen(view, WireDevice(master=MASTER, profile=SOUND))
    assert found == ([{"row": 1, "time_s": NOON_S + 1_577_836_800, "sound_level": 41.5}] if is_shown else "masked")


def test_another_own_profile_is_masked_until_a_hello_describes_it() -> None:
    view = TapView({"garden-7": enrolled()}, master=MASTER, classes=CLASSED)
    device = WireDevice(master=MASTER, profile=SOUND)
    assert seen(view, device) == "masked"
    assert view.look(device.hello())["profiles"] == ["sound"]
    assert seen(view, device) != "masked"
