"""Gardens in every state, each with its keeper's browser: the address says whose page is asked for.

/dry/my-garden is the page of the garden DRY as its keeper sees it, /my-garden the same; so with what lies below it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from stoep_gateway.almanac.records import GardenFindings
from stoep_gateway.desk.garden_records import RESEARCH
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.desk.records import CONSOLE
from stoep_gateway.garden.records import (
    FLAT,
    FROM_FINGER,
    FROM_LAB,
    FROM_POSTCODE,
    FROST,
    NOT_KNOWN,
    TOO_WET,
    WATERLOGGING,
    Advice,
    Calibration,
    Event,
    Setup,
)
from stoep_gateway.web.app import create
from stoep_gateway.web.ports import Device
from support.own_site import own_desk
from support.street_almanac import DRY, NEW, TODAY, WET, StreetAlmanac
from support.street_archive import NOW_S, StreetArchive, street

FULL, FAULTY, RAW, EMPTY, GONE = "tuin-15", "tuin-18", "tuin-21", "tuin-24", "tuin-27"
# The word in the address, and whose garden that is.
KEEPERS: Mapping[str, str] = {
    "dry": DRY,
    "wet": WET,
    "full": FULL,
    "fault": FAULTY,
    "raw": RAW,
    "empty": EMPTY,
    "new": NEW,
    "gone": GONE,
}
_CALIBRATION = Calibration(dry_mv=2700, wet_mv=1150)
_SETUPS: Mapping[str, Setup] = {
    DRY: Setup(
        soil="B02", soil_by=FROM_FINGER, planting="border", sun="sun", paved_percent=40, calibration=_CALIBRATION
    ),
    WET: Setup(soil="B10", soil_by=FROM_POSTCODE, planting="lawn", sun="half", calibration=_CALIBRATION),
    FULL: Setup(soil="B16", soil_by=FROM_LAB, planting="vegetables", calibration=_CALIBRATION),
    FAULTY: Setup(soil="B05", soil_by=FROM_FINGER, planting="tree", calibration=_CALIBRATION),
    RAW: Setup(soil="B08", soil_by=FROM_FINGER, planting="lawn"),
    EMPTY: Setup(soil="B11", soil_by=FROM_FINGER, planting="border"),
    GONE: Setup(soil="B11", soil_by=FROM_FINGER, planting="border"),
}


def almanac(gardens: Gardens) -> StreetAlmanac:
    """Of DRY, WET and NEW, and of gardens in which something is the matter; made from their set-ups as they are."""
    told = StreetAlmanac()
    dry = told.findings[DRY]
    found = {
        **told.findings,
        FULL: replace(
            _at(
                dry,
                depletion_mm=-9,
                advice=Advice(kind=TOO_WET, rule="air", reason="full", change="dry-days", chance=0.91),
            ),
            events=(
                Event(kind=WATERLOGGING, start=TODAY.replace(day=14), end=TODAY, value=0.93),
                Event(kind=FROST, start=TODAY.replace(day=2), end=TODAY.replace(day=2), value=-0.4),
            ),
        ),
        FAULTY: _at(
            dry,
            depletion_mm=30,
            advice=Advice(kind=NOT_KNOWN, rule="probe-sound", reason=FLAT, change="check-probe"),
            fault=FLAT,
            spread_mm=14,
        ),
        RAW: _at(
            dry,
            depletion_mm=20,
            advice=Advice(kind=NOT_KNOWN, rule="calibrated", reason="not-calibrated", change="calibrate"),
            spread_mm=18,
        ),
        EMPTY: replace(dry, reading=None, reading_s=None, days=(), estimates=(), events=()),
    }
    return StreetAlmanac(
        findings={
            name: replace(each, name=name, setup_version=gardens.garden(name).setup_version)
            for name, each in found.items()
        }
    )


def _at(
    one: GardenFindings, *, depletion_mm: float, advice: Advice, fault: str = "", spread_mm: float = 5.0
) -> GardenFindings:
    """The same garden with so much water in its soil today."""
    more_mm = depletion_mm - one.estimates[-1].depletion_mm
    return replace(
        one,
        advice=advice,
        estimates=tuple(
            replace(
                each,
                depletion_mm=each.depletion_mm + more_mm,
                spread_mm=spread_mm,
                fault=fault if each.date > TODAY - timedelta(days=5) else "",
                silent_days=max(0, 5 - (TODAY - each.date).days) if fault else 0,
            )
            for each in one.estimates
        ),
    )


def keep(gardens: Gardens) -> dict[str, str]:
    """Set the gardens up. What each keeper's browser keeps, by KEEPERS."""
    kept = {}
    for word, name in KEEPERS.items():
        if name in _SETUPS:
            said = _SETUPS[name]
            gardens.set_up(
                name,
                soil=said.soil,
                soil_by=said.soil_by,
                planting=said.planting,
                sun=said.sun,
                paved_percent=said.paved_percent,
                calibration=said.calibration,
            )
        gardens.consent(name, RESEARCH, is_given=True, by=CONSOLE, now_s=NOW_S - 30 * 86_400)
        kept[word] = gardens.open(gardens.make_link(name, now_s=NOW_S), address="", now_s=NOW_S).browser
    gardens.withdraw(GONE, now_s=NOW_S - 3 * 86_400)
    return kept


def archive() -> StreetArchive:
    """The street, with those gardens in it and enough others."""
    names = {*KEEPERS.values(), *(f"tuin-{number}" for number in range(7, 42))}
    more = tuple(
        Device(name=name, profile="soil", cell=None, send_s=3600, seen_s=NOW_S - 300) for name in sorted(names)
    )
    return StreetArchive(known=(*street(), *more))


class AsKeepers:
    """The app, with each keeper's cookie where the address names a keeper."""

    def __init__(self, app: ASGIApp, *, kept: Mapping[str, str]) -> None:
        self._app = app
        self._kept = kept

    def stop(self) -> None:
        """As the site's own."""
        getattr(self._app, "stop", lambda: None)()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        word, _, rest = path.removeprefix("/").partition("/")
        if word in self._kept and rest.startswith("my-garden"):
            path = f"/{rest}"
        elif path.startswith("/my-garden"):
            word = "dry"
        if word in self._kept and path.startswith("/my-garden"):
            cookie = (b"cookie", f"stoep-garden={self._kept[word]}".encode())
            scope = {**scope, "path": path, "raw_path": path.encode(), "headers": [*scope["headers"], cookie]}
        await self._app(scope, receive, send)


def site(folder: Path) -> AsKeepers:
    """A street with those gardens. folder: for the desk's file."""
    desk = own_desk(folder)
    kept = keep(desk.gardens)
    told = almanac(desk.gardens)
    return AsKeepers(
        create(archive, gateway_name="Scheveningen", now_s=lambda: NOW_S, desk=desk, almanac=told), kept=kept
    )
