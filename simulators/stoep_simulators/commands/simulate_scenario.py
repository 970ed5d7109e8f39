"""`stoep simulate SCENARIO.toml`: play the file, say what became of its promises, write the reports asked for."""

import argparse
import asyncio
import json
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.until_told import until_told
from stoep_simulators.fleet import FleetError
from stoep_simulators.scenarios.junit import as_junit
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.page import as_page
from stoep_simulators.scenarios.parse import ScenarioError, read_scenario
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import verdicts
from stoep_simulators.scenarios.records import Scenario
from stoep_simulators.scenarios.report import as_json, as_text
from stoep_simulators.vm.vm_node import micropython


def run_scenario(args: argparse.Namespace) -> int:
    """0: all promises hold; 1: one does not, or it could not be played to its end; 2: wrong use; 130: ended before."""
    progress = Progress(sys.stderr, redraws=sys.stderr.isatty(), columns=shutil.get_terminal_size().columns)
    try:
        scenario = read_scenario(args.scenario, seed=args.seed, on_vm=args.vm)
        if any(group.on_vm for group in scenario.groups):
            micropython()
        for path in filter(None, (args.junit, args.html)):
            _may_be_written(path)
        outcome = _played(scenario, progress=progress)
    except (ScenarioError, FileNotFoundError) as error:
        print(f"stoep simulate: {error}", file=sys.stderr)
        return 2
    except (GatewayError, FleetError) as error:
        progress.line(f"stoep simulate: {error}")
        return 1
    if outcome is None:
        progress.line("stopped before the end: nothing to report")
        return 130
    found = verdicts(outcome)
    command = _command(args, scenario=scenario)
    if args.junit:
        args.junit.write_bytes(as_junit(outcome, verdicts=found, command=command))
    if args.html:
        args.html.write_text(as_page(outcome, verdicts=found, command=command), encoding="utf-8")
    if args.json:
        print(json.dumps(as_json(outcome, verdicts=found, command=command), indent=1))
    else:
        print(as_text(outcome, verdicts=found, command=command))
    return 1 if any(verdict.broken for verdict in found) else 0


def _played(scenario: Scenario, *, progress: Progress) -> Outcome | None:
    """None if somebody said stop."""
    with tempfile.TemporaryDirectory(prefix="stoep-simulate-") as folder:
        play = Play(scenario, folder=Path(folder), progress=progress)

        async def whole() -> None:
            try:
                await until_told(play.run())
            finally:
                await play.close()

        asyncio.run(whole())
        return play.outcome


def _command(args: argparse.Namespace, *, scenario: Scenario) -> str:
    words = ["stoep", "simulate", str(args.scenario), "--seed", str(scenario.seed), *(["--vm"] if args.vm else [])]
    return shlex.join(words)


def _may_be_written(path: Path) -> None:
    """Before days are played: ScenarioError if the report could not be kept."""
    try:
        path.open("ab").close()
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be written: {error.strerror}") from error
