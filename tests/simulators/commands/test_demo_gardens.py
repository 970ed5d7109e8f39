"""What the demo says of its gardens is what stands there, and enough of two soils take part to be told of together."""

import re
from collections import Counter

from stoep_gateway.garden.records import PLANTINGS
from stoep_gateway.garden.said import SUNS, calibration
from stoep_gateway.garden.soil import CLASSES
from stoep_simulators.commands.demo_gardens import SHOWN, said_of
from stoep_simulators.neighbourhood import MORE_GARDENS, SPOTS, Garden, Neighbourhood, counters_first

_GARDENS = tuple(spot for spot in SPOTS if isinstance(spot, Garden)) + MORE_GARDENS
_PLACE = Neighbourhood(seed=3, start_s=206_000_000, end_s=206_086_400)
_LEAST = 11  # of a block, with the ten others that [garden] k asks for by default


def _said(garden: Garden) -> dict[str, str]:
    options = said_of(garden, place=_PLACE, seed=3)
    return dict(zip(options[::2], options[1::2], strict=True))


def test_thirty_gardens_are_set_up() -> None:
    assert len(_GARDENS) == len({garden.name for garden in _GARDENS}) == 30
    assert all(re.fullmatch(r"tuin-[a-z]+", garden.name) for garden in _GARDENS)
    assert {(garden.x_m % 500, garden.y_m % 500) for garden in _GARDENS} == {(250, 250)}


def test_what_is_said_of_a_garden_can_be_said() -> None:
    for garden in _GARDENS:
        said = _said(garden)
        assert said["--soil"] in CLASSES
        assert said["--planting"] in PLANTINGS
        assert said["--sun"] in SUNS
        assert 0 <= int(said["--paved"]) <= 100
        assert calibration(dry=said["--dry-mv"], wet=said["--wet-mv"])


def test_enough_gardens_of_two_soils_take_part() -> None:
    taking_part = [garden for garden in _GARDENS if "--consent" in _said(garden)]
    groups = Counter(CLASSES[garden.soil].group for garden in taking_part)
    assert 0 < len(_GARDENS) - len(taking_part) < 5
    assert sum(count >= _LEAST for count in groups.values()) == 2


def test_the_garden_that_is_shown_takes_part_and_connects_among_the_first() -> None:
    shown = next(garden for garden in _GARDENS if garden.name == SHOWN)
    assert "--consent" in _said(shown)
    assert SHOWN in {spot.name for spot in counters_first(SPOTS)[:4]}


def test_the_same_seed_says_the_same() -> None:
    assert [_said(garden) for garden in _GARDENS] == [_said(garden) for garden in _GARDENS]
