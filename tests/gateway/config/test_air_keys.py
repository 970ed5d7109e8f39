"""What [air] may say is what the air room knows; a device has the type of its own line, else that of all."""

from pathlib import Path

from stoep_gateway.air.corrections import KAPPA_DEFAULT, KAPPA_HIGH, KAPPA_LOW
from stoep_gateway.air.sensors import SENSORS
from stoep_gateway.config.air_keys import AIR_KEYS, SENSOR_TYPES
from stoep_gateway.config.load import parse

FILE = Path("stoep.toml")


def test_the_types_and_the_range_of_kappa_are_those_of_the_corrections() -> None:
    assert set(SENSOR_TYPES) == set(SENSORS)
    kappa = next(key for key in AIR_KEYS if key.name == "kappa")
    assert (kappa.low, kappa.default, kappa.high) == (KAPPA_LOW, KAPPA_DEFAULT, KAPPA_HIGH)


def test_a_line_of_its_own_goes_before_the_type_of_all() -> None:
    air = parse('[air]\nsensor = "pms5003"\n[air.sensors]\nlucht-2 = "sps30"\n', file=FILE).air
    assert (air.sensor_of("lucht-1"), air.sensor_of("lucht-2")) == ("pms5003", "sps30")


def test_without_a_word_no_type_is_known() -> None:
    assert parse("", file=FILE).air.sensor_of("lucht-1") == ""


def test_official_values_may_stand_in_a_folder_of_their_own() -> None:
    air = parse('[air]\nofficial_file = "air/o.csv"\nofficial_source = "RIVM, CC0"\n', file=FILE).air
    assert air.official_file == FILE.absolute().parent / "air" / "o.csv"
