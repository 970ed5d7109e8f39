"""Rules of the operator's own stand in a folder that holds nothing else: the pages may read all of it."""

from pathlib import Path

import pytest

from stoep_gateway.config.load import parse
from stoep_gateway.errors import ConfigError

FILE = Path("stoep.toml")


def test_without_a_word_the_shipped_rules_hold() -> None:
    assert parse("", file=FILE).privacy.rules is None


def test_a_folder_of_rules_is_named_from_the_configuration() -> None:
    privacy = parse('[privacy]\nrules = "privacy-rules"\n', file=FILE).privacy
    assert privacy.rules == FILE.absolute().parent / "privacy-rules"


@pytest.mark.parametrize("folder", [".", "..", "/", "state"])
def test_a_folder_that_holds_secrets_is_refused(folder: str) -> None:
    text = f'[gateway]\nstate_dir = "state"\n[privacy]\nrules = "{folder}"\n'
    with pytest.raises(ConfigError, match=r"stoep.toml:4: \[privacy\] rules must be a folder of its own"):
        parse(text, file=FILE)
