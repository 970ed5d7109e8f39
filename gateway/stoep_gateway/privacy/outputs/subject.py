"""One description beside the rules: what is known of it, in words, and which questions are still open."""

from collections.abc import Iterable
from dataclasses import dataclass

from stoep_gateway.privacy.facts import FOREVER, NUMBERS, Answer, Fact
from stoep_gateway.privacy.outputs.paper import Line
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.say import answer_said, question_said, unit_said
from stoep_gateway.privacy.source import Description
from stoep_gateway.privacy.verdicts import Finding, Result, check
from stoep_gateway.privacy.words import NO_WORDS, Words

PEOPLE_DATA = "scope.people-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The one thing that outputs take values from."""

    description: Description
    rulebook: Rulebook
    result: Result

    def answer(self, fact: str) -> Answer | None:
        """None: not known."""
        return self.description.facts.get(fact)

    def has(self, fact: str, *values: str) -> bool:
        """Whether the answer is, or a set holds, one of these."""
        answer = self.answer(fact)
        return bool(answer & set(values)) if isinstance(answer, frozenset) else answer in values

    def said(self, fact: str) -> Words:
        """The answer in words; NO_WORDS while it is not known."""
        answer = self.answer(fact)
        return NO_WORDS if answer is None else _with_unit(self.rulebook.facts[fact], answer)

    def line(self, fact: str, *, label: Words | None = None) -> Line:
        """What is said of a fact, or the question that asks for it."""
        asks = question_said(self.rulebook.facts[fact], facts=self.rulebook.facts)
        return Line(label=label or asks, text=self.said(fact), asks=asks)

    def lines(self, *facts: str) -> tuple[Line, ...]:
        """Of those that somebody said, and those whose answer could change a verdict."""
        return tuple(self.line(fact) for fact in facts if self.answer(fact) is not None or self.is_missing(fact))

    def is_missing(self, fact: str) -> bool:
        """Nobody said it, and it could change what a rule says."""
        return any(fact in finding.missing for finding in self.result.findings)

    def finding(self, rule: str) -> Finding | None:
        """None: the rulebook has no such rule on that day."""
        return next((finding for finding in self.result.findings if finding.id == rule), None)

    @property
    def is_about_people(self) -> bool | None:
        """Whether the data are about people; None: it cannot be told yet."""
        finding = self.finding(PEOPLE_DATA)
        return (
            {"meets": True, "does-not-meet": False, "not-applicable": False}.get(finding.verdict) if finding else None
        )


def subject_of(description: Description, *, rulebook: Rulebook) -> Subject:
    """The facts of the description, held against the rules of that day."""
    return Subject(description=description, rulebook=rulebook, result=check(rulebook, description.facts))


def listed(each: Iterable[Words]) -> Words:
    """With commas between."""
    found = tuple(each)
    return Words(", ".join(words.nl for words in found), ", ".join(words.en for words in found))


def same(text: str) -> Words:
    """A name or an address: the same in both languages."""
    return Words(text, text) if text else NO_WORDS


def _with_unit(fact: Fact, answer: Answer) -> Words:
    said = answer_said(fact, answer)
    if isinstance(answer, bool):
        return Words(said.nl.capitalize(), said.en.capitalize())
    if fact.type not in NUMBERS or answer == FOREVER:
        return said
    unit = unit_said(fact, answer)
    return Words(f"{said.nl} {unit.nl}".strip(), f"{said.en} {unit.en}".strip())
