"""The language of conditions: what it says, and what it refuses."""

from datetime import date

import pytest

from stoep_gateway.privacy.conditions import ConditionError, holds, parse
from stoep_gateway.privacy.facts import FOREVER, Answer
from stoep_gateway.privacy.rulebook import load
from support.repository import ROOT

FACTS = load(ROOT / "tests/support/small_rulebook", on=date(2026, 11, 26)).facts
TERMS = {"at_home": parse('operator == "H"', facts=FACTS, terms={})}
ANSWERS: dict[str, Answer] = {
    "operator": "H",
    "captures": frozenset({"image", "environment"}),
    "sure_fake": False,
    "keep_days": FOREVER,
    "min_group": 9,
    "area": "Den Haag",
    "sold_from": date(2025, 8, 1),
}


@pytest.mark.parametrize(
    "text",
    [
        'operator == "H"',
        'operator != "M"',
        'operator in {"H", "M"}',
        'operator not in {"M"}',
        "not sure_fake",
        "at_home and not sure_fake",
        'sure_fake or (at_home and operator == "H")',
        '"image" in captures',
        '"nothing_fake" not in captures',
        'captures & {"image", "nothing_fake"}',
        'not captures & {"nothing_fake"}',
        'captures <= {"image", "environment"}',
        'not captures <= {"image"}',
        'captures == {"image", "environment"}',
        'captures != {"image"}',
        "keep_days == forever",
        "keep_days > 28",
        "not keep_days < forever",
        "min_group >= 9",
        "min_group < 9.5",
        'area == "den haag"',
        'area in {"Amsterdam", "DEN HAAG"}',
        'sold_from >= "2025-08-01"',
        'sold_from == "2025-08-01"',
        'not sold_from < "2025-08-01"',
        'operator == "H"\n  and not sure_fake',
    ],
)
def test_what_a_condition_says_holds(text: str) -> None:
    assert holds(parse(text, facts=FACTS, terms=TERMS), ANSWERS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "cannot be read"),
        ("operator ==", "cannot be read"),
        ("a\x00", "cannot be read"),
        ("oprator", "oprator: there is no such fact and no such term"),
        ('oprator == "H"', "oprator: there is no such fact"),
        ("operator", "operator: is a fact of type choice, not yes-no"),
        ('operator == "X"', 'operator has no value "X" (known: H, M)'),
        ('operator < "H"', "operator < …: not for a fact of type choice"),
        ('captures == {"imge"}', 'captures has no value "imge"'),
        ('captures >= {"image"}', "captures >= …: not for a fact of type set"),
        ('captures == "image"', 'captures: compare with values in braces, such as {"nothing_fake"}'),
        ('"image" in operator', "operator in: is a fact of type choice, not set"),
        ('"image" in {"image"}', "what follows must be a fact of type set"),
        ("captures in {1}", "captures in {…}: is a fact of type set, not choice or place"),
        ("min_group == forever", "forever: must be a number"),
        ("min_group == True", "True: must be a number"),
        ('keep_days < "3"', "must be a number or forever"),
        ("3 < keep_days", "3: a comparison begins with a fact"),
        ("1 < keep_days < 3", "one comparison at a time"),
        ("keep_days is 3", "compare with"),
        ('sold_from > "soon"', '"soon": must be a date such as "2025-08-01"'),
        ("sold_from > 2025", "2025: must be text in quotes"),
        ("sure_fake == True", "sure_fake == …: not for a fact of type yes-no"),
        ('__import__("os").system("true")', "not a part of this language"),
        ("operator.__class__", "not a part of this language"),
        ("[fact for fact in captures]", "not a part of this language"),
        ("captures | {'image'}", "not a part of this language"),
        ("(lambda: 1)()", "not a part of this language"),
        ("(" * 300 + "sure_fake" + ")" * 300, "cannot be read"),
        ("sure_fake or " * 200, "longer than 2000 characters"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse(text, facts=FACTS, terms=TERMS)
    assert reason in str(refused.value)


def test_a_condition_that_grows_with_each_term_is_refused_before_it_is_used() -> None:
    terms = dict(TERMS)

    def grow() -> None:
        terms["at_home"] = parse("at_home and sure_fake or at_home", facts=FACTS, terms=terms)

    for _ in range(8):
        grow()
    with pytest.raises(ConditionError, match="at most 1000 looks at facts, 50 in one another"):
        grow()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not " * 450 + "sure_fake", "50 in one another"),
        (f"min_group < {'9' * 400}", "a number is far too large"),
    ],
)
def test_a_condition_that_is_too_deep_or_too_large_is_refused(text: str, said: str) -> None:
    with pytest.raises(ConditionError, match=said):
        parse(text, facts=FACTS, terms=TERMS)
