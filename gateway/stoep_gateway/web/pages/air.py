"""The air: which level it has at each air meter, what that means, and how the numbers came about."""

from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.air.episodes import Episode
from stoep_gateway.air.index import POLLUTANTS, VERSION, Level
from stoep_gateway.air.meaning import MESSAGES
from stoep_gateway.air.official import OfficialHour
from stoep_gateway.air.survey import Survey
from stoep_gateway.config.settings import AirSettings
from stoep_gateway.grid import HOUR_S
from stoep_gateway.web.air.cards import Card, card
from stoep_gateway.web.air.source import AirSource
from stoep_gateway.web.fragments import Piece
from stoep_gateway.web.page import Page, Visit, part_of
from stoep_gateway.web.ports import Device
from stoep_gateway.web.quantities import kind_of
from stoep_gateway.web.speech import Speaker

_CARDS = 6  # about 8 kB each
_NAMED_MAX = 3
_EPISODES_MAX = 6
_UNTOLD = AirSource(AirSettings())  # nobody said anything


@dataclass(frozen=True, slots=True)
class Meaning:
    """A level with what it means for being active outdoors. count: at how many sensors it is now."""

    level: Level
    everybody: str
    sensitive: str
    count: int


@dataclass(frozen=True, slots=True)
class Peak:
    """An episode in words."""

    level: Level
    when: str
    where: str


@dataclass(frozen=True, slots=True)
class Station:
    """An official station's newest hour: what it says of each pollutant, in words."""

    name: str
    when: str
    values: tuple[str, ...]
    level: Level


def build(visit: Visit) -> Mapping[str, object]:
    """Sensors in parts; what is said of all of them, on the first."""
    speaker, source = visit.speaker, visit.air or _UNTOLD
    devices = tuple(device for device in visit.archive.devices() if kind_of(device.profile) == "air")
    kept = source.look(visit.archive, devices=devices, now_s=speaker.now_s)
    part = part_of(devices, number=visit.part, size=_CARDS)
    found = kept.survey
    return {
        "index_version": VERSION,
        "levels": tuple(found.levels.items()),
        "count_all": len(devices),
        "count_level": sum(found.levels.values()),
        "meanings": tuple(_meaning(speaker, level, count=found.levels.get(level, 0)) for level in Level),
        "peaks": tuple(_peak(speaker, episode) for episode in found.episodes[:_EPISODES_MAX]),
        "peaks_more": max(0, len(found.episodes) - _EPISODES_MAX),
        "cards": tuple(_piece(visit, device, kept_key=kept.number, survey=found) for device in part.items),
        "official": tuple(_official(speaker, hour) for hour in source.official(now_s=speaker.now_s)),
        "official_source": source.settings.official_source,
        "pollutants": tuple(speaker.t(f"air.pollutant.{pollutant}") for pollutant in POLLUTANTS),
        "part": part,
    }


def _piece(visit: Visit, device: Device, *, kept_key: object, survey: Survey) -> Piece[Card]:
    def make() -> Card:
        return card(visit.speaker, survey.stations[device.name])

    return Piece(
        device.name, ("air", device.name, visit.speaker.language, kept_key, survey.stations[device.name]), make
    )


def _meaning(speaker: Speaker, level: Level, *, count: int) -> Meaning:
    everybody, sensitive = MESSAGES[level]
    return Meaning(level, speaker.t(f"air.do.{everybody}"), speaker.t(f"air.do.{sensitive}"), count)


def _peak(speaker: Speaker, episode: Episode) -> Peak:
    start, end = speaker.moment(episode.start_s), speaker.moment(episode.end_s)
    when = speaker.t("air.peak.on", start=start) if episode.is_on else speaker.t("air.peak.span", start=start, end=end)
    named = ", ".join(episode.names[:_NAMED_MAX])
    if len(episode.names) > _NAMED_MAX:
        named = speaker.t("air.peak.more", names=named, more=len(episode.names) - _NAMED_MAX)
    where = speaker.t(f"air.reach.{episode.reach.value}", names=named, n=len(episode.names), of=episode.of)
    return Peak(episode.level, when, where)


def _official(speaker: Speaker, hour: OfficialHour) -> Station:
    index = hour.index()
    assert index  # noqa: S101 - the source gives none without values
    values = tuple(speaker.number(hour.values[name], 1) if name in hour.values else "–" for name in POLLUTANTS)
    when = speaker.between(hour.start_s, hour.start_s + HOUR_S)
    return Station(hour.station, f"{speaker.day(hour.start_s)} {when}", values, index[0])


PAGE = Page(name="air", address="/air", template="air.html", build=build)
