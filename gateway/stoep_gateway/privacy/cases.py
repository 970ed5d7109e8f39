"""The cases of a rulebook's rules, run: what an example is argued to be must be what the rule says."""

from collections.abc import Iterator

from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.rules import Rule
from stoep_gateway.privacy.verdicts import verdict_of


def failures(rulebook: Rulebook) -> Iterator[str]:
    """A line for each case of each rule that comes to another verdict."""
    for rule in rulebook.rules:
        yield from failures_of(rule, rulebook=rulebook)


def failures_of(rule: Rule, *, rulebook: Rulebook) -> Iterator[str]:
    """File, line, rule, case, what it must be and what it is."""
    for case in rule.cases:
        left = rulebook.logic.under(case.answers).open(rule)
        verdict = verdict_of(rule, left=left)
        if verdict != case.verdict:
            open_still = f", open: {', '.join(left.missing)}" if left.missing else ""
            said = f"must be {case.verdict}, is {verdict}{open_still}"
            yield f'{case.where}: rule "{rule.id}", case "{case.name}": {said}'
