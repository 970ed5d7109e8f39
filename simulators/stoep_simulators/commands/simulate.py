"""`stoep simulate`: a fleet in virtual time and a real gateway, by a scenario file or simply some days away."""

import argparse
import sys
from pathlib import Path

from stoep_simulators.commands.open_files import allow_many_files
from stoep_simulators.commands.simulate_scenario import play_and_tell
from stoep_simulators.scenarios.days_away import days_away
from stoep_simulators.scenarios.parse import DAYS_MAX, DEVICES_MAX, SEED_MAX, ScenarioError, read_scenario

HELP = "run a fleet of simulated devices for days of virtual time against a gateway of its own"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SCENARIO or --devices, --days and --seed; --vm, --json; --junit, --html."""
    parser.add_argument(
        "scenario", nargs="?", type=Path, metavar="SCENARIO.toml", help="devices, days, faults, promises"
    )
    parser.add_argument("--devices", type=int, metavar="N", help="without a scenario: how many, of all four kinds")
    parser.add_argument("--days", type=int, metavar="D", help="without one: how long they are away; rings hold 3")
    parser.add_argument("--seed", type=int, metavar="S", help="same seed, same rows; in place of a scenario's own")
    parser.add_argument("--vm", action="store_true", help="run all on the MicroPython VM, a process each")
    parser.add_argument("--json", action="store_true", help="print one JSON object (progress goes to stderr)")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="write a test case for each promise")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with pictures")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """0: all promises hold; 1: one does not, or not played to its end; 2: wrong use or no VM; 130: ended before."""
    allow_many_files()
    _check(args)
    on_vm = ("--vm",) if args.vm else ()
    try:
        if args.scenario is None:
            scenario = days_away(devices=args.devices, days=args.days, seed=args.seed, on_vm=args.vm)
            words = ["--devices", str(args.devices), "--days", str(args.days)]
        else:
            scenario = read_scenario(args.scenario, seed=args.seed, on_vm=args.vm)
            words = [str(args.scenario)]
        command = ("stoep", "simulate", *words, "--seed", str(scenario.seed), *on_vm)
        return play_and_tell(
            scenario, file=args.scenario, command=command, is_json=args.json, junit=args.junit, html=args.html
        )
    except (ScenarioError, FileNotFoundError) as error:
        print(f"stoep simulate: {error}", file=sys.stderr)
        return 2


def _check(args: argparse.Namespace) -> None:
    if args.scenario is None:
        if None in (args.devices, args.days, args.seed):
            args.refuse("give a scenario file, or --devices, --days and --seed")
    elif args.devices is not None or args.days is not None:
        args.refuse("--devices and --days stand in the scenario file")
    for option, number, low, high in (
        ("--devices", args.devices, 1, DEVICES_MAX),
        ("--days", args.days, 1, DAYS_MAX),
        ("--seed", args.seed, 0, SEED_MAX),
    ):
        if number is not None and not low <= number <= high:
            args.refuse(f"{option} {number}: give a whole number from {low} to {high:,}")
