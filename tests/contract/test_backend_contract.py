"""The contract of back-ends, held by ours against their real stores. A new back-end adds a bench, not tests."""

import pytest

from stoep_testing import served_checks
from stoep_testing.backend_contract import BackendContract, ServedContract, run
from stoep_testing.bench import ServedBench


class TestEveryBackend(BackendContract):
    """bench: of each (conftest.py)."""


class TestServedBackends(ServedContract):
    """Ours say besides how long they waited."""

    @pytest.fixture
    def bench(self, served: ServedBench) -> ServedBench:
        return served

    def test_a_server_that_never_answers_is_given_up_in_time(self, bench: ServedBench) -> None:
        assert "no answer within" in run(served_checks.a_server_that_never_answers_is_given_up_in_time(bench))

    def test_a_stall_in_the_middle_of_a_send_is_given_up_in_time(self, bench: ServedBench) -> None:
        assert "no answer within" in run(served_checks.a_stall_in_the_middle_of_a_send_is_given_up_in_time(bench))
