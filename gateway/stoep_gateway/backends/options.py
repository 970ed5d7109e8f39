"""Read a back-end's or channel's own settings: typed, bounded, and unknown keys are errors."""

from pathlib import Path

from stoep_gateway.config.settings import BackendSettings, ChannelSettings
from stoep_gateway.errors import ConfigError


class Options:
    """Each getter checks one key; call `done` last. Every ConfigError names the table, the key and the remedy."""

    def __init__(self, settings: BackendSettings | ChannelSettings) -> None:
        self._settings = settings
        self._what = "back-end" if isinstance(settings, BackendSettings) else "alert"
        self._known: set[str] = set()

    def text(self, key: str, *, default: str | None = None) -> str:
        """default None: the key must be there."""
        value = self._get(key, None)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.error(key, "is missing: add it")
        if not isinstance(value, str) or not value:
            raise self.error(key, 'must be text: write it in "quotes"')
        return value

    def choice(self, key: str, *, among: tuple[str, ...]) -> str:
        """One of these words, the first by default."""
        value = self._get(key, among[0])
        if value not in among:
            raise self.error(key, f"must be one of {', '.join(among)}")
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """At least one text; the key must be there."""
        value = self._get(key, None)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
            raise self.error(key, 'must be a list of texts: write ["one", "another"]')
        return tuple(value)

    def path(self, key: str) -> Path | None:
        """None when the key is not there; relative paths were resolved by the configuration."""
        value = self._get(key, None)
        if value is None:
            return None
        if not isinstance(value, (str, Path)) or not str(value):
            raise self.error(key, 'must be a path: write it in "quotes"')
        return Path(value)

    def number(self, key: str, *, default: float, low: float, high: float) -> float:
        """A number from low to high."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise self.error(key, f"must be a number from {low:g} to {high:g}")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "must be true or false, without quotes")
        return value

    def done(self) -> None:
        """ConfigError for the first key that no getter asked for."""
        known = ", ".join(sorted(self._known)) or "none"
        for key in self._settings.options:
            if key not in self._known:
                raise self.error(key, f"is unknown: {self._settings.type} has {known}")

    def error(self, key: str, problem: str) -> ConfigError:
        """One line for a person; `problem` says what is wrong and what to do."""
        place = self._settings.where_of(key)
        where = f"{place}: " if place else ""
        return ConfigError(f'{where}{self._what} "{self._settings.name}": {key} {problem}')

    def _get(self, key: str, default: object) -> object:
        self._known.add(key)
        return self._settings.options.get(key, default)
