"""SenML packs as RFC 8428 has them."""

import json

import pytest

from stoep_gateway.backends.made import NAMES
from stoep_gateway.backends.senml import is_name, name, pack
from stoep_gateway.records import Provenance
from stoep_testing.observations import NOISY, T0_S, reading, window


def test_a_pack_has_its_base_name_once_and_a_record_for_each_observation() -> None:
    found = json.loads(pack((reading(1), window(2, device="garden-1")), base_name="stoep/garden-1/"))
    assert found == [
        {
            "bn": "stoep/garden-1/",
            "n": "soil_temperature",
            "u": "Cel",
            "v": 20.5,
            "t": T0_S + 600,
            "stoep_id": "garden-1/0a1b2c3d/1/soil_temperature",
            "stoep_cell": "79250/457750/500",
        },
        {
            "n": "in",
            "u": "count",
            "v": 42.0,
            "t": T0_S + 1800,
            "stoep_id": f"garden-1/w900/{T0_S + 1800}/in",
            "stoep_window_s": 900,
            "stoep_cell": "79250/457750/500",
        },
    ]


@pytest.mark.parametrize(
    ("quantity", "unit", "value", "written"),
    [
        ("conductivity", "uS/cm", 1234.0, ("S/m", 0.1234)),
        ("co2", "[ppm]", 417.0, ("ppm", 417.0)),
        ("air_humidity", "%", 55.5, ("%RH", 55.5)),
        ("water_content", "%", 18.0, ("%", 18.0)),
        ("pm10", "ug/m3", 7.5, ("ug/m3", 7.5)),
    ],
)
def test_units_have_their_registered_names(quantity: str, unit: str, value: float, written: tuple[str, float]) -> None:
    observation = reading(1, quantity=quantity, value=value, unit=unit)
    [record] = json.loads(pack((observation,), base_name="x"))
    assert (record["u"], record["v"]) == written


@pytest.mark.parametrize("text", ["garden-1", "soil_temperature", "pm2.5"])
def test_a_name_that_is_allowed_stays(text: str) -> None:
    assert name(text) == text


@pytest.mark.parametrize("text", ["straße", "a/b", "a+b#", "温室", "nul\0"])
def test_any_other_name_becomes_one_that_names_and_topics_allow(text: str) -> None:
    assert is_name("x" + name(text))
    assert not set(name(text)) & set("/+#\0")


def test_a_pack_is_the_same_whenever_it_is_made() -> None:
    batch = (reading(1), reading(2))
    assert pack(batch, base_name="x") == pack(batch, base_name="x")


def test_a_window_tells_how_it_was_made_and_a_reading_has_nothing_of_it() -> None:
    silent = Provenance(epsilon="", contribution=2, k=10, rounding=5, covered_s=900)
    batch = (window(1, provenance=NOISY), window(2, provenance=silent), window(3), reading(1))
    records = json.loads(pack(batch, base_name="x"))
    made = [{name: record[f"stoep_{name}"] for name in NAMES if f"stoep_{name}" in record} for record in records]
    assert made == [
        {"epsilon": 1.0, "contribution": 2, "k": 10, "rounding": 1, "covered_s": 840, "expected_error": 1.919},
        {"epsilon": None, "contribution": 2, "k": 10, "rounding": 5, "covered_s": 900, "expected_error": 0.0},
        {},
        {},
    ]
