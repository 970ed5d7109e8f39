"""The European index at every edge of its bands, as ETC HE Report 2024/17 sets them."""

import pytest

from stoep_gateway.air.index import BOUNDS, POLLUTANTS, VERSION, Level, level_of, worst

# Written out again, as in the facts that the project was given, and not taken from the module.
_FACTS = {
    "pm2_5": (5, 15, 50, 90, 140),
    "pm10": (15, 45, 120, 195, 270),
    "no2": (10, 25, 60, 100, 150),
    "o3": (60, 100, 120, 160, 180),
}
EDGES = [(pollutant, rank, bound) for pollutant, bounds in _FACTS.items() for rank, bound in enumerate(bounds, start=1)]


@pytest.mark.parametrize(("pollutant", "rank", "bound"), EDGES)
def test_a_bound_belongs_to_the_better_level_and_the_least_more_to_the_next(
    pollutant: str, rank: int, bound: float
) -> None:
    assert level_of(pollutant, bound) is Level(rank)
    assert level_of(pollutant, bound + 1e-9) is Level(rank + 1)
    assert level_of(pollutant, bound + 0.1) is Level(rank + 1)
    assert level_of(pollutant, bound - 0.1) is Level(rank)


@pytest.mark.parametrize("pollutant", POLLUTANTS)
def test_nothing_in_the_air_is_good_and_there_is_no_end_above(pollutant: str) -> None:
    assert level_of(pollutant, 0) is Level.GOOD
    assert level_of(pollutant, 1e6) is Level.EXTREMELY_POOR


def test_between_two_printed_whole_numbers_nothing_is_rounded() -> None:
    assert level_of("pm2_5", 5.4) is Level.FAIR  # printed: 0-5, 6-15
    assert level_of("pm2_5", 15.2) is Level.MODERATE


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_what_is_no_concentration_has_no_level(value: float) -> None:
    with pytest.raises(ValueError, match="no concentration"):
        level_of("pm2_5", value)


def test_the_index_is_the_worst_of_what_was_measured() -> None:
    assert worst({"pm2_5": 4, "pm10": 46, "no2": 9, "o3": 101}) == (Level.MODERATE, "pm10")
    assert worst({"no2": 26, "pm2_5": 4}) == (Level.MODERATE, "no2")
    assert worst({}) is None


def test_every_pollutant_has_five_rising_bounds_and_the_index_its_version() -> None:
    assert set(BOUNDS) == set(POLLUTANTS) == set(_FACTS)
    assert all(list(bounds) == sorted(set(bounds)) and len(bounds) == 5 for bounds in BOUNDS.values())
    assert VERSION == "2024/17"
