"""One small scenario, played by each interpreter that there is, its devices one after another: what they then say.

Run as a program it plays one device: `python same_rows.py PLAN.json`, a plan as vm_main.py has it, one phase held.
"""

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from stoep_simulators.node import Node
from stoep_simulators.tape import open_tape

_PYTHONS = ("python3.11", "python3.12", "python3.13")  # that stoep is said to run on
_TELL = "import cryptography.hazmat.primitives.ciphers.aead, sys; print(sys.version_info[:2])"


def other_pythons() -> Iterator[str]:
    """One of each other version that has the one library a device needs."""
    known = {str(sys.version_info[:2])}
    for name in _PYTHONS:
        for path in (shutil.which(name), f"/usr/bin/{name}"):
            with suppress(OSError):
                found = subprocess.run([path or name, "-c", _TELL], capture_output=True, text=True, check=False)
                if not found.returncode and (version := found.stdout.strip()) not in known:
                    known.add(version)
                    yield str(path)


async def live(plan_path: Path) -> None:
    """On this interpreter."""
    plan = json.loads(plan_path.read_text())
    tape = open_tape(plan["tape"])
    node = Node(
        plan["bundle"],
        tape=tape,
        data_dir=plan["data_dir"],
        start_s=plan["start_s"],
        seed=plan["seed"],
        row_log=plan["row_log"],
    )
    await node.run_held(plan["until_ms"])
    await node.stop()
    tape.close()


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1])))
