"""Play attacks and parts side by side, each in a process of its own, and say at once how each went."""

import multiprocessing
import re
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from redteam.attack import Attack, Outcome, Part

_CONTEXT = multiprocessing.get_context("forkserver")  # what a control breaks in a process is gone with it
_NOTHING = Outcome(defended=False, control_succeeded=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """outcome: of an attack. figures: of a part. broke_off: why it could not be played to its end, "" if it was."""

    name: str
    took_s: float
    outcome: Outcome = _NOTHING
    figures: dict[str, object] = field(default_factory=dict)
    broke_off: str = ""

    @property
    def line(self) -> str:
        """How it went."""
        word = f"{self.name}, {self.took_s:.0f} s: "
        if self.broke_off:
            return word + f"BROKE OFF: {self.broke_off.strip().splitlines()[-1]}"
        if self.figures:
            return word + ", ".join(f"{key} {_shown(value)}" for key, value in self.figures.items())
        defended = "defended" if self.outcome.defended else "NOT DEFENDED"
        control = "the control succeeds" if self.outcome.control_succeeded else "THE CONTROL FAILS"
        return word + f"{defended}, {control}" + (f" ({self.outcome.detail})" if self.outcome.detail else "")


def _shown(value: object) -> str:
    """Of a part's figures: numbers, counts by their sum, mutants by how many are caught, and what consists of them."""
    if isinstance(value, dict) and all(isinstance(each, int) for each in value.values()):
        return str(sum(value.values()))
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return f"{sum(each['caught'] for each in value)} of {len(value)} caught"
    if isinstance(value, dict):
        return " ".join(f"{key} {_shown(each)}" for key, each in value.items())
    return str(value)


def play(
    attacks: Sequence[Attack], *, parts: Sequence[Part], folder: Path, workers: int
) -> tuple[list[Played], list[Played]]:
    """(attacks, parts) as played. folder: each gets one of its own in it."""
    _CONTEXT.set_forkserver_preload(["redteam.plan"])
    with ThreadPoolExecutor(workers) as pool:
        of_parts, of_attacks = (
            [pool.submit(_play, each.name, each.run, folder=_own(folder, each.name)) for each in group]
            for group in (parts, attacks)
        )
        return [each.result() for each in of_attacks], [each.result() for each in of_parts]


def _own(folder: Path, name: str) -> Path:
    own = folder / re.sub(r"[^a-z0-9]+", "-", name.lower())
    own.mkdir(parents=True)
    return own


def _play(name: str, run: Callable[[Path], object], *, folder: Path) -> Played:
    began_s = time.monotonic()
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_in_the_process, args=(theirs, run, folder), name=name)
    process.start()
    theirs.close()
    try:
        found = ours.recv()
    except EOFError:
        found = "its process died"
    process.join()
    took_s = time.monotonic() - began_s
    if isinstance(found, Outcome):
        played = Played(name=name, took_s=took_s, outcome=found)
    elif isinstance(found, dict):
        played = Played(name=name, took_s=took_s, figures=found)
    else:
        played = Played(name=name, took_s=took_s, broke_off=str(found))
    print(f"{played.line}\n", end="", flush=True)  # in one piece: others print beside it
    return played


def _in_the_process(told: Connection, run: Callable[[Path], object], folder: Path) -> None:
    try:
        found = run(folder)
    except BaseException:  # noqa: BLE001 - whatever it is, the run goes on and says it
        found = traceback.format_exc()
    told.send(found)
