"""The facts that the tool asks for, and the screens that ask for them: `data/facts.toml`."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from stoep_gateway.privacy.toml_tables import Table
from stoep_gateway.privacy.words import NO_WORDS, Words

FactType = Literal["choice", "set", "yes-no", "whole", "number", "days", "date", "place"]
TYPES: tuple[FactType, ...] = get_args(FactType)
CHOSEN = ("choice", "set")
NUMBERS = ("whole", "number", "days")

Answer = str | bool | int | float | date | frozenset[str]
"""choice, place: str; set: frozenset; yes-no: bool; whole: int; number, days: int or float, FOREVER for "forever"."""

FOREVER = math.inf


WHOM = ("owner", "maker", "officer", "municipality", "residents", "works_council", "look")
"""Who knows an answer: whose sensor it is, who made it, the privacy officer …; look: whoever goes and sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One of those that a choice or a set knows. alone: excludes every other one of the set. needs: id of a yes-no
    fact; unless that is answered yes, an answer of this value says nothing about the fact.
    """

    id: str
    label: Words
    alone: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Follows:
    """A fact that is asked beside another one of its screen, where that one's answer is, or has, one of the values.

    values: of choice and set as their ids, of yes-no "yes" and "no". It shortens a page, and decides nothing.
    """

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """values: of choice and set. low, high: of numbers. owner_only: who asks about somebody else's sensor is not asked
    it; it goes into the letter. question: empty where the screen's title asks already. help: where to find the answer,
    or how to give it. whom: one of WHOM. unit, one: what is counted, and what one of it is called.
    """

    id: str
    screen: str
    type: FactType
    owner_only: bool
    question: Words
    ask_owner: Words
    whom: str = "owner"
    help: Words = NO_WORDS
    follows: Follows | None = None
    unit: Words = NO_WORDS
    one: Words = NO_WORDS
    low: int = 0
    high: int = 0
    values: tuple[Value, ...] = ()

    def value(self, wanted: str) -> Value | None:
        return next((value for value in self.values if value.id == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """facts: ids, in the order in which they are asked."""

    id: str
    title: Words
    why: Words
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Mapping[str, Fact]):
    """Of one rulebook, by id, in the order of the questionnaire."""

    screens: tuple[Screen, ...]
    by_id: Mapping[str, Fact]

    def __getitem__(self, wanted: str) -> Fact:
        return self.by_id[wanted]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_id)

    def __len__(self) -> int:
        return len(self.by_id)


def read_facts(document: Table) -> Facts:
    """RulebookError: file, line, reason."""
    screens, facts = document.tables("screen"), document.tables("fact")
    document.done()
    read = [_fact(table) for table in facts]
    by_id: dict[str, Fact] = {}
    for fact, table in zip(read, facts, strict=True):
        if fact.id in by_id:
            raise table.error("id", f'the fact "{fact.id}" is there twice: take one out')
        by_id[fact.id] = fact
    shown = tuple(_screen(table, facts=read) for table in screens)
    ids = [screen.id for screen in shown]
    for screen, table in zip(shown, screens, strict=True):
        if ids.count(screen.id) > 1:
            raise table.error("id", f'the screen "{screen.id}" is there twice: take one out')
        if not screen.facts:
            raise table.error("id", f'no fact has screen = "{screen.id}": give it one, or take the screen out')
    for fact, table in zip(read, facts, strict=True):
        if fact.screen not in ids:
            raise table.error("screen", f'there is no [[screen]] with id = "{fact.screen}"')
        if fact.follows and not _can_follow(fact, by_id.get(fact.follows.fact)):
            raise table.error("follows", f'"{fact.id}" can follow another fact of its screen, on values of that one')
        for value in fact.values:
            if value.needs and (value.needs not in by_id or by_id[value.needs].type != "yes-no"):
                raise table.error("id", f'"{value.id}" needs "{value.needs}", which is no yes-no fact')
    ordered = {name: by_id[name] for screen in shown for name in screen.facts}
    if list(ordered) != list(by_id):
        raise facts[0].error("id", "facts must stand in the order of their screens")
    return Facts(screens=shown, by_id=ordered)


def _can_follow(fact: Fact, first: Fact | None) -> bool:
    if fact.follows is None or first is None or first.screen != fact.screen or first.id == fact.id:
        return False
    known = ("yes", "no") if first.type == "yes-no" else tuple(value.id for value in first.values)
    return set(fact.follows.values) <= set(known)


def _screen(table: Table, *, facts: list[Fact]) -> Screen:
    name = table.name("id")
    screen = Screen(
        id=name,
        title=table.words("title"),
        why=table.words("why", may_lack=True),
        facts=tuple(fact.id for fact in facts if fact.screen == name),
    )
    table.done()
    return screen


def _fact(table: Table) -> Fact:
    kind: FactType = table.choice("type", TYPES)
    is_number = kind in NUMBERS
    values = tuple(_value(each, fact_type=kind) for each in table.tables("value"))
    fact = Fact(
        id=table.name("id"),
        screen=table.name("screen"),
        type=kind,
        owner_only=table.flag("owner_only", default=False),
        question=table.words("question", may_lack=True),
        ask_owner=table.words("ask_owner", may_lack=True),
        whom=table.choice("whom", WHOM, may_lack=True) or "owner",
        help=table.words("help", may_lack=True),
        follows=_follows(table),
        unit=table.words("unit") if is_number else NO_WORDS,
        one=table.words("one", may_lack=True) if is_number else NO_WORDS,
        low=table.whole("min") if is_number else 0,
        high=table.whole("max") if is_number else 0,
        values=values,
    )
    if (kind in CHOSEN) != bool(values):
        raise table.error("type", f"a fact of type {kind} has {'no' if values else 'at least one'} [[fact.value]]")
    ids = [value.id for value in values]
    for name in ids:
        if ids.count(name) > 1 or name == "unknown":
            raise table.error("id", f'the value "{name}" is there twice, or "unknown", which is no value')
    table.done()
    return fact


def _follows(table: Table) -> Follows | None:
    if not table.has("follows"):
        return None
    found = table.mapping("follows")
    for name, values in found.items():
        if len(found) == 1 and isinstance(values, list) and values and all(isinstance(each, str) for each in values):
            return Follows(fact=name, values=tuple(values))
    raise table.error("follows", 'follows: must be one fact with its values, such as { captures = ["image"] }')


def _value(table: Table, *, fact_type: FactType) -> Value:
    value = Value(
        id=table.name("id"),
        label=table.words("label"),
        alone=table.flag("alone", default=False),
        needs=table.name("needs", may_lack=True),
    )
    if fact_type != "set" and (value.alone or value.needs):
        raise table.error("id", "alone and needs are for the values of a set")
    table.done()
    return value
