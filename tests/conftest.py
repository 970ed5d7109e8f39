"""Leave out the tests whose tool is missing and say how many; under CI a missing tool is a failure."""

import os
from collections import Counter

import pytest

from support import tools

LEFT_OUT: pytest.StashKey[Counter[str]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in [name for mark in item.iter_markers("needs") for name in mark.args]:
        reason = tools.missing(name)
        if reason is None:
            continue
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and CI leaves no test out: make apt", pytrace=False)
        item.config.stash[LEFT_OUT][name] += 1
        pytest.skip(reason)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = config.stash[LEFT_OUT]
    if left_out:
        terminalreporter.section("left out (make apt)")
    for name, count in sorted(left_out.items()):
        terminalreporter.line(f"{count} left out, {tools.missing(name)}")
