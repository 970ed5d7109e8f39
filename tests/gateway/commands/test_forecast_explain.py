"""`stoep forecast explain` says what a forecast rests on, as factors that make it up."""

import json
import math
from contextlib import closing
from pathlib import Path

import pytest

from stoep_gateway.commands.forecast_explain import explain
from stoep_gateway.commands.main import main
from stoep_gateway.config.load import load
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.grid import DAY_S, HOUR_S
from support.crowd_town import Town, places_text, usual

NOON_S = 20_636 * DAY_S + 12 * HOUR_S  # 2026-07-02T12:00Z, 14:00 at the beach
LINES = ("line-1", "line-2")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("explain")
    (folder / "places.toml").write_text(places_text([*LINES, "line-9"]))
    (folder / "stoep.toml").write_text('[crowd]\nplaces_file = "places.toml"\n')
    with closing(Town(folder / "state/archive/archive.db", lines=LINES)) as town:
        town.release(NOON_S - 12 * HOUR_S - 21 * DAY_S, NOON_S)
    return load(folder / "stoep.toml")


def test_the_factors_make_up_a_forecast_near_what_is_usual(settings: Settings) -> None:
    found = explain(settings, place="street-0", time="2026-07-02T15:00", ahead_min=60, now_s=NOON_S + 60)
    assert found is not None
    assert (found.made_s, found.start_s) == (NOON_S, NOON_S + HOUR_S)
    assert found.drivers[0].name == "usual"
    product = math.prod(driver.factor for driver in found.drivers)
    assert found.low80 < product < found.high80
    assert product == pytest.approx(2 * usual("line-1", NOON_S + HOUR_S), rel=0.4)


def test_a_time_that_is_past_is_explained_as_it_was_forecast_then(settings: Settings) -> None:
    found = explain(settings, place="street-0", time="2026-07-02T12:00+02:00", ahead_min=120, now_s=NOON_S + 60)
    assert found is not None
    assert (found.start_s, found.made_s) == (NOON_S - 2 * HOUR_S, NOON_S - 4 * HOUR_S)


@pytest.mark.parametrize(
    ("place", "time", "words"),
    [
        ("kade", "2026-07-02T15:00", "no place kade: .* has street-0, street-1, street-2"),
        ("street-0", "tomorrow", "tomorrow: not a time"),
        ("street-0", "2026-07-04T15:00", "from 15 minutes to a day ahead"),
    ],
)
def test_what_cannot_be_explained_is_said(settings: Settings, place: str, time: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        explain(settings, place=place, time=time, ahead_min=60, now_s=NOON_S)


def test_a_place_without_counts_has_no_explanation(settings: Settings) -> None:
    assert explain(settings, place="street-2", time="2026-07-02T15:00", ahead_min=60, now_s=NOON_S) is None


def test_the_command_prints_factors_as_text_and_as_json(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["forecast", "explain", "street-1", "2026-07-02T13:30", "--config", str(settings.file)]
    assert main(words) == 0
    first, second, *factors = capsys.readouterr().out.splitlines()
    assert first.startswith("street-1 from 2026-07-02 13:30, 15 minutes: ")
    assert second == "as forecast at 2026-07-02 12:30"
    assert factors[0].startswith("  usual for this weekday and time   ")
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["zone"] == "Europe/Amsterdam"
    assert next(driver["name"] for driver in told["drivers"]) == "usual"


def test_without_places_there_is_nothing_to_explain(tmp_path: Path) -> None:
    (tmp_path / "stoep.toml").write_text("")
    assert main(["forecast", "explain", "a", "b", "--config", str(tmp_path / "stoep.toml")]) == 2
