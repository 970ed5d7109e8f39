"""`stoep privacy explain`: what is done with each kind of data, by stoep.toml and by the ledger, in plain words."""

import argparse
import json
import time

from stoep_gateway.anonymise.policy import Schedule, schedule_of
from stoep_gateway.commands.explained import explain
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.config.settings import Settings
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.ledger_rows import read_policies
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.store import Registry

HELP = "what is done with each kind of data, what that promises and what not, and what holds only from the next day on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--config, --json."""
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print it; nothing is a finding."""
    settings = read_settings(args)
    devices = Registry(settings.gateway.state_dir).load().values()
    now_s = int(time.time()) - WIRE_EPOCH_S
    sections = explain(settings, schedule=_held(settings), devices=tuple(devices), now_s=now_s)
    if args.json:
        print(json.dumps({section.key: section.facts for section in sections}, indent=1))
    else:
        print("\n\n".join("\n".join([section.title, *(f"  {line}" for line in section.lines)]) for section in sections))
    return 0


def _held(settings: Settings) -> Schedule:
    """Without policies where no gateway has run yet. ConfigError: the journal cannot be read."""
    path = settings.gateway.state_dir / JOURNAL_FILE
    if not path.exists():
        return Schedule(())
    with read_only(path) as connection:
        return schedule_of(read_policies(connection))
