"""A result for readers: as one JSON object, and in the order in which a person reads it."""

from collections.abc import Mapping
from datetime import date

from stoep_gateway.privacy.facts import Facts
from stoep_gateway.privacy.rules import Source, Verdict
from stoep_gateway.privacy.say import question_said, stay_said, verdict_said
from stoep_gateway.privacy.verdicts import Finding, Result
from stoep_gateway.privacy.words import NO_WORDS, Language, Words

_STRONG = ("law", "case-law")

HEADINGS: Mapping[str, Words] = {
    "breaks": Words("Voldoet niet", "Does not meet"),
    "advice": Words("Past niet bij het advies", "Differs from the advice"),
    "unknown": Words("Nog niet te zeggen", "Cannot tell yet"),
    "meets": Words("Voldoet", "Meets"),
    "about": Words("Over deze sensor", "About this sensor"),
    "not-applicable": Words("Geldt hier niet", "Does not apply"),
}
"""In the order of reading: what the law asks to change, what is advised, what to find out, what is well, the rest."""


def group_of(finding: Finding) -> str:
    """One of HEADINGS."""
    if finding.verdict == "not-applicable":
        return "not-applicable"
    if not finding.counted:
        return "about"
    if finding.verdict == "does-not-meet":
        return "breaks" if finding.force in _STRONG else "advice"
    return finding.verdict


def grouped(result: Result) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
    """(one of HEADINGS, its findings), without those that have none."""
    groups = {name: tuple(each for each in result.findings if group_of(each) == name) for name in HEADINGS}
    return tuple((name, findings) for name, findings in groups.items() if findings)


def of_law(result: Result, *, verdict: Verdict) -> int:
    """How many duties that rest on law have that verdict."""
    return sum(each.counted and each.force in _STRONG and each.verdict == verdict for each in result.findings)


def first_to_ask(result: Result, *, facts: Facts) -> Words:
    """The first question, as the questionnaire asks, that is missing for a rule of law; NO_WORDS for none."""
    missing = {
        name
        for each in result.findings
        if each.counted and each.force in _STRONG and each.verdict == "unknown"
        for name in each.missing
    }
    return next((question_said(fact, facts=facts) for name, fact in facts.items() if name in missing), NO_WORDS)


def stay(result: Result, *, facts: Facts) -> tuple[Words, ...]:
    """What the rules of law say to "may the sensor stay like this?"."""
    failed, unknown = of_law(result, verdict="does-not-meet"), of_law(result, verdict="unknown")
    return stay_said(failed=failed, unknown=unknown, ask=first_to_ask(result, facts=facts))


def verdict_words(finding: Finding) -> Words:
    return verdict_said(
        finding.verdict,
        force=finding.force,
        counted=finding.counted,
        disputed=finding.settled == "contested" and not finding.missing,
    )


def as_object(result: Result, *, device: str, day: date, language: Language) -> dict[str, object]:
    """For JSON. device: what the sensor is called; day: of the calendar that the rules hold on."""
    counts = result.counts
    return {
        "device": device,
        "date": day.isoformat(),
        "counts": {"meets": counts.meets, "does-not-meet": counts.does_not_meet, "unknown": counts.unknown},
        "rules": [
            {
                "id": finding.id,
                "verdict": finding.verdict,
                "force": finding.force,
                "settled": finding.settled,
                "reason": finding.reason.said(language),
                "source": [_source(each) for each in finding.sources],
                "missing": list(finding.missing),
                "fix": finding.fix.said(language),
            }
            for finding in result.findings
        ],
    }


def _source(source: Source) -> dict[str, object]:
    return {
        "title": source.title,
        "article": source.article,
        "date": source.date.isoformat() if source.date else "",
        "url": source.url,
        "force": source.force,
        "checked": source.checked,
        "checked_on": source.checked_on.isoformat(),
    }
