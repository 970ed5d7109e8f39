"""The demo's acts: a gateway, devices that were away for two days, a look at what they do, the accounts."""

import asyncio
import csv
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_maker.signing_key import create_key
from stoep_simulators.beach_day import SLOT_S, beach_day, is_in_the_night, world_now_s, zone_of
from stoep_simulators.commands.browser import has_screen, open_browser
from stoep_simulators.commands.demo_answers import write_answers
from stoep_simulators.commands.demo_crowd import OPERATOR, DemoCrowd, raised_line
from stoep_simulators.commands.demo_end import DemoEnd
from stoep_simulators.commands.demo_gardens import DemoGardens
from stoep_simulators.commands.local_fleet import enrol, flashed, wish
from stoep_simulators.commands.local_gateway import LocalGateway
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.wind_down import COMMIT_INTERVAL_S, wind_down
from stoep_simulators.fleet import Fleet
from stoep_simulators.neighbourhood import MORE_GARDENS, SPOTS, Garden, Spot, counters_first
from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.worlds.local_time import hour_of_day

_AWAY_S = 2 * 86_400
_TRY_S = 60  # how long after its two days away a people counter tries to send
# By profile, seconds between rows and between sends. What they are flashed with: as seldom as pictures and windows of
# people allow, for whoever looks waits until two days of it are simulated and delivered. While it is away the
# firmware tries to send every 15 minutes, give or take a quarter, at send_s up to 900; all must try within
# CONNECT_LIMIT_S of fleet.py.
_AWAY_RATES_S = {"soil": (1_200, 1_200), "air": (600, 900), "people": (300, 300), "weather": (600, 900)}
# What the gateway tells the devices once they connect.
_LIVE_RATES_S = {"soil": (10, 20), "air": (60, 60), "people": (60, 60), "weather": (10, 20)}
_LOOK_S = 1.0
_BACKENDS = '[[backend]]\nname = "csv"\ntype = "csv"\noutput_dir = "csv"\nkeep_days = 400\n'
_KINDS = frozenset(spot.profile for spot in SPOTS)
_DEVICES = len(SPOTS) + len(MORE_GARDENS)
_GARDENS = tuple(spot for spot in SPOTS if isinstance(spot, Garden)) + MORE_GARDENS


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSettings:
    """live_s: from the first readings on, None = until somebody says stop."""

    live_s: float | None
    seed: int
    opens_browser: bool


class Demo:
    """Everything lives in `folder`. Call show(), which may be cancelled at any moment, then verdict() and close()."""

    def __init__(self, settings: DemoSettings, *, folder: Path, progress: Progress) -> None:
        self._settings = settings
        self._folder = folder
        self._progress = progress
        self._gateway = LocalGateway(folder)
        self._real_s = real_wire_ms() // 1_000
        self._start_s = world_now_s(self._real_s) - _AWAY_S - _TRY_S
        self._place = beach_day(settings.seed, before_s=_AWAY_S + SLOT_S)
        self._gardens = DemoGardens(self._gateway, place=self._place, gardens=_GARDENS, seed=settings.seed)
        # The other gardens come when the first twenty are there: so something is to be seen soon.
        self._fleets = tuple(Fleet(folder / name, start_s=self._start_s) for name in ("devices", "more-devices"))
        self._end = DemoEnd(devices=_DEVICES, live_s=float("inf") if settings.live_s is None else settings.live_s)
        self._crowd = DemoCrowd(folder, gateway=self._gateway, zone=zone_of(self._real_s))
        self._began_s = time.monotonic()

    async def show(self) -> None:
        """Until live_s has passed. GatewayError, FleetError."""
        progress = self._progress
        progress.line(f"stoep demo: {_DEVICES} devices around a beach, all on this machine")
        hour = hour_of_day(world_now_s(self._real_s))
        there = f"{int(hour)}:{int(hour * 60) % 60:02}"
        progress.line(
            f"a simulated beach day: a fine Saturday in July, moved so that by the board's clock it is {there} now"
        )
        if is_in_the_night(self._real_s):
            progress.line(
                "now is near 00-04 UTC, which is one window by default: here it is not ([people] night_h = 0)"
            )
        async with self._crowd.ear.listening():
            await self._live()

    async def _live(self) -> None:
        progress = self._progress
        changes, channel = self._crowd.write_files()
        changes |= write_answers(self._folder)
        await self._gateway.prepare(changes={**self._settings_changed(), **changes}, more=_BACKENDS + channel)
        await self._crowd.hire()
        first, _ = self._fleets
        bundles = await self._enrol(SPOTS)
        progress.line(f"{self._clock()} {len(bundles)} devices enrolled")
        await self._gateway.start()
        self._flash(bundles, spots=counters_first(SPOTS), fleet=first)
        network = asyncio.Event()
        away_until_s = self._start_s + _AWAY_S
        async with asyncio.TaskGroup() as group:
            running = group.create_task(first.run(away_until_s=away_until_s, network=network), name="fleet")
            opening = group.create_task(self._gardens.open_one(), name="link")
            await self._gateway.ready()
            url = f"http://127.0.0.1:{self._gateway.web_port}/"
            progress.line(f"{self._clock()} the gateway runs; its pages are at {url}")
            progress.line(f"{self._clock()} the crowd manager's board is at {url}crowd")
            progress.line(f"{self._clock()} anyone can check a sensor, of any maker, at {url}privacy/check")
            check = f"stoep privacy check --gateway --config {self._folder / 'stoep.toml'}"
            progress.line(f"{self._clock()} what the privacy rules say of all this, measured: {check}")
            network.set()
            duty = group.create_task(self._duty(f"{url}desk"), name="duty")
            soil = group.create_task(self._soil_shown(await opening), name="picture")
            more = group.create_task(self._more_gardens(away_until_s=away_until_s, network=network), name="gardens")
            await self._watch()
            for task in (running, duty, soil, more):
                task.cancel()

    async def _soil_shown(self, link: str) -> None:
        """A garden's page, for who looks, as soon as there is something to see."""
        self._progress.line(f"{self._clock()} a garden's own page, as its keeper sees it: {link}")
        await self._gardens.shown(link)
        self._progress.line(f"{self._clock()} that page shows its soil: from a probe's firmware to a picture")
        if self._settings.opens_browser and has_screen():
            await open_browser(link)

    async def _more_gardens(self, *, away_until_s: int, network: asyncio.Event) -> None:
        """Their keepers' words and their devices."""
        first, more = self._fleets
        self._flash(await self._enrol(MORE_GARDENS), spots=MORE_GARDENS, fleet=more)
        others = await self._gardens.set_up_others()
        self._progress.line(f"{self._clock()} {others} more gardens are set up")
        while first.share_away() < 1:  # noqa: ASYNC110 - two fleets at once would make the first one late
            await asyncio.sleep(_LOOK_S)
        await more.run(away_until_s=away_until_s, network=network)

    async def _duty(self, desk_url: str) -> None:
        """Tell of the first alert; acknowledge it where nobody is there to do it."""
        alert = await self._crowd.first_alert()
        self._progress.line(f"{self._clock()} {raised_line(alert)}")
        if self._settings.opens_browser:
            password = self._crowd.password_file
            self._progress.line(f"{self._clock()} acknowledge it at {desk_url} as {OPERATOR}, password in {password}")
        else:
            await self._crowd.acknowledge(alert)
            self._progress.line(f"{self._clock()} {OPERATOR} has acknowledged it at {desk_url}")

    async def verdict(self) -> int:
        """Stop the devices, wait until all is delivered, print the accounts. Returns the exit code. GatewayError."""
        if not self._live_count():
            self._progress.line("stopped before the devices connected: nothing was delivered")
            return 130
        self._progress.line(f"{self._clock()} the devices stop")
        rows = self._rows_taken()
        await self._stop_devices()
        await self._crowd.score()
        accounts, table = await wind_down(self._gateway)
        self._progress.line(table)
        kinds = _kinds_in(self._folder / "csv")
        missing = sorted(_KINDS - kinds)
        if not accounts["balanced"]:
            self._progress.line("the accounts do not balance")
        if missing:
            self._progress.line(f"nothing of these kinds was delivered: {', '.join(missing)}")
        for line in (self._crowd.told(), self._crowd.scored(self._folder / "csv")):
            if line:
                self._progress.line(line)
        told = ", ".join(f"{backend['name']} {backend['delivered']:,}" for backend in accounts["backends"])
        self._progress.line(
            f"{len(accounts['lives'])} devices of {len(kinds)} kinds took {rows:,} rows; delivered: {told} observations"
        )
        return 0 if accounts["balanced"] and not missing else 1

    async def close(self) -> None:
        """Nothing runs after this."""
        await self._stop_devices()
        await self._gateway.stop()

    def _settings_changed(self) -> dict[tuple[str, str], object]:
        night = {("people", "night_h"): 0} if is_in_the_night(self._real_s) else {}
        return {
            ("gateway", "name"): "stoep demo",
            ("gateway", "log_level"): "warning",
            ("clock", "trust"): "system",
            ("journal", "commit_interval_s"): COMMIT_INTERVAL_S,
            ("air", "sensor"): "pms5003",  # what usual_sensors wires to an air meter
            ("updates", "public_keys"): [create_key(self._folder / "update.pem").name],
            **night,
        }

    async def _enrol(self, spots: Sequence[Spot]) -> Mapping[str, dict[str, Any]]:
        wishes = []
        for spot in spots:
            sample_s, send_s = _LIVE_RATES_S[spot.profile]
            wishes.append(wish(spot, sample_s=sample_s, send_s=send_s))
        return await enrol(self._gateway, wishes=wishes, progress=self._progress)

    def _flash(self, bundles: Mapping[str, dict[str, Any]], *, spots: Sequence[Spot], fleet: Fleet) -> None:
        """The devices are flashed with slower rates than the gateway wants: their first reply brings the quick ones."""
        for spot, tape in zip(spots, self._place.tapes(spots), strict=True):
            sample_s, send_s = _AWAY_RATES_S[spot.profile]
            bundle = flashed(bundles[spot.name], profile=spot.profile, sample_s=sample_s, send_s=send_s)
            fleet.add(bundle, tape=tape, seed=self._settings.seed)

    async def _stop_devices(self) -> None:
        for fleet in self._fleets:
            await fleet.stop()

    def _live_count(self) -> int:
        return sum(fleet.live_count() for fleet in self._fleets)

    def _rows_taken(self) -> int:
        return sum(fleet.rows_taken() for fleet in self._fleets)

    async def _watch(self) -> None:
        """Show what happens until the demo is over."""
        delivered = 0
        while not self._is_over():
            self._gateway.check()
            before, told = delivered, await self._gateway.observations("delivered")
            delivered = min(told.values(), default=before)
            connected = self._live_count()
            unheard = [name for fleet in self._fleets for name in fleet.unheard()]
            for line in self._end.look(
                delivered=delivered, connected=connected, unheard=unheard, now_s=time.monotonic()
            ):
                self._progress.line(f"{self._clock()} {line}")
            state = f"{connected} connected, {delivered:,} values delivered"
            if (away := self._fleets[0].share_away()) < 1:
                self._progress.bar("two days away", share=away, after=f"  {state}")
            else:
                rows = self._rows_taken()
                self._progress.running(f"{self._clock()} {rows:,} rows taken, {state}; Ctrl-C ends")
            await asyncio.sleep(_LOOK_S)

    def _is_over(self) -> bool:
        waits_for_alert = not (self._crowd.is_done or self._settings.opens_browser)
        return self._end.is_over(waits_for_alert=waits_for_alert, now_s=time.monotonic())

    def _clock(self) -> str:
        return f"{time.monotonic() - self._began_s:5.1f} s "


def _kinds_in(folder: Path) -> frozenset[str]:
    """Profiles with at least one observation in the files that the CSV back-end wrote."""
    kinds = set()
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            kinds |= {row["profile"] for row in csv.DictReader(file)}
    return frozenset(kinds)
