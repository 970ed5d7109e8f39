"""`stoep privacy check --gateway` at a gateway in use: all is decided by evidence, and each planted leak is found."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.looked_at import GARDEN, LookedAt, looked_at

PLANTS: dict[str, tuple[Callable[[LookedAt], None], str, str, str]] = {
    # what: how it is planted, the chain, the rule, what the finding or the evidence says
    "raw count in a log line": (LookedAt.log_a_count, "people", "gdpr.small-counts", "run.log:"),
    "k = 1": (lambda at: at.set("k", 1), "people", "gdpr.small-counts", "k = 1"),
    "precise location at one back-end": (LookedAt.move_a_garden, "soil", "gdpr.publish-place", "observations-"),
    "default password": (LookedAt.let_admin_in, "people", "sec.password", "lets admin in"),
    "missing retention": (lambda at: at.set("keep_days", 0), "soil", "gdpr.keep-rest", "[archive] keep_days = 0"),
    "window of one minute": (lambda at: at.set("window_s", 60), "people", "gdpr.small-counts", "windows of 1 min"),
}


# By the rules a small k alone, or a short window alone, is for people to weigh; a number out of memory is not.
VERDICTS = dict.fromkeys(PLANTS, "does-not-meet") | {"k = 1": "unknown", "window of one minute": "unknown"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LookedAt]:
    with looked_at(tmp_path_factory.mktemp("looked-at")) as found:
        yield found


@pytest.fixture
def mended(site: LookedAt) -> Iterator[LookedAt]:
    yield site
    site.mended()


def found(told: dict[str, Any], *, chain: str, rule: str, words: str) -> bool:
    """Whether a finding names the rule and the place."""
    return any(each["rule"] == rule and words in f"{each['where']}: {each['what']}" for each in told[chain]["findings"])


def test_nothing_is_found_and_every_fact_says_what_tells_it(site: LookedAt) -> None:
    told = site.check(code=0, listen_s=1)
    for chain in ("people", "soil"):
        assert told[chain]["findings"] == told[chain]["contradictions"] == []
        assert all(each["from"] for each in told[chain]["evidence"])
        by_evidence = [rule for rule in told[chain]["rules"] if rule["by"] == "evidence"]
        assert by_evidence
        assert [rule["id"] for rule in told[chain]["rules"] if rule["verdict"] == "unknown"] == []
    assert {"min_group", "interval_min", "captures", "output", "login", "updates", "shared"} <= {
        each["fact"] for each in told["people"]["evidence"]
    }
    assert [look["name"] for look in told["looks"] if not look["done"]] == ["frames"]  # nobody sends now
    assert "admin" not in told["text"]


@pytest.mark.parametrize("what", PLANTS)
def test_a_planted_leak_is_found_alone(mended: LookedAt, what: str) -> None:
    plant, chain, rule, words = PLANTS[what]
    plant(mended)
    told = mended.check(code=1)
    assert found(told, chain=chain, rule=rule, words=words), told[chain]["findings"]
    (verdict,) = (each["verdict"] for each in told[chain]["rules"] if each["id"] == rule)
    assert verdict == VERDICTS[what]
    assert {(each["rule"], name) for name in ("people", "soil") for each in told[name]["findings"]} <= {
        (rule, "people"),
        (rule, "soil"),
    }
    assert "48611" not in told["text"]  # the report would be the next leak
    assert GARDEN in told["text"]


def test_all_planted_leaks_are_found_together(mended: LookedAt) -> None:
    for plant, *_ in PLANTS.values():
        plant(mended)
    told = mended.check(code=1)
    missed = [
        what for what, (_, chain, rule, words) in PLANTS.items() if not found(told, chain=chain, rule=rule, words=words)
    ]
    assert missed == []
