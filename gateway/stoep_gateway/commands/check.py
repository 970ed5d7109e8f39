"""`stoep check`: is the configuration right, and are the surroundings fit? One line a finding."""

import argparse
import asyncio
import errno
import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from stoep_gateway.analyst.channel import Channel
from stoep_gateway.analyst.channel import create as create_channel
from stoep_gateway.anonymise.quantities import SENSITIVE, Classes
from stoep_gateway.backends import create
from stoep_gateway.broker.certificate import days_left
from stoep_gateway.broker.nats_server import find_executable
from stoep_gateway.commands.air_files import air_findings
from stoep_gateway.commands.classing import unclassed
from stoep_gateway.commands.crowd_files import crowd_findings
from stoep_gateway.commands.garden_erasing import Erasures
from stoep_gateway.commands.garden_files import garden_findings
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.secrets import read_secret
from stoep_gateway.config.settings import BackendSettings, Settings, UpdateSettings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.state import load_places
from stoep_gateway.ports import Backend, Checked
from stoep_gateway.privacy.rulebook import load as load_rulebook
from stoep_gateway.registry.bundle import leads_to, make_bundle
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.sources.mqtt_connection import Login, MqttConnection
from stoep_gateway.sources.reach import reachable, tls_context
from stoep_gateway.supervise.memory_to_disk import holder, ways
from stoep_gateway.supervise.told_sources import told_sources
from stoep_gateway.supervise.trusted_clock import is_trusted, local_time, wire_time_s
from stoep_gateway.updates.public_keys import read_public_keys
from stoep_gateway.updates.store import UpdateStore
from stoep_protocol.parse_topic import ALL_UP_TOPICS
from stoep_protocol.profiles import by_name

HELP = "look over the configuration and what is around it, one line a finding"

_CONNECT_TIMEOUT_S = 5.0
_LOOK_TIMEOUT_S = 15.0  # of one back-end, whose own patience is longer
_RENEW_DAYS = 21
_MEGABYTE = 1024 * 1024
_PORT_REMEDIES = {
    errno.EADDRINUSE: "stop the other program or change [{0}] host and port",
    errno.EACCES: "choose a [{0}] port from 1024 up, lower ones are for root",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """1 with findings."""
    found = findings(args)
    if args.json:
        print(json.dumps(found, indent=1))
    else:
        print("\n".join(found) if found else "all is well")
    return 1 if found else 0


def findings(args: argparse.Namespace) -> list[str]:
    """Every finding; a configuration that does not parse is the only one."""
    try:
        settings = read_settings(args)
    except ConfigError as error:
        return [str(error)]
    looks: tuple[Callable[[Settings], Iterable[str]], ...] = (
        *(_state, _clock, _broker, _ports, _updates, _backends),
        _crowd,
        _air,
        _garden,
        _privacy,
        _web,
        _channels,
    )
    found: list[str] = []
    for look in looks:
        try:
            found += look(settings)
        except (ConfigError, RetryableError) as error:
            found.append(str(error))
    return found


def _state(settings: Settings) -> Iterator[str]:
    folder = settings.gateway.state_dir
    if not folder.is_dir():
        yield f"{folder}: this folder is missing: run stoep init, or put back your backup"
        return
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        yield f"{folder}: others may look in (mode {mode:04o}): chmod 700 {folder}"
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_RDONLY:
        yield f"{folder}: cannot be written: mount the disk read-write, or run as the folder's owner"
    free_mb = shutil.disk_usage(folder).free // _MEGABYTE
    wanted_mb = settings.journal.max_size_mb
    if free_mb < wanted_mb:
        yield f"{folder}: {free_mb} MB free, [journal] max_size_mb is {wanted_mb}: free some or lower it"
    load_master(folder)
    for name in Erasures(folder).load():
        yield f"garden {name}: its erasure was interrupted: stop the gateway and run stoep garden erase {name} again"
    classes = Classes(own=settings.quantities)
    devices = [device for device in Registry(folder).load().values() if not device.revoked]
    for device in devices:
        yield from unclassed(device, classes=classes)
    if any(classes.kind_of(device.profile) == SENSITIVE for device in devices):  # then memory holds what nobody may see
        yield from ways(holder(folder / "gateway.lock"))


def _clock(settings: Settings) -> Iterator[str]:
    trust = settings.clock.trust
    if not is_trusted(trust):
        what = {"ntp": "is not synchronised: start systemd-timesyncd or chrony", "rtc": "has no battery (/dev/rtc0)"}
        yield f"[clock] trust = {trust}: this machine's clock {what[trust]}; until then devices are not told the time"
    now_s, journal = wire_time_s(trust), settings.gateway.state_dir / JOURNAL_FILE
    if now_s is None or not journal.exists():
        return
    with read_only(journal) as connection:
        places = load_places(connection)
    for name, place in sorted(places.items()):
        if place.closed_until_s > now_s + DAY_S:  # no window is longer
            yield (
                f"{name}: people were counted until {local_time(place.closed_until_s)}, by a clock that was ahead:"
                " until then no row counts and no changed policy holds: stop the gateway, run stoep clock accept"
            )


def _privacy(settings: Settings) -> Iterator[str]:
    """Nothing of its own: a rulebook or a file that cannot be used says what is wrong with it. ConfigError."""
    rulebook = load_rulebook(settings.privacy.rules, on=datetime.now().astimezone().date())
    told_sources(settings.privacy.answers_dir, rulebook=rulebook)
    yield from ()


def _web(settings: Settings) -> Iterator[str]:
    if settings.web.public_url.startswith("https:") and not settings.web.trusted_proxy:
        yield (
            "[web] public_url: nobody can log in there, and no resident's link opens: name the web server that has its"
            " TLS as trusted_proxy, such as 127.0.0.1"
        )


def _broker(settings: Settings) -> Iterator[str]:
    broker = settings.broker
    if broker.embedded:
        find_executable(broker.executable)
    else:
        asyncio.run(_try_broker(settings))
    any_device = Device(name="x", profile=by_name("soil"), generation=1, group="x", cell=None, sample_s=1, send_s=1)
    make_bundle(any_device, master=bytes(32), broker=broker, updates=UpdateSettings(public_keys=()))
    if broker.cert_file:
        left_days = days_left(broker, name=leads_to(broker))
        if left_days < _RENEW_DAYS:
            yield (
                f"[broker] cert_file {broker.cert_file}: ends in {left_days} days: renew it and start stoep again, "
                "or no device gets in any more"
            )


async def _try_broker(settings: Settings) -> None:
    """Log in and subscribe as the gateway would, with a session of its own that leaves nothing behind."""
    broker = settings.broker
    if broker.password_file is None:
        return
    login = Login(
        client_id=f"stoep-check-{os.getpid()}",
        user=broker.user,
        password=read_secret(broker.password_file),
        topic_filter=ALL_UP_TOPICS,
        persistent=False,
    )
    connection = MqttConnection(login, take=lambda _: ())
    where = f"broker {broker.host}:{broker.port}"
    try:
        async with asyncio.timeout(_CONNECT_TIMEOUT_S):
            loop = asyncio.get_running_loop()
            host = reachable(broker.host)
            await loop.create_connection(lambda: connection, host, broker.port, ssl=tls_context(broker))
            await connection.subscribed
    except RetryableError as error:
        raise RetryableError(f"{where} {error}") from error
    except (OSError, TimeoutError) as error:
        raise RetryableError(f"{where} is not there: is it running, are [broker] host and port right?") from error
    finally:
        connection.close()


def _ports(settings: Settings) -> Iterator[str]:
    if _is_running(settings.gateway.state_dir):
        return
    wanted = [("web", settings.web.host, settings.web.port), ("metrics", settings.metrics.host, settings.metrics.port)]
    wanted.append(("enrolment", settings.enrolment.host, settings.enrolment.port))
    if settings.broker.embedded:
        wanted.insert(0, ("broker", settings.broker.host, settings.broker.port))
    for section, host, port in wanted:
        try:
            with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
                pass
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else "no such address"
            remedy = _PORT_REMEDIES.get(error.errno or 0, "give [{0}] host an address of this machine")
            yield f"[{section}] port {port} at {host}: {reason}: {remedy.format(section)}"


def _is_running(state_dir: Path) -> bool:
    try:
        with (state_dir / "run.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _backends(settings: Settings) -> Iterator[str]:
    for backend in settings.backends:
        try:
            created = create(backend, state_dir=settings.gateway.state_dir)
        except ConfigError as error:
            yield str(error)
            continue
        try:
            asyncio.run(_look(created))
        except RetryableError as error:
            yield f'{backend.where}: back-end "{backend.name}": {error}'
        yield from _folders(backend)


def _crowd(settings: Settings) -> Iterator[str]:
    devices = Registry(settings.gateway.state_dir).load()
    return crowd_findings(settings.crowd, devices=devices, now_s=time.time())


def _air(settings: Settings) -> Iterator[str]:
    devices = Registry(settings.gateway.state_dir).load()
    return air_findings(settings.air, devices=devices, now_s=time.time())


def _garden(settings: Settings) -> Iterator[str]:
    return garden_findings(settings.garden)


def _channels(settings: Settings) -> Iterator[str]:
    if settings.channels and settings.crowd.places_file is None:
        yield f"{settings.channels[0].where}: an [[alert]] without [crowd] places_file is never raised: name that file"
    for each in settings.channels:
        try:
            asyncio.run(_look(create_channel(each)))
        except ConfigError as error:
            yield str(error)
        except RetryableError as error:
            yield f'{each.where}: alert "{each.name}": {error}'


def _updates(settings: Settings) -> Iterator[str]:
    read_public_keys(settings.updates.public_keys)
    store = UpdateStore(settings.gateway.state_dir)
    ordered = {order.id for order in store.load_orders().rollouts}
    for each in store.load_progress():
        if each.stopped and each.id in ordered:
            where = f"rollout of {each.firmware} to group {each.group}"
            yield f"{where} stopped: {each.stopped}: stoep device update tells more"


async def _look(backend: Backend | Channel) -> None:
    try:
        async with asyncio.timeout(_LOOK_TIMEOUT_S):
            if isinstance(backend, Checked):
                await backend.check()
    except TimeoutError as error:
        raise RetryableError(f"no answer within {_LOOK_TIMEOUT_S:g} s: is the server well?") from error
    finally:
        await backend.close()


def _folders(backend: BackendSettings) -> Iterator[str]:
    """A folder that is to be made counts as writable if the one above it is."""
    for key, value in backend.options.items():
        folder = Path(str(value))
        there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
        if key.endswith("_dir") and not (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
            remedy = f"make it for the gateway's user, or change {key}"
            yield f'{backend.key_lines[key]}: back-end "{backend.name}": {folder}: cannot be written: {remedy}'
