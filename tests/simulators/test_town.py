"""A town of any size has the neighbourhood's mix, on land, the same for the same seed."""

from collections import Counter

from stoep_protocol.names import check_device_id
from stoep_simulators.neighbourhood import SPOTS, Neighbourhood
from stoep_simulators.town import town

_START_S = 205_027_200


def test_the_first_twenty_are_the_neighbourhood() -> None:
    assert set(town(20, seed=5)) == set(SPOTS)


def test_a_larger_town_begins_as_a_smaller_one() -> None:
    assert town(120, seed=5)[:57] == town(57, seed=5)


def test_four_devices_are_of_four_kinds() -> None:
    assert len({spot.profile for spot in town(4, seed=5)}) == 4


def test_the_mix_stays_that_of_the_neighbourhood() -> None:
    kinds = Counter(spot.profile for spot in town(200, seed=5))
    assert kinds == {"soil": 80, "air": 40, "people": 50, "weather": 30}


def test_names_are_device_ids_and_none_is_used_twice() -> None:
    spots = town(1_200, seed=5)
    for spot in spots:
        check_device_id(spot.name)
    assert len({spot.name for spot in spots}) == len(spots)


def test_places_are_centres_of_cells_on_land() -> None:
    spots = town(1_200, seed=5)[len(SPOTS) :]
    assert {(spot.x_m % 500, spot.y_m % 500) for spot in spots} == {(250, 250)}
    assert all(spot.y_m - spot.x_m <= 379_000 for spot in spots)


def test_the_seed_draws_the_spots_beyond_the_neighbourhood() -> None:
    assert town(80, seed=5) == town(80, seed=5) != town(80, seed=6)


def test_a_drawn_spot_of_each_kind_has_a_tape() -> None:
    place = Neighbourhood(seed=5, start_s=_START_S, end_s=_START_S + 86_400)
    for spot in town(40, seed=5)[20:]:
        assert place.tape(spot).to_bytes()
