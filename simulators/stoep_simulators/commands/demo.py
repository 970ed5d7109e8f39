"""`stoep demo`: a whole neighbourhood on this machine, from sensor to web page, for as long as somebody looks."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any

from stoep_simulators.commands.demo_run import Demo, DemoSettings
from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.commands.progress import Progress

HELP = "show a whole neighbourhood on this machine: broker, gateway, devices, pages"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--minutes, --seed, --no-browser."""
    parser.add_argument("--minutes", type=_minutes, metavar="N", help="end after N minutes live (default: at Ctrl-C)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another world (default: 1)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address of the pages")


def run(args: argparse.Namespace) -> int:
    """0: all four kinds were delivered and the accounts balance; 1: they do not; 130: ended before anything was live."""
    settings = DemoSettings(
        live_s=None if args.minutes is None else 60 * args.minutes, seed=args.seed, opens_browser=not args.no_browser
    )
    demo = Demo(settings, progress=Progress(sys.stdout, redraws=sys.stdout.isatty()))
    try:
        return asyncio.run(_until_signalled(demo.show(), end=demo.end))
    except GatewayError as error:
        print(f"stoep demo: {error}", file=sys.stderr)
        return 1


async def _until_signalled(work: Coroutine[Any, Any, None], *, end: "Callable[[], Coroutine[Any, Any, int]]") -> int:
    """Run `work` until it is done or somebody says stop, then `end`, which nobody interrupts."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
