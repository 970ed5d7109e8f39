"""Hours of much dust: where they begin and end, and at how many sensors."""

from collections.abc import Sequence

from stoep_gateway.air.episodes import Reach, episodes, stretches
from stoep_gateway.air.hours import HOUR_S
from stoep_gateway.air.index import Level
from stoep_gateway.air.records import Hour, Value

CALM = [8.0] * 6


def hours(values: Sequence[float | None]) -> tuple[Hour, ...]:
    """Corrected fine dust of hours from 0 on."""
    return tuple(
        Hour(
            start_s=index * HOUR_S,
            pm2_5=None if value is None else Value(raw=value * 2, corrected=value, correction="us-epa-353088"),
        )
        for index, value in enumerate(values)
    )


def test_it_begins_above_moderate_and_ends_when_two_hours_are_calm_again() -> None:
    (only,) = stretches(hours([8, 50.0, 51, 45, 39, 41, 40, 40, 8, 8]))
    assert (only.start_s, only.end_s, only.peak_ug_m3, only.is_on) == (2 * HOUR_S, 6 * HOUR_S, 51, False)


def test_an_hour_that_dips_does_not_make_two_of_one() -> None:
    assert len(stretches(hours([8, 60, 30, 60, 8, 8, 8]))) == 1
    assert len(stretches(hours([8, 60, 30, 30, 60, 8, 8]))) == 2


def test_a_sensor_that_falls_silent_does_not_keep_it_going() -> None:
    (only,) = stretches(hours([8, 60, None, None, None]))
    assert (only.end_s, only.is_on) == (2 * HOUR_S, False)


def test_what_has_not_ended_is_on() -> None:
    (only,) = stretches(hours([8, 60, 70]))
    assert (only.start_s, only.end_s, only.is_on) == (HOUR_S, 3 * HOUR_S, True)


def test_raw_values_begin_nothing() -> None:
    damp = tuple(Hour(start_s=index * HOUR_S, pm2_5=Value(raw=300, correction="x", corrected=20)) for index in range(4))
    assert stretches(damp) == ()


def test_one_sensor_among_others_that_measured_none_is_local_and_half_of_them_is_not() -> None:
    smoky, calm = hours([8, 70, 95, 8, 8, 8]), hours(CALM)
    (found,) = episodes({"a": smoky, "b": calm, "c": calm})
    assert (found.reach, found.names, found.of) == (Reach.ONE, ("a",), 3)
    assert (found.peak_ug_m3, found.level, found.is_on) == (95, Level.VERY_POOR, False)
    (found,) = episodes({"a": smoky, "b": smoky, "c": calm, "d": calm})
    assert (found.reach, found.names, found.of) == (Reach.WIDE, ("a", "b"), 4)
    (found,) = episodes({"a": smoky, "b": smoky, "c": calm, "d": calm, "e": calm})
    assert found.reach is Reach.SOME


def test_of_fewer_than_three_sensors_nobody_can_tell() -> None:
    silent = hours([None] * 6)
    (found,) = episodes({"a": hours([8, 70, 8, 8, 8, 8]), "b": hours(CALM), "c": silent, "d": silent})
    assert (found.reach, found.of) == (Reach.UNKNOWN, 2)


def test_the_newest_comes_first_and_what_overlaps_is_one() -> None:
    first, second = hours([60, 8, 8, 8, 60, 60, 8, 8]), hours([8, 8, 8, 8, 8, 60, 60, 8])
    newest, oldest = episodes({"a": first, "b": second, "c": hours([8] * 8)})
    assert (newest.start_s, newest.end_s, newest.names) == (4 * HOUR_S, 7 * HOUR_S, ("a", "b"))
    assert (oldest.start_s, oldest.names) == (0, ("a",))
    assert episodes({}) == ()
