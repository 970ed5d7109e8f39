"""`stoep privacy check`: what the privacy rules say about a sensor of anybody's, from a file of answers."""

import argparse
import json
from datetime import date, datetime
from pathlib import Path

from stoep_gateway.commands.options import add_json
from stoep_gateway.commands.privacy_page import page
from stoep_gateway.commands.privacy_text import as_text
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.answers import Answers, read
from stoep_gateway.privacy.report import as_object
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.schema import json_schema
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.privacy.words import LANGUAGES

HELP = "hold a sensor against the privacy rules: what is met, what to change, what is not known"

_SIZE_MAX_BYTES = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """DEVICE, --json, --html, --lang, --date, --rules, --schema."""
    parser.add_argument(
        "device", nargs="?", type=Path, metavar="DEVICE", help="a file of answers: docs/privacy-check.md tells its keys"
    )
    add_json(parser)
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the result as one page to print, too")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="of what is said (default: %(default)s)")
    parser.add_argument(
        "--date", type=_day, metavar="YYYY-MM-DD", help="by the rules that hold on this day (default: today)"
    )
    parser.add_argument("--rules", type=Path, metavar="DIR", help="a rulebook in the place of the one that stoep ships")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of DEVICE instead, and stop")


def run(args: argparse.Namespace) -> int:
    """1 if a duty is not met. ConfigError."""
    day: date = args.date or datetime.now().astimezone().date()
    rulebook = load(args.rules, on=day)
    if args.schema:
        print(json.dumps(json_schema(rulebook.facts), indent=1))
        return 0
    if args.device is None:
        raise ConfigError(
            "stoep privacy check: no sensor: name its file of answers, or print what it may say: --schema"
        )
    answers = read_device(args.device, rulebook=rulebook)
    result = check(rulebook, answers)
    if args.html is not None:
        write_page(args.html, text=page(result, device=args.device.stem, rulebook=rulebook, language=args.lang))
    if args.json:
        print(json.dumps(as_object(result, device=args.device.stem, day=day, language=args.lang), indent=1))
    else:
        print(as_text(result, device=args.device.stem, rulebook=rulebook, language=args.lang))
    return 1 if result.counts.does_not_meet else 0


def read_device(file: Path, *, rulebook: Rulebook) -> Answers:
    """Of a file of answers. ConfigError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_SIZE_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}): name a file of answers") from error
    if len(data) > _SIZE_MAX_BYTES:
        raise ConfigError(f"{file}: longer than {_SIZE_MAX_BYTES} bytes: this is no file of answers")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: not UTF-8 text: save it as UTF-8") from error
    return read(text, name=str(file), rulebook=rulebook)


def write_page(file: Path, *, text: str) -> None:
    """ConfigError."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror}): name a file in a folder of yours") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: must be a date such as 2026-11-24") from error
