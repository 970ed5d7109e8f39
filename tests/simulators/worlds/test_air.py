"""Street air shows the morning's traffic and the evening's stoves."""

from stoep_simulators.worlds.air import Air, air
from stoep_simulators.worlds.local_time import DAY_S, hour_of_day
from stoep_simulators.worlds.weather import weather

_START_S = 206_000_000
_MONTH = weather(9, start_s=_START_S, end_s=_START_S + 30 * DAY_S)


def _air(*, traffic: float = 0.0, stoves: float = 0.0, seed: str = "street") -> Air:
    return air(_MONTH, traffic=traffic, stoves=stoves, seed=seed)


def _mean_at(series: tuple[float, ...], *, hour: float) -> float:
    chosen = [
        value for value, time_s in zip(series, _MONTH.times_s, strict=True) if abs(hour_of_day(time_s) - hour) < 0.5
    ]
    return sum(chosen) / len(chosen)


def test_a_busy_road_has_a_morning_peak() -> None:
    road = _air(traffic=1.0)
    assert _mean_at(road.pm2_5_ug_m3, hour=8.2) > 1.5 * _mean_at(road.pm2_5_ug_m3, hour=3.0)
    assert _mean_at(road.nox_ticks, hour=8.2) > _mean_at(road.nox_ticks, hour=3.0) + 500


def test_stoves_smoke_in_the_evening() -> None:
    smoky = _air(stoves=1.0)
    assert _mean_at(smoky.pm2_5_ug_m3, hour=21.0) > 2 * _mean_at(smoky.pm2_5_ug_m3, hour=12.0)
    assert _mean_at(smoky.voc_ticks, hour=21.0) < _mean_at(smoky.voc_ticks, hour=12.0)


def test_fine_dust_is_part_of_coarse_dust() -> None:
    street = _air(traffic=0.7, stoves=0.5)
    assert all(fine < coarse for fine, coarse in zip(street.pm2_5_ug_m3, street.pm10_ug_m3, strict=True))


def test_co2_never_falls_below_the_open_air() -> None:
    assert min(_air(traffic=0.7).co2_ppm) >= 424


def test_two_streets_differ_and_one_is_the_same_again() -> None:
    assert _air(seed="a") == _air(seed="a") != _air(seed="b")
