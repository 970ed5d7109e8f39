"""`make chaos`: rounds of faults with either broker, and mutants; build/chaos.json. Exit code 1 with findings."""

import argparse
import asyncio
import os
import secrets
import shutil
import sys
import time
from pathlib import Path

from chaos.figures import Figures, write_json
from chaos.mutants import Mutant, mutants
from chaos.rounds import BROKERS, go_round
from stoep_simulators.vm.vm_node import compile_for_vm
from support import tools

SIGKILLS_MIN, SIGKILLS_A_MINUTE = 30, 5  # of a run that is not cut down to a part
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
    wanted = max(SIGKILLS_MIN, round(SIGKILLS_A_MINUTE * args.minutes))
    if not args.only and figures.sigkills < wanted:
        failures.append(f"only {figures.sigkills} SIGKILLs, at least {wanted} are wanted")
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        shutil.rmtree(_FOLDER)
    else:
        only = f" --only {args.only}" if args.only else ""
        print(f'again: make chaos ARGS="--seed {args.seed} --minutes {args.minutes:g}{only}"')
    return 1 if failures else 0


async def _run(seed: int, *, minutes: float, only: str) -> tuple[Figures, list[Mutant]]:
    """With all at once: they wait more than they compute."""
    end_s = time.monotonic() + minutes * 60
    compiled = None if _lacks("micropython") else compile_for_vm(_FOLDER / "board")
    rounds = [
        _rounds(broker, seed=seed, end_s=end_s, only=only, compiled=compiled)
        for broker in BROKERS
        if (not only or only.startswith(broker)) and not (broker == "mosquitto" and _lacks(broker))
    ]
    tried = mutants(_FOLDER, seed=str(seed)) if only in ("", "mutants") else _none()
    *parts, of_mutants = await asyncio.gather(*rounds, tried)
    figures = Figures()
    for part in parts:
        assert isinstance(part, Figures)
        figures.add(part)
    assert isinstance(of_mutants, list)
    return figures, of_mutants


async def _rounds(broker: str, *, seed: int, end_s: float, only: str, compiled: Path | None) -> Figures:
    figures, number = Figures(), int(only.split("-")[1]) if only else 0
    while True:
        began_s = time.monotonic()
        figures.add(await go_round(_FOLDER, seed=seed, number=number, broker=broker, compiled=compiled))
        took_s = time.monotonic() - began_s
        number += 1
        if only or time.monotonic() + took_s > end_s:
            return figures


def _lacks(tool: str) -> bool:
    """Says so; under CI it is a failure."""
    reason = tools.missing(tool)
    if reason and os.environ.get("CI") == "true":
        raise SystemExit(f"{reason}, and CI leaves nothing out: make apt")
    if reason:
        print(f"without it, because {reason}: {tool}")
    return reason is not None


async def _none() -> list[Mutant]:
    return []


if __name__ == "__main__":
    sys.exit(main())
