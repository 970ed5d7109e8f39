"""What an inspection found, for readers: as JSON, and as lines. Never a value of a person, a password or a key."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.inspect import Inspection
from stoep_gateway.inspection.judged import Judged, as_toml
from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.report import HEADINGS, as_object, grouped
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.say import FROM_A_LOOK, counts_said, day_said, disclaimer
from stoep_gateway.privacy.verdicts import Finding as Ruled
from stoep_gateway.privacy.words import Language

_BRIEF = "not-applicable"


def as_json(
    inspection: Inspection, *, gateway: str, judged: tuple[Judged, ...], day: date, language: Language
) -> dict[str, object]:
    """A chain is what `stoep privacy check DEVICE --json` gives, and what its facts rest on."""
    return {
        "gateway": gateway,
        "inspected_at": datetime.fromtimestamp(inspection.now_s, UTC).isoformat(),
        "looks": [{"name": look.name, "told": look.told, "done": look.is_done} for look in inspection.seen.looks],
        "chains": [_chain(each, day=day, language=language) for each in judged],
    }


def as_lines(
    inspection: Inspection, *, gateway: str, judged: tuple[Judged, ...], rulebook: Rulebook, language: Language
) -> Iterator[str]:
    """Text in English; what the rules say in the language."""
    at = f"{datetime.fromtimestamp(inspection.now_s, UTC):%Y-%m-%d %H:%M} UTC"
    yield f"{gateway}, looked at on {at}. By the rules that hold on {day_said(rulebook.day).en}."
    yield ""
    yield "LOOKED AT"
    for look in inspection.seen.looks:
        yield f"  {'' if look.is_done else 'NOT: '}{look.name}: {look.told}"
    for each in judged:
        yield ""
        yield from _lines(each, language=language)
    yield ""
    yield disclaimer(rulebook.checked_on, rests_on=FROM_A_LOOK).said(language)


def _chain(judged: Judged, *, day: date, language: Language) -> dict[str, object]:
    told = as_object(judged.result, device=judged.chain.name, day=day, language=language)
    rules = [{**rule, **_why(judged, rule=str(rule["id"]))} for rule in _rules(told)]
    return {
        **told,
        "devices": [device.name for device in judged.chain.devices],
        "rules": rules,
        "evidence": [
            {"fact": found.fact, "value": as_toml(found.value), "from": "; also: ".join(found.sources)}
            for found in judged.found.values()
        ],
        "answers": [{"fact": fact, "value": _shown(answer)} for fact, answer in judged.answered.items()],
        "contradictions": [
            {
                "fact": each.fact,
                "found": as_toml(each.found.value),
                "answered": _shown(each.answered),
                "from": each.found.sources[0],
            }
            for each in judged.contradictions
        ],
        "findings": [{"rule": each.rule, "where": each.where, "what": each.what} for each in judged.findings],
    }


def _why(judged: Judged, *, rule: str) -> dict[str, object]:
    decision = judged.decisions[rule]
    return {"by": decision.by, "facts": list(decision.facts)}


def _rules(told: dict[str, object]) -> list[dict[str, object]]:
    rules = told["rules"]
    return [rule for rule in rules if isinstance(rule, dict)] if isinstance(rules, list) else []


def _lines(judged: Judged, *, language: Language) -> Iterator[str]:
    chain, counts = judged.chain, judged.result.counts
    yield f"{chain.name.upper()}: {counted(len(chain.devices), 'device')}"
    line = counts_said(meets=counts.meets, does_not_meet=counts.does_not_meet, unknown=counts.unknown)
    yield f"  {line.said(language)}"
    if judged.findings:
        yield "  FOUND, and should not be"
        for found in judged.findings:
            yield f"    {found.rule}: {found.where}: {found.what}"
    for each in judged.contradictions:
        said, found_here = _shown(each.answered), as_toml(each.found.value)
        yield f"  ANSWERED {each.fact} = {said}, FOUND {found_here}: {each.found.sources[0]}"
    for name, findings in grouped(judged.result):
        yield f"  {HEADINGS[name].said(language)}"
        if name == _BRIEF:
            yield f"    {', '.join(finding.id for finding in findings)}"
            continue
        for finding in findings:
            yield from _rule(finding, judged=judged, language=language)


def _rule(finding: Ruled, *, judged: Judged, language: Language) -> Iterator[str]:
    decision = judged.decisions[finding.id]
    yield f"    {finding.id}: {finding.text.said(language)}"
    yield f"      {finding.reason.said(language)} (by {decision.by})"
    if finding.verdict != "meets" and finding.fix:
        yield f"      {finding.fix.said(language)}"
    for fact in decision.facts:
        if fact in judged.found:
            found = judged.found[fact]
            yield f"      - {fact} = {as_toml(found.value)}: {found.sources[0]}"
        else:
            yield f"      - {fact} = {_shown(judged.answered[fact])}: answered, not measured"
    if len(finding.missing) > 1:
        yield f"      missing: {', '.join(finding.missing)}"


def _shown(answer: Answer) -> object:
    return answer.isoformat() if isinstance(answer, date) else as_toml(answer)
