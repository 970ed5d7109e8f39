"""The figures that estimates and advice are held to, from what was told and what was true."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from garden_truth.cases import SUMMER, Case, Flags
from garden_truth.told import Told
from stoep_gateway.garden.records import NOT_KNOWN, TOO_WET, WAIT, WATER
from stoep_simulators.ground.plots import GROUPS
from stoep_simulators.ground.probes import AIR_GAP, FLAT, PULLED_OUT, SILENT

_BORDER = 0.1  # of what is taken without stress: so near to the border either advice is right
_NOTICED = 3  # days that a fault may last before it counts as missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """One garden-year, day by day."""

    case: Case
    told: Told
    water: Flags  # told
    wait: Flags
    wet: Flags
    unknown: Flags
    truly_dry: Flags
    right: Flags  # what was told is true; false where nothing was told
    waiting_right: Flags  # so would "wait" have been
    healthy: Flags  # before any fault of a calibrated probe
    broken: Flags
    summer: Flags

    @property
    def off(self) -> npt.NDArray[np.float64]:
        """Error of the depletion, as a share of what is available."""
        return np.asarray(self.told.dryness - self.case.dryness)


def marked(case: Case, told: Told) -> Marked:
    count = len(case.days)
    kinds = np.array(told.kinds)
    water, wait, wet = kinds == WATER, kinds == WAIT, kinds == TOO_WET
    truly_dry = (case.dryness > case.ready) & ~case.too_wet
    waiting_right = (case.dryness < (1 + _BORDER) * case.ready) & ~case.too_wet
    watering_right = (case.dryness > (1 - _BORDER) * case.ready) & ~case.too_wet
    broken = np.zeros(count, dtype=bool)
    healthy = np.full(count, case.calibrated)
    if case.fault is not None:
        broken[case.fault.start : case.fault.end] = True
        healthy[case.fault.start :] = False
    summer = np.zeros(count, dtype=bool)
    summer[SUMMER] = True
    return Marked(
        case=case,
        told=told,
        water=water,
        wait=wait,
        wet=wet,
        unknown=kinds == NOT_KNOWN,
        truly_dry=truly_dry,
        right=(water & watering_right) | (wait & waiting_right) | (wet & case.too_wet),
        waiting_right=waiting_right,
        healthy=healthy,
        broken=broken,
        summer=summer,
    )


def figures(years: Sequence[Marked]) -> dict[str, float]:
    """Each measure by its name, over all the days of these garden-years; NaN where no day counts."""
    found = {"rmse_of_taw": rmse(years)}
    for group in GROUPS:
        found[f"rmse_of_taw {group}"] = rmse(one for one in years if one.case.plot.group == group)
    given = _Share(years, among=lambda one: one.healthy & ~one.unknown)
    summer = _Share(years, among=lambda one: one.healthy & ~one.unknown & one.summer)
    found["advice_right"] = given.of(lambda one: one.right)
    found["advice_right Apr-Sep"] = summer.of(lambda one: one.right)
    found["always_wait"] = given.of(lambda one: one.waiting_right)
    found["always_wait Apr-Sep"] = summer.of(lambda one: one.waiting_right)
    found["advice_skill"] = _skill(found["advice_right"], found["always_wait"])
    found["advice_skill Apr-Sep"] = _skill(found["advice_right Apr-Sep"], found["always_wait Apr-Sep"])
    found["water_right"] = _Share(years, among=lambda one: one.healthy & one.water).of(lambda one: one.right)
    found["dry_days_told"] = _Share(years, among=lambda one: one.healthy & one.truly_dry).of(lambda one: one.water)
    found["wet_told"] = _Share(years, among=lambda one: one.healthy & one.case.too_wet).of(lambda one: one.wet)
    found["not_known_healthy"] = _Share(years, among=lambda one: one.healthy).of(lambda one: one.unknown)
    uncalibrated = [one for one in years if not one.case.calibrated]
    found["not_known_uncalibrated"] = _Share(uncalibrated, among=lambda one: one.wait | ~one.wait).of(
        lambda one: one.unknown
    )
    for kind in (FLAT, PULLED_OUT, SILENT, AIR_GAP):
        faulty = [one for one in years if one.case.fault is not None and one.case.fault.kind == kind]
        found[f"not_known_faulty {kind}"] = _Share(faulty, among=_noticeable).of(lambda one: one.unknown)
    found["wrong_on_faulty"] = _Share(years, among=lambda one: one.broken).of(lambda one: ~one.right & ~one.unknown)
    return found


def ratios(years: Sequence[Marked], *, linear: Iterable[Marked], class_table: Iterable[Marked]) -> dict[str, float]:
    """Of the product's error to that of the two simpler rules, over the same days."""
    error = rmse(years)
    return {"rmse_ratio": error / rmse(linear), "ratio_to_class_table": error / rmse(class_table)}


def rmse(years: Iterable[Marked]) -> float:
    """Root mean square error of the depletion on healthy days, as a share of what is available."""
    errors = [one.off[one.healthy] for one in years]
    together = np.concatenate(errors) if errors else np.empty(0)
    return float(np.sqrt(np.mean(together**2))) if len(together) else float("nan")


def by_fault(years: Sequence[Marked]) -> Mapping[str, int]:
    """How many garden-years have each fault."""
    counts: dict[str, int] = {}
    for one in years:
        if one.case.fault is not None:
            counts[one.case.fault.kind] = counts.get(one.case.fault.kind, 0) + 1
    return counts


def _noticeable(one: Marked) -> Flags:
    """From the fourth day of a fault. Uncalibrated gardens are not known anyway."""
    days = one.broken.copy()
    if one.case.fault is not None:
        days[: one.case.fault.start + _NOTICED] = False
    return days if one.case.calibrated else np.zeros_like(days)


def _skill(right: float, waiting: float) -> float:
    """What is won of what "always wait" loses."""
    return (right - waiting) / (1.0 - waiting) if waiting < 1.0 else float("nan")


_Pick = Callable[[Marked], Flags]


class _Share:
    """Of some days of all garden-years."""

    def __init__(self, years: Sequence[Marked], *, among: _Pick) -> None:
        self._years = [(one, among(one)) for one in years]

    def of(self, pick: _Pick) -> float:
        """Share of them that is picked; NaN of none."""
        total = sum(int(days.sum()) for _, days in self._years)
        return sum(int((days & pick(one)).sum()) for one, days in self._years) / total if total else float("nan")
