"""Find the programs that tests need and pip cannot install (`make apt` does)."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from support.waiting import LIMIT_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """commands: names it may have, best first. oldest: the lowest version that will do, asked with `arguments`.

    as_root: nobody else can do with it what the tests want.
    """

    commands: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    oldest: tuple[int, ...] = ()
    as_root: bool = False


TOOLS: Mapping[str, Tool] = MappingProxyType(
    {
        # 1.24 is the first with the asyncio and deflate that the firmware uses; Debian 12 has 1.19.
        "micropython": Tool(
            commands=("micropython",), arguments=("-c", "import sys; print(sys.version)"), oldest=(1, 24)
        ),
        "mosquitto": Tool(commands=("mosquitto", "/usr/sbin/mosquitto")),  # not on the PATH of everybody but root
        "mosquitto-clients": Tool(commands=("mosquitto_sub",)),  # what `make bench` compares the gateway with
        "chromium": Tool(commands=("chromium-headless-shell", "chromium", "chromium-browser")),
        "gcc": Tool(commands=("gcc", "cc", "clang")),  # for the disk that fails on purpose
        "iproute2": Tool(commands=("ip", "/usr/sbin/ip"), as_root=True),  # for network namespaces
        "nginx": Tool(commands=("nginx", "/usr/sbin/nginx")),  # the web server before the pages
        # Debian keeps each version's programs in a folder of their own, the newest last.
        "postgresql": Tool(
            commands=("postgres", *sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/postgres")), reverse=True))
        ),
    }
)


@cache
def missing(name: str) -> str | None:
    """Why the tool cannot be used, in a few words; None if it can. KeyError for a name that TOOLS has not."""
    tool = TOOLS[name]
    found = _found(tool)
    if found is None:
        return f"{name} is not installed"
    if tool.oldest and (version := _version(found, tool=tool)) < tool.oldest:
        return f"{name} is {_dotted(version)}, at least {_dotted(tool.oldest)} is needed"
    if tool.as_root and os.geteuid() != 0:
        return f"{name} makes network namespaces for root only"
    return None


def path(name: str) -> Path:
    """Where the tool is. FileNotFoundError if it cannot be used: mark the test with `@pytest.mark.needs(name)`."""
    reason = missing(name)
    found = _found(TOOLS[name])
    if reason is not None or found is None:
        raise FileNotFoundError(f"{reason}: make apt")
    return found


def _found(tool: Tool) -> Path | None:
    found = next(filter(None, map(shutil.which, tool.commands)), None)
    return None if found is None else Path(found)


def _version(command: Path, *, tool: Tool) -> tuple[int, ...]:
    answer = subprocess.run([command, *tool.arguments], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    # MicroPython says "3.4.0; MicroPython v1.25.0 on 2025-04-28".
    numbers = re.search(r"MicroPython v(\d+)\.(\d+)", answer.stdout)
    return tuple(map(int, numbers.groups())) if numbers else (0,)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
