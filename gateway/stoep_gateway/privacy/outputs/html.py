"""Papers as HTML of their own: one file, no script, nothing from elsewhere, and fit to print."""

from collections.abc import Sequence
from html import escape

from stoep_gateway.privacy.outputs.paper import Line, Paper, Section
from stoep_gateway.privacy.outputs.qr import qr_svg
from stoep_gateway.privacy.outputs.sign import Sign
from stoep_gateway.privacy.words import LANGUAGES, Language, Words

_OPEN = Words("Nog open", "Still open")
_BACK = Words("Alle stukken", "All papers")
_WRITE = Words("Vul hier in", "Write here")
_SCAN = Words("Meer weten? Scan de code of ga naar:", "More? Scan the code or go to:")
_CODE = Words("Code naar de pagina van deze sensor", "Code to the page of this sensor")
# Of both languages: from how many characters on a sign is printed smaller, so that it still fits A4 and A5. Measured.
_LONG_CHARS = ((600, "sign long"), (1400, "sign longer"), (3400, "sign longest"))
_STYLE = """
:root { color-scheme: light; --ink: #20262a; --muted: #53595c; --joint: #c3bdb0; --brick: #943720; }
body { font: 16px/1.5 Seravek, "Source Sans 3", Ubuntu, Calibri, "DejaVu Sans", sans-serif; color: var(--ink);
  background: #fff; margin: 2rem auto; max-width: 50rem; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 2rem; line-height: 1.15; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 1.75rem 0 .4rem; break-after: avoid; }
.about { border-left: 6px solid var(--brick); padding: .4rem 1rem; }
dl { margin: 0; } dl div { display: grid; grid-template-columns: 14rem 1fr; gap: .1rem 1rem; padding: .3rem 0;
  border-top: 1px solid var(--joint); break-inside: avoid; }
dt { color: var(--muted); } dd { margin: 0; } .open { font-weight: 700; } .open b { color: var(--brick); }
pre { overflow-x: auto; font-size: 13px; } a { color: inherit; }
@media (max-width: 34rem) { dl div { grid-template-columns: 1fr; } }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } nav { display: none; } @page { margin: 16mm; } }
"""


def paper_html(paper: Paper, *, language: Language, files: Sequence[str] = ()) -> str:
    """files: names of the same for programs, to link to."""
    sections = "".join(_section(section, language=language) for section in paper.sections)
    links = " ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in files)
    nav = f'<nav><p><a href="index.html">{_BACK.said(language)}</a> {links}</p></nav>'
    title, about = escape(paper.title.said(language)), escape(paper.about.said(language))
    return page_html(title, f'{nav}<h1>{title}</h1><p class="about">{about}</p>{sections}', language=language)


def page_html(title: str, body: str, *, language: Language, style: str = _STYLE) -> str:
    """title, body: HTML already."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head>\n'
        f"<body><main>{body}</main></body></html>\n"
    )


def sign_html(sign: Sign, *, languages: Sequence[Language] = LANGUAGES, heading: str = "h2") -> str:
    """An <article>: each language in a part of its own, then the code and the address. Its style is elsewhere.

    heading: of the first part, "h1" on a page of its own.
    """
    headings = (heading, *("h2" for _ in languages[1:]))
    parts = "".join(
        _sign_part(sign, language=language, heading=each) for language, each in zip(languages, headings, strict=True)
    )
    return f'<article class="{_sign_class(sign)}">{parts}{_sign_foot(sign, languages=languages)}</article>'


def _sign_class(sign: Sign) -> str:
    """More words are printed smaller, so that each sign is one sheet."""
    chars = sum(len(line.text.nl) + len(line.text.en) for line in sign.lines)
    return [name for least, name in ((0, "sign"), *_LONG_CHARS) if chars >= least][-1]


def _sign_part(sign: Sign, *, language: Language, heading: str) -> str:
    promises = "".join(f"<li>{escape(each.said(language))}</li>" for each in sign.promises)
    rows = "".join(_sign_row(line, language=language) for line in sign.lines)
    return (
        f'<section lang="{language}"><{heading}>{escape(sign.title.said(language))}</{heading}>'
        f'<p class="name">{escape(sign.name.said(language))}</p><ul>{promises}</ul><dl>{rows}</dl></section>'
    )


def _sign_row(line: Line, *, language: Language) -> str:
    label, text = escape(line.label.said(language)), escape(line.text.said(language))
    if line.is_open:
        text = f'<span class="blank">{_WRITE.said(language)}</span>'
    return f"<div><dt>{label}</dt><dd>{text}</dd></div>"


def _sign_foot(sign: Sign, *, languages: Sequence[Language]) -> str:
    if not sign.page:
        return ""
    scan = "".join(f'<p lang="{language}">{_SCAN.said(language)}</p>' for language in languages)
    code = qr_svg(sign.page, title=_CODE.said(languages[0]))
    page = escape(sign.page)
    return f'<div class="scan">{code}<div>{scan}<p class="address"><a href="{page}">{page}</a></p></div></div>'


def _section(section: Section, *, language: Language) -> str:
    number = f"{escape(section.number)}. " if section.number else ""
    rows = "".join(_row(line, language=language) for line in section.lines)
    return f"<section><h2>{number}{escape(section.title.said(language))}</h2><dl>{rows}</dl></section>"


def _row(line: Line, *, language: Language) -> str:
    label = escape(line.label.said(language))
    if line.is_open:
        asks = escape(line.asks.said(language))
        return f'<div class="open"><dt>{label}</dt><dd><b>{_OPEN.said(language)}:</b> {asks}</dd></div>'
    return f"<div><dt>{label}</dt><dd>{escape(line.text.said(language))}</dd></div>"
