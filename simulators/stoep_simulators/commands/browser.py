"""Open an address in the browser of whoever sits at this machine."""

import asyncio
import os
import sys
from contextlib import suppress

_OPEN_S = 10.0


async def open_browser(url: str) -> None:
    """In a process of its own: some browsers block their caller."""
    quiet = asyncio.subprocess.DEVNULL
    command = (sys.executable, "-m", "webbrowser", url)
    opening = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet, start_new_session=True)
    with suppress(TimeoutError):
        async with asyncio.timeout(_OPEN_S):
            await opening.wait()


def has_screen() -> bool:
    """Whether a browser would open in a window instead of in this terminal."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
