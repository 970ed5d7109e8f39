"""What the check says, as lines of a paper: how many rules, and each that is not met or not decided."""

from collections.abc import Iterator

from stoep_gateway.privacy.outputs.paper import Line
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.verdicts import Finding
from stoep_gateway.privacy.words import Words

_FORCES = {
    "law": Words("wet", "law"),
    "case-law": Words("uitspraak van een rechter", "case law"),
    "guidance": Words("advies van een toezichthouder", "guidance of a regulator"),
    "standard": Words("norm", "standard"),
    "own-norm": Words("advies van dit hulpmiddel, geen wet", "advice of this tool, not law"),
}


def counted(subject: Subject) -> Line:
    """One line without a verdict on the whole: there is none."""
    counts = subject.result.counts
    return Line(
        label=Words("Uit de controle", "From the check"),
        text=Words(
            f"{counts.meets} regels voldoen, {counts.does_not_meet} niet, {counts.unknown} zijn nog niet te zeggen.",
            f"{counts.meets} rules are met, {counts.does_not_meet} not, {counts.unknown} cannot be told yet.",
        ),
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
    force = _FORCES[finding.force]
    return Words(f"{finding.text.nl} ({force.nl}, {finding.id})", f"{finding.text.en} ({force.en}, {finding.id})")


def _with_fix(finding: Finding) -> Words:
    return Words(f"{finding.reason.nl} {finding.fix.nl}".strip(), f"{finding.reason.en} {finding.fix.en}".strip())
