"""The figures of the product are those that a simulated town gives, and they come from what is measured."""

from dataclasses import replace

import pytest

from relink.town import Garden, gardens, relinked_share
from stoep_gateway.relinked import RELINKED

pytestmark = pytest.mark.xdist_group("relink")  # one town is enough


@pytest.fixture(scope="module")
def town() -> tuple[Garden, ...]:
    return gardens(1)


def test_a_town_is_relinked_as_often_as_the_product_says(town: tuple[Garden, ...]) -> None:
    shares = {line.cell_m: round(relinked_share(town, cell_m=line.cell_m), 3) for line in RELINKED}
    assert [line for line in RELINKED if not line.low <= shares[line.cell_m] <= line.high] == []


def test_an_attacker_who_sees_another_gardens_rows_finds_hardly_anybody(town: tuple[Garden, ...]) -> None:
    """Else the figures would say how few gardens a cell has, not what their values give away."""
    shifted = [replace(garden, first=other.first) for garden, other in zip(town, town[1:] + town[:1], strict=True)]
    assert relinked_share(shifted, cell_m=1000) < 0.2
