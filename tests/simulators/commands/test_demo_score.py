"""The demo's score of the published formula, on CSV files of a back-end."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stoep_simulators.commands.demo_score import AHEAD_S, formula_errors, score_line

_START_S = 1_784_332_800  # 2026-07-18T00:00:00Z
_SLOT_S = 900


def write(folder: Path, people: list[int | None]) -> None:
    """Who came in at one counter, slot by slot; None: hidden. Nobody goes out, which is hidden, too."""
    lines = ["device,profile,quantity,time,window_s,value"]
    for slot, count in enumerate(people):
        if count is not None:
            time = datetime.fromtimestamp(_START_S + slot * _SLOT_S, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            lines.append(f"telpunt-pier,people,in,{time},900,{count}.0")
    lines += [
        "tuin-1,soil,probe_mv,2026-07-18T00:00:00Z,0,1500.0",
        "telpunt-pier,people,in,2026-07-18T00:00:00Z,14400,9",
    ]
    (folder / "observations.csv").write_text("\n".join(lines) + "\n")


def test_a_day_like_the_one_before_is_forecast_without_error(tmp_path: Path) -> None:
    day: list[int | None] = [20 + slot for slot in range(96)]
    write(tmp_path, day + day)
    assert formula_errors(tmp_path) == dict.fromkeys(AHEAD_S, 0.0)


def test_a_day_with_twice_as_many_is_followed_within_some_slots(tmp_path: Path) -> None:
    write(tmp_path, [96] * 96 + [196] * 96)  # with the four of the hidden direction 100 and 200
    errors = formula_errors(tmp_path)
    assert 0 < errors[900] < 0.01
    assert errors[900] < errors[3_600] < errors[7_200] < 0.05


def test_hidden_slots_count_as_few(tmp_path: Path) -> None:
    write(tmp_path, [20, *[None] * 95, 20, *[None] * 95, 20])
    assert formula_errors(tmp_path)[900] == pytest.approx(0.0)


def test_the_line_says_that_it_is_simulated_and_is_empty_without_numbers() -> None:
    own, formula = {900: 0.23, 3_600: 0.221, 7_200: 0.24}, {900: 0.3, 3_600: 0.35, 7_200: 0.4}
    assert score_line(own, formula=formula) == (
        "simulated: forecasts 15 min / 1 h / 2 h ahead were off by 23 / 22 / 24 %, "
        "the published formula by 30 / 35 / 40 %"
    )
    assert score_line({}, formula=formula) == score_line(own, formula={}) == ""
