"""The cases of a rulebook's rules, run: what an example is argued to be must be what the rule says."""

from collections.abc import Iterator

from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.verdicts import check


def failures(rulebook: Rulebook) -> Iterator[str]:
    """A line for each case whose verdict is another one: file, line, rule, case, what it came to."""
    for rule in rulebook.rules:
        for case in rule.cases:
            finding = check(rulebook, case.answers).of(rule.id)
            if finding.verdict != case.verdict:
                missing = f" (missing: {', '.join(finding.missing)})" if finding.missing else ""
                yield (
                    f'{case.where}: rule "{rule.id}", case "{case.name}": must be {case.verdict},'
                    f" is {finding.verdict}{missing}: {finding.reason.en}"
                )
