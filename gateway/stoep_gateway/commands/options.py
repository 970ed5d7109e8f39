"""Options that several commands share."""

import argparse
from pathlib import Path

from stoep_gateway.config.load import DEFAULT_FILES, load
from stoep_gateway.config.settings import Settings


def add_config(parser: argparse.ArgumentParser) -> None:
    """--config FILE."""
    places = ", then ".join(str(path) for path in DEFAULT_FILES)
    parser.add_argument("--config", type=Path, metavar="FILE", help=f"the configuration (default: {places})")


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def read_settings(args: argparse.Namespace) -> Settings:
    """Of the file that --config names, or the first default. ConfigError."""
    return load(args.config)
