"""Read what a page has its reader type, in order: `sh` blocks are commands, the `toml` block is what to change."""

import re
from dataclasses import dataclass
from pathlib import Path

INSTALL = ("sudo apt install pipx micropython", "pipx install '.[maker]'")
ADDRESS = "192.168.1.10"  # of the reader's computer
PORT = "/dev/pts/3"  # of the virtual board


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """shared, then with_board or without_board, then seen. settings: TOML."""

    shared: tuple[str, ...]
    with_board: tuple[str, ...]
    without_board: tuple[str, ...]
    seen: tuple[str, ...]  # to see the first reading
    settings: str
    page: str  # where it appears; "" where a command tells


def read_steps(file: Path) -> Steps:
    """ValueError: the page has another shape."""
    text = file.read_text()
    shared, with_board, rest = re.split(r"^### [AB]\. ", text, flags=re.MULTILINE)
    without_board, seen = rest.split("\n### ", 1)
    (settings,) = re.findall(r"^```toml\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    pages = re.findall(r"<(http://127\.0\.0\.1:\d+/)>", text)
    return Steps(
        shared=_commands(shared),
        with_board=_commands(with_board),
        without_board=_commands(without_board),
        settings=settings,
        seen=_commands(seen),
        page="".join(pages),
    )


def _commands(text: str) -> tuple[str, ...]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return tuple(line for block in blocks for line in block.splitlines())
