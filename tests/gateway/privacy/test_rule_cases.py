"""Each rule that stoep ships, as it holds on its own days, says of its cases what they were argued to be."""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.cases import failures_of
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.verdicts import check
from support.repository import ROOT

RULES = ROOT / "gateway/stoep_gateway/privacy/data/rules"
BOOK_OF = cache(lambda day: load(on=day))


def versions() -> Iterator[tuple[str, date]]:
    """Each rule, and a day on which it holds: of one that follows another its own first."""
    for file in sorted(RULES.glob("*.toml")):
        for rule in tomllib.loads(file.read_text())["rule"]:
            yield rule["id"], rule["valid_from"]


@pytest.mark.parametrize(("name", "day"), list(versions()), ids=str)
def test_each_case_of_a_rule_is_what_the_rule_says(name: str, day: date) -> None:
    book: Rulebook = BOOK_OF(day)
    [rule] = [each for each in book.rules if each.id == name]
    assert {case.verdict for case in rule.cases} >= {outcome.verdict for outcome in rule.outcomes}
    assert list(failures_of(rule, rulebook=book)) == []


def test_all_33_rules_hold_on_the_day_of_the_release() -> None:
    assert len(BOOK_OF(date(2026, 11, 26)).rules) == 33


def test_from_the_day_on_which_all_duties_of_the_cra_hold_they_replace_the_first_ones() -> None:
    before, after = (
        next(rule for rule in BOOK_OF(day).rules if rule.id == "prod.cra")
        for day in (date(2027, 12, 10), date(2027, 12, 11))
    )
    assert (before.valid_to, after.valid_from) == (date(2027, 12, 10), date(2027, 12, 11))


@pytest.mark.parametrize("says", ['login = "own_or_unique"', 'login = "factory_default"', 'updates = "yes"', ""])
def test_security_rests_on_the_law_where_the_gdpr_holds_and_on_a_standard_elsewhere(says: str) -> None:
    book = BOOK_OF(date(2026, 11, 26))
    shop = read(f'operator = "C"\ncaptures = ["image"]\noutput = "raw"\n{says}', name="shop.toml", rulebook=book)
    home = read(f'operator = "H"\ncaptures = ["environment"]\nshared = "nobody"\n{says}', name="h.toml", rulebook=book)
    for rule in ("sec.password", "sec.updates"):
        assert check(book, shop).of(rule).force == "law"
        assert check(book, home).of(rule).force == "standard"
