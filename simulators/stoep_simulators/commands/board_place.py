"""Where a virtual board with certain sensors stands, and what happens around it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stoep_maker.usual_sensors import OTHERS, SENSORS
from stoep_simulators.neighbourhood import SPOTS, Neighbourhood
from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.worlds.local_time import DAY_S

_DAYS = 7  # then the weather stands still
_PLACES = {"soil-rs485": "soil"}  # the same gardens, felt by another probe
_WIRED = {profile: (*sensors, *OTHERS.get(profile, ())) for profile, sensors in SENSORS.items()}


def known_sensors() -> tuple[str, ...]:
    """What can hang on a board."""
    return tuple(sorted({sensor["type"] for sensors in _WIRED.values() for sensor in sensors}))


def place_of(names: Iterable[str]) -> tuple[str, list[Mapping[str, Any]]]:
    """The kind of node that has all these sensors, and how they are wired there. ValueError: none has."""
    wanted = set(names)
    profile = next((name for name, sensors in _WIRED.items() if wanted <= {each["type"] for each in sensors}), None)
    if profile is None:
        kinds = "; ".join(f"{name}: {', '.join(each['type'] for each in _WIRED[name])}" for name in _WIRED)
        raise ValueError(f"no kind of node has all of {', '.join(sorted(wanted))}. There are {kinds}")
    return profile, [sensor for sensor in _WIRED[profile] if sensor["type"] in wanted]


def week_around(profile: str, *, folder: Path, seed: int) -> Path:
    """A tape in the folder: a week around a node of that kind, from now on."""
    now_s = real_wire_ms() // 1000
    spot = next(spot for spot in SPOTS if spot.profile == _PLACES.get(profile, profile))
    file = folder / "world.tape"
    Neighbourhood(seed=seed, start_s=now_s, end_s=now_s + _DAYS * DAY_S).tape(spot).write(str(file))
    return file
