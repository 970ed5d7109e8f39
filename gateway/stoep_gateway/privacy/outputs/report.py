"""Everything that is made from one description, as files of a folder."""

import json
from collections.abc import Iterator, Mapping
from html import escape

from stoep_gateway.privacy.outputs import common
from stoep_gateway.privacy.outputs.assessment import assessment
from stoep_gateway.privacy.outputs.dpv import dpv_json_ld
from stoep_gateway.privacy.outputs.dtpr import data_chain, data_chain_paper
from stoep_gateway.privacy.outputs.html import page_html, paper_html, sign_html
from stoep_gateway.privacy.outputs.impact import impact_draft
from stoep_gateway.privacy.outputs.paper import Paper, paper_json
from stoep_gateway.privacy.outputs.processing import processing_row
from stoep_gateway.privacy.outputs.register import SCHEMA_FILE, register_entry, register_paper, schema
from stoep_gateway.privacy.outputs.sign import sign_of
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.outputs.verdict_lines import counted
from stoep_gateway.privacy.words import Language, Words

_TITLE = Words("Stukken over deze sensor", "Papers about this sensor")
_SIGN = Words("Bord om bij de sensor te hangen", "Sign to hang beside the sensor")
_CHECK = Words("Controle aan de regels", "Check against the rules")
_SIGN_FILE, _DPV_FILE, _CHECK_FILE = "sign.html", "dpv.jsonld", "check.html"


def report_files(subject: Subject, *, language: Language, sign_style: str, check_page: str) -> Mapping[str, str]:
    """Text by file name. sign_style: CSS of the sign. check_page: HTML of the check."""
    files: dict[str, str] = {}
    listed: list[tuple[str, Words, Words]] = []
    for paper, data in papers(subject):
        beside = [f"{paper.name}.json"] + ([SCHEMA_FILE] if paper.name == "register" else [])
        files[f"{paper.name}.html"] = paper_html(paper, language=language, files=beside)
        files[f"{paper.name}.json"] = _json(data)
        listed.append((f"{paper.name}.html", paper.title, _open_said(sum(1 for _ in paper.open_lines()))))
    files[SCHEMA_FILE] = _json(schema())
    files[_DPV_FILE] = _json(dpv_json_ld(subject))
    sign = sign_of(subject)
    title = escape(sign.title.said(language))
    files[_SIGN_FILE] = page_html(title, sign_html(sign, heading="h1"), language=language, style=sign_style)
    listed.append((_SIGN_FILE, _SIGN, _open_said(len(sign.open_lines))))
    files[_CHECK_FILE] = check_page
    listed.append((_CHECK_FILE, _CHECK, counted(subject).text))
    return {"index.html": _index(subject, listed, language=language), **files}


def papers(subject: Subject) -> Iterator[tuple[Paper, object]]:
    """Those to read, each with the same for programs."""
    for paper in (assessment(subject), processing_row(subject), impact_draft(subject)):
        yield paper, paper_json(paper)
    yield register_paper(subject), register_entry(subject)
    yield data_chain_paper(subject), data_chain(subject)


def _index(subject: Subject, listed: list[tuple[str, Words, Words]], *, language: Language) -> str:
    name = escape(common.name(subject).said(language))
    rows = "".join(_index_row(*each, language=language) for each in listed)
    programs = f'<p><a href="{_DPV_FILE}">{_DPV_FILE}</a> (W3C Data Privacy Vocabulary, JSON-LD)</p>'
    title = escape(_TITLE.said(language))
    about = escape(common.DRAFTED.said(language))
    body = f'<h1>{title}: {name}</h1><p class="about">{about}</p><dl>{rows}</dl>{programs}'
    return page_html(f"{title}: {name}", body, language=language)


def _index_row(file: str, title: Words, note: Words, *, language: Language) -> str:
    link = f'<a href="{file}">{escape(title.said(language))}</a>'
    return f"<div><dt>{link}</dt><dd>{note.said(language)}</dd></div>"


def _open_said(count: int) -> Words:
    if count == 0:
        return Words("Niets meer open.", "Nothing open.")
    if count == 1:
        return Words("1 vraag nog open.", "1 question still open.")
    return Words(f"{count} vragen nog open.", f"{count} questions still open.")


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
