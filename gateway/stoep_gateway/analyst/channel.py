"""One way out for news of crowds, and how one is made from its table in stoep.toml."""

from importlib import import_module
from typing import Protocol, cast

from stoep_gateway.analyst.news import News
from stoep_gateway.config.settings import ChannelSettings
from stoep_gateway.errors import ConfigError, RetryableError

KINDS = {
    "email": "stoep_gateway.analyst.mail",
    "mqtt": "stoep_gateway.analyst.broker",
    "webhook": "stoep_gateway.analyst.webhook",
}


class Channel(Protocol):
    """Where people or machines hear of alerts. Calls never overlap."""

    async def send(self, news: News) -> None:
        """Returns once the other side has taken it. RetryableError: one line for a person, nothing personal in it."""
        ...

    async def close(self) -> None:
        """Release what is open. Never raises."""
        ...


class Factory(Protocol):
    """Read secrets and certificates, open nothing on the network. ConfigError."""

    def __call__(self, settings: ChannelSettings) -> Channel: ...


def create(settings: ChannelSettings) -> Channel:
    """The channel of settings.type. ConfigError."""
    if settings.type not in KINDS:
        raise ConfigError(
            f'{settings.where}: alert "{settings.name}": unknown type "{settings.type}": use one of {", ".join(KINDS)}'
        )
    return cast(Factory, import_module(KINDS[settings.type]).create)(settings)


class Unusable:
    """In place of a channel whose table is wrong: what it is owed waits, the others go on."""

    def __init__(self, error: ConfigError) -> None:
        self._error = error

    async def send(self, news: News) -> None:
        """See Channel."""
        raise RetryableError(str(self._error))

    async def close(self) -> None:
        """See Channel."""
