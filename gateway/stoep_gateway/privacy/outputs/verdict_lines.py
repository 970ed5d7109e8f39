"""What the check says, as lines of a paper: how many rules, and each that is not met or not decided."""

from collections.abc import Iterator

from stoep_gateway.privacy.outputs.paper import Line
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.say import counts_said, force_said
from stoep_gateway.privacy.verdicts import Finding
from stoep_gateway.privacy.words import Words


def counted(subject: Subject) -> Line:
    """One line without a verdict on the whole: there is none."""
    counts = subject.result.counts
    return Line(
        label=Words("Uit de controle", "From the check"),
        text=counts_said(meets=counts.meets, does_not_meet=counts.does_not_meet, unknown=counts.unknown),
    )


def not_met(subject: Subject) -> Iterator[Line]:
    """Each counted rule that does not meet, with what to change; then each that cannot be told, which is open."""
    findings = [finding for finding in subject.result.findings if finding.counted]
    for finding in findings:
        if finding.verdict == "does-not-meet":
            yield Line(label=_label(finding), text=_with_fix(finding))
    for finding in findings:
        if finding.verdict == "unknown":
            yield Line(label=_label(finding), asks=_with_fix(finding))


def _label(finding: Finding) -> Words:
    force = force_said(finding.force)
    return Words(f"{finding.text.nl} ({force.nl}, {finding.id})", f"{finding.text.en} ({force.en}, {finding.id})")


def _with_fix(finding: Finding) -> Words:
    return Words(f"{finding.reason.nl} {finding.fix.nl}".strip(), f"{finding.reason.en} {finding.fix.en}".strip())
