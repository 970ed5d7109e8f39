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
    driver = SensorBench().driver({"type": kind, "pin": 4, "outside": 25, "inside": 26, "model": "sen0601"})
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
        source = (SOURCES / f"{kind}.py").read_text()
        if "i2c_error(" in source:
            source += (SOURCES / "errors.py").read_text()
        assert words in source, message


@pytest.mark.parametrize("kind", drivers.TYPES)
def test_every_type_says_what_it_was_checked_against(kind: str) -> None:
    rows = [line.split("|") for line in PAGE.splitlines() if f"(`{kind}`) |" in line]
    assert rows
    for _, _, source, seen, model, *boards, _ in rows:
        assert source.strip()
        assert seen.strip()
        assert (ROOT / "docs" / model.split("](")[1].rstrip(") ")).is_file()
        assert len(boards) == 3
        for told in boards:  # nobody yet; once somebody has seen it: who and when
            assert re.fullmatch(r"(.+, \d{4}-\d\d-\d\d)?", told.strip())
