"""`stoep garden erase`: nothing of a garden is left in the state folder, however often it is interrupted."""

import mmap
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from stoep_gateway.archive import resident_rows as archive_rows
from stoep_gateway.archive.status import status_path
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.backends import csv_residents
from stoep_gateway.broker.mosquitto_files import tell_broker
from stoep_gateway.commands.desk_file import held_desk, waiting_for_desk
from stoep_gateway.commands.garden_almanac import erase_figures
from stoep_gateway.commands.garden_erasing import Erasure, Erasures
from stoep_gateway.commands.garden_held import backends, find_garden, look, names_at
from stoep_gateway.commands.garden_lists import empty_lists, withdraw_lists
from stoep_gateway.commands.stopped_journal import stopped_journal
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.database import JOURNAL_FILE, Journal
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.residents import words
from stoep_gateway.residents.garden import Garden
from stoep_gateway.residents.requests import Place, Report, requests
from stoep_gateway.residents.words import Text

_OWN = (
    *(f"{JOURNAL_FILE}{end}" for end in ("", "-wal", "-shm")),
    "almanac",
    "archive",
    "broker",
    "desk",
    "devices.json",
    "erasing.json",
    "invites.json",
    "pseudonyms",
    "updates",
)
_BROKER_FILES = ("nats.conf", "mosquitto.passwd", "mosquitto.acl")


def erase(name: str, *, settings: Settings, is_agreed: bool, until: str) -> Report:
    """until: by when copies have to go. ConfigError: the gateway runs, nobody agreed, or it has to be run again."""
    with stopped_journal(settings) as journal:
        erasures = Erasures(settings.gateway.state_dir)
        erasure = erasures.load().get(name) or _new(name, settings=settings)
        load_master(settings.gateway.state_dir)  # a step wants it: nothing is begun without
        if not is_agreed:
            _ask(erasure.garden)
        erasures.begin(erasure)
        for step in steps(erasure.garden, settings=settings, journal=journal):
            step()
        places = backends(settings)
        notes = tuple(_notes(erasure.garden, settings=settings, places=places, until=until))
        erasures.end(erasure.garden)
    return Report(
        action=words.ERASE,
        garden=erasure.garden.name,
        devices=erasure.garden.names,
        done=words.done(words.ERASE),
        requests=tuple(requests(words.ERASE, garden=erasure.garden, held=erasure.held, places=places)),
        notes=notes,
    )


def steps(garden: Garden, *, settings: Settings, journal: Journal) -> tuple[Callable[[], object], ...]:
    """In this order, each as often as it takes. Until the last one the list still says that the garden is withdrawn:
    a gateway that is started in between takes and passes on nothing of it."""
    state_dir = settings.gateway.state_dir
    here = [place for place in backends(settings) if place.is_here]
    return (
        partial(withdraw_lists, garden, settings=settings),
        partial(_empty_broker, settings=settings),
        partial(journal.erase, garden.names, place=garden.name),
        partial(archive_rows.erase, state_dir / ARCHIVE_FILE, garden.names),
        partial(status_path(state_dir / ARCHIVE_FILE).unlink, missing_ok=True),
        *(partial(csv_residents.erase, Path(place.where), names_at(place, garden)) for place in here),
        partial(erase_figures, garden.name, settings=settings),
        partial(_erase_desk, garden, settings=settings),
        partial(empty_lists, garden, settings=settings),
        partial(_tell_broker, settings=settings),
    )


def _new(name: str, *, settings: Settings) -> Erasure:
    garden = find_garden(name, settings=settings)
    return Erasure(garden=garden, held=look(garden, settings=settings))


def _ask(garden: Garden) -> None:
    named = ", ".join(garden.names)
    question = f"Erase all that is held of garden {garden.name} ({named}), for good? Type its name: "
    print(question, end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip() != garden.name:
        raise ConfigError(f"garden {garden.name}: nothing was erased: type its name when asked, or give --yes")


def _erase_desk(garden: Garden, *, settings: Settings) -> None:
    """Its set-up, consents and link."""
    with waiting_for_desk():
        desk = held_desk(settings)
        if desk:
            desk.gardens.erase(garden.name)


def _empty_broker(*, settings: Settings) -> None:
    """Sealed frames of everybody: devices keep their rows until they are settled, and send them again."""
    shutil.rmtree(settings.gateway.state_dir / "broker" / "store", ignore_errors=True)


def _tell_broker(*, settings: Settings) -> None:
    """What is in the broker's folder names users; `stoep run` writes its own anew."""
    state_dir = settings.gateway.state_dir
    for name in _BROKER_FILES:
        (state_dir / "broker" / name).unlink(missing_ok=True)
    tell_broker(settings, devices=Registry(state_dir).load(), master=load_master(state_dir))


def _notes(garden: Garden, *, settings: Settings, places: Iterable[Place], until: str) -> Iterator[Text]:
    state_dir = settings.gateway.state_dir
    with read_only(state_dir / JOURNAL_FILE) as connection:
        rows = sum(row.place == garden.name for row in read_rows(connection))
    if rows:
        yield words.ledger(garden.name, rows=rows)
    if not settings.broker.embedded:
        yield words.own_broker()
    folders = [Path(place.where) for place in places if place.is_here]
    for file in _still_named(state_dir, garden=garden, folders=folders):
        yield words.still_named(str(file))
    yield words.LOGS
    yield words.copies(words.ERASE, until=until)


def _still_named(state_dir: Path, *, garden: Garden, folders: Iterable[Path]) -> Iterator[Path]:
    """Somebody's files in the state folder, such as bundles. Of stoep's own, and of CSV folders, nothing has to go."""
    names = "|".join(re.escape(name) for name in garden.names).encode()
    pattern = re.compile(rb"(?<![a-z0-9-])(?:" + names + rb")(?![a-z0-9-])")
    own = [*(state_dir / name for name in _OWN), *folders]
    for path in sorted(state_dir.rglob("*")):
        if any(path.is_relative_to(each) for each in own) or not path.is_file() or not path.stat().st_size:
            continue
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if pattern.search(data):
                yield path
