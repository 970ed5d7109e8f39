"""What a finding says: reasons with what was answered, what is missing, what to do, and what it rests on."""

from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.privacy.answers import read
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.verdicts import Counts, Finding, check
from support.rulebook_folder import RULES, SMALL, changed, copied

BOOK = load(SMALL, on=date(2026, 11, 26))


def finding(rule: str, text: str, *, book: Rulebook = BOOK) -> Finding:
    return check(book, read(text, name="device.toml", rulebook=book)).of(rule)


TOWN = 'operator = "M"\ncaptures = ["image"]\n'


def test_a_reason_says_what_was_answered() -> None:
    assert finding("keep", f"{TOWN}keep_days = 2").reason.en == "You keep it 2 days."
    assert finding("keep", f"{TOWN}keep_days = 2.5").reason.nl == "You keep it 2,5 days. (nl)"
    assert finding("sold", f'{TOWN}sold_from = "2025-08-01"').reason.nl == "Sold since 1 augustus 2025. (nl)"
    assert finding("notice", f'{TOWN}area = "GM0363"').reason.en == "GM0363 wants to know."


def test_unknown_names_the_missing_answer_by_its_question_and_says_how_to_get_it() -> None:
    found = finding("keep", TOWN)
    assert found.verdict == "unknown"
    assert found.missing == ("keep_days",)
    assert found.reason.en == "One answer is missing: How long is it kept?"
    assert found.fix.en == "Look it up, or ask the maker or the owner."


def test_several_missing_answers_are_counted_and_the_first_is_named() -> None:
    found = finding("keep", 'captures = ["image"]')
    assert found.missing == ("operator", "keep_days")
    assert found.reason.nl == "We missen 2 antwoorden. Het eerste: Van wie is de sensor?"


def test_a_verdict_that_every_missing_answer_leads_to_stands_with_a_reason_of_its_own() -> None:
    found = finding("keep", f"{TOWN}keep_days = 7")
    assert (found.verdict, found.missing, found.reason.en) == ("unknown", (), "Perhaps too long: 7 days.")


def test_what_is_met_behind_a_gate_is_met_before_it_is_known_whether_the_gate_is_closed() -> None:
    assert finding("keep", 'captures = ["image"]\nkeep_days = 1').verdict == "meets"


def test_what_is_not_met_behind_a_gate_is_unknown_until_then_and_says_both() -> None:
    found = finding("keep", 'captures = ["image"]\nkeep_days = 100')
    assert (found.verdict, found.missing) == ("unknown", ("operator",))
    assert found.reason.en == ("One answer is missing: Whose sensor is it? If this is about people, it does not meet.")
    assert found.fix.en == "Look it up, or ask the maker or the owner. Change this."


def test_a_rule_that_helps_to_decide_the_gate_is_not_softened_by_it() -> None:
    found = finding("groups", 'captures = ["environment"]\nmin_group = 3')
    assert (found.verdict, found.reason.en) == ("does-not-meet", "3 is too small.")


def test_a_gate_that_is_open_in_law_softens_what_is_not_met_and_leaves_what_is() -> None:
    small = 'operator = "M"\ncaptures = ["environment"]\nmin_group = 3\n'
    kept_long, kept_short = finding("keep", f"{small}keep_days = 100"), finding("keep", f"{small}keep_days = 1")
    assert (kept_long.verdict, kept_long.missing) == ("unknown", ())
    assert kept_long.reason.en == "You keep it too long. If this is about people, it does not meet."
    assert kept_long.fix.en == "Change this."
    assert kept_short.verdict == "meets"


def test_a_fake_ends_every_other_rule_only_for_who_is_sure() -> None:
    known = "keep_days = 1\nmin_group = 20\narea = 'Utrecht'\noperator = 'M'\n"
    sure = check(BOOK, read(f'captures = ["nothing_fake"]\nsure_fake = true\n{known}', name="x", rulebook=BOOK))
    assert {each.verdict for each in sure.findings if each.id != "fake"} == {"not-applicable"}
    assert sure.counts == Counts(meets=0, does_not_meet=0, unknown=0)
    for doubt, missing in (("", ("sure_fake",)), ("sure_fake = false", ("captures",))):
        unsure = check(BOOK, read(f'captures = ["nothing_fake"]\n{doubt}\n{known}', name="x", rulebook=BOOK))
        assert unsure.of("fake").verdict == "unknown"
        for each in unsure.findings:
            if each.id not in ("fake", "sold"):
                assert (each.verdict, each.missing) == ("unknown", missing), each.id
        assert unsure.of("sold").missing == (*missing, "sold_from")


def test_the_line_counts_duties_and_no_questions() -> None:
    result = check(BOOK, read(f"{TOWN}keep_days = 2\nmin_group = 3\narea = 'Utrecht'", name="x", rulebook=BOOK))
    assert result.counts == Counts(meets=2, does_not_meet=1, unknown=1)
    assert result.of("fake").verdict == "does-not-meet"


def test_of_two_ways_to_the_same_verdict_the_weaker_ground_is_named(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    first = '[[rule.outcome]]\nwhen = \'operator == "H"\'\nverdict = "meets"\nforce = "own-norm"\nsettled = "contested"'
    reason = 'reason.nl = "Thuis."\nreason.en = "At home."'
    changed(
        folder,
        RULES,
        old="[[rule.outcome]]\nwhen = 'sold_from",
        new=f"{first}\n{reason}\n\n[[rule.outcome]]\nwhen = 'sold_from",
    )
    book = load(folder, on=date(2026, 11, 26))
    both = finding("sold", 'captures = ["image"]\nsold_from = "2020-01-01"', book=book)
    assert (both.verdict, both.force, both.settled) == ("meets", "own-norm", "contested")
    assert both.reason.en == "Whatever the missing answer is: this is in order."
    one = finding("sold", 'captures = ["image"]\noperator = "M"\nsold_from = "2020-01-01"', book=book)
    assert (one.force, one.settled) == ("standard", "settled")


@pytest.mark.parametrize(("day", "is_overdue"), [(date(2027, 5, 24), False), (date(2027, 5, 25), True)])
def test_a_rule_is_overdue_after_the_day_of_its_review(day: date, is_overdue: bool) -> None:
    assert finding("keep", TOWN, book=load(SMALL, on=day)).overdue is is_overdue


def test_a_rule_that_is_edited_added_or_expired_changes_the_result_without_code(tmp_path: Path) -> None:
    folder, said = copied(tmp_path), f"{TOWN}keep_days = 7"
    assert finding("keep", said, book=load(folder, on=date(2026, 11, 26))).verdict == "unknown"
    changed(folder, RULES, old="keep_days <= 3", new="keep_days <= 7")
    assert finding("keep", said, book=load(folder, on=date(2026, 11, 26))).verdict == "meets"
    text = (folder / RULES).read_text()
    added = "[[rule]]" + next(part for part in text.split("[[rule]]") if 'id = "keep"' in part)
    (folder / "rules/more.toml").write_text(added.replace('id = "keep"', 'id = "keep-too"'))
    assert finding("keep-too", said, book=load(folder, on=date(2026, 11, 26))).verdict == "meets"
    changed(folder, "rules/more.toml", old="2018-05-25", new="2018-05-25\nvalid_to = 2026-11-26")
    assert finding("keep-too", said, book=load(folder, on=date(2026, 11, 26))).verdict == "meets"
    with pytest.raises(KeyError):
        finding("keep-too", said, book=load(folder, on=date(2026, 11, 27)))


def test_what_a_rule_is_not_about_is_said_before_it_is_known_whether_its_gate_is_closed() -> None:
    found = finding("notice", 'operator = "H"')
    assert (found.verdict, found.reason.en) == ("not-applicable", "It is about something else.")
    fake = finding("notice", 'operator = "H"\ncaptures = ["nothing_fake"]\nsure_fake = true')
    assert (fake.verdict, fake.reason.en) == ("not-applicable", "It is a fake.")
