"""Leave out the tests whose tool is missing and say how many; under CI a missing tool is a failure."""

import gc
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from stoep_simulators.vm.vm_node import compile_for_vm
from support import tools
from support.city_broker import city_broker, city_broker_process  # noqa: F401 - fixtures
from support.flashed_board import IMAGE, flash_board
from support.named_tests import without_a_run
from support.once import once
from support.postgres_server import postgres, postgres_cluster, postgres_process  # noqa: F401 - fixtures
from support.sensorthings_server.fixtures import (  # noqa: F401 - fixtures
    sensorthings,
    sensorthings_database,
    sensorthings_process,
)

LEFT_OUT = "left out for want of"

# Deadline and health check go by the wall clock, and a machine that has other things to do is no fault of the code.
# Inputs of a property that does not say how many: others in each run; many more in `make properties`.
settings.register_profile(
    "stoep",
    derandomize=False,  # Hypothesis takes the same inputs each time where CI is set, and keeps none
    print_blob=True,
    max_examples=int(os.environ.get("EXAMPLES", "50")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("stoep")

# Seven thousand tests stay in memory: each look for garbage among them takes long, and there is none to find.
gc.disable()  # until they are collected
gc.set_threshold(20_000, 50, 50)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds protocol, firmware and simulators as a board has them: compiled, by the first process."""
    return once("board", tmp_path_factory=tmp_path_factory, make=compile_for_vm)


@pytest.fixture(scope="session")
def flashed(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Path:
    """The image of a flash with the firmware in it, without a main.py: to be copied. By the first process as well."""

    def make(home: Path) -> None:
        flash_board(home, compiled=compiled)

    return once("flashed", tmp_path_factory=tmp_path_factory, make=make) / IMAGE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole systems first: they wait for real time, and the other processes have all the rest to do meanwhile.

    Those of tests/testing take half a minute each and would be the last of all, with nobody left to share.
    """
    items.sort(key=lambda item: {"system", "testing"}.isdisjoint(item.path.parts))


def pytest_collection_finish() -> None:
    """Nobody looks at what is there by now again."""
    gc.freeze()
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in [name for mark in item.iter_markers("needs") for name in mark.args]:
        reason = tools.missing(name)
        if reason is None:
            continue
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI leaves no test out: make apt", pytrace=False)
        item.user_properties.append((LEFT_OUT, name))  # travels in the report, from whichever process ran the test
        pytest.skip(reason)


_RAN: set[str] = set()  # node ids, of all processes


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Passed, or left out for want of a tool, which the summary tells."""
    is_left_out = report.skipped and any(key == LEFT_OUT for key, _ in report.user_properties)
    if (report.when == "call" and report.passed) or is_left_out:
        _RAN.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A whole run that did not run a test that a promise names has failed."""
    config = session.config
    is_worker = hasattr(config, "workerinput")
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not config.option.keyword
    is_whole = is_whole and not config.option.markexpr
    if is_whole and not is_worker and not session.shouldstop and (silent := without_a_run(_RAN)):
        print("\npromised in docs, but not run or not passed:", *silent, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    left_out = Counter(name for report in skipped for key, name in report.user_properties if key == LEFT_OUT)
    if left_out:
        terminalreporter.section("left out (make apt)")
    for name, count in sorted(left_out.items()):
        terminalreporter.line(f"{count} left out, {tools.missing(name)}")
