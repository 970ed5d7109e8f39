"""Damp air taken out: worked values of both corrections, and that neither is used where it does not hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.air.corrections import dry_by_epa, dry_by_growth, growth
from stoep_gateway.air.records import Value, Why
from stoep_gateway.air.sensors import SENSORS, corrected

HUMIDITIES = st.floats(0, 95)
KAPPAS = st.floats(0.05, 0.4)
CONCENTRATIONS = st.floats(0, 500)


@pytest.mark.parametrize(
    ("humidity", "kappa", "factor"),
    [
        # C = 1 + (κ/1.65) / (1/aw − 1), by hand: at 50 % 1/aw − 1 is 1, at 80 % 1/4, at 90 % 1/9, at 95 % 1/19.
        (50, 0.33, 1.2),
        (80, 0.33, 1.8),
        (90, 0.33, 2.8),
        (95, 0.33, 4.8),
        (90, 0.2, 1 + 0.2 / 1.65 * 9),
        (85, 0.4, 1 + 0.4 / 1.65 * 85 / 15),
        (0, 0.4, 1.0),
    ],
)
def test_particles_grow_by_water_as_kappa_koehler_theory_says(humidity: float, kappa: float, factor: float) -> None:
    assert growth(humidity, kappa=kappa) == pytest.approx(factor)
    assert dry_by_growth(36.0, humidity_percent=humidity, kappa=kappa) == pytest.approx(36.0 / factor)


@pytest.mark.parametrize(("humidity", "kappa"), [(95.01, 0.25), (-1, 0.25), (50, 0.04), (50, 0.41)])
def test_there_is_no_growth_factor_in_fog_or_for_an_impossible_kappa(humidity: float, kappa: float) -> None:
    with pytest.raises(ValueError, match="no growth factor"):
        growth(humidity, kappa=kappa)


@pytest.mark.parametrize(
    ("raw", "humidity", "dry"),
    [
        # .524·PM − .0862·RH + 5.75
        (20, 50, 11.92),
        (10, 80, 4.094),
        (0, 50, 1.44),
        # 40 lies half way between 30 and 50: slope (.786 + .524) / 2 = .655
        (40, 50, 27.64),
        (100, 50, 80.04),
        # 300: 2.966 + .69·PM + 8.84e-4·PM²
        (300, 50, 289.526),
        (300, 90, 289.526),
        (1, 95, 0.0),  # −1.915 by the formula
    ],
)
def test_the_correction_of_the_us_epa_gives_its_worked_values(raw: float, humidity: float, dry: float) -> None:
    assert dry_by_epa(raw, humidity_percent=humidity) == pytest.approx(dry, abs=0.001)


@pytest.mark.parametrize("seam", [30, 50, 210, 260])
def test_the_pieces_of_the_epa_correction_meet(seam: float) -> None:
    below, above = (dry_by_epa(seam + step, humidity_percent=60) for step in (-1e-6, 1e-6))
    assert below == pytest.approx(above, abs=1e-4)


@given(raw=CONCENTRATIONS, humidity=HUMIDITIES, kappa=KAPPAS)
def test_what_is_corrected_is_a_concentration_and_damp_air_never_adds_to_it(
    raw: float, humidity: float, kappa: float
) -> None:
    assert 0 <= dry_by_growth(raw, humidity_percent=humidity, kappa=kappa) <= raw
    damp, damper = (dry_by_epa(raw, humidity_percent=percent) for percent in (humidity / 2, humidity))
    assert 0 <= damper <= damp


def test_each_correction_belongs_to_a_type_of_sensor_and_its_id_goes_with_the_value() -> None:
    pms5003, sps30 = (
        corrected("pm2_5", 20, sensor=sensor, humidity_percent=50, kappa=0.33) for sensor in ("pms5003", "sps30")
    )
    assert (pms5003.raw, pms5003.corrected, pms5003.correction) == (20, pytest.approx(11.92), "us-epa-353088")
    assert (sps30.raw, sps30.corrected, sps30.correction) == (20, pytest.approx(20 / 1.2), "kappa-koehler 0.33")


@pytest.mark.parametrize(
    ("quantity", "sensor", "humidity", "why"),
    [
        ("pm2_5", "", 50, Why.UNKNOWN_SENSOR),
        ("pm2_5", "sds011", 50, Why.UNKNOWN_SENSOR),
        ("pm10", "pms5003", 50, Why.NO_CORRECTION),
        ("pm2_5", "pms5003", None, Why.NO_HUMIDITY),
        ("pm2_5", "pms5003", 120, Why.NO_HUMIDITY),
        ("pm2_5", "pms5003", 95.1, Why.TOO_DAMP),
        ("pm10", "sps30", 99, Why.TOO_DAMP),
    ],
)
def test_what_cannot_be_corrected_stays_raw_and_says_why(
    quantity: str, sensor: str, humidity: float | None, why: Why
) -> None:
    found = corrected(quantity, 20, sensor=sensor, humidity_percent=humidity, kappa=0.25)
    assert (found.raw, found.corrected, found.correction, found.why) == (20, None, "", why)


@pytest.mark.parametrize("lost", [{"corrected": 3.0}, {"correction": "us-epa-353088"}, {}])
def test_a_corrected_value_without_its_correction_cannot_be_made(lost: dict[str, float | str]) -> None:
    with pytest.raises(ValueError, match="correction's id"):
        Value(raw=4.0, **lost)  # type: ignore[arg-type]


def test_every_sensor_is_known_by_its_makers_name() -> None:
    assert {sensor.title for sensor in SENSORS.values()} == {
        "Plantower PMS5003",
        "Plantower PMS7003",
        "Sensirion SPS30",
    }
