"""The attacker's linear algebra finds what can be found: else blocks that hold prove nothing."""

from itertools import combinations

import pytest

from redteam.elimination import Elimination
from redteam.gardens import Published

TRUTH = {name: 3.7 * number - 8 for number, name in enumerate("abcdefgh")}


def mean(names: str) -> Published:
    return frozenset(names), round(sum(TRUTH[name] for name in names) / len(names), 1)


def test_one_more_garden_is_worked_out_with_its_value() -> None:
    attack = Elimination([mean("abcdefg"), mean("abcdefgh")])
    assert attack.fewest() == 1
    assert attack.known(of_mm=TRUTH, within_mm=1) == 1
    assert attack.known(of_mm=TRUTH, within_mm=0.1) == 0  # rounded means tell no more


def test_what_no_two_figures_tell_three_do() -> None:
    published = [mean("".join(pair)) for pair in combinations("abc", 2)]
    assert Elimination(published[:2]).fewest() == 2
    assert Elimination(published).known(of_mm=TRUTH, within_mm=1) == 3


def test_whole_blocks_never_come_apart() -> None:
    assert Elimination([mean("abcd"), mean("efgh"), mean("abcdefgh")]).fewest() == 4


@pytest.mark.parametrize(("own", "fewest"), [("", 4), ("a", 3), ("abc", 1)])
def test_a_garden_of_ones_own_takes_itself_out(own: str, fewest: int) -> None:
    assert Elimination([mean("abcd"), mean("efgh")], own=own).fewest() == fewest
