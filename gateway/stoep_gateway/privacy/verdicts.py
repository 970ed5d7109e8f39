"""What the rules say about answers: a finding for each rule, three-valued, with its reason, and no verdict overall."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from stoep_gateway.privacy.facts import Answer, Facts
from stoep_gateway.privacy.logic import Closed, Decided, End, Inapplicable, Open
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.rules import FORCES, SETTLED, Force, Gate, Rule, Settled, Source, Verdict
from stoep_gateway.privacy.say import answer_said, any_answer, find_out, missing_said, reminders, unit_said
from stoep_gateway.privacy.words import NO_WORDS, Words

_OPERATOR = "operator"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule says. missing: of an unknown one, the facts any of which could change that, in the order of the
    questionnaire. counted: it is a duty, no question. overdue: its sources were to be looked at again before this day.
    """

    id: str
    text: Words
    verdict: Verdict
    force: Force
    settled: Settled
    reason: Words
    fix: Words
    sources: tuple[Source, ...]
    missing: tuple[str, ...]
    counted: bool
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of the rules that are duties and apply."""

    meets: int
    does_not_meet: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """findings: one for each rule of the rulebook, in its order. reminders: of duties that no fact decides."""

    findings: tuple[Finding, ...]
    reminders: tuple[Words, ...] = ()

    @property
    def counts(self) -> Counts:
        verdicts = [finding.verdict for finding in self.findings if finding.counted]
        return Counts(
            meets=verdicts.count("meets"),
            does_not_meet=verdicts.count("does-not-meet"),
            unknown=verdicts.count("unknown"),
        )

    def of(self, rule: str) -> Finding:
        """KeyError: no such rule holds on that day."""
        for finding in self.findings:
            if finding.id == rule:
                return finding
        raise KeyError(rule)


def check(rulebook: Rulebook, answers: Mapping[str, Answer]) -> Result:
    """Every rule; what is not answered is not known."""
    under = rulebook.logic.under(answers)
    return Result(
        findings=tuple(
            _finding(rule, left=under.open(rule), answers=answers, rulebook=rulebook) for rule in rulebook.rules
        ),
        reminders=reminders(answers.get(_OPERATOR)),
    )


def verdict_of(rule: Rule, *, left: Open) -> Verdict:
    """Unknown if it differs between the ends of the rule. Whether its gate is closed need not be known: what is met
    behind it stays met, and what is not met does so too where the rule itself helps to decide the gate.
    """
    verdicts = {end.verdict for end in left.ends}
    if len(verdicts) == 1:
        return verdicts.pop()
    beyond = {end.verdict for end in left.ends if not isinstance(end, Closed)}
    if not left.doubted and len(beyond) == 1:
        (only,) = beyond
        if only == "meets" or (only == "does-not-meet" and not rule.softened):
            return only
    return "unknown"


def _finding(rule: Rule, *, left: Open, answers: Mapping[str, Answer], rulebook: Rulebook) -> Finding:
    gate = rulebook.gates.get(rule.gate)
    verdict = verdict_of(rule, left=left)
    missing = left.missing if verdict == "unknown" else ()
    if missing:
        decided = tuple(end for end in left.ends if isinstance(end, Decided))
        reason, fix = _what_is_missing(left, gate=gate, facts=rulebook.facts)
    else:
        decided = tuple(end for end in left.ends if isinstance(end, Decided) and end.verdict == verdict)
        ends = [end for end in left.ends if end.verdict == verdict]
        if left.elsewhere and verdict == "not-applicable":  # surer than the gate, which may depend on what is missing
            ends = [end for end in ends if isinstance(end, Inapplicable)] or ends
        reason = _reason(ends, verdict=verdict)
        fix = _joined([end.outcome.fix for end in decided])
    return Finding(
        id=rule.id,
        text=rule.text,
        verdict=verdict,
        # Of several ways to end the weakest: a norm of ours that may be what decides is not called the law.
        force=max((end.outcome.force for end in decided), key=FORCES.index, default=rule.force),
        settled=max((end.outcome.settled for end in decided), key=SETTLED.index, default=rule.settled),
        reason=_filled(reason, answers=answers, facts=rulebook.facts, verdict=verdict),
        fix=fix,
        sources=rule.sources,
        missing=missing,
        counted=rule.counted,
        overdue=rule.review_on < rulebook.day,
    )


def _what_is_missing(left: Open, *, gate: Gate | None, facts: Facts) -> tuple[Words, Words]:
    """Reason and what to do. If only the gate is left open, what is behind it is said."""
    reason, fix = missing_said(facts, missing=left.missing), find_out()
    behind = [end for end in left.ends if not isinstance(end, Closed)]
    decided = [end.outcome for end in behind if isinstance(end, Decided)]
    if gate and gate.open and len(behind) < len(left.ends) and {end.verdict for end in behind} == {"does-not-meet"}:
        return _both(reason, gate.open[0].reason), _joined([fix, *(outcome.fix for outcome in decided)])
    return reason, fix


def _reason(ends: Sequence[End], *, verdict: Verdict) -> Words:
    """Of all that end with the verdict; where they differ, that it is the same whatever is answered."""
    reasons = list(dict.fromkeys(_reason_of(end) for end in ends))
    return reasons[0] if len(reasons) == 1 else any_answer(verdict)


def _reason_of(end: End) -> Words:
    match end:
        case Closed():
            return end.passage.reason
        case Inapplicable():
            return end.reason
        case Decided():
            reason = end.outcome.reason
            return reason if end.open is None else _both(reason, end.open.reason)


def _filled(reason: Words, *, answers: Mapping[str, Answer], facts: Facts, verdict: Verdict) -> Words:
    """With what was answered in the place of {fact}."""
    names = {name for text in (reason.nl, reason.en) for name in _PLACEHOLDER.findall(text)}
    if not names <= answers.keys():
        return any_answer(verdict)
    said = {name: answer_said(facts[name], answers[name]) for name in names}
    for name in names:
        unit, fits = facts[name].unit, unit_said(facts[name], answers[name])
        reason = Words(
            reason.nl.replace(f"{{{name}}} {unit.nl}", f"{{{name}}} {fits.nl}"),
            reason.en.replace(f"{{{name}}} {unit.en}", f"{{{name}}} {fits.en}"),
        )
    return Words(
        _PLACEHOLDER.sub(lambda found: said[found[1]].nl, reason.nl),
        _PLACEHOLDER.sub(lambda found: said[found[1]].en, reason.en),
    )


def _joined(texts: Sequence[Words]) -> Words:
    """Each once."""
    return reduce(_both, dict.fromkeys(text for text in texts if text), NO_WORDS)


def _both(first: Words, second: Words) -> Words:
    return Words(f"{first.nl} {second.nl}", f"{first.en} {second.en}") if first else second
