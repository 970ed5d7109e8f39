"""A rulebook of the small one's, changed here and there."""

import shutil
from pathlib import Path

from support.repository import ROOT

SMALL = ROOT / "tests/support/small_rulebook"
FACTS, GATES, RULES = "facts.toml", "gates.toml", "rules/all.toml"


def copied(folder: Path) -> Path:
    """The small rulebook, in a folder of its own."""
    return Path(shutil.copytree(SMALL, folder / "rulebook"))


def changed(folder: Path, file: str, *, old: str, new: str, count: int = 1) -> int:
    """Write the file anew; the line (from 1) at which the change begins."""
    text = (folder / file).read_text()
    assert old in text, f"{old} is not in {file}"
    (folder / file).write_text(text.replace(old, new, count))
    return text[: text.index(old)].count("\n") + 1
