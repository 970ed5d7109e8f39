"""What `make bench` writes down: each figure, and beside all of them what each is held against."""

import json
from pathlib import Path

from bench.figures import Figure, write_json


def test_each_bar_and_whether_it_is_met_stands_in_the_file(tmp_path: Path) -> None:
    def figure(name: str, value: float, bar: str) -> Figure:
        return Figure(name=name, value=value, unit="s", bar=bar, conditions="here")

    figures = (each for each in (figure("fast", 9, "≥ 10"), figure("small", 10, "≤ 10"), figure("told", 1, "")))
    write_json(figures, tmp_path / "build/bench.json")
    written = json.loads((tmp_path / "build/bench.json").read_text())
    assert written["fast"] == {"value": 9, "unit": "s", "conditions": "here"}
    assert written["bars"] == {"fast": {"bar": "≥ 10", "is_met": False}, "small": {"bar": "≤ 10", "is_met": True}}
    assert sorted(written) == ["bars", "fast", "small", "told"]
