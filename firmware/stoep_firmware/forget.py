"""Make room in a board's small heap: code that this wake has used up gives way to what comes after."""

import gc
import sys


def forget(name: str) -> None:
    """Take a module, or a package with all in it, out of memory: gone once nobody holds anything of it.

    Each wake of a board begins with an empty heap and loads it again. On CPython it stays: there is room, and many
    nodes share it.
    """
    if not hasattr(gc, "mem_free"):
        return
    for loaded in list(sys.modules):
        if loaded == name or loaded.startswith(name + "."):
            del sys.modules[loaded]
    parent, _, last = name.rpartition(".")
    if parent in sys.modules and hasattr(sys.modules[parent], last):
        delattr(sys.modules[parent], last)
    gc.collect()
