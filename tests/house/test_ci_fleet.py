"""examples/ci-fleet/ is what its page says, and a CI server does what it tells people to do."""

import re

from stoep_simulators.scenarios.parse import read_scenario
from stoep_simulators.scenarios.records import GATEWAY_AWAY, POWER_CUT, WIFI_AWAY
from support.repository import ROOT

PROJECT = ROOT / "examples/ci-fleet"
PAGE = (PROJECT / "README.md").read_text()


def test_the_commands_that_it_tells_are_those_of_the_workflow() -> None:
    workflow = (PROJECT / ".github/workflows/city.yml").read_text()
    steps = [step for step in re.findall(r"- run: (.+)", workflow) if not step.startswith("apt-get ")]
    [told] = re.findall(r"```sh\n(.+?)```", PAGE, re.DOTALL)
    assert told.splitlines()[1:] == steps


def test_its_city_is_the_one_that_it_tells_of() -> None:
    city = read_scenario(PROJECT / "city.toml")
    assert (len(city.devices), city.days) == (50, 2)
    assert sum(group.count for group in city.groups if group.on_vm) == 10
    struck = {fault.kind: len(fault.devices) for fault in city.faults}
    assert struck == {WIFI_AWAY: 25, POWER_CUT: 13, GATEWAY_AWAY: 0}
    assert f"seed={city.seed})" in PAGE


def test_its_page_names_every_file() -> None:
    folders = (PROJECT, PROJECT / "tests", PROJECT / ".github/workflows")
    files = [path for folder in folders for path in folder.iterdir() if path.suffix in (".py", ".toml", ".yml")]
    named = re.findall(r"\]\(([^)]+)\)", PAGE)
    assert [path.name for path in files if str(path.relative_to(PROJECT)) not in named] == []
