"""The audit looks at the gateway that runs, and tells a wrong release from a right one. The long run: make redteam."""

import math
import secrets
from collections import Counter

import pytest

from redteam.noise import ODDS, p_value
from redteam.noise_mutants import RELEASES, SAMPLERS, Mutant
from redteam.release_audit import NEIGHBOURS, Seen, lower_bound, windows_with
from stoep_gateway.anonymise.policy import Policy

SCALE = Policy().contribution / (Policy().epsilon or 1)


def test_the_sides_of_the_audit_differ_by_what_one_person_may_contribute() -> None:
    fewer, more = NEIGHBOURS
    assert more - fewer == Policy().contribution


def test_a_window_with_nobody_is_hardly_ever_shown_and_a_crowd_always() -> None:
    empty, crowd = windows_with(0, days=2), windows_with(100, days=2)
    assert (empty.windows, crowd.windows) == (162, 162)
    assert empty.shown < 20
    assert crowd.shown == 162
    assert (empty.spent, crowd.spent) == (1, 1)


def test_a_bound_of_many_windows_is_near_the_epsilon_that_the_shares_have() -> None:
    fewer, more = (Seen(windows=1_000_000, shown=shown, spent=1) for shown in (229_000, 622_500))
    assert 0.97 < lower_bound(fewer, with_one_more=more, error=ODDS) < math.log(622_500 / 229_000)


@pytest.mark.parametrize("name", ["threshold before noise", "noise for the threshold only"])
def test_a_release_that_tells_the_true_sum_is_caught_within_days(name: str) -> None:
    with RELEASES[name].played():
        fewer, more = (windows_with(crossings, days=4) for crossings in NEIGHBOURS)
    assert lower_bound(fewer, with_one_more=more, error=ODDS) > 1


@pytest.mark.parametrize("mutant", RELEASES.values(), ids=RELEASES)
def test_after_a_mutant_the_gateway_is_as_it_was(mutant: Mutant) -> None:
    right = getattr(mutant.module, mutant.name)
    with mutant.played():
        assert getattr(mutant.module, mutant.name) is mutant.wrong
    assert getattr(mutant.module, mutant.name) is right


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_wrong_sampler_is_caught(name: str) -> None:
    drawn = Counter(SAMPLERS[name](SCALE, randbelow=secrets.randbelow) for _ in range(60_000))
    assert p_value(drawn) <= ODDS
