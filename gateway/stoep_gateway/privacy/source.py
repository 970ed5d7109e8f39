"""One sensor described once: what registers, signs and assessments say of it all comes from here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from stoep_gateway.config.lines import line_of
from stoep_gateway.privacy.answers import NO_ANSWERS, Answers, AnswerValueError, of_read, read_answer
from stoep_gateway.privacy.answers import read as read_answers
from stoep_gateway.privacy.facts import Facts
from stoep_gateway.privacy.source_words import PROTECTIONS, THEMES, TYPES
from stoep_gateway.privacy.toml_tables import RulebookError, Table, document, one_line, parsed, suggest
from stoep_gateway.privacy.words import NO_WORDS, Words
from stoep_gateway.records import Cell

if TYPE_CHECKING:
    from stoep_gateway.privacy.rulebook import Rulebook

STEPS = (
    *("question", "value", "availability", "necessity", "challenges", "stakeholders", "roles"),
    *("technical", "legal", "ethics", "conditions", "plan"),
)
"""Of the 13 steps those that no fact answers whole; the second step, data, is told by facts alone."""

_TABLES = ("source", "steps", "facts")
KEYS = (
    *("id", "name", "purpose", "measures", "type", "theme", "place", "cell_x_m", "cell_y_m", "cell_size_m"),
    *("organisation", "contact", "privacy_officer", "legal_basis", "recipients", "protections", "valid_until", "page"),
)
_TABLE_WORD = re.compile(r"\[\[(source|steps|facts)\]\]")  # of the reader of tables, for which there may be many
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PAGE = re.compile(r"https?://[^\s<>\"']{3,500}")
_TEXT_MAX, _FILE_MAX, _NAMES_MAX = 600, 100_000, 20  # characters, characters, recipients
_RD_X_M, _RD_Y_M, _CELL_M = (0, 300_000), (300_000, 625_000), (100, 10_000)  # RD New of the Netherlands


class DescriptionError(RulebookError):
    """One line: file, line, what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """ "", NO_WORDS, None and () stand for what nobody said. kind: of TYPES; theme, protections: likewise.

    cell: where it hangs, never a precise place. recipients: who gets data besides the organisation. page: address of
    the public page. facts: as in DEVICE.toml. steps: by the names of STEPS.
    """

    id: str
    name: Words = NO_WORDS
    purpose: Words = NO_WORDS
    measures: Words = NO_WORDS
    kind: str = ""
    theme: str = ""
    place: Words = NO_WORDS
    cell: Cell | None = None
    organisation: str = ""
    contact: str = ""
    privacy_officer: str = ""
    legal_basis: Words = NO_WORDS
    recipients: tuple[str, ...] = ()
    protections: tuple[str, ...] = ()
    valid_until: date | None = None
    page: str = ""
    steps: Mapping[str, Words] = field(default_factory=dict)
    facts: Answers = NO_ANSWERS


def read_any(text: str, *, name: str, profile: str, rulebook: "Rulebook") -> Description:
    """Of a SOURCE.toml, or of a DEVICE.toml, which tells facts alone. profile: its id, unless it has one of its own.

    DescriptionError, AnswerError: file, line, what is wrong.
    """
    if any(line_of(text, section=section) > 1 or text.lstrip().startswith(f"[{section}]") for section in _TABLES):
        return read(text, name=name, facts=rulebook.facts, or_id=profile)
    return Description(id=profile, facts=read_answers(text, name=name, rulebook=rulebook))


def read(text: str, *, name: str, facts: Facts, or_id: str = "") -> Description:
    """Of a SOURCE.toml. name: what messages call it; or_id: its id, unless it has one of its own. DescriptionError."""
    if len(text) > _FILE_MAX:
        raise DescriptionError(f"{name}:1: longer than {_FILE_MAX} characters: this is no description of a sensor")
    try:
        return _Reader(text, name=name, or_id=or_id).description(facts)
    except DescriptionError:
        raise
    except RulebookError as error:
        raise DescriptionError(_TABLE_WORD.sub(r"[\1]", str(error))) from error


class _Reader:
    """One file on its way to a description."""

    def __init__(self, text: str, *, name: str, or_id: str) -> None:
        self._text, self._name, self._or_id = text, name, or_id
        self._values = parsed(text, name=name)
        self._top = document(text, name=name)

    def description(self, facts: Facts) -> Description:
        for key in self._values:
            if key not in _TABLES:
                raise self._error(self._top, key, f"unknown table or key{suggest(key, _TABLES)}")
        source, steps, answers = (self._table(section) for section in _TABLES)
        self._only(source, "source", known=KEYS)
        self._only(steps, "steps", known=STEPS)
        return Description(
            id=self._id(source),
            name=self._words(source, "name"),
            purpose=self._words(source, "purpose"),
            measures=self._words(source, "measures"),
            kind=source.choice("type", tuple(TYPES), may_lack=True),
            theme=source.choice("theme", tuple(THEMES), may_lack=True),
            place=self._words(source, "place"),
            cell=self._cell(source),
            organisation=self._line(source, "organisation"),
            contact=self._line(source, "contact"),
            privacy_officer=self._line(source, "privacy_officer"),
            legal_basis=self._words(source, "legal_basis"),
            recipients=self._list(source, "recipients"),
            protections=self._list(source, "protections", known=tuple(PROTECTIONS)),
            valid_until=source.optional_day("valid_until"),
            page=self._page(source),
            steps={step: said for step in STEPS if (said := self._words(steps, step))},
            facts=self._facts(answers, facts=facts),
        )

    def _only(self, table: Table, section: str, *, known: tuple[str, ...]) -> None:
        for key in self._inside(section):
            if key not in known:
                raise self._error(table, key, f"unknown key{suggest(key, known)}")

    def _table(self, section: str) -> Table:
        if self._top.has(section) and not isinstance(self._values[section], dict):
            raise DescriptionError(
                f"{self._name}:{self._top.line(section)}: {section}: must be a table: write [{section}]"
            )
        return self._top.single(section, self._inside(section))

    def _inside(self, section: str) -> Mapping[str, object]:
        found = self._values.get(section, {})
        return found if isinstance(found, dict) else {}

    def _id(self, table: Table) -> str:
        found = self._line(table, "id") or self._or_id
        if not _ID.fullmatch(found):
            raise self._error(table, "id", "must be 1 to 64 of letters, digits, . _ and -, such as radar-7")
        return found

    def _words(self, table: Table, key: str) -> Words:
        said = table.words(key, may_lack=True)
        for language, text in (("nl", said.nl), ("en", said.en)):
            if len(text) > _TEXT_MAX or not text.isprintable():
                raise self._error(table, f"{key}.{language}", f"must be at most {_TEXT_MAX} characters on one line")
        return Words(said.nl.strip(), said.en.strip())

    def _line(self, table: Table, key: str) -> str:
        said = table.text(key, may_lack=True).strip()
        if len(said) > _TEXT_MAX or not said.isprintable():
            raise self._error(table, key, f"must be at most {_TEXT_MAX} characters on one line")
        return said

    def _list(self, table: Table, key: str, *, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = self._inside("source").get(key, []) if table.has(key) else []
        if not isinstance(values, list):
            raise self._error(table, key, 'must be a list of texts in quotes, such as ["..."]')
        for value in values:
            if not isinstance(value, str) or not value.strip() or len(value) > _TEXT_MAX or not value.isprintable():
                raise self._error(table, key, 'must be a list of texts in quotes, such as ["..."]')
            if known and value not in known:
                raise self._error(table, key, f'"{value[:40]}": not known{suggest(value, known)}')
        if len(values) > _NAMES_MAX or len(set(map(str, values))) < len(values):
            raise self._error(table, key, f"must be at most {_NAMES_MAX} texts, each once")
        return tuple(str(value).strip() for value in values)

    def _cell(self, table: Table) -> Cell | None:
        keys = {"cell_x_m": _RD_X_M, "cell_y_m": _RD_Y_M, "cell_size_m": _CELL_M}
        there = [key for key in keys if table.has(key)]
        if not there:
            return None
        numbers = []
        for key, (low, high) in keys.items():
            if key not in there:
                raise self._error(
                    table, there[0], f"needs {key} too: a place is the centre of a cell of RD New, in metres"
                )
            number = table.whole(key)
            if not low <= number <= high:
                raise self._error(table, key, f"must be from {low} to {high} metres (RD New)")
            numbers.append(number)
        x_m, y_m, size_m = numbers
        centre = tuple(each // size_m * size_m + size_m // 2 for each in (x_m, y_m))
        if (x_m, y_m) != centre:
            allowed = f"cell_x_m = {centre[0]}, cell_y_m = {centre[1]}"
            raise self._error(
                table, "cell_x_m", f"not the centre of a cell of {size_m} m, no finer place is kept: {allowed}"
            )
        return Cell(x_m=x_m, y_m=y_m, size_m=size_m)

    def _page(self, table: Table) -> str:
        found = self._line(table, "page")
        if found and not _PAGE.fullmatch(found):
            raise self._error(table, "page", "must be an address that begins with https://")
        return found

    def _facts(self, table: Table, *, facts: Facts) -> Answers:
        read_each = {}
        for key, value in self._inside("facts").items():
            if key not in facts:
                raise self._error(table, key, f"unknown key{suggest(key, tuple(facts))}")
            try:
                read_each[key] = read_answer(facts[key], value)
            except AnswerValueError as flaw:
                raise self._error(table, key, str(flaw)) from flaw
        return of_read(read_each, facts=facts)

    def _error(self, table: Table, key: str, reason: str) -> DescriptionError:
        lines = [table.line(each) for each in (key, f"{key}.nl", f"{key}.en")]
        line = next((line for line in lines if line > table.line()), lines[0])
        return DescriptionError(f"{self._name}:{line}: {one_line(key[:64])}: {reason}")
