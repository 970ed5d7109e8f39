"""A year under many gardens at once: rain, roots and groundwater move water through eight layers, hour by hour.

Richards' equation in layers of 5 to 30 cm: each hour one Newton step of Darcy flow, so water is moved and never made.
Roots drink as in Feddes et al. 1978, and where one layer is dry the others make up for it (Jarvis 1989).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from stoep_simulators.ground.climate import WARM_UP_DAYS, Year
from stoep_simulators.ground.plots import LOOKS, NEVER, SOAKER, TIMER, Plot
from stoep_simulators.ground.profile import BOTTOMS_CM, LAYERS_CM, Columns, Numbers, columns
from stoep_simulators.ground.staring import WILTING_CM

HOURS_A_DAY = 24
_BETWEEN_CM = (LAYERS_CM[1:] + LAYERS_CM[:-1])[:, None] / 2
_DRY_CM = 500.0  # suction from which roots drink less (Feddes: some hundreds for grass)
_DROWNED_CM = 10.0  # nearer to saturation than this, half of it
_MAKES_UP = 0.7  # with this share of its roots content a plant still drinks all
_POND_CM = 1.0  # stands on the surface; more runs off
# Crop factor on Makkink's evaporation and cover of the soil, at rest and in full leaf, and the months of leaf (0-11).
_LEAF = {
    "lawn": (0.85, 1.0, 0.90, 0.95, (2.5, 10.0)),
    "border": (0.75, 1.0, 0.50, 0.85, (3.5, 9.5)),
    "vegetables": (0.70, 1.1, 0.10, 0.80, (4.5, 9.0)),
    "tree": (0.75, 1.1, 0.50, 0.85, (3.5, 9.8)),
}
_WATERING_MONTHS = (4, 5, 6, 7, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One year of each garden, without the warm-up: arrays of hours or days × gardens. mm, and m3/m3.

    probe: water at 10-15 cm, by hour. depletion_mm: below field capacity over the root zone, at the end of each day,
    negative when wetter; available_mm: of the root zone between field capacity and wilting, by garden. top: water in
    the upper 30 cm at the end of each day; top_capacity and top_saturated: by garden. crop_mm: what the plants would
    drink on that day without want. watered_mm, by day.
    """

    probe: Numbers
    depletion_mm: Numbers
    available_mm: Numbers
    top: Numbers
    top_capacity: Numbers
    top_saturated: Numbers
    crop_mm: Numbers
    watered_mm: Numbers
    closing_mm: Numbers  # by garden: water that is unaccounted for; rounding


def season(
    plots: Sequence[Plot],
    *,
    years: Sequence[Year],
    seed: str | Sequence[str],
    steps_an_hour: int = 1,
    begun: Sequence[float] = (),
    warm_up_days: int = WARM_UP_DAYS,
) -> Truth:
    """years: of each garden, all equally long. seed: for when gardeners water, of all, who then take turns in the days
    of the week, or of each garden, which then is what it would be alone.

    begun: how full each garden is at first, 0 at wilting, 1 at field capacity; by default in rest after a wet month.
    """
    ground = _Ground(plots, years=years, seed=seed, steps_an_hour=steps_an_hour, begun=begun)
    for day in range(years[0].days):
        ground.day(day)
    return ground.truth(warm_up_days)


class _Ground:
    def __init__(
        self,
        plots: Sequence[Plot],
        *,
        years: Sequence[Year],
        seed: str | Sequence[str],
        steps_an_hour: int,
        begun: Sequence[float],
    ) -> None:
        self._plots, self._steps = plots, steps_an_hour
        self._soil: Columns = columns([plot.layers for plot in plots])
        self._thick = LAYERS_CM[:, None]
        self._rain_cm = np.array([year.rain_mm * plot.rain for plot, year in zip(plots, years, strict=True)]).T / 10
        self._sun = np.array([year.sun for year in years]).T
        factors, covers = _leaves(plots, months=years[0].months)
        self._covers = covers
        self._crop_cm = np.array([year.evaporation_mm for year in years]).T / 10 * factors
        self._store_cm = np.array([plot.store_mm for plot in plots]) / 10
        self._roots, self._zone = _roots(plots), _zone(plots)
        self._table_cm = _tables(plots, days=years[0].days)
        self._turns = list(range(len(plots))) if isinstance(seed, str) else [0] * len(plots)
        seeds = [seed] * len(plots) if isinstance(seed, str) else seed
        self._gardeners = [Random(f"{each}/{turn}/water") for each, turn in zip(seeds, self._turns, strict=True)]
        self._months = years[0].months
        table = self._table_cm[0]
        mids = (BOTTOMS_CM - LAYERS_CM / 2)[:, None]
        self._full = self._soil.at_suction(np.minimum(100.0, np.where(np.isnan(table), 100.0, table - mids)))
        if begun:
            content = self._soil.wilting + np.array(begun) * (self._soil.capacity - self._soil.wilting)
            self._full = self._soil.fullness(content)
        self._wilted = self._soil.at_suction(WILTING_CM)
        self._pond = np.zeros(len(plots))
        self._leaf_water = np.zeros(len(plots))
        self._given_cm = np.zeros(len(plots))
        self._begun = self._held_cm()
        self._in_cm, self._out_cm = np.zeros(len(plots)), np.zeros(len(plots))
        days = years[0].days
        self._probe = np.empty((days * HOURS_A_DAY, len(plots)))
        self._depletion, self._top = np.empty((days, len(plots))), np.empty((days, len(plots)))
        self._watered = np.zeros((days, len(plots)))

    def day(self, day: int) -> None:
        for hour in range(HOURS_A_DAY):
            if hour == 20:
                self._given_cm = self._gardens_watered(day)
            self._hour(day * HOURS_A_DAY + hour, day=day)
            self._given_cm = np.zeros_like(self._given_cm)
        content = self._soil.content(self._full)
        self._depletion[day] = 10 * ((self._soil.capacity - content) * self._zone).sum(axis=0)
        self._top[day] = (content * self._thick)[:4].sum(axis=0) / BOTTOMS_CM[3]

    def truth(self, warm_up_days: int) -> Truth:
        year = slice(warm_up_days, None)
        soil, tops = self._soil, self._thick[:4] / BOTTOMS_CM[3]
        return Truth(
            probe=self._probe[warm_up_days * HOURS_A_DAY :],
            depletion_mm=self._depletion[year],
            available_mm=10 * ((soil.capacity - soil.wilting) * self._zone).sum(axis=0),
            top=self._top[year],
            top_capacity=(soil.capacity[:4] * tops).sum(axis=0),
            top_saturated=((soil.residual + soil.room)[:4] * tops).sum(axis=0),
            crop_mm=10 * self._crop_cm[year],
            watered_mm=self._watered[year],
            closing_mm=10 * (self._begun + self._in_cm - self._out_cm - self._held_cm()),
        )

    def _held_cm(self) -> Numbers:
        return np.asarray((self._soil.content(self._full) * self._thick).sum(axis=0) + self._pond + self._leaf_water)

    def _hour(self, hour: int, *, day: int) -> None:
        rain = self._rain_cm[hour]
        wants = self._crop_cm[day] * self._sun[hour]
        cover = self._covers[day]
        # Leaves catch rain first, and what they hold evaporates before roots drink.
        caught = np.maximum(np.minimum(rain * cover, self._store_cm * cover - self._leaf_water), 0.0)
        self._leaf_water += caught
        gone = np.minimum(self._leaf_water, wants)
        self._leaf_water -= gone
        wants = wants - gone
        self._in_cm += rain + self._given_cm
        self._out_cm += gone
        self._pond += rain - caught + self._given_cm
        for _ in range(self._steps):
            self._step(1.0 / self._steps, wants=wants, cover=cover, table=self._table_cm[day])
        self._probe[hour] = np.minimum(self._soil.content(self._full)[2], (self._soil.residual + self._soil.room)[2])

    def _step(self, hours: float, *, wants: Numbers, cover: Numbers, table: Numbers) -> None:
        soil, thick, full = self._soil, self._thick, self._full
        head, head_rise, flow, flow_rise = soil.heads(full)
        drunk = self._drunk(head, wants=wants, cover=cover, hours=hours)
        # Into the top: what lies on it, as fast as the surface takes it.
        into = (0.5 * (soil.speed[0] + flow[0])) * (1.0 - head[0] / (thick[0] / 2))
        into = np.minimum(self._pond / hours, np.maximum(into, 0.0))
        # Between layers, downward: q = k (dh/dz + 1), and how it changes with the fullness above and below. Of the
        # conductivity's own change only the half that steadies a step is in it: that of the layer that gives.
        between = 0.5 * (flow[:-1] + flow[1:])
        pull = (head[:-1] - head[1:]) / _BETWEEN_CM + 1.0
        moved = between * pull
        by_above = between * head_rise[:-1] / _BETWEEN_CM + 0.5 * flow_rise[:-1] * np.maximum(pull, 0.0)
        by_below = -between * head_rise[1:] / _BETWEEN_CM + 0.5 * flow_rise[1:] * np.minimum(pull, 0.0)
        # Out of the bottom: by its own weight, or to and from groundwater.
        reach = thick[-1] / 2
        wet = ~np.isnan(table)
        rest = np.where(wet, BOTTOMS_CM[-1] - table, 0.0)
        mean = 0.5 * (flow[-1] + soil.speed[-1])
        steep = (head[-1] - rest) / reach + 1.0
        below = np.where(wet, mean * steep, flow[-1])
        by_last = np.where(
            wet, mean * head_rise[-1] / reach + 0.5 * flow_rise[-1] * np.maximum(steep, 0.0), flow_rise[-1]
        )

        size = soil.room * thick / hours
        right = -drunk / hours
        right[0] += into
        right[:-1] -= moved
        right[1:] += moved
        right[-1] -= below
        middle = size.copy()
        middle[:-1] += by_above
        middle[1:] -= by_below
        middle[-1] += by_last
        change = _solved(lower=-by_above, middle=middle, upper=by_below, right=right)
        self._full = full + change
        self._pond -= into * hours
        risen = np.maximum(self._full[0] - 1.0, 0.0)  # what the top layer cannot hold stands on it
        self._full[0] -= risen
        self._pond += risen * soil.room[0] * thick[0]
        off = np.maximum(self._pond - _POND_CM, 0.0)
        self._pond -= off
        self._out_cm += off + drunk.sum(axis=0) + (below + by_last * change[-1]) * hours

    def _drunk(self, head: Numbers, *, wants: Numbers, cover: Numbers, hours: float) -> Numbers:
        """cm from each layer: by roots, and from the top layer also by the sun. Nothing at wilting and beyond."""
        content = np.minimum(np.maximum((WILTING_CM + head) / (WILTING_CM - _DRY_CM), 0.0), 1.0)
        content *= np.where(head > -_DROWNED_CM, 0.5, 1.0)
        served = self._roots * content
        drunk = served / np.maximum(served.sum(axis=0), _MAKES_UP) * (wants * cover)
        left = np.maximum(self._full - self._wilted, 0.0) * self._soil.room * self._thick
        drunk[0] += wants * (1.0 - cover) * np.minimum(1.0, left[0] / (0.06 * self._thick[0]))
        return np.asarray(np.minimum(drunk * hours, 0.3 * left))

    def _gardens_watered(self, day: int) -> Numbers:
        """cm that gardeners give this evening. They see the top 15 cm and today's rain."""
        given = np.zeros(len(self._plots))
        if self._months[day] not in _WATERING_MONTHS:
            return given
        content = self._soil.content(self._full)[:3].mean(axis=0)
        span = (self._soil.capacity - self._soil.wilting)[:3].mean(axis=0)
        left = (content - self._soil.wilting[:3].mean(axis=0)) / span
        rained = self._rain_cm[day * HOURS_A_DAY : day * HOURS_A_DAY + 20].sum(axis=0)
        for index, plot in enumerate(self._plots):
            random, turn = self._gardeners[index], self._turns[index]
            if plot.habit == NEVER or rained[index] > 0.3:
                continue
            willing = random.random() < plot.eager
            amount_cm = random.uniform(0.7, 1.3)
            if plot.habit == LOOKS and left[index] < 0.4:
                given[index] = 0.8 * amount_cm * (willing and random.random() < 0.5)
            elif plot.habit == TIMER and day % 3 == turn % 3:
                given[index] = 0.5 * amount_cm * (left[index] < 0.75)
            elif plot.habit == SOAKER and day % 7 == turn % 7:
                given[index] = 1.8 * amount_cm * (left[index] < 0.5 and willing)
        self._watered[day] = 10 * given
        return given


def _solved(*, lower: Numbers, middle: Numbers, upper: Numbers, right: Numbers) -> Numbers:
    """Tridiagonal systems side by side (Thomas): lower[i] couples row i + 1 to i, upper[i] row i to i + 1."""
    count = len(middle)
    for row in range(1, count):
        share = lower[row - 1] / middle[row - 1]
        middle[row] -= share * upper[row - 1]
        right[row] -= share * right[row - 1]
    right[-1] /= middle[-1]
    for row in range(count - 2, -1, -1):
        right[row] = (right[row] - upper[row] * right[row + 1]) / middle[row]
    return right


def _leaves(plots: Sequence[Plot], *, months: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Crop factor and cover of each day × garden: leaves come and go in six weeks."""
    when = np.array(months) + _within(months)
    factors, covers = [], []
    for plot in plots:
        rest, most, bare, covered, (first, last) = _LEAF[plot.planting]
        leaf = np.clip((when - first) / 1.5 + 0.5, 0.0, 1.0) * np.clip((last - when) / 1.5 + 0.5, 0.0, 1.0)
        factors.append((rest + (most - rest) * leaf) * plot.thirst)
        covers.append(bare + (covered - bare) * leaf)
    return np.array(factors).T, np.array(covers).T


def _within(months: Sequence[int]) -> Numbers:
    """How far each day is in its month, 0 to 1."""
    seen, places = 0, []
    for day, month in enumerate(months):
        seen = seen + 1 if day and months[day - 1] == month else 0
        places.append(min(1.0, seen / 31))
    return np.array(places)


def _roots(plots: Sequence[Plot]) -> Numbers:
    """Share of a garden's roots in each layer: denser at the top, none below their depth."""
    tops = BOTTOMS_CM - LAYERS_CM
    shares = []
    for plot in plots:
        depth = 100 * plot.roots_m
        down = [1.0 - math.exp(-plot.crowding * min(edge, depth) / depth) for edge in (*tops, BOTTOMS_CM[-1])]
        shares.append(np.diff(down) / down[-1])
    return np.array(shares).T


def _zone(plots: Sequence[Plot]) -> Numbers:
    """cm of each layer that is in a garden's root zone."""
    depth = 100 * np.array([plot.roots_m for plot in plots])
    return np.asarray(np.clip(depth - (BOTTOMS_CM - LAYERS_CM)[:, None], 0.0, LAYERS_CM[:, None]))


def _tables(plots: Sequence[Plot], *, days: int) -> Numbers:
    """Depth of the groundwater by day × garden, cm: highest in late February. NaN where none is in reach."""
    season = np.cos(2 * np.pi * (np.arange(days) - WARM_UP_DAYS - 55) / 365)
    return np.array(
        [
            np.full(days, np.nan) if plot.table_cm is None else plot.table_cm - plot.table_swing_cm * season
            for plot in plots
        ]
    ).T
