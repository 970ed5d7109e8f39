"""`stoep privacy check --gateway`: the chains of this gateway under the rules, measured instead of asked."""

import argparse
import asyncio
import json
import sys
from datetime import date
from pathlib import Path

from stoep_gateway.commands.options import add_config, read_settings
from stoep_gateway.commands.read_device import read_device
from stoep_gateway.errors import ConfigError
from stoep_gateway.inspection.inspect import Inspector
from stoep_gateway.inspection.judged import judge
from stoep_gateway.inspection.records import Chain
from stoep_gateway.inspection.report import as_json, as_lines
from stoep_gateway.privacy.answers import NO_ANSWERS
from stoep_gateway.privacy.rulebook import load
from stoep_gateway.supervise.core_dumps import forbid_core_dumps
from stoep_gateway.supervise.told_sources import told_sources

_LISTEN_S = 65.0  # a people counter sends each minute
_LISTEN_MAX_S = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--gateway and what goes with it."""
    parser.add_argument(
        "--gateway",
        action="store_true",
        help="look at this gateway instead: what is measured counts, DEVICE answers only what no look can tell",
    )
    add_config(parser)
    parser.add_argument("--chain", metavar="PROFILE", help="with --gateway: the devices of this profile alone")
    parser.add_argument(
        "--log", type=Path, action="append", default=[], metavar="FILE", help="with --gateway: a log to read, too"
    )
    parser.add_argument(
        "--listen",
        type=_seconds,
        default=_LISTEN_S,
        metavar="SECONDS",
        help="with --gateway: how long to hear what devices send, at most (default: %(default)g)",
    )


def run(args: argparse.Namespace, *, day: date) -> int:
    """1 if a duty is not met, or something lies where it should not. ConfigError."""
    if args.html is not None:
        raise ConfigError(
            "--html: of a file of answers alone: what is found at a gateway is told as text or with --json"
        )
    settings = read_settings(args)
    rulebook = load(args.rules or settings.privacy.rules, on=day)
    forbid_core_dumps()  # rows about people are opened here, too
    said = None if args.device is None else read_device(args.device, rulebook=rulebook)
    inspector = Inspector(settings)
    wanted = _chains(inspector.chains, wanted=args.chain)
    told = told_sources(settings.privacy.answers_dir, rulebook=rulebook)
    if sys.stderr.isatty():
        print(f"looking; devices are listened to for at most {args.listen:g} s", file=sys.stderr, flush=True)
    inspection = asyncio.run(inspector.running(logs=args.log, listen_s=args.listen))
    judged = tuple(
        judge(
            inspection,
            chain=chain,
            answers=said if said is not None else told[chain.name].facts if chain.name in told else NO_ANSWERS,
            rulebook=rulebook,
        )
        for chain in wanted
    )
    gateway = settings.gateway.name
    if args.json:
        result = as_json(inspection, gateway=gateway, judged=judged, day=day, language=args.lang)
        print(json.dumps(result, indent=1, ensure_ascii=False))
    else:
        lines = as_lines(inspection, gateway=gateway, judged=judged, rulebook=rulebook, language=args.lang)
        print("\n".join(lines))
    return 1 if any(each.findings or each.result.counts.does_not_meet for each in judged) else 0


def _chains(chains: tuple[Chain, ...], *, wanted: str | None) -> tuple[Chain, ...]:
    names = [chain.name for chain in chains]
    if not names:
        raise ConfigError("privacy check --gateway: no device is enrolled here: there is nothing to look at")
    if wanted is not None and wanted not in names:
        raise ConfigError(f"--chain {wanted[:40]}: no device here has that profile: use one of {', '.join(names)}")
    return tuple(chain for chain in chains if wanted in (None, chain.name))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _LISTEN_MAX_S:
        raise argparse.ArgumentTypeError(f"{text}: must be a number of seconds from 0 to {_LISTEN_MAX_S:g}")
    return seconds
