"""Twenty devices of four kinds around the beach of Scheveningen, under one weather."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stoep_simulators.tape import TapeWriter
from stoep_simulators.worlds.air import air
from stoep_simulators.worlds.beach import Crowd, crowd
from stoep_simulators.worlds.local_time import DAY_S
from stoep_simulators.worlds.soil import SOIL_TYPES, probe, soil
from stoep_simulators.worlds.tapes import air_tape, people_tape, soil_tape, weather_tape
from stoep_simulators.worlds.weather import Weather, weather

SETTLE_S = 5 * DAY_S  # soil water and soil warmth remember days before the first reading
_NO_CROWDS: Mapping[str, Crowd] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One device of the neighbourhood. x_m, y_m: centre of the 500 m cell of RD New (EPSG:28992) that it stands in."""

    name: str
    profile: str
    x_m: int
    y_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Garden(Spot):
    """soil: a name of SOIL_TYPES. shade: 0 to 1."""

    soil: str
    shade: float
    profile: str = "soil"


@dataclass(frozen=True, slots=True, kw_only=True)
class Street(Spot):
    """traffic and stoves as in worlds/air.py, 0 to 1."""

    traffic: float
    stoves: float
    profile: str = "air"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Spot):
    """A way to the beach and how many people take it on a fine day."""

    people: int
    profile: str = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mast(Spot):
    """A weather station."""

    profile: str = "weather"


SPOTS: tuple[Spot, ...] = (
    Garden(name="tuin-duindoorn", x_m=77_250, y_m=456_250, soil="coarse-sand", shade=0.1),
    Garden(name="tuin-meidoorn", x_m=78_250, y_m=457_250, soil="sand", shade=0.4),
    Garden(name="tuin-vlier", x_m=78_750, y_m=456_750, soil="sand", shade=0.2),
    Garden(name="tuin-lavendel", x_m=78_750, y_m=457_750, soil="sand", shade=0.0),
    Garden(name="tuin-hulst", x_m=79_250, y_m=457_250, soil="loam", shade=0.6),
    Garden(name="tuin-kamperfoelie", x_m=79_750, y_m=457_250, soil="peat", shade=0.5),
    Garden(name="tuin-rozenbottel", x_m=80_250, y_m=458_250, soil="sand", shade=0.3),
    Garden(name="tuin-appelboom", x_m=80_250, y_m=457_750, soil="clay", shade=0.3),
    Street(name="lucht-haven", x_m=78_250, y_m=457_250, traffic=0.7, stoves=0.2),
    Street(name="lucht-keizerstraat", x_m=78_750, y_m=457_750, traffic=0.4, stoves=0.4),
    Street(name="lucht-westduin", x_m=78_750, y_m=456_750, traffic=1.0, stoves=0.3),
    Street(name="lucht-belgisch-park", x_m=80_250, y_m=458_250, traffic=0.2, stoves=0.8),
    Gate(name="telpunt-pier", x_m=79_250, y_m=459_250, people=4_200),
    Gate(name="telpunt-boulevard", x_m=79_250, y_m=458_750, people=3_600),
    Gate(name="telpunt-keizerstraat", x_m=78_750, y_m=457_750, people=2_400),
    Gate(name="telpunt-zwarte-pad", x_m=80_250, y_m=459_250, people=900),
    Gate(name="telpunt-vuurtoren", x_m=78_250, y_m=457_750, people=300),
    Mast(name="weer-haven", x_m=78_250, y_m=457_250),
    Mast(name="weer-boulevard", x_m=79_250, y_m=458_750),
    Mast(name="weer-duinrand", x_m=80_250, y_m=459_250),
)


def mixed(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """One of each kind, then the next of each: whoever looks early sees all kinds."""
    places: dict[str, int] = {}
    keys = {}
    for spot in spots:
        keys[spot] = places[spot.profile] = places.get(spot.profile, 0) + 1
    return tuple(sorted(keys, key=lambda spot: keys[spot]))


def counters_first(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """One of each kind, then all counters of people: their two days are what a forecast waits for. Then the rest."""
    order = mixed(spots)
    kinds = len({spot.profile for spot in order})
    return tuple(sorted(order, key=lambda spot: order.index(spot) >= kinds and spot.profile != "people"))


class Neighbourhood:
    """Weather from some days before start_s to end_s (wire time); a tape for each spot. Repeatable by seed.

    sky: weather that was drawn elsewhere, from SETTLE_S before start_s on. crowds: people by gate who do more than pass
    one gate; where a gate is not in it, people come to it alone.
    """

    def __init__(
        self,
        *,
        seed: int,
        start_s: int,
        end_s: int,
        sky: Weather | None = None,
        crowds: Mapping[str, Crowd] = _NO_CROWDS,
    ) -> None:
        self._seed = seed
        self._start_s = start_s
        self._weather = sky or weather(seed, start_s=start_s - SETTLE_S, end_s=end_s)
        self._crowds = crowds

    def tape(self, spot: Spot) -> TapeWriter:
        """What happens at the spot from start_s to end_s."""
        seed = f"{self._seed}/{spot.name}"
        start_s, sky = self._start_s, self._weather
        if isinstance(spot, Garden):
            ground = soil(sky, soil_type=SOIL_TYPES[spot.soil], shade=spot.shade, seed=seed)
            return soil_tape(sky, soil=ground, probe=probe(seed), start_s=start_s, seed=seed)
        if isinstance(spot, Street):
            breath = air(sky, traffic=spot.traffic, stoves=spot.stoves, seed=seed)
            return air_tape(sky, air=breath, start_s=start_s, seed=seed)
        if isinstance(spot, Gate):
            return people_tape(sky, crowd=self.crowd(spot), start_s=start_s, seed=seed)
        return weather_tape(sky, start_s=start_s, seed=seed)

    def crowd(self, gate: Gate) -> Crowd:
        """Who passes the gate, from some days before start_s."""
        if gate.name in self._crowds:
            return self._crowds[gate.name]
        return crowd(self._weather, people_on_a_fine_day=gate.people, seed=f"{self._seed}/{gate.name}")
