"""What may be said of a garden, and why something is not taken."""

import pytest

from stoep_gateway.garden.records import Calibration
from stoep_gateway.garden.said import ALIKE, EMPTY, NUMBER, RANGE, SWAPPED, SaidError, calibration, percent


@pytest.mark.parametrize(
    ("text", "means"), [("0", 0), ("100", 100), (" 35 ", 35), ("35%", 35), ("35 %", 35), ("007", 7)]
)
def test_a_share_is_a_whole_number_of_percent(text: str, means: int) -> None:
    assert percent(text) == means


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *(("", EMPTY), ("  ", EMPTY), ("%", EMPTY)),
        *((text, NUMBER) for text in ("abc", "-1", "3.5", "3,5", "1e1", "٣", "²", "1 0", "\0")),
        *((text, RANGE) for text in ("101", "9" * 9, "9" * 100)),
    ],
)
def test_what_is_no_share_says_why(text: str, why: str) -> None:
    with pytest.raises(SaidError) as caught:
        percent(text)
    assert caught.value.why == why


@pytest.mark.parametrize("dry", ["2700", " 2700 mV", "2.700", "2,700mv"])
def test_two_points_are_read_as_people_write_them(dry: str) -> None:
    assert calibration(dry=dry, wet="1150") == Calibration(dry_mv=2700, wet_mv=1150)


@pytest.mark.parametrize(
    ("dry", "wet", "why"),
    [
        *(("", "1150", EMPTY), ("2700", "", EMPTY), ("2700", "nat", NUMBER), ("2.7", "1150", NUMBER)),
        *(("5001", "1150", RANGE), ("2700", "2650", ALIKE), ("2700", "2700", ALIKE), ("1150", "2700", SWAPPED)),
    ],
)
def test_points_that_calibrate_nothing_say_why(dry: str, wet: str, why: str) -> None:
    with pytest.raises(SaidError) as caught:
        calibration(dry=dry, wet=wet)
    assert caught.value.why == why
