"""One table of a scenario file: values by key, checked; what is wrong says file, line, key and what is allowed."""

from collections.abc import Mapping, Sequence
from typing import Any

from stoep_simulators.scenarios import durations
from stoep_simulators.scenarios.lines import line_of

_NEEDED = object()


class ScenarioError(Exception):
    """A scenario that cannot be played. The message is one line: file, line, key, what is allowed."""


class Table:
    """A table of `text`. name "": the top of the file; index: which one of [[name]]."""

    def __init__(self, told: Mapping[str, Any], *, file: str, text: str, name: str = "", index: int = 0) -> None:
        self._told = told
        self._file = file
        self._text = text
        self._name = name
        self._index = index

    def error(self, key: str, reason: str) -> ScenarioError:
        """To be raised by who finds something wrong with a key, or with the table for ""."""
        line = line_of(self._text, table=self._name, index=self._index, key=key)
        return ScenarioError(f"{self._file}:{line}: {f'{key}: ' if key else ''}{reason}")

    def only(self, *keys: str) -> None:
        """No other keys."""
        for key in self._told:
            if key not in keys:
                is_table = not self._name and isinstance(self._told[key], (dict, list))
                line = line_of(
                    self._text, table=key if is_table else self._name, index=self._index, key="" if is_table else key
                )
                raise ScenarioError(f"{self._file}:{line}: {key}: is not known here; allowed are: {', '.join(keys)}")

    def without(self, key: str, *, why: str) -> None:
        """This key has no place in this table."""
        if key in self._told:
            raise self.error(key, why)

    def value(self, key: str, *, default: Any = _NEEDED) -> Any:
        """As it stands there."""
        if key in self._told:
            return self._told[key]
        if default is _NEEDED:
            raise self.error("", f"{key} is missing")
        return default

    def number(self, key: str, *, low: int, high: int, default: Any = _NEEDED) -> int:
        """A whole number from low to high."""
        found = self.value(key, default=default)
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            raise self.error(key, f"must be a whole number from {low:,} to {high:,}")
        return found

    def text(self, key: str, *, default: Any = _NEEDED) -> str:
        """A text."""
        found = self.value(key, default=default)
        if not isinstance(found, str) or (key in self._told and not found):
            raise self.error(key, "must be a text in quotes")
        return found

    def flag(self, key: str) -> bool:
        """False unless it says true."""
        found = self.value(key, default=False)
        if not isinstance(found, bool):
            raise self.error(key, "must be true or false")
        return found

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """One of these."""
        found = self.value(key)
        if found not in allowed:
            raise self.error(key, f"must be one of: {', '.join(allowed)}")
        return str(found)

    def duration(self, key: str, *, low_s: int, high_s: int, default_s: int | None = None) -> int:
        """Seconds, written as durations.py has it."""
        if default_s is not None and key not in self._told:
            return default_s
        found = self.value(key)
        try:
            found_s = durations.seconds(found if isinstance(found, str) else "")
        except ValueError:
            raise self.error(key, f"must be a duration such as {durations.FORM}") from None
        if not low_s <= found_s <= high_s:
            raise self.error(key, f"must be from {durations.words(low_s)} to {durations.words(high_s)}")
        return found_s

    def names(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of texts; none where the key is not."""
        found = self.value(key, default={})
        if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
            raise self.error(key, 'must be a table of texts, such as { soil_temperature = "grass temperature" }')
        return tuple(found.items())

    def table(self, name: str) -> "Table":
        """[name]; an empty one where there is none."""
        found = self.value(name, default={})
        if not isinstance(found, dict):
            raise self.error(name, f"must be a table: [{name}]")
        return Table(found, file=self._file, text=self._text, name=name)

    def tables(self, name: str) -> tuple["Table", ...]:
        """Every [[name]]."""
        found = self.value(name, default=[])
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.error(name, f"must be tables: [[{name}]]")
        return tuple(
            Table(each, file=self._file, text=self._text, name=name, index=index) for index, each in enumerate(found)
        )
