"""A scenario's outcome as JUnit XML: one test case for each promise, so that a CI server shows which one broke."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.promises import Verdict

_NOT_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2


def as_junit(outcome: Outcome, *, verdicts: Sequence[Verdict], command: str) -> bytes:
    """The whole file. Properties: what reproduces it; system-out: the accounts, then the command."""
    scenario, title = outcome.scenario, _clean(outcome.scenario.title)
    counts = {
        "tests": str(len(verdicts)),
        "failures": str(sum(bool(verdict.broken) for verdict in verdicts)),
        "errors": "0",
        "time": f"{outcome.real_s:.1f}",
    }
    root = Xml.Element("testsuites", counts)
    suite = Xml.SubElement(root, "testsuite", {"name": f"stoep simulate {title}", **counts, "skipped": "0"})
    properties = Xml.SubElement(suite, "properties")
    for name, value in (("seed", scenario.seed), ("rows_sha256", outcome.rows_sha256), ("command", command)):
        Xml.SubElement(properties, "property", {"name": name, "value": _clean(str(value))})
    for verdict in verdicts:
        case = Xml.SubElement(suite, "testcase", {"classname": f"stoep.{title}", "name": verdict.promise, "time": "0"})
        if verdict.broken:
            failure = Xml.SubElement(case, "failure", {"message": _clean(verdict.broken)})
            failure.text = _clean(f"{verdict.broken}\nthe same again: {command}")
    Xml.SubElement(suite, "system-out").text = _clean(f"{outcome.accounts_table}\nthe same again: {command}")
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
