"""A small archive in memory: every kind of device, hidden windows, gaps, silence. The pages' tests read it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from stoep_gateway.records import SOIL_PROFILES, Cell, Provenance
from stoep_gateway.web.ports import (
    BackendAccount,
    Closed,
    CountingPlace,
    Device,
    Ledger,
    Point,
    Policy,
    Reading,
    RowAccount,
    Status,
    Verified,
    WindowAccount,
)
from stoep_protocol.profiles import by_name

NOW_S = 1_784_383_500  # Saturday 18 July 2026, 14:05 UTC: a beach day
K = 10
WINDOW_S = 900
_CENTRE = {
    "probe_mv": 1480,
    "soil_temperature": 17.5,
    "deep_soil_temperature": 15.2,
    "air_temperature": 21.3,
    "air_humidity": 64,
    "water_content": 25,
    "conductivity": 310,
    "pm2_5": 7.4,
    "pm10": 12.1,
    "co2": 455,
    "voc_ticks": 30120,
    "nox_ticks": 16040,
    "temperature": 21.3,
    "humidity": 64,
    "pressure": 1016.4,
    "rain_tips": 0.4,
}
_SWING = {"pressure": 3, "co2": 30, "probe_mv": 120, "conductivity": 15, "voc_ticks": 400, "nox_ticks": 90}
_UNTIL_S = NOW_S - NOW_S % WINDOW_S - WINDOW_S
_CLOSED = Closed(from_s=NOW_S - 3 * 86400, until_s=_UNTIL_S, all_below=True)
_CELL = Cell(x_m=79_250, y_m=457_250, size_m=500)
_TODAY_S = NOW_S - NOW_S % 86400
POLICY = Policy(
    k=K,
    window_s=WINDOW_S,
    night_h=4,
    epsilon=Fraction(1),
    contribution=2,
    cap=Fraction(81),
    from_s=_TODAY_S - 30 * 86400,
)
# A threshold alone at first, noise for a month, and from the next midnight on more of it.
POLICIES = (
    Policy(k=5, window_s=WINDOW_S),
    POLICY,
    replace(POLICY, k=12, epsilon=Fraction("0.5"), cap=Fraction("40.5"), from_s=_TODAY_S + 86400),
)
LEDGER = Ledger(
    index=112_345,
    hash="9f2c61d07ab3e845",
    rows=12_345,
    is_shut=False,
    verified=Verified(at_s=NOW_S - 5 * 3600, rows=12_300, findings=0, anchor=True),
)


def accounts(*, balanced: bool = True) -> Status:
    """A status as the gateway writes it, half a minute old."""
    return Status(
        written_s=NOW_S - 30,
        policies=POLICIES,
        cell_size_m=500,
        cells=12,
        cells_with_one_garden=3,
        retention_days=400,
        ledger=LEDGER,
        places=tuple(_place(f"strand-{number}", number) for number in range(1, 6)),
        rows=RowAccount(kept=12034, rejected=3, dropped=0, absent=1, restore=0, balanced=balanced),
        windows=WindowAccount(closed=1536, released=1102, suppressed=420, budget=6, no_data=4, restore=4),
        backends=(
            _backend("archive"),
            _backend("stad-sensorthings", pending=12, dead=1, withheld=3, balanced=balanced),
            _backend("csv"),
        ),
        balanced=balanced,
    )


def street() -> tuple[Device, ...]:
    """About twenty devices of all kinds. Two never spoke, one fell silent, one has its own profile and no clock."""
    devices = [
        *(_device(f"strand-{number}", "people", send_s=60) for number in range(1, 6)),
        *(_device(f"tuin-{number}", "soil", send_s=3600) for number in range(1, 7)),
        *(_device(f"tuin-rs-{number}", "soil-rs485", send_s=3600) for number in range(1, 3)),
        *(_device(f"lucht-{number}", "air", send_s=1800) for number in range(1, 4)),
        *(_device(f"weer-{number}", "weather", send_s=3600) for number in range(1, 3)),
        _device("nieuw-1", "soil", send_s=0),
        _device("telpaal-nieuw", "people", send_s=60),
        _device("eigen-1", "eigenbouw", send_s=600),
    ]
    return tuple(sorted(devices, key=lambda device: device.name))


@dataclass(slots=True)
class StreetArchive:
    """Honours stoep_gateway.web.ports.Archive. closed_windows: what the gateway told about the counting places."""

    known: tuple[Device, ...] = field(default_factory=street)
    said: Status | None = field(default_factory=accounts)
    closed_windows: Closed | None = _CLOSED

    def version(self) -> int:
        return 1

    def devices(self) -> tuple[Device, ...]:
        return tuple(device for device in self.known if device.profile not in SOIL_PROFILES)

    def device(self, name: str) -> Device | None:
        return next((device for device in self.devices() if device.name == name), None)

    def gardens(self) -> tuple[str, ...]:
        return tuple(device.name for device in self.known if device.profile in SOIL_PROFILES)

    def garden(self, name: str) -> tuple[Device, ...]:
        return tuple(device for device in self.known if device.name == name and name in self.gardens())

    def status(self, *, age_max_s: int = 0) -> Status | None:
        return self.said

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        if "nieuw" in device:
            return ()
        if quantity in ("in", "out"):
            counts = ((time_s, end_s, count(device, quantity, time_s)) for time_s, end_s in _windows(start_s))
            return tuple(
                Point(time_s, value, end_s - time_s, made(end_s - time_s))
                for time_s, end_s, value in counts
                if value >= K
            )
        if quantity not in _CENTRE or device == "tuin-6":
            return ()
        return tuple(
            Point(time_s, measured(quantity, time_s))
            for time_s in range(start_s - start_s % 600 + 600, min(end_s, NOW_S), 600)
            if not NOW_S - 86400 < time_s < NOW_S - 64800  # a quarter of a day without a reading
        )

    def latest(self, device: str) -> tuple[Reading, ...]:
        profile = next(known.profile for known in self.known if known.name == device)
        if "nieuw" in device:
            return ()
        if profile == "eigenbouw":
            return (Reading(quantity="trilling", value=3.25, time_s=None),)
        if profile == "people":
            start_s = NOW_S - NOW_S % WINDOW_S - 2 * WINDOW_S
            return tuple(
                Reading(
                    quantity=quantity,
                    value=count(device, quantity, start_s),
                    time_s=start_s,
                    window_s=WINDOW_S,
                    made=made(WINDOW_S),
                )
                for quantity in ("in", "out")
            )
        return tuple(
            Reading(quantity=column.quantity, value=measured(column.quantity, NOW_S), time_s=NOW_S - 60 * len(device))
            for column in sorted(by_name(profile).columns)
        )

    def mark(self, device: str, *, start_s: int) -> tuple[object, ...]:
        return (device,)

    def closed(self, device: str) -> Closed | None:
        return self.closed_windows

    def close(self) -> None:
        return None


def count(device: str, quantity: str, time_s: int) -> int:
    """People in a window: a beach day that swells to the afternoon, the way out two hours later."""
    hour = (time_s % 86400) / 3600 + 2 - (2 if quantity == "out" else 0)
    size = 40 + 37 * (sum(device.encode()) % 7)
    swell = math.sin((hour - 7) / 14 * math.pi) ** 2 if 7 < hour < 21 else 0.0
    return int(size * swell) + time_s // WINDOW_S * 7919 % 9


def made(covered_s: int) -> Provenance:
    """As POLICY makes windows."""
    return Provenance(
        epsilon=str(POLICY.epsilon), contribution=POLICY.contribution, k=K, rounding=1, covered_s=covered_s
    )


def measured(quantity: str, time_s: int) -> float:
    """A daily wave."""
    centre = _CENTRE[quantity]
    swing = _SWING.get(quantity, centre * 0.2)
    return round(centre + swing * math.sin((time_s % 86400 - 32400) / 86400 * 2 * math.pi), 1)


def crowd(size: int) -> tuple[Device, ...]:
    """A street with many more devices, to see that no page outgrows its limit."""
    return tuple(replace(device, name=f"{device.name}-{index}") for index in range(size) for device in street()[:18])


def _windows(start_s: int) -> Iterator[tuple[int, int]]:
    while start_s < _UNTIL_S:
        window = POLICY.window_of(start_s)
        if window[0] >= start_s:
            yield window
        start_s = window[1]


def _place(name: str, number: int) -> CountingPlace:
    closed = 2000 * number
    windows = WindowAccount(
        closed=closed, released=closed - 600, suppressed=590, budget=number - 1, no_data=10 - number, restore=1
    )
    return CountingPlace(name=name, windows=windows, spent=Fraction(38 + number))


def _backend(name: str, *, pending: int = 0, dead: int = 0, withheld: int = 0, balanced: bool = True) -> BackendAccount:
    released = 48211
    return BackendAccount(
        name=name,
        configured=True,
        released=released,
        delivered=released - pending - dead - withheld,
        pending=pending,
        expired=0,
        dead=dead,
        withheld=withheld,
        balanced=balanced,
    )


def _device(name: str, profile: str, *, send_s: int) -> Device:
    seen_s = NOW_S - 30 if "nieuw" not in name else None
    if name == "weer-2":
        seen_s = NOW_S - 3 * 3600
    return Device(name=name, profile=profile, cell=_CELL if send_s else None, send_s=send_s, seen_s=seen_s)
