"""TOML tables of a rulebook read strictly: each key once, none left over, and where it stands when it is wrong."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeVar, cast

from stoep_gateway.config.lines import line_of
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.words import NO_WORDS, Words

_OPENING = re.compile(r"\s*\[\[\s*([A-Za-z0-9_.-]+)\s*\]\]")
_DOTS_MAX = 200  # of a line: reading a key with n dots takes tomllib n * n
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
_Choice = TypeVar("_Choice", bound=str)


class RulebookError(ConfigError):
    """One line: file, line, reason."""


def document(text: str, *, name: str) -> "Table":
    """The whole file as a table. name: what messages call it. RulebookError."""
    return Table(parsed(text, name=name), outline=_Outline(text, name=name), section="", index=0)


def parsed(text: str, *, name: str) -> dict[str, object]:
    """RulebookError: it is no TOML."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > _DOTS_MAX:
            raise RulebookError(f"{name}:{number}: not TOML: more than {_DOTS_MAX} dots in a line")
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))  # some editors on Windows begin a file with a mark
    except (ValueError, RecursionError) as error:  # ValueError: Python reads no number of thousands of digits
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        last = text.count("\n") + 1
        said = str(error) if isinstance(error, tomllib.TOMLDecodeError) else ""
        is_number = not said and isinstance(error, ValueError)
        reason = re.sub(r"\s*\(at .*\)$", "", said) or (
            "a number has too many digits" if is_number else "nested too deeply"
        )
        raise RulebookError(f"{name}:{found[1] if found else last}: not TOML: {reason}") from error


def one_line(text: str) -> str:
    """What a file says, fit for a message."""
    return "".join(each if each.isprintable() else "?" for each in text)


def suggest(wrong: str, known: Sequence[str]) -> str:
    """What may have been meant, as the end of a message."""
    close = get_close_matches(wrong[:64], known, n=1)
    return f", did you mean {close[0]}?" if close else f" (known: {', '.join(known)})"


class Table:
    """One of a file. index: which one of its kind in the file, for the line."""

    def __init__(self, values: Mapping[str, object], *, outline: "_Outline", section: str, index: int) -> None:
        self._values = values
        self._outline, self._section, self._index = outline, section, index
        self._asked: list[str] = []

    @property
    def file(self) -> str:
        return self._outline.name

    @property
    def where(self) -> str:
        """File and line at which it begins."""
        return f"{self.file}:{self._line()}"

    def line(self, key: str = "") -> int:
        """Of the key, or the table's own where the key is not there."""
        return line_of(self._outline.text, section=self._section, key=key, index=self._index)

    def error(self, key: str, reason: str) -> RulebookError:
        """To raise; it names the line of the key."""
        return RulebookError(f"{self.file}:{self.line(key)}: {one_line(reason)}")

    def done(self) -> None:
        """RulebookError: a key was not asked for."""
        for key in self._values:
            if key not in self._asked:
                raise self.error(key, f"{self._here()}{key}: unknown key{suggest(key, self._asked)}")

    def has(self, key: str) -> bool:
        self._asked.append(key)
        return key in self._values

    def text(self, key: str, *, may_lack: bool = False) -> str:
        value = self._take(key, default="" if may_lack else None)
        if not isinstance(value, str) or not (value.strip() or may_lack):
            raise self._wrong(key, "text in quotes")
        return value

    def name(self, key: str, *, may_lack: bool = False) -> str:
        found = self.text(key, may_lack=may_lack)
        if found and not _NAME.fullmatch(found):
            raise self._wrong(key, "1 to 64 of letters, digits, _ . and -, beginning with a letter")
        return found

    def choice(self, key: str, known: Sequence[_Choice], *, may_lack: bool = False) -> _Choice:
        """One of known; may_lack: "" if it is not there."""
        found = self.text(key, may_lack=may_lack)
        if found not in known and not (may_lack and not self.has(key)):
            raise self.error(key, f'{self._here()}{key} = "{found[:64]}": must be one of {", ".join(known)}')
        return cast(_Choice, found)

    def words(self, key: str, *, may_lack: bool = False) -> Words:
        """Both languages; may_lack: both, or none of them."""
        value = self._take(key, default={} if may_lack else None)
        if not isinstance(value, dict):
            raise self._wrong(key, f"written as {key}.nl and {key}.en")
        if not value:
            return NO_WORDS
        for each in value:
            if each not in ("nl", "en"):
                raise self.error(f"{key}.{each}", f"{self._here()}{key}.{each}: unknown language (known: nl, en)")
        nl, en = value.get("nl", ""), value.get("en", "")
        if not isinstance(nl, str) or not isinstance(en, str):
            raise self._wrong(key, "text in quotes")
        if bool(nl.strip()) != bool(en.strip()) or not (nl.strip() or may_lack):
            lacking = "en" if nl.strip() else "nl"
            raise self.error(f"{key}.{lacking}", f"{self._here()}{key}.{lacking} is missing: write both languages")
        return Words(nl, en)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._take(key, default=default)
        if type(value) is not bool:
            raise self._wrong(key, "true or false")
        return value

    def whole(self, key: str) -> int:
        value = self._take(key, default=None)
        if type(value) is not int:
            raise self._wrong(key, "a whole number")
        return value

    def day(self, key: str) -> date:
        found = self.optional_day(key)
        if found is None:
            raise self.error(key, f"{self._here()}{key} is missing: a date such as 2026-11-24")
        return found

    def optional_day(self, key: str) -> date | None:
        value = self._take(key, default=False)
        if value is False:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._wrong(key, "a date such as 2026-11-24, without quotes")
        return value

    def mapping(self, key: str) -> Mapping[str, object]:
        value = self._take(key, default=None)
        if not isinstance(value, dict):
            raise self._wrong(key, "a table")
        return value

    def tables(self, key: str) -> tuple["Table", ...]:
        """[[key]], in their order; none where there are none."""
        value = self._take(key, default=[])
        section = f"{self._section}.{key}" if self._section else key
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.error(key, f"{self._here()}{key}: must be tables: write [[{section}]]")
        first = self._outline.count(section, before=self._line()) if self._section else 0
        return tuple(
            Table(each, outline=self._outline, section=section, index=first + place) for place, each in enumerate(value)
        )

    def single(self, section: str, values: Mapping[str, object]) -> "Table":
        """[section] of the same file, with what stands in it."""
        return Table(values, outline=self._outline, section=section, index=0)

    def _line(self) -> int:
        return self._outline.line(self._section, index=self._index)

    def _take(self, key: str, *, default: object) -> object:
        if self.has(key):
            return self._values[key]
        if default is None:
            raise self.error("", f"{self._here()}{key} is missing")
        return default

    def _wrong(self, key: str, must: str) -> RulebookError:
        return self.error(key, f"{self._here()}{key}: must be {must}")

    def _here(self) -> str:
        return f"[[{self._section}]] " if self._section else ""


class _Outline:
    """Where the [[tables]] of a file begin."""

    def __init__(self, text: str, *, name: str) -> None:
        self.text, self.name = text, name
        self._lines: dict[str, list[int]] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if found := _OPENING.match(line):
                self._lines.setdefault(found[1], []).append(number)

    def line(self, section: str, *, index: int) -> int:
        """Of the table; 1 where it does not begin on a line of its own, as in `rule = [{…}]`."""
        lines = self._lines.get(section, [])
        return lines[index] if index < len(lines) else 1

    def count(self, section: str, *, before: int) -> int:
        """How many [[section]] begin on lines before this one."""
        return bisect_left(self._lines.get(section, []), before)
