"""docs/scenarios.md tells every key, kind and promise of a scenario, and its examples can be played."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_simulators.scenarios import parse
from stoep_simulators.scenarios.outcome import BackendReturn
from stoep_simulators.scenarios.promises import verdicts
from stoep_simulators.scenarios.records import FAULTS, KINDS
from support.repository import ROOT
from support.scenario_outcome import OUTCOME

PAGE = (ROOT / "docs/scenarios.md").read_text()
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def told(heading: str) -> list[str]:
    """The first column of a section's table, without backticks and brackets."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    return [cell.strip("`[]") for cell in cells[2:]]


def test_every_key_is_told_and_no_other() -> None:
    known = [*parse.TOP_KEYS, *parse.DEVICE_KEYS, *parse.FAULT_KEYS, *parse.PROMISE_KEYS, *parse.GATEWAY_KEYS]
    assert sorted(told("Keys")) == sorted(known)


def test_every_fault_is_told_and_no_other() -> None:
    assert told("Faults") == list(FAULTS)
    assert all(f"`{kind}`" in PAGE for kind in KINDS)


def test_every_promise_is_told() -> None:
    back = BackendReturn(name="city", waited=1, was_met=True, left=0, caught_up_s=1.0)
    whole = replace(OUTCOME, returns=(back,))
    promises = [re.sub("than .*", "than …", verdict.promise) for verdict in verdicts(whole)]
    assert told("Promises") == promises


@pytest.mark.parametrize("text", EXAMPLES)
def test_every_example_can_be_read(text: str, tmp_path: Path) -> None:
    for beside in ("meadow.csv", "gateway.toml"):
        (tmp_path / beside).touch()
    (tmp_path / "street.toml").write_text(text)
    assert parse.read_scenario(tmp_path / "street.toml").devices
