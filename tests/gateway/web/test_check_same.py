"""The result page says of every worked example what `stoep privacy check` says."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx
import pytest

from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.report import as_object, verdict_words
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.privacy.words import Language
from stoep_gateway.web.app import Application, create
from support.site import asking
from support.street_archive import StreetArchive
from support.worked_examples import WorkedExample, worked_examples

EXAMPLES = {example.name: example for example in worked_examples()}
(DAY,) = {example.on for example in EXAMPLES.values()}
_FINDING = re.compile(
    r'<li class="tile finding [\w-]+"><p class="word">.*?<b>(?P<word>.*?)</b></p>\s*<h3>(?P<text>.*?)</h3>\s*'
    r'<p>(?P<reason>.*?)</p>(?P<rest>.*?)<p class="says">',
    re.DOTALL,
)
_FIX = re.compile(r'<p class="fix"><b>[^<]*</b> (.*?)</p>', re.DOTALL)
Said = Mapping[str, tuple[str, str, str]]
"""By what a rule asks: the word of its verdict, the reason, what to do. The page says whom to ask for an answer."""


@pytest.fixture(scope="module")
def app() -> Application:
    """Its rules are read once for all of them."""
    now_s = int(datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC).timestamp())
    return create(StreetArchive, gateway_name="Test", now_s=lambda: now_s)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load(on=DAY)


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app, base="http://localhost") as opened:
        yield opened


async def result_of(example: WorkedExample, *, client: httpx.AsyncClient, language: Language) -> str:
    answers = example.device.read_text(encoding="utf-8")
    page = await client.post("/privacy/check/result", params={"lang": language}, data={"answers": answers, "seen": ""})
    assert page.status_code == 200, page.text
    return page.text


def said_by_the_page(html: str) -> Said:
    return {
        unescape(found["text"]): (
            unescape(found["word"]).removesuffix("."),
            unescape(found["reason"]),
            unescape(fix[1]) if (fix := _FIX.search(found["rest"])) else "",
        )
        for found in _FINDING.finditer(html)
    }


def said_by_the_command(example: WorkedExample, *, book: Rulebook, language: Language) -> Said:
    """By what it prints for --json, which test_worked_examples holds against the command itself."""
    result = check(book, read(example.device.read_text(encoding="utf-8"), name=example.name, rulebook=book))
    told: Any = as_object(result, device=example.name, day=example.on, language=language)
    return {
        finding.text.said(language): (
            verdict_words(finding).said(language),
            rule["reason"],
            "" if rule["missing"] else rule["fix"],
        )
        for finding, rule in zip(result.findings, told["rules"], strict=True)
    }


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=list(EXAMPLES))
async def test_the_page_says_what_the_command_says(
    example: WorkedExample, client: httpx.AsyncClient, book: Rulebook
) -> None:
    page = said_by_the_page(await result_of(example, client=client, language="nl"))
    assert len(page) == len(example.argued)
    assert page == said_by_the_command(example, book=book, language="nl")
