"""The harness waits as long as anything moves, and strikes only the process that was meant."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from stoep_simulators.virtual_time import run_virtual
from support.processes import holding
from support.waiting import until_stuck

PATIENCE_S = 60.0


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process
        process.kill()


def test_what_moves_may_take_longer_than_the_patience() -> None:
    looks = iter(range(10_000))
    seen: list[int] = []

    def is_done() -> bool:
        seen.append(next(looks))
        return len(seen) == 5_000

    run_virtual(until_stuck(is_done, progress=lambda: len(seen) // 100, what="done", patience_s=PATIENCE_S))


def test_what_stands_still_is_given_up() -> None:
    with pytest.raises(AssertionError, match="never: done"):
        run_virtual(until_stuck(lambda: False, progress=lambda: 0, what="done", patience_s=PATIENCE_S))


def test_a_killed_process_has_ended_and_is_not_struck_again(sleeper: subprocess.Popen[bytes]) -> None:
    with holding(lambda: sleeper.pid) as handle:
        assert handle is not None
        assert handle.kill()
        assert sleeper.wait() == -signal.SIGKILL
        assert not handle.signal(signal.SIGSTOP)


def test_a_number_that_another_process_may_have_by_now_is_not_held(sleeper: subprocess.Popen[bytes]) -> None:
    answers = iter([sleeper.pid, None])
    with holding(lambda: next(answers)) as handle:
        assert handle is None
    with holding(lambda: None) as handle:
        assert handle is None
    assert sleeper.poll() is None
