"""What code that is wrong, or was given what nobody thought of, raises: as a line for the log."""

import traceback
from pathlib import Path

FAULTS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def fault_text(error: Exception) -> str:
    """Where, and of which kind: the message itself may tell what somebody measured."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"a fault of stoep itself ({type(error).__name__}{where}), all else goes on: please report this line"
