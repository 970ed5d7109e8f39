"""The neighbourhood has devices of all four kinds, in public cells, with a tape each."""

import io
import re

import pytest

from stoep_protocol.names import check_device_id
from stoep_protocol.profiles import by_name
from stoep_simulators.neighbourhood import SPOTS, Neighbourhood, Spot
from stoep_simulators.tape import Tape

_START_S = 206_000_000
_PLACE = Neighbourhood(seed=1, start_s=_START_S, end_s=_START_S + 2 * 86_400)


def test_all_four_kinds_are_there() -> None:
    assert {spot.profile for spot in SPOTS} == {"soil", "air", "people", "weather"}


def test_names_are_device_ids_and_none_is_used_twice() -> None:
    for spot in SPOTS:
        check_device_id(spot.name)
    assert len({spot.name for spot in SPOTS}) == len(SPOTS) == 20


def test_names_say_what_stands_there() -> None:
    kinds = {"soil": "tuin", "air": "lucht", "people": "telpunt", "weather": "weer"}
    assert all(re.match(kinds[spot.profile] + "-", spot.name) for spot in SPOTS)


def test_places_are_centres_of_cells() -> None:
    assert {(spot.x_m % 500, spot.y_m % 500) for spot in SPOTS} == {(250, 250)}


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: spot.name)
def test_a_tape_holds_each_column_within_its_range(spot: Spot) -> None:
    tape = Tape(io.BytesIO(_PLACE.tape(spot).to_bytes()))
    for column in by_name(spot.profile).columns:
        assert column.quantity in tape.names()
        if column.aggregate == "sum":
            continue
        level = tape.level(column.quantity)
        for time_s in range(_START_S, _START_S + 2 * 86_400, 3_600):
            assert column.low <= level.at_ms(time_s * 1_000) <= column.high


def test_the_same_seed_makes_the_same_tapes() -> None:
    again = Neighbourhood(seed=1, start_s=_START_S, end_s=_START_S + 2 * 86_400)
    assert [tape.to_bytes() for tape in again.tapes(SPOTS)] == [_PLACE.tape(spot).to_bytes() for spot in SPOTS]


def test_gardens_under_one_sky_differ() -> None:
    assert _PLACE.tape(SPOTS[1]).to_bytes() != _PLACE.tape(SPOTS[2]).to_bytes()
