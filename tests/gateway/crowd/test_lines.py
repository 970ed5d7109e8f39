"""Line counts become the history of places: windows onto slots, lines into sums, holes filled in and said so."""

import numpy as np
import pytest

from stoep_gateway.crowd.lines import LineCounts, of_places, on_slots

SLOT_S = 900
K = 10


def slots_of(*windows: tuple[int, int, float | None], slots: int) -> tuple[list[float], list[bool]]:
    """windows: (start, length, people), in slots."""
    starts, lengths, people = zip(*windows, strict=True)
    counts, hidden = on_slots(
        np.array(starts) * SLOT_S, windows_s=np.array(lengths) * SLOT_S,
        people=np.array([np.nan if value is None else value for value in people], dtype=np.float32),
        threshold=K, slot_s=SLOT_S, start_s=0, slots=slots,
    )  # fmt: skip
    return counts.tolist(), hidden.tolist()


def lines_of(*columns: list[float], noise: float = 0.0, hidden: np.ndarray | None = None) -> LineCounts:
    """One column a line, the same in both directions."""
    counts = np.repeat(np.array(columns, dtype=np.float32).T[..., None], 2, axis=2)
    flags = np.zeros(counts.shape, dtype=bool) if hidden is None else hidden
    names = tuple(f"line-{number}" for number in range(len(columns)))
    return LineCounts(
        slot_s=SLOT_S, start_s=0, lines=names, counts=counts, hidden=flags,
        noise=np.full(len(columns), noise, dtype=np.float32),
    )  # fmt: skip


def test_a_window_of_a_slot_is_that_slot() -> None:
    counts, hidden = slots_of((0, 1, 12), (2, 1, 30), slots=4)
    np.testing.assert_equal(counts, [12, np.nan, 30, np.nan])
    assert hidden == [False] * 4


def test_a_night_is_spread_over_its_slots() -> None:
    counts, hidden = slots_of((0, 4, 20), slots=4)
    assert counts == [5, 5, 5, 5]
    assert not any(hidden)


def test_a_hidden_window_is_a_guess_below_the_threshold_and_says_so() -> None:
    counts, hidden = slots_of((0, 1, None), (1, 1, 14), slots=2)
    assert counts == [4, 14]
    assert hidden == [True, False]


def test_windows_outside_of_the_grid_are_left_and_half_covered_slots_are_not_known() -> None:
    counts, _ = slots_of((-1, 1, 50), (1, 2, 40), (7, 1, 9), slots=2)
    np.testing.assert_equal(counts, [np.nan, 20])


def test_a_place_is_the_sum_of_its_lines_in_both_directions() -> None:
    made = of_places(lines_of([10, 20], [1, 2], noise=3.0), places=((0, 1), (1,)))
    assert made.counts.tolist() == [[22, 2], [44, 4]]
    assert made.noise.tolist() == pytest.approx([6.0, 3 * 2**0.5])
    assert not made.partial.any()


def test_a_missing_line_is_filled_in_from_its_usual_share_and_said_so() -> None:
    lines = lines_of([30.0] * 200, [10.0] * 199 + [np.nan])
    made = of_places(lines, places=((0, 1),))
    assert made.counts[-1, 0] == pytest.approx(80, rel=1e-3)
    assert made.partial[:, 0].tolist() == [False] * 199 + [True]


def test_without_half_of_its_usual_flow_a_place_is_not_known() -> None:
    lines = lines_of([30.0] * 199 + [np.nan], [10.0] * 200)
    made = of_places(lines, places=((0, 1),))
    assert np.isnan(made.counts[-1, 0])
    assert not made.partial[-1, 0]


def test_distrusted_counts_are_left_out() -> None:
    lines = lines_of([30.0] * 200, [10.0] * 199 + [900.0])
    distrusted = np.zeros((200, 2), dtype=bool)
    distrusted[-1, 1] = True
    made = of_places(lines, places=((0, 1),), distrusted=distrusted)
    assert made.counts[-1, 0] == pytest.approx(80, rel=1e-3)


def test_a_place_is_hidden_when_all_that_is_known_of_it_is() -> None:
    hidden = np.zeros((2, 2, 2), dtype=bool)
    hidden[0, 0, 0] = hidden[1] = True
    made = of_places(lines_of([4, 4], [30, 4], hidden=hidden), places=((0, 1),))
    assert made.hidden[:, 0].tolist() == [False, True]


def test_a_place_without_lines_is_never_known() -> None:
    made = of_places(lines_of([4, 4]), places=((), (0,)))
    assert np.isnan(made.counts[:, 0]).all()
