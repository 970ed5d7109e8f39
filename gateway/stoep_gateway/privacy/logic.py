"""The verdicts of rules as functions of every answer: one decision diagram a rule, built once for a rulebook."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from stoep_gateway.privacy.classes import Classes
from stoep_gateway.privacy.conditions import All, Any, Atom, Condition, Not, atoms_of
from stoep_gateway.privacy.diagram import Cut, Diagrams, EntangledError, Node
from stoep_gateway.privacy.facts import Answer, Fact, Facts
from stoep_gateway.privacy.rules import Gate, Outcome, Passage, Rule, Verdict
from stoep_gateway.privacy.toml_tables import RulebookError
from stoep_gateway.privacy.words import Words


@dataclass(frozen=True, slots=True)
class Closed:
    """The gate is closed, for this reason."""

    passage: Passage

    @property
    def verdict(self) -> Verdict:
        return "not-applicable"


@dataclass(frozen=True, slots=True)
class Inapplicable:
    """The rule is about something else, for this reason."""

    reason: Words

    @property
    def verdict(self) -> Verdict:
        return "not-applicable"


@dataclass(frozen=True, slots=True)
class Decided:
    """One of the rule's outcomes; softened by a gate that is open in law."""

    outcome: Outcome
    open: Passage | None = None

    @property
    def verdict(self) -> Verdict:
        return self.outcome.verdict if self.open is None else "unknown"


End = Closed | Inapplicable | Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What answers leave of one rule. ends: where it may still end. missing: facts that can still change its verdict.
    doubted: an answer that was given does not count (nothing_fake without sure_fake). elsewhere: the rule is about
    something else, whatever is answered, and whether its gate is closed or not.
    """

    ends: tuple[End, ...]
    missing: tuple[str, ...]
    doubted: bool
    elsewhere: bool


class Logic:
    """Of the rules of one rulebook. Nothing changes in it once it is built, so threads may share it."""

    def __init__(self, rules: Sequence[Rule], *, facts: Facts, gates: Mapping[str, Gate]) -> None:
        self.facts = facts
        atoms: dict[str, list[Atom]] = {name: [] for name in facts}
        for condition in _conditions(rules, gates=gates):
            for atom in atoms_of(condition):
                atoms[atom.fact].append(atom)
        self.classes = {name: Classes(fact, atoms=atoms[name]) for name, fact in facts.items()}
        self.places = {name: place for place, name in enumerate(facts)}
        self._diagrams = Diagrams([len(self.classes[name]) for name in facts])
        self._conditions: dict[int, Node] = {}  # by id of the condition, which its rule keeps alive
        self._rules = {rule.id: self._bounded(rule, gate=gates.get(rule.gate)) for rule in rules}

    def under(self, answers: Mapping[str, Answer]) -> "Under":
        """What these answers leave of every rule."""
        return Under(self, answers=answers)

    def cut(self, answers: Mapping[str, Answer]) -> Cut:
        return self._diagrams.cut({self.places[name]: self.classes[name].of(answers[name]) for name in answers})

    def of(self, rule: Rule) -> "Compiled":
        return self._rules[rule.id]

    def _bounded(self, rule: Rule, *, gate: Gate | None) -> "Compiled":
        try:
            return self._compiled(rule, gate=gate)
        except EntangledError as error:
            raise RulebookError(
                f"{rule.where}: {rule.id}: its conditions are too entangled: make them simpler"
            ) from error

    def _compiled(self, rule: Rule, *, gate: Gate | None) -> "Compiled":
        ends: list[End] = []

        def end(found: End) -> Node:
            ends.append(found)
            return self._diagrams.end((rule.id, len(ends) - 1))

        closed = [(passage.when, end(Closed(passage))) for passage in (gate.closed if gate else ())]
        soft = gate.open if gate and rule.softened else ()
        last: Node = -1
        decided: list[tuple[Condition, Node]] = []
        for outcome in rule.outcomes:
            node = end(Decided(outcome))
            if outcome.verdict == "does-not-meet":
                ways = [(passage.when, end(Decided(outcome, passage))) for passage in soft]
                node = self._first(ways, otherwise=node)
            if outcome.when is None:
                last = node
            else:
                decided.append((outcome.when, node))
        function = self._first(decided, otherwise=last)
        if rule.applies is not None:
            function = self._first([(rule.applies, function)], otherwise=end(Inapplicable(rule.not_applicable)))
        function = self._first(closed, otherwise=function)
        verdicts = {(rule.id, place): found.verdict for place, found in enumerate(ends)}
        verdict = self._diagrams.combined([function], verdicts.__getitem__)
        applies = None if rule.applies is None else self._node(rule.applies)
        return Compiled(
            tuple(ends), function=function, verdict=verdict, doubted=self._doubted(verdict), applies=applies
        )

    def _doubted(self, verdict: Node) -> dict[str, Node]:
        """The verdict if one fact, of which a value needs another, will not be known: unknown unless it is the same for
        every answer.
        """
        found: dict[str, Node] = {}
        for fact in self.facts.values():
            if any(value.needs for value in fact.values):
                place = self.places[fact.id]
                each = (self._diagrams.branch(verdict, place, value=one) for one in range(len(self.classes[fact.id])))
                found[fact.id] = self._diagrams.combined(list(dict.fromkeys(each)), _same)
        return found

    def _first(self, ways: Sequence[tuple[Condition, Node]], *, otherwise: Node) -> Node:
        """The node of the first condition that holds."""
        node = otherwise
        for when, then in reversed(ways):
            node = self._diagrams.chosen(self._node(when), then, node)
        return node

    def _node(self, condition: Condition) -> Node:
        if id(condition) not in self._conditions:
            self._conditions[id(condition)] = self._made(condition)
        return self._conditions[id(condition)]

    def _made(self, condition: Condition) -> Node:
        no, yes = self._diagrams.end(value=False), self._diagrams.end(value=True)
        match condition:
            case Atom():
                holds = [condition.holds(example) for example in self.classes[condition.fact].examples]
                return self._diagrams.choose(self.places[condition.fact], [yes if each else no for each in holds])
            case Not():
                return self._diagrams.chosen(self._node(condition.part), no, yes)
            case All():
                node = yes
                for part in reversed(condition.parts):
                    node = self._diagrams.chosen(self._node(part), node, no)
                return node
            case Any():
                node = no
                for part in reversed(condition.parts):
                    node = self._diagrams.chosen(self._node(part), yes, node)
                return node


@dataclass(frozen=True, slots=True)
class Compiled:
    """One rule: where it ends, as a place in ends, and its verdict there. doubted: that while a fact is doubted."""

    ends: tuple[End, ...]
    function: Node
    verdict: Node
    doubted: Mapping[str, Node]
    applies: Node | None


class Under:
    """What some answers leave of the rules."""

    def __init__(self, logic: Logic, *, answers: Mapping[str, Answer]) -> None:
        self._logic = logic
        self._names = tuple(logic.facts)
        self._ungated = logic.cut(answers)
        self._doubted: dict[str, str] = {}  # fact whose answer does not count: what would settle it
        for fact in logic.facts.values():
            for need in _needs(fact, answers.get(fact.id)):
                if answers.get(need) is not True:
                    self._doubted[fact.id] = fact.id if need in answers else need
        counting = {name: answer for name, answer in answers.items() if name not in self._doubted}
        # Behind a gate, such a value is one that is sure: what is not sure is not known.
        sure = {value.needs: True for fact in logic.facts.values() for value in fact.values if value.needs}
        self._gated = logic.cut({**counting, **sure})

    def open(self, rule: Rule) -> Open:
        """What is left of one."""
        compiled, cut = self._logic.of(rule), self._cut(rule)
        left = sorted(cast(tuple[str, int], value)[1] for value in cut.values(compiled.function))
        support = self.support(rule)
        return Open(
            ends=tuple(compiled.ends[place] for place in left),
            missing=tuple(name for name in self._names if name in support),
            doubted=bool(rule.gate and self._doubted),
            elsewhere=compiled.applies is not None and cut.values(compiled.applies) == {False},
        )

    def support(self, rule: Rule) -> frozenset[str]:
        """The facts that can still change its verdict; for one whose answer does not count, what would settle it."""
        found = (self._names[place] for place in self._cut(rule).support(self._logic.of(rule).verdict))
        return frozenset(self._doubted.get(name, name) if rule.gate else name for name in found)

    def askable(self, rule: Rule) -> frozenset[str]:
        """The facts whose answer can change its verdict though what is doubted stays so."""
        doubted = list(self._doubted) if rule.gate else []
        if len(doubted) != 1:  # of several, each on its own may matter
            return self.support(rule)
        found = self._gated.support(self._logic.of(rule).doubted[doubted[0]])
        return frozenset(self._names[place] for place in found)

    def _cut(self, rule: Rule) -> Cut:
        return self._gated if rule.gate else self._ungated


def _same(*verdicts: Hashable) -> Hashable:
    return verdicts[0] if len(set(verdicts)) == 1 else "unknown"


def _needs(fact: Fact, answer: Answer | None) -> Iterator[str]:
    if isinstance(answer, frozenset):
        yield from (value.needs for value in fact.values if value.needs and value.id in answer)


def _conditions(rules: Sequence[Rule], *, gates: Mapping[str, Gate]) -> Iterator[Condition]:
    for gate in gates.values():
        yield from (passage.when for passage in (*gate.closed, *gate.open))
    for rule in rules:
        yield from () if rule.applies is None else (rule.applies,)
        yield from (outcome.when for outcome in rule.outcomes if outcome.when is not None)
