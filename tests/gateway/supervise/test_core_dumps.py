"""No memory of this process lands on a disk."""

import subprocess
import sys


def test_a_process_that_forbids_it_leaves_no_memory_behind() -> None:
    code = (
        "import resource; from stoep_gateway.supervise.core_dumps import forbid_core_dumps; forbid_core_dumps();"
        "import ctypes; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout.strip() == "(0, 0) 0"
