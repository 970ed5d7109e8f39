"""The analyst's part: forecasts, alerts and what gardens' soils say. No key of a device can be read here."""

import asyncio
import logging
import os
import random
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.almanac.records import About
from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.analyst.analyst import Analyst, Watch, work
from stoep_gateway.analyst.channel import Channel, Unusable, create
from stoep_gateway.analyst.deliveries import Deliveries
from stoep_gateway.analyst.garden_weather import GardenWeather
from stoep_gateway.analyst.gardens import ZONE, Sources
from stoep_gateway.analyst.gardens import work as garden_rounds
from stoep_gateway.analyst.model_file import ModelFile
from stoep_gateway.analyst.news import News
from stoep_gateway.analyst.surroundings import Surroundings
from stoep_gateway.analyst.weather_service import WeatherService
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.config.settings import CrowdSettings, Settings
from stoep_gateway.crowd.alerts import AlertRules
from stoep_gateway.crowd.places import Level
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from stoep_gateway.outlook.writer import OutlookWriter
from stoep_gateway.supervise.core_dumps import forbid_core_dumps
from stoep_gateway.supervise.landlock import keep_only
from stoep_gateway.supervise.program import program_files
from stoep_gateway.supervise.pulse import show_loop
from stoep_gateway.supervise.stopping import until_signalled
from stoep_gateway.supervise.trusted_clock import is_trusted

_LOG = logging.getLogger("stoep.analyst")
# To find a host by its name, and to trust it.
_NAMES = ("/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/ssl")
_REPLACED_POLL_S = 5.0
_Identity = tuple[int, int] | None  # device and inode; None: not there


class ReplacedError(Exception):
    """A file or folder that this process may read is another one now: only a new process can be given it."""


def run_analyst(settings: Settings) -> int:
    """Block until SIGTERM, or until a file that has to be read was replaced. ConfigError."""
    os.umask(0o077)
    forbid_core_dumps()  # passwords of channels
    asyncio.run(until_signalled(partial(_run, settings)))
    return 0


async def _run(settings: Settings, stop: asyncio.Event) -> None:
    show_loop()
    state_dir = settings.gateway.state_dir
    outlook_path, archive_path = state_dir / OUTLOOK_FILE, state_dir / ARCHIVE_FILE
    almanac_path, desk_path = state_dir / ALMANAC_FILE, state_dir / DESK_FILE
    for folder in (outlook_path.parent, archive_path.parent, almanac_path.parent, desk_path.parent):
        if not folder.is_dir():
            make_private_folder(folder)  # what is not there cannot be kept open
    try:
        writer = OutlookWriter(outlook_path)
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    with closing(writer):
        rng = random.Random()  # noqa: S311 - jitter, not a secret
        channels = _channels(settings)
        model = ModelFile(outlook_path.parent)
        surroundings = Surroundings(settings.crowd, places=OutlookReader(outlook_path).places())
        weather = WeatherService(settings.crowd.weather_url, folder=outlook_path.parent, rng=rng)
        deliveries = Deliveries(
            writer,
            channels=channels,
            news_of=partial(_news_of, writer, outlook_path, settings.gateway.name),
            now_s=time.time,
            is_clock_trusted=partial(is_trusted, settings.clock.trust),
            rng=rng,
        )
        archive = ArchiveReader(archive_path)
        now_s = partial(_trusted_s, settings.clock.trust)
        gardens = partial(
            garden_rounds,
            almanac_path,
            sources=Sources(
                archive=archive,
                desk=Gardens(desk_path),
                weather=GardenWeather(settings.crowd.weather_file, service=weather, zone=ZONE).hours,
                keep_days=settings.archive.keep_days,
                tip_mm=settings.garden.tip_mm,
            ),
            about=about_gardens(settings),
            now_s=now_s,
        )
        analyst = Analyst(
            archive=archive,
            writer=writer,
            surroundings=surroundings,
            weather=weather,
            model=model,
            forecaster=model.load(),
            watch=Watch(rules=partial(rules_of, settings.crowd), channels=tuple(channels)),
            alerts_keep_days=settings.archive.keep_days,
            now_s=now_s,
            on_alerts=partial(_in_loop, asyncio.get_running_loop(), deliveries.look),
        )
        kept = partial(_readable, surroundings.files(), private=state_dir)
        watched = _identities(kept())
        read = (archive_path.parent, desk_path.parent)
        needed = (*read, *watched, *map(Path, _NAMES), *program_files(private=(state_dir,)))
        if not keep_only(needed, writable=(outlook_path.parent, almanac_path.parent), may_connect=True):
            _LOG.info("this Linux cannot keep the analyst's process from other files (Landlock)")
        tasks = [
            asyncio.create_task(work(analyst), name="rounds"),
            asyncio.create_task(gardens(), name="gardens"),
            asyncio.create_task(_for_ever(deliveries.run()), name="deliveries"),
            asyncio.create_task(_for_ever(weather.run()), name="weather"),
            asyncio.create_task(until_replaced(_system_files, known=_identities(_system_files())), name="names"),
            asyncio.create_task(until_replaced(kept, known=watched), name="files"),
            asyncio.create_task(stop.wait(), name="stop"),
        ]
        _LOG.info("at work with %s", archive_path)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, ReplacedError):
            _LOG.info("%s", outcome)
        elif isinstance(outcome, Exception):
            raise outcome


def about_gardens(settings: Settings) -> About:
    """What goes with figures of gardens, as [garden] says; how many there are the analyst finds."""
    garden = settings.garden
    return About(k=garden.k, gardens=0, name=settings.gateway.name, licence=garden.licence, citation=garden.citation)


def _trusted_s(trust: str) -> float | None:
    return time.time() if is_trusted(trust) else None


def rules_of(crowd: CrowdSettings, zone: ZoneInfo) -> AlertRules:
    """As [crowd] says."""
    quiet = None
    if crowd.alert_quiet:
        begin, end = (int(time[:2]) * 60 + int(time[3:]) for time in crowd.alert_quiet.split("-"))
        quiet = (begin, end)
    return AlertRules(
        zone=zone,
        level=Level[crowd.alert_level.upper()],
        within_s=crowd.alert_within_min * 60,
        lead_min_s=crowd.alert_lead_min * 60,
        chance=crowd.alert_chance_percent / 100,
        quiet=quiet,
    )


async def _for_ever(work: Coroutine[None, None, None]) -> None:
    """Without channels or an address there is nothing to do, which is no reason to end."""
    await work
    await asyncio.Event().wait()


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # it was closed meanwhile
        loop.call_soon_threadsafe(call)


def _channels(settings: Settings) -> Mapping[str, Channel]:
    """Secrets and certificates are read here, before the process gives its rights away."""
    channels: dict[str, Channel] = {}
    for each in settings.channels:
        try:
            channels[each.name] = create(each)
        except ConfigError as error:
            _LOG.error("%s", error)
            channels[each.name] = Unusable(error)
    return channels


def _news_of(writer: OutlookWriter, outlook: Path, gateway: str, due: Delivery) -> News | None:
    alert = writer.alert(due.alert_id)
    places = OutlookReader(outlook).places()
    if alert is None or places is None:
        return None
    place = places.by_name.get(alert.place)
    title = place.title if place else alert.place
    return News(alert=alert, is_end=due.is_end, title=title, gateway=gateway, zone=ZoneInfo(places.zone))


def _readable(files: Iterable[Path], *, private: Path) -> Iterable[Path]:
    """The operator's files: by their folder, so that they may be replaced, unless keys lie below that, too."""
    for file in files:
        folder = file.resolve().parent
        yield file if private.resolve().is_relative_to(folder) else folder


def _system_files() -> Iterable[Path]:
    return (path for path in map(Path, _NAMES) if not path.is_dir())


async def until_replaced(look: Callable[[], Iterable[Path]], *, known: Mapping[Path, _Identity]) -> None:
    """ReplacedError once what look gives is, by name or by what stands there, another one than is known."""
    while True:
        await asyncio.sleep(_REPLACED_POLL_S)
        for path, identity in _identities(look()).items():
            if identity is not None and identity != known.get(path):
                raise ReplacedError(f"{path}: replaced by another one: starting anew to read it")


def _identities(paths: Iterable[Path]) -> dict[Path, _Identity]:
    return {path: identity_of(path) for path in paths}


def identity_of(file: Path) -> _Identity:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
