"""`stoep privacy register`: entries for a public register of sensors, as JSON."""

import argparse
import json

from stoep_gateway.commands.privacy_sources import add_sources, subjects
from stoep_gateway.privacy.outputs.register import register_entry, schema

HELP = "entries for a public register of sensors, as JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SOURCE… or --gateway, --schema."""
    add_sources(parser, many=True)
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of one entry instead, and stop")


def run(args: argparse.Namespace) -> int:
    """Always 0: what is still open stands in each entry. ConfigError."""
    told = schema() if args.schema else [register_entry(subject) for subject in subjects(args)]
    print(json.dumps(told, indent=1, ensure_ascii=False))
    return 0
