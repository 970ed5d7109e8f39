"""What a gateway under attack loads before itself: faults that the attack needs and, for the controls, leaks."""

import os
import sys

from redteam.preload import faults, leaks

part = sys.orig_argv[sys.orig_argv.index("--part") + 1] if "--part" in sys.orig_argv else "run"
faults.install(part)
if "REDTEAM_LEAKS" in os.environ:
    leaks.install(part)
