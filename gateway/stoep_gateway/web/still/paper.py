"""A page as a file shows it: links lead to files, and nothing is left that would have to be asked for. Pure."""

import re
from collections.abc import Callable, Iterator
from html import escape

_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_ANCHOR = re.compile(r'<a\b(?P<before>[^>]*?) href="(?P<to>[^"]*)"(?P<after>[^>]*)>(?P<text>.*?)</a>', re.DOTALL)
_ADDRESS = re.compile(r'\b(?P<name>href|src)="(?P<to>[^"]*)"')
_OF_STYLE = re.compile(r"""url\(["']?(?P<to>[^"')]+)["']?\)""")
_EMPTY = re.compile(r"<p(?: [^>]*)?>\s*</p>\n?")

Lead = Callable[[str], str | None]  # an address as the page has it: where the copy has that, None if it has not


def addresses(html: str) -> Iterator[str]:
    """All that the page leads to or loads, as it stands there."""
    for found in _ADDRESS.finditer(_still(html)):
        yield found["to"]


def addresses_of_style(css: str) -> Iterator[str]:
    """What it loads, relative to itself."""
    for found in _OF_STYLE.finditer(css):
        yield found["to"]


def on_paper(html: str, *, lead: Lead, own: str) -> str:
    """own: where the page itself is. A link that leads out of the copy leaves its words; one to refresh goes."""

    def anchor(found: re.Match[str]) -> str:
        to = found["to"]
        where = to if _is_elsewhere(to) else lead(to)
        is_button = 'class="button"' in found["before"] + found["after"]
        if where is None:
            return "" if is_button or "hreflang=" in found["after"] else found["text"]
        if where == own and is_button:
            return ""
        return f'<a{found["before"]} href="{escape(where)}"{found["after"]}>{found["text"]}</a>'

    def other(found: re.Match[str]) -> str:
        to = found["to"]
        where = to if _is_elsewhere(to) else lead(to)
        return f'{found["name"]}="{escape(where or "")}"'

    pieces = []
    end = 0
    still = _still(html)
    for found in _ANCHOR.finditer(still):
        pieces += [_ADDRESS.sub(other, still[end : found.start()]), anchor(found)]
        end = found.end()
    return _EMPTY.sub("", "".join((*pieces, _ADDRESS.sub(other, still[end:]))))


def _is_elsewhere(address: str) -> bool:
    """Of this page, or of another site."""
    return not address.startswith("/")


def _still(html: str) -> str:
    return _SCRIPT.sub("", _FORM.sub("", html))
