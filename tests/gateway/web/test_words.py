"""The texts: both languages say the same things, and the templates use no text that is not there."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import Formatter

from stoep_gateway.web import resources, words
from stoep_gateway.web.words import WORDS
from stoep_protocol.profiles import BUILT_IN

_WEB = Path(resources.__file__).parent
_SOURCES = [
    *(_WEB / "templates").glob("*.html"),
    *(path for path in _WEB.rglob("*.py") if path.parent.name != "words"),
]
_MODULES = tuple(import_module(f"{words.__name__}.{each.name}") for each in iter_modules(words.__path__))
# Keys that are put together from a stem and a word: `nav.` ~ name, count(stem), what ~ ".title".
_COMPOSED = re.compile(
    "|".join(
        (
            r"(age|span|door)\..*\.(one|many)$",
            r"(away|missing|refused|broken|desk\.\w+|mine\.(closed|plain|plain\.link|foreign|away|wait|wrong|withdrawn))\.(title|text)$",
            r"(report\.dropped|garden\.count)\.(one|many)$",
            r"air\.(level|do|raw|why|reach|flag|pollutant)\.",
            r"air\..*\.(one|many)$",
            r"accounts\.(released|delivered|pending|expired|dead|withheld)$",
            r"advice\.",
            r"changes\.state\.",
            r"check\.(advice|away|broken|doubt|flaw|force|left|lost|refused|section|sources|stay|whom)\.",
            r"cohort\.paved\.",
            r"crowd\.(replay\.step|without)\.",
            r"crowd\.(unset|unread|away)\.",
            r"crowd\.wall\.more\.",
            r"desk\.who\.",
            r"consent\.(research|open-data)\.",
            r"event\.",
            r"fault\.",
            r"finger\.",
            r"found\.research\.",
            r"happened\.(shown|few|budget|missing|restore|spent)$",
            r"kind\.",
            r"level\.",
            r"login\.",
            r"mine\.way\.",
            r"my\.\w+\.(title|text)$",
            r"nav\.",
            r"password\.",
            r"planting\.",
            r"probe\.fault\.",
            r"quantity\.",
            r"report\.(cooling|infiltration|drought)",
            r"research\.(soil|paved|region)$",
            r"settings\.(done|by|history)\.",
            r"setup\.(flaw|by|sun|ask|soil|plants|place|probe|consent)(\.|$)",
            r"soil\.",
            r"unit\.",
            r"zone\.",
        )
    )
)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_text_has_both_languages_with_the_same_placeholders() -> None:
    for key, (dutch, english) in WORDS.items():
        assert dutch.strip(), key
        assert english.strip(), key
        assert _placeholders(dutch) == _placeholders(english), key


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


def test_a_sentence_stays_short() -> None:
    for key, texts in WORDS.items():
        for text in texts:
            for sentence in re.split(r"[.?!:](?:\s|$)", text):
                assert len(sentence.split()) <= 20, key


def test_dutch_says_je_and_no_officialese() -> None:
    dutch = " ".join(texts[0] for texts in WORDS.values()).lower()
    assert not re.search(r"\b(u dient|uw|conform|illegaal|middels|teneinde)\b", dutch)
