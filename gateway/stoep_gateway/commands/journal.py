"""`stoep journal export|verify|backup`: what the journal still holds, whether it is sound, and a copy of it."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from stoep_gateway.commands.export_text import csv_lines, senml_lines
from stoep_gateway.commands.journal_backup import backup
from stoep_gateway.commands.journal_verify import verify
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.blob import DamagedEntryError, expand
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.reader import read_entries
from stoep_gateway.records import Observation

HELP = "read what the journal still holds, look it over, copy it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """export, verify, backup."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    export = actions.add_parser("export", help="write the observations that are not yet delivered everywhere")
    export.add_argument("--format", choices=("senml", "csv"), default="senml", help="default: senml")
    export.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    add_config(export)
    verify_ = actions.add_parser(
        "verify", help="look over all of it: pages, entries, accounts, ledger; also beside a running gateway"
    )
    add_config(verify_)
    add_json(verify_)
    backup_ = actions.add_parser("backup", help="copy the journal as it is now; also beside a running gateway")
    backup_.add_argument("file", type=Path, metavar="FILE", help="the copy; never overwritten")
    add_config(backup_)


def run(args: argparse.Namespace) -> int:
    """1 with findings."""
    settings = read_settings(args)
    if args.action == "verify":
        return verify(settings, is_json=args.json)
    if args.action == "backup":
        return backup(settings, file=args.file, now_s=int(time.time()))
    return _export(settings, args)


def _export(settings: Settings, args: argparse.Namespace) -> int:
    """1 when something could not be exported; standard error says how much and why."""
    left_out: dict[str, int] = {}
    found = _observations(
        settings.gateway.state_dir / JOURNAL_FILE, left_out=left_out, need_time=args.format == "senml"
    )
    lines = senml_lines(found) if args.format == "senml" else csv_lines(found)
    if args.out is None:
        _write(sys.stdout, lines=lines)
    else:
        try:
            with args.out.open("w", encoding="utf-8") as file:
                _write(file, lines=lines)
        except OSError as error:
            raise ConfigError(
                f"{args.out}: cannot write ({error.strerror}): name a file in a folder of yours"
            ) from error
    for reason, number in left_out.items():
        print(f"stoep: {number} left out: {reason}", file=sys.stderr)
    return 1 if left_out else 0


def _observations(path: Path, *, left_out: dict[str, int], need_time: bool) -> Iterator[Observation]:
    for entry in read_entries(path):
        try:
            if not entry.sound:
                raise DamagedEntryError(entry.position)
            found = expand(entry.blob, position=entry.position)
        except DamagedEntryError:
            _count(left_out, "damaged entry", entry.observations)
            continue
        for observation in found:
            if need_time and observation.time_s is None:
                _count(left_out, "time unknown, which SenML cannot say (CSV can)", 1)
            else:
                yield observation


def _count(left_out: dict[str, int], reason: str, number: int) -> None:
    left_out[reason] = left_out.get(reason, 0) + number


def _write(file: TextIO, *, lines: Iterator[str]) -> None:
    for line in lines:
        file.write(line)
