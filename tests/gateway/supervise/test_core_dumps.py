"""No memory of this process lands on a disk, and no other process of the same user reads it."""

import subprocess
import sys
from pathlib import Path

import pytest

from support.waiting import LIMIT_S

FORBID = "from stoep_gateway.supervise.core_dumps import forbid_core_dumps; forbid_core_dumps()"
NOBODY = 65534


def test_a_process_that_forbids_it_leaves_no_memory_behind() -> None:
    code = (
        f"import resource; {FORBID};"
        "import ctypes; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=True)
    assert run.stdout.strip() == "(0, 0) 0"


@pytest.mark.parametrize(("forbid", "is_readable"), [(FORBID, False), ("pass", True)])
def test_its_memory_is_closed_to_other_processes_of_the_same_user(forbid: str, is_readable: bool) -> None:
    """Such a one is the web process, if it were taken over. Without it the same look succeeds."""
    # Root may read everything, so both become nobody; the one that is read first loads what it needs.
    drop = f"import os; os.getuid() or (os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY}));"
    # PR_SET_DUMPABLE, which a change of user has taken away, and for machines with Yama PR_SET_PTRACER_ANY.
    undo = "import ctypes; p = ctypes.CDLL(None).prctl; p(4, 1); p(0x59616D61, ctypes.c_ulong(-1));"
    reader = f"{drop} open('/proc/{{}}/mem', 'rb').read(0); print('open')"
    held = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import stoep_gateway.supervise.core_dumps; {drop} {undo} {forbid}; print(1, flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with held:
        assert held.stdout
        held.stdout.readline()
        look = subprocess.run(
            [sys.executable, "-c", reader.format(held.pid)],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        assert Path(f"/proc/{held.pid}").exists()
        held.terminate()
    assert (look.returncode == 0) is is_readable, look.stderr
    assert is_readable or "PermissionError" in look.stderr
