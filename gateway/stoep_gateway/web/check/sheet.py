"""The answers of one reader, on their way between browser and server: nobody else has them, and nothing keeps them.

They travel as a device file in a hidden field, with the facts that were asked: an answer may be "I don't know".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoep_gateway.privacy.answers import NO_ANSWERS, Answers, AnswerValueError, ordered, read, read_answer, write
from stoep_gateway.privacy.facts import NUMBERS, Answer, Fact, Screen
from stoep_gateway.privacy.questionnaire import asked, left_at_most, next_screen, open_facts
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.web.check.form import Entries

ANSWERS, SEEN, AT, TO, PRESET = "answers", "seen", "at", "to", "preset"  # fields of the form
KNOWN, UNSURE = "f.", "u."  # before a fact's id: what was entered; "unknown" or "forever" beside a field to write in
YES, NO, UNKNOWN, FOREVER = "yes", "no", "unknown", "forever"
_NUMBER = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")  # 1.000 is a thousand to some and one to others: refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """seen: ids of the facts that were asked, or came from a file, in the order of the questionnaire."""

    answers: Answers = NO_ANSWERS
    seen: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is known, as a device file."""
        return write(self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What one screen's form says. flaws: by fact, "none" for no answer, else the type of what it should be."""

    answers: Mapping[str, Answer]
    flaws: Mapping[str, str]


def carried(entries: Entries, *, rulebook: Rulebook) -> Sheet:
    """The sheet as the hidden fields have it. AnswerError: those were written by somebody else."""
    answers = read(first(entries, ANSWERS), name=ANSWERS, rulebook=rulebook)
    return Sheet(answers=answers, seen=_in_order(first(entries, SEEN).split(), rulebook=rulebook))


def of_answers(answers: Answers, *, rulebook: Rulebook) -> Sheet:
    """Of answers that were loaded: what they do not name is still asked, what they say is not known is not."""
    return Sheet(answers=answers, seen=_in_order({*answers, *answers.unsure}, rulebook=rulebook))


def saved(sheet: Sheet, *, rulebook: Rulebook) -> str:
    """A device file that can be loaded again, "I don't know" with it where that is, or may yet be, an answer."""
    left = open_facts(rulebook, sheet.answers)
    return write(
        sheet.answers,
        unsure=[
            name
            for name in sheet.seen
            if name not in sheet.answers and (name in left or was_led_to(rulebook.facts[name], said=sheet.answers))
        ],
    )


def filled(entries: Entries, *, facts: Sequence[Fact]) -> Filled:
    """The answers to one screen: every fact of it that is asked has one, if only "I don't know"."""
    answers: dict[str, Answer] = {}
    flaws: dict[str, str] = {}
    for fact in facts:
        if not _is_led_to(fact, entries=entries):
            continue
        value = _entered(fact, entries=entries)
        try:
            answer = read_answer(fact, value)
        except AnswerValueError:
            flaws[fact.id] = "none" if value in ("", []) else fact.type
            continue
        if answer is not None:
            answers[fact.id] = answer
    return Filled(answers=answers, flaws=flaws)


def with_screen(sheet: Sheet, *, screen: Screen, said: Mapping[str, Answer], rulebook: Rulebook) -> Sheet:
    """The sheet with a screen answered anew: what it does not say any more is not known."""
    kept = {name: answer for name, answer in sheet.answers.items() if name not in screen.facts}
    shown = {fact.id for fact in asked_at(sheet, screen=screen, rulebook=rulebook)}
    return Sheet(
        answers=ordered({**kept, **said}, facts=rulebook.facts),
        seen=_in_order({*sheet.seen, *shown}, rulebook=rulebook),
    )


def asked_at(sheet: Sheet, *, screen: Screen, rulebook: Rulebook) -> tuple[Fact, ...]:
    """What a screen asks, whether it was answered before or not. At least one."""
    before = {name: answer for name, answer in sheet.answers.items() if name not in screen.facts}
    return asked(rulebook, before, screen=screen) or (rulebook.facts[screen.facts[0]],)


def next_of(sheet: Sheet, *, rulebook: Rulebook) -> Screen | None:
    """The first with a question that was not asked yet and can change something; None: nothing is left."""
    return next_screen(rulebook, sheet.answers, answered=_answered(sheet, rulebook=rulebook))


def left_of(sheet: Sheet, *, screen: Screen, rulebook: Rulebook) -> int:
    """How many screens there can still be, this one with them."""
    answered = _answered(sheet, rulebook=rulebook)
    return left_at_most(rulebook, sheet.answers, answered=answered | {screen.id}) + 1


def _answered(sheet: Sheet, *, rulebook: Rulebook) -> frozenset[str]:
    """Screens without an open question that was not asked. An answer that was changed may open one that lies behind."""
    unasked = open_facts(rulebook, sheet.answers) - set(sheet.seen)
    return frozenset(each.id for each in rulebook.screens if unasked.isdisjoint(each.facts))


def was_led_to(fact: Fact, *, said: Mapping[str, Answer]) -> bool:
    """Whether what was answered above it on its screen led to it; true for one that follows nothing."""
    if fact.follows is None:
        return True
    above = said.get(fact.follows.fact)
    held = above if isinstance(above, frozenset) else {YES if above is True else NO if above is False else above}
    return not held.isdisjoint(fact.follows.values)


def _is_led_to(fact: Fact, *, entries: Entries) -> bool:
    """Whether the answer above it on its screen asks for it; true for one that follows nothing."""
    follows = fact.follows
    return follows is None or not set(follows.values).isdisjoint(entries.get(KNOWN + follows.fact, ()))


def _entered(fact: Fact, *, entries: Entries) -> object:
    """What was entered, as TOML would have it; "" or [] for nothing."""
    values = entries.get(KNOWN + fact.id, ())
    unsure = entries.get(UNSURE + fact.id, ())
    if UNKNOWN in values or UNKNOWN in unsure:
        return UNKNOWN
    if fact.type == "set":
        return list(values)
    if fact.type == "days" and FOREVER in unsure:
        return FOREVER
    text = values[0].strip() if values else ""
    return _number(text) if fact.type in NUMBERS else text


def _number(text: str) -> object:
    """A number as people write it: 2,5 is 2.5. What is none stays text, which no number is."""
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def first(entries: Entries, name: str) -> str:
    """The value of a field that comes once, "" without it."""
    return entries.get(name, ("",))[0]


def _in_order(names: Sequence[str] | set[str], *, rulebook: Rulebook) -> tuple[str, ...]:
    return tuple(name for name in rulebook.facts if name in names)
