"""The contract of a back-end as classes of pytest: subclass one, give it a fixture `bench`.

    class TestCityTable(BackendContract):
        @pytest.fixture
        def bench(self, tmp_path: Path) -> Bench: ...

Each test gets a bench of its own, with an empty store unless it is an HttpBench. No plugin for asyncio is needed.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from stoep_testing import backend_checks, served_checks
from stoep_testing.backend_checks import CUTS, STEPS
from stoep_testing.bench import Bench, ServedBench

_T = TypeVar("_T")  # Python 3.11 has no type parameters


class BackendContract:
    """What the forwarder relies on, of every back-end."""

    def test_a_batch_is_stored_once_with_its_times_and_values(self, bench: Bench) -> None:
        run(backend_checks.a_batch_is_stored_once_with_its_times_and_values(bench))

    def test_an_unsure_repeat_stores_nothing_twice(self, bench: Bench) -> None:
        run(backend_checks.an_unsure_repeat_stores_nothing_twice(bench))

    @pytest.mark.parametrize("cut", CUTS)
    def test_an_unsure_repeat_stores_what_was_missing(self, bench: Bench, cut: int) -> None:
        run(backend_checks.an_unsure_repeat_stores_what_was_missing(bench, cut=cut))

    def test_a_repeat_after_a_restart_stores_nothing_twice(self, bench: Bench) -> None:
        run(backend_checks.a_repeat_after_a_restart_stores_nothing_twice(bench))

    def test_a_batch_in_another_order_is_the_same_batch(self, bench: Bench) -> None:
        run(backend_checks.a_batch_in_another_order_is_the_same_batch(bench))

    def test_while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later(self, bench: Bench) -> None:
        run(backend_checks.while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later(bench))

    def test_refused_observations_are_named_and_the_others_stored(self, bench: Bench) -> None:
        run(backend_checks.refused_observations_are_named_and_the_others_stored(bench))

    def test_two_rows_of_the_same_second_and_value_are_two(self, bench: Bench) -> None:
        run(backend_checks.two_rows_of_the_same_second_and_value_are_two(bench))

    def test_windows_of_two_lengths_and_a_reading_of_the_same_second_are_three(self, bench: Bench) -> None:
        run(backend_checks.windows_of_two_lengths_and_a_reading_of_the_same_second_are_three(bench))

    def test_a_row_without_time_is_stored_once_or_refused_by_who_needs_time(self, bench: Bench) -> None:
        run(backend_checks.a_row_without_time_is_stored_once_or_refused_by_who_needs_time(bench))

    def test_a_place_is_not_needed(self, bench: Bench) -> None:
        run(backend_checks.a_place_is_not_needed(bench))

    def test_names_in_any_script_arrive_as_they_are(self, bench: Bench) -> None:
        run(backend_checks.names_in_any_script_arrive_as_they_are(bench))

    @pytest.mark.parametrize("steps", STEPS)
    def test_a_send_that_closing_cuts_short_loses_nothing(self, bench: Bench, steps: int) -> None:
        run(backend_checks.a_send_that_closing_cuts_short_loses_nothing(bench, steps=steps))

    def test_a_send_that_took_too_long_is_repeated_by_the_same_back_end(self, bench: Bench) -> None:
        run(backend_checks.a_send_that_took_too_long_is_repeated_by_the_same_back_end(bench))

    def test_closing_twice_is_harmless(self, bench: Bench) -> None:
        run(backend_checks.closing_twice_is_harmless(bench))


class ServedContract:
    """What it relies on besides, where the store is a server."""

    def test_a_lost_answer_costs_nothing_but_a_repeat(self, bench: ServedBench) -> None:
        run(served_checks.a_lost_answer_costs_nothing_but_a_repeat(bench))

    def test_a_server_that_never_answers_is_given_up_in_time(self, bench: ServedBench) -> None:
        run(served_checks.a_server_that_never_answers_is_given_up_in_time(bench))

    def test_a_stall_in_the_middle_of_a_send_is_given_up_in_time(self, bench: ServedBench) -> None:
        run(served_checks.a_stall_in_the_middle_of_a_send_is_given_up_in_time(bench))

    def test_who_speaks_another_language_is_told_from_a_server(self, bench: ServedBench) -> None:
        run(served_checks.who_speaks_another_language_is_told_from_a_server(bench))


def run(check: Coroutine[Any, Any, _T]) -> _T:
    """In an event loop of its own."""
    return asyncio.run(check)
