"""Many gardens that one may be: soil, roots, use and probe drawn around what its keeper said."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from stoep_gateway.garden.calibration import is_calibrated
from stoep_gateway.garden.plants import PLANTS, SUN, UNSAID, Plant
from stoep_gateway.garden.records import FROM_LAB, Setup
from stoep_gateway.garden.soil import CLASSES

Floats = npt.NDArray[np.float64]

MEMBERS = 64
_EVEN = np.full(MEMBERS, 1.0 / MEMBERS)
TOP_M = 0.20  # what the probe feels, and where most roots are
# Rows of what a reading corrects: water by volume in both layers, then what differs from garden to garden.
# RISE: share of what lacks in the deep layer that groundwater gives a day; SPEED: logarithm of SoilClass.drains_mm.
TOP, DEEP, CAPACITY, WILTING, USE, RAIN, GAIN, OFFSET, WARM, RISE, SPEED = range(11)

# How far gardens differ from what was said: standard deviations. Measured on simulated gardens: docs/garden.md.
_WRONG_CLASS = 0.25  # the share of members with a class that it may be taken for; a laboratory is not wrong
_CAPACITY, _WILTING, _ROOT, _USE, _RAIN = 0.03, 0.012, 0.12, 0.13, 0.07
_GAIN, _OFFSET, _GAIN_COMMON, _OFFSET_COMMON = 0.06, 0.018, 0.085, 0.033
_WARM = 0.0007  # m3/m3 per K, around what calibration.py takes out
_LEAST_DEEP_MM = 100.0  # shallow roots have soil below them all the same
_LEAST_ROOM = 0.04  # between wilting and field capacity
_FAST, _FASTER = 0.9, -1.2  # logarithm of drainage


@dataclass(slots=True)
class Members:
    """state: rows × members. root_m, pores: of each member; pores: saturation minus field capacity. plant: for all.

    Of the roots, which stay as they are, so that no day computes it again: layers_mm: depth of both layers × members;
    use: share of what plants take from each; evens: what a layer gains of what evens out. root_mm, top_mm: the root
    zone, and how much of it is in the upper layer.
    """

    state: Floats
    root_m: Floats
    pores: Floats
    plant: Plant
    layers_mm: Floats = field(init=False)
    use: Floats = field(init=False)
    evens: Floats = field(init=False)
    root_mm: Floats = field(init=False)
    top_mm: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.root_mm = 1_000.0 * self.root_m
        self.top_mm = np.minimum(self.root_mm, 1_000.0 * TOP_M)
        deep_mm = np.maximum(self.root_mm - 1_000.0 * TOP_M, _LEAST_DEEP_MM)
        self.layers_mm = np.stack([np.full_like(deep_mm, 1_000.0 * TOP_M), deep_mm])
        share = np.minimum(1_000.0 * TOP_M / self.root_mm, 0.85) ** 0.7  # roots crowd near the surface
        self.use = np.stack([share, 1.0 - share])
        ratio = self.layers_mm[1] / self.layers_mm[0]
        self.evens = np.stack([np.minimum(ratio, 1.0), -np.minimum(self.layers_mm[0] / deep_mm, 1.0)])


def draw(setup: Setup, *, unit: str, generator: np.random.Generator) -> Members:
    """Before the first reading; the layers hold no water yet. unit: of the probe, "mV" or "%"."""
    plant = PLANTS.get(setup.planting, PLANTS[UNSAID])
    codes = _codes(setup, generator=generator)
    normal = generator.standard_normal((9, MEMBERS))
    capacity = np.array([CLASSES[code].field_capacity for code in codes]) + _CAPACITY * normal[0]
    wilting = np.array([CLASSES[code].wilting for code in codes]) + _WILTING * normal[1]
    pores = np.array([CLASSES[code].saturation - CLASSES[code].field_capacity for code in codes])
    calibrated = is_calibrated(setup.calibration, unit=unit)
    unsaid = 1.0 if setup.planting in PLANTS else 2.0
    state = np.zeros((SPEED + 1, MEMBERS))
    state[WILTING] = np.maximum(wilting, 0.005)
    state[CAPACITY] = np.maximum(capacity, state[WILTING] + _LEAST_ROOM)
    state[USE] = SUN.get(setup.sun, SUN[""]) * np.exp(_USE * unsaid * normal[2])
    state[RAIN] = np.exp(_RAIN * normal[3])
    state[GAIN] = 1.0 + (_GAIN if calibrated else _GAIN_COMMON) * normal[4]
    state[OFFSET] = (_OFFSET if calibrated else _OFFSET_COMMON) * normal[5]
    state[WARM] = _WARM * normal[6]
    drains_mm = np.array([CLASSES[code].drains_mm for code in codes])
    state[SPEED] = np.log(drains_mm) + _FASTER + _FAST * normal[8]
    state[RISE] = np.abs(generator.standard_normal(MEMBERS)) * 0.02
    return Members(state, plant.root_m * np.exp(_ROOT * unsaid * normal[7]), pores, plant)


def means(values: Floats) -> Floats:
    """Over the members, the last axis: a product, which is several times as fast as numpy's mean of so few."""
    found: Floats = values @ _EVEN
    return found


def moments(values: Floats) -> tuple[float, float]:
    """Mean and variance of one row."""
    mean = float(values @ _EVEN)
    off = values - mean
    return mean, float(off @ off) / (MEMBERS - 1)


def _codes(setup: Setup, *, generator: np.random.Generator) -> list[str]:
    """A class for each member; all of them, evenly, when nobody said one."""
    if setup.soil not in CLASSES:
        every = list(CLASSES)
        return [every[number % len(every)] for number in generator.permutation(MEMBERS)]
    like = CLASSES[setup.soil].like
    others = 0 if setup.soil_by == FROM_LAB else round(_WRONG_CLASS * MEMBERS)
    codes = [like[number % len(like)] for number in range(others)] + [setup.soil] * (MEMBERS - others)
    return [codes[number] for number in generator.permutation(MEMBERS)]
