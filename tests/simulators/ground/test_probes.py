"""Probes that are never right, and how they break."""

import numpy as np
import pytest

from stoep_simulators.ground.probes import (
    AIR_GAP,
    FLAT,
    PULLED_OUT,
    SILENT,
    Fault,
    calibration,
    fault,
    probe,
    readings,
    soil_temperatures,
)
from stoep_simulators.ground.profile import Numbers

_HOURS = 24 * 60
_WARM = np.full(_HOURS, 18.0)
_EVEN = np.full(_HOURS, 0.25)


def _readings(broken: Fault | None, *, content: Numbers = _EVEN) -> Numbers:
    return readings(probe("a"), content=content, soil_c=_WARM, fault=broken, seed="a")


def test_probes_differ_as_widely_as_those_in_the_shop() -> None:
    felt = [float(probe(str(seed)).millivolts(0.25, soil_c=18.0, share_of_year=0.0)) for seed in range(300)]
    assert np.std(felt) == pytest.approx(80, abs=25)


def test_a_calibrated_probe_is_off_by_some_vol_percent() -> None:
    errors = []
    for seed in map(str, range(300)):
        points, one = calibration(probe(seed), saturated=0.45, seed=seed), probe(seed)
        if points is None:
            continue
        mv = float(one.millivolts(0.25, soil_c=18.0, share_of_year=0.0))
        slope = (points.wet_percent - points.dry_percent) / (points.wet_mv - points.dry_mv)
        errors.append(points.dry_percent + slope * (mv - points.dry_mv) - 25.0)
    assert np.std(errors) == pytest.approx(1.1, abs=0.3)
    assert len(errors) == pytest.approx(270, abs=15)


def test_wetter_soil_gives_fewer_millivolts() -> None:
    wetter = _readings(None, content=_EVEN + 0.1)
    assert np.nanmedian(wetter) < np.nanmedian(_readings(None)) - 100


@pytest.mark.parametrize("kind", [FLAT, PULLED_OUT, SILENT, AIR_GAP])
def test_a_fault_shows_in_its_days_alone(kind: str) -> None:
    sound, broken = _readings(None), _readings(Fault(kind=kind, start=20, end=40))
    during = slice(24 * 24, 24 * 40)
    before = slice(0, 24 * 20)
    assert np.nanmedian(np.abs(sound[before] - broken[before])) < 10
    assert np.isnan(broken[during]).all() or abs(np.nanmedian(broken[during]) - np.nanmedian(sound[during])) > 0.5
    assert np.nanmedian(np.abs(sound[24 * 41 :] - broken[24 * 41 :])) < 10


def test_a_flat_probe_repeats_itself() -> None:
    flat = _readings(Fault(kind=FLAT, start=20, end=40))[24 * 20 : 24 * 40]
    assert np.nanmedian(np.abs(np.diff(flat[~np.isnan(flat)]))) == 0


def test_a_gap_of_air_opens_in_drought_and_rain_closes_it() -> None:
    dryness, rain_mm = np.zeros(365), np.zeros(365)
    dryness[150:200] = 0.9
    rain_mm[180] = 60.0
    found = [broken for seed in range(300) if (broken := fault(str(seed), dryness=dryness, rain_mm=rain_mm))]
    gaps = [broken for broken in found if broken.kind == AIR_GAP]
    assert gaps
    assert {(gap.start, gap.end) for gap in gaps} == {(150, 180)}


def test_where_it_never_gets_dry_no_gap_opens() -> None:
    found = [fault(str(seed), dryness=np.zeros(365), rain_mm=np.zeros(365)) for seed in range(300)]
    assert all(broken is None or broken.kind != AIR_GAP for broken in found)


def test_soil_warms_later_and_less_than_the_air() -> None:
    air = 15 + 8 * np.cos(2 * np.pi * (np.arange(24 * 10) - 15) / 24)
    soil = soil_temperatures(air)[-24:]
    assert np.ptp(soil) < 0.5 * np.ptp(air)
    assert soil.argmax() > air[-24:].argmax()


def test_a_silent_probe_says_nothing_at_all() -> None:
    silent = [
        readings(probe(seed), content=_EVEN, soil_c=_WARM, fault=Fault(kind=SILENT, start=20, end=40), seed=seed)
        for seed in map(str, range(20))
    ]
    assert all(np.isnan(mv[24 * 20 : 24 * 40]).all() for mv in silent)
