"""Chains for tests of inspections: a counter, a garden's probe, an air meter."""

from stoep_gateway.inspection.records import Chain
from stoep_gateway.records import Cell
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import by_name

CELL = Cell(x_m=79_250, y_m=457_750, size_m=500)


def device(name: str, *, profile: str, group: str = "") -> Device:
    return Device(
        name=name,
        profile=by_name(profile),
        generation=1,
        group=group or name,
        cell=CELL,
        sample_s=60,
        send_s=60,
    )


def chain(profile: str, *names: str, is_garden: bool = False) -> Chain:
    devices = tuple(device(name, profile=profile) for name in names)
    return Chain(
        name=profile,
        devices=devices,
        quantities=tuple(column.quantity for column in devices[0].profile.columns),
        is_people=profile == "people",
        is_garden=is_garden,
    )


PEOPLE = chain("people", "telpunt-pier", "telpunt-1")
GARDENS = chain("soil", "tuin-duindoorn", is_garden=True)
AIR = chain("air", "lucht-1")
CHAINS = (AIR, PEOPLE, GARDENS)
