import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.drivers.direction import Direction

FREE, OUTSIDE, INSIDE, BOTH = 0, 1, 2, 3
IN = (OUTSIDE, BOTH, INSIDE, FREE)
OUT = (INSIDE, BOTH, OUTSIDE, FREE)


def counted(*steps: int) -> tuple[int, int, int]:
    direction = Direction()
    for step in steps:
        direction.take(step)
    return direction.entered, direction.left, direction.unsure


@pytest.mark.parametrize(
    ("steps", "counts"),
    [
        (IN, (1, 0, 0)),
        (OUT, (0, 1, 0)),
        ((*IN, *IN), (2, 0, 0)),
        ((*IN, *OUT, *IN), (2, 1, 0)),
        ((OUTSIDE, BOTH, OUTSIDE, FREE), (0, 0, 0)),
        ((OUTSIDE, BOTH, INSIDE, BOTH, OUTSIDE, FREE), (0, 0, 0)),
        ((OUTSIDE, BOTH, INSIDE, BOTH, INSIDE, FREE), (1, 0, 0)),
        ((OUTSIDE, *(BOTH,) * 50), (0, 0, 0)),
        ((OUTSIDE, *(FREE, OUTSIDE) * 20, *IN), (1, 0, 0)),
        ((BOTH, INSIDE, FREE), (0, 0, 1)),
        ((OUTSIDE, INSIDE, OUTSIDE, FREE), (0, 0, 1)),
    ],
    ids=[
        "in",
        "out",
        "two in a row",
        "in, out, in",
        "turns back",
        "turns back late",
        "hesitates",
        "stands still",
        "sways in front",
        "both places at once",
        "a step is lost",
    ],
)
def test_walks(steps: tuple[int, ...], counts: tuple[int, int, int]) -> None:
    assert counted(*steps) == counts


@given(st.lists(st.booleans(), max_size=200))
def test_whoever_moves_in_single_steps_is_counted_by_where_the_way_led(ways: list[bool]) -> None:
    ring = (FREE, OUTSIDE, BOTH, INSIDE)
    place = 0
    steps = []
    for way in ways:
        place += 1 if way else -1
        steps.append(ring[place % 4])
    entered, left, unsure = counted(*steps)
    assert unsure == 0
    assert abs(4 * (entered - left) - place) < 4
