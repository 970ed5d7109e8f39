"""What a rule says of complete answers, read off its conditions one after the other, and answers to try it on.

The judge of the diagrams: it knows nothing of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from math import prod

from hypothesis import strategies as st

from stoep_gateway.privacy.conditions import Atom, Condition, atoms_of, holds
from stoep_gateway.privacy.facts import FOREVER, Answer, Fact
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.rules import Rule, Verdict

DOUBTED, DOUBT = "captures", "sure_fake"


def ending(rule: Rule, answers: Mapping[str, Answer], *, rulebook: Rulebook) -> tuple[Verdict, bool]:
    """Of answers that know every fact: the verdict, and whether the rule's gate is closed."""
    gate = rulebook.gates.get(rule.gate)
    if gate and any(holds(passage.when, answers) for passage in gate.closed):
        return "not-applicable", True
    if rule.applies is not None and not holds(rule.applies, answers):
        return "not-applicable", False
    outcome = next(each for each in rule.outcomes if each.when is None or holds(each.when, answers))
    softened = gate and rule.softened and any(holds(passage.when, answers) for passage in gate.open)
    return ("unknown" if softened and outcome.verdict == "does-not-meet" else outcome.verdict), False


def expected(rule: Rule, answers: Mapping[str, Answer], *, rulebook: Rulebook, samples: "Samples") -> Verdict:
    """Of answers that may lack facts: every way to complete them is tried."""
    is_doubted = bool(rule.gate) and is_doubtful(answers)
    ends = {ending(rule, each, rulebook=rulebook) for each in completions(rule, answers, samples=samples)}
    verdicts = {verdict for verdict, _ in ends}
    if len(verdicts) == 1:
        return verdicts.pop()
    behind = {verdict for verdict, is_closed in ends if not is_closed}
    if not is_doubted and len(behind) == 1:
        [verdict] = behind
        if verdict == "meets" or (verdict == "does-not-meet" and not rule.softened):
            return verdict
    return "unknown"


def is_doubtful(answers: Mapping[str, Answer]) -> bool:
    """Somebody only thinks that it is a fake."""
    return answers.get(DOUBTED) == frozenset({"nothing_fake"}) and answers.get(DOUBT) is not True


def completions(rule: Rule, answers: Mapping[str, Answer], *, samples: "Samples") -> Iterator[dict[str, Answer]]:
    """Behind a gate whoever says "a fake" is sure, or has said nothing."""
    known = dict(answers)
    if rule.gate:
        if is_doubtful(answers):
            del known[DOUBTED]
        known[DOUBT] = True
    lists = {name: [known[name]] if name in known else found for name, found in samples.of_rule[rule.id].items()}
    yield from (dict(zip(lists, each, strict=True)) for each in product(*lists.values()))


class Samples:
    """of_rule: of each rule the facts that its conditions name, each with answers of every kind that these may tell
    apart. of_fact: of every fact answers of every kind.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._cases = [{}, *(case.answers for rule in rulebook.rules for case in rule.cases)]
        self.of_rule: dict[str, dict[str, list[Answer]]] = {}
        everything: list[Atom] = []
        for rule in rulebook.rules:
            atoms = [atom for each in conditions(rule, rulebook=rulebook) for atom in atoms_of(each)]
            named = {atom.fact for atom in atoms}
            facts = (fact for name, fact in rulebook.facts.items() if name in named)
            self.of_rule[rule.id] = {fact.id: _answers(fact, atoms=atoms) for fact in facts}
            everything += atoms
        self.of_fact = {fact.id: _answers(fact, atoms=everything) for fact in rulebook.facts.values()}

    def complete(self) -> st.SearchStrategy[dict[str, Answer]]:
        """Answers to everything: any, or beside those of one of the rules' own cases."""
        drawn = st.fixed_dictionaries({name: st.sampled_from(found) for name, found in self.of_fact.items()})
        return st.builds(lambda case, others: {**others, **case}, st.sampled_from(self._cases), drawn)

    def ways(self, rule: Rule, answers: Mapping[str, Answer]) -> int:
        """In how many ways the answers may be completed, as far as the rule can tell them apart."""
        return prod(len(found) for name, found in self.of_rule[rule.id].items() if name not in answers)


def conditions(rule: Rule, *, rulebook: Rulebook) -> Iterator[Condition]:
    gate = rulebook.gates.get(rule.gate)
    for passage in (*gate.closed, *gate.open) if gate else ():
        yield passage.when
    if rule.applies is not None:
        yield rule.applies
    yield from (outcome.when for outcome in rule.outcomes if outcome.when is not None)


def _answers(fact: Fact, *, atoms: Sequence[Atom]) -> list[Answer]:
    own = [atom.operand for atom in atoms if atom.fact == fact.id]
    match fact.type:
        case "yes-no":
            return [False, True]
        case "choice":
            return [value.id for value in fact.values]
        case "set":
            return list(_sets(fact, named=frozenset().union(*(each for each in own if isinstance(each, frozenset)))))
        case "place":
            return [
                "Nergenshuizen",
                *sorted({each.title() for found in own if isinstance(found, frozenset) for each in found}),
            ]
        case "date":
            days = {day for day in own if isinstance(day, date)} or {date(2026, 1, 1)}
            return sorted({day + timedelta(days=shift) for day in days for shift in (-1, 0, 1)})
        case _:
            bounds = sorted(
                {fact.low, *(round(each) for each in own if isinstance(each, int | float) and each != FOREVER)}
            )
            around = {each + shift for each in bounds for shift in (-1, 0, 1)}
            found: list[Answer] = sorted(each for each in around if fact.low <= each <= fact.high)
            return [*found, FOREVER] if fact.type == "days" else found


def _sets(fact: Fact, *, named: frozenset[str]) -> Iterator[frozenset[str]]:
    """Of the values that no condition names, the first alone and all together: they are all alike."""
    together = [value.id for value in fact.values if not value.alone]
    others = [value for value in together if value not in named]
    kept = [frozenset({value}) for value in together if value in named]
    kept += [frozenset(each) for each in ([others[:1], others] if len(others) > 1 else [others] if others else [])]
    yield from (frozenset({value.id}) for value in fact.values if value.alone)
    for size in range(1, len(kept) + 1):
        yield from (frozenset().union(*each) for each in combinations(kept, size))
