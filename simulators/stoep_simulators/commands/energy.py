"""`stoep device energy`: how long a node lives on a battery, from a virtual day of the real firmware."""

import argparse
import asyncio
import json
import tempfile
from pathlib import Path

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.energy.currents import BATTERY_MAH
from stoep_simulators.energy.node_day import node_day
from stoep_simulators.energy.report import Report

HELP = "days on a battery, and what uses it up: calculated from the firmware's duty cycle"

RATES_S = {"soil": (600, 3600), "air": (300, 1800), "people": (60, 60), "weather": (600, 3600)}  # a gateway's defaults
_NODES = {f"{profile}-default": profile for profile in sorted(SENSORS)}
_BATTERY_MAX_MAH = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """NODE, --battery-mah, --json."""
    parser.add_argument(
        "node",
        choices=_NODES,
        metavar="NODE",
        help=f"with the usual sensors and rates of its kind: {', '.join(_NODES)}",
    )
    parser.add_argument(
        "--battery-mah",
        type=_capacity,
        default=BATTERY_MAH,
        metavar="N",
        help=f"its capacity by the label (default: {BATTERY_MAH}, one good 18650)",
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(args: argparse.Namespace) -> int:
    """Always 0."""
    profile = _NODES[args.node]
    sample_s, send_s = RATES_S[profile]
    with tempfile.TemporaryDirectory(prefix="stoep-energy-") as folder:
        day = asyncio.run(
            node_day(Path(folder), profile=profile, sensors=SENSORS[profile], sample_s=sample_s, send_s=send_s)
        )
    report = Report(node=args.node, day=day, sample_s=sample_s, send_s=send_s, battery_mah=args.battery_mah)
    print(json.dumps(report.as_json(), indent=1) if args.json else report.as_text())
    return 0


def _capacity(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _BATTERY_MAX_MAH:
        raise argparse.ArgumentTypeError(f"{text[:20]}: give whole mAh, 1 to {_BATTERY_MAX_MAH}")
    return int(text)
