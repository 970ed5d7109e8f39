"""Curves of the Staring series against its printed table."""

import pytest

from stoep_simulators.ground.staring import CURVES

# Water by volume when saturated, at pF 2.0, 2.7 and 4.2, and mm in 10 cm between pF 2.0 and 4.2: Staringreeks 2018.
_PRINTED = {
    "B01": (0.43, 0.23, 0.09, 0.03, 20),
    "B02": (0.43, 0.31, 0.20, 0.07, 24),
    "B03": (0.44, 0.32, 0.17, 0.05, 27),
    "B04": (0.46, 0.35, 0.21, 0.07, 28),
    "B05": (0.38, 0.12, 0.04, 0.01, 11),
    "B06": (0.39, 0.30, 0.22, 0.10, 20),
    "B07": (0.40, 0.32, 0.23, 0.10, 22),
    "B08": (0.43, 0.37, 0.27, 0.11, 26),
    "B09": (0.43, 0.39, 0.29, 0.12, 27),
    "B10": (0.45, 0.40, 0.34, 0.22, 19),
    "B11": (0.59, 0.53, 0.45, 0.32, 21),
    "B12": (0.53, 0.49, 0.44, 0.32, 16),
    "B13": (0.42, 0.35, 0.22, 0.06, 29),
    "B14": (0.42, 0.38, 0.30, 0.12, 27),
    "B15": (0.53, 0.39, 0.27, 0.11, 28),
    "B16": (0.79, 0.60, 0.41, 0.16, 43),
    "B17": (0.72, 0.63, 0.52, 0.32, 30),
    "B18": (0.77, 0.66, 0.53, 0.32, 33),
}


@pytest.mark.parametrize("code", _PRINTED)
def test_a_curve_gives_what_the_series_prints(code: str) -> None:
    curve = CURVES[code]
    *contents, available_mm = _PRINTED[code]
    for suction_cm, content in zip((0.0, 10**2.0, 10**2.7, 10**4.2), contents, strict=True):
        assert curve.content(suction_cm) == pytest.approx(content, abs=0.00501)
    assert 100 * (curve.content(10**2.0) - curve.content(10**4.2)) == pytest.approx(available_mm, abs=0.5)


def test_top_and_subsoils_are_all_there() -> None:
    assert sorted(CURVES) == [f"{kind}{number:02}" for kind in "BO" for number in range(1, 19)]
