"""A scenario's outcome as JUnit XML: one test case for each promise, so that a CI server shows which one broke."""

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as Xml

from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.promises import Verdict
from stoep_simulators.scenarios.records import Scenario

_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


def as_junit(outcome: Outcome, *, verdicts: Sequence[Verdict], command: str) -> bytes:
    """The whole file. Properties: what reproduces it; system-out: the accounts, then the command."""
    root, suite = _suite(
        outcome.scenario,
        tests=len(verdicts),
        failures=sum(bool(verdict.broken) for verdict in verdicts),
        real_s=outcome.real_s,
        told={"rows_sha256": outcome.rows_sha256, "command": command},
    )
    for verdict in verdicts:
        case = _case(suite, outcome.scenario, name=verdict.promise)
        if verdict.broken:
            failure = Xml.SubElement(case, "failure", {"message": _clean(verdict.broken)})
            failure.text = _clean(f"{verdict.broken}\nthe same again: {command}")
    Xml.SubElement(suite, "system-out").text = _clean(f"{outcome.accounts_table}\nthe same again: {command}")
    return _written(root)


def unplayed_junit(scenario: Scenario, *, why: str, command: str) -> bytes:
    """The whole file of a scenario that was not played to its end: one test case with an error."""
    root, suite = _suite(scenario, tests=1, errors=1, told={"command": command})
    error = Xml.SubElement(_case(suite, scenario, name="it is played to its end"), "error", {"message": _clean(why)})
    error.text = _clean(f"{why}\nthe same again: {command}")
    return _written(root)


def _suite(
    scenario: Scenario, *, tests: int, told: Mapping[str, str], failures: int = 0, errors: int = 0, real_s: float = 0.0
) -> tuple[Xml.Element, Xml.Element]:
    """The root and its only suite. told: properties beside the seed."""
    counts = {"tests": str(tests), "failures": str(failures), "errors": str(errors), "time": f"{real_s:.1f}"}
    root = Xml.Element("testsuites", counts)
    name = f"stoep simulate {_clean(scenario.title)}"
    suite = Xml.SubElement(root, "testsuite", {"name": name, **counts, "skipped": "0"})
    properties = Xml.SubElement(suite, "properties")
    for key, value in {"seed": str(scenario.seed), **told}.items():
        Xml.SubElement(properties, "property", {"name": key, "value": _clean(value)})
    return root, suite


def _case(suite: Xml.Element, scenario: Scenario, *, name: str) -> Xml.Element:
    return Xml.SubElement(
        suite, "testcase", {"classname": f"stoep.{_clean(scenario.title)}", "name": name, "time": "0"}
    )


def _written(root: Xml.Element) -> bytes:
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
