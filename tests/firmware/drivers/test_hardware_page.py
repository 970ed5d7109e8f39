"""docs/hardware.md says what the drivers say."""

import re

import pytest

from stoep_firmware import drivers
from support.repository import ROOT
from support.sensor_bench import SensorBench

PAGE = (ROOT / "docs/hardware.md").read_text()
SOURCES = ROOT / "firmware/stoep_firmware/drivers"


@pytest.mark.parametrize("kind", drivers.TYPES)
def test_every_type_is_on_the_page_with_its_quantities(kind: str) -> None:
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |")]
    driver = SensorBench().driver({"type": kind, "pin": 4, "outside": 25, "inside": 26})
    assert line.endswith("| " + ", ".join(driver.COLUMNS) + " |")


@pytest.mark.parametrize("kind", drivers.TYPES)
def test_every_setting_is_on_the_page(kind: str) -> None:
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{kind}` |")]
    source = (SOURCES / f"{kind}.py").read_text()
    names = re.findall(r'settings\.number\(config, "(\w+)"', source) + re.findall(r'config\.get\("(\w+)"', source)
    assert [name for name in names if f"`{name}`" not in line] == []


def test_every_message_on_the_page_is_a_drivers() -> None:
    table = PAGE.split("## When it says")[1].split("## Data sheets")[0]
    said = [cells[1].strip() for line in table.splitlines() if len(cells := line.split("|")) == 4]
    for message in said[2:]:
        kind, words = message.split(": ", 1)
        assert words in (SOURCES / f"{kind}.py").read_text(), message
