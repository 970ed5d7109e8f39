"""A table of a file that an operator wrote: hands out checked values, or says in one line what is wrong and where."""

import json
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from math import isfinite
from pathlib import Path

from stoep_gateway.config.lines import line_of
from stoep_gateway.errors import ConfigError

SIZE_MAX_CHARS = 1_000_000  # of any of these files: some thousand times what a neighbourhood needs
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


LineOf = Callable[[tuple[str | int, ...]], int]  # of what stands at this path in a table: (), a key, a table in a list


class Table:
    """Key and value of one table. name stands in messages."""

    def __init__(self, values: Mapping[str, object], *, file: Path, name: str = "", line_of: LineOf) -> None:
        self.name = name
        self._values = {key: value for key, value in values.items() if value is not None}  # JSON's null: left out
        self._file = file
        self._line_of = line_of

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def get(self, key: str) -> object:
        """The value as it came, None without."""
        return self._values.get(key)

    def error(self, message: str, *, key: str = "") -> ConfigError:
        """One line: file, line, table, what is wrong."""
        name = f"{self.name}: " if self.name else ""
        return ConfigError(f"{self._file}:{self._line_of((key,) if key else ())}: {name}{message}")

    def only(self, known: Sequence[str]) -> None:
        """ConfigError at a key that is not known."""
        for key in self._values:
            if key not in known:
                raise self.error(f"unknown key {key[:40]!r}{suggest(key, known)}", key=key)

    def text(self, key: str, *, most: int, default: str | None = None) -> str:
        """Printable text of 1 to `most` characters, without spaces around it."""
        value = self._values.get(key, default)
        if value is default and default is not None:
            return default
        if not isinstance(value, str) or not value.strip() or len(value) > most or not value.isprintable():
            raise self.error(f"{key} must be text in quotes, 1 to {most} characters on one line", key=key)
        return value.strip()

    def label(self, key: str) -> str:
        """A name: 1 to 32 of a-z, 0-9 and -."""
        value = self._values.get(key)
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise self.error(f"{key} must be 1 to 32 of a-z, 0-9 and -", key=key)
        return value

    def labels(self, key: str, *, most: int) -> tuple[str, ...]:
        """Up to `most` names, none twice; () without."""
        value = self._values.get(key, [])
        if (
            not isinstance(value, list)
            or len(value) > most
            or not all(isinstance(one, str) and NAME.fullmatch(one) for one in value)
            or len(set(value)) < len(value)
        ):
            raise self.error(f"{key} must be a list of at most {most} names, each once, such as [{key[0]!r}]", key=key)
        return tuple(value)

    def choice(self, key: str, *, among: Sequence[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self._values.get(key, default)
        if not isinstance(value, str) or value not in among:
            raise self.error(f"{key} must be one of {', '.join(among)}", key=key)
        return value

    def number(self, key: str, *, low: float, high: float, default: float | None = None) -> float:
        """A finite number within bounds."""
        value = self._values.get(key, default)
        if not is_number(value) or not low <= float(value) <= high:  # type: ignore[arg-type]
            raise self.error(f"{key} must be a number from {low:g} to {high:g}", key=key)
        return float(value)  # type: ignore[arg-type]

    def whole(self, key: str, *, high: int, default: int) -> int:
        """A whole number from 0."""
        value = self._values.get(key, default)
        if type(value) is not int or not 0 <= value <= high:
            raise self.error(f"{key} must be a whole number from 0 to {high}", key=key)
        return value

    def flag(self, key: str) -> bool:
        """False without."""
        value = self._values.get(key, False)
        if type(value) is not bool:
            raise self.error(f"{key} must be true or false", key=key)
        return value

    def tables(self, key: str, *, most: int) -> list["Table"]:
        """Each table of a list of tables; [] without."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(f"{key} must be a list of tables: write [[{key}]]", key=key)
        if len(value) > most:
            raise self.error(f"{len(value)} times {key}: at most {most}", key=key)
        return [self._inner(key, values=one, index=index) for index, one in enumerate(value)]

    def _inner(self, key: str, *, values: Mapping[str, object], index: int) -> "Table":
        one = f"{key.removesuffix('s')} {index + 1}"
        name = f"{self.name}: {one}" if self.name else one
        line_of = self._line_of
        return Table(values, file=self._file, name=name, line_of=lambda path: line_of((key, index, *path)))


def toml_table(text: str, *, file: Path) -> Table:
    """The whole file. ConfigError with the line for text that is no TOML or too long."""
    document = parse_toml(text, file=file)
    return Table(document, file=file, line_of=lambda path: _toml_line(text, document=document, path=path))


def parse_toml(text: str, *, file: Path) -> dict[str, object]:
    """ConfigError with the line for text that is no TOML or too long."""
    check_size(text, file=file)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        reason = re.sub(r"\s*\(at .*\)$", "", str(error)) or "nested too deeply"
        raise ConfigError(f"{file}:{found[1] if found else 1}: not TOML: {reason}") from error


def _toml_line(text: str, *, document: Mapping[str, object], path: tuple[str | int, ...]) -> int:
    """Line of a key, of a table in a list, of its key, or of a table in its list and that one's key."""
    section, *rest = path or ("",)
    if not rest:
        return line_of(text, section=str(section)) if section else 1
    index, *keys = rest
    key = str(keys[0]) if keys else ""
    found = line_of(text, section=str(section), key=key, index=int(index))
    if len(keys) < 2:
        return found
    tables = document.get(str(section))
    earlier = [each.get(key) for each in tables[: int(index)]] if isinstance(tables, list) else []
    before = sum(len(inner) for inner in earlier if isinstance(inner, list))
    inner_key = str(keys[2]) if len(keys) > 2 else ""
    inner = line_of(text, section=f"{section}.{key}", key=inner_key, index=before + int(keys[1]))
    return inner if inner > 1 else found  # 1: the inner tables stand in one line


def parse_json(text: str, *, file: Path) -> object:
    """ConfigError with the line for text that is no JSON or too long."""
    check_size(text, file=file)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply, or a number too long"
        raise ConfigError(f"{file}:{line}: not JSON: {reason}") from error


def check_size(text: str, *, file: Path) -> None:
    """ConfigError for a text that is too long."""
    if len(text) > SIZE_MAX_CHARS:
        raise ConfigError(f"{file}: longer than {SIZE_MAX_CHARS} characters: this is not such a file")


def is_number(value: object) -> bool:
    """Whether it is a finite number that fits a float, and not true or false."""
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 10**300
    return isinstance(value, float) and isfinite(value)


def suggest(name: str, known: Collection[str]) -> str:
    """The nearest known word, else all of them."""
    close = get_close_matches(name[:40], list(known), n=1)
    return f", did you mean {close[0]}?" if close else f" (known: {', '.join(known)})"
