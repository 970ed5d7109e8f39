"""The questionnaire on the web: one screen at a time, any answer can be changed, and the form carries them all."""

import re
import tomllib
from collections.abc import AsyncIterator, Mapping
from datetime import date
from html import unescape

import httpx
import pytest

from stoep_gateway.privacy.rulebook import Rulebook, RulebookError
from stoep_gateway.web.app import Application, create
from stoep_gateway.web.signs import Signs
from support.asked_pages import SHEETS, sheet, upload
from support.repository import ROOT
from support.site import asking
from support.street_archive import NOW_S, StreetArchive

HOME = "/privacy/check"
_URL = "https://stoep.example/hier"
DOORBELL = {
    "asking": {"f.asking_as": "mine", "f.device_origin": "bought"},
    "operator": {"f.operator": "H"},
    "captures": {"f.captures": ["image"], "f.sees_faces": "yes", "f.recognition": "none"},
    "reach": {"f.reach": ["own_ground"]},
}


@pytest.fixture(scope="module")
def app() -> Application:
    return create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, base="/hier", public_url=_URL)


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app, base="http://localhost/hier") as opened:
        yield opened


def field(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    return unescape(found[1]) if found else ""


def hidden(page: httpx.Response) -> dict[str, str]:
    return {name: field(page, name) for name in ("answers", "seen", "at")}


async def send(
    client: httpx.AsyncClient, page: httpx.Response, fields: Mapping[str, str | list[str]], *, to: str = "questions"
) -> httpx.Response:
    return await client.post(f"{HOME}/{to}", data={**hidden(page), **fields})


async def go_on(client: httpx.AsyncClient, screens: Mapping[str, Mapping[str, str | list[str]]]) -> httpx.Response:
    """Answer the first screens in turn; the page that comes then."""
    page = await client.get(f"{HOME}/questions")
    for screen, fields in screens.items():
        assert field(page, "at") == screen
        page = await send(client, page, fields)
        assert page.status_code == 200, page.text
    return page


def left(page: httpx.Response) -> int:
    found = re.search(r"Nog hooguit (\d+) scherm(?:en)? met vragen", page.text)
    assert found
    return int(found[1])


async def test_each_answer_leads_on_and_the_count_of_questions_only_falls(client: httpx.AsyncClient) -> None:
    page = await client.get(f"{HOME}/questions")
    counts = [left(page)]
    assert f"Nog hooguit {counts[0]} schermen met vragen, meestal 7 tot 14." in page.text
    for screen, fields in DOORBELL.items():
        assert field(page, "at") == screen
        page = await send(client, page, fields)
        counts.append(left(page))
        assert "meestal" not in page.text
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 0
    assert tomllib.loads(field(page, "answers"))["captures"] == ["image"]


async def test_whoever_knows_nothing_comes_to_a_result_after_the_promised_number(client: httpx.AsyncClient) -> None:
    page = await client.get(f"{HOME}/questions")
    promised, seen = left(page), 0
    while field(page, "at"):
        seen += 1
        assert seen <= promised
        names = dict.fromkeys(re.findall(r'name="([fu]\.\w+)" id="[\w-]+" value="unknown"', page.text))
        page = await send(client, page, dict.fromkeys(names, "unknown"))
    assert seen == promised
    assert "Mag de sensor zo blijven?" in page.text
    assert field(page, "answers") == ""


async def test_i_do_not_know_is_always_the_last_answer(client: httpx.AsyncClient) -> None:
    page = await go_on(client, DOORBELL)
    for one in re.findall(r"<fieldset.*?</fieldset>", page.text, re.DOTALL):
        assert re.findall(r"<label[^>]*>([^<]*)</label>", one)[-1] == "Weet ik niet"
    assert "Dat is niet erg." in page.text


async def test_a_question_that_is_alone_on_its_screen_is_the_heading(client: httpx.AsyncClient) -> None:
    page = await client.post(f"{HOME}/questions", data={**sheet("wifi-counter"), "to": "purpose"})
    assert '<h1 id="title">Worden de gegevens ook voor iets anders gebruikt?</h1>' in page.text
    assert "Waarvoor is de sensor?" not in page.text.partition("<details")[0]


async def test_without_an_answer_the_screen_comes_again_and_says_where_one_is_missing(
    client: httpx.AsyncClient,
) -> None:
    page = await go_on(client, {name: DOORBELL[name] for name in ("asking", "operator")})
    again = await send(client, page, {"f.captures": ["image"], "f.sees_faces": "yes"})
    assert again.status_code == 400
    assert 'role="alert"' in again.text
    assert "<title>Niet gelukt" in again.text
    assert again.text.count("Hier staat nog geen antwoord.") == 1
    assert re.search(r'value="image" class="leads-\d" checked', again.text)
    assert field(again, "answers") == field(page, "answers")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"f.captures": ["nothing_fake", "image"], "f.sure_fake": "yes"}, "kunnen niet samen"),
        ({"f.captures": ["smell"]}, "kunnen niet samen"),
        ({"f.captures": ["image"], "f.sees_faces": "maybe", "f.recognition": "none"}, "Kies ja of nee."),
    ],
)
async def test_an_answer_that_cannot_be_is_not_taken(
    client: httpx.AsyncClient, fields: dict[str, str | list[str]], said: str
) -> None:
    page = await go_on(client, {name: DOORBELL[name] for name in ("asking", "operator")})
    again = await send(client, page, fields)
    assert again.status_code == 400
    assert said in again.text


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"f.keep_days": "14", "f.keep_reason": "none"}, 14),
        ({"f.keep_days": "2,5", "f.keep_reason": "none"}, 2.5),
        ({"u.keep_days": "forever", "f.keep_days": "3", "f.keep_reason": "none"}, "forever"),
        ({"u.keep_days": "unknown", "f.keep_days": "3", "f.keep_reason": "unknown"}, None),
    ],
)
async def test_a_number_can_be_written_be_for_ever_or_not_be_known(
    client: httpx.AsyncClient, fields: dict[str, str], answer: object
) -> None:
    said = await client.post(f"{HOME}/questions", data={**sheet("doorbell"), "at": "keeping", **fields})
    assert said.status_code == 200
    assert tomllib.loads(field(said, "answers")).get("keep_days") == answer


@pytest.mark.parametrize("number", ["many", "-1", "1.000", "nan", "inf", "1e3", "99999999999", "12 345"])
async def test_what_is_no_number_is_asked_for_again_with_its_bounds(client: httpx.AsyncClient, number: str) -> None:
    form = {**sheet("doorbell"), "at": "keeping", "f.keep_days": number, "f.keep_reason": "none"}
    again = await client.post(f"{HOME}/questions", data=form)
    assert again.status_code == 400
    assert re.search(r"Vul een getal in van 0 tot en met [\d.]+\.", again.text)
    assert f'value="{number}"' in again.text


async def test_an_answer_can_be_changed_and_what_it_led_to_is_no_answer_any_more(client: httpx.AsyncClient) -> None:
    page = await go_on(client, DOORBELL)
    back = await send(client, page, {"to": "captures"})
    assert field(back, "at") == "captures"
    assert re.search(r'value="image" class="leads-\d" checked', back.text)
    changed = await send(client, back, {"f.captures": ["environment"], "f.sees_faces": "yes", "f.recognition": "none"})
    said = tomllib.loads(field(changed, "answers"))
    assert said["captures"] == ["environment"]
    assert not said.keys() & {"sees_faces", "recognition"}
    assert said["reach"] == ["own_ground"]


async def test_a_changed_answer_opens_a_question_on_a_screen_that_was_passed(client: httpx.AsyncClient) -> None:
    form = sheet("doorbell")
    answered = await client.post(f"{HOME}/questions", data=form)
    assert "Mag de sensor zo blijven?" in answered.text
    before_there_was_an_image = {
        "answers": form["answers"].replace("visible = true\n", ""),
        "seen": form["seen"].replace(" visible", ""),
    }
    again = await client.post(f"{HOME}/questions", data=before_there_was_an_image)
    assert field(again, "at") == "told"
    assert 'name="f.visible"' in again.text
    assert 'value="nothing" checked' in again.text


async def test_back_leads_to_the_screen_before(client: httpx.AsyncClient) -> None:
    page = await go_on(client, DOORBELL)
    assert 'name="to" value="reach">Terug' in page.text
    first = await client.get(f"{HOME}/questions")
    assert ">Terug<" not in first.text


async def test_the_other_language_keeps_the_answers(client: httpx.AsyncClient) -> None:
    page = await go_on(client, DOORBELL)
    here = field(page, "at")
    form = {**hidden(page), "to": here}
    del form["at"]
    english = await client.post(f"{HOME}/questions?lang=en", data=form)
    assert 'lang="en"' in english.text
    assert field(english, "at") == here
    assert field(english, "answers") == field(page, "answers")
    assert set(english.cookies) == {"lang"}


async def test_a_preset_is_confirmed_on_one_screen_and_shortens_the_rest(client: httpx.AsyncClient) -> None:
    start = await client.get(HOME)
    assert 'name="preset" value="doorbell"' in start.text
    shown = await client.post(f"{HOME}/questions", data={"preset": "doorbell"})
    assert "Klopt dit?" in shown.text
    assert "Beeld van een camera" in shown.text
    on = await client.post(f"{HOME}/questions", data={name: field(shown, name) for name in ("answers", "seen")})
    screens = []
    while here := field(on, "at"):
        assert here not in screens
        screens.append(here)
        names = dict.fromkeys(re.findall(r'name="([fu]\.\w+)" id="[\w-]+" value="unknown"', on.text))
        on = await send(client, on, dict.fromkeys(names, "unknown"))
    assert not {"captures", "output"} & set(screens)


async def test_someone_else_gets_a_letter_with_the_open_questions_and_none_of_the_answers(
    client: httpx.AsyncClient,
) -> None:
    form = sheet("others")
    result = await client.post(f"{HOME}/result", data=form)
    assert 'formaction="/hier/privacy/check/letter"' in result.text
    page = await client.post(f"{HOME}/letter", data=form)
    assert "Hoeveel dagen bewaar je de gegevens?" in page.text
    assert "https://stoep.example/hier/privacy/check" in page.text
    article = page.text.partition("<article")[2].partition("</article>")[0]
    mail = re.search(r'href="(mailto:[^"]+)"', page.text)
    assert mail
    for answered in ("stoep op", "Waar hangt"):
        assert answered not in article
    assert "Hoeveel%20dagen" in mail[1]
    assert len(mail[1]) < 6000


async def test_a_long_letter_comes_with_how_to_make_it_shorter(client: httpx.AsyncClient) -> None:
    nothing_known = {"answers": 'asking_as = "someone_else"\n', "seen": "asking_as"}
    page = await client.post(f"{HOME}/letter", data=nothing_known)
    assert "Dan wordt de brief korter." in page.text
    article, _, more = page.text.partition("<article")[2].partition("</article>")
    assert "Dan wordt de brief korter." not in article
    assert article.count("<li>") == 12
    assert "Als je meer wilt vertellen" in more
    assert '<ol start="13">' in more
    assert more.count("<li>") > 12
    mail = re.search(r'href="mailto:([^"]+)"', page.text)
    assert mail
    assert "%0D%0A12.%20" in mail[1]
    assert "%0D%0A13.%20" not in mail[1]
    page = await client.post(f"{HOME}/letter", data=sheet("doorbell"))
    assert "Als je meer wilt vertellen" not in page.text
    page = await client.post(f"{HOME}/letter", data=sheet("others"))
    assert "Dan wordt de brief korter." not in page.text


async def test_answers_are_saved_as_a_device_file_and_loaded_again(client: httpx.AsyncClient) -> None:
    for name in SHEETS:
        saved = await client.post(f"{HOME}/save", data=sheet(name))
        assert saved.headers["content-disposition"] == 'attachment; filename="sensor.toml"'
        assert saved.headers["content-type"].startswith("application/toml")
        example = tomllib.loads((ROOT / "examples" / "privacy" / f"{SHEETS[name]}.toml").read_text(encoding="utf-8"))
        assert _sets(tomllib.loads(saved.text)) == _sets(example)
        media, body = upload(saved.content)
        loaded = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
        assert loaded.status_code == 200
        assert field(loaded, "answers") == "".join(
            line for line in saved.text.splitlines(keepends=True) if not line.endswith('"unknown"\n')
        )


async def test_what_was_answered_with_i_do_not_know_is_saved_and_not_asked_again(client: httpx.AsyncClient) -> None:
    page = await go_on(client, {"asking": {"f.asking_as": "unknown", "f.device_origin": "unknown"}})
    page = await send(client, page, {"f.operator": "H"})
    page = await send(client, page, {"f.captures": ["unknown"]})
    saved = await client.post(f"{HOME}/save", data=hidden(page))
    assert tomllib.loads(saved.text) == {
        "operator": "H",
        **dict.fromkeys(set(field(page, "seen").split()) - {"operator"}, "unknown"),
    }
    media, body = upload(saved.content)
    loaded = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
    assert hidden(loaded) == hidden(page)


async def test_what_only_a_form_leads_to_leads_a_link_to_the_start(client: httpx.AsyncClient) -> None:
    for name in ("result", "letter", "save", "load"):
        answer = await client.get(f"{HOME}/{name}")
        assert answer.status_code == 303
        assert answer.headers["location"] == "/hier/privacy/check"


async def test_the_check_is_named_on_the_first_page_and_on_that_of_privacy(client: httpx.AsyncClient) -> None:
    for path in ("/", "/privacy"):
        assert 'href="/hier/privacy/check"' in (await client.get(path)).text


async def test_the_result_says_what_to_change_who_says_so_and_that_nobody_reviewed_it(
    client: httpx.AsyncClient,
) -> None:
    text = (await client.post(f"{HOME}/result", data=sheet("doorbell"))).text
    order = [text.index(f'id="s-{name}"') for name in ("breaks", "advice", "unknown", "about", "meets")]
    assert order == sorted(order)
    assert text.index('<details class="away"') > order[-1]
    for said in ("Wie zegt dit?", "Bron:", "geen juridisch advies", "Geen jurist en geen bewoner", "Dit kun je doen:"):
        assert said in text
    assert not re.search(r"\d+ ?%|score|cijfer|punten", text.partition("<main")[2])


async def test_rules_that_cannot_be_read_any_more_are_said_so_and_the_other_pages_go_on() -> None:
    def gone(day: date) -> Rulebook:
        raise RulebookError("privacy-rules/facts.toml: cannot be read (No such file or directory)")

    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, signs=Signs(rulebook_on=gone))
    async with asking(app, base="http://localhost") as client:
        for path in (HOME, f"{HOME}/questions", "/privacy/sign/strand-1"):
            page = await client.get(path)
            assert page.status_code == 503
            assert "De regels zijn er nu niet" in page.text
            assert "facts.toml" not in page.text
        assert (await client.get("/privacy")).status_code == 200


async def test_each_rule_shows_one_source_and_folds_the_others(client: httpx.AsyncClient) -> None:
    text = (await client.post(f"{HOME}/result", data=sheet("doorbell"))).text
    rules = re.findall(r'<li class="tile finding.*?(?=<li class="tile finding|</section>)', text, re.DOTALL)
    assert len(rules) > len(re.findall("Nog [0-9]+ bron", text)) > 0
    for rule in rules:
        folded = re.sub(r"<details.*?</details>", "", rule, flags=re.DOTALL)
        assert folded.count("<cite>") == 1
        more = re.search(r"Nog (\d+) bron", rule)
        assert rule.count("<cite>") == (int(more[1]) + 1 if more else 1)


def _sets(answers: Mapping[str, object]) -> dict[str, object]:
    return {key: sorted(value) if isinstance(value, list) else value for key, value in answers.items()}
