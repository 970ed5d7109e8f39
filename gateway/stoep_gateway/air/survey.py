"""All air sensors beside each other: who differs from the neighbours, and hours of much dust. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoep_gateway.air.episodes import Episode, episodes
from stoep_gateway.air.hours import HOUR_S, Readings, hours
from stoep_gateway.air.index import Level
from stoep_gateway.air.quality import Flag, drift, near, own_flags
from stoep_gateway.air.records import Hour

HOURS = 48
_NOW_HOURS = 3  # a device that sends rarely is that late


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One sensor. sensor: its type, "" when nobody said; place: centre of its cell, RD metres; hours: HOURS of them."""

    name: str
    sensor: str
    place: tuple[int, int] | None
    hours: tuple[Hour, ...]
    flags: tuple[Flag, ...]

    def now(self) -> Hour | None:
        """The newest hour that has fine dust, if it is one of the last three."""
        return next((hour for hour in reversed(self.hours[-_NOW_HOURS:]) if hour.pm2_5 is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """end_s: the full hour up to which was looked. levels: at how many sensors each level is now."""

    end_s: int
    stations: Mapping[str, Station]
    episodes: tuple[Episode, ...]
    levels: Mapping[Level, int]


def station(
    name: str,
    *,
    sensor: str,
    place: tuple[int, int] | None,
    pm2_5: Readings,
    pm10: Readings,
    humidity: Readings,
    kappa: float,
    end_s: int,
) -> Station:
    """The last HOURS hours before end_s, a full hour, of one sensor; not compared with others yet."""
    start_s = end_s - HOURS * HOUR_S
    found = hours(pm2_5=pm2_5, pm10=pm10, humidity=humidity, sensor=sensor, kappa=kappa, start_s=start_s, end_s=end_s)
    flags = own_flags(found, pm2_5=pm2_5, humidity=humidity)
    return Station(name=name, sensor=sensor, place=place, hours=found, flags=flags)


def survey(stations: Sequence[Station], *, end_s: int) -> Survey:
    """stations: all with hours up to end_s."""
    places = {each.name: each.place for each in stations}
    own_hours = {each.name: each.hours for each in stations}
    compared = {}
    for each in stations:
        found = drift(each.hours, neighbours=[own_hours[other] for other in near(each.name, places=places)])
        flags = (found, *each.flags) if found else each.flags
        compared[each.name] = Station(
            name=each.name, sensor=each.sensor, place=each.place, hours=each.hours, flags=flags
        )
    levels = Counter(index[0] for each in stations if (hour := each.now()) and (index := hour.index()))
    return Survey(
        end_s=end_s,
        stations=compared,
        episodes=episodes(own_hours),
        levels={level: levels[level] for level in Level if levels[level]},
    )
