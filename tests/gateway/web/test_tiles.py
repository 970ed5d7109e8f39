"""What a tile says of a device: of a counting place never two windows at once, of a silent one how long."""

from dataclasses import replace

from stoep_gateway.web.page import Visit
from stoep_gateway.web.ports import Closed, Device, Reading
from stoep_gateway.web.speech import Speaker, zone
from stoep_gateway.web.tiles import Tile, is_silent, tile
from support.own_profiles import own
from support.street_archive import NOW_S, WINDOW_S, StreetArchive, accounts

_UNTIL_S = NOW_S - NOW_S % WINDOW_S
_PLACE = Device(name="strand-1", profile="people", cell=None, send_s=60, seen_s=NOW_S)


def shown(*readings: Reading, closed: Closed | None, device: Device = _PLACE) -> Tile:
    visit = Visit(
        archive=StreetArchive(closed_windows=closed),
        status=accounts(),
        speaker=Speaker(language="nl", now_s=NOW_S, zone=zone()),
    )
    return tile(visit, device, latest=readings)


def window(quantity: str, value: float, *, start_s: int) -> Reading:
    return Reading(quantity=quantity, value=value, time_s=start_s, window_s=WINDOW_S)


def closed(*, all_below: bool) -> Closed:
    return Closed(from_s=_UNTIL_S - 86400, until_s=_UNTIL_S, all_below=all_below)


def test_a_value_of_an_older_window_is_not_shown_beside_one_of_the_newest() -> None:
    old, new = window("in", 30, start_s=_UNTIL_S - 9000), window("out", 12, start_s=_UNTIL_S - WINDOW_S)
    found = shown(old, new, closed=closed(all_below=True))
    assert [(line.label, line.amount) for line in found.values] == [("In", "te weinig om te tonen"), ("Uit", "12")]
    assert (found.span, found.time_s) == ("15:45 – 16:00", _UNTIL_S)


def test_a_place_whose_newest_window_is_hidden_says_so_although_older_values_exist() -> None:
    old = window("in", 30, start_s=_UNTIL_S - 9000)
    assert [line.amount for line in shown(old, closed=closed(all_below=True)).values] == ["te weinig om te tonen"] * 2
    assert [line.amount for line in shown(old, closed=closed(all_below=False)).values] == ["niet getoond"] * 2


def test_without_word_of_closed_windows_the_newest_value_decides_the_window() -> None:
    found = shown(window("in", 30, start_s=_UNTIL_S - 1800), window("out", 12, start_s=_UNTIL_S - 9000), closed=None)
    assert [line.amount for line in found.values] == ["30", "niet getoond"]


def test_a_place_of_which_nothing_is_known_has_no_values() -> None:
    assert shown(closed=None).values == ()


def test_a_device_is_silent_when_it_misses_its_second_send() -> None:
    garden = Device(name="tuin-1", profile="soil", cell=None, send_s=3600, seen_s=NOW_S - 7200)
    assert not is_silent(garden, now_s=NOW_S + 60)
    assert is_silent(garden, now_s=NOW_S + 61)
    assert not is_silent(replace(garden, seen_s=None), now_s=NOW_S)


def test_a_makers_own_quantity_has_its_unit_its_decimals_and_its_place_in_the_profile() -> None:
    wind = own(quantities=("wind_speed", "air_flow"))
    garden = Device(name="tuin-1", profile="anemometer", cell=None, send_s=3600, columns=wind.columns)
    found = shown(
        Reading(quantity="air_flow", value=2, time_s=NOW_S),
        Reading(quantity="wind_speed", value=7.25, time_s=NOW_S),
        closed=None,
        device=garden,
    )
    assert [(line.label, line.amount) for line in found.values] == [
        ("wind speed", "7,2\xa0m/s"),
        ("air flow", "2,0\xa0m/s"),
    ]
    assert found.kind == "other"
