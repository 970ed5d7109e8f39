"""A chain under the rules: evidence wins, answers fill in, and each verdict says what it rests on."""

from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.inspection.inspect import Inspection
from stoep_gateway.inspection.judged import ANSWERS, BOTH, EVIDENCE, OPEN, judge
from stoep_gateway.inspection.records import Evidence, Finding, Seen
from stoep_gateway.inspection.report import as_json, as_lines
from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.rulebook import Rulebook, load
from support.inspected import CHAINS, PEOPLE

DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load(Path(__file__).parents[2] / "support" / "small_rulebook", on=DAY)


def looked(*evidence: Evidence, findings: tuple[Finding, ...] = ()) -> Inspection:
    return Inspection(now_s=1_795_675_500, chains=CHAINS, seen=Seen(evidence=evidence, findings=findings))


GROUPS = Evidence(fact="min_group", value=10, source="archive: 679 windows", chain="people")
OPERATOR: dict[str, Answer] = {"operator": "M"}


def test_a_rule_that_evidence_decides_says_by_which(rulebook: Rulebook) -> None:
    judged = judge(looked(GROUPS), chain=PEOPLE, answers=OPERATOR, rulebook=rulebook)
    assert judged.decisions["groups"].by in (EVIDENCE, BOTH)
    assert "min_group" in judged.decisions["groups"].facts
    assert judged.decisions["sold"].by == OPEN


def test_evidence_wins_over_an_answer_and_the_contradiction_is_told(rulebook: Rulebook) -> None:
    one = Evidence(fact="min_group", value=1, source="run.log:7", chain="people")
    judged = judge(looked(GROUPS, one), chain=PEOPLE, answers={"min_group": 10}, rulebook=rulebook)
    (contradiction,) = judged.contradictions
    assert (contradiction.found.value, contradiction.answered) == (1, 10)
    assert contradiction.found.sources[0] == "run.log:7"


def test_what_agrees_is_no_contradiction(rulebook: Rulebook) -> None:
    assert judge(looked(GROUPS), chain=PEOPLE, answers={"min_group": 10}, rulebook=rulebook).contradictions == ()


def test_facts_that_a_rulebook_does_not_have_or_allow_are_passed_over(rulebook: Rulebook) -> None:
    strange = Evidence(fact="colour", value="red", source="x")
    wrong = Evidence(fact="operator", value="nobody", source="x")
    assert judge(looked(strange, wrong), chain=PEOPLE, answers={}, rulebook=rulebook).found == {}


def test_only_answers_decide_is_said_too(rulebook: Rulebook) -> None:
    judged = judge(looked(), chain=PEOPLE, answers={"operator": "M", "min_group": 10}, rulebook=rulebook)
    assert judged.decisions["groups"].by in (ANSWERS, OPEN)


def test_json_and_text_tell_fact_value_and_from(rulebook: Rulebook) -> None:
    finding = Finding(rule="gdpr.small-counts", where="run.log:7", what="a number", chain="people")
    inspection = looked(GROUPS, findings=(finding,))
    judged = (judge(inspection, chain=PEOPLE, answers=OPERATOR, rulebook=rulebook),)
    told = as_json(inspection, gateway="test", judged=judged, day=DAY, language="en")
    (chain,) = told["chains"]  # type: ignore[misc]
    assert chain["evidence"] == [{"fact": "min_group", "value": 10, "from": "archive: 679 windows"}]
    assert chain["answers"] == [{"fact": "operator", "value": "M"}]
    assert chain["findings"] == [{"rule": "gdpr.small-counts", "where": "run.log:7", "what": "a number"}]
    assert {rule["id"] for rule in chain["rules"]} == {rule.id for rule in rulebook.rules}
    assert all({"verdict", "by", "facts"} <= rule.keys() for rule in chain["rules"])
    text = "\n".join(as_lines(inspection, gateway="test", judged=judged, rulebook=rulebook, language="nl"))
    assert "gdpr.small-counts: run.log:7: a number" in text
    assert "min_group = 10: archive: 679 windows" in text
    assert "De uitkomst volgt uit wat hier is gezien en geantwoord" in text


def test_what_is_left_of_devices_that_are_gone_is_told_at_every_chain(rulebook: Rulebook) -> None:
    left = Finding(rule="gdpr.small-counts", where="archive", what="3 raw counts", chain="canary")
    other = Finding(rule="gdpr.keep-rest", where="archive", what="no term", chain="soil")
    judged = judge(looked(findings=(left, other)), chain=PEOPLE, answers={}, rulebook=rulebook)
    assert judged.findings == (left,)
