"""What a scenario came to is told as text, JSON, JUnit XML and a page; each broken promise is found and named."""

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from stoep_simulators.scenarios.junit import as_junit, unplayed_junit
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.page import as_page
from stoep_simulators.scenarios.promises import verdicts
from stoep_simulators.scenarios.records import FAULTS, Fault
from stoep_simulators.scenarios.report import as_json, as_text, told
from support.scenario_outcome import ACCOUNTS, GARDEN, GATE, OUTCOME, SCENARIO

COMMAND = "stoep simulate street.toml --seed 7"


def changed(**changes: Any) -> Outcome:
    return replace(OUTCOME, accounts={**ACCOUNTS, **changes})


def lives(**changes: Any) -> Outcome:
    return changed(lives=[{**ACCOUNTS["lives"][0], **changes}, ACCOUNTS["lives"][1]])


def parsed(written: bytes) -> Xml.Element:
    return Xml.fromstring(written)  # noqa: S314 - what was just written here


def test_every_promise_holds_in_a_good_run() -> None:
    assert [verdict.broken for verdict in verdicts(OUTCOME)] == [""] * 7


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        (lives(kept=2), "every row arrived once: rows missing: garden-1 1"),
        (lives(kept=4), "every row arrived once: rows missing: garden-1 -1"),
        (changed(start={"open": 0}), "every row arrived once: 1 rows of people counts are missing"),
        (
            lives(kept=2, absent=1),
            "no row was lost or refused without a reason: rows lost, and no device says why: garden-1 1",
        ),
        (
            lives(kept=2, dropped=1),
            "no row was lost or refused without a reason: "
            "rows dropped by rings that cannot have been full: garden-1 1 (explained: 0)",
        ),
        (
            lives(kept=2, rejected={"order": 1}),
            "no row was lost or refused without a reason: rows refused: garden-1 (order) 1",
        ),
        (
            replace(
                OUTCOME,
                scenario=replace(SCENARIO, faults=(replace(SCENARIO.faults[0], devices=frozenset({"garden-1"})),)),
            ),
            "no row was lost or refused without a reason: rows refused: gate-1 (no time) 1",
        ),
        (
            changed(backends=[{**ACCOUNTS["backends"][0], "dead": 2}]),
            "every observation was delivered: archive: 2 observations dead",
        ),
        (changed(balanced=False), "the accounts balance: they do not: see the accounts below"),
        (
            replace(OUTCOME, devices=(replace(GARDEN, met_s=(3_600, 86_399)), GATE)),
            "every device said all that it had: no good conversation after the end: garden-1",
        ),
        (
            replace(OUTCOME, updates=(("gate-1", "downloading"), ("garden-1", "running"))),
            "every update that was cut half-way runs: not so: gate-1 (downloading)",
        ),
        (
            replace(OUTCOME, devices=(replace(GARDEN, met_s=(86_500,)), GATE)),
            "no row was older than 2 h: older on delivery: garden-1 1 d 1 m 40 s",
        ),
    ],
)
def test_a_broken_promise_is_found_and_named(outcome: Outcome, found: str) -> None:
    assert [f"{verdict.promise}: {verdict.broken}" for verdict in verdicts(outcome) if verdict.broken] == [found]


def test_a_row_that_never_arrived_is_as_old_as_it_became() -> None:
    assert replace(GARDEN, met_s=(3_600,)).oldest_s == 3_600
    assert replace(GARDEN, met_s=()).oldest_s == 86_000


def test_the_text_ends_with_the_accounts_and_the_command() -> None:
    text = as_text(OUTCOME, verdicts=verdicts(OUTCOME), command=COMMAND)
    assert text.startswith(
        "street: 2 devices (1 soil on the VM, 1 people), 1 d, seed 7\n  power-cut at 2 h for 1 h: gate-1"
    )
    assert text.endswith(f"\n\nrows of 2 lives up to their floor\n\nthe same again: {COMMAND}")
    assert "ok      every row arrived once\n" in text


def test_the_text_names_what_failed() -> None:
    broken = lives(kept=2)
    assert "FAILED  every row arrived once: rows missing: garden-1 1\n" in as_text(
        broken, verdicts=verdicts(broken), command=COMMAND
    )


def test_the_json_says_the_same() -> None:
    told = json.loads(json.dumps(as_json(OUTCOME, verdicts=verdicts(OUTCOME), command=COMMAND)))
    assert (told["seed"], told["rows"], told["rows_sha256"], told["virtual_to_real"]) == (7, 7, "ab" * 32, 8_640)
    assert told["promises"][0] == {"promise": "every row arrived once", "holds": True, "found": ""}
    assert [device["oldest_s"] for device in told["devices"]] == [3_600, 180]
    assert (told["command"], told["accounts"]) == (COMMAND, ACCOUNTS)


def test_junit_has_a_test_case_for_each_promise() -> None:
    broken = lives(kept=2)
    root = parsed(as_junit(broken, verdicts=verdicts(broken), command=COMMAND))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures")) == ("7", "1")
    failures = {case.get("name"): case.find("failure") for case in suite.iter("testcase")}
    assert len(failures) == 7
    (failed,) = [failure for failure in failures.values() if failure is not None]
    assert failed.get("message") == "rows missing: garden-1 1"
    assert (suite.findtext("system-out") or "").endswith(f"the same again: {COMMAND}")


def test_junit_of_a_scenario_that_was_not_played_has_an_error() -> None:
    root = parsed(unplayed_junit(SCENARIO, why="soil-1: the VM ended", command=COMMAND))
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("1", "0", "1")
    (error,) = suite.iter("error")
    assert error.get("message") == "soil-1: the VM ended"
    assert (error.text or "").endswith(f"the same again: {COMMAND}")


def test_junit_leaves_out_what_xml_cannot_hold() -> None:
    odd = replace(OUTCOME, scenario=replace(SCENARIO, title="a\x01\udcff"), accounts_table="a\x00b < c")
    root = parsed(as_junit(odd, verdicts=verdicts(odd), command=COMMAND))
    assert (root[0].findtext("system-out") or "").startswith("a�b < c")
    assert root[0].get("name") == "stoep simulate a��"


def test_the_page_has_a_picture_for_each_device_and_needs_nothing_else() -> None:
    page = as_page(OUTCOME, verdicts=verdicts(OUTCOME), command=COMMAND)
    assert page.count("<svg") == page.count('class="delivered"') == 2
    assert page.count("power-cut at 2 h for 1 h: gate-1</title>") == 1
    assert "://" not in page
    assert page.index("<h2>Accounts</h2>") < page.index(COMMAND)


def test_the_page_begins_with_what_came_of_it() -> None:
    assert "<p>All 7 promises hold.</p>" in as_page(OUTCOME, verdicts=verdicts(OUTCOME), command=COMMAND)
    bad = changed(balanced=False)
    assert ">1 of 7 promises is broken.</p>" in as_page(bad, verdicts=verdicts(bad), command=COMMAND)


def test_a_moment_is_at_one_place_in_all_pictures() -> None:
    fault = Fault(kind="gateway-away", at_s=3_600, for_s=600)
    late = replace(GARDEN, met_s=(*GARDEN.met_s, 130_000))
    played = replace(OUTCOME, devices=(late, GATE), scenario=replace(SCENARIO, faults=(fault,)))
    page = as_page(played, verdicts=verdicts(played), command=COMMAND)
    assert len(re.findall(r'<rect x="[\d.]+"', page)) == 2
    assert len(set(re.findall(r'<rect x="[\d.]+"', page))) == 1


def test_every_kind_of_fault_has_a_colour_of_its_own_on_the_page() -> None:
    faults = tuple(Fault(kind=kind, at_s=3_600, for_s=600, devices=frozenset({"gate-1"})) for kind in FAULTS)
    played = replace(OUTCOME, scenario=replace(SCENARIO, faults=faults))
    page = as_page(played, verdicts=verdicts(played), command=COMMAND)
    key = dict(re.findall(r'<span style="background:(#\w+)">([a-z-]+)</span>', page))
    assert tuple(key.values()) == FAULTS


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(kind="clock-drift", at_s=0, for_s=60, ppm=-1_500), "clock-drift by -1,500 ppm at 0 s for 1 m"),
        (
            Fault(kind="power-cut", at_s=0, for_s=60, mid_conversation=True),
            "power-cut in mid-conversation at 0 s for 1 m",
        ),
    ],
)
def test_a_fault_is_told_with_what_is_its_own(fault: Fault, said: str) -> None:
    assert told(replace(fault, devices=frozenset({"gate-1"}))) == f"{said}: gate-1"


def test_the_page_escapes_what_it_shows() -> None:
    page = as_page(OUTCOME, verdicts=verdicts(OUTCOME), command="stoep simulate '<b>.toml'")
    assert "<b>" not in page
