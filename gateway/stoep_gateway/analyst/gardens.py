"""Garden rounds: of each garden with news what its soil says, then who counts together, then figures."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.almanac.blocks import Kind, Roll
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import About
from stoep_gateway.almanac.writer import AlmanacWriter, Made
from stoep_gateway.analyst.daily_weather import DailyWeather
from stoep_gateway.analyst.faults import FAULTS, fault_text
from stoep_gateway.analyst.garden_days import DAYS_MAX, GardenDays
from stoep_gateway.analyst.garden_figures import GardenFigures, newest_due
from stoep_gateway.analyst.garden_findings import findings_of, kind_of
from stoep_gateway.analyst.garden_map import GardenMap, Plot, parse_map
from stoep_gateway.analyst.gauges import Gauges, stamp_of
from stoep_gateway.analyst.local_days import day_at
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.crowd.weather import WeatherHour
from stoep_gateway.desk.garden_records import RESEARCH, KeptGarden
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.garden.probe import setup_for

ZONE = ZoneInfo("Europe/Amsterdam")
POLL_S = 1.0
BUDGET_S = 0.7  # of work at a time: forecasts share the processor
_REST = 2.0  # after a turn that was not enough, so many times as long as it took
_EVERY_S = (60, 3600)  # at the least and at the most, between two looks at one garden that has new readings
_PER_GARDEN_S = 3  # the more gardens, the more seldom each
_TELL_EVERY_S = 300.0  # a card wears by writing
# A list that was edited by hand, or put back from an older backup, is noticed and put right in a day; figures that are
# gone stay gone.
MISSING_S = 86_400.0
_BLOCKS_EVERY_S = 60.0  # a command may have taken a garden out
_LOG = logging.getLogger("stoep.analyst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What garden rounds read. weather: hours of the operator's file and of his address."""

    archive: ArchiveReader
    desk: Gardens
    weather: Callable[[], tuple[tuple[WeatherHour, ...], ...]]
    keep_days: int  # of the archive, 0: for ever
    tip_mm: float


class GardenRounds:
    """now_s: Unix seconds, None while the clock cannot be trusted. about: how many gardens there are is put in here."""

    def __init__(self, path: Path, *, sources: Sources, about: About, now_s: Callable[[], float | None]) -> None:
        """path: of the almanac. ConfigError: it is of a later stoep. RetryableError: it cannot be written now."""
        self._sources = sources
        self._about = about
        self._now_s = now_s
        self._writer = AlmanacWriter(path)
        self._gauges = Gauges(sources.archive, tip_mm=sources.tip_mm, days_max=DAYS_MAX, zone=ZONE)
        self._weather = DailyWeather(zone=ZONE)
        self._days = GardenDays(
            sources.archive, gauges=self._gauges, weather=self._weather, keep_days=sources.keep_days, zone=ZONE
        )
        self._reader = AlmanacReader(path)
        self._figures = GardenFigures(writer=self._writer, reader=self._reader, k=about.k)
        self._made: dict[str, Made] = dict(self._writer.made())
        self._plots: dict[str, Plot] = {}  # by garden: as it was told last
        self._missing_s: dict[str, float] = {}  # since when a garden with findings is in no list
        self._seen: dict[str, tuple[object, ...]] = {}  # by garden: what there was when it was looked at last
        self._text = ""
        self._map: GardenMap | None = None
        self._desk_version = -1
        self._kept: Mapping[str, KeptGarden] | None = None
        self._archive_version = -1
        self._newest: dict[str, int] = {}
        self._blocks_of: tuple[object, ...] = ()
        self._blocks_s = float("-inf")
        self._roll = Roll()
        self._failing: dict[str, str] = {}  # why, by garden
        self._failing_told: Counter[str] = Counter()
        self._notes: dict[str, str] = {}
        self._told_round_s = 0.0

    def turn(self, *, mono_s: Callable[[], float] = time.monotonic) -> bool:
        """Some of the work, for about BUDGET_S; whether more is waiting. RetryableError: archive or almanac away."""
        now_s = self._now_s()
        if now_s is None:
            return False
        over_s = mono_s() + BUDGET_S
        self._look(now_s=now_s)
        if self._map is None or not self._map.plots:  # without a list nobody says that a garden is gone
            return False
        self._forget(self._map, now_s=now_s)
        plots = {**{name: self._plot_of(name) for name in self._missing_s}, **self._map.plots}
        due = self._due(self._map, now_s=now_s)
        self._weather.take(*self._sources.weather())
        for plot in due:
            self._seen[plot.name] = self._key(plot, now_s=now_s)
            self._failing.pop(plot.name, None)
            try:
                self._make(plot, gauges=self._map, now_s=now_s)
            except RetryableError as error:  # what is wrong with one need not be with others; its next row tries again
                self._failing[plot.name] = str(error)
            except FAULTS as error:
                self._failing[plot.name] = fault_text(error)
            if mono_s() >= over_s:
                break
        is_left = any(self._is_due(plot, now_s=now_s) for plot in due)
        self._tell_failing(self._map)
        self._tell(self._map, now_s=now_s, is_whole=not is_left)
        if self._kept is None:
            return is_left
        self._turn_blocks(plots, kept=self._kept, now_s=now_s)
        has_figures = self._figures.make(
            self._roll.standing,
            setups={name: self._kept_of(plot).setup for name, plot in plots.items()},
            made_s={name: made.made_s for name, made in self._made.items()},
            now_s=now_s,
            is_over=lambda: mono_s() >= over_s,
        )
        return is_left or has_figures

    def close(self) -> None:
        """Let others read the almanac."""
        self._writer.close()

    def _look(self, *, now_s: float) -> None:
        """What the gateway, the desk and the archive say now."""
        text = self._sources.archive.status() or ""
        if text != self._text:
            self._text, self._map = text, parse_map(text) or self._map
        try:
            version = self._sources.desk.version()
            if version != self._desk_version:
                self._kept = {kept.name: kept for kept in self._sources.desk.everyone()}
                self._desk_version = version
            self._note("the desk", "")
        except RetryableError as error:  # what was known of it goes on holding: nobody took anything back by that
            self._note("the desk", str(error))
        version = self._sources.archive.version()
        if version != self._archive_version:
            self._newest, self._archive_version = self._sources.archive.newest_readings(), version
        if self._map:
            plots = {name: plot.with_probe(self._newest, now_s=now_s) for name, plot in self._map.plots.items()}
            self._map = replace(self._map, plots=plots)

    def _due(self, gardens: GardenMap, *, now_s: float) -> list[Plot]:
        """Those with another set-up first, then those that were looked at longest ago."""
        due = [plot for plot in gardens.plots.values() if self._is_due(plot, now_s=now_s)]

        def order(plot: Plot) -> tuple[bool, int, str]:
            made = self._made.get(plot.name)
            return not self._is_urgent(plot), made.made_s if made else 0, plot.name

        return sorted(due, key=order)

    def _is_urgent(self, plot: Plot) -> bool:
        made = self._made.get(plot.name)
        return made is None or made.setup_version != self._kept_of(plot).setup_version

    def _is_due(self, plot: Plot, *, now_s: float) -> bool:
        """Something is new since the last look, and that is not too fresh."""
        if plot.probe.name not in self._newest or self._seen.get(plot.name) == self._key(plot, now_s=now_s):
            return False
        made = self._made.get(plot.name)
        if made is None or self._is_urgent(plot):
            return True
        low_s, high_s = _EVERY_S
        every_s = min(high_s, max(low_s, _PER_GARDEN_S * len(self._map.plots if self._map else ())))
        return not 0 <= now_s - made.made_s < every_s

    def _key(self, plot: Plot, *, now_s: float) -> tuple[object, ...]:
        """Of all that findings are made from and that comes at any moment."""
        probe, kept = plot.probe.name, self._kept_of(plot)
        stamp = stamp_of(self._newest.get(probe), now_s=now_s)
        return probe, stamp, day_at(now_s, zone=ZONE), newest_due(now_s), kept.setup_version

    def _make(self, plot: Plot, *, gauges: GardenMap, now_s: float) -> None:
        made = self._made.get(plot.name)
        past = self._writer.past(plot.name)
        found = self._days.look(
            plot,
            past=past,
            stamp=made.past_stamp if made else "",
            gauges=gauges.gauges,
            newest=self._newest,
            now_s=now_s,
        )
        findings = findings_of(plot, found, kept=self._kept_of(plot), made_s=int(now_s))
        if findings is None:
            return
        self._writer.keep_garden(findings, recent_from=found.recent_from, stamp=found.stamp)
        self._made[plot.name] = Made(
            setup_version=findings.setup_version, made_s=findings.made_s, past_stamp=found.stamp
        )

    def _kept_of(self, plot: Plot) -> KeptGarden:
        """With a calibration only if that is of its probe."""
        kept = (self._kept or {}).get(plot.name) or KeptGarden(name=plot.name)
        return replace(kept, setup=setup_for(kept.setup, probe=plot.probe.name))

    def _forget(self, gardens: GardenMap, *, now_s: float) -> None:
        """Gardens that take part no more."""
        self._plots |= gardens.plots
        missing = self._made.keys() - gardens.plots.keys()
        self._missing_s = {name: min(self._missing_s.get(name, now_s), now_s) for name in missing}
        gone = [
            name
            for name, since_s in sorted(self._missing_s.items())
            if now_s - since_s >= MISSING_S or self._has_stopped(name, gardens=gardens)
        ]
        if gone:
            self._writer.forget(gone)
            for name in gone:
                del self._made[name], self._missing_s[name]
                self._seen.pop(name, None)
                self._plots.pop(name, None)
        why = "gardens that are in no list any more: %d: put the list back within a day, or figures of their blocks go"
        self._note("missing", why % len(self._missing_s) if self._missing_s else "")

    def _has_stopped(self, name: str, *, gardens: GardenMap) -> bool:
        """Somebody said so of a garden that is in no list any more. Without the desk nobody knows."""
        if self._kept is None:
            return False
        kept = self._kept.get(name)
        if kept is None or not kept.consents_to(RESEARCH):
            return True
        return {each.name for each in self._plot_of(name).devices} <= gardens.withdrawn

    def _plot_of(self, name: str) -> Plot:
        """As it was told last; since a start without it only the almanac knows its devices, and nobody its place."""
        if name not in self._plots:
            findings = self._reader.garden(name)
            self._plots[name] = Plot(name=name, devices=findings.devices if findings else (), cell=None)
        return self._plots[name]

    def _note(self, about: str, why: str) -> None:
        """Told once; "": it is well again."""
        if why and why != self._notes.get(about):
            _LOG.warning("gardens: %s", why)
        self._notes[about] = why

    def _tell_failing(self, gardens: GardenMap) -> None:
        """How many cannot be looked at and why, each time that they are more; names are their keepers'."""
        self._failing = {name: why for name, why in self._failing.items() if name in gardens.plots}
        count = Counter(self._failing.values())
        for why in sorted(count):
            if count[why] > self._failing_told[why]:
                _LOG.warning("gardens: %d cannot be looked at: %s", count[why], why)
        self._failing_told = count

    def _tell(self, gardens: GardenMap, *, now_s: float, is_whole: bool) -> None:
        """What goes with figures, and when every garden was looked at."""
        if is_whole and not 0 <= now_s - self._told_round_s < _TELL_EVERY_S:
            self._writer.keep_about(replace(self._about, gardens=len(gardens.plots)), round_s=int(now_s))
            self._told_round_s = now_s

    def _turn_blocks(self, plots: Mapping[str, Plot], *, kept: Mapping[str, KeptGarden], now_s: float) -> None:
        willing: dict[str, Kind] = {}
        for name, plot in plots.items():
            kind = kind_of(plot, kept=kept[name]) if name in kept and name in self._made else None
            if kind is not None:
                willing[name] = kind
        today = day_at(now_s, zone=ZONE)
        asked = (willing, today)
        if asked == self._blocks_of and 0 <= now_s - self._blocks_s < _BLOCKS_EVERY_S:
            return
        before = self._roll.standing.keys()
        self._roll = self._writer.turn(willing, today=today, k=self._about.k)
        self._blocks_of, self._blocks_s = asked, now_s
        if gone := len(before - self._roll.standing.keys()):
            _LOG.info("gardens: %d blocks and their figures are gone, as a garden of each stopped taking part", gone)


async def work(path: Path, *, sources: Sources, about: About, now_s: Callable[[], float | None]) -> None:
    """Until cancelled: turns in a thread, one at a time. What cannot be read or written now is tried again."""
    rounds: GardenRounds | None = None
    told = ""
    try:
        while True:
            began_s = time.monotonic()
            is_left = False
            try:
                if rounds is None:
                    rounds = await asyncio.to_thread(GardenRounds, path, sources=sources, about=about, now_s=now_s)
                is_left = await asyncio.to_thread(rounds.turn)
                told = ""
            except (RetryableError, ConfigError) as error:
                if str(error) != told:
                    _LOG.warning("gardens: %s", error)
                told = str(error)
            except FAULTS as error:  # alerts and forecasts run beside this, and go on
                if fault_text(error) != told:
                    _LOG.error("gardens: %s", fault_text(error))
                told = fault_text(error)
            took_s = time.monotonic() - began_s
            await asyncio.sleep(took_s * _REST if is_left else max(POLL_S, took_s * _REST))
    finally:
        if rounds is not None:
            rounds.close()
