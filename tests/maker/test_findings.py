"""What is wrong with an examined board, in one line each."""

from dataclasses import replace
from typing import Any

import pytest

from stoep_firmware.link import CLONE
from stoep_maker.diagnosis import as_object, lines, report
from stoep_maker.examination import Examination, Facts, Setup, Wifi, Wires
from stoep_maker.findings import findings

SENSORS: tuple[dict[str, Any], ...] = (
    {"type": "probe", "pin": 34},
    {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": "28ff640e7213c1a2"}},
    {"type": "bme280"},
)
FACTS = Facts(
    micropython=(1, 25, 0),
    mpy=6,
    machine="Generic ESP32 module with ESP32",
    flash_kb=2048,
    free_kb=1700,
    reset_cause=1,
    has_main=True,
)
SETUP = Setup(
    firmware="stoep-0.5.0",
    device="tuin-7",
    profile="soil",
    sensors=SENSORS,
    pins={"battery": 35},
    networks=("thuis",),
    rows_waiting=3,
    rows_dropped=0,
)
WIRES = Wires(
    lines={4: (20, 20), 21: (20, 20), 22: (20, 20)},
    adcs={34: (1490, 1510)},
    i2c={0x76: 0x60},
    i2c_problem="",
    battery_mv=3_900,
)
WELL = Examination(
    facts=FACTS,
    setup=SETUP,
    damaged=(),
    wires=WIRES,
    hints=("", "", ""),
    wifi=Wifi(rssi_dbm={"thuis": -61}, seen=4, problem=""),
)


def facts(**changes: Any) -> Examination:
    return replace(WELL, facts=replace(FACTS, **changes))


def setup(**changes: Any) -> Examination:
    return replace(WELL, setup=replace(SETUP, **changes))


def wires(**changes: Any) -> Examination:
    return replace(WELL, wires=replace(WIRES, **changes))


def wifi(**levels: int | None) -> Examination:
    return replace(WELL, wifi=Wifi(rssi_dbm=levels, seen=4, problem=""))


def bare(**changes: Any) -> Examination:
    return Examination(facts=FACTS, setup=Setup(pins={}, **changes))


def test_a_board_that_is_well_has_no_findings() -> None:
    assert findings(WELL) == []
    assert "Wi-Fi thuis: -61 dBm" in lines(WELL)
    assert "I2C: 0x76 BME280" in lines(WELL)
    assert "rows: 3 waiting, 0 lost to a full ring" in lines(WELL)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (facts(micropython=(1, 23, 0)), "MicroPython is too old: stoep needs 1.24"),
        (facts(free_kb=20), "20 KB free on its flash"),
        (facts(reset_cause=3), "the watchdog reset it last"),
        (facts(has_main=False), "no main.py: it starts nothing"),
        (bare(), "no firmware on it: flash it again"),
        (bare(broken="ValueError: incompatible .mpy file"), "its firmware cannot be loaded (ValueError"),
        (bare(firmware="stoep-0.5.0", wrong="stoep.json: not JSON: flash"), "stoep.json: not JSON"),
        (
            replace(WELL, damaged=("stoep_firmware/app.mpy",)),
            "1 of its files differ from this version, stoep_firmware/app.mpy",
        ),
        (setup(settings_damaged=True), "settings.json is damaged"),
        (setup(trouble=CLONE), "clone: another board uses this device's key"),
        (setup(trouble="no reply from the gateway"), "its last send failed: no reply from the gateway"),
        (setup(crashes=2), "its firmware crashed, 2 times in a row"),
        (setup(sensors=()), "stoep.json names no sensors"),
        (wires(lines={4: (0, 0)}), "pin 4 (1-Wire) is held low: it touches ground"),
        (wires(lines={4: (20, 0)}), "pin 4 (1-Wire) hangs free: no pull-up resistor"),
        (wires(lines={22: (20, 0)}), "pin 22 (I2C clock) hangs free"),
        (wires(lines={21: (0, 0)}), "pin 21 (I2C data) is held low"),
        (wires(adcs={34: (0, 3)}), "pin 34 (soil probe) is held low"),
        (wires(adcs={34: (3140, 3140)}), "pin 34 (soil probe) is held high"),
        (wires(adcs={34: (700, 1600)}), "pin 34 (soil probe) hangs free"),
        (wires(battery_mv=12), "battery 12 mV"),
        (wires(i2c_problem="invalid pin"), "the I2C bus cannot be opened (invalid pin)"),
        (wires(i2c={0x62: None, 0x76: 0x60}), 'a scd41 answers but is not used: add {"type": "scd41"}'),
        (replace(WELL, hints=("", "pin 4: no answer", "")), "ds18b20: pin 4: no answer"),
        (wifi(thuis=None, tuin=None), "Wi-Fi thuis, tuin is not in reach (4 others are)"),
        (wifi(thuis=-84, tuin=None), "Wi-Fi is weak (-84 dBm)"),
        (replace(WELL, wifi=Wifi(rssi_dbm={"thuis": None}, seen=0, problem="Wifi")), "the radio does not start (Wifi)"),
        (wifi(), "no Wi-Fi in stoep.json"),
    ],
)
def test_each_trouble_is_one_line(found: Examination, said: str) -> None:
    wrong = [line for line in findings(found) if line.startswith(said)]
    assert len(wrong) == 1, findings(found)
    assert all(len(line.splitlines()) == 1 for line in findings(found))


@pytest.mark.parametrize(
    ("level", "said"),
    [((0, 0), "is held low: bucket stuck half-way"), ((20, 20), "is held high: its wire touches 3.3 V")],
)
def test_a_rain_contact_is_open_between_tips(level: tuple[int, int], said: str) -> None:
    rain = setup(sensors=({"type": "bucket", "pin": 26},))
    assert findings(replace(rain, hints=("",), wires=replace(WIRES, i2c={}, lines={26: (20, 0)}))) == []
    [line] = findings(replace(rain, hints=("",), wires=replace(WIRES, i2c={}, lines={26: level})))
    assert said in line


def test_what_answers_is_named_and_so_is_who_is_unknown() -> None:
    found = wires(i2c={0x29: None, 0x3C: None, 0x59: None, 0x62: None, 0x69: None, 0x76: 0x58, 0x77: 0x42})
    names = "0x29 VL53L1X, 0x3c unknown, 0x59 SGP41, 0x62 SCD41, 0x69 SPS30, 0x76 BMP280, 0x77 unknown chip (id 0x42)"
    assert f"I2C: {names}" in lines(found)


def test_a_report_tells_nothing_of_whose_board_it_is() -> None:
    own = {"type": "oma_jansen.windvaan", "pin": 5}
    found = replace(
        setup(sensors=(*SENSORS, own), trouble="Wi-Fi thuis: cannot join"),
        hints=("", "pin 4: no thermometer 28ff640e7213c1a2; found 2", "no answer", "52.07, 4.28: no wind"),
    )
    given = report(found, date="2026-11-25")
    assert given == {
        "format": 1,
        "date": "2026-11-25",
        "machine": "Generic ESP32 module with ESP32",
        "micropython": "1.25.0",
        "firmware": "stoep-0.5.0",
        "i2c": ["0x76 BME280"],
        "sensors": [
            {"type": "probe", "self_test": "ok"},
            {"type": "ds18b20", "self_test": "pin 4: no thermometer …; found 2"},
            {"type": "bme280", "self_test": "no answer"},
            {"type": "own driver", "self_test": "fails"},
        ],
    }


def test_a_board_without_firmware_can_be_told_of_too() -> None:
    assert report(bare(), date="2026-11-25")["firmware"] is None
    assert as_object(bare(), findings(bare()))["findings"] == ["no firmware on it: flash it again (stoep device flash)"]
    assert lines(bare())[0].startswith("MicroPython 1.25.0 on Generic ESP32")
