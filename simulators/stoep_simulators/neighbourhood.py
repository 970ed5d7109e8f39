"""Devices of four kinds around the beach of Scheveningen, under one weather: twenty, and as many gardens again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stoep_simulators.ground.plots import Plot, plot
from stoep_simulators.ground.probes import Probe, probe
from stoep_simulators.tape import TapeWriter
from stoep_simulators.worlds.air import air
from stoep_simulators.worlds.beach import Crowd, crowd
from stoep_simulators.worlds.local_time import DAY_S
from stoep_simulators.worlds.soil import Soil, soils
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
    """soil: a class of the Staring series. planting: as `plots` has them."""

    soil: str
    planting: str
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
    Garden(name="tuin-duindoorn", x_m=77_250, y_m=456_250, soil="B01", planting="lawn"),
    Garden(name="tuin-meidoorn", x_m=78_250, y_m=457_250, soil="B01", planting="border"),
    Garden(name="tuin-vlier", x_m=78_750, y_m=456_750, soil="B05", planting="vegetables"),
    Garden(name="tuin-lavendel", x_m=78_750, y_m=457_750, soil="B01", planting="lawn"),
    Garden(name="tuin-hulst", x_m=79_250, y_m=457_250, soil="B08", planting="tree"),
    Garden(name="tuin-kamperfoelie", x_m=79_750, y_m=457_250, soil="B16", planting="border"),
    Garden(name="tuin-rozenbottel", x_m=80_250, y_m=458_250, soil="B03", planting="lawn"),
    Garden(name="tuin-appelboom", x_m=80_250, y_m=457_750, soil="B11", planting="vegetables"),
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

# The rest of the gardens that take part in the neighbourhood's research: with those above thirty, of which fifteen on
# sand and twelve on clay, so that even without some of them gardens of one soil can be told of together.
MORE_GARDENS: tuple[Garden, ...] = (
    Garden(name="tuin-kornoelje", x_m=77_750, y_m=456_250, soil="B01", planting="lawn"),
    Garden(name="tuin-brem", x_m=77_750, y_m=456_750, soil="B02", planting="lawn"),
    Garden(name="tuin-klimop", x_m=78_250, y_m=456_750, soil="B03", planting="lawn"),
    Garden(name="tuin-hortensia", x_m=78_750, y_m=456_250, soil="B01", planting="lawn"),
    Garden(name="tuin-pioenroos", x_m=79_250, y_m=456_750, soil="B02", planting="border"),
    Garden(name="tuin-salie", x_m=79_250, y_m=457_750, soil="B01", planting="border"),
    Garden(name="tuin-dahlia", x_m=79_750, y_m=456_750, soil="B03", planting="border"),
    Garden(name="tuin-iep", x_m=79_750, y_m=457_750, soil="B02", planting="border"),
    Garden(name="tuin-linde", x_m=80_250, y_m=457_250, soil="B01", planting="vegetables"),
    Garden(name="tuin-kastanje", x_m=80_250, y_m=456_750, soil="B02", planting="tree"),
    Garden(name="tuin-wilg", x_m=80_750, y_m=457_750, soil="B11", planting="vegetables"),
    Garden(name="tuin-varen", x_m=77_750, y_m=456_250, soil="B12", planting="lawn"),
    Garden(name="tuin-ooievaarsbek", x_m=77_750, y_m=456_750, soil="B11", planting="lawn"),
    Garden(name="tuin-lupine", x_m=78_250, y_m=456_750, soil="B12", planting="lawn"),
    Garden(name="tuin-margriet", x_m=78_750, y_m=456_250, soil="B11", planting="lawn"),
    Garden(name="tuin-akelei", x_m=79_250, y_m=456_750, soil="B12", planting="border"),
    Garden(name="tuin-zonnehoed", x_m=79_250, y_m=457_750, soil="B11", planting="border"),
    Garden(name="tuin-vuurdoorn", x_m=79_750, y_m=456_750, soil="B12", planting="border"),
    Garden(name="tuin-moestuin", x_m=79_750, y_m=457_750, soil="B11", planting="border"),
    Garden(name="tuin-hazelaar", x_m=80_250, y_m=457_250, soil="B12", planting="vegetables"),
    Garden(name="tuin-stokroos", x_m=80_250, y_m=456_750, soil="B11", planting="tree"),
    Garden(name="tuin-boterbloem", x_m=80_750, y_m=457_750, soil="B09", planting="vegetables"),
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
        return self.tapes([spot])[0]

    def tapes(self, spots: Iterable[Spot]) -> tuple[TapeWriter, ...]:
        """Of many spots at once, which is much quicker where there are gardens among them."""
        spots = tuple(spots)
        gardens = [spot for spot in spots if isinstance(spot, Garden)]
        grounds: dict[Spot, Soil] = dict(zip(gardens, self._grounds(gardens), strict=True))
        return tuple(self._tape(spot, ground=grounds.get(spot)) for spot in spots)

    def _grounds(self, gardens: Sequence[Garden]) -> tuple[Soil, ...]:
        if not gardens:
            return ()
        seeds = [f"{self._seed}/{garden.name}" for garden in gardens]
        return soils(self._weather, plots=[self.plot(garden) for garden in gardens], seed=seeds)

    def _tape(self, spot: Spot, *, ground: Soil | None) -> TapeWriter:
        seed = f"{self._seed}/{spot.name}"
        start_s, sky = self._start_s, self._weather
        if isinstance(spot, Garden) and ground is not None:
            return soil_tape(sky, soil=ground, probe=self.probe(spot), start_s=start_s, seed=seed)
        if isinstance(spot, Street):
            breath = air(sky, traffic=spot.traffic, stoves=spot.stoves, seed=seed)
            return air_tape(sky, air=breath, start_s=start_s, seed=seed)
        if isinstance(spot, Gate):
            return people_tape(sky, crowd=self.crowd(spot), start_s=start_s, seed=seed)
        return weather_tape(sky, start_s=start_s, seed=seed)

    def plot(self, garden: Garden) -> Plot:
        """What the garden is, but for its soil and what grows there."""
        return plot(f"{self._seed}/{garden.name}", soil=garden.soil, planting=garden.planting)

    def probe(self, garden: Garden) -> Probe:
        """The one that stands in it."""
        return probe(f"{self._seed}/{garden.name}")

    def crowd(self, gate: Gate) -> Crowd:
        """Who passes the gate, from some days before start_s."""
        if gate.name in self._crowds:
            return self._crowds[gate.name]
        return crowd(self._weather, people_on_a_fine_day=gate.people, seed=f"{self._seed}/{gate.name}")
