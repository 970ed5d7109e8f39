"""The texts: both languages say the same things, and the templates use no text that is not there."""

import re
from pathlib import Path
from string import Formatter

import pytest

from stoep_gateway.web import resources
from stoep_gateway.web.words import (
    WORDS,
    advice,
    air,
    base,
    beach,
    crowd,
    crowd_place,
    desk,
    device,
    garden,
    home,
    mine,
    my_garden,
    privacy,
    privacy_promise,
    privacy_rules,
    quantity,
    research,
    soil,
)
from stoep_protocol.profiles import BUILT_IN

_WEB = Path(resources.__file__).parent
_SOURCES = [
    *(_WEB / "templates").glob("*.html"),
    *_WEB.glob("*.py"),
    *(_WEB / "pages").glob("*.py"),
    *(_WEB / "desk").glob("*.py"),
    *(_WEB / "mine").glob("*.py"),
    *(_WEB / "crowd").glob("*.py"),
    *(_WEB / "garden").glob("*.py"),
    *(_WEB / "air").glob("*.py"),
]
_MODULES = (
    air,
    advice,
    my_garden,
    research,
    soil,
    base,
    home,
    beach,
    garden,
    privacy,
    privacy_promise,
    privacy_rules,
    device,
    quantity,
    desk,
    mine,
    crowd,
    crowd_place,
)
# Keys that are put together from a stem and a word: `nav.` ~ name, count(stem), what ~ ".title".
_COMPOSED = re.compile(
    r"nav\.|air\.(level|do|raw|why|reach|flag|pollutant)\.|air\..*\.(one|many)$|advice\.|my\.\w+\.(title|text)$|soil\.|planting\.|zone\.|event\.|probe\.fault\.|cohort\.paved\.|research\.(soil|paved|region)$"
    r"|report\.(cooling|infiltration|drought)|(report\.dropped|garden\.count)\.(one|many)$|kind\.|quantity\.|unit\.|accounts\.(released|delivered|pending|expired|dead|withheld)$"
    r"|changes\.state\.|happened\.(shown|few|budget|missing|restore|spent)$|(age|span|door)\..*\.(one|many)$|level\.|fault\.|crowd\.(replay\.step|without)\.|crowd\.(unset|unread|away)\.|crowd\.wall\.more\.|login\.|password\.|desk\.who\.|(away|missing|refused|broken|desk\.\w+|mine\.(closed|plain|plain\.link|foreign|away|wait|wrong|withdrawn))\.(title|text)$|unit\."
)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(WORDS))
def test_a_text_has_both_languages_with_the_same_placeholders(key: str) -> None:
    dutch, english = WORDS[key]
    assert dutch.strip()
    assert english.strip()
    assert _placeholders(dutch) == _placeholders(english)


def test_no_key_stands_in_two_modules() -> None:
    assert sum(len(module.WORDS) for module in _MODULES) == len(WORDS)


def test_every_text_that_a_template_or_page_names_exists() -> None:
    named = {
        key
        for source in _SOURCES
        for key in re.findall(r"""\b(?:speaker\.)?t\("([\w.]+)"[,)]""", source.read_text(encoding="utf-8"))
    }
    assert len(named) > 80
    assert named - WORDS.keys() == set()


def test_every_text_is_used() -> None:
    written = "".join(source.read_text(encoding="utf-8") for source in _SOURCES)
    assert [key for key in WORDS if f'"{key}"' not in written and not _COMPOSED.match(key)] == []


def test_every_quantity_of_the_built_in_profiles_has_a_name() -> None:
    quantities = {column.quantity for profile in BUILT_IN.values() for column in profile.columns}
    assert {f"quantity.{name}" for name in quantities} <= WORDS.keys()


@pytest.mark.parametrize("key", sorted(WORDS))
def test_a_sentence_stays_short(key: str) -> None:
    for text in WORDS[key]:
        for sentence in re.split(r"[.?!:](?:\s|$)", text):
            assert len(sentence.split()) <= 20


def test_dutch_says_je_and_no_officialese() -> None:
    dutch = " ".join(texts[0] for texts in WORDS.values()).lower()
    assert not re.search(r"\b(u dient|uw|conform|illegaal|middels|teneinde)\b", dutch)
