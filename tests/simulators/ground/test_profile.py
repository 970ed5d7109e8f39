"""How full a layer is, how hard it holds water, and how fast it lets it through."""

import numpy as np
import pytest

from stoep_simulators.ground.profile import BOTTOMS_CM, Columns, Layering, columns
from stoep_simulators.ground.staring import CURVES

_COUNT = len(BOTTOMS_CM)


def _column(code: str, *, fineness: float = 1.0, speed: float = 1.0) -> Columns:
    return columns(
        [
            Layering(
                codes=(code,) * _COUNT,
                pores=(1.0,) * _COUNT,
                fineness=(fineness,) * _COUNT,
                speed=(speed,) * _COUNT,
            )
        ]
    )


@pytest.mark.parametrize("code", CURVES)
@pytest.mark.parametrize("suction_cm", [30.0, 100.0, 500.0, 16_000.0])
def test_suction_from_the_tables_is_that_of_the_curve(code: str, suction_cm: float) -> None:
    column = _column(code)
    full = column.at_suction(suction_cm)
    head = column.heads(full)[0]
    if full[0, 0] < 0.99:  # nearer to saturation the curve is a straight line
        assert -head == pytest.approx(suction_cm, rel=0.08)
    assert column.content(full) == pytest.approx(CURVES[code].content(suction_cm))


@pytest.mark.parametrize("code", CURVES)
def test_wetter_soil_holds_less_and_lets_more_through(code: str) -> None:
    column = _column(code)
    fullness = np.linspace(0.02, 1.0, 200)
    heads, flows = zip(
        *(
            (float(head[0, 0]), float(flow[0, 0]))
            for one in fullness
            for head, _, flow, _ in [column.heads(np.full((_COUNT, 1), one))]
        ),
        strict=True,
    )
    assert np.all(np.diff(heads) > 0)
    assert np.all(np.diff(flows) > 0)
    assert heads[-1] == pytest.approx(0.0, abs=1e-6)
    assert flows[-1] == pytest.approx(CURVES[code].saturated_cm_day / 24)


def test_finer_soil_holds_more_at_field_capacity() -> None:
    usual, finer = _column("B03"), _column("B03", fineness=0.8)
    assert np.all(finer.capacity > usual.capacity)


def test_what_is_more_than_full_is_pressed() -> None:
    head = _column("B10").heads(np.full((_COUNT, 1), 1.01))[0]
    assert head == pytest.approx(30.0, rel=0.05)
