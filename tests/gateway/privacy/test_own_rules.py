"""What docs/privacy-check.md shows is true: its device file, and its rule of one's own beside the shipped ones."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.rulebook import load
from stoep_gateway.privacy.verdicts import check
from support.repository import ROOT

SHIPPED = ROOT / "gateway/stoep_gateway/privacy/data"
BLOCKS = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/privacy-check.md").read_text(), flags=re.DOTALL)
DEVICE = next(block for block in BLOCKS if block.startswith("operator"))
RULE = next(block for block in BLOCKS if block.startswith("[[rule]]"))
SOURCE_AND_CASES = """
[[rule.source]]
title = "Agreements of our street"
url = "https://example.org/street"
force = "own-norm"
checked = "primary"
checked_on = 2026-11-24

[[rule.case]]
name = "told"
answers = { captures = ["image"], reach = ["public_space"], registered = true }
verdict = "meets"
why = "The agreement asks for no more."

[[rule.case]]
name = "not told"
answers = { captures = ["image"], reach = ["public_space"], registered = false }
verdict = "does-not-meet"
why = "The agreement asks for it."

[[rule.case]]
name = "inside"
answers = { captures = ["image"], reach = ["inside"] }
verdict = "not-applicable"
why = "The agreement is about the street."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped rulebook with the rule of the docs in it."""
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "rules-of-our-street"))
    (copy / "rules/street.toml").write_text(RULE + SOURCE_AND_CASES)
    return copy


def test_the_device_file_of_the_docs_is_read() -> None:
    book = load(on=date(2026, 11, 26))
    answers = read(DEVICE, name="doorbell.toml", rulebook=book)
    assert (answers["keep_days"], "incident_reason" in answers) == (7, False)


@pytest.mark.parametrize(
    ("registered", "verdict"), [("true", "meets"), ("false", "does-not-meet"), ('"unknown"', "unknown")]
)
def test_the_rule_of_the_docs_holds_beside_the_shipped_ones(folder: Path, registered: str, verdict: str) -> None:
    book = load(folder, on=date(2027, 1, 1))
    answers = read(f"{DEVICE}registered = {registered}\n", name="doorbell.toml", rulebook=book)
    assert check(book, answers).of("street.notice").verdict == verdict
    assert len(check(book, answers).findings) == 34


def test_it_does_not_hold_before_its_first_day(folder: Path) -> None:
    assert "street.notice" not in [rule.id for rule in load(folder, on=date(2026, 12, 31)).rules]
