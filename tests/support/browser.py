"""A real browser for the page tests: Debian's Chromium, headless, with axe for the accessibility rules.

`python -m support.screenshots URL DIR` takes pictures with the same browser.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from support import tools

# WCAG 2.2 AA in axe's words. target-size (2.5.8) is off unless asked for.
_AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


@contextmanager
def open_browser() -> Iterator[Browser]:
    """FileNotFoundError without Chromium. Its sandbox needs a user that is not root."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(tools.path("chromium")), args=arguments)
        try:
            yield browser
        finally:
            browser.close()


def axe_violations(page: Page) -> list[str]:
    """What breaks WCAG 2.2 AA (and axe's best practices): rule, then the elements. Empty is good."""
    found = Axe().run(page, options=_AXE_OPTIONS).response["violations"]
    return [f"{rule['id']}: {', '.join(' '.join(node['target']) for node in rule['nodes'][:5])}" for rule in found]


def sideways_px(page: Page) -> int:
    """How far the page can be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
