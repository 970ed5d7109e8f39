"""Map and curve as geometry: north up, everything inside, short paths, gaps where nothing is known."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.board import Counted, Expected
from stoep_gateway.crowd.places import Place, Places
from stoep_gateway.web.crowd.curve import HEIGHT, Curve, ceiling_above, curve
from stoep_gateway.web.crowd.map_drawing import WIDTH, Drawings, draw, simplified
from support.street_crowd import ROUND_S, SLOT_S, many_places, places

_COORDINATE = st.integers(0, 100_000)


def test_north_is_up_and_west_is_left() -> None:
    pins = draw(places()).pins
    assert pins["zwarte-pad"].y_percent < pins["scheveningseweg"].y_percent
    assert pins["boulevard-zuid"].x_percent < pins["badhuisweg"].x_percent


def test_every_place_lies_inside_the_box_with_its_badge() -> None:
    drawing = draw(many_places(50))
    assert len(drawing.pins) == 50
    assert all(2 < pin.x_percent < 98 and 2 < pin.y_percent < 98 for pin in drawing.pins.values())


@given(st.lists(st.tuples(_COORDINATE, _COORDINATE), min_size=2, max_size=12, unique=True))
def test_any_street_fits_in_one_of_few_boxes_and_in_one_scale(path: list[tuple[int, int]]) -> None:
    street = replace(places().places[0], path=tuple(path))
    drawing = draw(Places(title="x", zone="UTC", places=(street,)))
    assert drawing.ratio in (50, 55, 60, 65, 70, 75)
    assert drawing.height == WIDTH * drawing.ratio // 100
    assert 0 < drawing.bar_percent <= 25
    x, y = map(int, re.findall(r"-?\d+", drawing.streets[0].path)[:2])
    assert 0 <= x <= WIDTH
    assert 0 <= y <= drawing.height


def test_a_bend_that_nobody_sees_is_left_out_and_the_ends_stay() -> None:
    assert simplified([(0, 0), (50, 1), (100, 0), (100, 100)], tolerance=1.5) == [(0, 0), (100, 0), (100, 100)]


def test_a_shape_outside_the_map_is_not_sent() -> None:
    known = places()
    far = replace(known.shapes[0], ring=((0, 0), (10, 0), (10, 10)))
    assert len(draw(replace(known, shapes=(*known.shapes, far))).shapes) == len(draw(known).shapes)


def test_names_cover_neither_badges_nor_each_other() -> None:
    shown = [pin for pin in draw(many_places(50)).pins.values() if pin.side]
    assert 0 < len(shown) <= 20  # ten spots with five places each: one name at either side
    assert all(pin.side for name, pin in draw(places()).pins.items() if name in ("keizerstraat", "scheveningseweg"))


def test_the_map_is_drawn_once_for_the_same_places() -> None:
    drawings = Drawings()
    first = drawings.of(places())
    assert drawings.of(places()) is first
    assert drawings.of(many_places(2)) is not first


def place() -> Place:
    return places().by_name["keizerstraat"]


def drawn(people: list[float | None], *, slots: tuple[Expected, ...] = (), hidden: tuple[int, ...] = ()) -> Curve:
    start_s = ROUND_S - len(people) * SLOT_S
    counted = tuple(
        Counted(start_s=start_s + at * SLOT_S, people=count, is_hidden=at in hidden) for at, count in enumerate(people)
    )
    return curve(
        place(),
        counted=counted,
        expected=slots,
        start_s=start_s,
        now_s=ROUND_S,
        end_s=ROUND_S + 2 * SLOT_S,
        slot_s=SLOT_S,
    )


def test_no_line_bridges_what_was_not_counted_and_a_lone_count_is_a_dot() -> None:
    chart = drawn([100, 100, None, 100])
    assert re.sub(r"\d+", "", chart.counted.replace(".", "")) == "M hL M h"


def test_a_hidden_count_is_a_dot_at_the_axis_and_not_its_guess() -> None:
    chart = drawn([100, 7, 100], hidden=(1,))
    assert chart.shut == f"M1.5 {HEIGHT - 3}h0"
    assert chart.counted.count("M") == 2


def test_the_intervals_lie_around_the_middle_and_below_the_ceiling() -> None:
    slot = Expected(start_s=ROUND_S, quantiles=(100, 200, 300, 400, 500), chances=(0.1, 0, 0))
    chart = drawn([100], slots=(slot,))
    assert chart.ceiling >= 500
    heights = [int(y) for y in re.findall(r" (\d+)", chart.wide)]
    assert min(heights) >= 0
    assert min(heights) < int(re.findall(r" (\d+)", chart.middle)[0]) < max(heights)


def test_limits_that_the_plot_reaches_are_drawn_lowest_first() -> None:
    assert [limit.level.name for limit in drawn([2000]).limits] == ["YELLOW", "ORANGE", "RED"]
    assert [limit.level.name for limit in drawn([1]).limits] == ["YELLOW"]


@given(st.floats(0, 1e6))
def test_a_ceiling_is_round_and_not_far_above(highest: float) -> None:
    ceiling = ceiling_above(highest)
    assert highest <= ceiling <= max(15, 1.51 * highest + 1)


@pytest.mark.parametrize(("highest", "ceiling"), [(0, 10), (10, 10), (11, 12), (480, 500), (501, 600), (1001, 1200)])
def test_a_ceiling_is_a_number_that_people_read_easily(highest: float, ceiling: int) -> None:
    assert ceiling_above(highest) == ceiling
