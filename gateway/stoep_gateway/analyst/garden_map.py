"""Which gardens there are, what measures in them, and where rain is measured: as the gateway tells it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from stoep_gateway.almanac.records import GardenDevice
from stoep_gateway.archive.gardens import read_gardens
from stoep_gateway.archive.told import Json, members, number, tables
from stoep_gateway.garden.probe import probe_of
from stoep_gateway.records import SOIL_PROFILES, Cell

GAUGE_PROFILE = "weather"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A garden. devices: by name, those that are not revoked; `with_probe` puts one first. cell: of its probes, None
    when nobody said where those are.
    """

    name: str
    devices: tuple[GardenDevice, ...]
    cell: Cell | None

    @property
    def probe(self) -> GardenDevice:
        """The one that its water is estimated from."""
        return next(each for each in self.devices if each.profile in SOIL_PROFILES)

    def with_probe(self, newest: Mapping[str, int], *, now_s: float) -> "Plot":
        """The same with the probe that measures now before the others. newest: reading by device, Unix seconds."""
        soil = {each.name: newest.get(each.name) for each in self.devices if each.profile in SOIL_PROFILES}
        first = probe_of(soil, now_s=now_s)
        devices = sorted(self.devices, key=lambda each: (each.name != first, each.name))
        return replace(self, devices=tuple(devices)) if len(soil) > 1 else self

    @property
    def gauges(self) -> tuple[str, ...]:
        """Its own devices that measure rain."""
        return tuple(each.name for each in self.devices if each.profile == GAUGE_PROFILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GardenMap:
    """plots: by garden. gauges: devices in no garden that measure rain, where that is known, by name. What a garden's
    gauge measures is its keeper's: no other garden is told of it. withdrawn: devices that were taken back.
    """

    plots: Mapping[str, Plot]
    gauges: Mapping[str, Cell]
    withdrawn: frozenset[str] = frozenset()


def parse_map(text: str) -> GardenMap | None:
    """Of the gateway's status. None: it does not tell of gardens; it may be of before 0.7, or damaged."""
    try:
        top = members(json.loads(text))
    except ValueError:
        return None
    told = read_gardens(top)
    if told is None:
        return None
    devices = {str(entry.get("name")): entry for entry in tables(top.get("devices"))}
    plots = {}
    for name, names in told.devices.items():
        own = {each: devices[each] for each in sorted(names) if each in devices}
        probes = [entry for entry in own.values() if entry.get("profile") in SOIL_PROFILES]
        if probes:
            found = tuple(_device(each, entry) for each, entry in own.items())
            cell = next((cell for entry in probes if (cell := _cell(entry))), None)
            plots[name] = Plot(name=name, devices=found, cell=cell)
    gauges = {
        name: cell
        for name, entry in devices.items()
        if entry.get("profile") == GAUGE_PROFILE and name not in told.hidden and (cell := _cell(entry))
    }
    return GardenMap(plots=plots, gauges=gauges, withdrawn=told.withdrawn)


def _device(name: str, entry: Json) -> GardenDevice:
    return GardenDevice(
        name=name,
        profile=str(entry.get("profile")),
        battery_mv=number(entry, "battery_mv") or None,
        seen_s=number(entry, "seen_s") or None,
    )


def _cell(entry: Json) -> Cell | None:
    told = members(entry.get("cell"))
    if not told:
        return None
    return Cell(x_m=number(told, "x_m"), y_m=number(told, "y_m"), size_m=number(told, "size_m"))
