"""The enrolment service and the maker's side of it, over TLS; and what strangers may try at its port."""

import socket
import ssl
from collections.abc import Iterator

import httpx
import pytest

from stoep_maker.errors import MakerError
from stoep_maker.redeem import parse_code, redeem
from support.gateway import Gateway
from support.waiting import LIMIT_S

_HEAD_MAX_BYTES = 16_384  # of h11: had we said much more, its end would find the connection closed


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with Gateway(tmp_path_factory.mktemp("gateway")) as made:
        made.invite("nobody", profile="soil")
        made.start()
        made.wait_until(lambda: "codes are redeemed at " in made.log.read_text(), what="codes are redeemed")
        yield made


def test_a_token_is_not_sent_to_another_gateway(gateway: Gateway) -> None:
    place, fingerprint, token = gateway.invite("garden-8", profile="soil").split("/")
    refused = gateway.log.read_text().count("a code was refused")
    with pytest.raises(MakerError, match="another gateway answers"):
        redeem(parse_code("/".join((place, fingerprint[::-1], token))))
    assert gateway.log.read_text().count("a code was refused") == refused
    assert "garden-8 enrolled" not in gateway.log.read_text()


def test_a_code_is_good_once_whatever_strangers_say_at_the_port(gateway: Gateway) -> None:
    code = gateway.invite("garden-7", profile="soil")
    where = ("127.0.0.1", gateway.enrolment_port)
    with (
        socket.create_connection(where),
        socket.create_connection(where) as plain,
        _trusting().wrap_socket(socket.create_connection(where)) as endless,
        httpx.Client(base_url=f"https://127.0.0.1:{where[1]}", verify=_trusting(), timeout=LIMIT_S) as client,
    ):
        plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
        endless.sendall(b"POST /enrol HTTP/1.1\r\nauthorization: " + b"x" * _HEAD_MAX_BYTES)
        assert endless.recv(100).startswith(b"HTTP/1.1 400 ")
        assert client.get("/").status_code == 404
        assert client.get("/enrol").status_code == 405
        assert client.post("/enrol", content=bytes(1_000_000)).status_code == 404
        bundle = redeem(parse_code(f"  {code.upper()}\n"))
    assert (bundle["device"], bundle["generation"]) == ("garden-7", 1)
    with pytest.raises(MakerError, match="used already"):
        redeem(parse_code(code))
    gateway.wait_until(lambda: "device list changed: the broker knows" in gateway.log.read_text(), what="it is told")
    # The analyst comes a moment after the first soil probe.
    assert set(gateway.pids()) - {"analyst"} == {"broker", "gateway", "web", "enrolment"}
    log = gateway.log.read_text()
    assert "Invalid HTTP request" not in log
    for word in (code.rsplit("/")[-1], bundle["secret"], bundle["broker"]["password"]):
        assert word not in log


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
