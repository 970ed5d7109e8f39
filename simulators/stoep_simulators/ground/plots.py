"""Gardens as they might be: soil, groundwater, what grows, who waters. Drawn from a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from stoep_simulators.ground.profile import BOTTOMS_CM, Layering

# The subsoil that lies under a topsoil: our own choice of the likeliest.
_UNDER: Mapping[str, str] = MappingProxyType(
    {
        "B01": "O01", "B02": "O02", "B03": "O03", "B04": "O04", "B05": "O05", "B06": "O06", "B07": "O08", "B08": "O09",
        "B09": "O10", "B10": "O11", "B11": "O12", "B12": "O13", "B13": "O14", "B14": "O15", "B15": "O02", "B16": "O16",
        "B17": "O17", "B18": "O17",
    }
)  # fmt: skip
# What somebody takes a class for who is one off: the next in clay, loam or peat.
NEIGHBOURS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "B01": ("B02", "B05"), "B02": ("B01", "B03"), "B03": ("B02", "B04"), "B04": ("B03", "B07"), "B05": ("B01",),
        "B06": ("B07",), "B07": ("B06", "B08"), "B08": ("B07", "B09"), "B09": ("B08", "B10"), "B10": ("B09", "B11"),
        "B11": ("B10", "B12"), "B12": ("B11",), "B13": ("B14", "B04"), "B14": ("B13", "B09"), "B15": ("B16", "B04"),
        "B16": ("B15", "B18"), "B17": ("B18", "B11"), "B18": ("B16", "B17"),
    }
)  # fmt: skip
GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sand": ("B01", "B02", "B03", "B04"),
        "coarse sand": ("B05",),
        "loam": ("B06", "B07", "B08", "B09", "B13", "B14"),
        "clay": ("B10", "B11", "B12"),
        "peat": ("B15", "B16", "B17", "B18"),
    }
)
_WEIGHTS = (10, 2, 8, 6, 4)  # of thirty gardens, by group: a guess at where Dutch towns stand

# Depth of roots, m; how bare soil is when plants rest; crop factor on Makkink's evaporation at rest and in full leaf.
# Our own norms: an estimator has others.
_DEPTHS_M: Mapping[str, float] = MappingProxyType({"lawn": 0.30, "border": 0.45, "vegetables": 0.35, "tree": 0.90})
PLANTINGS, _PLANTING_WEIGHTS = ("lawn", "border", "vegetables", "tree"), (40, 30, 15, 15)
_SUNS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"sun": (0.9, 1.08), "half": (0.75, 0.95), "shade": (0.52, 0.78)}
)
_SHADES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"sun": (0.0, 0.4), "half": (0.4, 0.7), "shade": (0.7, 1.0)}
)
# Roots, worms and cracks let water through heavy soil several times as fast as the series' samples of a few hundred
# cm3 do: without them clay would stand wet all winter. A guess.
_CRACKS = (2.0, 8.0)
NEVER, LOOKS, TIMER, SOAKER = "never", "looks", "timer", "soaker"
_HABITS, _HABIT_WEIGHTS = (NEVER, LOOKS, TIMER, SOAKER), (40, 30, 15, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One garden. Shares and factors are 1 for the usual.

    group: of GROUPS. told: the class that its keeper gives, a neighbour in one of five. table_cm: mean depth of the
    groundwater, None where it is out of reach; table_swing_cm: how far winter lifts it. roots_m: what roots are in;
    crowding: how much denser they stand at the top. thirst: crop and shade together, without the season. rain: what of
    the street's rain comes down here, roofs that drain onto it and eaves over it counted. shade: 0 in the sun, 1 behind
    a wall, for what warms the soil.
    """

    soil: str
    told: str
    group: str
    layers: Layering
    table_cm: float | None
    table_swing_cm: float
    planting: str
    sun: str
    roots_m: float
    crowding: float
    thirst: float
    rain: float
    store_mm: float
    habit: str
    eager: float
    shade: float


def plot(seed: str, *, group: str = "", soil: str = "", planting: str = "") -> Plot:
    """group: one of GROUPS, soil: a class of one, planting: each drawn when not given."""
    random = Random(f"{seed}/plot")
    group = group_of(soil) if soil else group or random.choices(list(GROUPS), _WEIGHTS)[0]
    soil = soil or random.choice(GROUPS[group])
    told = random.choice(NEIGHBOURS[soil]) if random.random() < 0.2 else soil
    planting = planting or random.choices(PLANTINGS, _PLANTING_WEIGHTS)[0]
    sun = random.choices(("sun", "half", "shade"), (50, 30, 20))[0]
    top_cm = random.choice((30.0, 30.0, 45.0))
    top, under = _own(random), _own(random)
    if group in ("clay", "loam"):
        cracks = random.uniform(*_CRACKS)
        top, under = (*top[:2], top[2] * cracks), (*under[:2], under[2] * cracks)
    codes = tuple(soil if bottom <= top_cm else _UNDER[soil] for bottom in BOTTOMS_CM)
    own = [top if bottom <= top_cm else under for bottom in BOTTOMS_CM]
    return Plot(
        soil=soil,
        told=told,
        group=group,
        layers=Layering(
            codes=codes,
            pores=tuple(one[0] for one in own),
            fineness=tuple(one[1] for one in own),
            speed=tuple(one[2] for one in own),
        ),
        table_cm=random.uniform(90.0, 200.0) if random.random() < 0.45 else None,
        table_swing_cm=random.uniform(20.0, 45.0),
        planting=planting,
        sun=sun,
        roots_m=_DEPTHS_M[planting] * _near(random, spread=0.12),
        crowding=random.uniform(1.5, 3.5),
        thirst=random.uniform(*_SUNS[sun]) * _near(random, spread=0.08),
        rain=_near(random, spread=0.06) * (random.uniform(1.05, 1.4) if random.random() < 0.12 else 1.0),
        store_mm=random.uniform(0.4, 1.5),
        habit=random.choices(_HABITS, _HABIT_WEIGHTS)[0],
        eager=random.uniform(0.3, 1.0),
        shade=random.uniform(*_SHADES[sun]),
    )


def plots(seed: str, *, count: int) -> tuple[Plot, ...]:
    """At least one garden of each group, as long as there are five."""
    groups: Sequence[str] = list(GROUPS)
    return tuple(plot(f"{seed}/{index}", group=groups[index] if index < len(groups) else "") for index in range(count))


def group_of(soil: str) -> str:
    """Of GROUPS."""
    return next(group for group, codes in GROUPS.items() if soil in codes)


def _own(random: Random) -> tuple[float, float, float]:
    """How one garden's soil differs from its class: pores, pore size, speed (a guess: spread in a class is wide)."""
    return _near(random, spread=0.05), 2.718281828 ** random.gauss(0.0, 0.2), 2.718281828 ** random.gauss(0.0, 0.7)


def _near(random: Random, *, spread: float) -> float:
    return min(1.0 + 2.5 * spread, max(1.0 - 2.5 * spread, random.gauss(1.0, spread)))
