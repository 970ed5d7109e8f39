"""The fault backend-away in a scenario file, and what its report says of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stoep_simulators.scenarios.outcome import BackendReturn
from stoep_simulators.scenarios.parse import ScenarioError, read_scenario
from stoep_simulators.scenarios.promises import verdicts
from stoep_simulators.scenarios.records import Fault, Scenario
from stoep_simulators.scenarios.report import as_json, as_text, told
from support.scenario_outcome import OUTCOME

_TEXT = """\
seed = 7
days = 1
[[devices]]
kind = "soil"
[[faults]]
kind = "backend-away"
at = "6 h"
for = "6 h"
backend = "city"
"""
_CONFIG = '[[backend]]\nname = "city"\ntype = "postgres"\nhost = "localhost"\n'
CITY = {"name": "city", "type": "own", "url": "http://127.0.0.1:9/"}
BACK = BackendReturn(name="city", waited=1_440, was_met=True, left=0, caught_up_s=1.25)


def read(folder: Path, text: str = _TEXT, *, backends: tuple[dict[str, Any], ...] = (CITY,)) -> Scenario:
    (folder / "street.toml").write_text(text)
    return read_scenario(folder / "street.toml", backends=backends)


def test_it_names_a_back_end_of_the_gateway_or_of_its_configuration(tmp_path: Path) -> None:
    fault = Fault(kind="backend-away", at_s=21_600, for_s=21_600, backend="city")
    assert read(tmp_path).faults == (fault,)
    (tmp_path / "gateway.toml").write_text(_CONFIG)
    assert read(tmp_path, _TEXT + '[gateway]\nconfig = "gateway.toml"\n', backends=()).faults == (fault,)
    assert told(fault) == "backend-away city at 6 h for 6 h: the gateway"


@pytest.mark.parametrize(
    ("text", "backends", "why"),
    [
        (_TEXT, (), r":9: backend: no back-end is called 'city'; there is none besides the archive"),
        (_TEXT, ({**CITY, "name": "a"}, {**CITY, "name": "b"}), r":9: backend: .*'city'; there are: a, b$"),
        (_TEXT, ({**CITY, "url": "https://x/"},), r":9: backend: city: nobody can stand on a way with TLS"),
        (_TEXT, ({**CITY, "url": "http://[/"},), r":9: backend: city: "),
        (_TEXT.replace('backend = "city"\n', ""), (CITY,), r":5: backend is missing"),
        (_TEXT + 'devices = "all"\n', (CITY,), r":10: devices: it befalls the gateway"),
        (_TEXT.replace("backend-away", "gateway-away"), (CITY,), r":9: backend: is for backend-away"),
        (_TEXT + _TEXT[_TEXT.index("[[faults]]") :], (CITY,), "strikes while an earlier one of its kind still lasts"),
    ],
)
def test_what_cannot_be_is_said(tmp_path: Path, text: str, backends: tuple[dict[str, Any], ...], why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        read(tmp_path, text, backends=backends)


def test_two_back_ends_may_be_away_at_once(tmp_path: Path) -> None:
    other = _TEXT[_TEXT.index("[[faults]]") :].replace("city", "open-data")
    assert len(read(tmp_path, _TEXT + other, backends=(CITY, {**CITY, "name": "open-data"})).faults) == 2


def test_a_return_is_told_and_promised() -> None:
    outcome = replace(OUTCOME, returns=(BACK,))
    found = verdicts(outcome)
    assert [verdict.broken for verdict in found] == [""] * 8
    said = as_text(outcome, verdicts=found, command="x")
    assert "city was away: 1,440 observations waited for it, and were there 1.2 s after it was back\n" in said
    (written,) = as_json(outcome, verdicts=found, command="x")["returns"]
    assert written == {"backend": "city", "waited": 1_440, "left": 0, "real_s": 1.25}


@pytest.mark.parametrize(
    ("back", "broken"),
    [
        (replace(BACK, left=40), "observations that still waited: city 40 of 1,440, and nothing moved any more"),
        (replace(BACK, was_met=False), "the gateway did not try meanwhile: city"),
    ],
)
def test_a_back_end_that_got_nothing_breaks_the_promise(back: BackendReturn, broken: str) -> None:
    found = verdicts(replace(OUTCOME, returns=(back,)))
    assert [verdict.broken for verdict in found if verdict.broken] == [broken]
