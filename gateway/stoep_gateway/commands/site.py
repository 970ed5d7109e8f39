"""`stoep site export`: the public pages as plain files, for a web host that runs nothing of stoep."""

import argparse
import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.commands.options import add_config, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.desk import Desk
from stoep_gateway.errors import ConfigError
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener
from stoep_gateway.web.crowd.outlook import StoredOutlook
from stoep_gateway.web.desk.seen import SeenAtDesk
from stoep_gateway.web.garden.stored import StoredAlmanac
from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.ports import ArchiveAwayError
from stoep_gateway.web.still.copying import copy
from stoep_gateway.web.still.folder import CopyFolder
from stoep_gateway.web.still.reading import BASE
from stoep_protocol import __version__

HELP = "the public pages as plain files, for any web host"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """export."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    exporting = actions.add_parser(
        "export",
        help="write the pages of this moment into a folder, or anew over an earlier copy; also beside a "
        "running gateway",
    )
    exporting.add_argument(
        "folder", type=Path, metavar="DIR", help="a new or empty folder, or one with an earlier copy"
    )
    exporting.add_argument(
        "--lang",
        choices=LANGUAGES,
        action="append",
        help="a language of the pages; more than once: the first one at the top (default: nl, then en)",
    )
    add_config(exporting)


def run(args: argparse.Namespace) -> int:
    """A line of what was written."""
    settings = read_settings(args)
    languages = tuple(dict.fromkeys(args.lang or LANGUAGES))
    now_s = int(time.time())
    stamp = {"made": datetime.fromtimestamp(now_s, UTC).isoformat(), "by": f"stoep {__version__}"}
    with CopyFolder(args.folder) as folder:
        _check(settings.gateway.state_dir / ARCHIVE_FILE)
        made = asyncio.run(copy(_app(settings, now_s=now_s), folder, languages=languages, stamp=stamp))
    print(f"{args.folder}: {made.pages} pages in {' and '.join(languages)}, {made.files} files besides")
    return 0


def _check(archive: Path) -> None:
    try:
        opener(archive)().close()
    except ArchiveAwayError as error:
        raise ConfigError(f"{archive}: no archive to read: has the gateway run here, and are you its user?") from error


def _app(settings: Settings, *, now_s: int) -> Starlette:
    """The site without a desk and without residents' own pages: what is not there cannot be copied."""
    state_dir = settings.gateway.state_dir
    desk = Desk(state_dir / DESK_FILE, keep_days=settings.desk.keep_days)
    return create(
        opener(state_dir / ARCHIVE_FILE),
        gateway_name=settings.gateway.name,
        now_s=lambda: now_s,
        outlook=StoredOutlook(state_dir / OUTLOOK_FILE) if settings.crowd.places_file else None,
        almanac=StoredAlmanac(state_dir / ALMANAC_FILE),
        seen=SeenAtDesk(desk),
        base=BASE,
        air=settings.air,
        copy_of=settings.web.public_url,
    )
