"""A rulebook: the facts, gates and rules of one folder, read for one day and looked over before anybody uses it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from stoep_gateway.privacy.answers import AnswerValueError, from_values
from stoep_gateway.privacy.conditions import Condition, ConditionError, parse
from stoep_gateway.privacy.facts import Facts, Screen, read_facts
from stoep_gateway.privacy.logic import Logic
from stoep_gateway.privacy.presets import Preset, read_presets
from stoep_gateway.privacy.rules import (
    CHECKED,
    FORCES,
    SETTLED,
    VERDICTS,
    Case,
    Force,
    Gate,
    Outcome,
    Passage,
    Rule,
    Settled,
    Source,
)
from stoep_gateway.privacy.toml_tables import RulebookError, Table, document

__all__ = ["Rulebook", "RulebookError", "load"]

_SIZE_MAX_BYTES = 1_000_000
_LAST = 1_000_000
_URL = re.compile(r"https?://[^\s<>\"']{4,}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """day: of the calendar that `rules` hold on. logic: their verdicts, as diagrams. presets: by id."""

    day: date
    facts: Facts
    gates: Mapping[str, Gate]
    rules: tuple[Rule, ...]
    logic: Logic
    presets: Mapping[str, Preset]

    @property
    def screens(self) -> tuple[Screen, ...]:
        return self.facts.screens

    @property
    def checked_on(self) -> date:
        """On this day or later every one of the rules was held against its sources."""
        return min((rule.checked_on for rule in self.rules), default=self.day)


def load(directory: Path | None = None, *, on: date) -> Rulebook:
    """Of a folder with facts.toml, gates.toml, rules/*.toml and, if it likes, presets.toml; None: the one that stoep
    ships, which whoever asks for the same day shares. RulebookError.
    """
    return _shipped(on) if directory is None else _read(directory, on=on)


@lru_cache(maxsize=2)  # today's, and another day's for who asks for that; what is installed meanwhile comes next time
def _shipped(on: date) -> Rulebook:
    return _read(None, on=on)


def _read(directory: Path | None, *, on: date) -> Rulebook:
    folder: Traversable = files("stoep_gateway.privacy") / "data" if directory is None else directory
    shown = str(directory) if directory is not None else "stoep_gateway/privacy/data"
    facts = read_facts(_document(folder / "facts.toml", name=f"{shown}/facts.toml"))
    terms, gates = _read_gates(_document(folder / "gates.toml", name=f"{shown}/gates.toml"), facts=facts)
    listed = folder / "presets.toml"
    presets = read_presets(_document(listed, name=f"{shown}/presets.toml"), facts=facts) if listed.is_file() else {}
    reader = _RuleReader(facts, terms=terms, gates=gates)
    found: list[Rule] = []
    documents = [_document(file, name=name) for name, file in _rule_files(folder, shown=shown)]
    for each in sorted(documents, key=_place):  # of equal places that of the file's name
        found += reader.rules(each)
    if not found:
        raise RulebookError(f"{shown}/rules: no rule here: a rulebook is a copy of the one that stoep ships")
    rules = tuple(rule for rule in found if rule.holds_on(on))
    logic = Logic(rules, facts=facts, gates=gates)
    return Rulebook(day=on, facts=facts, gates=gates, rules=rules, logic=logic, presets=presets)


def _document(file: Traversable, *, name: str) -> Table:
    try:
        data = file.read_bytes()
    except OSError as error:
        remedy = "a rulebook is a folder with facts.toml, gates.toml and rules/*.toml"
        raise RulebookError(f"{name}: cannot be read ({error.strerror}): {remedy}") from error
    if len(data) > _SIZE_MAX_BYTES:
        raise RulebookError(f"{name}:1: longer than {_SIZE_MAX_BYTES} bytes: this is no file of a rulebook")
    try:
        return document(data.decode(), name=name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RulebookError(f"{name}:{line}: not UTF-8 text: save it as UTF-8") from error


def _rule_files(folder: Traversable, *, shown: str) -> Iterator[tuple[str, Traversable]]:
    try:
        found = sorted((each.name, each) for each in (folder / "rules").iterdir() if each.name.endswith(".toml"))
    except OSError as error:
        raise RulebookError(f"{shown}/rules: cannot be read ({error.strerror}): the rules stand there") from error
    for name, file in found:
        yield f"{shown}/rules/{name}", file


def _place(document: Table) -> int:
    """Of a file's rules among all rules: `order`, or last."""
    return document.whole("order") if document.has("order") else _LAST


def _read_gates(document: Table, *, facts: Facts) -> tuple[dict[str, Condition], dict[str, Gate]]:
    terms: dict[str, Condition] = {}
    for table in document.tables("term"):
        name = table.name("id")
        if name in terms or name in facts:
            raise table.error("id", f'"{name}" is there already, as a {"term" if name in terms else "fact"}')
        table.text("about")
        terms[name] = _condition(table, "when", facts=facts, terms=terms)  # names only what stands above: no circles
        table.done()
    gates: dict[str, Gate] = {}
    for table in document.tables("gate"):
        gate = Gate(
            id=table.name("id"),
            closed=tuple(_passage(each, facts=facts, terms=terms) for each in table.tables("closed")),
            open=tuple(_passage(each, facts=facts, terms=terms) for each in table.tables("open")),
        )
        table.done()
        if gate.id in gates:
            raise table.error("id", f'the gate "{gate.id}" is there twice: take one out')
        gates[gate.id] = gate
    document.done()
    return terms, gates


def _passage(table: Table, *, facts: Facts, terms: Mapping[str, Condition]) -> Passage:
    passage = Passage(when=_condition(table, "when", facts=facts, terms=terms), reason=table.words("reason"))
    table.done()
    return passage


def _condition(table: Table, key: str, *, facts: Facts, terms: Mapping[str, Condition]) -> Condition:
    try:
        return parse(table.text(key), facts=facts, terms=terms)
    except ConditionError as error:
        raise table.error(key, f"{key}: {error}") from error


class _RuleReader:
    """Of the files of one folder."""

    def __init__(self, facts: Facts, *, terms: Mapping[str, Condition], gates: Mapping[str, Gate]) -> None:
        self._facts, self._terms, self._gates = facts, terms, gates
        self._seen: list[Rule] = []

    def rules(self, document: Table) -> tuple[Rule, ...]:
        """Of one file, in its order. RulebookError."""
        found = tuple(self._rule(table) for table in document.tables("rule"))
        document.done()
        return found

    def _rule(self, table: Table) -> Rule:
        force, settled = table.choice("force", FORCES), table.choice("settled", SETTLED)
        counted = table.flag("counted", default=True)
        applies = self._condition(table, "applies") if table.has("applies") else None
        rule = Rule(
            id=table.name("id"),
            text=table.words("text"),
            force=force,
            settled=settled,
            gate=table.name("gate", may_lack=True),
            softened=table.flag("softened", default=True),
            counted=counted,
            valid_from=table.day("valid_from"),
            valid_to=table.optional_day("valid_to"),
            checked_on=table.day("checked_on"),
            review_on=table.day("review_on"),
            who=table.text("who"),
            applies=applies,
            not_applicable=table.words("not_applicable", may_lack=True),
            outcomes=tuple(
                self._outcome(each, force=force, settled=settled, counted=counted) for each in table.tables("outcome")
            ),
            sources=tuple(_source(each) for each in table.tables("source")),
            cases=tuple(self._case(each) for each in table.tables("case")),
            where=table.where,
        )
        table.done()
        for key, reason in self._flaws(rule):
            raise table.error(key, f'rule "{rule.id}": {reason}')
        self._seen.append(rule)
        return rule

    def _flaws(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """(key, what is wrong)."""
        if rule.gate and rule.gate not in self._gates:
            yield "gate", f'there is no gate "{rule.gate}" (known: {", ".join(self._gates)})'
        if rule.valid_to is not None and rule.valid_to < rule.valid_from:
            yield "valid_to", "ends before it begins"
        if rule.review_on <= rule.checked_on:
            yield "review_on", "must be after checked_on"
        for other in self._seen:
            if other.id == rule.id and _overlap(other, rule):
                yield "id", f"holds on the same days as the one at {other.where}: give one a valid_to"
        if (rule.applies is None) == bool(rule.not_applicable):
            yield "not_applicable", "applies and not_applicable go together: write both or none"
        if not rule.outcomes or rule.outcomes[-1].when is not None:
            yield "id", "the last [[rule.outcome]] has no when: it is for every other case"
        if any(outcome.when is None for outcome in rule.outcomes[:-1]):
            yield "id", "only the last [[rule.outcome]] may lack a when"
        if not rule.sources:
            yield "id", "no [[rule.source]]: a verdict needs one"
        wanted = dict.fromkeys(outcome.verdict for outcome in rule.outcomes)
        if rule.applies is not None:
            wanted["not-applicable"] = None
        for verdict in wanted:
            if all(case.verdict != verdict for case in rule.cases):
                yield "id", f'no [[rule.case]] with verdict = "{verdict}": show one'

    def _outcome(self, table: Table, *, force: Force, settled: Settled, counted: bool) -> Outcome:
        outcome = Outcome(
            when=self._condition(table, "when") if table.has("when") else None,
            verdict=table.choice("verdict", VERDICTS),
            reason=table.words("reason"),
            fix=table.words("fix", may_lack=True),
            force=table.choice("force", FORCES, may_lack=True) or force,
            settled=table.choice("settled", SETTLED, may_lack=True) or settled,
        )
        table.done()
        if counted and outcome.verdict == "does-not-meet" and not outcome.fix:
            raise table.error("verdict", "[[rule.outcome]] fix is missing: say what to change")
        for text in (outcome.reason.nl, outcome.reason.en):
            for name in _PLACEHOLDER.findall(text):
                if name not in self._facts:
                    raise table.error("reason.nl", f"[[rule.outcome]] reason: {{{name}}} is no fact")
        return outcome

    def _case(self, table: Table) -> Case:
        given = table.mapping("answers")
        for name in given:
            if name not in self._facts:
                raise table.error("answers", f"[[rule.case]] answers: {name}: there is no such fact")
        try:
            answers = from_values(given, facts=self._facts)
        except AnswerValueError as flaw:
            raise table.error("answers", f"[[rule.case]] answers: {flaw}") from flaw
        case = Case(
            name=table.text("name"),
            answers=answers,
            verdict=table.choice("verdict", VERDICTS),
            why=table.text("why"),
            where=table.where,
        )
        table.done()
        return case

    def _condition(self, table: Table, key: str) -> Condition:
        return _condition(table, key, facts=self._facts, terms=self._terms)


def _source(table: Table) -> Source:
    source = Source(
        title=table.text("title"),
        article=table.text("article", may_lack=True),
        date=table.optional_day("date"),
        url=table.text("url", may_lack=True),
        force=table.choice("force", FORCES),
        checked=table.choice("checked", CHECKED),
        checked_on=table.day("checked_on"),
        title_nl=table.text("title_nl", may_lack=True),
        article_nl=table.text("article_nl", may_lack=True),
    )
    table.done()
    if source.url and not _URL.fullmatch(source.url):
        raise table.error("url", "[[rule.source]] url: must be a web address, https://…")
    return source


def _overlap(one: Rule, other: Rule) -> bool:
    begins = max(one.valid_from, other.valid_from)
    return one.holds_on(begins) and other.holds_on(begins)
