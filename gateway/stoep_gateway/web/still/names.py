"""Which file of a copy holds what stands at an address, and how one file names another. Pure."""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, quote, unquote, urlsplit

_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,200}")
_NOT_COPIED = re.compile(
    r"/(desk|my|my-garden|privacy/check|healthz|crowd/events|api/openapi\.json)(/|$)"
)  # asked for, or private
_DATA = re.compile(r"/api/|.*\.[a-z0-9]+$")  # no page: the same in every language
_PART = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What a copy holds. path: the site's own address; part: of a long list; language: "" for what has none."""

    path: str
    language: str = ""
    part: int = 1

    @property
    def address(self) -> str:
        """What the site is asked for."""
        return f"{self.path}?part={self.part}" if self.part > 1 else self.path


def place_of(address: str, *, language: str, base: str) -> Place | None:
    """Where a link leads, from a page in that language; None if out of the copy. address: as it stands in HTML."""
    parts = urlsplit(unescape(address))
    path = unquote(parts.path)
    if parts.netloc or not path.startswith(f"{base}/"):
        return None
    path = path.removeprefix(base)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    language, part = query.pop("lang", language), query.pop("part", "1")
    is_name = all(_SEGMENT.fullmatch(segment) for segment in path[1:].split("/")) or path == "/"
    if query or not is_name or not _PART.fullmatch(part) or _NOT_COPIED.match(path):
        return None
    return Place(path, "" if _DATA.match(path) else language, int(part))


def file_of(place: Place, *, media: str, languages: Sequence[str]) -> str:
    """Below the copy's folder. media: of the answer; pages of the first language stand at the top."""
    path = place.path.strip("/")
    if media == "text/html":
        part = f".part-{place.part}" if place.part > 1 else ""
        folder = "" if place.language == languages[0] else f"{place.language}/"
        return f"{folder}{path or 'index'}{part}.html"
    return f"{path}.json" if media == "application/json" and not path.endswith(".json") else path


def link(file: str, *, of: str, fragment: str = "") -> str:
    """From one file of the copy to another."""
    address = quote(posixpath.relpath(file, posixpath.dirname(of) or "."))
    return f"{address}#{fragment}" if fragment else address
