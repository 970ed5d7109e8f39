"""The operator's CSV of official values: what is read of it, and what is said of a mistake."""

from pathlib import Path

import pytest

from stoep_gateway.air.index import Level
from stoep_gateway.air.official import parse_official
from stoep_gateway.errors import ConfigError

FILE = Path("official.csv")
FIRST = "the first line must name at least one"
TIME = "time must be a full hour with its offset, such as 2027-06-12T10:00+02:00"
GOOD = """\
time,station,pm2_5,pm10,no2,o3,remark
2027-06-12T11:00+02:00,Haag,9.5,20,26,61,x
2027-06-12T08:00Z,Haag,7,,,,
2027-06-12T08:00Z,Rijswijk,,,,,
"""


def test_hours_come_in_order_with_what_is_known_and_their_index() -> None:
    first, other, later = parse_official(GOOD, file=FILE)
    assert (first.station, first.values) == ("Haag", {"pm2_5": 7.0})
    assert (other.station, other.values, other.index()) == ("Rijswijk", {}, None)
    assert later.start_s == first.start_s + 3600
    assert later.values == {"pm2_5": 9.5, "pm10": 20.0, "no2": 26.0, "o3": 61.0}
    assert later.index() == (Level.MODERATE, "no2")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("time,pm2_5\n", ":1: column station is missing: the first line must name time, station"),
        ("time,station\n2027-06-12T08:00Z,a\n", f":1: no column of pm2_5, pm10, no2, o3: {FIRST}"),
        ("time,station,o3\n2027-06-12T08:00,a,1\n", f":2: {TIME}"),
        ("time,station,o3\n2027-06-12T08:30Z,a,1\n", f":2: {TIME}"),
        ("time,station,o3\n2027-06-12T08:00Z,,1\n", ":2: station must be 1 to 60 characters"),
        ("time,station,o3\n2027-06-12T08:00Z,a,-1\n", ":2: o3 must be empty or a number from 0 to 5000"),
        ("time,station,o3\n2027-06-12T08:00Z,a,nan\n", ":2: o3 must be empty or a number from 0 to 5000"),
        (
            "time,station,o3\n2027-06-12T08:00Z,a,1\n2027-06-12T10:00+02:00,a,2\n",
            ":3: this hour of this station stands above already: keep one",
        ),
        ("time,station,o3\n2027-06-12T08:00Z,a\n", ":2: 2 cells, the first line has 3"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_official(text, file=FILE)
    assert str(error.value) == f"official.csv{said}"
