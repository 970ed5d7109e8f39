"""Make a back-end from its settings: built in, or brought by another distribution through entry points."""

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol, cast

from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.ports import Backend

ENTRY_POINT_GROUP = "stoep.backends"  # name = "module:factory"; the name is the `type` in stoep.toml
BUILT_IN = {
    "archive": "stoep_gateway.backends.archive",
    "csv": "stoep_gateway.backends.csv_files",
    "mqtt": "stoep_gateway.backends.mqtt",
    "postgres": "stoep_gateway.backends.postgres",
    "sensorthings": "stoep_gateway.backends.sensorthings",
}


class Factory(Protocol):
    """Check the options, open nothing on the network. ConfigError: an option is missing, unknown or wrong."""

    def __call__(self, settings: BackendSettings, *, state_dir: Path) -> Backend: ...


def create(settings: BackendSettings, *, state_dir: Path) -> Backend:
    """The back-end of settings.type. state_dir: absolute, where a back-end may keep files of its own. ConfigError."""
    return _factory(settings)(settings, state_dir=state_dir)


def kinds() -> tuple[str, ...]:
    """Every type that `create` knows on this machine."""
    return tuple(sorted({*BUILT_IN, *(entry.name for entry in entry_points(group=ENTRY_POINT_GROUP))}))


def _factory(settings: BackendSettings) -> Factory:
    if module := BUILT_IN.get(settings.type):
        factory: Callable[..., Backend] = import_module(module).create
        return cast(Factory, factory)
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=settings.type):
        try:
            return cast(Factory, entry.load())
        except (ImportError, AttributeError) as error:
            raise ConfigError(
                f'{settings.where}: back-end "{settings.name}": type "{settings.type}" does not load ({error}):'
                f" install or remove {entry.value}"
            ) from error
    raise ConfigError(
        f'{settings.where}: back-end "{settings.name}": unknown type "{settings.type}": use one of {", ".join(kinds())}'
    )
