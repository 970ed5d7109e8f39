"""`stoep forecast backtest`: a file of counts in, errors beside simple rules out; as text, JSON and a page."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from stoep_gateway.commands.backtest_text import as_text
from stoep_gateway.commands.main import main
from stoep_gateway.crowd.backtest import Example, Horizon, OfPlace, Result
from stoep_gateway.crowd.score import Choice, Warnings


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


_METHODS = ("stoep", "published_formula", "last_week", "persistence")
_NONE = np.empty(0, dtype=np.float32)
_NOTHING = Choice(threshold=0.45, precision=float("nan"), recall=0.0, crossings_caught=0.0, lead_h=float("nan"))
_MISSED = Warnings(average_precision=0.1, crossings=3, chosen=_NOTHING, choices=(), reliability_gap=0.1, reliability=())


def found(warned: Warnings, *, sensor: str = "pier") -> Result:
    """Of one sensor, one hour ahead."""
    errors = dict.fromkeys(_METHODS, 0.2)
    place = OfPlace(place=sensor, people=40.0, wape=errors, coverage80=0.8, coverage95=0.95)
    ahead = Horizon(hours=1, wape=errors, coverage80=0.8, coverage95=0.95, width80=0.5, width95=0.9, of_places=(place,))
    example = Example(place=sensor, hours=1, counted=_NONE, expected=_NONE, low=_NONE, high=_NONE)
    return Result(slot_s=3600, from_s=0, to_s=3600, scored=1, horizons=(ahead,), warnings=warned, example=example)


def test_names_of_a_file_do_not_steer_the_terminal() -> None:
    text = as_text(found(_MISSED, sensor="p\x1b[2Jür\x9b"), file="a\x1b]0;b.csv", until=date(2026, 3, 5))
    assert "p?[2Jür? " in text
    assert "a?]0;b.csv: trained" in text
    assert all(line.isprintable() for line in text.split("\n"))


def test_a_lead_that_there_is_none_of_is_a_dash() -> None:
    text = as_text(found(_MISSED), file="a.csv", until=date(2026, 3, 5))
    assert "nan" not in text
    assert re.search(r"median lead in hours +-\n", text)
    caught = replace(_MISSED, chosen=replace(_NOTHING, crossings_caught=2 / 3, lead_h=1.5))
    assert re.search(r"median lead in hours +1\.5\n", as_text(found(caught), file="a.csv", until=date(2026, 3, 5)))
