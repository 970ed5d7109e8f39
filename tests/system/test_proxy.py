"""The pages behind a real nginx with TLS, below a path, by the text that docs/public.md prints."""

import ssl
import time
from collections.abc import Iterator

import httpx
import pytest

from stoep_gateway.desk.passwords import hashed
from stoep_gateway.desk.records import ACT
from support.nginx import BASE, HOST, Nginx, nginx
from support.waiting import LIMIT_S
from support.web_part import WebPart

pytestmark = pytest.mark.needs("nginx")

USER, PASSWORD = "duty-1", "een zin die niemand raadt"
FROM_HERE = {"sec-fetch-site": "same-origin"}
LIES = {
    "x-forwarded-for": "203.0.113.66",
    "x-real-ip": "203.0.113.66",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
    "x-forwarded-prefix": "/evil",
    "forwarded": "for=203.0.113.66;proto=https;host=evil.example",
}
TOKEN = "mfrggzdfmztwq2lknnwg23tpobyxe43u"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebPart]:
    settings = {"public_url": f"https://{HOST}{BASE}", "trusted_proxy": "127.0.0.1"}
    with WebPart(tmp_path_factory.mktemp("gateway"), settings=settings) as part:
        part.desk.add(USER, role=ACT, password_hash=hashed(PASSWORD), now_s=int(time.time()))
        yield part


@pytest.fixture(scope="module")
def proxy(web: WebPart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with nginx(tmp_path_factory.mktemp("proxy") / "nginx", pages_port=web.port) as running:
        yield running


@pytest.fixture
def browser(proxy: Nginx) -> Iterator[httpx.Client]:
    with visitor(proxy, address="127.0.0.2") as client:
        yield client


def visitor(proxy: Nginx, *, address: str) -> httpx.Client:
    """Somebody who asks from that address of this machine."""
    tls = ssl.create_default_context(cadata=proxy.certificate.pem)
    transport = httpx.HTTPTransport(verify=tls, local_address=address)
    return httpx.Client(transport=transport, base_url=proxy.tls + BASE, timeout=LIMIT_S)


def stranger(address: str, **headers: str) -> httpx.Response:
    """What somebody gets there who asks once."""
    return httpx.get(address, headers=headers, timeout=LIMIT_S)


def test_a_page_and_what_it_loads_come_over_tls_below_the_path(browser: httpx.Client) -> None:
    page = browser.get("/privacy")
    assert page.status_code == 200
    assert f'href="{BASE}/static/stoep.css"' in page.text
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert browser.get("/static/stoep.css").headers["content-type"].startswith("text/css")
    assert browser.get("").url.path == f"{BASE}/"


def test_plain_http_leads_to_tls(proxy: Nginx) -> None:
    answer = stranger(f"{proxy.plain}{BASE}/desk/login?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{proxy.tls}{BASE}/desk/login?lang=en")


def test_a_log_in_works_over_tls_and_its_cookies_stay_below_the_path(browser: httpx.Client) -> None:
    answer = browser.post("/desk/login", data={"name": USER, "password": PASSWORD}, headers=FROM_HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}/desk")
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Secure-stoep-")
        assert {f"Path={BASE}", "Secure", "HttpOnly", "SameSite=strict"} <= set(cookie.split("; "))
    page = browser.get("/desk")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert USER in page.text


@pytest.mark.parametrize("lies", [{}, LIES], ids=["honest", "lying"])
def test_a_web_server_without_tls_gets_no_log_in_whatever_the_visitor_says(proxy: Nginx, lies: dict[str, str]) -> None:
    for host in (HOST, "localhost"):
        answer = stranger(f"{proxy.forgetful}{BASE}/desk/login", **lies, host=host)
        assert answer.status_code == 403
        assert "<form" not in answer.text


def test_wrong_passwords_count_for_the_real_address_whatever_the_visitor_says(proxy: Nginx, web: WebPart) -> None:
    for number in range(20):
        web.desk.admit(f"nobody-{number}", address="127.0.0.4", browser="", now_s=int(time.time()))
    form = {"name": "nobody", "password": "guess"}
    for address, status in (("127.0.0.4", 429), ("127.0.0.5", 403)):
        with visitor(proxy, address=address) as client:
            assert client.post("/desk/login", data=form, headers=FROM_HERE | LIES).status_code == status


def test_what_a_visitor_says_of_hosts_and_paths_is_on_no_page_and_in_no_redirect(browser: httpx.Client) -> None:
    for path in ("/privacy", "/desk", "/privacy/", "/nowhere"):
        answer = browser.get(path, headers={**LIES, "host": "evil.example"})
        assert "evil" not in answer.text + str(answer.headers)


def test_events_pass_as_they_come(browser: httpx.Client) -> None:
    with browser.stream("GET", "/crowd/events") as events:
        assert next(events.iter_lines()) == "retry: 5000", "the stream stays open, and yet it is here"


def test_pages_pass_packed_and_what_has_not_changed_is_not_sent_again(browser: httpx.Client) -> None:
    page = browser.get("/privacy")
    assert page.headers["content-encoding"] == "gzip"
    assert page.headers["cache-control"] == "no-cache"
    assert "accept-encoding" in page.headers["vary"]
    style = browser.get("/static/stoep.css")
    assert style.headers["content-encoding"] == "gzip"
    again = browser.get("/static/stoep.css", headers={"if-none-match": style.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_owners_link_opens_the_garden_below_the_path_over_tls_alone(
    proxy: Nginx, browser: httpx.Client, web: WebPart
) -> None:
    token = web.desk.gardens.make_link("tuin-7", now_s=int(time.time()))
    for lies in ({}, LIES):
        assert stranger(f"{proxy.forgetful}{BASE}/my/{token}", **lies).status_code == 403
    answer = browser.get(f"/my/{token}", headers=LIES)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BASE}/my-garden")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("__Secure-stoep-garden=")
    assert {f"Path={BASE}", "Secure", "HttpOnly"} <= set(cookie.split("; "))
    page = browser.get("/my-garden/settings")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "tuin-7" in page.text
    assert token not in proxy.logged(last="/my-garden/settings") + web.log()


def test_an_owners_link_is_in_no_log_of_the_web_server(proxy: Nginx, browser: httpx.Client, web: WebPart) -> None:
    for path in ("/my/{}", "//my/{}", "/%6dy/{}", "/my/{}?lang=en", "/x/../my/{}"):
        browser.get(f"{proxy.tls}{BASE}{path.format(TOKEN)}")
    stranger(f"{proxy.plain}{BASE}/my/{TOKEN}")
    browser.get("/privacy?seen=1")
    proxy.logged(last="/privacy?seen=1")  # others are
    web.stop()
    try:
        assert browser.get(f"/my/{TOKEN}").status_code == 502
        assert browser.get("/privacy?away=1").status_code == 502
    finally:
        web.start()
    assert TOKEN not in proxy.logged(last="/privacy?away=1")
    assert TOKEN not in web.log()
