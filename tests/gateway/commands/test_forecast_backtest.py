"""`stoep forecast backtest`: a file of counts in, errors beside simple rules out; as text, JSON and a page."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from stoep_gateway.commands.main import main


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seventy days of two sensors, by the hour."""
    chance = np.random.default_rng(2)
    start, file = datetime(2026, 1, 5, tzinfo=UTC), tmp_path_factory.mktemp("counts") / "counts.csv"
    lines = ["sensor,ts,count"]
    for hour in range(70 * 24):
        moment = start + timedelta(hours=hour)
        shape = np.exp(-(((moment.hour - 14) / 4) ** 2))
        lines += [f"{name},{moment.isoformat()},{chance.poisson(size * shape + 2)}" for name, size in _SENSORS]
    file.write_text("\n".join(lines))
    return file


_SENSORS = (("pier <1>", 300), ("village", 50))


def test_the_numbers_come_as_json_by_hours_ahead(counts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "backtest", str(counts), "--train-until", "2026-03-05", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["wape"]) == ["1", "2", "3", "24"]
    assert found["train_until"] == "2026-03-05"
    assert found["wape"]["1"] < found["others"]["published_formula"]["1"] < found["others"]["persistence"]["1"]
    assert set(found["places"]) == {"pier <1>", "village"}
    assert 0.7 < found["coverage80"]["1"] < 0.9
    assert found["alerts"]["crossings"] > 0


def test_a_page_with_pictures_needs_nothing_from_elsewhere(
    counts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    assert main(["forecast", "backtest", str(counts), "--page", str(page)]) == 0
    assert "published formula (Amsterdam)" in capsys.readouterr().out
    text = page.read_text()
    assert text.count("<svg") == 3
    assert "pier &lt;1&gt;" in text
    assert not re.search(r"<script|src=|href=|url\(|http", text)
    assert len(text) < 100_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--train-until", "2026-01-10"], "5 days of counts before 2026-01-10: 28 are the least"),
        (["--train-until", "2026-03-14"], "2 days of counts from 2026-03-14 on: 7 are the least"),
        (["--tz", "Amsterdam"], "--tz Amsterdam: no such time zone"),
        (["--calendar", "/nowhere"], "/nowhere: cannot be read"),
    ],
)
def test_what_cannot_be_tested_is_one_line(
    counts: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forecast", "backtest", str(counts), *arguments]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
