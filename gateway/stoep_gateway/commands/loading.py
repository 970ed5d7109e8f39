"""Load code without a look for garbage in it: there is none, and a tenth of a start goes into looking."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Around imports of a program that has this process to itself. What they make stays, so later looks pass it by."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
