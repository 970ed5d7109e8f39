"""A probe's two points: in air and in water."""

import pytest

from stoep_maker.soil_probe import Point, warnings


def point(medium: str, *readings: int) -> Point:
    return Point(medium=medium, readings=readings)


def test_two_points_far_apart_are_a_calibration() -> None:
    air, water = point("air", 2_801, 2_805, 2_802), point("water", 1_240, 1_250)
    assert warnings(air, water) == []
    assert str(air) == "in air 2803 mV (n = 3, spread 4 mV)"


@pytest.mark.parametrize(
    ("air", "water", "warning"),
    [
        ((1_240,), (2_800,), "water reads higher than air"),
        ((2_800,), (2_700,), "air and water read much alike"),
        ((1_240,), (1_300,), "air and water read much alike"),
        ((2_800, 2_950), (1_240,), "in air it is restless (spread 150 mV)"),
    ],
)
def test_what_is_none_is_said(air: tuple[int, ...], water: tuple[int, ...], warning: str) -> None:
    [said] = warnings(point("air", *air), point("water", *water))
    assert said.startswith(warning)
