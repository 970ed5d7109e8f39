"""What the firmware's own duty cycle books in a virtual day, and that costs follow from it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_gateway.registry.enrolment import Enrolment, enroll
from stoep_maker.usual_sensors import SENSORS
from stoep_protocol.profiles import by_name
from stoep_simulators.commands.energy import RATES_S
from stoep_simulators.energy.currents import DRAWS, mah
from stoep_simulators.energy.meter import Booked
from stoep_simulators.energy.node_day import BOOT_MS, DAY_S, NodeDay, node_day
from stoep_simulators.energy.quiet_gateway import JOIN_MS, TRIP_MS

CONVERSATION_MS = 5 * TRIP_MS  # connection, login, subscription, rows, goodbye


async def day_of(profile: str, folder: Path, *, sample_s: int = 600, send_s: int = 3_600) -> NodeDay:
    folder.mkdir()
    return await node_day(folder, profile=profile, sensors=SENSORS[profile], sample_s=sample_s, send_s=send_s)


def parts(booked: Booked) -> dict[str, int]:
    """part -> milliseconds in all its states."""
    total: Counter[str] = Counter()
    for (part, _), size_ms in booked.items():
        total[part] += size_ms
    return dict(total)


async def test_a_soil_node_wakes_for_each_row_and_joins_for_each_send(tmp_path: Path) -> None:
    day = await day_of("soil", tmp_path / "flash")
    assert (day.wakes, day.rows, day.joins) == (144, 144, 24)
    assert parts(day.booked) == dict.fromkeys(("chip", "probe", "ds18b20", "bme280"), DAY_S * 1000)
    read_ms = 750 + 10 + 300 + 9 * 2  # thermometers, air, the probe's power and its reads
    assert day.booked["chip", "awake"] == 144 * (BOOT_MS + read_ms)
    assert day.booked["chip", "joining"] == 24 * JOIN_MS
    assert day.booked["chip", "talking"] == 24 * CONVERSATION_MS
    assert day.booked["ds18b20", "converting"] == 144 * 2 * 750
    assert day.booked["bme280", "measuring"] == 144 * 10
    assert day.booked["probe", "on"] == 144 * read_ms


async def test_an_air_node_s_fan_turns_while_the_others_wait_for_it(tmp_path: Path) -> None:
    day = await day_of("air", tmp_path / "flash", sample_s=300, send_s=1_800)
    assert (day.wakes, day.joins) == (288, 48)
    assert parts(day.booked) == dict.fromkeys(("chip", "pms5003", "scd41", "bme280", "sgp41"), DAY_S * 1000)
    assert day.booked["scd41", "shot"] == 288 * 5_000
    fan_ms = day.booked["pms5003", "fan on"] / 288
    assert 30_000 + 5_000 <= fan_ms < 30_000 + 5_000 + 500
    assert day.booked["chip", "awake"] == 288 * (BOOT_MS + fan_ms)


async def test_a_node_that_counts_never_sleeps(tmp_path: Path) -> None:
    day = await day_of("weather", tmp_path / "flash")
    assert (day.wakes, day.rows) == (0, 144)
    assert ("chip", "deep sleep") not in day.booked
    assert day.booked["chip", "talking"] == 24 * CONVERSATION_MS


async def test_sending_four_times_as_often_costs_the_radio_four_times_as_much(tmp_path: Path) -> None:
    seldom, often = [await day_of("soil", tmp_path / str(send_s), send_s=send_s) for send_s in (2_400, 600)]
    radio = [
        sum(used for (_, state), used in mah(day.booked).items() if state in ("joining", "talking"))
        for day in (seldom, often)
    ]
    assert radio[1] == pytest.approx(4 * radio[0], rel=0.01)
    assert sum(mah(often.booked).values()) > sum(mah(seldom.booked).values())


def test_rates_are_those_that_a_gateway_gives() -> None:
    for profile, rates in RATES_S.items():
        device = enroll({}, request=Enrolment(name="a", profile=by_name(profile)))
        assert (device.sample_s, device.send_s) == rates


def test_every_number_has_a_source() -> None:
    assert all(draw.source and draw.ma >= 0 for draw in DRAWS.values())


def test_the_command_says_days_and_what_dominates(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["device", "energy", "weather-default", "--battery-mah", "6000"]) == 0
    text = capsys.readouterr().out
    assert main(["device", "energy", "weather-default", "--battery-mah", "6000", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    bare, board = report["bare_module"], report["dev_board"]
    assert bare["dominates"] == "chip joined"
    assert bare["mah"] == pytest.approx(sum(part["mah"] for part in report["parts"]))
    assert board["mah"] == pytest.approx(bare["mah"] + 24 * 5)
    assert bare["days"] == pytest.approx(6_000 * 0.8 / bare["mah"])
    assert f"bare module  {bare['mah']:>10.1f} {bare['days']:>7.1f}  chip joined" in text
    for part in report["parts"]:
        assert part["source"] in text


@pytest.mark.parametrize("capacity", ["0", "-5", "many", "2000000"])
def test_a_battery_that_cannot_be_is_refused(capacity: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["device", "energy", "soil-default", "--battery-mah", capacity])
    assert "give whole mAh, 1 to 1000000" in capsys.readouterr().err
