"""Where a log-in may be asked for: nobody on the way can read along, whatever proxies and visitors say."""

from pathlib import Path

import pytest

from support.open_site import FROM_HERE, PASSWORD, OpenSite, made_desk

TLS = "https://stoep.test"


@pytest.fixture
def site(tmp_path: Path) -> OpenSite:
    return OpenSite(made_desk(tmp_path))


async def test_over_tls_cookies_are_of_this_host_alone(site: OpenSite) -> None:
    async with site.browser(base=TLS, address="203.0.113.9") as browser:
        cookies = (await browser.log_in()).headers.get_list("set-cookie")
        assert (await browser.get("/desk")).status_code == 200
    assert len(cookies) == 2
    for cookie, name in zip(cookies, ("session", "browser"), strict=True):
        assert cookie.startswith(f"__Host-stoep-{name}=")
        assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "Max-Age" not in cookies[0], "it goes with the browser"


@pytest.mark.parametrize(
    ("base", "address", "headers"),
    [
        ("http://stoep.test", "127.0.0.1", {}),
        ("http://localhost", "192.168.1.7", {}),
        ("http://192.168.1.10:8080", "192.168.1.7", {}),
        ("http://localhost", "127.0.0.1", {"x-forwarded-for": "203.0.113.9"}),
        ("http://127.0.0.1:8080", "127.0.0.1", {"x-forwarded-proto": "https"}),
        ("http://localhost", "127.0.0.1", {"via": "1.1 proxy"}),
    ],
)
async def test_no_password_is_asked_for_where_others_can_read_along(
    site: OpenSite, base: str, address: str, headers: dict[str, str]
) -> None:
    async with site.browser(base=base, address=address) as browser:
        answers = [
            await browser.client.get("/desk/login", headers=headers),
            await browser.client.get("/desk", headers=headers),
            await browser.send("/desk/login", {"name": "anna", "password": PASSWORD}, headers=FROM_HERE | headers),
        ]
    assert {answer.status_code for answer in answers} == {403}
    assert all("niet versleuteld" in answer.text for answer in answers)
    assert all("<form" not in answer.text and "set-cookie" not in answer.headers for answer in answers)


async def test_what_a_trusted_proxy_on_this_machine_passes_on_without_tls_is_not_from_this_machine(
    site: OpenSite,
) -> None:
    site.trusted_proxy = "127.0.0.1"
    async with site.browser() as browser:
        assert (await browser.get("/desk/login")).status_code == 403
    async with site.browser(base="https://localhost") as browser:
        assert (await browser.get("/desk/login")).status_code == 200


@pytest.mark.parametrize("trusted", ["10.0.0.5, 127.0.0.1", "127.0.0.1,10.0.0.5"])
async def test_of_several_trusted_proxies_none_is_a_browser_on_this_machine(site: OpenSite, trusted: str) -> None:
    site.trusted_proxy = trusted
    async with site.browser() as browser:
        assert (await browser.get("/desk/login")).status_code == 403


async def test_a_trusted_address_may_be_written_in_more_ways_than_one(site: OpenSite) -> None:
    site.trusted_proxy = "0:0:0:0:0:0:0:1"
    async with site.browser(base="http://[::1]:8080", address="::1") as browser:
        assert (await browser.get("/desk/login")).status_code == 403


async def test_two_proxies_that_disagree_about_tls_are_believed_the_worse(site: OpenSite) -> None:
    site.trusted_proxy = "127.0.0.1"
    disagreeing = [("x-forwarded-proto", "http"), ("x-forwarded-proto", "https")]
    async with site.browser(base=TLS) as browser:
        assert (await browser.client.get("/desk/login", headers=disagreeing)).status_code == 403
        assert (await browser.client.get("/desk/login", headers=disagreeing[1:])).status_code == 200


@pytest.mark.parametrize("base", ["http://localhost", "http://127.0.0.1:8080", "http://[::1]:8080"])
async def test_on_this_very_machine_it_is_asked_for(site: OpenSite, base: str) -> None:
    async with site.browser(base=base, address="::1" if "[" in base else "127.0.0.1") as browser:
        assert (await browser.get("/desk/login")).status_code == 200
        assert (await browser.log_in()).status_code == 303
