"""Soil columns of many gardens side by side: suction and conductivity of each layer from how full it is."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from stoep_simulators.ground.staring import CAPACITY_CM, CURVES, WILTING_CM, Curve

Numbers = npt.NDArray[np.float64]

LAYERS_CM = np.array((5.0, 5.0, 5.0, 15.0, 15.0, 15.0, 30.0, 30.0))
BOTTOMS_CM = np.cumsum(LAYERS_CM)
PROBE_LAYER = 2  # 10 to 15 cm deep
# Cells of a table by the root of the fullness, finest where soil is dry and suction steep: to full, and a little on.
_FULL, _CELLS = 4_000, 4_100
_BENT = 0.99  # from here the curve is a straight line to zero suction: its own slope is infinite there
_PRESSED_CM = 3_000.0  # head for each share by which pressed air makes room beyond full: plausible, not measured


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays of layers × gardens; tables of curves × fullness. Lengths in cm, times in hours.

    fullness: share of the pores between residual and saturated that holds water.
    """

    residual: Numbers
    room: Numbers  # saturated minus residual
    alpha: Numbers
    speed: Numbers  # saturated conductivity, cm an hour
    capacity: Numbers  # water by volume at pF 2.0
    wilting: Numbers  # at pF 4.2
    _rows: npt.NDArray[np.intp]  # where a layer's curve begins in the flat tables
    _heads: Numbers
    _heads_rise: Numbers
    _flows: Numbers
    _flows_rise: Numbers

    def heads(self, fullness: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Pressure head (negative: suction) and its slope by fullness; conductivity and its slope."""
        root = np.sqrt(np.maximum(fullness, 1e-9))
        place = root * _FULL
        cell = np.minimum(place.astype(np.intp), _CELLS - 1)
        part = place - cell  # beyond 1 in what is fuller than the table: the last line goes on
        cell += self._rows
        rise = self._heads_rise[cell]
        flow_rise = self._flows_rise[cell]
        steep = (_FULL / 2) / root
        head = (self._heads[cell] + part * rise) / self.alpha
        flow = (self._flows[cell] + part * flow_rise) * self.speed
        return head, rise * steep / self.alpha, flow, flow_rise * steep * self.speed

    def fullness(self, content: Numbers) -> Numbers:
        """From water by volume."""
        return (content - self.residual) / self.room

    def content(self, fullness: Numbers) -> Numbers:
        """Water by volume; what is pressed into a full layer counts."""
        return self.residual + self.room * fullness

    def at_suction(self, suction_cm: Numbers | float) -> Numbers:
        """Fullness in rest at a suction, cm, of each layer (arrays broadcast)."""
        scaled = np.maximum(suction_cm, 0.0) * self.alpha
        shape = self._shape
        return np.asarray((1.0 + scaled**shape) ** -(1.0 - 1.0 / shape))

    @property
    def _shape(self) -> Numbers:
        return _SHAPES[self._rows // (_CELLS + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layering:
    """One garden's curves by layer, and how they differ from the class: pores, pore size and speed, 1 for none."""

    codes: tuple[str, ...]
    pores: tuple[float, ...]
    fineness: tuple[float, ...]
    speed: tuple[float, ...]


def columns(gardens: list[Layering]) -> Columns:
    """A column for each garden."""
    order = list(CURVES)

    def of(name: str) -> Numbers:
        return np.array([[getattr(CURVES[code], name) for code in garden.codes] for garden in gardens]).T

    pores, fineness, speed = (
        np.array([getattr(garden, name) for garden in gardens]).T for name in ("pores", "fineness", "speed")
    )
    residual = of("residual") * pores
    room = of("saturated") * pores - residual
    rows = np.array([[order.index(code) for code in garden.codes] for garden in gardens]).T
    alpha = of("alpha") * fineness
    shape = _SHAPES[rows]

    def held(suction_cm: float) -> Numbers:
        return np.asarray(residual + room * (1.0 + (alpha * suction_cm) ** shape) ** -(1.0 - 1.0 / shape))

    return Columns(
        residual,
        room,
        alpha,
        of("saturated_cm_day") * speed / 24.0,
        held(CAPACITY_CM),
        held(WILTING_CM),
        rows * (_CELLS + 1),
        *_tables(),
    )


_SHAPES = np.array([curve.n for curve in CURVES.values()])
_FULLNESS = (np.arange(_CELLS + 1) / _FULL) ** 2


@cache
def _tables() -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Heads and flows of all curves, flat, each with what it rises by from cell to cell. Nobody writes into them."""
    heads, flows = np.array([_heads(curve) for curve in CURVES.values()]), np.array(list(map(_flows, CURVES.values())))
    return heads.ravel(), _rises(heads), flows.ravel(), _rises(flows)


def _heads(curve: Curve) -> Numbers:
    """Head times alpha at each fullness of the table."""
    m = 1.0 - 1.0 / curve.n

    def suction(fullness: Numbers) -> Numbers:
        return np.asarray((fullness ** (-1.0 / m) - 1.0) ** (1.0 / curve.n))

    bent = float(suction(np.array([_BENT]))[0])
    least = float(_FULLNESS[1])
    curved = -suction(np.clip(_FULLNESS, least, _BENT))
    curved[0] = 2 * curved[1] - curved[2]
    straight = -bent * (1.0 - _FULLNESS) / (1.0 - _BENT)
    pressed = _PRESSED_CM * curve.alpha * (_FULLNESS - 1.0)
    return np.where(_FULLNESS <= _BENT, curved, np.where(_FULLNESS <= 1.0, straight, pressed))


def _flows(curve: Curve) -> Numbers:
    """Conductivity as a share of the saturated one."""
    m = 1.0 - 1.0 / curve.n
    fullness = np.clip(_FULLNESS, 1e-9, 1.0)
    with np.errstate(divide="ignore"):  # full: log of 0, which expm1 takes for what it is
        open_share = -np.expm1(m * np.log1p(-(fullness ** (1.0 / m))))
    return np.asarray(fullness**curve.bend * open_share**2)


def _rises(table: Numbers) -> Numbers:
    return np.concatenate([np.diff(table, axis=1), np.zeros((len(table), 1))], axis=1).ravel()
