"""The contract suite lets a sound back-end pass, finds each mistake, and says what is wrong."""

import asyncio
from functools import partial

import pytest

from stoep_testing import backend_checks as checks
from stoep_testing.backend_checks import CUTS, STEPS
from stoep_testing.bench import HttpBench
from support import toy_backend as toys
from support.toy_backend import Toy, ToyBench

NAMES = (
    checks.a_batch_is_stored_once_with_its_times_and_values,
    checks.an_unsure_repeat_stores_nothing_twice,
    partial(checks.an_unsure_repeat_stores_what_was_missing, cut=CUTS[1]),
    checks.a_repeat_after_a_restart_stores_nothing_twice,
    checks.a_batch_in_another_order_is_the_same_batch,
    checks.while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later,
    checks.refused_observations_are_named_and_the_others_stored,
    checks.two_rows_of_the_same_second_and_value_are_two,
    checks.windows_of_two_lengths_and_a_reading_of_the_same_second_are_three,
    checks.a_row_without_time_is_stored_once_or_refused_by_who_needs_time,
    checks.a_place_is_not_needed,
    checks.names_in_any_script_arrive_as_they_are,
    partial(checks.a_send_that_closing_cuts_short_loses_nothing, steps=STEPS[0]),
    checks.a_send_that_took_too_long_is_repeated_by_the_same_back_end,
    checks.closing_twice_is_harmless,
)
TOLD = [
    (toys.DoublesOnRetry, "an_unsure_repeat_stores_nothing_twice", "66 of 66 observations are stored more than once"),
    (toys.AllOrNothing, "an_unsure_repeat_stores_what_was_missing", "36 of 66 observations are missing: beach-1/w900/"),
    (toys.ForgetsAtRestart, "a_repeat_after_a_restart_stores_nothing_twice", "46 of 66 observations are stored more"),
    (toys.HighWaterMark, "a_batch_in_another_order_is_the_same_batch", "63 of 66 observations are missing"),
    (
        toys.DropsTheLast,
        "a_batch_is_stored_once_with_its_times_and_values",
        "1 of 66 observations are missing: bea",
    ),
    (toys.SwapsDevices, "a_batch_is_stored_once_with_its_times_and_values", "observations are stored that nobody sent"),
    (toys.RoundsValues, "a_batch_is_stored_once_with_its_times_and_values", "value 20.0 instead of 20.1"),
    (toys.TimeIsIdentity, "two_rows_of_the_same_second_and_value_are_two", "1 of 2 observations are missing"),
    (toys.WindowsHaveOneLength, "windows_of_two_lengths_and_a_reading_of_the_same_second_are_three", "w900/1780275600"),
    (toys.NoTimeIs1970, "a_row_without_time_is_stored_once_or_refused_by_who_needs_time", "instead of None"),
    (toys.NeedsAPlace, "a_place_is_not_needed", "no place"),
    (toys.WritesAscii, "names_in_any_script_arrive_as_they_are", "stored that nobody sent"),
    (toys.AwayIsNoError, "while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later", "send returned"),
    (toys.BlamesTheRows, "while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later", "is away"),
    (toys.TellsALongStory, "while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later", "in one line"),
    (toys.RefusesSilently, "refused_observations_are_named_and_the_others_stored", "() instead of (3, 4, 45, 60)"),
    (toys.CountsFromOne, "refused_observations_are_named_and_the_others_stored", "(4, 5, 46, 61) instead of (3,"),
    (toys.ClosesOnce, "closing_twice_is_harmless", "already closed"),
]


def found(kind: type[Toy]) -> dict[str, str]:
    """What each check that fails says."""
    said = {}
    for check in NAMES:
        name = (check.func if isinstance(check, partial) else check).__name__
        try:
            asyncio.run(check(ToyBench(kind)))
        except Exception as error:  # noqa: BLE001 - a mistake may end in anything
            said[name] = str(error)
    return said


def test_a_sound_back_end_passes() -> None:
    assert found(Toy) == {}


@pytest.mark.parametrize(("kind", "check", "told"), TOLD, ids=lambda value: getattr(value, "__name__", ""))
def test_a_mistake_is_found_and_named(kind: type[Toy], check: str, told: str) -> None:
    assert told in found(kind)[check]


def test_an_http_endpoint_need_not_be_empty() -> None:
    store = ToyBench(Toy)
    for _ in range(2):
        bench = HttpBench(url="http://127.0.0.1:1/", make=lambda _url, _timeout_s: Toy(store), look=store.stored)
        asyncio.run(checks.a_repeat_after_a_restart_stores_nothing_twice(bench))
        asyncio.run(checks.closing_twice_is_harmless(bench))
    assert len(store.stored()) == 2 * len(checks.BATCH)


def test_every_check_finds_a_mistake_that_is_tried_here() -> None:
    by_check = {check for _, check, _ in TOLD}
    cut_short = {name for name in vars(checks) if name.startswith("a_send_that_")}
    names = {(check.func if isinstance(check, partial) else check).__name__ for check in NAMES}
    assert names - by_check - cut_short == set()
