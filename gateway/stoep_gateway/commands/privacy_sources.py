"""What `stoep privacy report` and `register` are made from: descriptions in files, or of the gateway's own devices."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from stoep_gateway.commands.options import add_config, read_settings
from stoep_gateway.commands.own_sources import own_descriptions
from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.outputs.subject import Subject, subject_of
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.source import Description, read


def add_sources(parser: argparse.ArgumentParser, *, many: bool) -> None:
    """SOURCE, --gateway, --config, --date, --rules."""
    parser.add_argument(
        "source",
        nargs="*" if many else "?",
        type=Path,
        metavar="SOURCE",
        help="a description of a sensor: docs/privacy-outputs.md tells its keys",
    )
    parser.add_argument("--gateway", action="store_true", help="of the gateway's own devices in the place of files")
    add_config(parser)
    parser.add_argument(
        "--date", type=_day, metavar="YYYY-MM-DD", help="by the rules that hold on this day (default: today)"
    )
    parser.add_argument("--rules", type=Path, metavar="DIR", help="a rulebook in the place of the one that stoep ships")


def subjects(args: argparse.Namespace) -> tuple[Subject, ...]:
    """One for each file, or for each of the gateway's public devices. ConfigError."""
    files = args.source if isinstance(args.source, list) else [args.source] if args.source else []
    if bool(files) == args.gateway:
        what = "both SOURCE and --gateway" if files else "no description"
        raise ConfigError(f"privacy {args.action}: {what}: name files of descriptions, or give --gateway")
    day = args.date or datetime.now().astimezone().date()
    settings = read_settings(args) if args.gateway else None
    rulebook = load(args.rules or (settings.privacy.rules if settings else None), on=day)
    found = _own(settings, rulebook=rulebook) if settings else tuple(_read(files, rulebook=rulebook))
    seen: set[str] = set()
    for description in found:
        if description.id in seen:
            raise ConfigError(f'privacy {args.action}: two descriptions have the id "{description.id}": change one')
        seen.add(description.id)
    return tuple(subject_of(description, rulebook=rulebook) for description in found)


def _read(files: list[Path], *, rulebook: Rulebook) -> Iterator[Description]:
    for file in files:
        try:
            text = operator_text(file, name=str(file))
        except OSError as error:
            raise ConfigError(f"{file}: cannot be read ({error.strerror}): name a description of a sensor") from error
        yield read(text, name=str(file), facts=rulebook.facts)


def _own(settings: Settings, *, rulebook: Rulebook) -> tuple[Description, ...]:
    own = own_descriptions(settings, rulebook=rulebook)
    if own.left_out:
        print(f"left out, for they hang at homes: {own.left_out} sensor(s) of gardens", file=sys.stderr)
    return own.descriptions


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: must be a date such as 2026-11-24") from error
