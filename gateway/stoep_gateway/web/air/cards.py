"""An air meter as its card shows it: level, raw beside corrected, two days, doubts. Words and numbers, no markup."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from stoep_gateway.air.hours import HOUR_S
from stoep_gateway.air.index import Level
from stoep_gateway.air.quality import Doubt, Flag
from stoep_gateway.air.records import Hour, Value
from stoep_gateway.air.sensors import EPA, GROWTH, SENSORS
from stoep_gateway.air.survey import Station
from stoep_gateway.web.air.drawing import Dust, dust
from stoep_gateway.web.axis import marks
from stoep_gateway.web.figures import Row
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.svg import Mark

_ROW_HOURS = 6
_UNIT = "µg/m³"
_NAMES = {EPA: "air.by.epa", GROWTH: "air.by.growth"}


@dataclass(frozen=True, slots=True)
class Pair:
    """One quantity: raw and corrected in words; by: the correction's name, or why there is none."""

    label: str
    raw: str
    corrected: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """level: None without one, then why says so. now: the hour in words, "" when nothing was measured of late."""

    name: str
    sensor: str
    level: Level | None
    why: str
    now: str
    pairs: tuple[Pair, ...]
    flags: tuple[str, ...]
    dust: Dust | None
    marks: tuple[Mark, ...]
    words: str
    rows: tuple[Row, ...]


def card(speaker: Speaker, station: Station) -> Card:
    """Of one air meter."""
    now = station.now()
    index = now.index() if now else None
    raw = [hour.pm2_5.raw if hour.pm2_5 else None for hour in station.hours]
    corrected = [hour.pm2_5.corrected if hour.pm2_5 else None for hour in station.hours]
    start_s, end_s = station.hours[0].start_s, station.hours[-1].start_s + HOUR_S
    known = SENSORS.get(station.sensor)
    return Card(
        name=station.name,
        sensor=known.title if known else speaker.t("air.sensor.unknown"),
        level=index[0] if index else None,
        why=_why(speaker, now),
        now=speaker.between(now.start_s, now.start_s + HOUR_S) if now else "",
        pairs=tuple(_pairs(speaker, now)) if now else (),
        flags=tuple(flag_words(speaker, flag) for flag in station.flags),
        dust=dust(raw, corrected),
        marks=marks(speaker, start_s=start_s, end_s=end_s),
        words=_words(speaker, station),
        rows=tuple(_rows(speaker, station.hours)),
    )


def flag_words(speaker: Speaker, flag: Flag) -> str:
    """A doubt in a sentence."""
    if flag.doubt in (Doubt.HIGH, Doubt.LOW):
        return speaker.t(f"air.flag.{flag.doubt.value}", times=speaker.number(flag.amount, 1))
    return speaker.count(f"air.flag.{flag.doubt.value}", round(flag.amount))


def _why(speaker: Speaker, now: Hour | None) -> str:
    if now is None or now.pm2_5 is None:
        return speaker.t("air.why.silent")
    return speaker.t(f"air.why.{now.pm2_5.why.value}") if now.pm2_5.why and now.index() is None else ""


def _pairs(speaker: Speaker, now: Hour) -> list[Pair]:
    found = [("pm2_5", now.pm2_5), ("pm10", now.pm10)]
    return [_pair(speaker, quantity, value) for quantity, value in found if value]


def _pair(speaker: Speaker, quantity: str, value: Value) -> Pair:
    label = speaker.t(f"quantity.{quantity}")
    raw = speaker.amount(value.raw, decimals=1, unit=_UNIT)
    if value.corrected is None:
        return Pair(label, raw, "–", speaker.t(f"air.raw.{value.why.value}") if value.why else "")
    kind = value.correction.split()[0]
    kappa = value.correction.removeprefix(kind).strip()
    by = speaker.t(_NAMES[kind], kappa=speaker.number(float(kappa), 2) if kappa else "")
    return Pair(label, raw, speaker.amount(value.corrected, decimals=1, unit=_UNIT), by)


def _words(speaker: Speaker, station: Station) -> str:
    """What the drawing shows."""

    def highest(of: Callable[[Value], float | None]) -> str:
        values = [value for hour in station.hours if hour.pm2_5 and (value := of(hour.pm2_5)) is not None]
        return speaker.amount(max(values), decimals=1, unit=_UNIT) if values else speaker.t("none")

    return speaker.t(
        "air.chart",
        place=station.name,
        start=speaker.moment(station.hours[0].start_s),
        end=speaker.moment(station.hours[-1].start_s + HOUR_S),
        raw=highest(lambda value: value.raw),
        corrected=highest(lambda value: value.corrected),
    )


def _rows(speaker: Speaker, hours: Sequence[Hour]) -> list[Row]:
    """Six hours a row, the newest first; those without any value are left out."""
    groups: dict[int, list[Hour]] = {}
    for hour in hours:
        groups.setdefault(hour.start_s // (_ROW_HOURS * HOUR_S), []).append(hour)
    rows = []
    for group in reversed(groups.values()):
        values = [hour.pm2_5 for hour in group if hour.pm2_5]
        if not values:
            continue
        dry = [value.corrected for value in values if value.corrected is not None]
        levels = [index[0] for hour in group if (index := hour.index())]
        cells = (
            speaker.number(fmean(value.raw for value in values), 1),
            speaker.number(fmean(dry), 1) if dry else "–",
            speaker.t(f"air.level.{max(levels).value}") if levels else "–",
        )
        start_s = group[0].start_s
        rows.append(Row(speaker.day(start_s), speaker.clock(start_s), cells))
    return rows
