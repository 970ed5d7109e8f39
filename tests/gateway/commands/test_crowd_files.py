"""`stoep check` reads the operator's files of [crowd] and holds them against the devices that are here."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.commands.crowd_files import crowd_findings
from stoep_gateway.config.settings import CrowdSettings
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import by_name

NOW_S = datetime(2027, 6, 12, 12, tzinfo=ZoneInfo("Europe/Amsterdam")).timestamp()
PLACES = """\
title = "Test"
[[place]]
name = "kade"
title = "Kade"
lines = ["beam-1"]
path = [[79000, 458000], [79100, 458100]]
width_m = 4
"""
FILES = {
    "places_file.toml": PLACES,
    "calendar_file.toml": "[[school_holiday]]\nfrom = 2027-07-10\nuntil = 2027-08-22\n",
    "events_file.csv": "name,from,until,places,visitors\nMarkt,2027-06-12T10:00,2027-06-12T18:00,kade,4000\n",
    "weather_file.csv": "time,sun\n2027-06-12T14:00,1\n",
}


def device(name: str, *, profile: str = "people", revoked: bool = False) -> Device:
    return Device(
        name=name,
        profile=by_name(profile),
        generation=1,
        group=name,
        cell=None,
        sample_s=60,
        send_s=60,
        revoked=revoked,
    )


def found(folder: Path, *devices: Device, files: Mapping[str, str], region: str = "noord") -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    named = {name.split(".")[0]: folder / name for name in FILES if name in files}
    settings = CrowdSettings(school_region=region, **named)
    here = {each.name: each for each in devices}
    return [line.removeprefix(f"{folder}/") for line in crowd_findings(settings, devices=here, now_s=NOW_S)]


def test_files_that_fit_are_no_finding(tmp_path: Path) -> None:
    assert found(tmp_path, device("beam-1"), files=FILES) == []


def test_without_a_places_file_nothing_is_looked_at(tmp_path: Path) -> None:
    assert found(tmp_path, files={"weather_file.csv": "nothing"}) == []


def test_a_line_that_is_no_device_any_more_or_counts_no_people_is_a_finding(tmp_path: Path) -> None:
    lines = '["beam-1", "beam-2", "garden-7"]'
    files = {**FILES, "places_file.toml": PLACES.replace('["beam-1"]', lines)}
    here = (device("beam-1", revoked=True), device("garden-7", profile="soil"))
    assert found(tmp_path, *here, files=files) == [
        'places_file.toml: place "kade": line "beam-1" is no device here: enrol it, or mend its name',
        'places_file.toml: place "kade": line "beam-2" is no device here: enrol it, or mend its name',
        'places_file.toml: place "kade": line "garden-7" counts no people (profile soil)',
    ]


def test_every_file_that_is_wrong_is_a_finding(tmp_path: Path) -> None:
    files = {
        "places_file.toml": PLACES,
        "calendar_file.toml": "x = 1\n",
        "events_file.csv": FILES["events_file.csv"].replace("kade", "weg"),
        "weather_file.csv": "time,sun\n2027-06-12T09:00,1\n",
    }
    assert found(tmp_path, device("beam-1"), files=files) == [
        "calendar_file.toml:1: unknown key 'x' (known: public_holiday, school_holiday, replace_public, replace_school)",
        'events_file.csv:2: event "Markt": places names "weg", which is no place of the places file',
        "weather_file.csv: the weather ends at 2027-06-12 08:00 UTC: forecasts go without it until newer comes",
    ]


def test_school_holidays_that_nobody_knows_are_a_finding(tmp_path: Path) -> None:
    assert found(tmp_path, device("beam-1"), files={"places_file.toml": PLACES}) == [
        "[crowd] school_region: no school holidays of region noord are known after 2026-08-16:"
        " write them into the calendar file"
    ]


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    settings = CrowdSettings(places_file=tmp_path / "gone.toml")
    assert list(crowd_findings(settings, devices={}, now_s=NOW_S)) == [
        f"{tmp_path}/gone.toml: cannot be read (No such file or directory): is it there, and readable for the gateway?"
    ]
    (tmp_path / "latin.toml").write_bytes(b"title = \xe9")
    latin = CrowdSettings(places_file=tmp_path / "latin.toml")
    assert list(crowd_findings(latin, devices={}, now_s=NOW_S)) == [
        f"{tmp_path}/latin.toml: not UTF-8 text: save it as UTF-8"
    ]
    os.mkfifo(tmp_path / "pipe.toml")
    for path in (tmp_path / "pipe.toml", Path("/dev/zero")):
        assert list(crowd_findings(CrowdSettings(places_file=path), devices={}, now_s=NOW_S)) == [
            f"{path}: a pipe or a device, which is not read: put a file there"
        ]
    folder = CrowdSettings(places_file=tmp_path)
    assert list(crowd_findings(folder, devices={}, now_s=NOW_S)) == [
        f"{tmp_path}: cannot be read (Is a directory): is it there, and readable for the gateway?"
    ]
