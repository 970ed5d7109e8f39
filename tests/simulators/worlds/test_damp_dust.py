"""In damp air a sensor sees more dust than there is, and the gateway's corrections bring it back towards the truth."""

from statistics import fmean

import pytest

from stoep_gateway.air.hours import HOUR_S, hours
from stoep_simulators.worlds.air import air
from stoep_simulators.worlds.damp_dust import seen
from stoep_simulators.worlds.local_time import DAY_S
from stoep_simulators.worlds.weather import STEP_S, weather

_START_S = 206_000_000 - 206_000_000 % DAY_S
_DAYS = 20
_STEPS_AN_HOUR = HOUR_S // STEP_S


def test_the_damper_the_air_the_more_a_sensor_sees_of_the_same_dust() -> None:
    fine, coarse = seen([10.0] * 4, [18.0] * 4, [30.0, 60.0, 90.0, 99.0])
    assert fine == sorted(fine)
    assert fine[0] > 10
    assert fine[2] > 2 * 10
    assert [high - low for low, high in zip(fine, coarse, strict=True)] == pytest.approx([8.0] * 4)


@pytest.mark.parametrize("month", [1, 7])
@pytest.mark.parametrize("sensor", ["pms5003", "sps30"])
def test_corrected_hours_are_nearer_to_the_dry_truth_than_raw_ones(sensor: str, month: int) -> None:
    """The world's own law of growth is another than both corrections'."""
    sky = weather(5, start_s=_START_S, end_s=_START_S + _DAYS * DAY_S, month=month)
    dry = air(sky, traffic=0.4, stoves=0.4, seed="truth")
    fine, coarse = seen(dry.pm2_5_ug_m3, dry.pm10_ug_m3, sky.humidity_percent)
    times_s = list(sky.times_s)
    found = hours(
        pm2_5=[
            (time_s, float(round(value))) for time_s, value in zip(times_s, fine, strict=True)
        ],  # it says whole ones
        pm10=[(time_s, float(round(value))) for time_s, value in zip(times_s, coarse, strict=True)],
        humidity=list(zip(times_s, sky.humidity_percent, strict=True)),
        sensor=sensor,
        kappa=0.25,
        start_s=_START_S,
        end_s=_START_S + _DAYS * DAY_S,
    )
    raw_error, corrected_error = [], []
    for index, hour in enumerate(found):
        true = fmean(dry.pm2_5_ug_m3[index * _STEPS_AN_HOUR : (index + 1) * _STEPS_AN_HOUR])
        if hour.pm2_5 and hour.pm2_5.corrected is not None:
            raw_error.append(abs(hour.pm2_5.raw - true))
            corrected_error.append(abs(hour.pm2_5.corrected - true))
    means = fmean(raw_error), fmean(corrected_error)
    print(f"{sensor}, month {month}: {len(raw_error)} hours, raw {means[0]:.2f}, corrected {means[1]:.2f}")
    assert len(raw_error) > 0.5 * len(found)
    assert fmean(corrected_error) < 0.6 * fmean(raw_error)
