"""Pages for residents are meant for B1: short sentences, no hard words, terms explained, five questions answered.

What a count can tell. Whether residents understand them nobody has tried yet: docs/garden.md.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from starlette.routing import Route

from stoep_gateway.desk.desk import Desk
from stoep_gateway.privacy.shelf import Shelf
from stoep_gateway.web.app import create
from stoep_gateway.web.language import LANGUAGES
from support.asked_pages import SHEETS
from support.own_gardens import KEEPERS
from support.read_pages import Term, found_in, hard_words, questions, read_all, terms
from support.reading import Text, text_of, words
from support.street_archive import StreetArchive

_MEAN_MAX, _LONGEST = 15, 25
# Made for people on duty and for programs; what only leads on; one sensor, of whose kind no two pages are alike.
_OTHERS = {"crowd", "crowd-wall", "crowd-place", "events", "desk", "login", "device", "link", "link-token", "data"}
_OTHERS |= {"healthz", "favicon", "check-result", "check-letter", "check-save", "check-load"}
CHECKED = (
    *(f"/asked/{name}/result" for name in SHEETS),
    *("/asked/others/letter", "/asked/doorbell/preset"),
    *(f"/asked/council/questions/{screen.id}" for screen in Shelf().on(date(2026, 11, 26)).screens),
)
_ASKED = tuple(dict.fromkeys(question.address for question in questions()))
_READ = (*_ASKED, *(f"/{word}/my-garden" for word in KEEPERS), "/fault/my-garden/week", *CHECKED)
_TERMS_ON = tuple(address for address in _READ if address not in ("/", "/beach", "/privacy"))


@pytest.fixture(scope="module")
def pages() -> Mapping[tuple[str, str], Text]:
    """By address and language."""
    return asyncio.run(read_all(_READ))


def test_every_page_for_residents_has_five_questions() -> None:
    counted = Counter(question.address for question in questions())
    assert set(counted.values()) == {5}
    asked = {re.sub(r"^/(\w+)/my-garden", "/my-garden", address) for address in counted}
    for route in create(StreetArchive, gateway_name="Test", desk=Desk(Path("not-opened"), keep_days=180)).routes:
        if not isinstance(route, Route) or route.name in _OTHERS or "GET" not in (route.methods or ()):
            continue
        if not route.name.startswith("api-"):
            pattern = re.sub(r"{\w+}", r"[\\w-]+", route.path)
            assert any(re.fullmatch(pattern, address) for address in asked), f"{route.path}: write five questions"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_answer_stands_on_the_page(pages: Mapping[tuple[str, str], Text], language: str) -> None:
    for question in questions():
        text = pages[question.address, language].whole
        assert question.answers[language] in text, f"{question.address}: {question.asked[language]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(pages: Mapping[tuple[str, str], Text], language: str) -> None:
    for (address, spoken), text in pages.items():
        if spoken == language:
            assert 3 < text.mean_words <= _MEAN_MAX, address
            assert [sentence for sentence in text.sentences if words(sentence) > _LONGEST] == [], address


def test_no_page_has_a_hard_word(pages: Mapping[tuple[str, str], Text]) -> None:
    for (address, language), text in pages.items():
        if language == "nl":
            found = [f"{word}: say {instead}" for word, instead in hard_words().items() if found_in(text.whole, word)]
            assert found == [], address


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.word)
def test_a_term_is_explained_on_the_page_where_it_stands(pages: Mapping[tuple[str, str], Text], term: Term) -> None:
    found = [address for address in _TERMS_ON if found_in(pages[address, "nl"].whole, term.word)]
    assert [address for address in found if not re.search(term.by, pages[address, "nl"].whole, re.IGNORECASE)] == []


def test_a_text_is_read_in_blocks_and_its_sentences_are_those_of_running_text() -> None:
    text = text_of(
        "<main id=x><h1>Een kop</h1><p>Eerste zin. Tweede <b>zin</b>?</p><table><tr><th>Kop<td>cel</table>"
        "<svg aria-label='In beeld.'><text>nu</text></svg><ul><li>Punt</li></ul></main><p>voet</p>"
    )
    assert text.whole == "Een kop Eerste zin. Tweede zin? Kop cel In beeld. Punt"
    assert text.sentences == ("Eerste zin.", "Tweede zin?", "In beeld.", "Punt")


def test_a_long_sentence_and_a_hard_word_are_noticed() -> None:
    text = text_of("<main><p>" + "woord " * 26 + ". Tevens kort.</p></main>")
    assert max(map(words, text.sentences)) == 26
    assert found_in(text.whole, "tevens")
    assert found_in("Geïnfiltreerd water", "geïnfilt*")
    assert not found_in("Meteen", "mete")
