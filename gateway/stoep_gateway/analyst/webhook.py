"""News of crowds to an HTTP service, signed if it wants that."""

import hashlib
import hmac

import httpx

from stoep_gateway.analyst.channel import Channel
from stoep_gateway.analyst.news import News
from stoep_gateway.backends.http_service import HttpService, RefusedError
from stoep_gateway.backends.options import Options
from stoep_gateway.backends.peer import is_local
from stoep_gateway.config.secrets import read_ascii_secret, read_secret
from stoep_gateway.config.settings import ChannelSettings
from stoep_gateway.errors import RetryableError


def create(settings: ChannelSettings) -> Channel:
    """Options: url, token_file, key_file, timeout_s. ConfigError."""
    options = Options(settings)
    url = options.text("url")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise options.error("url", "is not an address: write https://…") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise options.error("url", "is not an address: write https://…")
    if parsed.userinfo:
        raise options.error("url", "holds a password: put a token into token_file instead")
    if parsed.scheme == "http" and not is_local(parsed.host):
        raise options.error("url", "would send news in the clear: write https://…")
    token_file, key_file = options.path("token_file"), options.path("key_file")
    channel = Webhook(
        url,
        token=read_ascii_secret(token_file) if token_file else "",
        key=read_secret(key_file).encode() if key_file else b"",
        timeout_s=options.number("timeout_s", default=20.0, low=0.1, high=600.0),
    )
    options.done()
    return channel


class Webhook:
    """A channel. key: b"" for none; else what takes the news can prove that it is ours, and whole."""

    def __init__(self, url: str, *, token: str, key: bytes, timeout_s: float) -> None:
        self._key = key
        self._host = httpx.URL(url).host  # the rest of the address of many a webhook is its password
        self._service = HttpService(url, token=token, timeout_s=timeout_s, name=self._host)

    async def send(self, news: News) -> None:
        """See Channel."""
        body = news.json()
        headers = {"Content-Type": "application/json", "Idempotency-Key": news.key}
        if self._key:
            headers["Stoep-Signature"] = f"sha256={hmac.new(self._key, body, hashlib.sha256).hexdigest()}"
        try:
            await self._service.post_bytes(content=body, headers=headers)
        except RefusedError as error:
            raise RetryableError(f"{self._host}: does not take the news ({error}): is url the right one?") from error

    async def close(self) -> None:
        """See Channel."""
        await self._service.close()
