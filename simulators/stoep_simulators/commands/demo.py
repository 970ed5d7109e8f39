"""`stoep demo`: a whole neighbourhood on this machine, from sensor to web page, for as long as somebody looks."""

import argparse
import asyncio
import sys

from stoep_simulators.commands.demo_run import Demo, DemoSettings
from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.commands.own_folder import own_folder
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.until_told import until_told
from stoep_simulators.fleet import FleetError

HELP = "show a whole neighbourhood on this machine: broker, gateway, devices, pages"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--minutes, --seed, --no-browser."""
    parser.add_argument("--minutes", type=_minutes, metavar="N", help="end after N minutes live (default: at Ctrl-C)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another world (default: 1)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address of the pages")


def run(args: argparse.Namespace) -> int:
    """0: all four kinds were delivered and the accounts balance; 1: not so; 130: ended before the devices were live."""
    settings = DemoSettings(
        live_s=None if args.minutes is None else 60 * args.minutes, seed=args.seed, opens_browser=not args.no_browser
    )
    progress = Progress.on(sys.stdout)
    with own_folder("stoep-demo-") as folder:
        try:
            return asyncio.run(_show(Demo(settings, folder=folder, progress=progress)))
        except (GatewayError, FleetError) as error:
            progress.line(f"stoep demo: {error}")
            return 1


async def _show(demo: Demo) -> int:
    """Until it is over or somebody says stop; then end it, which no further Ctrl-C cuts short."""
    try:
        await until_told(demo.show())
        return await demo.verdict()
    finally:
        await demo.close()


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < float("inf"):
        raise argparse.ArgumentTypeError(f"{text}: give a number of minutes above 0, such as 1 or 0.5")
    return minutes
