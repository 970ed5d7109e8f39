"""What the result page shows: counts, then what to change, what is advice, what is not known, what is fine. Pure.

There is no overall verdict: a count of rules is none, and a judge decides when it comes to that.
"""

from dataclasses import dataclass

from stoep_gateway.privacy.facts import Fact
from stoep_gateway.privacy.questionnaire import ASKING_AS, SOMEONE_ELSE
from stoep_gateway.privacy.report import first_to_ask, group_of, of_law, stay, verdict_words
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.say import (
    checked_said,
    counts_said,
    disclaimer,
    find_out,
    force_said,
    not_known_yet,
    question_said,
    source_said,
)
from stoep_gateway.privacy.verdicts import Finding, Result
from stoep_gateway.web.check.screen_view import say
from stoep_gateway.web.check.sheet import Sheet
from stoep_gateway.web.speech import Speaker

_OWNER, _SELF, _OTHERS = "owner", "self", ("municipality", "works_council")
_SECTIONS = ("breaks", "advice", "unknown", "about", "meets")  # in the order of reading; "not-applicable" is folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """source: title, article, date; force: of this source; checked: how, and when."""

    source: str
    url: str
    force: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Answers that would settle it, and who has them."""

    whom: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One rule. mark: of its icon and colour. doubt: "" for what is settled."""

    id: str
    mark: str
    word: str
    text: str
    reason: str
    fix: str
    force: str
    doubt: str
    missing: tuple[Missing, ...]
    cited: tuple[Cited, ...]
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """name: one of report.HEADINGS."""

    name: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """top: the one line that counts; stay: what the rules of law say to "may it stay?"; breaks_none: what is
    said where none of them fails; away: what does not apply."""

    top: str
    stay: tuple[str, ...]
    breaks_none: str
    sections: tuple[Section, ...]
    away: tuple[Shown, ...]
    disclaimer: str
    reminders: tuple[str, ...]
    is_of_others: bool


def outcome(result: Result, *, sheet: Sheet, rulebook: Rulebook, speaker: Speaker) -> Outcome:
    """Every rule stands in one place."""
    is_of_others = sheet.answers.get(ASKING_AS) == SOMEONE_ELSE

    def shown(group: str) -> tuple[Shown, ...]:
        return tuple(
            _shown(finding, group=group, rulebook=rulebook, is_of_others=is_of_others, speaker=speaker)
            for finding in result.findings
            if group_of(finding) == group
        )

    counts = result.counts
    top = counts_said(meets=counts.meets, does_not_meet=counts.does_not_meet, unknown=counts.unknown)
    sections = tuple(Section(name=name, shown=shown(name)) for name in _SECTIONS)
    advice = len(sections[_SECTIONS.index("advice")].shown)
    return Outcome(
        top=f"{say(top, speaker)} {speaker.count('check.advice', advice) if advice else ''}".strip(),
        stay=tuple(say(line, speaker) for line in stay(result, facts=rulebook.facts)),
        breaks_none=say(not_known_yet(first_to_ask(result, facts=rulebook.facts)), speaker)
        if of_law(result, verdict="unknown")
        else speaker.t("check.section.breaks.none"),
        sections=sections,
        away=shown("not-applicable"),
        disclaimer=say(disclaimer(rulebook.checked_on), speaker),
        reminders=tuple(say(each, speaker) for each in result.reminders),
        is_of_others=is_of_others,
    )


def whom(fact: Fact, *, is_of_others: bool) -> str:
    """Who has the answer: somebody else's sensor has an owner, who is asked first."""
    if is_of_others:
        return fact.whom if fact.whom in _OTHERS else _OWNER
    return _SELF if fact.whom == _OWNER else fact.whom


def _shown(finding: Finding, *, group: str, rulebook: Rulebook, is_of_others: bool, speaker: Speaker) -> Shown:
    return Shown(
        id=finding.id,
        mark=_mark(finding, group=group),
        word=say(verdict_words(finding), speaker) + ".",
        text=say(finding.text, speaker),
        reason=say(finding.reason, speaker),
        fix="" if finding.missing and finding.fix == find_out() else say(finding.fix, speaker),  # it says whom to ask
        force=speaker.t(f"check.force.{finding.force}"),
        doubt="" if finding.settled == "settled" else speaker.t(f"check.doubt.{finding.settled}"),
        missing=_missing(finding, rulebook=rulebook, is_of_others=is_of_others, speaker=speaker),
        cited=tuple(
            Cited(
                source=say(source_said(source), speaker),
                url=source.url,
                force=say(force_said(source.force), speaker),
                checked=say(checked_said(source), speaker),
            )
            for source in finding.sources
        ),
        is_overdue=finding.overdue,
    )


def _missing(finding: Finding, *, rulebook: Rulebook, is_of_others: bool, speaker: Speaker) -> tuple[Missing, ...]:
    by_whom: dict[str, list[str]] = {}
    for fact in (rulebook.facts[name] for name in finding.missing):
        question = say(question_said(fact, facts=rulebook.facts), speaker)
        by_whom.setdefault(whom(fact, is_of_others=is_of_others), []).append(question)
    return tuple(
        Missing(whom=speaker.t(f"check.whom.{one}"), questions=tuple(questions)) for one, questions in by_whom.items()
    )


def _mark(finding: Finding, *, group: str) -> str:
    """A question is answered, which is neither good nor bad."""
    return ("unknown" if finding.verdict == "unknown" else "about") if group == "about" else group
