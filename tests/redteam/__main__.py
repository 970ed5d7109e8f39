"""`make redteam`: every attack with its control, and the proofs; build/redteam.json. Exit code 1 if anything fails."""

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from redteam.figures import failures, report, write_json
from redteam.plan import ATTACKS, ATTACKS_MIN, PARTS
from redteam.runner import play

_FOLDER = Path("build/redteam").absolute()
_WORKERS = 4  # half of them wait for gateways rather than compute


def main() -> int:
    parser = argparse.ArgumentParser(prog="make redteam")
    parser.add_argument("--only", default="", help="attacks and parts with this in their name")
    only = parser.parse_args().only
    if os.geteuid() != 0:
        parser.error("only root may look into the memory and the open files of other processes")
    attacks = [attack for attack in ATTACKS if only in attack.name]
    parts = [part for part in PARTS if only in part.name]
    shutil.rmtree(_FOLDER, ignore_errors=True)
    _FOLDER.mkdir(parents=True)
    began_s = time.monotonic()
    of_attacks, of_parts = play(attacks, parts=parts, folder=_FOLDER, workers=_WORKERS)
    told = report(of_attacks, parts=of_parts)
    if not only:
        write_json(Path("build/redteam.json"), told=told)
    wrong = [f"{each.name}: {each.broke_off}" for each in (*of_attacks, *of_parts) if each.broke_off]
    wrong += failures(report([each for each in of_attacks if not each.broke_off], parts=of_parts))
    if not only and len(attacks) < ATTACKS_MIN:
        wrong.append(f"only {len(attacks)} attacks, at least {ATTACKS_MIN} are wanted")
    for line in wrong:
        print(f"FAILED: {line}")
    print(f"{len(attacks)} attacks, {len(parts)} proofs, {len(wrong)} failed; {time.monotonic() - began_s:.0f} s")
    if wrong:
        print(f"traces are in {os.path.relpath(_FOLDER)}")
    else:
        shutil.rmtree(_FOLDER)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
