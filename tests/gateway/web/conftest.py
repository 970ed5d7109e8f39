"""One browser for all page tests of a process."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from support.browser import SharedBrowser, shared_browser


@pytest.fixture(scope="session")
def one_browser() -> Iterator[SharedBrowser]:
    with shared_browser() as shared:
        yield shared


@pytest.fixture
def browser(one_browser: SharedBrowser) -> Iterator[Browser]:
    with one_browser.in_use() as opened:
        yield opened
