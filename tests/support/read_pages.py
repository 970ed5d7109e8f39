"""The pages that residents read, as texts; and what tests/reading/ says of them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stoep_gateway.web.language import LANGUAGES
from support.asked_pages import AsAskers
from support.open_site import OpenSite, made_desk
from support.own_gardens import AsKeepers, almanac, archive, keep
from support.reading import Text, text_of
from support.repository import ROOT
from support.site import asking

_DATA = ROOT / "tests" / "reading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a resident wants to know, and where the page answers it: both by language."""

    address: str
    asked: Mapping[str, str]
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """word: as in hard_words.toml; by: what explains it."""

    word: str
    by: str


def hard_words() -> Mapping[str, str]:
    """The word, and what to say instead."""
    found: Mapping[str, str] = _read("hard_words.toml")["words"]
    return found


def terms() -> tuple[Term, ...]:
    return tuple(Term(word=each["word"], by=each["by"]) for each in _read("explained.toml")["term"])


def questions() -> tuple[Question, ...]:
    return tuple(
        Question(
            address=page["address"],
            asked={language: each[language] for language in LANGUAGES},
            answers={language: each[f"answer_{language}"] for language in LANGUAGES},
        )
        for page in _read("questions.toml")["page"]
        for each in page["question"]
    )


def found_in(text: str, word: str) -> bool:
    """Whether a text has that word, in capitals or not."""
    end = r"\w*" if word.endswith("*") else ""
    return re.search(rf"(?<![\w-]){re.escape(word.rstrip('*'))}{end}(?![\w-])", text, re.IGNORECASE) is not None


async def read_all(addresses: Sequence[str]) -> Mapping[tuple[str, str], Text]:
    """By address and language, as the street and its keepers see them."""
    found = {}
    with TemporaryDirectory() as folder:
        desk = made_desk(Path(folder))
        kept = keep(desk.gardens)
        site = OpenSite(desk=desk, almanac=almanac(desk.gardens), open_archive=archive)
        async with asking(AsKeepers(AsAskers(site.app()), kept=kept), base="http://localhost") as client:
            for address in addresses:
                for language in LANGUAGES:
                    answer = await client.get(address, params={"lang": language})
                    assert answer.status_code == 200, f"{address}: {answer.status_code}"
                    found[address, language] = text_of(answer.text)
    return found


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))
