"""What a reader sees on a page of gardens: its tables by caption, and the text around them."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_SPACES = re.compile(r"\s+")
_HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(frozen=True, slots=True)
class Table:
    """heading: that stands above it. rows: of cells, without the row of headings."""

    heading: str
    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """text: all that stands outside tables."""

    tables: tuple[Table, ...]
    text: str


def seen(html: str) -> Seen:
    """Tags may be left open where HTML allows it."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    tables = (
        Table(heading=_plain(heading), caption=_plain(caption), rows=tuple(tuple(map(_plain, row)) for row in rows[1:]))
        for heading, caption, rows in parser.tables
    )
    return Seen(tables=tuple(tables), text=_plain(parser.outside))


def number(text: str, *, language: str) -> float:
    """As the language writes it, with or without a unit behind it."""
    digits = re.match(r"\u2212?[\d.,]+", text)
    assert digits, f"no number: {text}"
    plain = digits[0].replace("\u2212", "-")
    return float(plain.replace(".", "").replace(",", ".") if language == "nl" else plain.replace(",", ""))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[str, str, list[list[str]]]] = []
        self.outside = ""
        self._heading = ""
        self._in = ""  # "heading", "table", "caption", "cell" or ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS:
            self._heading, self._in = "", "heading"
        elif tag == "table":
            self.tables.append((self._heading, "", []))
            self._in = "table"
        elif tag == "caption":
            self._in = "caption"
        elif tag == "tr":
            self.tables[-1][2].append([])
            self._in = "table"
        elif tag in ("td", "th"):
            self.tables[-1][2][-1].append("")
            self._in = "cell"

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" or tag in _HEADINGS:
            self._in = ""
        elif tag == "caption":
            self._in = "table"

    def handle_data(self, data: str) -> None:
        if self._in == "heading":
            self._heading += data
        elif self._in == "caption":
            heading, caption, rows = self.tables[-1]
            self.tables[-1] = (heading, caption + data, rows)
        elif self._in == "cell":
            self.tables[-1][2][-1][-1] += data
        elif not self._in:
            self.outside += f" {data}"
