"""The almanac's part of a resident's requests: what was found in a garden, and the figures that it counted in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError


def withdraw_figures(garden: str, *, settings: Settings) -> int:
    """Nothing of it is shown or counted any more, also beside a running gateway. How many figures are gone with it.

    ConfigError: the almanac cannot be written.
    """
    with _almanac(settings) as almanac:
        return almanac.withdraw(garden) if almanac else 0


def erase_figures(garden: str, *, settings: Settings) -> None:
    """No byte of it stays in the almanac. ConfigError: it cannot be written, or somebody reads it."""
    with _almanac(settings) as almanac:
        if almanac:
            almanac.erase(garden)


def found_of(garden: str, *, settings: Settings) -> dict[str, Any] | None:
    """What was found in it, for `json.dumps` with default=str. None: nothing. ConfigError: it cannot be read."""
    path = _path(settings)
    if not path.exists():
        return None
    try:
        findings = AlmanacReader(path).garden(garden)
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    return asdict(findings) if findings else None


@contextmanager
def _almanac(settings: Settings) -> Iterator[AlmanacWriter | None]:
    """None where there is none."""
    path = _path(settings)
    if not path.exists():
        yield None
        return
    try:
        with closing(AlmanacWriter(path)) as writer:
            yield writer
    except RetryableError as error:
        raise ConfigError(str(error)) from error


def _path(settings: Settings) -> Path:
    return settings.gateway.state_dir / FILE_NAME
