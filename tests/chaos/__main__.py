"""`make chaos`: rounds of faults with either broker, and mutants; build/chaos.json. Exit code 1 with findings."""

import argparse
import asyncio
import logging
import os
import secrets
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chaos.board import compile_for_boards
from chaos.figures import Figures, write_json
from chaos.mutants import Mutant, mutants
from chaos.rounds import LINES, go_round
from support import tools
from support.fault_disk.preload import build

SIGKILLS_MIN, SIGKILLS_A_MINUTE = 30, 5  # of a run that is not cut down to a part
_THREADS = 32  # what waits for processes must not wait for each other
_FOLDER = Path("build/chaos").absolute()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="decides on all faults")
    parser.add_argument(
        "--minutes", type=float, default=3.0, help="rounds go on for so long; one of each is always done"
    )
    parser.add_argument("--only", default="", help='one round, such as "nats-0", or "mutants"')
    args = parser.parse_args()
    print(f"seed {args.seed}", flush=True)
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of each write to a peer that has just been killed
    shutil.rmtree(_FOLDER, ignore_errors=True)
    _FOLDER.mkdir(parents=True)
    began_s = time.monotonic()
    figures, tried = asyncio.run(_run(args.seed, minutes=args.minutes, only=args.only))
    write_json(Path("build/chaos.json"), seed=args.seed, figures=figures, mutants=tried)
    found = figures.verdict
    print(
        f"{figures.phases} phases, {figures.sigkills} SIGKILLs, {figures.rows} rows:"
        f" {found.lost} lost, {found.doubled} doubled, {found.unaccounted} unaccounted for;"
        f" {sum(mutant.is_right for mutant in tried if mutant.name)} of"
        f" {sum(bool(mutant.name) for mutant in tried)} mutants caught; {time.monotonic() - began_s:.0f} s"
    )
    failures = [] if found.is_clean else [f"traces are in {_FOLDER}"]
    failures += [
        f"mutant {mutant.name or '(none)'}: {mutant.broke_off or mutant.verdict.findings or 'was not caught'}"
        for mutant in tried
        if not mutant.is_right
    ]
    wanted = wanted_sigkills(args.minutes)
    if not args.only and figures.sigkills < wanted:
        failures.append(f"only {figures.sigkills} SIGKILLs, at least {wanted} are wanted")
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        shutil.rmtree(_FOLDER)
    else:
        parts = figures.found_in + ["mutants"] * any(not mutant.is_right for mutant in tried)
        for only in parts:
            print(f'again: make chaos ARGS="--seed {args.seed} --only {only}"')
        if not parts:
            print(f'again: make chaos ARGS="--seed {args.seed} --minutes {args.minutes:g}"')
    return 1 if failures else 0


async def _run(seed: int, *, minutes: float, only: str) -> tuple[Figures, list[Mutant]]:
    """With all at once: they wait more than they compute."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
    compiled = None if _lacks("micropython") else compile_for_boards(_FOLDER / "board")
    disk = None if _lacks("gcc") else build(_FOLDER)
    run = _Run(seed=seed, minutes=minutes, only=only, compiled=compiled, disk=disk)
    async with asyncio.TaskGroup() as group:
        for line in LINES:
            if (not only or only.startswith(line)) and (line != "mosquitto" or not _lacks(line)):
                group.create_task(run.rounds(line), name=line)
        of_mutants = (
            group.create_task(mutants(_FOLDER, seed=str(seed), disk=disk), name="mutants")
            if only in ("", "mutants")
            else None
        )
    return run.figures, of_mutants.result() if of_mutants else []


class _Run:
    """Rounds with each broker, for so many minutes and until there have been enough SIGKILLs."""

    def __init__(self, *, seed: int, minutes: float, only: str, compiled: Path | None, disk: Path | None) -> None:
        self.figures = Figures()
        self._seed = seed
        self._minutes = minutes
        self._only = only
        self._compiled = compiled
        self._disk = disk
        self._began_s = time.monotonic()

    async def rounds(self, line: str) -> None:
        number = int(self._only.split("-")[1]) if self._only else 0
        while True:
            began_s = self._past_s()
            made = await go_round(
                _FOLDER, seed=self._seed, number=number, line=line, compiled=self._compiled, disk=self._disk
            )
            self.figures.add(made)
            past_s, figures = self._past_s(), self.figures
            print(
                f"{line}: round {number} took {past_s - began_s:.0f} s;"
                f" {past_s / 60:.1f} of {self._minutes:g} min, {figures.phases} phases, {figures.sigkills} SIGKILLs",
                flush=True,
            )
            number += 1
            is_over = past_s + (past_s - began_s) > self._minutes * 60
            if self._only or (is_over and figures.sigkills >= wanted_sigkills(self._minutes)):
                return

    def _past_s(self) -> float:
        return time.monotonic() - self._began_s


def _lacks(tool: str) -> bool:
    """Says so; under CI it is a failure."""
    reason = tools.missing(tool)
    if reason and os.environ.get("CI") == "true":
        raise SystemExit(f"{reason}, and CI leaves nothing out: make apt")
    if reason:
        print(f"without it, because {reason}: {tool}")
    return reason is not None


def wanted_sigkills(minutes: float) -> int:
    return max(SIGKILLS_MIN, round(SIGKILLS_A_MINUTE * minutes))


if __name__ == "__main__":
    sys.exit(main())
