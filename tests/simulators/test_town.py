"""A town of any size has the neighbourhood's mix, on land, the same for the same seed."""

from collections import Counter

import pytest

from stoep_simulators.neighbourhood import SPOTS, Neighbourhood, Spot
from stoep_simulators.town import kinds_of, spot

_START_S = 205_027_200
_KINDS = ("soil", "air", "people", "weather")


def spots(count: int, *, kind: str) -> list[Spot]:
    return [spot(f"{kind}-{number}", kind=kind, seed=f"5/{number}") for number in range(count)]


def test_the_first_twenty_have_the_mix_of_the_neighbourhood() -> None:
    assert Counter(kinds_of(20)) == Counter(spot.profile for spot in SPOTS)


def test_a_larger_town_begins_as_a_smaller_one() -> None:
    assert kinds_of(120)[:57] == kinds_of(57)


def test_four_devices_are_of_four_kinds() -> None:
    assert set(kinds_of(4)) == set(_KINDS)


def test_the_mix_stays_that_of_the_neighbourhood() -> None:
    assert Counter(kinds_of(200)) == {"soil": 80, "air": 40, "people": 50, "weather": 30}


@pytest.mark.parametrize("kind", _KINDS)
def test_places_are_centres_of_cells_on_land(kind: str) -> None:
    found = spots(300, kind=kind)
    assert {(place.x_m % 500, place.y_m % 500) for place in found} == {(250, 250)}
    assert all(place.y_m - place.x_m <= 379_000 for place in found)
    assert len({(place.x_m, place.y_m) for place in found}) > 20


def test_the_seed_draws_a_spot() -> None:
    assert spots(9, kind="soil") == spots(9, kind="soil")
    assert spot("soil-1", kind="soil", seed="5") != spot("soil-1", kind="soil", seed="6")


@pytest.mark.parametrize("kind", _KINDS)
def test_a_drawn_spot_of_each_kind_has_a_tape(kind: str) -> None:
    place = Neighbourhood(seed=5, start_s=_START_S, end_s=_START_S + 86_400)
    for each in spots(5, kind=kind):
        assert place.tape(each).to_bytes()
