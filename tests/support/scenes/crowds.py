"""Something is wrong with a file about places, holidays, events or weather."""

import os

from support.scenes import scene
from support.stage import Stage

PLACES = """\
title = "Test"
[[place]]
name = "kade"
title = "Kade"
lines = ["garden-7"]
path = [[79000, 458000], [79100, 458100]]
width_m = 4
"""
NOT_ASKED = "counts no people (profile soil)"  # a device that is there, without what counting people asks of a gateway


def checked(stage: Stage, *, places: str | None = PLACES, region: str = "", **files: str | None) -> str:
    """What `stoep check` finds of files of [crowd]."""
    keys = {"places_file": "places.toml", "calendar_file": "calendar.toml"}
    keys |= {"events_file": "events.csv", "weather_file": "weather.csv"}
    texts = {"places_file": places, **files}
    lines = [f'school_region = "{region}"']
    for key, text in texts.items():
        lines.append(f'{key} = "{keys[key]}"')
        if text is not None:
            (stage.gateway.folder / keys[key]).write_text(text)
    stage.changed("[crowd]", "\n".join(["[crowd]", *lines]))
    stage.gateway.enroll("garden-7", profile="soil")
    (said,) = (line for line in stage.gateway.stoep("check", code=1).splitlines() if NOT_ASKED not in line)
    return said


@scene("places file that is not there")
def _(stage: Stage) -> str:
    return checked(stage, places=None)


@scene("a pipe in place of a file of [crowd]")
def _(stage: Stage) -> str:
    os.mkfifo(stage.gateway.folder / "events.csv")
    return checked(stage, events_file=None)


@scene("places file: unknown key")
def _(stage: Stage) -> str:
    return checked(stage, places=f"{PLACES}widht_m = 4\n")


@scene("places file: levels that do not rise")
def _(stage: Stage) -> str:
    return checked(stage, places=f"{PLACES}levels = [30, 20, 10]\n")


@scene("places file: a place leads to nowhere")
def _(stage: Stage) -> str:
    return checked(stage, places=f'{PLACES}leads_to = ["strand"]\n')


@scene("a place's line is no device")
def _(stage: Stage) -> str:
    return checked(stage, places=PLACES.replace("garden-7", "beam-1"))


@scene("calendar file: no date")
def _(stage: Stage) -> str:
    return checked(stage, calendar_file='public_holiday = ["1 June"]\n')


@scene("school holidays that no table knows")
def _(stage: Stage) -> str:
    return checked(stage, region="zuid")


@scene("events file: a place that there is not")
def _(stage: Stage) -> str:
    columns = "name,from,until,places,visitors\n"
    return checked(stage, events_file=f"{columns}Markt,2027-06-12T10:00,2027-06-12T18:00,weg,4000\n")


@scene("weather file: a cell that is no number")
def _(stage: Stage) -> str:
    return checked(stage, weather_file="time,temperature_c\n2027-06-12T10:00,warm\n")


@scene("weather file that has ended")
def _(stage: Stage) -> str:
    return checked(stage, weather_file="time,sun\n2020-06-12T10:00,1\n")
