"""A rulebook that is wrong is refused in one line: file, line, reason."""

from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.privacy.rulebook import RulebookError, load
from support.rulebook_folder import FACTS, GATES, RULES, changed, copied

ON = date(2026, 11, 26)
KEEP_LAST = '[[rule.outcome]]\nverdict = "does-not-meet"\nreason.nl = "You keep it too long. (nl)"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


def refusal(folder: Path) -> str:
    """Without the folder."""
    with pytest.raises(RulebookError) as refused:
        load(folder, on=ON)
    said = str(refused.value)
    assert "\n" not in said
    return said.removeprefix(f"{folder}/")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            RULES,
            'force = "guidance"',
            'force = "guidence"',
            '[[rule]] force = "guidence": must be one of law, case-law,',
        ),
        (RULES, 'settled = "settled"', 'setled = "settled"', "[[rule]] settled is missing"),
        (RULES, 'who = "H M"', 'who = "H M"\nwhom = "H"', "[[rule]] whom: unknown key, did you mean who?"),
        (RULES, 'gate = "people"', 'gate = "peple"', 'rule "keep": there is no gate "peple" (known: real, people)'),
        (
            RULES,
            "valid_from = 2018-05-25",
            'valid_from = "soon"',
            "[[rule]] valid_from: must be a date such as 2026-11-24",
        ),
        (RULES, "valid_from = 2018-05-25", "", "[[rule]] valid_from is missing: a date such as 2026-11-24"),
        (RULES, "valid_from = 2018-05-25", "valid_from = 2018-05-25\nvalid_to = 2017-01-01", "ends before it begins"),
        (RULES, "review_on = 2027-05-24", "review_on = 2026-11-24", 'rule "fake": must be after checked_on'),
        (RULES, 'id = "keep"', 'id = "fake"', 'rule "fake": holds on the same days as the one at '),
        (RULES, 'text.en = "Rule keep."', "", "[[rule]] text.en is missing: write both languages"),
        (RULES, 'text.en = "Rule keep."', 'text.de = "Regel"', "[[rule]] text.de: unknown language (known: nl, en)"),
        (RULES, "'keep_days <= 3'", "'kep_days <= 3'", "when: kep_days: there is no such fact and no such term"),
        (RULES, "'keep_days <= 3'", "'operator == \"X\"'", 'when: operator has no value "X" (known: H, M)'),
        (RULES, "'keep_days <= 3'", "'__import__(\"os\")'", "when: __import__('os'): not a part of this language"),
        (RULES, KEEP_LAST, f"{KEEP_LAST}\nwhen = 'keep_days > 28'", "the last [[rule.outcome]] has no when"),
        (RULES, "when = 'keep_days <= 3'", "", "only the last [[rule.outcome]] may lack a when"),
        (
            RULES,
            'fix.nl = "Verander dit."\nfix.en = "Change this."',
            "",
            "[[rule.outcome]] fix is missing: say what to change",
        ),
        (RULES, 'fix.nl = "Verander dit."', "", "[[rule.outcome]] fix.nl is missing: write both languages"),
        (RULES, "{keep_days} days.", "{kep_days} days.", "[[rule.outcome]] reason: {kep_days} is no fact"),
        (
            RULES,
            'not_applicable.nl = "Gaat over iets anders."\nnot_applicable.en = "It is about something else."',
            "",
            "applies and not_applicable go together",
        ),
        (
            RULES,
            'url = "https://example.org/law"',
            'url = "example"',
            "[[rule.source]] url: must be a web address, https://…",
        ),
        (
            RULES,
            'checked = "never"',
            'checked = "often"',
            '[[rule.source]] checked = "often": must be one of primary, secondary, never',
        ),
        (
            RULES,
            '"M", captures = ["image"], keep_days = 2',
            '"M", captures = ["imge"], keep_days = 2',
            '[[rule.case]] answers: "imge": must be',
        ),
        (
            RULES,
            '"M", captures = ["image"], keep_days = 2',
            '"M", kep_days = 2',
            "[[rule.case]] answers: kep_days: there is no such fact",
        ),
        (
            RULES,
            'verdict = "meets"\nwhy',
            'verdict = "unknown"\nwhy',
            'no [[rule.case]] with verdict = "meets": show one',
        ),
        (RULES, 'name = "two days"', 'name = ""', "[[rule.case]] name: must be text in quotes"),
        (RULES, "[[rule.source]]", "[rule.source]", "[[rule]] source: must be tables: write [[rule.source]]"),
        (RULES, 'who = "H M"', "who = H", "not TOML: "),
        (
            GATES,
            'when = "fake_for_sure"',
            'when = "fake_for_shure"',
            "when: fake_for_shure: there is no such fact and no such term",
        ),
        (GATES, 'id = "about_people"', 'id = "operator"', '"operator" is there already, as a fact'),
        (GATES, 'id = "about_people"', 'id = "fake_for_sure"', '"fake_for_sure" is there already, as a term'),
        (GATES, 'id = "people"', 'id = "real"', 'the gate "real" is there twice: take one out'),
        (GATES, "[[gate.open]]", "[[gate.opened]]", "[[gate]] opened: unknown key, did you mean open?"),
        (FACTS, 'type = "days"', 'type = "weeks"', '[[fact]] type = "weeks": must be one of choice, set,'),
        (FACTS, 'screen = "keeping"', 'screen = "keping"', 'there is no [[screen]] with id = "keping"'),
        (FACTS, 'id = "area"', 'id = "operator"', 'the fact "operator" is there twice: take one out'),
        (FACTS, 'id = "keeping"', 'id = "place"', "is there twice"),
        (
            FACTS,
            'needs = "sure_fake"',
            'needs = "sold_from"',
            '"nothing_fake" needs "sold_from", which is no yes-no fact',
        ),
        (
            FACTS,
            'id = "image"',
            'id = "unknown"',
            'the value "unknown" is there twice, or "unknown", which is no value',
        ),
        (FACTS, 'type = "yes-no"', 'type = "choice"', "a fact of type choice has at least one [[fact.value]]"),
        (FACTS, "max = 1000", "max = 1.5", "[[fact]] max: must be a whole number"),
        (
            FACTS,
            'id = "sold_from"\nscreen = "place"',
            'id = "sold_from"\nscreen = "who"',
            "facts must stand in the order of their screens",
        ),
    ],
)
def test_a_wrong_rulebook_is_refused_with_file_line_and_reason(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    changed(folder, file, old=old, new=new)
    found = refusal(folder)
    assert said in found
    name, line, _ = found.split(":", 2)
    assert name == file
    assert int(line) >= 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (RULES, "when = 'keep_days <= 28'", "when = 'kep_days <= 28'"),
        (RULES, 'url = "https://example.org/law"', 'url = "example"'),
        (RULES, 'checked = "never"', 'checked = "often"'),
        (GATES, 'when = "not about_people and min_group < 10"', 'when = "not about_peple"'),
        (FACTS, "min = 0", 'min = "none"'),
    ],
)
def test_the_line_is_that_of_the_key(folder: Path, file: str, old: str, new: str) -> None:
    line = changed(folder, file, old=old, new=new)
    assert refusal(folder).startswith(f"{file}:{line}: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('settled = "settled"', 'settled = "a\\nb"'),
        ("'keep_days <= 3'", "'operator == \"a\\nb\"'"),
        ('verdict = "meets"', 'verdict = """a\nb"""'),
    ],
)
def test_a_refusal_is_one_line_whatever_the_file_says(folder: Path, old: str, new: str) -> None:
    changed(folder, RULES, old=old, new=new)
    refusal(folder)


def test_what_is_missing_or_no_text_is_said(folder: Path) -> None:
    (folder / "gates.toml").write_bytes(b"# caf\xe9\n")
    assert refusal(folder) == "gates.toml:1: not UTF-8 text: save it as UTF-8"
    (folder / "gates.toml").unlink()
    wanted = "a rulebook is a folder with facts.toml, gates.toml and rules/*.toml"
    assert refusal(folder) == f"gates.toml: cannot be read (No such file or directory): {wanted}"


def test_a_folder_without_rules_is_no_rulebook(folder: Path) -> None:
    (folder / "rules/all.toml").unlink()
    assert refusal(folder) == "rules: no rule here: a rulebook is a copy of the one that stoep ships"


def test_two_rules_of_one_name_may_follow_each_other(folder: Path) -> None:
    text = (folder / RULES).read_text()
    parts = text.split("[[rule]]")
    sold = next(part for part in parts if 'id = "sold"' in part)
    later = sold.replace("valid_from = 2018-05-25", "valid_from = 2027-12-11")
    earlier = sold.replace("valid_from = 2018-05-25", "valid_from = 2018-05-25\nvalid_to = 2027-12-10")
    (folder / RULES).write_text(text.replace(sold, f"{earlier}\n[[rule]]{later}"))
    for day, begins in ((date(2027, 12, 10), 2018), (date(2027, 12, 11), 2027)):
        [rule] = [rule for rule in load(folder, on=day).rules if rule.id == "sold"]
        assert rule.valid_from.year == begins
