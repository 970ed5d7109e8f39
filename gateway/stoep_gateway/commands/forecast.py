"""`stoep forecast`: what forecasts of crowds are worth and rest on. Each action has a module of its own."""

import argparse
from collections.abc import Mapping
from types import MappingProxyType

from stoep_gateway.commands import forecast_backtest, forecast_explain
from stoep_gateway.commands.found import Command

HELP = "forecasts of crowds: how good they are, and why they say what they say"

_ACTIONS: Mapping[str, Command] = MappingProxyType({"backtest": forecast_backtest, "explain": forecast_explain})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand an action."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    for name, action in _ACTIONS.items():
        action.add_arguments(actions.add_parser(name, help=action.HELP))


def run(args: argparse.Namespace) -> int:
    """The chosen action."""
    return _ACTIONS[args.action].run(args)
