"""A scripted day is booked to the millisecond."""

from stoep_simulators.energy.currents import Draw
from stoep_simulators.energy.meter import Meter


class Watch:
    now_ms = 0

    def __call__(self) -> int:
        return self.now_ms


def test_every_millisecond_of_a_day_is_booked_once() -> None:
    watch = Watch()
    meter = Meter(watch)
    meter.switch("chip", "awake")
    meter.switch("fan", "asleep")
    for hour in range(24):
        watch.now_ms = hour * 3_600_000 + 1_234
        meter.switch("fan", "on")
        meter.switch("fan", "on")
        meter.pulse("fan", "blinking", size_ms=50)
        watch.now_ms += 30_000
        meter.switch("fan", "asleep")
        meter.switch("chip", "deep sleep")
        watch.now_ms = (hour + 1) * 3_600_000
        meter.switch("chip", "awake")
    assert meter.booked() == {
        ("chip", "awake"): 24 * 31_234,
        ("chip", "deep sleep"): 24 * (3_600_000 - 31_234),
        ("fan", "on"): 24 * 29_950,
        ("fan", "blinking"): 24 * 50,
        ("fan", "asleep"): 24 * 3_570_000,
    }
    assert meter.entered["fan", "on"] == 24


def test_what_needs_5_v_costs_the_cell_more_than_it_draws() -> None:
    assert Draw(ma=10, source="-").from_cell_ma == 10
    assert round(Draw(ma=10, volts=5, source="-").from_cell_ma, 2) == 15.9
