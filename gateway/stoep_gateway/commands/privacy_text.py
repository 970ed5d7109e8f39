"""The result of `stoep privacy check` as text: one line that counts, then each rule with its reason and its sources."""

import textwrap
from collections.abc import Iterator

from stoep_gateway.privacy.report import HEADINGS, grouped, verdict_words
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.say import (
    checked_said,
    counts_said,
    day_said,
    disclaimer,
    force_said,
    settled_said,
    source_said,
)
from stoep_gateway.privacy.verdicts import Finding, Result
from stoep_gateway.privacy.words import Language, Words

BY_DAY = Words("Volgens de regels die gelden op {day}", "By the rules that hold on {day}")
WHAT_TO_DO = Words("Dit kun je doen:", "You can:")
RESTS_ON = Words("Grondslag:", "Rests on:")
REMINDERS = Words("Denk ook hieraan", "Think of this, too")
SOURCE = Words("Bron:", "Source:")
ALSO_MISSING = Words("Ontbrekende antwoorden:", "Missing answers:")
OVERDUE = Words(
    "Deze regel had al opnieuw bekeken moeten zijn. Hij kan veranderd zijn.",
    "This rule was to be looked at again before this day. It may have changed.",
)

_WIDTH = 100
_BRIEF = ("meets", "about", "not-applicable")  # no more than a reason and the sources: nothing is to be done


def as_text(result: Result, *, device: str, rulebook: Rulebook, language: Language) -> str:
    """Lines of at most _WIDTH characters, but for addresses."""
    counts, day = result.counts, day_said(rulebook.day)
    lines = [
        f"{device}. {BY_DAY.said(language).format(day=day.said(language))}.",
        counts_said(meets=counts.meets, does_not_meet=counts.does_not_meet, unknown=counts.unknown).said(language),
    ]
    for name, findings in grouped(result):
        lines += ["", HEADINGS[name].said(language).upper()]
        for finding in findings:
            lines += _finding(finding, language=language, is_brief=name in _BRIEF)
    if result.reminders:
        lines += ["", REMINDERS.said(language).upper(), ""]
        for each in result.reminders:
            lines += _wrapped(each.said(language), indent="  ")
    lines += ["", *textwrap.wrap(disclaimer(rulebook.checked_on).said(language), _WIDTH)]
    return "\n".join(lines)


def _finding(finding: Finding, *, language: Language, is_brief: bool) -> Iterator[str]:
    yield ""
    yield from _wrapped(f"{finding.id}: {finding.text.said(language)}", indent="  ")
    yield from _wrapped(f"{verdict_words(finding).said(language)}. {finding.reason.said(language)}", indent="    ")
    if finding.fix and not is_brief:
        yield from _wrapped(f"{WHAT_TO_DO.said(language)} {finding.fix.said(language)}", indent="    ")
    if len(finding.missing) > 1:
        yield from _wrapped(f"{ALSO_MISSING.said(language)} {', '.join(finding.missing)}", indent="    ")
    rests_on = f"{force_said(finding.force).said(language)}, {settled_said(finding.settled).said(language)}"
    yield f"    {RESTS_ON.said(language)} {rests_on}."
    for source in finding.sources:
        yield from _wrapped(f"{SOURCE.said(language)} {source_said(source).said(language)}", indent="    ")
        yield " · ".join(filter(None, (f"      {checked_said(source).said(language)}", source.url)))
    if finding.overdue:
        yield from _wrapped(OVERDUE.said(language), indent="    ")


def _wrapped(text: str, *, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
