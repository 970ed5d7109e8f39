import sys
from pathlib import Path

import pytest

from stoep_firmware import drivers
from support.sensor_bench import SensorBench


@pytest.mark.parametrize("kind", drivers.TYPES)
def test_every_built_in_type_is_made(kind: str) -> None:
    config = {"type": kind, "pin": 4, "outside": 25, "inside": 26, "model": "sen0601"}
    driver = SensorBench().driver(config)
    assert driver.COLUMNS
    assert driver.counts in (True, False)


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(drivers.SensorError) as caught:
        SensorBench().driver({"type": "dht22"})
    assert caught.value.sensor == "dht22"
    assert "bme280, breakbeam" in caught.value.hint


def test_a_missing_pin_is_named() -> None:
    with pytest.raises(drivers.SensorError, match=r'probe: stoep.json needs "pin" as a whole number'):
        SensorBench().driver({"type": "probe"})


def test_a_name_that_the_sensor_does_not_have_is_refused() -> None:
    with pytest.raises(drivers.SensorError, match='"as" may only use temperature, humidity, pressure'):
        SensorBench().driver({"type": "bme280", "as": {"air_temperature": "warmth"}})


def test_a_makers_own_module_is_used(tmp_path: Path) -> None:
    (tmp_path / "my_garden").mkdir()
    (tmp_path / "my_garden" / "anemometer.py").write_text(
        "class Driver:\n    COLUMNS = ('gusts',)\n    counts = False\n    def __init__(self, board, config): pass\n"
    )
    sys.path.insert(0, str(tmp_path))
    try:
        assert SensorBench().driver({"type": "my_garden.anemometer"}).COLUMNS == ("gusts",)
    finally:
        sys.path.remove(str(tmp_path))


def test_a_makers_module_that_is_not_there_is_one_line() -> None:
    with pytest.raises(drivers.SensorError, match=r"not\.there: no such module on the board"):
        SensorBench().driver({"type": "not.there"})
