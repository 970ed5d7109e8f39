"""The daily balance gives FAO-56's own worked example, keeps its water, and never dries by rain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.garden.balance.members import CAPACITY, DEEP, MEMBERS, TOP, WILTING, Members, draw
from stoep_gateway.garden.balance.water import step, stress
from stoep_gateway.garden.records import PLANTINGS, Setup
from stoep_gateway.garden.soil import CLASSES

# FAO-56, chapter 8, example 37: tomato, field capacity .32, wilting .12, roots .8 m, p .40; ETo 5 mm a day, Kc 1.2,
# 55 mm depleted at the start. Ks and depletion at the end of ten days without rain.
KS = (1.00, 1.00, 0.97, 0.91, 0.85, 0.80, 0.75, 0.70, 0.66, 0.62)
DEPLETION_MM = (61.0, 67.0, 72.8, 78.3, 83.4, 88.2, 92.6, 96.9, 100.8, 104.5)


def test_ten_dry_days_are_those_of_fao_56_example_37() -> None:
    available_mm = 1_000.0 * (0.32 - 0.12) * 0.8
    ready_mm = 0.40 * available_mm
    assert (available_mm, ready_mm) == (pytest.approx(160.0), pytest.approx(64.0))
    depletion_mm = 55.0
    for ks, after_mm in zip(KS, DEPLETION_MM, strict=True):
        found = float(stress(depletion_mm, available=available_mm, ready=ready_mm))
        assert round(found, 2) == ks
        depletion_mm += found * 1.2 * 5.0
        assert round(depletion_mm, 1) == after_mm


def members(*, soil: str = "B01", planting: str = "lawn", fill: float = 0.6) -> Members:
    drawn = draw(Setup(soil=soil, planting=planting), unit="mV", generator=np.random.default_rng(5))
    state = drawn.state
    state[TOP] = state[DEEP] = state[WILTING] + fill * (state[CAPACITY] - state[WILTING])
    return drawn


@given(
    st.sampled_from([*CLASSES, ""]),
    st.sampled_from([*PLANTINGS, ""]),
    st.floats(0, 1),
    st.floats(0, 80),
    st.floats(0, 80),
    st.floats(0, 9),
)
def test_more_rain_is_never_drier(
    soil: str, planting: str, fill: float, less_mm: float, more_mm: float, crop_mm: float
) -> None:
    less_mm, more_mm = sorted((less_mm, more_mm))
    still = np.zeros((2, MEMBERS))
    found = []
    for rain_mm in (less_mm, more_mm):
        garden = members(soil=soil, planting=planting, fill=fill)
        step(garden, rain_mm=np.full(MEMBERS, rain_mm), crop_mm=crop_mm, noise=still)
        state = garden.state
        assert np.isfinite(state).all()
        assert (state[[TOP, DEEP]] >= 0).all()
        assert (state[[TOP, DEEP]] <= state[CAPACITY] + garden.pores + 1e-9).all()
        found.append(state[TOP] * 200 + state[DEEP] * np.maximum(1_000 * garden.root_m - 200, 100))
    assert (found[1] >= found[0] - 1e-6).all()


@pytest.mark.parametrize("planting", PLANTINGS)
def test_a_dry_week_takes_what_evaporates_and_no_more(planting: str) -> None:
    garden = members(planting=planting, fill=0.9)
    root_mm = 1_000 * garden.root_m
    before = garden.state[TOP] * 200 + garden.state[DEEP] * np.maximum(root_mm - 200, 100)
    for _ in range(7):
        step(garden, rain_mm=np.zeros(MEMBERS), crop_mm=3.0, noise=np.zeros((2, MEMBERS)))
    after = garden.state[TOP] * 200 + garden.state[DEEP] * np.maximum(root_mm - 200, 100)
    taken = float((before - after).mean())
    assert 7 * 3.0 * 0.3 < taken < 7 * 3.0
