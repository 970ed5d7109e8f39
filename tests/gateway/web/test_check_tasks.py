"""Five questions about a result have their answers on its page, in both languages; and it says what the command says.

Whether residents find them there nobody has tried yet: docs/privacy-check.md.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time

import httpx
import pytest

from stoep_gateway.privacy import rulebook as rulebooks
from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.say import counts_said
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.privacy.words import LANGUAGES, Language
from stoep_gateway.web.app import Application, create
from support.asked_pages import sheet
from support.privacy_tasks import tasks
from support.reading import text_of
from support.site import asking
from support.street_archive import StreetArchive
from support.worked_examples import worked_example

_EXAMPLES = tuple(dict.fromkeys(task.example for task in tasks()))
_ON = worked_example(_EXAMPLES[0]).on


@pytest.fixture(scope="module")
def app() -> Application:
    noon_s = int(datetime.combine(_ON, time(12), tzinfo=UTC).timestamp())
    return create(StreetArchive, gateway_name="Test", now_s=lambda: noon_s)


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app, base="http://localhost") as opened:
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", _EXAMPLES)
async def test_each_answer_stands_on_the_page(client: httpx.AsyncClient, name: str, language: Language) -> None:
    page = await client.post(f"/privacy/check/result?lang={language}", data=sheet(name))
    text = text_of(page.text.replace("<cite>", "").replace("</cite>", "")).whole
    for task in tasks():
        if task.example == name:
            assert task.answers[language] in text, task.asked[language]


@pytest.mark.parametrize("name", _EXAMPLES)
async def test_the_page_counts_and_says_of_each_rule_what_the_command_does(
    client: httpx.AsyncClient, name: str
) -> None:
    rulebook = rulebooks.load(on=_ON)
    answers = read(worked_example(name).device.read_text(encoding="utf-8"), name=name, rulebook=rulebook)
    result = check(rulebook, answers)
    counts = result.counts
    page = await client.post("/privacy/check/result?lang=en", data=sheet(name))
    text = text_of(page.text).whole
    said = counts_said(meets=counts.meets, does_not_meet=counts.does_not_meet, unknown=counts.unknown)
    assert said.en in text
    assert page.text.count('<li class="tile finding') == len(result.findings)
    for finding in result.findings:
        assert finding.text.en in text
        assert finding.reason.en in text
