"""News of crowds by e-mail, through a mail server of the operator's."""

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate
from typing import TypeVar

from stoep_gateway.analyst.aside import aside
from stoep_gateway.analyst.channel import Channel
from stoep_gateway.analyst.news import LANGUAGES, News
from stoep_gateway.backends.options import Options
from stoep_gateway.backends.peer import is_local, not_there
from stoep_gateway.config.secrets import read_ascii_secret
from stoep_gateway.config.settings import ChannelSettings
from stoep_gateway.errors import RetryableError

_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+", re.ASCII)
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_STEPS = 8  # of one delivery, each of which may take timeout_s
_REMEMBERED = 1000
_Answer = TypeVar("_Answer")


def create(settings: ChannelSettings) -> Channel:
    """Options: host, port, tls, ca_file, user, password_file, from, to, language, timeout_s. ConfigError."""
    options = Options(settings)
    host = options.text("host")
    tls = options.choice("tls", among=("starttls", "tls", "none"))
    if tls == "none" and not is_local(host):
        raise options.error("tls", "none would send news and password in the clear: use starttls or tls")
    ca_file, password_file = options.path("ca_file"), options.path("password_file")
    try:
        context = ssl.create_default_context(cafile=ca_file) if tls != "none" else None
    except (OSError, ssl.SSLError) as error:
        raise options.error("ca_file", f"{ca_file} cannot be used: name a readable PEM file") from error
    sender, recipients = options.text("from"), options.texts("to")
    for key, addresses in (("from", (sender,)), ("to", recipients)):
        if not all(_ADDRESS.fullmatch(address) for address in addresses):
            raise options.error(key, "holds something that is no address: write name@example.org")
    user = options.text("user", default="") if password_file is None else options.text("user")
    if not user.isascii():
        raise options.error("user", "holds more than ASCII, which cannot be sent: use another")
    channel = Mail(
        host=host,
        port=int(options.number("port", default=_PORTS[tls], low=1, high=65_535)),
        is_tls_first=tls == "tls",
        context=context,
        user=user,
        password=read_ascii_secret(password_file) if password_file else "",
        sender=sender,
        recipients=recipients,
        language=options.choice("language", among=LANGUAGES),
        timeout_s=options.number("timeout_s", default=30.0, low=0.1, high=600.0),
    )
    options.done()
    return channel


class Mail:
    """A channel. Who has had a piece of news is not sent it again, as long as this process lives."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        is_tls_first: bool,
        context: ssl.SSLContext | None,
        user: str,
        password: str,
        sender: str,
        recipients: tuple[str, ...],
        language: str,
        timeout_s: float,
    ) -> None:
        """context: None for no TLS. is_tls_first: before the first word (RFC 8314 §3.3), else by STARTTLS."""
        self._host = host
        self._port = port
        self._is_tls_first = is_tls_first
        self._context = context
        self._user = user
        self._password = password
        self._sender = sender
        self._recipients = recipients
        self._language = language
        self._timeout_s = timeout_s
        self._reached: dict[str, set[str]] = {}

    async def send(self, news: News) -> None:
        """See Channel."""
        reached = self._reached.setdefault(news.key, set())
        wanted = [recipient for recipient in self._recipients if recipient not in reached]
        message = self._message(news)
        try:
            refused = await self._done(lambda: self._send(message, wanted))
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        reached.update(set(wanted) - set(refused))
        if refused:
            codes = ", ".join(sorted({str(code) for code, _ in refused.values()}))
            raise RetryableError(
                f"{self._name} refuses {len(refused)} of {len(self._recipients)} recipients ({codes}): check to"
            )
        del self._reached[news.key]
        while len(self._reached) > _REMEMBERED:
            self._reached.pop(next(iter(self._reached)))

    async def check(self) -> None:
        """See ports.Checked. Logs in and sends nothing."""

        def look() -> None:
            with self._server() as server:
                server.noop()

        await self._done(look)

    async def close(self) -> None:
        """See Channel. Nothing is kept open."""

    @property
    def _name(self) -> str:
        return f"mail server {self._host}:{self._port}"

    def _message(self, news: News) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = ", ".join(self._recipients)
        message["Subject"] = news.subject(self._language)
        message["Date"] = formatdate(news.alert.ended_s if news.is_end and news.alert.ended_s else news.alert.raised_s)
        # The same for every attempt: mail programs show a message that arrives twice once.
        number = hashlib.sha256(f"{news.gateway}/{news.key}".encode()).hexdigest()[:32]
        message["Message-ID"] = f"<{number}@{self._sender.rsplit('@', 1)[1]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834 §5: no answers of people who are away
        message.set_content(news.body(self._language))
        return message

    async def _done(self, work: Callable[[], _Answer]) -> _Answer:
        """In a thread. RetryableError for all that can go wrong but smtplib.SMTPRecipientsRefused."""
        try:
            return await aside(work, name="mail", timeout_s=self._timeout_s * _STEPS)
        except TimeoutError as error:
            raise RetryableError(f"{self._name}: no answer: is this the mail server's port?") from error
        except smtplib.SMTPRecipientsRefused:
            raise
        except smtplib.SMTPAuthenticationError as error:
            raise RetryableError(
                f"{self._name} does not let user {self._user} in ({error.smtp_code}): check user and password_file"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise RetryableError(
                f"{self._name} does not offer what is wanted (STARTTLS or a login): check port, tls and user"
            ) from error
        except smtplib.SMTPResponseException as error:
            raise RetryableError(f"{self._name} refuses the message ({error.smtp_code}): see its log") from error
        except smtplib.SMTPException as error:
            raise RetryableError(f"{self._name} ended the connection: is this the mail server's port?") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a host that is no name
            raise RetryableError(f"{self._name} {not_there(error)}") from error

    def _send(self, message: EmailMessage, recipients: list[str]) -> dict[str, tuple[int, bytes]]:
        """Whom the server refused, and why."""
        with self._server() as server:
            return server.send_message(message, self._sender, recipients)

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        """Logged in. smtplib.SMTPException, OSError."""
        with (
            smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout_s, context=self._context)
            if self._is_tls_first
            else smtplib.SMTP(self._host, self._port, timeout=self._timeout_s)
        ) as server:
            if self._context and not self._is_tls_first:
                server.starttls(context=self._context)
            if self._user:
                server.login(self._user, self._password)
            yield server
