"""Play a scenario, say what became of its promises, write the reports asked for."""

import asyncio
import json
import shlex
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.commands.own_folder import own_folder
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.report_files import may_be_written
from stoep_simulators.commands.until_told import until_told
from stoep_simulators.fleet import FleetError
from stoep_simulators.scenarios.junit import as_junit, unplayed_junit
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.page import as_page
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import verdicts
from stoep_simulators.scenarios.records import Scenario
from stoep_simulators.scenarios.report import as_json, as_text
from stoep_simulators.scenarios.table import ScenarioError
from stoep_simulators.vm.vm_parent import micropython

_STOPPED = 130  # by Ctrl-C and its kin


def play_and_tell(
    scenario: Scenario,
    *,
    file: Path | None,
    command: Sequence[str],
    is_json: bool,
    junit: Path | None,
    html: Path | None,
) -> int:
    """0: all promises hold; 1: one does not, or not played to its end; 2: measurements that cannot be; 130: stopped.

    file: where the scenario stands. command: what does the same again. junit, html: where these reports go.
    ScenarioError; FileNotFoundError: no VM.
    """
    if any(group.on_vm for group in scenario.groups):
        micropython()
    may_be_written([path for path in (junit, html) if path], scenario=scenario, file=file)
    progress = Progress.on(sys.stderr)
    again = shlex.join(command)
    outcome, why, code = _played(scenario, progress=progress)
    if outcome is None:
        progress.line(why if code == _STOPPED else f"stoep simulate: {why}")
        if junit:
            with suppress(OSError):  # no room is what may have ended it
                junit.write_bytes(unplayed_junit(scenario, why=why, command=again))
        return code
    found = verdicts(outcome)
    if junit:
        junit.write_bytes(as_junit(outcome, verdicts=found, command=again))
    if html:
        html.write_text(as_page(outcome, verdicts=found, command=again), encoding="utf-8", errors="replace")
    if is_json:
        print(json.dumps(as_json(outcome, verdicts=found, command=again), indent=1))
    else:
        print(as_text(outcome, verdicts=found, command=again))
    return 1 if any(verdict.broken for verdict in found) else 0


def _played(scenario: Scenario, *, progress: Progress) -> tuple[Outcome | None, str, int]:
    """What it came to; without it why not, and the exit code."""
    try:
        outcome = _outcome(scenario, progress=progress)
    except ScenarioError as error:
        return None, str(error), 2
    except (GatewayError, FleetError) as error:
        return None, str(error), 1
    except OSError as error:
        what = error.strerror or str(error)
        return None, f"{tempfile.gettempdir()}: {what}: make room, or name another folder in TMPDIR", 1
    return outcome, "stopped before the end: nothing to report", _STOPPED


def _outcome(scenario: Scenario, *, progress: Progress) -> Outcome | None:
    """None if somebody said stop."""
    with own_folder("stoep-simulate-") as folder:
        play = Play(scenario, folder=folder, progress=progress)
        asyncio.run(until_told(play.run()))
        return play.outcome
