"""What lies in a store: windows, raw counts, places and what the ledger knows, counted without keeping a value."""

import pytest

from stoep_gateway.inspection.stock import PLACE, SMALL_COUNTS, Stock, Stored, is_cell_centre
from stoep_gateway.inspection.worst import found_in
from support.inspected import CHAINS

SENSITIVE = frozenset({"in", "out", "canary"})
PLACED = (79_250, 457_750, 500)


def window(
    value: float = 42.0,
    *,
    window_s: int = 900,
    k: int | None = 10,
    place: tuple[float, float, float] = PLACED,
    quantity: str = "in",
    profile: str = "people",
) -> Stored:
    return Stored("day.csv:2", "telpunt-pier", profile, quantity, 1_780_272_000, window_s, value, k, place)


def stock(*rows: Stored, knows: bool = True) -> Stock:
    made = Stock("csv", chains=CHAINS, sensitive=SENSITIVE, is_linked=lambda *_: knows)
    for row in rows:
        made.add(row)
    return made


def broken(made: Stock) -> list[str]:
    return [finding.rule for finding in made.findings()]


def test_released_windows_tell_k_and_interval_and_break_nothing() -> None:
    made = stock(window(), window(12.0, window_s=14_400))
    found = found_in(made.evidence(), chain="people")
    assert (found["min_group"].value, found["interval_min"].value) == (10, 15)
    assert found["public_place"].value == "area"
    assert broken(made) == []


def test_a_raw_minute_is_a_group_of_one_and_an_interval_of_one() -> None:
    made = stock(window(), window(3.0, window_s=0, k=None))
    found = found_in(made.evidence(), chain="people")
    assert (found["min_group"].value, found["interval_min"].value) == (1, 1)
    assert broken(made) == [SMALL_COUNTS]


def test_a_count_that_another_kind_of_device_tells_is_one_all_the_same() -> None:
    assert broken(stock(window(3.0, window_s=0, k=None, profile="soil", quantity="in"))) == [SMALL_COUNTS]


def test_a_value_below_the_k_beside_it_was_never_released_so() -> None:
    made = stock(window(4.0))
    assert found_in(made.evidence(), chain="people")["min_group"].value == 1
    assert broken(made) == [SMALL_COUNTS]


def test_windows_made_with_a_smaller_k_or_shorter_are_told_as_they_are() -> None:
    found = found_in(stock(window(), window(1.0, k=1, window_s=60)).evidence(), chain="people")
    assert (found["min_group"].value, found["interval_min"].value) == (1, 1)


def test_a_window_that_the_ledger_does_not_know_is_found() -> None:
    assert broken(stock(window(), knows=False)) == [SMALL_COUNTS]


@pytest.mark.parametrize("place", [(79_261, 457_750, 500), (79_250.5, 457_750, 500), (79_250, 457_750, 1)])
def test_a_place_that_is_no_centre_of_a_cell_is_exact(place: tuple[float, float, float]) -> None:
    made = stock(window(), window(place=place))
    assert found_in(made.evidence(), chain="people")["public_place"].value == "exact"
    assert broken(made) == [PLACE]
    assert next(iter(made.findings())).where == "csv: day.csv:2"


def test_a_finding_tells_no_value() -> None:
    (finding,) = stock(window(77.0, window_s=0, k=None)).findings()
    assert "77" not in f"{finding.where} {finding.what}"


def test_cells_of_any_size_that_may_be_told_have_centres() -> None:
    assert is_cell_centre(81_050, 455_050, 100)
    assert is_cell_centre(81_500, 455_500, 1000)
    assert not is_cell_centre(81_500, 455_500, 500)
    assert not is_cell_centre(25, 25, 50)
