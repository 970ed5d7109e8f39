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
from stoep_gateway.privacy.words import Language, Words

_TITLE = Words("Stukken over deze sensor", "Papers about this sensor")
_SIGN = Words("Bord om bij de sensor te hangen", "Sign to hang beside the sensor")
_SIGN_FILE, _DPV_FILE = "sign.html", "dpv.jsonld"


def report_files(subject: Subject, *, language: Language, sign_style: str) -> Mapping[str, str]:
    """Text by file name. sign_style: CSS of the sign."""
    files: dict[str, str] = {}
    listed: list[tuple[str, Words, int]] = []
    for paper, data in _papers(subject):
        beside = [f"{paper.name}.json"] + ([SCHEMA_FILE] if paper.name == "register" else [])
        files[f"{paper.name}.html"] = paper_html(paper, language=language, files=beside)
        files[f"{paper.name}.json"] = _json(data)
        listed.append((f"{paper.name}.html", paper.title, sum(1 for _ in paper.open_lines())))
    files[SCHEMA_FILE] = _json(schema())
    files[_DPV_FILE] = _json(dpv_json_ld(subject))
    sign = sign_of(subject)
    title = escape(sign.title.said(language))
    files[_SIGN_FILE] = page_html(title, sign_html(sign, heading="h1"), language=language, style=sign_style)
    listed.append((_SIGN_FILE, _SIGN, len(sign.open_lines)))
    return {"index.html": _index(subject, listed, language=language), **files}


def _papers(subject: Subject) -> Iterator[tuple[Paper, object]]:
    for paper in (assessment(subject), processing_row(subject), impact_draft(subject)):
        yield paper, paper_json(paper)
    yield register_paper(subject), register_entry(subject)
    yield data_chain_paper(subject), data_chain(subject)


def _index(subject: Subject, listed: list[tuple[str, Words, int]], *, language: Language) -> str:
    name = escape(common.name(subject).said(language))
    rows = "".join(_index_row(*each, language=language) for each in listed)
    programs = f'<p><a href="{_DPV_FILE}">{_DPV_FILE}</a> (W3C Data Privacy Vocabulary, JSON-LD)</p>'
    title = escape(_TITLE.said(language))
    about = escape(common.DRAFTED.said(language))
    body = f'<h1>{title}: {name}</h1><p class="about">{about}</p><dl>{rows}</dl>{programs}'
    return page_html(f"{title}: {name}", body, language=language)


def _index_row(file: str, title: Words, count: int, *, language: Language) -> str:
    link = f'<a href="{file}">{escape(title.said(language))}</a>'
    return f"<div><dt>{link}</dt><dd>{_open_words(count, language)}</dd></div>"


def _open_words(count: int, language: Language) -> str:
    if count == 0:
        return Words("Niets meer open.", "Nothing open.").said(language)
    many = Words(f"{count} vragen nog open.", f"{count} questions still open.")
    return (Words("1 vraag nog open.", "1 question still open.") if count == 1 else many).said(language)


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
