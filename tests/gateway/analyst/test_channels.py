"""News of crowds arrives at real servers, and each refusal is one line for a person."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from stoep_gateway.analyst.channel import Channel, create
from stoep_gateway.config.settings import ChannelSettings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.ports import Checked
from stoep_testing.tcp_server import tcp_server
from support.backend_benches import secret
from support.certificates import Certificate
from support.city_broker import SENDER, SENDER_PASSWORD, CityBroker
from support.crowd_news import ALERT, news
from support.mail_server import mail_server
from support.ports import free_port
from support.waiting import LIMIT_S


def channel(kind: str, **options: object) -> Channel:
    known: dict[str, object] = {"timeout_s": LIMIT_S}
    if kind == "email":
        known |= {"host": "localhost", "from": "stoep@example.org", "to": ["desk@example.org"]}
    if kind == "mqtt":
        known |= {"host": "127.0.0.1"}
    return create(ChannelSettings(name="desk", type=kind, options=known | options, where="stoep.toml:9"))


# Webhooks


class Requests:
    """An HTTP server that answers with a status and remembers what it got."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.headers: dict[str, str] = {}
        self.body = b""
        self.line = ""
        self.port = 0

    async def serve(self, reader: Any, writer: Any) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        self.line = head[0]
        self.headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        self.body = await reader.readexactly(int(self.headers["content-length"]))
        writer.write(f"HTTP/1.1 {self.status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def service(status: int = 204) -> AsyncIterator[Requests]:
    requests = Requests(status)
    async with tcp_server(requests.serve) as requests.port:
        yield requests


async def test_a_webhook_gets_the_news_with_its_key_and_a_signature(tmp_path: Path) -> None:
    key_file = secret(tmp_path / "key", text="geheim")
    token_file = secret(tmp_path / "token", text="let-me-in")
    async with service() as there:
        url = f"http://localhost:{there.port}/alerts?desk=1"
        webhook = channel("webhook", url=url, key_file=key_file, token_file=token_file)
        await webhook.send(news())
        await webhook.close()
    assert there.line == "POST /alerts?desk=1 HTTP/1.1"
    assert there.body == news().json()
    assert there.headers["idempotency-key"] == f"{ALERT.id}/raised"
    assert there.headers["authorization"] == "bearer let-me-in"
    signature = hmac.new(b"geheim", there.body, hashlib.sha256).hexdigest()
    assert there.headers["stoep-signature"] == f"sha256={signature}"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (500, "has a problem"),
        (422, "does not take the news"),
        (401, "check token_file"),
        (301, "redirects elsewhere"),
    ],
)
async def test_a_webhook_that_is_refused_is_to_be_tried_again(status: int, words: str) -> None:
    async with service(status) as there:
        webhook = channel("webhook", url=f"http://127.0.0.1:{there.port}/hooks/T0P-S3CR3T")
        with pytest.raises(RetryableError, match=words) as caught:
            await webhook.send(news())
        await webhook.close()
    assert str(caught.value).startswith("127.0.0.1: ")
    assert "S3CR3T" not in str(caught.value)  # it comes into the log and the outlook


async def test_a_webhook_that_is_not_there_is_named_without_its_address() -> None:
    webhook = channel("webhook", url=f"http://127.0.0.1:{free_port()}/hooks/T0P-S3CR3T")
    with pytest.raises(RetryableError, match=r"^127\.0\.0\.1: no connection"):
        await webhook.send(news())
    await webhook.close()


async def test_a_webhook_is_asked_at_the_address_as_it_stands() -> None:
    async with service() as there:
        webhook = channel("webhook", url=f"http://localhost:{there.port}/alerts/")
        await webhook.send(news())
        await webhook.close()
    assert there.line == "POST /alerts/ HTTP/1.1"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://example.org/", "in the clear"),
        ("ftp://example.org/", "is not an address"),
        ("alerts", "is not an address"),
        ("https://me:word@example.org/", "holds a password"),
    ],
)
def test_an_address_that_gives_news_or_passwords_away_is_refused(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=f'stoep.toml:9: alert "desk": url .*{words}'):
        channel("webhook", url=url)


def test_a_token_that_no_header_can_hold_is_refused(tmp_path: Path) -> None:
    token_file = secret(tmp_path / "token", text="geheim-é")
    with pytest.raises(ConfigError, match="token: this secret holds more than printable ASCII"):
        channel("webhook", url="https://example.org/", token_file=token_file)


# E-mail


class Mailbox:
    """A mail server's judgement of what comes. refused: recipients that it does not want."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refused: set[str] = set()
        self.users: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        return AuthResult(success=data.password == b"right", handled=False)


async def test_a_mail_says_what_is_expected_where_and_when() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        mail = channel("email", port=port, tls="none", to=["a@example.org", "b@example.org"])
        await mail.send(news())
        await mail.send(news())
    first, again = mailbox.messages
    assert first["Subject"] == "De Pier: oranje verwacht om 16:30 (kans 62 %)"
    assert first["Auto-Submitted"] == "auto-generated"
    assert "binnen 120 minuten is 62 %" in first.get_content().replace("\r\n", " ")
    assert mailbox.recipients[0] == ["a@example.org", "b@example.org"]
    assert first["Message-ID"] == again["Message-ID"]


async def test_mail_goes_by_starttls_with_a_login(tmp_path: Path) -> None:
    mailbox, certificate = Mailbox(), Certificate(tmp_path)
    options = {"user": "stoep", "ca_file": str(certificate.file), "language": "en"}
    settings = {
        "tls_context": certificate.server,
        "require_starttls": True,
        "authenticator": mailbox.authenticate,
        "auth_required": True,
    }
    with mail_server(mailbox, **settings) as port:
        right = channel("email", port=port, password_file=secret(tmp_path / "p", text="right"), **options)
        await right.send(news())
        wrong = channel("email", port=port, password_file=secret(tmp_path / "w", text="wrong"), **options)
        with pytest.raises(RetryableError, match=r"does not let user stoep in \(535\): check user"):
            await wrong.send(news())
    assert [message["Subject"] for message in mailbox.messages] == ["De Pier: orange expected at 16:30 (chance 62 %)"]
    assert set(mailbox.users) == {"stoep"}


async def test_mail_goes_by_tls_from_the_first_byte(tmp_path: Path) -> None:
    mailbox, certificate = Mailbox(), Certificate(tmp_path)
    with mail_server(mailbox, ssl_context=certificate.server) as port:
        await channel("email", port=port, tls="tls", ca_file=str(certificate.file)).send(news())
        with pytest.raises(RetryableError, match="certificate that is not trusted"):
            await channel("email", port=port, tls="tls").send(news())
    assert len(mailbox.messages) == 1


async def test_nothing_is_mailed_in_the_clear_to_a_server_without_tls() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port, pytest.raises(RetryableError, match="does not offer what is wanted"):
        await channel("email", port=port).send(news())
    assert mailbox.messages == []


async def test_who_has_had_the_mail_does_not_get_it_again_because_another_is_refused() -> None:
    mailbox = Mailbox()
    mailbox.refused = {"b@example.org"}
    with mail_server(mailbox) as port:
        mail = channel("email", port=port, tls="none", to=["a@example.org", "b@example.org"])
        with pytest.raises(RetryableError, match=r"refuses 1 of 2 recipients \(550\): check to"):
            await mail.send(news())
        with pytest.raises(RetryableError, match="refuses 1 of 2 recipients"):
            await mail.send(news())
        mailbox.refused = set()
        await mail.send(news())
    assert mailbox.recipients == [["a@example.org"], ["b@example.org"]]


async def test_a_look_logs_in_at_the_mail_server_and_sends_nothing(tmp_path: Path) -> None:
    mailbox = Mailbox()
    settings = {"authenticator": mailbox.authenticate, "auth_require_tls": False}
    with mail_server(mailbox, **settings) as port:
        password_file = secret(tmp_path / "p", text="right")
        mail = channel("email", port=port, tls="none", user="stoep", password_file=password_file)
        assert isinstance(mail, Checked)
        await mail.check()
    assert (mailbox.users, mailbox.messages) == (["stoep"], [])


async def test_a_mail_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(RetryableError, match=r"mail server localhost:\d+ is not there \(Connection refused\)"):
        await channel("email", port=free_port(), tls="none").send(news())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"host": "mail.example.org", "tls": "none"}, "in the clear"),
        ({"to": "a@example.org"}, "must be a list of texts"),
        ({"to": ["a@example.org\nBcc: all@example.org"]}, "is no address"),
        ({"from": "desk"}, "is no address"),
        ({"language": "de"}, "must be one of nl, en"),
        ({"colour": "red"}, "is unknown"),
    ],
)
def test_mail_settings_that_make_no_sense_are_refused(options: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        channel("email", **options)


def test_a_mail_password_that_cannot_be_sent_is_refused(tmp_path: Path) -> None:
    password_file = secret(tmp_path / "p", text="zeeëgel")
    with pytest.raises(ConfigError, match="p: this secret holds more than printable ASCII"):
        channel("email", user="stoep", password_file=password_file)


async def test_a_mail_server_whose_name_is_none_is_told_of() -> None:
    with pytest.raises(RetryableError, match=r"mail server mail\.\.example\.org:587 is not there"):
        await channel("email", host="mail..example.org").send(news())


# MQTT


@pytest.mark.needs("mosquitto")
async def test_a_broker_gets_the_news_at_the_places_topic(city_broker: CityBroker, tmp_path: Path) -> None:
    login = {"user": SENDER, "password_file": secret(tmp_path / "p", text=SENDER_PASSWORD)}
    await channel("mqtt", port=city_broker.port, **login).send(news())
    (arrived,) = city_broker.arrived()
    assert (arrived.topic, arrived.content_type) == ("stoep/alerts/pier", "application/json")
    assert json.loads(arrived.payload)["id"] == ALERT.id


@pytest.mark.needs("mosquitto")
async def test_news_that_no_subscriber_gets_has_not_arrived(tmp_path: Path) -> None:
    broker = CityBroker(tmp_path / "broker", subscribed=False).start()
    try:
        login = {"user": SENDER, "password_file": secret(tmp_path / "p", text=SENDER_PASSWORD)}
        with pytest.raises(RetryableError, match="nobody to give stoep/alerts/pier to"):
            await channel("mqtt", port=broker.port, **login).send(news())
        await channel("mqtt", port=broker.port, needs_subscriber=False, **login).send(news())
    finally:
        broker.kill()


def test_a_topic_with_wildcards_is_refused() -> None:
    with pytest.raises(ConfigError, match="must be a topic without"):
        channel("mqtt", topic="alerts/#")


def test_a_channel_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(ConfigError, match='alert "desk": unknown type "sms": use one of email, mqtt, webhook'):
        channel("sms")
