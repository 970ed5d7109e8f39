"""What the tool says of itself, beside the words of facts and rules: answers, missing answers, dates, verdicts."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from stoep_gateway.privacy.facts import FOREVER, Answer, Fact, Facts
from stoep_gateway.privacy.rules import Verdict
from stoep_gateway.privacy.words import Words

_MONTHS_NL = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YES, _NO = Words("ja", "yes"), Words("nee", "no")
_FOREVER = Words("altijd", "for ever")
_ANY: Mapping[Verdict, Words] = MappingProxyType(
    {
        "meets": Words(
            "Wat het ontbrekende antwoord ook is: dit is in orde.",
            "Whatever the missing answer is: this is in order.",
        ),
        "does-not-meet": Words(
            "Wat het ontbrekende antwoord ook is: dit is nog niet in orde.",
            "Whatever the missing answer is: this is not in order yet.",
        ),
        "unknown": Words(
            "Wat het ontbrekende antwoord ook is: dit is nog niet te zeggen.",
            "Whatever the missing answer is: this cannot be told yet.",
        ),
        "not-applicable": Words(
            "Wat het ontbrekende antwoord ook is: deze regel geldt hier niet.",
            "Whatever the missing answer is: this rule does not apply here.",
        ),
    }
)


def any_answer(verdict: Verdict) -> Words:
    """The reason of a verdict that several answers lead to."""
    return _ANY[verdict]


def day_said(day: date) -> Words:
    """As in 24 november 2026."""
    return Words(
        f"{day.day} {_MONTHS_NL[day.month - 1]} {day.year}",
        f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}",
    )


def question_said(fact: Fact, *, facts: Facts) -> Words:
    """The question that asks for the fact."""
    return fact.question or next(screen.title for screen in facts.screens if screen.id == fact.screen)


def missing_said(facts: Facts, *, missing: Sequence[str]) -> Words:
    """Which answer is missing, the first by its question. missing: at least one fact, in the questionnaire's order."""
    asked = question_said(facts[missing[0]], facts=facts)
    if len(missing) == 1:
        return Words(f"We missen één antwoord: {asked.nl}", f"One answer is missing: {asked.en}")
    count = len(missing)
    return Words(
        f"We missen {count} antwoorden. Het eerste: {asked.nl}",
        f"{count} answers are missing. The first: {asked.en}",
    )


def answer_said(fact: Fact, answer: Answer) -> Words:
    """The answer in words, without its unit."""
    if isinstance(answer, bool):
        return _YES if answer else _NO
    if isinstance(answer, frozenset):
        labels = [value.label for value in fact.values if value.id in answer]
        return Words(", ".join(each.nl for each in labels), ", ".join(each.en for each in labels))
    if isinstance(answer, date):
        return day_said(answer)
    if isinstance(answer, str):
        value = fact.value(answer)
        return Words(answer, answer) if value is None else value.label
    if answer == FOREVER:
        return _FOREVER
    shown = f"{answer:g}" if isinstance(answer, float) else str(answer)
    return Words(shown.replace(".", ","), shown)
