"""A gateway's process goes by a told clock, comes back quickly, may be a mutant, dies at armed points, fills a disk."""

import importlib.util
import os
import sys
from pathlib import Path

from chaos.preload import disk, kill_points, mutations, quick_waits

_WRONG_CLOCK = Path(__file__).parents[2] / "support" / "wrong_clock" / "sitecustomize.py"

quick_waits.install()  # before anything imports what it replaces
if "WRONG_CLOCK" in os.environ:
    _spec = importlib.util.spec_from_file_location("wrong_clock", _WRONG_CLOCK)
    assert _spec
    assert _spec.loader
    _spec.loader.exec_module(importlib.util.module_from_spec(_spec))
if "gateway" in sys.orig_argv:  # --part gateway: the only one that decides anything
    if os.environ.get("MUTANT"):
        mutations.MUTATIONS[os.environ["MUTANT"]]()
    kill_points.install()
    if "FAULT_DISK_FOLDER" in os.environ:
        disk.install()
