"""`stoep privacy utility`: the figures that were measured before it was written, for people and for programs."""

import json
from typing import Any

import pytest

from stoep_gateway.commands.main import main


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["privacy", "utility", *words]) == 0
    return capsys.readouterr().out


def row(said: dict[str, Any], *, epsilon: str, count: int) -> dict[str, Any]:
    [found] = [row for row in said["rows"] if (row["epsilon_per_crossing"], row["count"]) == (epsilon, count)]
    return dict(found)


def test_every_strength_meets_every_count(capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(told(capsys, "--json"))
    assert said["k"] == 10
    assert len(said["rows"]) == 5 * 6


def test_the_default_policy_is_six_off_at_most_in_95_of_100_windows(capsys: pytest.CaptureFixture[str]) -> None:
    found = row(json.loads(told(capsys, "--json")), epsilon="0.5", count=50)
    assert found["expected_error"] == pytest.approx(1.919, abs=1e-3)
    assert found["expected_error_share"] == pytest.approx(0.038, abs=1e-3)
    assert (found["half_width_95"], found["interval_95"]) == (6, [44, 56])


def test_another_threshold_hides_other_windows(capsys: pytest.CaptureFixture[str]) -> None:
    usual, low = (row(json.loads(told(capsys, "--json", *k)), epsilon="0.5", count=5) for k in ((), ("--k", "5")))
    assert usual["hidden_share"] == pytest.approx(0.949, abs=1e-3)
    assert low["hidden_share"] == pytest.approx(0.378, abs=1e-3)


def test_the_table_has_a_line_for_each_strength(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys).splitlines()
    assert [line.split()[:3] for line in lines[2:]] == [
        ["0.1", "±9.98", "±30"],
        ["0.25", "±3.96", "±12"],
        ["0.5", "±1.92", "±6"],
        ["1", "±0.85", "±3"],
        ["2", "±0.28", "±1"],
    ]
    assert len({len(line) for line in lines[1:]}) == 1
