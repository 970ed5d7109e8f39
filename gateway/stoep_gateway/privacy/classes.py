"""Answers that no condition of a rulebook tells apart are one class: a fact becomes a variable with a few values."""

import math
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise

from stoep_gateway.privacy.conditions import Atom
from stoep_gateway.privacy.facts import FOREVER, NUMBERS, Answer, Fact

_ANYWHERE = date(2000, 1, 1)
_ELSEWHERE = " "  # an answer is never blank, so it is none of the places that a condition names


class Classes:
    """Of one fact, cut by the atoms that look at it. examples: an answer of each class, in order."""

    def __init__(self, fact: Fact, *, atoms: Iterable[Atom]) -> None:
        self._atoms = tuple(dict.fromkeys(atoms))
        self._places: dict[tuple[bool, ...], int] = {}
        self.examples: list[Answer] = []
        for answer in _answers(fact, atoms=self._atoms):
            signature = self._signature(answer)
            if signature not in self._places:
                self._places[signature] = len(self.examples)
                self.examples.append(answer)

    def of(self, answer: Answer) -> int:
        """Its class, as a place in examples."""
        return self._places[self._signature(answer)]

    def __len__(self) -> int:
        return len(self.examples)

    def _signature(self, answer: Answer) -> tuple[bool, ...]:
        return tuple(atom.holds(answer) for atom in self._atoms)


def _answers(fact: Fact, *, atoms: tuple[Atom, ...]) -> Iterator[Answer]:
    """At least one of every class."""
    match fact.type:
        case "choice":
            yield from (value.id for value in fact.values)
        case "yes-no":
            yield from (True, False)
        case "set":
            yield from _sets(fact, atoms=atoms)
        case "place":
            yield _ELSEWHERE
            yield from sorted(_texts(atoms))
        case "date":
            days = sorted(atom.operand for atom in atoms if isinstance(atom.operand, date)) or [_ANYWHERE]
            yield from (day + timedelta(days=shift) for day in days for shift in (-1, 0, 1))
        case _:
            yield from _numbers(fact, atoms=atoms)


def _sets(fact: Fact, *, atoms: tuple[Atom, ...]) -> Iterator[frozenset[str]]:
    """Values that no atom names are all alike: one of them stands for all, so that many values cost little."""
    named = _texts(atoms)
    yield from (frozenset({value.id}) for value in fact.values if value.alone)
    together = [value.id for value in fact.values if not value.alone]
    kept = [value for value in together if value in named]
    kept += [value for value in together if value not in named][:1]
    for size in range(1, len(kept) + 1):
        yield from (frozenset(each) for each in combinations(kept, size))


def _texts(atoms: tuple[Atom, ...]) -> frozenset[str]:
    return frozenset().union(*(atom.operand for atom in atoms if isinstance(atom.operand, frozenset)))


def _numbers(fact: Fact, *, atoms: tuple[Atom, ...]) -> Iterator[int | float]:
    """Every bound that a condition names, and what lies between two neighbours."""
    assert fact.type in NUMBERS  # noqa: S101 - the other types are dealt with above
    named = [atom.operand for atom in atoms if isinstance(atom.operand, int | float) and math.isfinite(atom.operand)]
    bounds = sorted({fact.low, fact.high, *(each for each in named if fact.low < each < fact.high)})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    if fact.type == "whole":
        around = {turn(each) for each in (*bounds, *between) for turn in (math.floor, math.ceil)}
        around |= {each + shift for each in around for shift in (-1, 1)}
        yield from sorted(each for each in around if fact.low <= each <= fact.high)
    else:
        yield from sorted((*bounds, *between))
    if fact.type == "days":
        yield FOREVER
