"""Conditions over facts: a tiny language in Python's syntax, read by a white list of its nodes and never run."""

import ast
import operator
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from stoep_gateway.privacy.facts import FOREVER, NUMBERS, Answer, Fact, Facts

Test = Literal["yes", "one-of", "any-of", "only", "exactly", "<", "<=", "==", ">", ">="]

_NUMBER_MAX = 10**15
_LOOKS_MAX, _DEPTH_MAX = 1000, 50  # ten times what the shipped rules have; terms of terms double with each line
_LENGTH_MAX = 2000  # the parser recurses
_ORDERS: Mapping[type[ast.cmpop], Test] = MappingProxyType(
    {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.Gt: ">", ast.GtE: ">="}
)
_ORDERED: Mapping[Test, Callable[[typing.Any, typing.Any], bool]] = MappingProxyType(
    {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">": operator.gt, ">=": operator.ge}
)


class ConditionError(ValueError):
    """What is wrong with a condition, without where it stands."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One look at one fact. operand: None for yes; texts (of a place: without case) for one-of, any-of, only, exactly;
    else what it is compared with.
    """

    fact: str
    test: Test
    operand: frozenset[str] | float | date | None = None

    def holds(self, answer: Answer) -> bool:
        """answer: of the fact's type."""
        if self.test == "yes":
            return answer is True
        if isinstance(self.operand, frozenset):
            if isinstance(answer, str):
                return answer in self.operand or answer.casefold() in self.operand
            if not isinstance(answer, frozenset):
                raise TypeError(f"{self.fact} is no text and no set")
            if self.test == "any-of":
                return bool(answer & self.operand)
            return answer <= self.operand if self.test == "only" else answer == self.operand
        return _ORDERED[self.test](answer, self.operand)


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple["Condition", ...]


Condition = Atom | Not | All | Any


def parse(text: str, *, facts: Facts, terms: Mapping[str, Condition]) -> Condition:
    """ConditionError. terms: names that stand for conditions."""
    if len(text) > _LENGTH_MAX:
        raise ConditionError(f"longer than {_LENGTH_MAX} characters: give a part of it a name with [[term]]")
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "nested too deeply"
        raise ConditionError(f"cannot be read ({reason})") from error
    found = _Parser(facts, terms=terms).condition(tree)
    looks, depth = _size(found, known={})
    if looks > _LOOKS_MAX or depth > _DEPTH_MAX:
        raise ConditionError(
            f"too large with the terms in it: at most {_LOOKS_MAX} looks at facts, {_DEPTH_MAX} in one another"
        )
    return found


def holds(condition: Condition, answers: Mapping[str, Answer]) -> bool:
    """For answers that know every fact of the condition."""
    match condition:
        case Atom():
            return condition.holds(answers[condition.fact])
        case Not():
            return not holds(condition.part, answers)
        case All():
            return all(holds(part, answers) for part in condition.parts)
        case Any():
            return any(holds(part, answers) for part in condition.parts)


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """Every look at a fact, in order, some twice."""
    match condition:
        case Atom():
            yield condition
        case Not():
            yield from atoms_of(condition.part)
        case All() | Any():
            for part in condition.parts:
                yield from atoms_of(part)


def _size(condition: Condition, *, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """(looks at facts, depth) with every term written out; known: of parts, by id, as a term may stand there often."""
    if isinstance(condition, Atom):
        return 1, 1
    if id(condition) not in known:
        parts = (condition.part,) if isinstance(condition, Not) else condition.parts
        sizes = [_size(part, known=known) for part in parts]
        known[id(condition)] = sum(looks for looks, _ in sizes), 1 + max(depth for _, depth in sizes)
    return known[id(condition)]


class _Parser:
    """Of one condition."""

    def __init__(self, facts: Facts, *, terms: Mapping[str, Condition]) -> None:
        self._facts, self._terms = facts, terms

    def condition(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=ast.And()):
                return All(tuple(self.condition(part) for part in node.values))
            case ast.BoolOp():
                return Any(tuple(self.condition(part) for part in node.values))
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.condition(node.operand))
            case ast.Name():
                return self._named(node.id)
            case ast.BinOp(left=ast.Name(id=name), op=ast.BitAnd(), right=right):
                fact = self._fact(name, "set", written="& {…}")
                return Atom(fact.id, "any-of", self._values(right, fact=fact))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._compared(left, op=op, right=right)
            case ast.Compare():
                raise ConditionError("one comparison at a time: join two with and")
            case _:
                raise ConditionError(f"{ast.unparse(node)[:64]}: not a part of this language")

    def _named(self, name: str) -> Condition:
        if name in self._terms:
            return self._terms[name]
        fact = self._fact(name, "yes-no", written="")
        return Atom(fact.id, "yes")

    def _compared(self, left: ast.expr, *, op: ast.cmpop, right: ast.expr) -> Condition:
        if isinstance(op, ast.In | ast.NotIn):
            found = self._in(left, right=right)
            return found if isinstance(op, ast.In) else Not(found)
        if not isinstance(left, ast.Name):
            raise ConditionError(f"{ast.unparse(left)[:64]}: a comparison begins with a fact")
        fact = self._known(left.id)
        if isinstance(op, ast.NotEq):
            return Not(self._order(fact, test="==", right=right))
        if type(op) not in _ORDERS:
            raise ConditionError(f"{ast.unparse(right)[:64]}: compare with == != < <= > >= in")
        return self._order(fact, test=_ORDERS[type(op)], right=right)

    def _in(self, left: ast.expr, *, right: ast.expr) -> Condition:
        match left:
            case ast.Constant(value=str(value)):  # "image" in captures
                if not isinstance(right, ast.Name):
                    raise ConditionError(f'"{value}" in …: what follows must be a fact of type set')
                fact = self._fact(right.id, "set", written="in")
                return Atom(fact.id, "any-of", frozenset({self._value(value, fact=fact)}))
            case ast.Name(id=name):  # operator in {"H", "A"}
                fact = self._fact(name, "choice", "place", written="in {…}")
                return Atom(fact.id, "one-of", self._values(right, fact=fact))
            case _:
                raise ConditionError(f"{ast.unparse(left)[:64]} in …: must be a fact or a text")

    def _order(self, fact: Fact, *, test: Test, right: ast.expr) -> Condition:
        if fact.type in ("choice", "place") and test == "==":
            return Atom(fact.id, "one-of", frozenset({self._value(_text(right), fact=fact)}))
        if fact.type == "set" and test in ("==", "<="):
            return Atom(fact.id, "only" if test == "<=" else "exactly", self._values(right, fact=fact))
        if fact.type in NUMBERS:
            return Atom(fact.id, test, _number(right, forever_too=fact.type == "days"))
        if fact.type == "date":
            return Atom(fact.id, test, _day(_text(right)))
        raise ConditionError(f"{fact.id} {test} …: not for a fact of type {fact.type}")

    def _fact(self, name: str, *types: str, written: str) -> Fact:
        fact = self._known(name)
        if fact.type not in types:
            raise ConditionError(
                f"{f'{name} {written}'.strip()}: is a fact of type {fact.type}, not {' or '.join(types)}"
            )
        return fact

    def _known(self, name: str) -> Fact:
        if name not in self._facts:
            raise ConditionError(f"{name}: there is no such fact and no such term")
        return self._facts[name]

    def _values(self, node: ast.expr, *, fact: Fact) -> frozenset[str]:
        if not isinstance(node, ast.Set):
            raise ConditionError(f'{fact.id}: compare with values in braces, such as {{"{_example(fact)}"}}')
        return frozenset(self._value(_text(each), fact=fact) for each in node.elts)

    def _value(self, value: str, *, fact: Fact) -> str:
        if fact.type == "place":
            return value.casefold()
        if fact.value(value) is None:
            known = ", ".join(each.id for each in fact.values)
            raise ConditionError(f'{fact.id} has no value "{value}" (known: {known})')
        return value


def _example(fact: Fact) -> str:
    return fact.values[0].id if fact.values else "Amsterdam"


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ConditionError(f"{ast.unparse(node)[:64]}: must be text in quotes")


def _number(node: ast.expr, *, forever_too: bool) -> float:
    if forever_too and isinstance(node, ast.Name) and node.id == "forever":
        return FOREVER
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        if abs(node.value) < _NUMBER_MAX:
            return float(node.value)
        raise ConditionError("a number is far too large")
    raise ConditionError(f"{ast.unparse(node)[:64]}: must be a number{' or forever' if forever_too else ''}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConditionError(f'"{text[:64]}": must be a date such as "2025-08-01"') from error
