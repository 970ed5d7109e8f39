"""One chain under the rules: facts that evidence tells, answers for what it cannot, and which of them decide. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.inspection.inspect import Inspection
from stoep_gateway.inspection.records import Chain, Finding, Value
from stoep_gateway.inspection.worst import Found
from stoep_gateway.privacy.answers import UNKNOWN, Answers, AnswerValueError, ordered, read_answer
from stoep_gateway.privacy.facts import Answer, Facts
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.rules import Rule, Verdict
from stoep_gateway.privacy.verdicts import Result, check, verdict_of

EVIDENCE, ANSWERS, BOTH, OPEN, ANYHOW = "evidence", "answers", "evidence and answers", "open", "whatever the facts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A fact that was answered in another way than it was found. found counts."""

    fact: str
    found: Found
    answered: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why a rule ends as it does: by is EVIDENCE, ANSWERS, BOTH, OPEN (unknown) or ANYHOW; facts: those it takes."""

    by: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """answered: what came from a file, as no look tells it. decisions: by rule."""

    chain: Chain
    result: Result
    found: Mapping[str, Found]
    answered: Mapping[str, Answer]
    contradictions: tuple[Contradiction, ...]
    decisions: Mapping[str, Decision]
    findings: tuple[Finding, ...]


def judge(inspection: Inspection, *, chain: Chain, answers: Mapping[str, Answer], rulebook: Rulebook) -> Judged:
    """answers: of a file, or none. Evidence wins."""
    found = {
        fact: told for fact, told in inspection.facts(chain.name).items() if is_known(rulebook.facts, fact, told.value)
    }
    answered = {fact: answer for fact, answer in answers.items() if fact not in found}
    measured: dict[str, Answer] = {fact: told.value for fact, told in found.items()}
    both = ordered({**answered, **measured}, facts=rulebook.facts)
    result = check(rulebook, both)
    return Judged(
        chain=chain,
        result=result,
        found=found,
        answered=answered,
        contradictions=tuple(
            Contradiction(fact=fact, found=found[fact], answered=answer)
            for fact, answer in answers.items()
            if fact in found and found[fact].value != answer
        ),
        decisions={
            rule.id: _decision(rule, verdict=result.of(rule.id).verdict, answers=both, measured=measured, book=rulebook)
            for rule in rulebook.rules
        },
        findings=inspection.findings(chain.name),
    )


def is_known(facts: Facts, fact: str, value: Value) -> bool:
    """Whether a rulebook, maybe the operator's own, has that fact and allows the value."""
    if fact not in facts:
        return False
    try:
        return read_answer(facts[fact], as_toml(value)) is not None
    except AnswerValueError:
        return False


def as_toml(value: Answer) -> object:
    """As a file of answers, or JSON, would say it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, float) and math.isinf(value):
        return "forever"
    return value


def _decision(
    rule: Rule, *, verdict: Verdict, answers: Answers, measured: Mapping[str, Answer], book: Rulebook
) -> Decision:
    """A smallest set of facts that still has the same verdict; what was only said is left out first."""
    if verdict == UNKNOWN:
        return Decision(by=OPEN, facts=())
    support = book.logic.under({}).support(rule)
    kept = {fact: answer for fact, answer in answers.items() if fact in support}
    said = [fact for fact in kept if fact not in measured]
    for fact in (*said, *(fact for fact in kept if fact in measured)):
        without = {other: answer for other, answer in kept.items() if other != fact}
        if _verdict(rule, answers=without, book=book) == verdict:
            kept = without
    if not kept:
        return Decision(by=ANYHOW, facts=())
    claims = sum(fact not in measured for fact in kept)
    return Decision(by=EVIDENCE if not claims else ANSWERS if claims == len(kept) else BOTH, facts=tuple(kept))


def _verdict(rule: Rule, *, answers: Mapping[str, Answer], book: Rulebook) -> Verdict:
    return verdict_of(rule, left=book.logic.under(answers).open(rule))
