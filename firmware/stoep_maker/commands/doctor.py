"""`stoep device doctor`: what is wrong with a board on the desk, and what to do about it."""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from stoep_maker import diagnosis
from stoep_maker.at_desk import add_port, find_board, stopped
from stoep_maker.errors import MakerError
from stoep_maker.examination import examine
from stoep_maker.findings import findings

HELP = "examine a board over USB: chip, files, wires, sensors, Wi-Fi, its last send"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--port, --json, --report."""
    add_port(parser)
    parser.add_argument("--json", action="store_true", help="machine-readable output")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="also write what may be given away: board, versions, sensors and whether they work",
    )


def run(args: argparse.Namespace) -> int:
    """0: well; 1: findings, or it could not be examined; 2: no board."""
    try:
        remote = find_board(args.port)
    except MakerError as error:
        return _complain(error, code=2)
    try:
        with stopped(remote, say=_progress):
            found = examine(remote, say=_progress)
        if args.report:
            _write(args.report, json.dumps(diagnosis.report(found, date=f"{datetime.now(UTC):%Y-%m-%d}"), indent=1))
    except MakerError as error:
        return _complain(error, code=1)
    wrong = findings(found)
    if args.json:
        print(json.dumps(diagnosis.as_object(found, wrong), indent=1))
        return 1 if wrong else 0
    for line in diagnosis.lines(found):
        print(f"  {line}")
    for line in wrong:
        print(f"! {line}")
    print(f"findings: {len(wrong)}" if wrong else "nothing wrong was found")
    return 1 if wrong else 0


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise MakerError(f"{file}: the report cannot be written ({error.strerror}): name another place") from error


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _complain(error: MakerError, *, code: int) -> int:
    print(f"stoep device doctor: {error}", file=sys.stderr)
    return code
