"""Two machines for tests: network namespaces that share one cable and nothing else. Needs iproute2 and root."""

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from support import tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """run: the words before a command that make it run there. address: for the other one."""

    run: tuple[str, ...]
    address: str


@contextmanager
def two_machines() -> Iterator[tuple[Machine, Machine]]:
    """Gone afterwards, with the cable; whatever runs there has to have ended."""
    cable = uuid.uuid4().hex[:8]  # names are the whole machine's, and runs may stand side by side
    names = [f"stoep-{cable}-{end}" for end in (1, 2)]
    addresses = ["10.0.0.1", "10.0.0.2"]
    with ExitStack() as opened:
        for name in names:
            _ip("netns", "add", name)
            opened.callback(_ip, "netns", "delete", name)
        _ip("link", "add", "eth0", "netns", names[0], "type", "veth", "peer", "name", "eth0", "netns", names[1])
        for name, address in zip(names, addresses, strict=True):
            _ip("-n", name, "address", "add", f"{address}/24", "dev", "eth0")
            for link in ("lo", "eth0"):
                _ip("-n", name, "link", "set", link, "up")
        one, two = (
            Machine(run=(str(tools.path("iproute2")), "netns", "exec", name), address=address)
            for name, address in zip(names, addresses, strict=True)
        )
        yield one, two


def _ip(*words: str) -> None:
    subprocess.run([tools.path("iproute2"), *words], check=True)
