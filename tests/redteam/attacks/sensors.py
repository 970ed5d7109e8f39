"""Have the same people counted by something else as well, or under another name."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import NAME, QUARTER_S, SHOWN, Line, changed, overlaps
from stoep_gateway.anonymise.quantities import BUILT_IN_CLASSES, Classes
from stoep_gateway.commands.same_line import beside
from stoep_gateway.config.settings import PeopleSettings, QuantitySettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.ingest.people import People
from stoep_gateway.ingest.place import PlaceState
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.enrolment import Enrolment, enroll
from stoep_protocol.profiles import Profile
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.own_profiles import own
from support.wire_device import WireDevice

_NOISY = PeopleSettings(night_h=0, k=1)
_SECOND = "weather-1"
_A_MINUTE = 40


def _second(folder: Path) -> Outcome:
    """A second sensor on the same line tells the same people, for a second draw of noise. It is enrolled as a weather
    station, since another counter of the same group is not enrolled, and of one in another group the operator is told.
    """
    defended = _noise_of_both(folder / "defended", group=NAME)
    alone = _noise_of_both(folder / "alone", group=_SECOND)
    control = _noise_of_both(folder / "control", group=_SECOND, profile="people")
    return Outcome(
        defended=len(defended) == len(alone) == 1 and _is_told(),
        control_succeeded=len(control) == 2,
        detail=f"{len(defended)} draw for one line",
    )


def _noise_of_both(folder: Path, *, group: str, profile: str = "weather") -> list[float]:
    """What is released of one quarter of an hour, of either sensor."""
    second = replace(enrolled(_SECOND, profile=profile), group=group)
    with Line(folder, policy=_NOISY, others=[second]) as line:
        ring = line.counter(_SECOND, start_s=NOON_S)
        line.count(*[_A_MINUTE] * 15)
        for _ in range(15):
            ring.sample((_A_MINUTE, 0))
        line.send()
        line.send(ring)
        return [found.value for found in line.core.observations() if found.quantity == "in"]


def _is_told() -> bool:
    first = enrolled(NAME, profile="people")
    devices = {NAME: first}
    other = enroll(devices, request=Enrolment(name="street-2", profile=first.profile, cell=first.cell))
    try:
        enroll(devices, request=Enrolment(name="street-2", profile=first.profile, group=NAME))
    except ConfigError:
        return any(NAME in line for line in beside(other, devices=devices))
    return False


def _between_budgets(folder: Path) -> Outcome:
    """A counter is enrolled for another group every three minutes, each with a budget and a past of its own."""
    got = {}
    for name, moves in (("defended", nullcontext()), ("control", changed(People, "hang", _just_enrol))):
        with Line(folder / name, policy=_NOISY) as line, moves:
            for at, minutes in enumerate((15, 15, 15, 15, 15, 3, 3, 3, 3, 3, 15)):
                line.count(*[_A_MINUTE] * minutes)
                line.send()
                group = f"pier-{at % 5}"
                line.core.devices = {NAME: replace(line.core.devices[NAME], group=group)}
                line.core.ingest.set_devices(line.core.devices)
                line.core.commit()
            got[name] = overlaps([(row.start_s, row.end_s) for row in line.core.books()])
    return Outcome(
        defended=not got["defended"],
        control_succeeded=got["control"] > 0,
        detail=f"{got['defended']} draws over another, control {got['control']}",
    )


def _just_enrol(_people: People, device: DeviceState, enrolled: Device, *, place: PlaceState) -> None:
    device.enrol(enrolled, place=place)


def _harmless(folder: Path) -> Outcome:
    """A board that says itself what it measures: counts of each minute under a name of its own, and as `in`."""
    beam = own("beam", ("passed_by",), unit="1", high=6_000, aggregate="sum")
    as_in = own("beam2", ("in",), unit="1", high=6_000, aggregate="sum")
    trusting = {name: QuantitySettings(kind="harmless", unit="1", low=0, high=6_000) for name in ("passed_by", "in")}
    blind = Classes(harmless=BUILT_IN_CLASSES.harmless, sensitive=frozenset(), own=trusting)
    asked = Classes(own={"in": trusting["in"]})  # the operator would have it so, and may not
    defended = _minutes(folder / "1", beam, classes=asked) + _minutes(folder / "2", as_in, classes=asked)
    control = [_minutes(folder / "3", beam, classes=blind), _minutes(folder / "4", as_in, classes=blind)]
    return Outcome(
        defended=not defended,
        control_succeeded=all(minutes == [float(_A_MINUTE + minute) for minute in range(10)] for minutes in control),
        detail=f"{len(defended)} minutes kept",
    )


def _minutes(folder: Path, profile: Profile, *, classes: Classes) -> list[float]:
    folder.mkdir(parents=True)
    with Core(folder, enrolled(NAME, profile=profile), policy=SHOWN, classes=classes) as core:
        core.now_s = NOON_S + QUARTER_S
        device = WireDevice(NAME, master=MASTER, profile=profile, sample_s=60)
        core.take(device.hello(extras=core.echo))
        rows = [(NOON_S + 60 * (minute + 1), (10 * (_A_MINUTE + minute),)) for minute in range(10)]
        core.take(device.rows(1, rows, extras=core.echo))
        core.commit()
        return [found.value for found in core.observations()]


ATTACKS = (
    Attack("a second sensor on the same line", _second),
    Attack("a counter moved from budget to budget", _between_budgets),
    Attack("a profile that calls itself harmless", _harmless),
)
