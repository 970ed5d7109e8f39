"""`stoep privacy report`: all papers, the sign and the files for programs that one description of a sensor gives."""

import argparse
from collections.abc import Mapping
from html import escape
from pathlib import Path

from stoep_gateway.commands.privacy_page import page
from stoep_gateway.commands.privacy_sources import add_sources, subjects
from stoep_gateway.errors import ConfigError
from stoep_gateway.privacy.outputs.html import page_html
from stoep_gateway.privacy.outputs.report import report_files
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.words import LANGUAGES, Language, Words
from stoep_gateway.web.resources import STATIC

HELP = "assessment in 13 steps, register entry, data chain, impact draft and sign, from one description of a sensor"

_ALL = Words("Sensoren van deze gateway", "Sensors of this gateway")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """SOURCE or --gateway, --into, --lang."""
    add_sources(parser, many=False)
    parser.add_argument("--into", type=Path, required=True, metavar="DIR", help="the folder to write it into")
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="of the papers (default: %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Always 0: an open question is no finding. ConfigError."""
    found = subjects(args)
    if args.gateway:
        for subject in found:
            _write(args.into / subject.description.id, _files(subject, language=args.lang))
        _write(args.into, {"index.html": _index(found, language=args.lang)})
    else:
        (subject,) = found
        _write(args.into, _files(subject, language=args.lang))
    print(args.into / "index.html")
    return 0


def _files(subject: Subject, *, language: Language) -> Mapping[str, str]:
    name = (subject.description.name or Words(subject.description.id, subject.description.id)).said(language)
    checked = page(subject.result, device=name, rulebook=subject.rulebook, language=language)
    style = (STATIC / "sign.css").read_text(encoding="utf-8")
    return report_files(subject, language=language, sign_style=style, check_page=checked)


def _index(found: tuple[Subject, ...], *, language: Language) -> str:
    names = sorted(subject.description.id for subject in found)
    rows = "".join(f'<li><a href="{escape(name)}/index.html">{escape(name)}</a></li>' for name in names)
    title = _ALL.said(language)
    return page_html(title, f"<h1>{title}</h1><ul>{rows}</ul>", language=language)


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written ({error.strerror}): name a folder of yours") from error
