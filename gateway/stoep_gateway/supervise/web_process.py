"""The web part: pages over archive, almanac and outlook, which it only reads, and the desk. No key can be read here."""

import asyncio
import logging
import mimetypes
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.config.settings import Settings
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.desk import Desk
from stoep_gateway.errors import ConfigError
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from stoep_gateway.privacy.shelf import Shelf
from stoep_gateway.privacy.source import Description
from stoep_gateway.supervise.landlock import keep_only
from stoep_gateway.supervise.program import program_files
from stoep_gateway.supervise.pulse import show_loop
from stoep_gateway.supervise.soil_table import soil_table
from stoep_gateway.supervise.told_sources import told_sources
from stoep_gateway.web.serve import serve
from stoep_gateway.web.signs import Signs

_LOG = logging.getLogger("stoep.web")


def run_web(settings: Settings) -> int:
    """Block until SIGTERM. ConfigError: cannot listen."""
    asyncio.run(_run(settings))
    return 0


async def _run(settings: Settings) -> None:
    show_loop()
    archive_path = settings.gateway.state_dir / ARCHIVE_FILE
    almanac_path = settings.gateway.state_dir / ALMANAC_FILE
    outlook_path = settings.gateway.state_dir / OUTLOOK_FILE if settings.crowd.places_file else None
    for path in (archive_path, almanac_path, outlook_path):
        if path and not path.parent.is_dir():
            make_private_folder(path.parent)  # what is not there cannot be kept open
    desk_path = settings.gateway.state_dir / DESK_FILE
    desk = Desk(desk_path, keep_days=settings.desk.keep_days)
    try:
        desk.prepare()
    except ConfigError as error:  # the boards are shown all the same
        _LOG.error("%s", error)

    def ready(address: str) -> None:
        mimetypes.init()  # reads /etc/mime.types
        if not keep_only(
            _needed(
                *(archive_path, almanac_path, outlook_path),
                official=settings.air.official_file,
                rules=settings.privacy.rules,
            ),
            writable=(desk_path.parent,),
        ):
            _LOG.info("this Linux cannot keep the pages' process from other files (Landlock)")
        _LOG.info("pages at %s", address)

    await serve(
        archive_path=archive_path,
        outlook_path=outlook_path,
        almanac_path=almanac_path,
        host=settings.web.host,
        port=settings.web.port,
        gateway_name=settings.gateway.name,
        desk=desk,
        trusted_proxy=settings.web.trusted_proxy,
        base=settings.web.base,
        air=settings.air,
        public_url=settings.web.public_url,
        signs=_signs(settings),
        postcodes=_soils(settings.garden.soil_file),
        on_ready=ready,
    )


def _soils(file: Path | None) -> Mapping[str, str]:
    """Read once, before the process gives its rights away. Without it keepers say themselves what soil they have."""
    try:
        return soil_table(file)
    except ConfigError as error:
        _LOG.error("%s", error)
        return {}


def _signs(settings: Settings) -> Signs:
    """What the operator tells is read once, before the process gives its rights away. Without it signs have blanks."""
    shelf = usable_rules(settings.privacy.rules)
    site, told = settings.web.public_url, dict[str, Description]()
    if settings.privacy.answers_dir:
        try:
            told = dict(told_sources(settings.privacy.answers_dir, rulebook=shelf.on(datetime.now(tz=UTC).date())))
        except ConfigError as error:
            _LOG.error("%s", error)
    return Signs(rulebook_on=shelf.on, told=told, site=site)


def usable_rules(folder: Path | None) -> Shelf:
    """The operator's; while those cannot be used, which is said once, the ones that stoep ships.

    These are first read when somebody asks for them: a fifth of a start, and a small computer has memory to save.
    """
    shelf = Shelf(folder)
    if folder is None:
        return shelf
    try:
        shelf.on(datetime.now(tz=UTC).date())
    except ConfigError as error:
        _LOG.error("%s", error)
        return Shelf()
    return shelf


def _needed(*read: Path | None, official: Path | None, rules: Path | None) -> Iterator[Path]:
    """The archive and the status beside it, almanac, outlook; the program.

    official: a file of the operator's, by its folder so that it may be replaced; rules: a rulebook's folder, which is
    read anew each day. Neither holds anything secret.
    """
    folders = [path.parent for path in read if path]
    if official:
        yield official.resolve().parent
    if rules:
        yield rules.resolve()
    yield from folders
    yield from program_files(private=folders)
