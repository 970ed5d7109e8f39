"""What the tool says above its findings."""

from datetime import date

from stoep_gateway.privacy.say import FROM_A_LOOK, counts_said, disclaimer, stay_said
from stoep_gateway.privacy.words import NO_WORDS, Words


def test_three_noughts_come_with_what_they_mean() -> None:
    said = counts_said(meets=0, does_not_meet=0, unknown=0)
    assert said.nl == "0 regels voldoen. 0 voldoen niet. 0 weten we nog niet. Geen regel vraagt hier iets."
    assert said.en == "0 rules met. 0 not met. 0 not known yet. No rule asks anything."


def test_any_other_count_stands_alone() -> None:
    said = counts_said(meets=1, does_not_meet=0, unknown=2)
    assert said.nl == "1 regel voldoet. 0 voldoen niet. 2 weten we nog niet."
    assert said.en == "1 rule met. 0 not met. 2 not known yet."


def test_what_was_looked_at_does_not_follow_from_answers_alone() -> None:
    said = disclaimer(date(2026, 11, 26), rests_on=FROM_A_LOOK)
    assert "De uitkomst volgt uit wat hier is gezien en geantwoord, en uit de regels" in said.nl
    assert "The result follows from what was seen and answered here and from the rules" in said.en
    assert "The result follows from your answers and from the rules" in disclaimer(date(2026, 11, 26)).en


def test_where_nothing_fails_and_something_may_the_answer_is_not_known_and_what_to_ask_first() -> None:
    ask = Words("Hoe lang?", "How long?")
    said = stay_said(failed=0, unknown=2, ask=ask)
    assert said[0] == Words(
        "Dat weten we nog niet. Vraag eerst: Hoe lang?", "That is not known yet. Ask first: How long?"
    )
    assert not any("Vraag eerst" in line.nl for line in stay_said(failed=1, unknown=2, ask=ask))
    assert stay_said(failed=0, unknown=0, ask=NO_WORDS)[0].en == "No rule of law says no."
