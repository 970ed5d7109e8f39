"""`stoep accounts`: what became of every row, window and observation."""

import argparse
import json

from stoep_gateway import accounts
from stoep_gateway.commands.options import add_config, add_json, read_settings
from stoep_gateway.journal.database import JOURNAL_FILE

HELP = "print what became of every row, window and observation"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--json."""
    add_config(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """1 when something does not balance."""
    counted = accounts.read(read_settings(args).gateway.state_dir / JOURNAL_FILE)
    print(json.dumps(accounts.as_json(counted), indent=1) if args.json else accounts.render(counted))
    return 0 if counted.balanced else 1
