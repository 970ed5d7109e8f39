"""A beach day at Scheveningen as an analyst would tell it: ten places, a round each quarter, faults, alerts.

Streets and squares are drawn from memory, and the counts are made up: pictures and tests, nothing more.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import Board, Counted, Expected, Fault, ModelNote, PlaceState
from stoep_gateway.crowd.places import Level, Measure, Place, Places, Point, Shape
from stoep_gateway.desk.records import Acknowledgement
from stoep_gateway.outlook.delivery import Delivery
from support.street_archive import NOW_S

SLOT_S = 900
ROUND_S = NOW_S - NOW_S % SLOT_S  # of the newest round
KEPT_S = 3 * 86400
_AHEAD = (*range(12), *range(12, 97, 4))  # slots: each of three hours, then hour by hour
_COAST: tuple[Point, ...] = (
    (77_900, 457_560),
    (78_560, 458_130),
    (79_120, 458_720),
    (79_700, 459_420),
    (80_250, 460_100),
)
_MEASURES = (
    Measure(
        level=Level.YELLOW,
        text={"nl": "Borden bij de tram: loop via de Badhuisweg", "en": "Signs at the tram: walk by Badhuisweg"},
    ),
    Measure(
        level=Level.ORANGE,
        text={"nl": "Twee verkeersregelaars erbij, fietsers stappen af", "en": "Two more stewards, cyclists dismount"},
    ),
    Measure(
        level=Level.RED,
        text={"nl": "Straat dicht voor wie nog komt, terugweg vrij", "en": "Street closed to newcomers, way back free"},
    ),
)


def places() -> Places:
    """Ten streets and squares between the trams and the sea."""
    return Places(
        title="Scheveningen Bad",
        zone="Europe/Amsterdam",
        places=(
            _street("boulevard-zuid", "Strandweg zuid", ((78_300, 457_800), (78_620, 458_080), (78_960, 458_440)), 1.5),
            _street(
                "boulevard-noord", "Strandweg noord", ((79_020, 458_500), (79_300, 458_830), (79_640, 459_230)), 1.9
            ),
            Place(
                name="kurhausplein",
                title="Gevers Deynootplein",
                lines=("strand-1", "strand-2"),
                path=((79_330, 458_600), (79_450, 458_740), (79_560, 458_650), (79_440, 458_510)),
                is_square=True,
                width_m=90,
                from_per_min=(30, 48, 66),
                capacity=4000,
                measures=_MEASURES,
            ),
            _street("palacestraat", "Palacestraat", ((79_400, 458_730), (79_240, 458_790)), 1.2, beach=True),
            _street(
                "keizerstraat",
                "Keizerstraat",
                ((78_830, 457_720), (78_640, 457_900), (78_520, 458_010)),
                1.0,
                beach=True,
            ),
            _street("badhuisweg", "Badhuisweg", ((79_900, 457_900), (79_700, 458_250), (79_530, 458_560)), 0.8),
            _street(
                "scheveningseweg", "Scheveningseweg", ((79_380, 457_050), (79_060, 457_430), (78_850, 457_700)), 0.7
            ),
            _street("zeekant", "Zeekant", ((79_120, 458_480), (79_330, 458_690)), 0.6),
            _street(
                "harstenhoekweg",
                "Harstenhoekweg",
                ((80_060, 458_700), (79_830, 458_850), (79_620, 459_160)),
                0.45,
                parking=350,
            ),
            _street("zwarte-pad", "Zwarte Pad", ((79_960, 459_280), (79_740, 459_380)), 0.5, beach=True, parking=600),
        ),
        shapes=(
            Shape(
                kind="water",
                ring=(
                    (76_000, 456_000),
                    *((x - 170, y + 150) for x, y in _COAST),
                    (81_500, 461_500),
                    (76_000, 463_000),
                ),
            ),
            Shape(kind="beach", ring=(*_COAST, *((x - 170, y + 150) for x, y in reversed(_COAST)))),
            Shape(
                kind="green",
                ring=((79_460, 457_000), (80_300, 457_300), (80_150, 457_750), (79_500, 457_600), (79_300, 457_300)),
            ),
            Shape(kind="green", ring=((80_000, 458_250), (80_500, 458_500), (80_300, 458_900), (79_950, 458_600))),
        ),
    )


def board(now_s: int = ROUND_S, *, known: Places | None = None) -> Board:
    """The round of that moment, a multiple of SLOT_S."""
    return Board(
        now_s=now_s,
        made_s=now_s + 42,
        slot_s=SLOT_S,
        places=tuple(_state(place, now_s) for place in (known or places()).places),
        model=ModelNote(
            trained_s=now_s - now_s % 86400 - 75_600,
            history_days=143,
            has_weather=True,
            has_calendar=True,
            coverage80=0.791,
            errors=((3600, 0.118), (7200, 0.131), (10_800, 0.142), (86_400, 0.171)),
        ),
    )


def alerts() -> tuple[Alert, ...]:
    """One that stands and was seen, one that nobody saw yet, one of yesterday."""
    return (
        _alert("keizerstraat", Level.RED, raised_s=ROUND_S - 900, expected_s=ROUND_S + 3600, chance=0.58),
        _alert("kurhausplein", Level.ORANGE, raised_s=ROUND_S - 4500, expected_s=ROUND_S + 1800, chance=0.87),
        replace(
            _alert(
                "boulevard-noord", Level.ORANGE, raised_s=ROUND_S - 86_400, expected_s=ROUND_S - 82_800, chance=0.66
            ),
            ended_s=ROUND_S - 72_000,
        ),
    )


@dataclass(slots=True)
class StreetOutlook:
    """Honours stoep_gateway.web.ports.Outlook. newest_s: of the newest round, None before the first."""

    known: Places | None = field(default_factory=places)
    newest_s: int | None = ROUND_S
    raised: tuple[Alert, ...] = field(default_factory=alerts)
    number: int = 7
    news: tuple[Delivery, ...] = ()

    def version(self) -> int:
        return self.number

    def places(self) -> Places | None:
        return self.known

    def newest(self, *, history_of: Collection[str] | None = None) -> Board | None:
        return None if self.newest_s is None else board(self.newest_s, known=self.known)

    def at(self, time_s: int) -> Board | None:
        if self.newest_s is None or time_s < self.newest_s - KEPT_S:
            return None
        return board(min(self.newest_s, time_s - time_s % SLOT_S), known=self.known)

    def moments(self, start_s: int, end_s: int) -> tuple[int, ...]:
        if self.newest_s is None:
            return ()
        first = self.newest_s - KEPT_S
        return tuple(at for at in range(first, self.newest_s + 1, SLOT_S) if start_s <= at < end_s)

    def alerts(self, *, newest: int) -> tuple[Alert, ...]:
        return self.raised[:newest]

    def alerts_at(self, time_s: int) -> tuple[Alert, ...]:
        stood = (one for one in self.raised if one.raised_s <= time_s)
        return tuple(one for one in stood if one.ended_s is None or one.ended_s > time_s)

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        return tuple(one for one in self.news if one.alert_id == alert_id)


@dataclass(slots=True)
class StreetDesk:
    """Honours stoep_gateway.web.ports.Acknowledged: the second of `alerts` was seen."""

    number: int = 1

    def version(self) -> int:
        return self.number

    def acknowledged(self, alert_ids: Sequence[str]) -> Mapping[str, Acknowledgement]:
        seen = alerts()[1].id
        return {seen: Acknowledgement(user="j.vandijk", at_s=ROUND_S - 4320)} if seen in alert_ids else {}


def many_places(count: int) -> Places:
    """The same ten again and again, to see that no page outgrows its limit."""
    ten = places()
    return replace(
        ten,
        places=tuple(
            replace(
                ten.places[at % 10], name=f"{ten.places[at % 10].name}-{at}", title=f"{ten.places[at % 10].title} {at}"
            )
            for at in range(count)
        ),
    )


def people(place: str, time_s: int) -> float:
    """In one slot: a beach day that swells to the late afternoon, and a little on other hours."""
    hour = (time_s % 86400) / 3600 + 2
    size = _SIZE.get(place) or _SIZE[place.rpartition("-")[0]]
    swell = math.exp(-(((hour - 17.4) / 2.6) ** 2)) if 6 < hour < 25 else 0.0
    ripple = 1 + 0.06 * math.sin(time_s // SLOT_S * 2.3 + size) + 0.04 * math.sin(time_s // SLOT_S * 0.9)
    return round(15 * (3 + 52 * size * swell) * ripple, 1)


def _state(place: Place, now_s: int) -> PlaceState:
    counted_s = now_s - 2700 if place.name == "zwarte-pad" else now_s
    counted = tuple(_counted(place, at, counted_s=counted_s) for at in range(now_s - 86400, now_s, SLOT_S))
    last = counted[(counted_s - SLOT_S - (now_s - 86400)) // SLOT_S]
    return PlaceState(
        name=place.name,
        counted=counted,
        expected=tuple(_expected(place, now_s, slots) for slots in _AHEAD),
        faults=_faults(now_s).get(place.name, ()),
        counted_s=counted_s,
        level=None if last.people is None else place.level_of(last.people, slot_s=SLOT_S),
    )


def _counted(place: Place, start_s: int, *, counted_s: int) -> Counted:
    found = people(place.name, start_s)
    if start_s >= counted_s or (place.name == "zeekant" and 30_600 <= start_s % 86400 < 37_800):
        return Counted(start_s=start_s, people=None)
    is_hidden = found < 50
    return Counted(
        start_s=start_s,
        people=7.0 if is_hidden else found,
        is_hidden=is_hidden,
        is_partial=place.name == "boulevard-noord" and start_s % 86400 > 40_000,
    )


def _expected(place: Place, now_s: int, slots: int) -> Expected:
    start_s = now_s + slots * SLOT_S
    middle = people(place.name, start_s) * (1 + 0.05 * math.sin(now_s / 5000))
    spread = (0.07 + 0.018 * min(slots, 14)) * middle + 6
    quantiles = tuple(max(0.0, round(middle + z * spread, 1)) for z in (-1.96, -1.2816, 0, 1.2816, 1.96))
    chances = tuple(
        round(0.5 * math.erfc((place.limit(level, slot_s=SLOT_S) - middle) / spread / math.sqrt(2)), 3)
        for level in (Level.YELLOW, Level.ORANGE, Level.RED)
    )
    return Expected(
        start_s=start_s,
        quantiles=(quantiles[0], quantiles[1], quantiles[2], quantiles[3], quantiles[4]),
        chances=(chances[0], chances[1], chances[2]),
    )


def _street(
    name: str, title: str, path: tuple[Point, ...], size: float, *, beach: bool = False, parking: int = 0
) -> Place:
    full = 44 * size if name in ("keizerstraat", "palacestraat") else 60 * size
    return Place(
        name=name,
        title=title,
        lines=(f"{name}-1", f"{name}-2") if size > 1 else (f"{name}-1",),
        path=path,
        is_square=False,
        width_m=12,
        from_per_min=(round(full * 0.62), round(full * 0.95), round(full * 1.25)),
        is_beach_access=beach,
        parking=parking,
        measures=_MEASURES,
    )


def _alert(place: str, level: Level, *, raised_s: int, expected_s: int, chance: float) -> Alert:
    return Alert(
        id=f"{place}/{level.name.lower()}/{raised_s}",
        place=place,
        level=level,
        raised_s=raised_s,
        expected_s=expected_s,
        within_s=7200,
        chance=chance,
        is_now=False,
    )


def _faults(now_s: int) -> dict[str, tuple[Fault, ...]]:
    return {
        "zwarte-pad": (Fault(device="zwarte-pad-1", kind="silent", since_s=now_s - 2700),),
        "boulevard-noord": (Fault(device="boulevard-noord-2", kind="stuck", since_s=now_s - 9000),),
    }


_SIZE: dict[str, float] = {
    "boulevard-zuid": 1.15,
    "boulevard-noord": 1.5,
    "kurhausplein": 0.98,
    "palacestraat": 0.7,
    "keizerstraat": 1.1,
    "badhuisweg": 0.42,
    "scheveningseweg": 0.45,
    "zeekant": 0.4,
    "harstenhoekweg": 0.2,
    "zwarte-pad": 0.25,
}
