"""The rules that every page keeps, each with its name, for looks at a page in all languages."""

import re
from collections.abc import Callable, Sequence

from support.page_looks import Look

PAGE_BYTES_MAX = 100_000
_UNFILLED = re.compile(r"\b(None|undefined|nan)\b|{\w+}")
_SCRIPT = re.compile(r"/static/[a-z]+\.js")
_ERROR_PAGE = re.compile("no-such|/wrong/")


def broken(looks: Sequence[Look], *, host: str) -> list[str]:
    """Each as language, rule, what was seen instead. host: the only one that pages may ask."""
    found = [
        f"{look.language}: {name}: {wrong!r}"
        for look in looks
        for name, rule in _RULES.items()
        if (wrong := rule(look))
    ]
    found += [f"{look.language}: asks other hosts: {look.hosts}" for look in looks if look.hosts != {host}]
    if len({look.classes for look in looks}) != 1:
        found.append("what axe says of colours in one language holds for all: classes differ")
    if all(look.skip is None for look in looks):
        found.append("nobody has pressed Tab")
    if all(look.dark_violations is None for look in looks):
        found.append("nobody has judged the dark scheme")
    return found


def _complaints(look: Look) -> list[str]:
    """Of an error page the browser tells the status."""
    is_error = _ERROR_PAGE.search(look.address)
    return [text for text in look.complaints if not (is_error and "status of 40" in text)]


def _size(look: Look) -> int:
    return 0 if 0 < look.size_bytes < PAGE_BYTES_MAX else look.size_bytes or -1


def _other_without_javascript(look: Look) -> list[str]:
    """The first line of either that differs, and scripts that are none of ours."""
    found = [f"{source}{text}" for source, text in look.scripts if not _SCRIPT.fullmatch(source) or text]
    if look.main != look.main_without_javascript:
        both = zip(look.main.splitlines(), look.main_without_javascript.splitlines(), strict=False)
        found.append(next((f"{one} / {other}" for one, other in both if one != other), "its end"))
    return found


_RULES: dict[str, Callable[[Look], object]] = {
    "axe finds nothing against WCAG 2.2 AA": lambda look: look.violations,
    "axe finds nothing in the dark scheme": lambda look: look.dark_violations,
    "a page says its language": lambda look: repr(look.lang) if look.lang != look.language else "",
    "nothing is left unfilled": lambda look: _UNFILLED.findall(look.text),
    "nothing scrolls sideways on a small phone or a wall": lambda look: [px for px in look.sideways_px if px],
    "no text is cut off": lambda look: look.cut_off,
    "the console stays empty": _complaints,
    "a page is the same without JavaScript": _other_without_javascript,
    "the first Tab reaches the skip link, which leads to the content": (
        lambda look: look.skip if look.skip not in (None, ("skip", True, "content")) else ""
    ),
    "Tab reaches everything that can be used and shows where it is": lambda look: look.unreached,
    "a page with all that it loads stays below 100 kB": _size,
}
