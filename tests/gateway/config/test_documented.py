"""docs/configuration.md is what the table of settings says."""

from pathlib import Path

from stoep_gateway.config.reference import text

PAGE = Path(__file__).parents[3] / "docs" / "configuration.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text() == text(), "renew it: python -m stoep_gateway.config.reference"
