"""The run itself: an attack that gets something fails it, and so does one whose control gets nothing."""

from pathlib import Path
from typing import Any

import pytest

from redteam.attack import Attack, Outcome, Part
from redteam.figures import failures, report
from redteam.plan import ATTACKS
from redteam.runner import play
from support.repository import ROOT

SOUND: dict[str, Any] = {
    "attacks": [{"name": "a", "defended": True, "control_succeeded": True}],
    "mutants": [{"name": "m", "caught": True}],
    "noise_p_value": 0.3,
    "audit": {"claimed": 1.0, "lower_bound": 0.93},
    "releases_doubled": 0,
}


def held_off(_folder: Path) -> Outcome:
    return Outcome(defended=True, control_succeeded=True)


def got_something(_folder: Path) -> Outcome:
    return Outcome(defended=False, control_succeeded=True)


def proves_nothing(_folder: Path) -> Outcome:
    return Outcome(defended=True, control_succeeded=False)


def breaks_off(folder: Path) -> Outcome:
    raise FileNotFoundError(folder)


def counts(_folder: Path) -> dict[str, object]:
    return {"releases_doubled": 2}


def test_a_run_fails_by_attacks_without_a_defence_or_without_a_control_and_by_parts(tmp_path: Path) -> None:
    attacks = [Attack(run.__name__, run) for run in (held_off, got_something, proves_nothing, breaks_off)]
    of_attacks, of_parts = play(attacks, parts=[Part("kills", counts)], folder=tmp_path, workers=4)
    found = list(failures(report(of_attacks, parts=of_parts)))
    named = [line.split(":")[0] for line in found]
    assert named == [
        "got_something",
        "proves_nothing",
        "breaks_off",
        "breaks_off",
        "2 windows were released twice",
    ]
    assert [each.name for each in of_attacks if each.broke_off] == ["breaks_off"]
    assert not any(tmp_path.joinpath("held-off").iterdir())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("attacks", [{"name": "a", "defended": False, "control_succeeded": True}]),
        ("attacks", [{"name": "a", "defended": True, "control_succeeded": False}]),
        ("mutants", [{"name": "m", "caught": False}]),
        ("noise_p_value", 1e-9),
        ("audit", {"claimed": 1.0, "lower_bound": 1.01}),
        ("audit", {"claimed": 1.0, "lower_bound": 0.79}),
        ("releases_doubled", 1),
    ],
)
def test_each_figure_that_is_not_what_it_must_be_is_one_failure(key: str, value: object) -> None:
    assert list(failures(SOUND)) == []
    assert len(list(failures({**SOUND, key: value}))) == 1


def test_the_page_lists_every_attack_in_the_order_in_which_it_is_begun() -> None:
    page = (ROOT / "docs/redteam.md").read_text().split("## The attacks")[1]
    rows = [line.split(" | ")[0] for line in page.splitlines() if line.count(" | ") == 2]
    assert rows[1:] == [f"| {attack.name}" for attack in ATTACKS]
