"""`stoep simulate`: a fleet in virtual time and a real gateway, by a scenario file or simply some days away."""

import argparse
import asyncio
import json
import resource
import shutil
import sys
import tempfile
from pathlib import Path

from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.simulate_run import Simulation, SimulationSettings
from stoep_simulators.commands.simulate_scenario import run_scenario
from stoep_simulators.commands.until_told import until_told
from stoep_simulators.fleet import FleetError
from stoep_simulators.vm.vm_node import micropython

HELP = "run a fleet of simulated devices for days of virtual time against a gateway of its own"

_FILES = 10_240  # as many as macOS gives a process


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SCENARIO or --devices, --days and --seed; --vm, --json; --junit, --html."""
    parser.add_argument(
        "scenario", nargs="?", type=Path, metavar="SCENARIO.toml", help="devices, days, faults, promises"
    )
    parser.add_argument("--devices", type=_number, metavar="N", help="without a scenario: how many, of all four kinds")
    parser.add_argument("--days", type=_number, metavar="D", help="without one: how long they are away; rings hold 3")
    parser.add_argument("--seed", type=int, metavar="S", help="same seed, same rows; in place of a scenario's own")
    parser.add_argument("--vm", action="store_true", help="run all on the MicroPython VM, a process each")
    parser.add_argument("--json", action="store_true", help="print one JSON object (progress goes to stderr)")
    parser.add_argument("--junit", type=Path, metavar="FILE", help="of a scenario: write a test case for each promise")
    parser.add_argument("--html", type=Path, metavar="FILE", help="of a scenario: write a page with pictures")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """0: every row arrived and what was promised holds; 1: not so; 2: wrong use or no VM; 130: ended before."""
    _allow_many_files()
    if args.scenario is None:
        if None in (args.devices, args.days, args.seed):
            args.refuse("give a scenario file, or --devices, --days and --seed")
        if args.junit or args.html:
            args.refuse("--junit and --html are for a scenario file")
        return _run_days_away(args)
    if args.devices is not None or args.days is not None:
        args.refuse("--devices and --days stand in the scenario file")
    return run_scenario(args)


def _run_days_away(args: argparse.Namespace) -> int:
    settings = SimulationSettings(devices=args.devices, days=args.days, seed=args.seed, on_vm=args.vm)
    progress = Progress(sys.stderr, redraws=sys.stderr.isatty(), columns=shutil.get_terminal_size().columns)
    try:
        if args.vm:
            micropython()
        with tempfile.TemporaryDirectory(prefix="stoep-simulate-") as folder:
            simulation = Simulation(settings, folder=Path(folder), progress=progress)
            asyncio.run(_simulate(simulation))
    except FileNotFoundError as error:
        print(f"stoep simulate: {error}", file=sys.stderr)
        return 2
    except (GatewayError, FleetError) as error:
        progress.line(f"stoep simulate: {error}")
        return 1
    report = simulation.report
    if report is None:
        progress.line("stopped before all was delivered: nothing to report")
        return 130
    print(json.dumps(report.as_json(), indent=1) if args.json else report.as_text())
    return 0 if report.is_fine else 1


async def _simulate(simulation: Simulation) -> None:
    try:
        await until_told(simulation.run())
    finally:
        await simulation.close()


def _allow_many_files() -> None:
    """A device here holds a socket and a log, in the broker another socket: the usual 1,024 end at some 500 devices."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _number(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 100_000:
        raise argparse.ArgumentTypeError(f"{text}: give a whole number above 0")
    return number
