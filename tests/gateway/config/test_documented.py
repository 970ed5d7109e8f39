"""docs/configuration.md is what the table of settings says."""

from stoep_gateway.config.reference import text
from support.repository import ROOT

PAGE = ROOT / "docs" / "configuration.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == text(), "renew it: python -m stoep_gateway.config.reference"
