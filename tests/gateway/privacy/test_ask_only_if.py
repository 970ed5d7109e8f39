"""A fact decides a rule only where the questionnaire's own table says that it may be asked.

The table is written down here a second time, by hand, so that a condition of a rule cannot make a question come up
where nobody expects it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.rulebook import load
from stoep_gateway.privacy.verdicts import check
from support.privacy_oracle import Samples

BOOK = load(on=date(2026, 11, 26))
SAMPLES = Samples(BOOK)
_MAKERS = ("sold_from", "radio", "internet", "conformity", "commercial", "report_point", "data_access", "maker_small")
_AT_HOME, _CAMERAS = {"own_ground", "inside"}, {"image", "sound_recording", "plate", "phone_signal"}

Said = Mapping[str, Any]  # complete answers, and "gdpr": it is not excluded that the law on personal data holds


def _kept(said: Said) -> bool:
    return said["gdpr"] and not (said["captures"] & {"image", "presence_no_image"} and said["output"] == "totals_only")


def _published(said: Said) -> bool:
    return said["shared"] == "public" and said["operator"] in ("H", "A") and bool(said["reach"] & _AT_HOME)


def _told(said: Said) -> bool:
    return bool(said["gdpr"]) or "image" in said["captures"]


def _organised(said: Said) -> bool:
    return bool(said["gdpr"]) and said["operator"] != "H"


def _shown(said: Said, output: str) -> bool:
    return bool(said["output"] == output and said["shared"] != "nobody")


def _filmed(said: Said) -> bool:
    return said["operator"] in ("H", "A", "C") and "image" in said["captures"] and bool(said["reach"] - _AT_HOME)


def _public(said: Said) -> bool:
    return said["operator"] != "H" and "public_space" in said["reach"]


_ASK_ONLY_IF: Mapping[str, Callable[[Said], bool]] = {
    "purpose": lambda said: said["operator"] != "H",
    "second_use": lambda said: said["operator"] != "H",
    "output": lambda said: said["captures"] != {"environment"},
    **dict.fromkeys(("min_group", "interval_min"), lambda said: _shown(said, "totals_only")),
    "group_size": lambda said: _shown(said, "per_household_values"),
    **dict.fromkeys(("keep_days", "keep_reason", "auto_delete"), _kept),
    **dict.fromkeys(("code_life_min", "code_same_across"), lambda said: "phone_signal" in said["captures"]),
    "plate_ok_hours": lambda said: "plate" in said["captures"],
    **dict.fromkeys(("public_place", "public_name", "residents_agree"), _published),
    **dict.fromkeys(("told", "visible"), _told),
    "incident_reason": _filmed,
    "store": lambda said: said["gdpr"] and said["output"] in ("raw", "per_person_codes", "per_household_values"),
    **dict.fromkeys(("area", "registered"), _public),
    "ground": _organised,
    "consent_out": lambda said: _organised(said) and said["ground"] == "consent",
    "dpia": lambda said: _organised(said) and bool(said["captures"] & _CAMERAS),
    "mayor_decision": lambda said: "public_order" in said["purpose"],
    "human_check": lambda said: "parking" in said["purpose"],
    "vendor_contract": lambda said: _organised(said) and said["shared"] != "nobody",
    **dict.fromkeys(
        ("staff_traceable", "works_council"),
        lambda said: said["operator"] != "H" and "workplace_or_school" in said["reach"],
    ),
    **dict.fromkeys(_MAKERS, lambda said: said["device_origin"] == "supply_to_others"),
}


@settings(max_examples=40)
@given(
    device=SAMPLES.complete(), captures=st.sets(st.sampled_from(sorted(_CAMERAS | {"presence_no_image"})), max_size=2)
)
def test_no_fact_decides_where_it_is_not_asked(device: Mapping[str, Answer], captures: set[str]) -> None:
    answers = {**device, "captures": frozenset(captures or {"environment"})}
    result = check(BOOK, answers)
    people, home = result.of("scope.people-data").verdict, result.of("scope.household").verdict
    said = {**answers, "gdpr": people != "does-not-meet" and home != "meets"}
    for fact, is_asked in _ASK_ONLY_IF.items():
        if is_asked(said):
            continue
        under = BOOK.logic.under({name: answer for name, answer in answers.items() if name != fact})
        assert [rule.id for rule in BOOK.rules if fact in under.support(rule)] == [], fact
