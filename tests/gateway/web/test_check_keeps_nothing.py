"""What is answered in a check stays nowhere: on no disk, in no log, in no address; and what is sent is bounded."""

import logging
import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from stoep_gateway.web.app import Application
from support.asked_pages import upload
from support.open_site import OpenSite, made_desk
from support.repository import ROOT
from support.site import asking, serving
from support.waiting import LIMIT_S

HOME = "/privacy/check"
CANARY = "Kanarieveen"
DAYS = 918_273  # not among the digits of a port or, but for one time in a million, of an object's address in a log
ANSWERS = (
    'asking_as = "someone_else"\noperator = "M"\ncaptures = ["image"]\nreach = ["public_space"]\n'
    f'keep_days = {DAYS}\narea = "{CANARY}"\n'
)
FORM = {"answers": ANSWERS, "seen": "asking_as operator captures reach keep_days area"}
_TRACES = (CANARY.encode(), str(DAYS).encode())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def app(folder: Path) -> Application:
    return OpenSite(desk=made_desk(folder)).app()


@pytest.fixture
async def client(app: Application) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(app, base="http://localhost") as opened:
        yield opened


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Where Python puts files that have no place of their own."""
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def traces(folder: Path) -> list[str]:
    """Files below a folder that hold an answer."""
    return [
        str(file.relative_to(folder))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and any(trace in file.read_bytes() for trace in _TRACES)
    ]


def test_no_answer_is_on_the_disk_or_in_the_log_after_a_whole_check(
    app: Application, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    spool = folder / "temporary"
    spool.mkdir()
    media, body = upload(ANSWERS.encode())
    with temporary_files_in(spool), serving(app) as site, httpx.Client(base_url=site, timeout=LIMIT_S) as browser:
        pages = [browser.post(f"{HOME}/{name}", data=FORM) for name in ("questions", "result", "letter", "save")]
        pages.append(browser.post(f"{HOME}/load", content=body, headers={"content-type": media}))
        pages.append(browser.post(f"{HOME}/questions", data={**FORM, "at": "keeping", "f.keep_days": CANARY}))
        kept = dict(browser.cookies)
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 200, 400]
    assert any(CANARY in page.text for page in pages)
    assert kept == {}
    assert list(spool.iterdir()) == []
    assert traces(folder) == []
    for page in pages:
        assert not any(trace.decode() in str(page.url) for trace in _TRACES)
        own = re.findall(r'(?:href|action|formaction|src)="([^"]*)"', page.text)
        assert not [address for address in own if any(trace.decode() in address for trace in _TRACES)]
    assert not any(trace.decode() in record.getMessage() for record in caplog.records for trace in _TRACES)


def test_a_trace_would_be_found(folder: Path) -> None:
    file = folder / "planted"
    file.write_bytes(b"x" * 5000 + _TRACES[0])
    try:
        assert traces(folder) == ["planted"]
    finally:
        file.unlink()


async def test_a_page_with_answers_is_for_one_reader_and_sets_no_cookie(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"{HOME}/result", data=FORM)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in answer.headers
    english = await client.post(f"{HOME}/result?lang=en", data=FORM)
    assert [cookie.name for cookie in english.cookies.jar] == ["lang"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'operator = "H"\ncaptures = ["smell"]\n', "in regel 2."),
        (b'operator = "H"\n\nkeep_day = 3\n', "in regel 3."),
        (b"operator = \n", "in regel 1."),
        (b'operator = "X"\n', "must be one of H, A, C, M, P"),
        (b"keep_days = -4\n", "must be a number from 0"),
        (b"\xff\xfe", "geen tekst (UTF-8)"),
        (b'area = "<script>alert(1)</script>\n', "in regel 1."),
    ],
)
async def test_a_file_that_is_wrong_is_refused_with_its_line_and_the_reason(
    client: httpx.AsyncClient, data: bytes, said: str
) -> None:
    media, body = upload(data, name="../../deur bel<b>.toml")
    answer = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
    assert answer.status_code == 400
    assert said in answer.text
    assert "Dit bestand kunnen we niet lezen" in answer.text
    assert "<b>.toml" not in answer.text
    assert "<script>alert" not in answer.text
    if "regel" in said:
        assert "deur bel_b_.toml" in answer.text


async def test_no_file_is_said_so(client: httpx.AsyncClient) -> None:
    for media, body in (upload(b"", name=""), upload(ANSWERS.encode(), field="other")):
        answer = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
        assert answer.status_code == 400
        assert "Er is geen bestand gekozen." in answer.text
        assert "Kies een ander bestand." in answer.text
        assert "Verander die regel" not in answer.text


async def test_a_description_of_a_sensor_tells_its_answers(client: httpx.AsyncClient) -> None:
    source = (ROOT / "examples" / "privacy" / "source-people-counter.toml").read_bytes()
    media, body = upload(source)
    answer = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
    assert answer.status_code == 200
    assert "presence_no_image" in answer.text
    media, body = upload(source.replace(b"[facts]", b"[fact]"))
    answer = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
    assert answer.status_code == 400
    assert "Dit bestand kunnen we niet lezen" in answer.text


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    media, body = upload(b"#" * 33_000)
    answer = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
    assert answer.status_code == 413
    assert "Het is te groot" in answer.text

    async def endless() -> AsyncIterator[bytes]:
        head, _, _ = body.partition(b"#")
        yield head
        for _ in range(100):
            yield b"#" * 1000
        raise AssertionError("read on")

    answer = await client.post(f"{HOME}/load", content=endless(), headers={"content-type": media})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"answers=" + b"x" * 40_000, 413),
        ("application/x-www-form-urlencoded", b"a=1&" * 200, 400),
        ("application/x-www-form-urlencoded", b"\xff", 400),
        ("application/x-www-form-urlencoded", urlencode({"answers": "smell = 3"}).encode(), 400),
        ("application/x-www-form-urlencoded", urlencode({"answers": "[" * 5000}).encode(), 400),
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"", 415),
        ("", b"answers=", 415),
    ],
)
@pytest.mark.parametrize("page", ["questions", "result", "letter", "save"])
async def test_what_is_no_form_of_ours_gets_a_page_that_repeats_nothing(
    client: httpx.AsyncClient, page: str, media: str, body: bytes, status: int
) -> None:
    answer = await client.post(f"{HOME}/{page}", content=body, headers={"content-type": media})
    assert answer.status_code == status
    assert "Je antwoorden kwamen niet goed aan" in answer.text
    assert "smell" not in answer.text


@pytest.mark.parametrize(
    ("media", "body", "status"),
    [
        ("multipart/form-data; boundary=x", b"nothing of the kind", 400),
        ("multipart/form-data", b"--x", 400),
        ("multipart/form-data; boundary=stoep", upload(b"")[1].replace(b"--\r\n", b"\r\n") + upload(b"")[1], 400),
        ("application/x-www-form-urlencoded", b"file=a", 415),
    ],
)
async def test_what_is_no_upload_is_refused_with_a_page(
    client: httpx.AsyncClient, media: str, body: bytes, status: int
) -> None:
    answer = await client.post(f"{HOME}/load", content=body, headers={"content-type": media})
    assert answer.status_code == status
    assert "<h1>" in answer.text
