"""What a screen of the questionnaire shows: its questions, what can be answered, what was. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoep_gateway.privacy.facts import FOREVER as FOR_EVER
from stoep_gateway.privacy.facts import NUMBERS, Answer, Fact, Follows
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.say import answer_said, question_said, unit_said
from stoep_gateway.privacy.words import Words
from stoep_gateway.web.check.form import Entries
from stoep_gateway.web.check.sheet import FOREVER, KNOWN, NO, UNKNOWN, UNSURE, YES, Sheet, was_led_to
from stoep_gateway.web.speech import Speaker

ONE, MANY, WRITTEN = "radio", "checkbox", "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose. leads: number of the questions on this screen that it leads to, 0 for none."""

    value: str
    text: str
    is_chosen: bool
    leads: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """kind: of input; type: of the fact. name, unsure: of the form's fields. legend: "" where the screen's title asks.

    follows: number of what leads to it, 0 for none. written: what stands in a field to write in; flaw: what is wrong.
    """

    id: str
    kind: str
    type: str
    name: str
    unsure: str
    legend: str
    help: str
    options: tuple[Option, ...]
    follows: int
    written: str
    unit: str
    flaw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One screen of those that were answered."""

    screen: str
    title: str
    answers: tuple[tuple[str, str], ...]


def say(words: Words, speaker: Speaker) -> str:
    """In the reader's language."""
    return words.nl if speaker.language == "nl" else words.en


def questions(
    facts: tuple[Fact, ...],
    *,
    sheet: Sheet,
    entries: Entries,
    flaws: Mapping[str, str],
    speaker: Speaker,
) -> tuple[Question, ...]:
    """Of one screen. entries: what was just sent and is wrong, {} else."""
    held = entries or _entries(facts, sheet=sheet)
    leads = list(dict.fromkeys(fact.follows for fact in facts if fact.follows))
    return tuple(
        Question(
            id=fact.id,
            kind=_kind(fact),
            type=fact.type,
            name=KNOWN + fact.id,
            unsure=UNSURE + fact.id,
            legend=say(fact.question, speaker),
            help=say(fact.help, speaker),
            options=_options(fact, held=held, leads=leads, speaker=speaker),
            follows=leads.index(fact.follows) + 1 if fact.follows else 0,
            written=next((value for value in held.get(KNOWN + fact.id, ()) if value != UNKNOWN), ""),
            unit=say(fact.unit, speaker),
            flaw=_flaw(fact, flaws.get(fact.id, ""), speaker=speaker),
        )
        for fact in facts
    )


def given(sheet: Sheet, *, rulebook: Rulebook, speaker: Speaker) -> tuple[Given, ...]:
    """All that was asked, "I don't know" too."""
    return tuple(
        Given(
            screen=screen.id,
            title=say(screen.title, speaker),
            answers=tuple(
                (
                    say(question_said(fact, facts=rulebook.facts), speaker),
                    answer_words(fact, sheet.answers[fact.id], speaker=speaker)
                    if fact.id in sheet.answers
                    else speaker.t("check.unknown"),
                )
                for fact in (rulebook.facts[name] for name in screen.facts)
                if fact.id in sheet.seen and was_led_to(fact, said=sheet.answers)
            ),
        )
        for screen in rulebook.screens
        if not set(sheet.seen).isdisjoint(screen.facts)
    )


def answer_words(fact: Fact, answer: Answer, *, speaker: Speaker) -> str:
    """As the questionnaire says it, a number with its unit."""
    if isinstance(answer, frozenset):
        return " · ".join(say(value.label, speaker) for value in fact.values if value.id in answer)
    if isinstance(answer, bool):
        return speaker.t("check.yes" if answer else "check.no")
    said = say(answer_said(fact, answer), speaker)
    return f"{said} {say(unit_said(fact, answer), speaker)}" if fact.unit and answer != FOR_EVER else said


def _options(fact: Fact, *, held: Entries, leads: Sequence[Follows], speaker: Speaker) -> tuple[Option, ...]:
    """What can be chosen, or ticked beside a field to write in; "I don't know" is always the last."""
    chosen, unsure = held.get(KNOWN + fact.id, ()), held.get(UNSURE + fact.id, ())
    last = speaker.t("check.unknown")
    if _kind(fact) == WRITTEN:
        ever = Option(value=FOREVER, text=speaker.t("check.forever"), is_chosen=FOREVER in unsure)
        return (
            *((ever,) if fact.type == "days" else ()),
            Option(value=UNKNOWN, text=last, is_chosen=UNKNOWN in unsure),
        )
    labels = {value.id: say(value.label, speaker) for value in fact.values}
    labels = labels or {YES: speaker.t("check.yes"), NO: speaker.t("check.no")}
    return (
        *(
            Option(value=value, text=text, is_chosen=value in chosen, leads=_leads(fact, value, leads=leads))
            for value, text in labels.items()
        ),
        Option(value=UNKNOWN, text=last, is_chosen=UNKNOWN in chosen),
    )


def _leads(fact: Fact, value: str, *, leads: Sequence[Follows]) -> int:
    found = (number for number, each in enumerate(leads, 1) if each.fact == fact.id and value in each.values)
    return next(found, 0)


def _kind(fact: Fact) -> str:
    if fact.type == "set":
        return MANY
    return WRITTEN if fact.type in (*NUMBERS, "date", "place") else ONE


def _entries(facts: Sequence[Fact], *, sheet: Sheet) -> Entries:
    """What a form would send that says these answers."""
    held: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        answer = sheet.answers.get(fact.id)
        if answer is None:
            if fact.id in sheet.seen:
                held[KNOWN + fact.id] = held[UNSURE + fact.id] = (UNKNOWN,)
        elif answer == FOR_EVER:
            held[UNSURE + fact.id] = (FOREVER,)
        else:
            held[KNOWN + fact.id] = _sent(answer)
    return held


def _sent(answer: Answer) -> tuple[str, ...]:
    if isinstance(answer, bool):
        return (YES if answer else NO,)
    if isinstance(answer, frozenset):
        return tuple(answer)
    return (f"{answer:g}" if isinstance(answer, float) else str(answer),)


def _flaw(fact: Fact, flaw: str, *, speaker: Speaker) -> str:
    """flaw: "none", or the fact's type."""
    if flaw in NUMBERS:
        return speaker.t("check.flaw.number", low=fact.low, high=fact.high)
    return speaker.t(f"check.flaw.{flaw}") if flaw else ""
