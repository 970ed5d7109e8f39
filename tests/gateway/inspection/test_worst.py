"""Of several looks at one fact the worst counts, and says so first."""

import math

import pytest

from stoep_gateway.inspection.records import Evidence, Value
from stoep_gateway.inspection.worst import found_in


@pytest.mark.parametrize(
    ("fact", "better", "worse"),
    [
        ("min_group", 10, 1),
        ("interval_min", 15, 1),
        ("group_size", 10, 4),
        ("keep_days", 400, math.inf),
        ("auto_delete", True, False),
        ("public_name", False, True),
        ("login", "own_or_unique", "factory_default"),
        ("public_place", "area", "exact"),
        ("shared", "named", "public"),
        ("updates", "yes", "no"),
        ("consent_out", "easy", "withdrawn_kept"),
        ("store", "home", "outside_other"),
    ],
)
def test_one_place_that_does_not_keep_a_promise_breaks_it(fact: str, better: Value, worse: Value) -> None:
    good = Evidence(fact=fact, value=better, source="looked here")
    bad = Evidence(fact=fact, value=worse, source="looked there")
    for told in ([good, bad], [bad, good]):
        found = found_in(told, chain="people")[fact]
        assert (found.value, found.sources) == (worse, ("looked there", "looked here"))


def test_what_is_captured_is_all_that_any_look_saw() -> None:
    told = [
        Evidence(fact="captures", value=frozenset({"environment"}), source="list"),
        Evidence(fact="captures", value=frozenset({"presence_no_image"}), source="frames"),
    ]
    assert found_in(told, chain="x")["captures"].value == {"environment", "presence_no_image"}


def test_another_chains_evidence_is_not_this_ones() -> None:
    told = [
        Evidence(fact="min_group", value=1, source="x", chain="people"),
        Evidence(fact="login", value="factory_default", source="y"),
    ]
    assert set(found_in(told, chain="soil")) == {"login"}
