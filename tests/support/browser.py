"""A real browser for the page tests: Debian's Chromium, headless, with axe for the accessibility rules.

`python -m support.screenshots URL DIR` takes pictures with the same browser.
"""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, Page, expect, sync_playwright

from support import tools
from support.waiting import LIMIT_S

_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# WCAG 2.2 AA in axe's words. target-size (2.5.8) is off unless asked for.
_AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_AXE_RUN = """options => axe.run(options).then(found => found.violations.map(rule =>
  `${rule.id}: ${rule.nodes.slice(0, 5).map(node => node.target.join(" ")).join(", ")}`))"""

_LIMIT_MS = LIMIT_S * 1_000  # Playwright's own five and thirty seconds are not long on a busy machine
expect.set_options(timeout=_LIMIT_MS)

# One process for all that a page shows after another, and none of its own for what is drawn.
_FEW_PROCESSES = ("--renderer-process-limit=1", "--in-process-gpu")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """FileNotFoundError without Chromium. Its sandbox needs a user that is not root."""
    arguments = [*_FEW_PROCESSES, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        chromium = str(tools.path("chromium"))
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments, timeout=_LIMIT_MS)
        browser.on("context", lambda context: context.set_default_timeout(_LIMIT_MS))
        try:
            yield browser
        finally:
            browser.close()


class SharedBrowser:
    """One for all the tests of a process, also among tests that run event loops of their own.

    Playwright's loop counts as running from its start to its end, and then no other can: so only while it is in use.
    page: one that stays open, for tests that look at many pages: each new one is a process of the browser's, in which
    nothing that the last one needed is compiled yet.
    """

    def __init__(self, browser: Browser) -> None:
        """browser: just opened."""
        self._browser = browser
        self._loop = asyncio.get_running_loop()
        self._kept = browser.new_context()
        self.page = self._kept.new_page()
        # What it has kept it would only ask about: an answer 304 has no body to be weighed.
        network = self._kept.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    @contextmanager
    def in_use(self) -> Iterator[Browser]:
        """What is left open in it is closed at the end, but for `page`."""
        asyncio._set_running_loop(self._loop)
        try:
            yield self._browser
        finally:
            try:
                for context in self._browser.contexts:
                    if context is not self._kept:
                        context.close()
            finally:
                asyncio._set_running_loop(None)


@contextmanager
def shared_browser() -> Iterator[SharedBrowser]:
    """For as long as it lasts."""
    with open_browser() as browser:
        shared = SharedBrowser(browser)
        asyncio._set_running_loop(None)
        try:
            yield shared
        finally:
            asyncio._set_running_loop(shared._loop)


def axe_violations(page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """What breaks WCAG 2.2 AA (and axe's best practices): rule, then the elements. Empty is good.

    only: ids of the rules to apply. without: ids of rules to leave out.
    """
    rules = {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in without}}
    options = {**_AXE_OPTIONS, **({"runOnly": {"type": "rule", "values": [*only]}} if only else {"rules": rules})}
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    return [str(violation) for violation in page.evaluate(_AXE_RUN, options)]


def sideways_px(page: Page) -> int:
    """How far the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def unreached(page: Page) -> list[str]:
    """What can be used and is not reached by Tab, or does not show that it is: the element, then what is wrong."""
    note_focus(page)
    return walk(page)


def note_focus(page: Page) -> None:
    """Before the first Tab: from here on the page knows what has been reached."""
    page.evaluate(_NOTE_FOCUS)


def walk(page: Page) -> list[str]:
    """Press Tab until everything has been reached, or long enough; then as `unreached`, which begins with a note."""
    for presses in (int(page.evaluate("window.usable.length")), *[_TABS_AT_ONCE] * _TABS_MORE):
        if page.evaluate("window.usable.every(one => window.reached.has(one))"):
            break
        for _ in range(presses):
            page.keyboard.down("Tab")  # held down: half of what pressing it anew would take
        page.keyboard.up("Tab")
    return [str(fault) for fault in page.evaluate(_TELL_FOCUS)]


def cut_off(page: Page) -> list[str]:
    """Texts that do not fit in the box that hides what sticks out, or that leave the page's sides."""
    return [str(text) for text in page.evaluate(_CUT_OFF)]


_TABS_AT_ONCE = 10
_TABS_MORE = 10  # scrolling boxes take a Tab too
_NOTE_FOCUS = """() => {
  const shown = one => one.checkVisibility() && !one.closest("[hidden]");
  // Of radio buttons of one name Tab stops at one; the arrow keys lead to the others.
  const group = one => [...(one.form || document).querySelectorAll(`input[type=radio][name="${one.name}"]`)];
  const isStop = one => one.type !== "radio" || one === (group(one).find(each => each.checked) || group(one)[0]);
  window.usable = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")]
    .filter(one => shown(one) && one.type !== "hidden" && isStop(one));
  window.reached = new Map();
  const outlined = style => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  document.addEventListener("focusin", event => window.reached.set(event.target,
    outlined(getComputedStyle(event.target)) || outlined(getComputedStyle(event.target, "::after"))));
}"""
_TELL_FOCUS = """() => window.usable.flatMap(one => {
  const name = one.id || one.textContent.trim() || one.outerHTML;
  if (!window.reached.has(one)) return [name + ": no Tab leads there"];
  return window.reached.get(one) ? [] : [name + ": focus cannot be seen"];
})"""
_CUT_OFF = """() => {
  const hides = one => ["hidden", "clip"].includes(getComputedStyle(one).overflowX);
  const scrolls = one => ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const one = text.parentElement;
    if (!text.data.trim() || !one.checkVisibility() || one.closest(".quiet, .skip")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    let left = 0, right = document.documentElement.clientWidth, top = -Infinity, bottom = Infinity;
    for (let around = one; around && around !== document.documentElement; around = around.parentElement) {
      if (scrolls(around)) { left = -Infinity; right = Infinity; break; }
      if (around.tagName === "svg" || !hides(around)) continue;
      const edge = around.getBoundingClientRect();
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
    }
    if (box.left < left - 1 || box.right > right + 1 || box.top < top - 1 || box.bottom > bottom + 1)
      found.push(text.data.trim());
  }
  return found;
}"""
