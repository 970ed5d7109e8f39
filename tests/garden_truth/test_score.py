"""The measures of `make garden-truth`: perfect advice holds every bar; what is wrong with advice shows in its own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from garden_truth.bars import BARS, failed
from garden_truth.cases import DRY, FIRST_DAY, SUMMER, Case
from garden_truth.score import figures, marked, ratios
from garden_truth.told import Told, always_wait, class_table, linear, never_known
from stoep_gateway.garden.balance.season import season
from stoep_gateway.garden.records import NOT_KNOWN, TOO_WET, WAIT, WATER, Calibration, Day, Setup
from stoep_simulators.ground.plots import GROUPS, plot
from stoep_simulators.ground.probes import FAULTS, Fault

_DAYS = 365
_POINTS = Calibration(dry_mv=2_700, wet_mv=1_150)
_FAULT = (200, 230)


def _case(group: str, *, fault: str = "", calibrated: bool = True) -> Case:
    """Wet in winter, dry in summer; a probe that is some way off."""
    when = 2 * np.pi * (np.arange(_DAYS) - 200) / _DAYS
    dryness = np.maximum(0.0, 0.7 * np.cos(when))
    content = 0.33 - 0.2 * dryness + 0.06 * np.sin(7 * when)
    own = plot("a", group=group)
    return Case(
        seed=1,
        year=DRY,
        plot=own,
        setup=Setup(soil=own.soil, planting="lawn", calibration=_POINTS if calibrated else None),
        days=tuple(
            Day(
                date=FIRST_DAY + timedelta(days=day), evening=2_700 - 1_550 * float(content[day]), hours=24, rain_mm=0.0
            )
            for day in range(_DAYS)
        ),
        dryness=dryness,
        ready=np.full(_DAYS, 0.4),
        too_wet=(np.arange(_DAYS) < 30) | (np.arange(_DAYS) > 340),
        fault=Fault(kind=fault, start=_FAULT[0], end=_FAULT[1]) if fault else None,
    )


def _cases() -> list[Case]:
    return [
        *(_case(group) for group in GROUPS),
        *(_case("sand", fault=kind) for kind in FAULTS),
        _case("sand", calibrated=False),
    ]


def _perfect(case: Case) -> Told:
    kinds = np.where(case.too_wet, TOO_WET, np.where(case.dryness > case.ready, WATER, WAIT)).astype(object)
    if case.fault is not None:
        kinds[case.fault.start : case.fault.end] = NOT_KNOWN
    if not case.calibrated:
        kinds[:] = NOT_KNOWN
    return Told(dryness=case.dryness, kinds=tuple(kinds.tolist()))


def _deaf_to_faults(case: Case) -> Told:
    return _perfect(replace(case, fault=None))


def _speaks_uncalibrated(case: Case) -> Told:
    return _perfect(replace(case, setup=replace(case.setup, calibration=_POINTS)))


def _always_dry(case: Case) -> Told:
    return Told(dryness=np.ones(_DAYS), kinds=(WATER,) * _DAYS)


def _weeks_late(case: Case) -> Told:
    told = _perfect(case)
    return Told(dryness=np.roll(told.dryness, 60), kinds=(*told.kinds[-60:], *told.kinds[:-60]))


def _figures(teller: Callable[[Case], Told], *, cases: Sequence[Case] | None = None) -> dict[str, float]:
    here = _cases() if cases is None else cases
    told, plain, table = ([marked(case, rule(case)) for case in here] for rule in (teller, linear, class_table))
    return {**ratios(told, linear=plain, class_table=table), **figures(told)}


def test_perfect_advice_holds_every_bar_and_reaches_every_aim() -> None:
    found = _figures(_perfect)
    assert failed(found) == ()
    assert [name for name, bar in BARS.items() if not bar.reaches_aim(found[name])] == []


@pytest.mark.parametrize(
    ("wrong", "bars"),
    [
        (always_wait, {"rmse_of_taw", "advice_skill", "dry_days_told", "wet_told", "not_known_faulty silent"}),
        (never_known, {"advice_right", "dry_days_told", "wet_told", "not_known_healthy"}),
        (class_table, {"ratio_to_class_table", "not_known_faulty air-gap", "not_known_uncalibrated"}),
        (linear, {"rmse_ratio", "wet_told", "not_known_faulty flat"}),
        (_always_dry, {"rmse_of_taw", "water_right", "advice_right", "wet_told"}),
        (_weeks_late, {"rmse_of_taw clay", "rmse_of_taw coarse sand"}),
        (_deaf_to_faults, {f"not_known_faulty {kind}" for kind in FAULTS}),
        (_speaks_uncalibrated, {"not_known_uncalibrated"}),
    ],
)
def test_what_is_wrong_fails_its_bars(wrong: Callable[[Case], Told], bars: set[str]) -> None:
    assert bars <= set(failed(_figures(wrong)))


def test_a_figure_without_a_day_behind_it_fails() -> None:
    assert "not_known_faulty flat" in failed(_figures(_perfect, cases=[_case("sand")]))


def test_near_the_border_either_advice_is_right() -> None:
    case = _case("sand")
    near = replace(case, dryness=np.full(_DAYS, 0.42), too_wet=np.zeros(_DAYS, dtype=bool))
    beyond = replace(near, dryness=np.full(_DAYS, 0.46))
    assert marked(near, always_wait(near)).right.all()
    assert marked(near, _perfect(near)).right.all()
    assert not marked(beyond, always_wait(beyond)).right.any()


def test_waiting_is_wrong_where_it_is_too_wet() -> None:
    case = replace(_case("clay"), too_wet=np.ones(_DAYS, dtype=bool))
    assert not marked(case, always_wait(case)).right.any()
    assert marked(case, _perfect(case)).right.all()


def test_a_fault_counts_from_its_fourth_day() -> None:
    case = _case("sand", fault="silent")
    kinds = list(_perfect(case).kinds)
    kinds[_FAULT[0] : _FAULT[0] + 3] = [WATER] * 3
    found = figures([marked(case, Told(dryness=case.dryness, kinds=tuple(kinds)))])
    assert found["not_known_faulty silent"] == 1.0


def test_days_after_a_fault_began_are_not_healthy() -> None:
    one = marked(case := _case("sand", fault="flat"), _perfect(case))
    assert one.healthy[: _FAULT[0]].all()
    assert not one.healthy[_FAULT[0] :].any()
    assert one.broken.sum() == _FAULT[1] - _FAULT[0]


def test_errors_count_as_a_share_of_what_is_available() -> None:
    case = _case("peat")
    off = Told(dryness=case.dryness + 0.1, kinds=_perfect(case).kinds)
    assert figures([marked(case, off)])["rmse_of_taw peat"] == pytest.approx(0.1)


def test_summer_is_april_to_september() -> None:
    assert FIRST_DAY + timedelta(days=SUMMER.start) == FIRST_DAY.replace(month=4)
    assert FIRST_DAY + timedelta(days=SUMMER.stop) == FIRST_DAY.replace(month=10)


def test_no_estimate_looks_ahead() -> None:
    case = _case("sand")
    whole = season(case.days[:90], setup=case.setup, unit="mV", seed=1)
    early = season(case.days[:60], setup=case.setup, unit="mV", seed=1)
    assert whole[:60] == early
