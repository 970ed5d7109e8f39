"""Damaged files of an operator: read, or refused in one line that names the file; nothing else.

FUZZ_INPUTS, FUZZ_SEED: as in test_fuzz.
"""

import json
import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stoep_gateway.air.official import parse_official
from stoep_gateway.crowd.calendar import parse_calendar
from stoep_gateway.crowd.events import parse_events
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.crowd.weather import parse_weather_csv, parse_weather_json
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.garden.postcodes import postcodes
from stoep_gateway.privacy.answers import read as read_answers
from stoep_gateway.privacy.rulebook import load as load_rulebook
from stoep_gateway.privacy.source import read as read_description
from support.damaged_text import damaged_text
from support.repository import ROOT
from support.rulebook_folder import FACTS as FACTS_FILE
from support.rulebook_folder import GATES, RULES, copied

INPUTS = int(os.environ.get("FUZZ_INPUTS", "60000"))
SEED = int(os.environ.get("FUZZ_SEED", "7"))
ZONE = ZoneInfo("Europe/Amsterdam")
PLACES = (ROOT / "simulators/stoep_simulators/worlds/scheveningen.toml").read_text()
POINTS = [[4.28, 52.11], [4.29, 52.12]]
STREET = {"name": "kade", "title": "Kade", "lines": ["a"], "width_m": 2, "measure": [{"level": "red", "nl": "Dicht"}]}
GEOJSON = {
    "type": "FeatureCollection",
    "title": "x",
    "features": [
        {"type": "Feature", "properties": STREET, "geometry": {"type": "LineString", "coordinates": POINTS}},
    ],
}
CALENDAR = "public_holiday = [2027-06-01]\n[[school_holiday]]\nfrom = 2027-07-10\nuntil = 2027-08-22\n"
EVENTS = "name,from,until,places,visitors\nMarkt,2027-06-12T10:00,2027-06-12T18:00,kade,4000\n"
WEATHER = "time,temperature_c,rain_mm,wind_m_s,sun\n2027-06-12T09:00,18.5,0,4,0.75\n2027-06-12T10:00,,,,\n"
OFFICIAL = "time,station,pm2_5,pm10,no2,o3\n2027-06-12T10:00+02:00,Haag,9.5,20,26,\n2027-06-12T10:00Z,Haag,,,,61\n"
SOILS = "postcode4,class\n2586,B01\n2587,B05\n3011,B10\n"
ANSWER = {
    "utc_offset_seconds": 0,
    "hourly_units": {"temperature_2m": "°C"},
    "hourly": {"time": ["2027-06-12T09:00", "2027-06-12T10:00"], "temperature_2m": [1, None]},
}
FILE = Path("operators-file")
DESCRIPTION = (ROOT / "examples/privacy/source-people-counter.toml").read_text()
ON = date(2026, 11, 26)
DEVICE = (ROOT / "examples/privacy/doorbell-street.toml").read_text()
PARSERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "places": (PLACES, lambda text: parse_places(text, file=FILE)),
    "geojson": (json.dumps(GEOJSON), lambda text: parse_places(text, file=FILE)),
    "calendar": (CALENDAR, lambda text: parse_calendar(text, file=FILE)),
    "events": (EVENTS, lambda text: parse_events(text, file=FILE.with_suffix(".csv"), zone=ZONE, places=["kade"])),
    "weather": (WEATHER, lambda text: parse_weather_csv(text, file=FILE, zone=ZONE)),
    "official": (OFFICIAL, lambda text: parse_official(text, file=FILE)),
    "soils": (SOILS, lambda text: postcodes(text, name=str(FILE))),
    "description": (DESCRIPTION, lambda text: read_description(text, name=str(FILE), facts=load_rulebook(on=ON).facts)),
    "device": (DEVICE, lambda text: read_answers(text, name=str(FILE), rulebook=load_rulebook(on=ON))),
    "answer": (json.dumps(ANSWER), lambda text: parse_weather_json(text, source=str(FILE))),
}


@pytest.mark.parametrize("kind", PARSERS)
def test_a_damaged_file_is_refused_in_one_line(kind: str) -> None:
    good, parse = PARSERS[kind]
    chance = random.Random(f"{SEED}/{kind}")
    outcomes: Counter[str] = Counter()
    parse(good)
    for _ in range(INPUTS // 200):
        try:
            parse(damaged_text(good, chance))
            outcomes["read"] += 1
        except (ConfigError, RetryableError) as error:
            assert str(error).startswith(str(FILE))
            assert "\n" not in str(error)
            outcomes["refused"] += 1
    print(f"seed {SEED}, {kind}: {dict(outcomes)}")
    assert outcomes.keys() == {"read", "refused"}


@pytest.mark.parametrize("file", [FACTS_FILE, GATES, RULES])
def test_a_damaged_rulebook_is_refused_in_one_line(tmp_path: Path, file: str) -> None:
    folder = copied(tmp_path)
    good = (folder / file).read_text()
    chance = random.Random(f"{SEED}/{file}")
    outcomes: Counter[str] = Counter()
    for _ in range(INPUTS // 400):
        (folder / file).write_bytes(damaged_text(good, chance).encode(errors="surrogatepass"))
        try:
            load_rulebook(folder, on=ON)
            outcomes["read"] += 1
        except ConfigError as error:
            assert str(error).startswith(str(folder))
            assert str(error).isprintable()
            outcomes["refused"] += 1
    print(f"seed {SEED}, {file}: {dict(outcomes)}")
    assert outcomes.keys() == {"read", "refused"}
