"""`stoep privacy check`: what the privacy rules say about a sensor of anybody's, from a file of answers."""

import argparse
import json
from datetime import date, datetime
from pathlib import Path

from stoep_gateway.commands import privacy_gateway
from stoep_gateway.commands.options import add_json
from stoep_gateway.commands.privacy_page import page
from stoep_gateway.commands.privacy_text import as_text
from stoep_gateway.commands.read_device import read_device
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.cases import failures
from stoep_gateway.privacy.report import as_object
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.schema import json_schema
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.privacy.words import LANGUAGES

HELP = "hold a sensor against the privacy rules: what is met, what to change, what is not known"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """DEVICE, --json, --html, --lang, --date, --rules, --cases, --schema, --gateway and what goes with it."""
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
    parser.add_argument(
        "--cases", action="store_true", help="run the rules' own cases instead: for a rulebook of yours"
    )
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of DEVICE instead, and stop")
    privacy_gateway.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """1 if a duty is not met. ConfigError."""
    day: date = args.date or datetime.now().astimezone().date()
    if args.gateway:
        return privacy_gateway.run(args, day=day)
    rulebook = load(args.rules, on=day)
    if args.schema:
        print(json.dumps(json_schema(rulebook.facts), indent=1))
        return 0
    if args.cases:
        return _run_cases(rulebook)
    if args.device is None:
        raise ConfigError("privacy check: no sensor: name its file of answers, or print what it may say: --schema")
    answers = read_device(args.device, rulebook=rulebook)
    result = check(rulebook, answers)
    if args.html is not None:
        write_page(args.html, text=page(result, device=args.device.stem, rulebook=rulebook, language=args.lang))
    if args.json:
        print(json.dumps(as_object(result, device=args.device.stem, day=day, language=args.lang), indent=1))
    else:
        print(as_text(result, device=args.device.stem, rulebook=rulebook, language=args.lang))
    return 1 if result.counts.does_not_meet else 0


def _run_cases(rulebook: Rulebook) -> int:
    """1 if a case is not what its rule says."""
    failed = list(failures(rulebook))
    count = sum(len(rule.cases) for rule in rulebook.rules)
    print("\n".join(failed) or f"{count} cases of {len(rulebook.rules)} rules hold")
    return 1 if failed else 0


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
