"""`stoep garden`: a garden's own page, residents' requests, and what gardens taught together."""

import argparse
import json
import time
from pathlib import Path

from stoep_gateway.archive import resident_rows as archive_rows
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.backends import csv_residents
from stoep_gateway.commands import garden_page
from stoep_gateway.commands.desk_file import held_desk, waiting_for_desk
from stoep_gateway.commands.garden_almanac import withdraw_figures
from stoep_gateway.commands.garden_erase import erase
from stoep_gateway.commands.garden_export import export
from stoep_gateway.commands.garden_held import backends, find_garden, look, names_at
from stoep_gateway.commands.garden_lists import move_lists, withdraw_lists
from stoep_gateway.commands.garden_research import OPEN_DATA, REPORT, make_report, write_open_data
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.commands.stopped_journal import stopped_journal
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell
from stoep_gateway.registry.cells import parse_cell
from stoep_gateway.residents import words
from stoep_gateway.residents.garden import Garden
from stoep_gateway.residents.requests import Report, as_json, copies_until, lines, requests

HELP = "a garden's own page; residents' requests: see, correct, withdraw, erase; reports and open data"

_NO_PLACE = "none"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The own page; a resident's requests; research."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    linking = actions.add_parser(
        garden_page.LINK, help="make the secret link that opens its own page; also beside a running gateway"
    )
    setting = actions.add_parser(
        garden_page.SETUP, help="say what is known of it, or show it; also beside a running gateway"
    )
    exporting = actions.add_parser(
        words.EXPORT, help="write all that is held of it into one zip file; also beside a running gateway"
    )
    moving = actions.add_parser(
        words.MOVE, help="correct its place, also of what was measured already (gateway stopped)"
    )
    withdrawing = actions.add_parser(
        words.WITHDRAW, help="take and pass on nothing of it any more; also beside a running gateway"
    )
    erasing = actions.add_parser(words.ERASE, help="leave nothing of it here, for good (gateway stopped)")
    everything = (linking, setting, exporting, moving, withdrawing, erasing)
    for action in everything:
        action.add_argument(
            "name", help="the garden: the group of its devices, which is the device's name if nobody said"
        )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE", help="the zip file, mode 0600")
    moving.add_argument(
        "--cell", required=True, metavar="X,Y|none", help="the centre of a grid cell, RD New metres, or none"
    )
    erasing.add_argument("--yes", action="store_true", help="do not ask first")
    garden_page.add_link(linking)
    garden_page.add_setup(setting)
    for action in everything:
        add_json(action)
        add_config(action)
    reporting = actions.add_parser(
        REPORT,
        help="make the report of a year for the pages, out of figures of blocks; also beside a running gateway",
    )
    reporting.add_argument("--year", type=int, required=True, metavar="Y", help="the year, such as 2026")
    add_config(reporting)
    opening = actions.add_parser(
        OPEN_DATA, help="write the figures as CSV with a datapackage.json; also beside a running gateway"
    )
    opening.add_argument("folder", type=Path, metavar="DIR", help="folder to write them to")
    add_config(opening)


def run(args: argparse.Namespace) -> int:
    """The chosen action; of a request then the list of whom else to ask."""
    settings = read_settings(args)
    if args.action in (REPORT, OPEN_DATA):
        print("\n".join(_research(args, settings=settings)))
        return 0
    if args.action in (garden_page.LINK, garden_page.SETUP):
        return garden_page.run(args, settings=settings)
    until = copies_until(time.time())
    if args.action == words.EXPORT:
        report = _export(args.name, settings=settings, file=args.out)
    elif args.action == words.MOVE:
        report = _move(args.name, settings=settings, text=args.cell, until=until)
    elif args.action == words.WITHDRAW:
        report = _withdraw(args.name, settings=settings, until=until)
    else:
        report = erase(args.name, settings=settings, is_agreed=args.yes, until=until)
    if args.json:
        print(json.dumps(as_json(report), indent=1, ensure_ascii=False))
    else:
        print("\n\n".join("\n".join(lines(report, language=language)) for language in words.LANGUAGES))
    return 0


def _research(args: argparse.Namespace, *, settings: Settings) -> list[str]:
    if args.action == REPORT:
        return make_report(args.year, settings=settings)
    return write_open_data(args.folder, settings=settings)


def _export(name: str, *, settings: Settings, file: Path) -> Report:
    garden = find_garden(name, settings=settings)
    report = _report(words.EXPORT, garden, settings=settings)
    export(garden, settings=settings, report=report, file=file)
    return report


def _move(name: str, *, settings: Settings, text: str, until: str) -> Report:
    """The cell is looked at before anything else."""
    cell = None if text == _NO_PLACE else parse_cell(text, size_m=settings.place.cell_size_m)
    state_dir = settings.gateway.state_dir
    with stopped_journal(settings) as journal:
        garden = _enrolled(name, settings=settings)
        report = _report(words.MOVE, garden, settings=settings, cell=cell, until=until)
        move_lists(garden, settings=settings, cell=cell)
        journal.move(garden.names, cell=cell)
        archive_rows.move(state_dir / ARCHIVE_FILE, garden.names, cell=cell)
        for place in backends(settings):
            if place.is_here:
                csv_residents.move(Path(place.where), names_at(place, garden), cell=cell)
    return report


def _withdraw(name: str, *, settings: Settings, until: str) -> Report:
    garden = _enrolled(name, settings=settings)
    withdraw_lists(garden, settings=settings)
    with waiting_for_desk():
        desk = held_desk(settings)
        if desk:
            desk.gardens.withdraw(garden.name, now_s=int(time.time()))
    gone = withdraw_figures(garden.name, settings=settings)
    return _report(words.WITHDRAW, garden, settings=settings, until=until, gone=gone)


def _enrolled(name: str, *, settings: Settings) -> Garden:
    garden = find_garden(name, settings=settings)
    if not garden.devices:
        raise ConfigError(f"garden {name}: no device of it is in the list any more: stoep garden erase takes the rest")
    return garden


def _report(
    action: str, garden: Garden, *, settings: Settings, cell: Cell | None = None, until: str = "", gone: int = 0
) -> Report:
    """gone: figures of the block that it counted in."""
    found = requests(action, garden=garden, held=look(garden, settings=settings), places=backends(settings), cell=cell)
    return Report(
        action=action,
        garden=garden.name,
        devices=garden.names,
        done=words.done(action, cell=cell),
        requests=tuple(found),
        notes=(
            *((words.own_broker(),) if action == words.WITHDRAW and not settings.broker.embedded else ()),
            *((words.figures_gone(gone),) if gone else ()),
            *((words.copies(action, until=until),) if until else ()),
        ),
    )
