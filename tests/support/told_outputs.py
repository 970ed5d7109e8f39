"""Every output of one description as text, by name: what a test may look for in them."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache

from stoep_gateway.privacy.outputs.dpv import dpv_json_ld
from stoep_gateway.privacy.outputs.dtpr import data_chain
from stoep_gateway.privacy.outputs.html import paper_html, sign_html
from stoep_gateway.privacy.outputs.register import register_entry, register_paper
from stoep_gateway.privacy.outputs.report import papers
from stoep_gateway.privacy.outputs.sign import sign_of
from stoep_gateway.privacy.outputs.subject import Subject, subject_of
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.source import Description, read
from support.repository import ROOT

DAY = date(2026, 11, 26)
EXAMPLES = sorted((ROOT / "examples" / "privacy").glob("source-*.toml"))


@cache
def rulebook() -> Rulebook:
    """The shipped one, of DAY."""
    return load(on=DAY)


def example(stem: str) -> Description:
    """Of examples/privacy."""
    path = ROOT / "examples" / "privacy" / f"{stem}.toml"
    return read(path.read_text(encoding="utf-8"), name=path.name, facts=rulebook().facts)


def subject(description: Description) -> Subject:
    """Held against the shipped rules."""
    return subject_of(description, rulebook=rulebook())


def texts(description: Description) -> Mapping[str, str]:
    """As people and programs get them, in both languages."""
    of = subject(description)
    found = {
        paper.name: json.dumps(data, ensure_ascii=False) + paper_html(paper, language="nl")
        for paper, data in papers(of)
    }
    return found | {
        "register": json.dumps(register_entry(of), ensure_ascii=False) + paper_html(register_paper(of), language="en"),
        "dtpr": json.dumps(data_chain(of), ensure_ascii=False),
        "dpv": json.dumps(dpv_json_ld(of), ensure_ascii=False),
        "sign": sign_html(sign_of(of)),
    }
