"""`stoep privacy`: how people counts are made anonymous, and whether a sensor keeps to rules. A module an action."""

import argparse
from collections.abc import Mapping
from types import MappingProxyType

from stoep_gateway.commands import privacy_check, privacy_explain, privacy_register, privacy_report, privacy_utility
from stoep_gateway.commands.found import Command

HELP = "how people counts are made anonymous, and whether a sensor keeps to the privacy rules"

_ACTIONS: Mapping[str, Command] = MappingProxyType(
    {
        "check": privacy_check,
        "explain": privacy_explain,
        "register": privacy_register,
        "report": privacy_report,
        "utility": privacy_utility,
    }
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """check, explain, register, report, utility."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    for name, action in _ACTIONS.items():
        action.add_arguments(actions.add_parser(name, help=action.HELP))


def run(args: argparse.Namespace) -> int:
    """The chosen action."""
    return _ACTIONS[args.action].run(args)
