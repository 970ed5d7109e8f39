"""The tests that the pages of promises name: they must exist, and a whole run must have run them."""

import re
from collections.abc import Iterable

from support.repository import ROOT

PAGES = (ROOT / "docs/guarantees.md", ROOT / "docs/threat-model.md")
CONTRACT = ROOT / "testing/stoep_testing/backend_contract.py"


def named_tests() -> set[str]:
    """Node ids, or the beginnings of some: a folder or file of tests."""
    return {name for page in PAGES for name in re.findall(r"`(tests/[^`]+)`", page.read_text(encoding="utf-8"))}


def exists(name: str) -> bool:
    """Also of a class's test, which may stand in a class that is built on."""
    path, *names = name.split("::")
    place = ROOT / path
    if not place.exists() or not names:
        return place.exists()
    text = place.read_text()
    if len(names) > 1 and re.search(rf"^class {names[0]}\(\w*Contract\):", text, re.M):
        text += CONTRACT.read_text()
    return re.search(rf"^ *(async )?def {names[-1]}\(|^{names[-1]} = ", text, re.M) is not None


def without_a_run(ran: Iterable[str]) -> list[str]:
    """Named tests of which nothing is among the node ids that ran."""
    ids = set(ran)
    return sorted(name for name in named_tests() if not any(re.match(rf"{re.escape(name)}($|\W)", ran) for ran in ids))
