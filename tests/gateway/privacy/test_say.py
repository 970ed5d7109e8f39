"""What the tool says above its findings."""

from stoep_gateway.privacy.say import counts_said


def test_three_noughts_come_with_what_they_mean() -> None:
    said = counts_said(meets=0, does_not_meet=0, unknown=0)
    assert said.nl == "0 regels voldoen. 0 voldoen niet. 0 weten we nog niet. Geen regel vraagt hier iets."
    assert said.en == "0 rules met. 0 not met. 0 not known yet. No rule asks anything."


def test_any_other_count_stands_alone() -> None:
    said = counts_said(meets=1, does_not_meet=0, unknown=2)
    assert said.nl == "1 regel voldoet. 0 voldoen niet. 2 weten we nog niet."
    assert said.en == "1 rule met. 0 not met. 2 not known yet."
