"""Say which source files go on a board: into an ESP32, or into the MicroPython VM that plays one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from support.repository import ROOT

PACKAGES = (ROOT / "protocol/stoep_protocol", ROOT / "firmware/stoep_firmware")
SIMULATORS = ROOT / "simulators/stoep_simulators"
DESK = ROOT / "firmware/stoep_maker/on_board"
VM_PROGRAM = SIMULATORS / "vm_forks.py"


def device_files() -> tuple[Path, ...]:
    """What is flashed: all of protocol and firmware."""
    return tuple(sorted(path for package in PACKAGES for path in package.rglob("*.py")))


def desk_files() -> tuple[Path, ...]:
    """What a maker's tools run on a board: sent as text, kept nowhere."""
    return tuple(sorted(DESK.glob("*.py")))


def simulator_files() -> tuple[Path, ...]:
    """What the VM runs beside that: its program and whatever of the simulators it imports, near or far."""
    found: set[Path] = set()
    waiting = [VM_PROGRAM]
    while waiting:
        path = waiting.pop()
        if path not in found and path.exists():
            found.add(path)
            waiting += [file for name in imports(path) for file in _files(name)]
    return tuple(sorted(found))


def files() -> tuple[Path, ...]:
    return device_files() + desk_files() + simulator_files()


def imports(path: Path) -> Iterator[str]:
    """Dotted names of all that a file imports, on whichever branch; not what only the type checker sees."""
    for node in walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING:`."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        hidden = node.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" else []
        waiting += [child for child in ast.iter_child_nodes(node) if child not in hidden]


def _files(name: str) -> Iterator[Path]:
    """The simulators' files that importing a dotted name runs: packages on the way and the module itself."""
    parts = name.split(".")
    if parts[0] != SIMULATORS.name:
        return
    for count in range(1, len(parts) + 1):
        place = SIMULATORS.parent.joinpath(*parts[:count])
        yield from (path for path in (place / "__init__.py", place.with_suffix(".py")) if path.exists())
