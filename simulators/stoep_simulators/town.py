"""A town of any size: kinds of devices in the neighbourhood's mix, and a spot for each, drawn from a seed."""

from random import Random

from stoep_simulators.ground.plots import GROUPS, PLANTINGS
from stoep_simulators.neighbourhood import SPOTS, Garden, Gate, Mast, Spot, Street, mixed

_COAST_M = 379_000  # in cells around Scheveningen, y − x of the beach: land lies below (RD New)
_CELL_M = 500
_WEST_M, _CELLS_ALONG, _CELLS_INLAND = 77_250, 10, 8


def kinds_of(count: int) -> tuple[str, ...]:
    """Of the first so many devices of a town: each twenty have the neighbourhood's mix."""
    first = [spot.profile for spot in mixed(SPOTS)]
    return tuple(first[index % len(first)] for index in range(count))


def spot(name: str, *, kind: str, seed: str) -> Spot:
    """Somewhere in the town, drawn from the seed."""
    random = Random(seed)
    x_m = _WEST_M + _CELL_M * random.randrange(_CELLS_ALONG)
    inland = random.randrange(_CELLS_INLAND if kind != "people" else 3)  # a way to the beach begins near it
    y_m = x_m + _COAST_M - _CELL_M * inland
    if kind == "soil":
        soil = random.choice(random.choice(list(GROUPS.values())))
        planting = random.choice(PLANTINGS)
        return Garden(name=name, x_m=x_m, y_m=y_m, soil=soil, planting=planting)
    if kind == "air":
        traffic, stoves = random.randrange(1, 11) / 10, random.randrange(1, 9) / 10
        return Street(name=name, x_m=x_m, y_m=y_m, traffic=traffic, stoves=stoves)
    if kind == "people":
        return Gate(name=name, x_m=x_m, y_m=y_m, people=100 * random.randrange(2, 31))
    return Mast(name=name, x_m=x_m, y_m=y_m)
