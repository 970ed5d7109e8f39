"""Each case of each rule that stoep ships, on every day from which other rules hold."""

from datetime import date

import pytest

from stoep_gateway.privacy.cases import failures
from stoep_gateway.privacy.rulebook import load

_LAST = date(2027, 12, 11)  # the duties of makers that come that day


@pytest.mark.parametrize("on", [date(2026, 11, 26), _LAST], ids=str)
def test_each_case_of_each_rule_is_what_the_rule_says(on: date) -> None:
    assert list(failures(load(on=on))) == []
