"""Devices of examples/privacy against the rules that stoep ships: as argued from the sources, and never as law what is
none.
"""

import json
from collections.abc import Mapping

import pytest

from stoep_gateway.commands.main import main
from stoep_gateway.privacy import rulebook as rulebooks
from stoep_gateway.privacy.answers import Answers, read
from stoep_gateway.privacy.rulebook import Rulebook
from stoep_gateway.privacy.rules import VERDICTS
from stoep_gateway.privacy.verdicts import Result, check
from support.repository import ROOT
from support.worked_examples import WorkedExample, argued_names, worked_examples

EXAMPLES = {example.name: example for example in worked_examples()}
OWN_NORMS = ("gdpr.small-counts", "gdpr.compare-k")
each_example = pytest.mark.parametrize("example", EXAMPLES.values(), ids=list(EXAMPLES))


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    (day,) = {example.on for example in EXAMPLES.values()}
    return rulebooks.load(on=day)


@pytest.fixture(scope="module")
def results(rulebook: Rulebook) -> Mapping[str, Result]:
    return {name: check(rulebook, read_example(example, rulebook=rulebook)) for name, example in EXAMPLES.items()}


def read_example(example: WorkedExample, *, rulebook: Rulebook) -> Answers:
    return read(example.device.read_text(encoding="utf-8"), name=example.name, rulebook=rulebook)


def test_every_device_has_its_arguments_and_every_argument_its_device() -> None:
    assert argued_names() == set(EXAMPLES)
    assert len(EXAMPLES) >= 14


@each_example
def test_every_rule_is_argued(example: WorkedExample, rulebook: Rulebook) -> None:
    assert set(example.argued) == {rule.id for rule in rulebook.rules}
    assert {argued.verdict for argued in example.argued.values()} <= set(VERDICTS)
    assert all(len(argued.why.split()) >= 3 for argued in example.argued.values())


@each_example
def test_the_tool_says_what_was_argued(example: WorkedExample, results: Mapping[str, Result]) -> None:
    said = {finding.id: finding.verdict for finding in results[example.name].findings}
    assert said == {rule: argued.verdict for rule, argued in example.argued.items()}


@each_example
def test_what_was_argued_to_be_missing_is_named(example: WorkedExample, results: Mapping[str, Result]) -> None:
    for rule, argued in example.argued.items():
        assert argued.missing <= set(results[example.name].of(rule).missing), rule


@each_example
def test_our_own_norms_are_never_called_the_law(example: WorkedExample, results: Mapping[str, Result]) -> None:
    for rule in OWN_NORMS:
        assert results[example.name].of(rule).force == "own-norm"


@each_example
def test_the_command_says_the_same(
    example: WorkedExample, results: Mapping[str, Result], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["privacy", "check", str(example.device), "--json", "--date", example.on.isoformat()])
    told = json.loads(capsys.readouterr().out)
    result = results[example.name]
    assert [(rule["id"], rule["verdict"], rule["missing"]) for rule in told["rules"]] == [
        (finding.id, finding.verdict, list(finding.missing)) for finding in result.findings
    ]
    assert code == int(result.counts.does_not_meet > 0)


def test_one_minute_is_no_one_minutes(results: Mapping[str, Result]) -> None:
    reason = results["people-counter-quiet"].of("gdpr.small-counts").reason
    assert "per 1 minuut." in reason.nl
    assert "per 1 minute." in reason.en


@each_example
def test_the_docs_count_what_the_tool_counts(example: WorkedExample, results: Mapping[str, Result]) -> None:
    counts = results[example.name].counts
    docs = (ROOT / "docs" / "privacy-check.md").read_text(encoding="utf-8")
    (row,) = [line for line in docs.splitlines() if line.startswith(f"| [{example.name}](")]
    assert row.endswith(f" | {counts.meets} | {counts.does_not_meet} | {counts.unknown} |")
