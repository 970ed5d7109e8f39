"""Every verdict of the shipped rules can be traced: which text, where in it, how surely it was looked at, and when."""

from datetime import date
from functools import cache

from stoep_gateway.privacy.rulebook import load
from stoep_gateway.privacy.rules import Rule, Source

# Of every period in which a rule of the shipped rulebook has a version of its own.
DAYS = (date(2024, 1, 1), date(2026, 11, 26), date(2028, 1, 1))


@cache
def rules() -> tuple[Rule, ...]:
    return tuple({rule.where: rule for day in DAYS for rule in load(on=day).rules}.values())


def sources() -> tuple[Source, ...]:
    return tuple(source for rule in rules() for source in rule.sources)


def named(source: Source) -> str:
    return f"{source.title}, {source.article}"


def test_a_source_says_which_text_and_where_in_it() -> None:
    assert [named(source) for source in sources() if not (source.title and source.article)] == []


def test_a_source_has_an_address_unless_it_is_a_norm_of_this_tool() -> None:
    norms = [source for source in sources() if source.force == "own-norm"]
    others = [source for source in sources() if source.force != "own-norm"]
    assert [named(source) for source in norms if source.url or "norm of this tool" not in source.title] == []
    assert [named(source) for source in others if not source.url.startswith("https://")] == []


def test_only_pages_about_advice_that_was_not_found_itself_are_undated() -> None:
    undated = [source for source in sources() if source.date is None]
    assert [named(source) for source in undated if source.force != "guidance" or source.checked == "primary"] == []
    dated = [(source, source.date) for source in sources() if source.date is not None]
    assert [named(source) for source, day in dated if day > source.checked_on] == []


def test_law_is_cited_by_article() -> None:
    laws = [source for source in sources() if source.force == "law" and "list of" not in source.title]
    assert [named(source) for source in laws if not any(sign.isdigit() for sign in source.article)] == []


def test_the_same_place_in_the_same_text_has_the_same_mark_everywhere() -> None:
    marks: dict[str, set[str]] = {}
    for source in sources():
        marks.setdefault(named(source), set()).add(source.checked)
    assert [place for place, found in marks.items() if len(found) > 1] == []


def test_a_rule_claims_no_force_that_none_of_its_sources_has() -> None:
    for rule in rules():
        claimed = {rule.force, *(outcome.force for outcome in rule.outcomes)}
        assert claimed <= {source.force for source in rule.sources}, rule.where


def test_a_rule_was_looked_over_after_its_sources_and_will_be_again_within_a_year() -> None:
    for rule in rules():
        assert all(source.checked_on <= rule.checked_on for source in rule.sources), rule.where
        assert 0 < (rule.review_on - rule.checked_on).days <= 366, rule.where
